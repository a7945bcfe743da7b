//! What the console works out before it draws: order, waits, feelings, summaries, words; no browser needed.

mod account;
mod address;
mod adviser;
mod audit;
mod due;
pub mod embed;
mod feeling;
mod hours;
mod later;
mod news;
mod notes;
mod refusal;
mod seen;
mod slash;
mod steps;
mod summary;
mod tab;
mod transcript;
mod wait;
pub mod words;

pub use account::{
    CAPACITY_MOST, LOGIN_MOST, NAME_MOST, PASSWORD_LEAST, PASSWORD_MOST, Reach, login_fits, password_lacks,
    presence_words, reach, role_words, teams_in, teams_of,
};
pub use address::{Place, SETUP, Setup, address_of, conversation_in, place, sign_in_code};
pub use adviser::{Adviser, Offer};
pub use audit::{KINDS, doer_words, kind_words, object_words};
pub use due::{Due, due};
pub use feeling::{Degree, Feeling, degree, feeling};
pub use hours::{DAYS, hours_of, lines_of, week};
pub use later::{At, Later, later};
pub use news::{last_seq, with_news};
pub use notes::{last_note, merge_notes, name_typed, named, offered, open_question, pieces, with_name};
pub use refusal::refusal_words;
pub use seen::Seen;
pub use slash::{filled, matching, sought};
pub use steps::{Owner, Tool, main_step, owner, path, second_step, tools};
pub use summary::{Summary, confidence_words, cut, percent, reason_words, sign_words, summary, visitor_name};
pub use tab::{TABS, Tab, is_listed, neighbour};
pub use transcript::{Delivery, Line, Said, Turning, corrected, delivery, lines};
pub use wait::wait_words;
