//! All that the desk keeps; SQL stands only in this folder.

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
mod queue;
mod room;
mod sight;
mod transaction;
mod word;

pub use agent::{Agent, SESSION_MS};
pub use conversation::{Caller, Posting};
pub use error::{StoreError, Trouble};
pub use handoff::{Arrival, Place, Requested};
pub use identity::Bound;
pub use inbox::Look;
pub use open::Store;
pub use ownership::Acted;
pub use room::{Examination, examine};
