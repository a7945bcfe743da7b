//! Canned replies by a stroke: which ones a draft asks for, and how they are filled in.

use protocol::CannedReply;

/// At most so many are shown at once.
const MOST: usize = 6;

/// The word behind the stroke, where a draft is nothing but `/` and the beginning of a name.
pub fn sought(draft: &str) -> Option<&str> {
    draft.strip_prefix('/').filter(|name| !name.contains(char::is_whitespace))
}

/// The replies that a word may mean: those whose name begins with it first, then those that have it somewhere.
pub fn matching(replies: &[CannedReply], sought: &str) -> Vec<CannedReply> {
    let sought = sought.to_lowercase();
    let begins = |reply: &&CannedReply| reply.name.to_lowercase().starts_with(&sought);
    let has = |reply: &&CannedReply| {
        !begins(reply)
            && (reply.name.to_lowercase().contains(&sought) || reply.text.to_lowercase().contains(&sought))
    };
    replies.iter().filter(begins).chain(replies.iter().filter(has)).take(MOST).cloned().collect()
}

/// A reply with the two names filled in.
pub fn filled(text: &str, visitor: &str, agent: &str) -> String {
    // Braces around anything else are the agent's own.
    let text = text.replace("{visitor}", "\u{1}v").replace("{agent}", "\u{1}a");
    text.replace("\u{1}v", visitor).replace("\u{1}a", agent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(name: &str) -> CannedReply {
        CannedReply {
            id: name.to_owned(),
            name: name.to_owned(),
            text: "Of course.".to_owned(),
            shared: true,
        }
    }

    #[test]
    fn only_a_stroke_at_the_very_start_seeks() {
        for (draft, expected) in [
            ("/", Some("")),
            ("/ref", Some("ref")),
            ("/退", Some("退")),
            ("a/b", None),
            ("/ref und", None),
            ("", None),
        ] {
            assert_eq!(sought(draft), expected, "{draft:?}");
        }
    }

    #[test]
    fn a_name_that_begins_so_comes_first() {
        let replies = ["hello", "refund", "no-refund", "Refused"].map(reply);
        let names =
            |sought| matching(&replies, sought).into_iter().map(|reply| reply.name).collect::<Vec<_>>();
        assert_eq!(names("ref"), ["refund", "Refused", "no-refund"]);
        assert_eq!(names("course"), ["hello", "refund", "no-refund", "Refused"]);
        assert!(names("xyzzy").is_empty());
    }

    #[test]
    fn only_the_two_names_are_filled_in() {
        assert_eq!(
            filled("Hi {visitor}, I'm {agent}. {code}", "Anna {agent}", "Mei"),
            "Hi Anna {agent}, I'm Mei. {code}"
        );
    }
}
