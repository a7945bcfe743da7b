//! Whole-product journeys in a real browser: what they stand on, and the data they use.
//!
//! The widget, the desk and the console are met only as built files and as a process, the way an owner meets them.
//! `cargo xtask test` builds them and says in the environment where they stand.

mod browser;
mod desk;
mod host;
pub mod labelled;
mod places;
pub mod trained;

pub use browser::{Visitor, browser};
pub use desk::Desk;
pub use host::{Host, Page};
pub use places::Places;
