//! How long somebody has waited, in words.

use crate::words::{Words, fill};

const MINUTE_S: i64 = 60;
const HOUR_S: i64 = 60 * MINUTE_S;
const DAY_S: i64 = 24 * HOUR_S;
/// Under a minute the words move in these steps: a list of running seconds would make readers restless.
const STEP_S: i64 = 10;

/// The time from `since_ms` to `now_ms` in words; clocks that disagree give the shortest wait.
pub fn wait_words(since_ms: i64, now_ms: i64, words: &Words) -> String {
    let seconds = now_ms.saturating_sub(since_ms).max(0) / 1_000;
    let number = |number: i64| number.to_string();
    match seconds {
        ..STEP_S => words.wait_now.to_owned(),
        STEP_S..MINUTE_S => fill(words.wait_seconds, &[("n", &number(seconds / STEP_S * STEP_S))]),
        MINUTE_S..HOUR_S => fill(words.wait_minutes, &[("n", &number(seconds / MINUTE_S))]),
        HOUR_S..DAY_S => {
            let (hours, minutes) = (seconds / HOUR_S, seconds % HOUR_S / MINUTE_S);
            let told = if minutes == 0 { words.wait_hours_only } else { words.wait_hours };
            fill(told, &[("h", &number(hours)), ("m", &number(minutes))])
        }
        _ => fill(words.wait_days, &[("n", &number(seconds / DAY_S))]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{CHINESE, ENGLISH};

    fn check(words: &Words, seconds: i64, expected: &str) {
        assert_eq!(wait_words(1_000, 1_000 + seconds * 1_000, words), expected, "{seconds} s");
    }

    #[test]
    fn waits_read_as_people_say_them() {
        let cases = [
            (-5, "now"),
            (3, "now"),
            (47, "40 s"),
            (60, "1 min"),
            (3_599, "59 min"),
            (3_900, "1 h 5 min"),
            (7_210, "2 h"),
            (200_000, "2 d"),
        ];
        for (seconds, expected) in cases {
            check(&ENGLISH, seconds, expected);
        }
        check(&CHINESE, 130, "2 分钟");
        check(&CHINESE, 7_320, "2 小时 2 分");
    }

    #[test]
    fn absurd_clocks_are_borne() {
        assert_eq!(wait_words(i64::MAX, i64::MIN, &ENGLISH), "now");
        assert!(wait_words(i64::MIN, i64::MAX, &ENGLISH).ends_with(" d"));
    }
}
