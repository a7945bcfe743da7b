//! All that the desk keeps; SQL stands only in this folder.

mod account;
mod agent;
mod conversation;
mod error;
mod event;
mod filing;
mod handoff;
mod identity;
mod inbox;
mod migration;
mod open;
mod ownership;
mod password;
mod queue;
mod read_mark;
mod room;
mod session;
mod sight;
mod view;
mod word;
mod writer;

pub use account::CODE_MS;
pub use agent::Agent;
pub use conversation::{Caller, Posting, Since};
pub use error::{StoreError, Trouble};
pub use event::EVENTS_PER_REPLY;
pub use handoff::{Arrival, Place, Requested};
pub use identity::Bound;
pub use inbox::Look;
pub use open::Store;
pub use ownership::Acted;
pub use room::{Examination, examine};
pub use session::SESSION_MS;
pub use writer::{Bell, Touched};
