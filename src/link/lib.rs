//! A conversation kept in step: the outbox, the retry schedule, what was seen of it, the handoff's transition table and what a file may hold; time and randomness are passed in.

mod attachment;
mod follow;
mod outbox;
mod retry;
mod transition;

pub use attachment::{dimensions, ending, is_image, media_type, sniff, strip};
pub use follow::{Follow, News};
pub use outbox::{Item, Outbox};
pub use retry::{RETRY_LONGEST_MS, RETRY_SHORTEST_MS, retry_delay_ms};
pub use transition::{ACTIONS, Action, is_open, next};
