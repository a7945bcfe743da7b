//! The part of the address after `#`: the conversation that is open, and the code of a sign-in link.

/// The fragment that opens a conversation.
pub fn address_of(conversation: &str) -> String {
    ["#/c/", conversation].concat()
}

/// The conversation that a fragment opens; none for any other fragment.
pub fn conversation_in(fragment: &str) -> Option<&str> {
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
    fn a_conversation_comes_back_from_its_address() {
        assert_eq!(conversation_in(&address_of("aB3_-x")), Some("aB3_-x"));
    }

    #[test]
    fn anything_else_opens_nothing() {
        for fragment in ["", "#", "#/c/", "#/c/a/../b", "#/c/a?b", "#/c/a%2fb", "#code=abc", "/c/abc"] {
            assert_eq!(conversation_in(fragment), None, "{fragment}");
        }
    }

    #[test]
    fn a_link_carries_its_code() {
        assert_eq!(sign_in_code("#code=f00"), Some("f00"));
        assert_eq!(sign_in_code("#code="), None);
        assert_eq!(sign_in_code("#/c/f00"), None);
    }
}
