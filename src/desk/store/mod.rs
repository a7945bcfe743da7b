//! All that the desk keeps; SQL stands only in this folder.

mod agent;
mod conversation;
mod copy;
mod erasure;
mod error;
mod event;
mod export;
mod file;
mod filing;
mod handoff;
mod inbox;
mod migration;
mod open;
mod ownership;
mod queue;
mod transaction;
mod word;

pub use agent::{Agent, SESSION_MS};
pub use conversation::{Caller, Posting};
pub use copy::{Listed, Soundness, Use, begin_epoch, copy_database, listed_files, soundness, used};
pub use erasure::Found;
pub use error::{StoreError, Trouble};
pub use export::{Exported, ExportedRequest, Which};
pub use file::{NewFile, Uploader};
pub use handoff::{Place, Requested};
pub use inbox::Look;
pub use open::Store;
pub use ownership::Acted;
