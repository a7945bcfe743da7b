//! All that the desk keeps; SQL stands only in this folder.

mod agent;
mod contact;
mod conversation;
mod delivery;
mod error;
mod event;
mod filing;
mod handoff;
mod inbox;
mod letter;
mod migration;
mod open;
mod outbox;
mod ownership;
mod queue;
mod transaction;
mod word;

pub use agent::{Agent, SESSION_MS};
pub use contact::Left;
pub use conversation::{Caller, Posting};
pub use delivery::{Due, Settled, Which};
pub use error::{StoreError, Trouble};
pub use handoff::{Place, Requested};
pub use inbox::Look;
pub use letter::{Letter, MAIL};
pub use open::Store;
pub use outbox::Listener;
pub use ownership::Acted;
