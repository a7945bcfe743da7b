//! A conversation kept in step: the outbox, the retry schedule and the handoff's transition table; time and randomness are passed in.

mod outbox;
mod retry;
mod transition;

pub use outbox::{Item, Outbox};
pub use retry::{RETRY_LONGEST_MS, RETRY_SHORTEST_MS, retry_delay_ms};
pub use transition::{ACTIONS, Action, is_open, next};
