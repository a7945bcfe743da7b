//! What the console works out before it draws: order, waits, feelings, summaries, words; no browser needed.

mod account;
mod address;
mod due;
mod feeling;
mod filter;
mod look;
mod news;
mod order;
mod refusal;
mod seen;
mod spot;
mod steps;
mod summary;
mod tab;
mod tidings;
mod transcript;
mod wait;
mod window;
pub mod words;

pub use account::{
    CAPACITY_MOST, LOGIN_MOST, NAME_MOST, PASSWORD_LEAST, PASSWORD_MOST, Reach, login_fits, password_lacks,
    presence_words, reach, role_words, teams_in, teams_of,
};
pub use address::{AGENTS, Place, address_of, place, sign_in_code};
pub use due::{Due, due};
pub use feeling::{Degree, degree, feeling};
pub use filter::{FACETS, FEELINGS, Facet, Filter, REASONS, value_of};
pub use look::{Look, look, query};
pub use news::{last_seq, with_news};
pub use order::put_in_order;
pub use protocol::Feeling;
pub use refusal::refusal_words;
pub use seen::Seen;
pub use spot::pieces;
pub use steps::{Owner, Step, may_take_over, may_transfer, owner, path, steps};
pub use summary::{Summary, confidence_words, cut, percent, reason_words, sign_words, summary, visitor_name};
pub use tab::{Me, TABS, Tab, is_listed, neighbour};
pub use tidings::{Call, Tiding, tidings};
pub use transcript::{Delivery, Line, Said, Turning, corrected, delivery, lines};
pub use wait::wait_words;
pub use window::{ROW_PX, brought_into_view, window};
