//! The time by which a team means to have answered first, told as what is left of it.

use crate::wait::wait_words;
use crate::words::{Words, fill};

/// Nearer than this on either side it is due now, milliseconds; waits move in steps of the same length.
const NOW_MS: i64 = 10_000;

/// What is left until a target, or how long ago it passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// For a row of the inbox.
    pub short: String,
    /// For the head of a conversation, and for screen readers.
    pub long: String,
    /// Whether it has passed.
    pub is_late: bool,
}

/// Tells a target, Unix milliseconds, as it stands at `now_ms`.
pub fn due(due_at_ms: i64, now_ms: i64, words: &Words) -> Due {
    let left_ms = due_at_ms.saturating_sub(now_ms);
    let told = |short: &str, long: &str, wait: String, is_late| {
        let slots = [("wait", wait.as_str())];
        Due { short: fill(short, &slots), long: fill(long, &slots), is_late }
    };
    if left_ms >= NOW_MS {
        told(words.due_left, words.due_within, wait_words(now_ms, due_at_ms, words), false)
    } else if left_ms > -NOW_MS {
        told(words.due_now, words.due_now, String::new(), left_ms < 0)
    } else {
        told(words.due_late, words.due_late, wait_words(due_at_ms, now_ms, words), true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{CHINESE, ENGLISH};

    fn check(left_s: i64, short: &str, long: &str, is_late: bool) {
        let expected = Due { short: short.to_owned(), long: long.to_owned(), is_late };
        assert_eq!(due(1_000_000 + left_s * 1_000, 1_000_000, &ENGLISH), expected, "{left_s} s");
    }

    #[test]
    fn a_target_is_told_as_what_is_left_of_it() {
        check(245, "4 min left", "answer within 4 min", false);
        check(42, "40 s left", "answer within 40 s", false);
        check(5, "answer now", "answer now", false);
        check(-5, "answer now", "answer now", true);
        check(-130, "2 min late", "2 min late", true);
        assert_eq!(due(60_000, 0, &CHINESE).long, "请在 1 分钟内答复");
    }

    #[test]
    fn absurd_clocks_are_borne() {
        assert!(due(i64::MIN, i64::MAX, &ENGLISH).is_late);
        assert!(!due(i64::MAX, i64::MIN, &ENGLISH).is_late);
    }
}
