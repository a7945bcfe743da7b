//! What the console works out before it draws: order, waits, feelings, summaries, words; no browser needed.

mod address;
mod feeling;
mod seen;
mod steps;
mod summary;
mod tab;
mod transcript;
mod wait;
pub mod words;

pub use address::{address_of, conversation_in, sign_in_code};
pub use feeling::{Degree, Feeling, degree, feeling};
pub use seen::Seen;
pub use steps::{Owner, Step, owner, path, steps};
pub use summary::{Summary, confidence_words, percent, reason_words, sign_words, summary, visitor_name};
pub use tab::{TABS, Tab, neighbour};
pub use transcript::{Line, Said, Turning, lines};
pub use wait::wait_words;
