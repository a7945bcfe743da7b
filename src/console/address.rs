//! The part of the address after `#`: where in the console one is, and the code of a sign-in link.

/// Where in the console one is: a page of the rail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The inbox, whether a conversation is open in it or none.
    Inbox,
    /// Who is at the desk.
    Agents,
    /// What the desk is set to.
    Setup(Setup),
    /// What agents said of the assistant's answers.
    Review,
    /// A site's knowledge base.
    Knowledge,
    /// What visitors need.
    Insights,
    /// What the desk proposes.
    Suggestions,
}

/// A page of what the desk is set to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setup {
    /// The sites' names, pages, hours and waits.
    Sites,
    /// The teams of each site.
    Teams,
    /// The owner's words in the place of the widget's.
    Wording,
    /// The dials of the assistant's triage.
    Triage,
    /// The tag that a site copies.
    Embed,
    /// Who is told by the desk, and what became of it.
    Webhooks,
    /// How long what is kept, and how it goes.
    Kept,
    /// Who did what.
    Audit,
}

/// The pages of what the desk is set to, in their order.
pub const SETUP: [Setup; 8] = [
    Setup::Sites,
    Setup::Teams,
    Setup::Wording,
    Setup::Triage,
    Setup::Embed,
    Setup::Webhooks,
    Setup::Kept,
    Setup::Audit,
];

/// Every place but the inbox with its fragment.
const FRAGMENTS: [(Place, &str); 13] = [
    (Place::Agents, "#/agents"),
    (Place::Setup(Setup::Sites), "#/setup/sites"),
    (Place::Setup(Setup::Teams), "#/setup/teams"),
    (Place::Setup(Setup::Wording), "#/setup/wording"),
    (Place::Setup(Setup::Triage), "#/setup/triage"),
    (Place::Setup(Setup::Embed), "#/setup/embed"),
    (Place::Setup(Setup::Webhooks), "#/setup/webhooks"),
    (Place::Setup(Setup::Kept), "#/setup/kept"),
    (Place::Setup(Setup::Audit), "#/setup/audit"),
    (Place::Review, "#/review"),
    (Place::Knowledge, "#/knowledge"),
    (Place::Insights, "#/insights"),
    (Place::Suggestions, "#/suggestions"),
];

/// The place that a fragment names, how the inbox is looked at not counted ([`crate::look`]); the inbox for any that we
/// didn't make.
pub fn place(fragment: &str) -> Place {
    let fragment = fragment.split('?').next().unwrap_or_default();
    FRAGMENTS.iter().find(|(_, known)| *known == fragment).map_or(Place::Inbox, |(place, _)| *place)
}

impl Place {
    /// The fragment that leads there.
    pub fn fragment(self) -> &'static str {
        FRAGMENTS.iter().find(|(place, _)| *place == self).map_or("#/", |(_, fragment)| *fragment)
    }
}

/// What stands after a fragment's question mark; empty where it has none.
pub fn query_of(fragment: &str) -> &str {
    fragment.split_once('?').map_or("", |(_, query)| query)
}

/// The fragment that opens a conversation.
pub fn address_of(conversation: &str) -> String {
    ["#/c/", conversation].concat()
}

/// The id of the conversation that a fragment opens.
pub fn conversation_in(fragment: &str) -> Option<&str> {
    let fragment = fragment.split('?').next().unwrap_or_default();
    fragment.strip_prefix("#/c/").filter(|id| !id.is_empty() && is_plain(id))
}

/// The code of a one-time sign-in link, `#code=…`; none for any other fragment.
pub fn sign_in_code(fragment: &str) -> Option<&str> {
    fragment.strip_prefix("#code=").filter(|code| !code.is_empty())
}

/// Ids and codes are base64url: what else stands there was not made by us and is not put into a path.
fn is_plain(id: &str) -> bool {
    id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_comes_back_from_its_address() {
        assert_eq!(conversation_in(&address_of("aB3_-x")), Some("aB3_-x"));
        assert_eq!(place(&address_of("aB3_-x")), Place::Inbox);
        assert_eq!(conversation_in("#/c/a?tab=mine"), Some("a"));
        for (known, fragment) in FRAGMENTS {
            assert_eq!((place(fragment), known.fragment()), (known, fragment));
        }
        assert_eq!(Place::Inbox.fragment(), "#/");
        assert!(SETUP.iter().all(|page| place(Place::Setup(*page).fragment()) == Place::Setup(*page)));
    }

    #[test]
    fn anything_else_opens_nothing() {
        for fragment in
            ["", "#", "#/", "#/c/", "#/c/a/../b", "#/c/a%2fb", "#code=abc", "/c/abc", "#/agents/x", "#/setup"]
        {
            assert_eq!((place(fragment), conversation_in(fragment)), (Place::Inbox, None), "{fragment}");
        }
    }

    #[test]
    fn a_page_is_found_whatever_is_asked_of_it() {
        let asked = "#/insights?days=7&site=a";
        assert_eq!((place(asked), query_of(asked)), (Place::Insights, "days=7&site=a"));
        assert_eq!((place("#/suggestions"), query_of("#/suggestions")), (Place::Suggestions, ""));
    }

    #[test]
    fn a_link_carries_its_code() {
        assert_eq!(sign_in_code("#code=f00"), Some("f00"));
        assert_eq!(sign_in_code("#code="), None);
        assert_eq!(sign_in_code("#/c/f00"), None);
    }
}
