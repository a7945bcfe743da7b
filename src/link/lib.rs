//! A conversation kept in step: the outbox, the retry schedule, what was seen of it, the handoff's transition table, what a file may hold, and a visit as it is told of; time and randomness are passed in.

mod attachment;
mod feeling;
mod follow;
mod outbox;
mod retry;
mod ticket;
mod transition;
mod visit;

pub use attachment::{dimensions, ending, is_image, media_type, sniff, strip};
pub use feeling::{NAMED_FROM, feeling};
pub use follow::{Follow, News};
pub use outbox::{Item, Outbox};
pub use retry::{RETRY_LONGEST_MS, RETRY_SHORTEST_MS, retry_delay_ms};
pub use ticket::Ticket;
pub use transition::{ACTIONS, Action, is_open, next};
pub use visit::{Asked, Visit};
