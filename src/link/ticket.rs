//! The number of a digest, reserved before it is sent, and what a browser keeps for that: a visit's token and no more.

use protocol::{VISIT_DIGESTS, VISIT_HOURS};

/// How long a token is used, milliseconds.
const VISIT_MS: f64 = VISIT_HOURS as f64 * 3_600_000.0;

/// Under what a digest is told.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticket {
    /// The visit's token.
    pub visit: String,
    /// The digest's number in it; nobody else has it.
    pub number: u32,
    /// When the token was made, Unix milliseconds.
    made_ms: f64,
}

impl Ticket {
    /// Reserves the next number of the visit that is `kept`, or the first of a new one, whose token is `random`. Gives back
    /// what must be kept in its place before anything is sent; none where the visit has told all that it may.
    pub fn reserve(kept: Option<&str>, random: &str, now_ms: f64) -> Option<(Self, String)> {
        let ticket = kept.and_then(Self::read).filter(|ticket| ticket.is_good(now_ms));
        // Whole milliseconds, so that what is kept is read as it was written.
        let made_ms = now_ms as i64 as f64;
        let ticket = ticket.unwrap_or_else(|| Self { visit: random.to_owned(), number: 1, made_ms });
        if ticket.number > VISIT_DIGESTS {
            return None;
        }
        let next =
            [&ticket.visit, " ", &(ticket.made_ms as i64).to_string(), " ", &(ticket.number + 1).to_string()];
        Some((ticket.clone(), next.concat()))
    }

    /// Whether the token may still be used. One from the future is of a clock that was turned back: nobody knows its age.
    pub fn is_good(&self, now_ms: f64) -> bool {
        (0.0..VISIT_MS).contains(&(now_ms - self.made_ms))
    }

    /// Whether what is kept is of no use any more.
    pub fn is_over(kept: &str, now_ms: f64) -> bool {
        Self::read(kept).is_none_or(|ticket| !ticket.is_good(now_ms))
    }

    fn read(kept: &str) -> Option<Self> {
        let mut parts = kept.split(' ');
        let visit = parts.next()?.to_owned();
        let made_ms: i64 = parts.next()?.parse().ok()?;
        let number = parts.next()?.parse().ok()?;
        (parts.next().is_none() && number > 0).then_some(Self { visit, number, made_ms: made_ms as f64 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: f64 = 1_790_000_000_123.9;
    const HOUR: f64 = 3_600_000.0;

    /// Reserves; gives the token and the number.
    fn check(kept: &mut Option<String>, random: &str, now_ms: f64) -> Option<(String, u32)> {
        let (ticket, next) = Ticket::reserve(kept.as_deref(), random, now_ms)?;
        assert!(ticket.is_good(now_ms) && !Ticket::is_over(&next, now_ms), "{next}");
        *kept = Some(next);
        Some((ticket.visit, ticket.number))
    }

    #[test]
    fn numbers_go_up_within_a_day_and_then_a_new_visit_begins() {
        let mut kept = None;
        for (random, hours, expected) in [
            ("a", 0.0, ("a", 1)),
            ("b", 0.0, ("a", 2)),
            ("c", 23.9, ("a", 3)),
            ("d", 24.1, ("d", 1)),
            ("e", 40.0, ("d", 2)),
            // A clock that was turned back.
            ("f", -10.0, ("f", 1)),
        ] {
            let reserved = check(&mut kept, random, NOON + hours * HOUR);
            assert_eq!(reserved, Some((expected.0.to_owned(), expected.1)), "{hours} h");
        }
    }

    #[test]
    fn a_visit_tells_so_often_and_no_more() {
        let mut kept = None;
        let numbers: Vec<u32> =
            std::iter::from_fn(|| check(&mut kept, "a", NOON)).map(|(_, number)| number).take(100).collect();
        assert_eq!(numbers, (1..=VISIT_DIGESTS).collect::<Vec<_>>());
        assert_eq!(check(&mut kept, "b", NOON + 25.0 * HOUR), Some(("b".to_owned(), 1)));
    }

    #[test]
    fn what_is_no_ticket_begins_anew() {
        for kept in ["", "a", "a b 1", "a 5 0", "a 5 x", "a 1790000000123 1 1", "a 1790000000123 -1"] {
            assert!(Ticket::is_over(kept, NOON), "{kept:?}");
            let reserved = check(&mut Some(kept.to_owned()), "new", NOON);
            assert_eq!(reserved, Some(("new".to_owned(), 1)), "{kept:?}");
        }
        assert!(!Ticket::is_over("a 1790000000123 64", NOON), "it is kept so that no number comes twice");
    }
}
