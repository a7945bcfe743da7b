//! When visitors were last there, so that nobody is mailed what they read on the page.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// An answer is mailed within minutes, or later where the mail server fails; memory is kept small, milliseconds: a day.
const KEPT_MS: i64 = 24 * 3_600_000;

/// When a conversation's visitor was last there, in memory only: after a restart everyone is away until they ask again.
#[derive(Debug, Default)]
pub struct Seen {
    at: Mutex<HashMap<String, i64>>,
}

impl Seen {
    /// Notes that a visitor is there.
    pub fn note(&self, conversation: &str, now: i64) {
        let mut at = self.at.lock().unwrap_or_else(PoisonError::into_inner);
        match at.get_mut(conversation) {
            Some(at) => *at = now,
            None => drop(at.insert(conversation.to_owned(), now)),
        }
    }

    /// Whether a visitor was there after a time.
    pub fn is_since(&self, conversation: &str, time: i64) -> bool {
        let at = self.at.lock().unwrap_or_else(PoisonError::into_inner);
        at.get(conversation).is_some_and(|at| *at > time)
    }

    /// Forgets who was last there long ago.
    pub fn tidy(&self, now: i64) {
        self.at.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, at| now - *at < KEPT_MS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_came_after_the_answer_has_read_it() {
        let seen = Seen::default();
        seen.note("anna", 1_000);
        assert!(seen.is_since("anna", 999) && !seen.is_since("anna", 1_000) && !seen.is_since("bert", 0));
        seen.tidy(1_000 + KEPT_MS);
        assert!(!seen.is_since("anna", 0));
    }
}
