//! The desk: handoffs, inbox and static files over HTTP (axum), kept in SQLite.
//!
//! A request's way: `http/edge.rs` (may this page ask?), `http/routes.rs` (which route?), `http/caller.rs` (who
//! asks?), `request.rs` (is every field sound?), `store/` (kept in one transaction), and out. What is answered
//! with success is on the disk; what fails is a problem document, and its cause stands in the log without a
//! visitor's words. The desk knows nothing of matching or moods: it keeps what the widget found.

mod account;
mod adapters;
mod alerts;
mod arrivals;
mod backup;
mod bases;
mod calendar;
mod choice;
mod cleaner;
pub mod csv;
mod delivery;
mod desk;
mod digest;
mod drafting;
mod editions;
mod error;
mod files;
mod form;
mod hours;
mod http;
mod identity;
mod insight;
mod judged;
mod known;
mod ledger;
mod life;
mod listen;
mod live;
mod location;
mod mail;
mod metrics;
mod migrate;
mod neighbour;
mod origin;
mod packs;
mod passing;
mod password;
mod past;
mod publishing;
mod readiness;
mod records;
mod request;
mod restore;
mod rules;
mod running;
mod secret;
mod seen;
mod serve;
mod settings;
mod setup;
mod sites;
mod store;
mod suggesting;
mod text;
mod topics;
mod tries;
mod upkeep;
mod words;

pub use account::AccountError;
pub use adapters::{AdapterKind, AdapterSettings};
pub use alerts::{Form, Topic, Webhook};
pub use backup::{Backup, backup};
pub use choice::chosen_in_console;
pub use desk::{Clock, Desk};
pub use error::DeskError;
pub use hours::Opening;
pub use http::{app, metrics, routes};
pub use ledger::Ledger;
pub use life::Assignment;
pub use listen::listen;
pub use location::{Location, Server};
pub use mail::Mail;
pub use migrate::{Migrated, migrate};
pub use packs::{learnt, packs, packs_of};
pub use past::PastDigest;
pub use records::{Records, utc};
pub use request::{
    ANSWER_CHARACTERS, ATTRIBUTE_CHARACTERS, ATTRIBUTES, LABEL_CHARACTERS, TITLE_CHARACTERS,
    TRANSCRIPT_MESSAGES, TRIGGERS, URL_CHARACTERS,
};
pub use restore::{Restored, restore};
pub use secret::Secret;
pub use serve::{serve, sign_in_line};
pub use settings::{DEFAULT_SITE, Fixed, Places, Settings, SiteSettings, TeamSettings, Wording};
pub use setup::AUDIT_DAYS_LEAST;
pub use sites::{Site, Sites};
pub use store::{
    Examination, Exported, ExportedIdentity, ExportedRequest, Found, Moved, Outcome, PastHelp, StoreError,
    Which, Whose, examine, examine_server,
};
