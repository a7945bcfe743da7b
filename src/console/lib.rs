//! What the console works out before it draws: order, waits, feelings, summaries, words; no browser needed.

mod account;
mod address;
mod due;
mod feeling;
mod news;
mod refusal;
mod seen;
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
pub use address::{AGENTS, Place, address_of, place, sign_in_code};
pub use due::{Due, due};
pub use feeling::{Degree, degree, feeling};
pub use protocol::Feeling;
pub use news::{last_seq, with_news};
pub use refusal::refusal_words;
pub use seen::Seen;
pub use steps::{Owner, Step, may_take_over, may_transfer, owner, path, steps};
pub use summary::{Summary, confidence_words, cut, percent, reason_words, sign_words, summary, visitor_name};
pub use tab::{TABS, Tab, is_listed, neighbour};
pub use transcript::{Delivery, Line, Said, Turning, corrected, delivery, lines};
pub use wait::wait_words;
