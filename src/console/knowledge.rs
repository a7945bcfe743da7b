//! What the page of the knowledge base works out before it draws; no browser needed.

mod asked;
mod at;
mod base;
mod bench;
mod faults;
mod form;
mod health;
mod incoming;
mod rows;
mod table;
mod together;
mod told;

pub use asked::asked_of;
pub use at::{At, Source, View, at, fragment};
pub use base::{BaseText, Chosen, base_of, newest};
pub use bench::{Trial, TrialMatch, Workbench};
pub use faults::{FieldFault, fault_words, faults, file_fault_words};
pub use form::{EntryForm, FormText, free_id};
pub use health::{Ailment, Astray, Condition, EntryHealth, Rival, ailments, condition, health};
pub use incoming::{Brings, Incoming, document_faults, incoming};
pub use rows::{Kind, Row, RowFilter, Standing, rows, tags, teams};
pub use table::table;
pub use together::together;
pub use told::{ChangedQuestion, PreviewReport, Shown, Turned};
