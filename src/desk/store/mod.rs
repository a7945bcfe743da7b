//! All that the desk keeps; SQL stands only in this folder.

mod agent;
mod conversation;
mod error;
mod event;
mod filing;
mod handoff;
mod inbox;
mod migration;
mod open;
mod ownership;
mod queue;
mod read_mark;
mod view;
mod word;
mod writer;

pub use agent::{Agent, SESSION_MS};
pub use conversation::{Caller, Posting, Since};
pub use error::{StoreError, Trouble};
pub use event::EVENTS_PER_REPLY;
pub use handoff::{Place, Requested};
pub use inbox::Look;
pub use open::Store;
pub use ownership::Acted;
pub use writer::{Bell, Touched};
