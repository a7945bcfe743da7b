//! When a post that failed is tried again.

use std::time::Duration;

use jiff::fmt::rfc2822;

const S: i64 = 1_000;
const M: i64 = 60 * S;
const H: i64 = 60 * M;

/// Milliseconds after each failed try, as the Standard Webhooks specification suggests: three days in all.
const WAITS_MS: [i64; 9] = [5 * S, 5 * M, 30 * M, 2 * H, 5 * H, 10 * H, 14 * H, 20 * H, 24 * H];
/// An endpoint cannot ask for a longer pause, milliseconds.
const LONGEST_MS: i64 = 24 * H;

/// Milliseconds until the next try after so many, 1 being the first; none when it is given up. `chance`, 0 to 255,
/// spreads them over a tenth more, so that what failed together does not come back together.
pub fn retry_after_ms(tries: i64, chance: u8) -> Option<i64> {
    let at = usize::try_from(tries - 1).ok()?;
    WAITS_MS.get(at).map(|wait| wait + wait / 10 * i64::from(chance) / 255)
}

/// Milliseconds that a `Retry-After` asks for: seconds or a date (RFC 9110, 10.2.3); none where it is neither.
pub fn asked_ms(header: &str, now: i64) -> Option<i64> {
    let ms = match header.trim().parse::<u32>() {
        Ok(seconds) => i64::from(seconds) * S,
        Err(_) => rfc2822::parse(header.trim()).ok()?.timestamp().as_millisecond() - now,
    };
    Some(ms.clamp(0, LONGEST_MS))
}

/// How long one post may take in all.
pub const LONGEST_POST: Duration = Duration::from_secs(15);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_end_after_three_days() {
        let waits: Vec<i64> = (1..).map_while(|tries| retry_after_ms(tries, 0)).collect();
        assert_eq!(waits.len(), 9);
        assert_eq!(waits.iter().sum::<i64>(), 75 * H + 35 * M + 5 * S);
        assert_eq!(retry_after_ms(1, 255), Some(5_500));
        assert_eq!(retry_after_ms(10, 0), None);
        assert_eq!(retry_after_ms(0, 0), None);
    }

    #[test]
    fn an_endpoint_says_when() {
        for (header, ms) in [
            ("7", Some(7_000)),
            ("999999", Some(LONGEST_MS)),
            ("Thu, 01 Jan 1970 00:01:00 GMT", Some(59_000)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("-5", None),
            ("soon", None),
        ] {
            assert_eq!(asked_ms(header, 1_000), ms, "{header}");
        }
    }
}
