//! The knowledge base: its file format, checks, importers, editions; and what may be shared of visitors' questions.
//!
//! # The file
//!
//! One JSON file that a person can write by hand; `schema.json` beside this file tells editors about it. The smallest:
//!
//! ```json
//! {"version": 1, "language": "en", "entries": [
//!   {"id": "returns", "question": "How do I return an item?", "variants": ["send it back"], "answer": "Within 30 days …"}
//! ]}
//! ```
//!
//! | key | what it holds |
//! |---|---|
//! | `version` | the format: 1 |
//! | `language` | the language of the entries' own texts, BCP 47: `en`, `zh`, `pt-BR` |
//! | `languages` | all languages of the base, where there is more than one |
//! | `name` | whose questions these are |
//! | `entries` | the questions |
//! | `learnt` | what `tandem build` has fitted on them, so that no visitor's browser need do it; nobody writes it by hand |
//!
//! An entry has:
//!
//! | key | what it holds |
//! |---|---|
//! | `id` | unique; letters, digits, `-`, `_` and `.` |
//! | `question` | the question as the owner words it; shown as a title |
//! | `variants` | other wordings, as visitors type them: three to eight do much |
//! | `answer` | Markdown: paragraphs, `**strong**`, `*emphasis*`, `` `code` ``, `[links](https://…)`, lists |
//! | `tags`, `team` | words to sort by; the team that a handoff goes to |
//! | `handoff` | `always`: a person takes the matter; `offer`: a person is offered with the answer |
//! | `follow_ups` | ids of the entries that visitors ask next |
//! | `translations` | by language: `question`, `variants`, `answer` |
//!
//! # Reading
//!
//! Reading never stops at the first fault. [`check`] is the one checker; what comes before it differs: `read_text`,
//! `read_named` (feature `read_text`) and `read_file` (feature `read_file`) keep the line of every value, the widget builds the same [`Node`]s from what the
//! browser parsed, [`read_table`], [`read_faq_page`] and [`read_plain`] build them from a spreadsheet, from a page's own FAQ and
//! from questions with their answers below. A
//! [`Reading`] holds every [`Fault`] and the entries that could be read.

pub mod markdown;
pub mod preview;
pub mod redact;
pub mod suggest;
pub mod topics;

mod answer;
mod base;
mod check;
#[cfg(feature = "read_file")]
mod decode;
mod difference;
mod edited;
mod entity;
mod entry;
mod faq_page;
mod fault;
mod field;
#[cfg(feature = "read_text")]
mod file;
mod heading;
mod html;
mod id;
mod inline;
#[cfg(feature = "read_text")]
mod json;
mod language;
mod learnt;
mod node;
#[cfg(feature = "read_text")]
mod page;
mod plain;
mod repeat;
#[cfg(feature = "read_text")]
mod scan;
mod table;
pub mod triage;
mod words;
#[cfg(feature = "read_text")]
mod write;

pub use base::{Entry, KnowledgeBase, Text, primary};
pub use check::{ENTRIES, FORMAT_VERSION, check};
pub use difference::{Differences, EntryDifference, TextDifference, differences};
pub use faq_page::read_faq_page;
pub use fault::{FAULTS, Fault, Reading, Severity};
#[cfg(feature = "read_file")]
pub use file::read_file;
#[cfg(feature = "read_text")]
pub use file::{BYTES, read_named, read_text};
pub use id::derived as derived_id;
pub use learnt::read as read_learnt;
#[cfg(feature = "read_text")]
pub use learnt::write as write_learnt;
pub use node::{DEPTH, Node, Value};
pub use plain::read_plain;
pub use table::read_table;
pub use words::Word;
