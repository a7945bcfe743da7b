//! The desk's refusals in the agent's language; the desk's own words are English.

use crate::words::Words;

/// A refusal by the kind of its problem document, as `/problems/owned`; none for a kind without words here.
pub fn refusal_words(kind: &str, words: &Words) -> Option<&'static str> {
    Some(match kind.strip_prefix("/problems/")? {
        "owned" => words.refused_owned,
        "not-now" => words.refused_not_now,
        "too-long" => words.refused_too_long,
        "erased" => words.refused_erased,
        "role" => words.refused_role,
        "bound" => words.refused_bound,
        "code" => words.refused_code,
        "password" => words.refused_password,
        "old-password" => words.refused_old_password,
        "too-many-tries" => words.refused_too_many_tries,
        "login-taken" => words.refused_login_taken,
        "last-owner" => words.refused_last_owner,
        "disabled" => words.refused_disabled,
        "changed-meanwhile" => words.refused_changed_meanwhile,
        "any-origin" => words.refused_any_origin,
        "not-found" => words.refused_not_found,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::CHINESE;

    #[test]
    fn kinds_that_an_agent_meets_are_told_in_the_agents_language() {
        assert_eq!(refusal_words("/problems/owned", &CHINESE), Some("已由同事接手。"));
        for kind in ["/problems/broken", "/problems/", "owned", ""] {
            assert_eq!(refusal_words(kind, &CHINESE), None, "{kind}");
        }
    }
}
