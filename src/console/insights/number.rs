//! Numbers in words: counts, shares, times.

use crate::words::{InsightWords, fill};

const SECOND_MS: u64 = 1_000;
const MINUTE_S: u64 = 60;
const HOUR_S: u64 = 60 * MINUTE_S;

/// A count with a comma before each three digits.
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number of tenths as people write it, without a tenth where there is none.
pub(super) fn tenths(tenths: u64) -> String {
    match tenths % 10 {
        0 => grouped(tenths / 10),
        tenth => [&grouped(tenths / 10), ".", &tenth.to_string()].concat(),
    }
}

/// A share from 0 to 1 in per cent: whole ones, below 10 with a tenth, since little is told apart by little.
pub fn share_words(share: f64, words: &InsightWords) -> String {
    let in_tenths = (share.clamp(0.0, 1.0) * 1_000.0).round() as u64;
    let shown = if in_tenths < 100 { in_tenths } else { (in_tenths + 5) / 10 * 10 };
    fill(words.per_cent, &[("n", &tenths(shown))])
}

/// How long something took: `38 s`, `6 min 40 s`, `2 h 5 min`; from ten minutes on without seconds.
pub fn span_words(ms: u64, words: &InsightWords) -> String {
    let seconds = (ms + SECOND_MS / 2) / SECOND_MS;
    let number = |number: u64| number.to_string();
    match seconds {
        ..MINUTE_S => fill(words.span_s, &[("n", &number(seconds))]),
        MINUTE_S..600 if !seconds.is_multiple_of(MINUTE_S) => {
            fill(words.span_min_s, &[("n", &number(seconds / MINUTE_S)), ("s", &number(seconds % MINUTE_S))])
        }
        MINUTE_S..HOUR_S => fill(words.span_min, &[("n", &number(seconds / MINUTE_S))]),
        _ => {
            let (hours, minutes) = (seconds / HOUR_S, seconds % HOUR_S / MINUTE_S);
            if minutes == 0 {
                return fill(words.span_h, &[("n", &number(hours))]);
            }
            fill(words.span_h_min, &[("n", &number(hours)), ("m", &number(minutes))])
        }
    }
}

/// A part of a whole and the rest of it, rounded to a `grain`-th so that together they are the rounded whole.
pub fn split(whole: f64, part: f64, grain: f64) -> (f64, f64) {
    let whole = (whole * grain).round();
    let part = (part * grain).round().clamp(0.0, whole.max(0.0));
    (part / grain, (whole - part) / grain)
}

/// Hours: from ten on whole ones, else with a tenth.
pub fn hours_words(hours: f64, words: &InsightWords) -> String {
    let in_tenths = (hours.max(0.0) * 10.0).round() as u64;
    let shown = if in_tenths < 100 { in_tenths } else { (in_tenths + 5) / 10 * 10 };
    fill(words.span_h, &[("n", &tenths(shown))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{INSIGHT_CHINESE, INSIGHT_ENGLISH};

    #[test]
    fn counts_are_grouped_by_three() {
        for (count, expected) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (18_204, "18,204"),
            (123_456, "123,456"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(count), expected);
        }
    }

    #[test]
    fn shares_are_as_fine_as_they_are_small() {
        for (share, expected) in [
            (0.0, "0 %"),
            (0.0004, "0 %"),
            (0.019, "1.9 %"),
            (0.0994, "9.9 %"),
            (0.09996, "10 %"),
            (0.714, "71 %"),
            (0.9999, "100 %"),
            (7.0, "100 %"),
        ] {
            assert_eq!(share_words(share, &INSIGHT_ENGLISH), expected, "{share}");
        }
        assert_eq!(share_words(0.714, &INSIGHT_CHINESE), "71%");
    }

    #[test]
    fn parts_add_up_to_what_is_told_of_the_whole() {
        assert_eq!(split(0.568, 0.186, 100.0), (0.19, 0.38));
        assert_eq!(split(115.2, 37.8, 1.0), (38.0, 77.0));
        assert_eq!(split(0.0, 0.0, 100.0), (0.0, 0.0));
    }

    /// A number stays with its unit; here that is read as any space.
    fn plain(told: &str) -> String {
        told.replace('\u{a0}', " ")
    }

    #[test]
    fn times_read_as_people_say_them() {
        for (ms, expected) in [
            (0, "0 s"),
            (499, "0 s"),
            (38_200, "38 s"),
            (59_700, "1 min"),
            (400_000, "6 min 40 s"),
            (900_400, "15 min"),
            (3_599_000, "59 min"),
            (7_500_000, "2 h 5 min"),
            (7_200_000, "2 h"),
        ] {
            assert_eq!(plain(&span_words(ms, &INSIGHT_ENGLISH)), expected, "{ms} ms");
        }
        assert_eq!(span_words(400_000, &INSIGHT_CHINESE), "6 分 40 秒");
        for (hours, expected) in [(0.0, "0 h"), (0.44, "0.4 h"), (9.96, "10 h"), (1_234.4, "1,234 h")] {
            assert_eq!(plain(&hours_words(hours, &INSIGHT_ENGLISH)), expected, "{hours}");
        }
    }
}
