//! When to try again: exponential backoff with full jitter.

/// The first wait's upper end, milliseconds.
pub const RETRY_SHORTEST_MS: u32 = 500;
/// No wait is longer, milliseconds.
pub const RETRY_LONGEST_MS: u32 = 30_000;

/// Milliseconds to wait before try number `attempt` (0 is the first retry).
///
/// Full jitter: uniform between [`RETRY_SHORTEST_MS`] and the doubled ceiling, so that a thousand
/// browsers that lost the desk together don't come back together. `random` is 0 to 1 and is clamped.
pub fn retry_delay_ms(attempt: u32, random: f64) -> u32 {
    let ceiling = RETRY_SHORTEST_MS
        .saturating_mul(2u32.saturating_pow(attempt.saturating_add(1)))
        .min(RETRY_LONGEST_MS);
    let span = f64::from(ceiling - RETRY_SHORTEST_MS);
    RETRY_SHORTEST_MS + (span * random.clamp(0.0, 1.0)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_stays_between_half_a_second_and_half_a_minute() {
        for attempt in [0, 1, 5, 6, 31, 32, u32::MAX] {
            for random in [-1.0, 0.0, 0.5, 1.0, 7.0, f64::NAN] {
                let delay = retry_delay_ms(attempt, random);
                assert!(
                    (RETRY_SHORTEST_MS..=RETRY_LONGEST_MS).contains(&delay),
                    "{attempt} {random}: {delay}"
                );
            }
        }
    }

    #[test]
    fn waits_grow_until_the_longest() {
        let longest: Vec<u32> = (0..7).map(|attempt| retry_delay_ms(attempt, 1.0)).collect();
        assert_eq!(longest, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    }
}
