//! The part of the address after `#`: where in the console one is, and the code of a sign-in link.

/// The fragment of the agents' page.
pub const AGENTS: &str = "#/agents";

/// Where in the console one is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The inbox with nothing open.
    Inbox,
    /// A conversation, by its id.
    Conversation(String),
    /// Who is at the desk.
    Agents,
}

/// The place that a fragment names, how the inbox is looked at not counted ([`crate::look`]); the inbox for any that we
/// didn't make.
pub fn place(fragment: &str) -> Place {
    let fragment = fragment.split('?').next().unwrap_or_default();
    match conversation_in(fragment) {
        Some(id) => Place::Conversation(id.to_owned()),
        None if fragment == AGENTS => Place::Agents,
        None => Place::Inbox,
    }
}

/// The fragment that opens a conversation.
pub fn address_of(conversation: &str) -> String {
    ["#/c/", conversation].concat()
}

fn conversation_in(fragment: &str) -> Option<&str> {
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
        assert_eq!(place(&address_of("aB3_-x")), Place::Conversation("aB3_-x".to_owned()));
        assert_eq!(place(AGENTS), Place::Agents);
        assert_eq!(place("#/c/a?tab=mine"), Place::Conversation("a".to_owned()));
    }

    #[test]
    fn anything_else_opens_nothing() {
        for fragment in
            ["", "#", "#/", "#/c/", "#/c/a/../b", "#/c/a%2fb", "#code=abc", "/c/abc", "#/agents/x"]
        {
            assert_eq!(place(fragment), Place::Inbox, "{fragment}");
        }
    }

    #[test]
    fn a_link_carries_its_code() {
        assert_eq!(sign_in_code("#code=f00"), Some("f00"));
        assert_eq!(sign_in_code("#code="), None);
        assert_eq!(sign_in_code("#/c/f00"), None);
    }
}
