//! Whole-product journeys in a real browser: what they stand on, and the data they use; and the desk's promises, put to
//! the proof.
//!
//! The widget, the desk and the console are met only as built files and as a process, the way an owner meets them.
//! `cargo xtask test` builds them and says in the environment where they stand.

mod browser;
mod chance;
mod desk;
mod fill;
mod host;
pub mod labelled;
pub mod month;
mod places;
pub mod proof;
pub mod trained;

pub use browser::{Visitor, browser};
pub use chance::Chance;
pub use desk::Desk;
pub use fill::fill;
pub use host::{Host, Page, Told};
pub use places::Places;
