//! The desk: handoffs, inbox and static files over HTTP (axum), kept in SQLite.
//!
//! A request's way: `http/edge.rs` (may this page ask?), `http/routes.rs` (which route?), `http/caller.rs` (who
//! asks?), `request.rs` (is every field sound?), `store/` (kept in one transaction), and out. What is answered
//! with success is on the disk; what fails is a problem document, and its cause stands in the log without a
//! visitor's words. The desk knows nothing of matching or moods: it keeps what the widget found.

mod backup;
mod cleaner;
mod desk;
mod error;
mod files;
mod hours;
mod http;
mod origin;
mod records;
mod request;
mod restore;
mod running;
mod secret;
mod serve;
mod settings;
mod store;
mod text;
mod tries;
mod upkeep;

pub use backup::{Backup, backup};
pub use desk::{Clock, Desk};
pub use error::DeskError;
pub use http::{app, routes};
pub use records::{Records, utc};
pub use request::{
    ANSWER_CHARACTERS, ATTRIBUTE_CHARACTERS, ATTRIBUTES, LABEL_CHARACTERS, TITLE_CHARACTERS,
    TRANSCRIPT_MESSAGES, TRIGGERS, URL_CHARACTERS,
};
pub use restore::{Restored, restore};
pub use serve::serve;
pub use settings::Settings;
pub use store::{Exported, ExportedRequest, Found, StoreError, Which};
