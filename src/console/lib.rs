//! What the console works out before it draws: order, waits, feelings, summaries, words; no browser needed.

mod account;
mod address;
mod adviser;
mod audit;
mod changes;
mod device;
mod dials;
mod due;
pub mod embed;
mod feeling;
mod filter;
mod hours;
pub mod insights;
pub mod knowledge;
mod later;
mod look;
mod mend;
mod news;
mod notes;
mod order;
mod refusal;
mod seen;
mod slash;
mod spot;
mod steps;
pub mod suggestions;
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
pub use address::{Place, SETUP, Setup, address_of, conversation_in, place, query_of, sign_in_code};
pub use adviser::{Adviser, Offer};
pub use audit::{KINDS, doer_words, kind_words, object_words};
pub use changes::{Changed, with_changes};
pub use device::device_words;
pub use dials::{dial_options, percent_of, share_of, with_dial};
pub use due::{Due, due};
pub use feeling::{Degree, degree, feeling};
pub use filter::{FACETS, FEELINGS, Facet, Filter, REASONS, value_of};
pub use hours::{DAYS, hours_of, lines_of, week};
pub use later::{At, Later, later};
pub use look::{Look, look, query};
pub use mend::mend;
pub use news::{last_seq, with_news};
pub use notes::{last_note, merge_notes, name_typed, named, offered, open_question, pieces, with_name};
pub use order::put_in_order;
pub use protocol::Feeling;
pub use refusal::refusal_words;
pub use seen::Seen;
pub use slash::{filled, matching, sought};
pub use spot::pieces as spot_pieces;
pub use steps::{Owner, Tool, main_step, owner, path, second_step, tools};
pub use summary::{
    Summary, confidence_words, cut, per_cent, percent, reason_words, sign_words, summary, visitor_name,
};
pub use tab::{Me, TABS, Tab, is_listed, neighbour};
pub use tidings::{Call, Tiding, tidings};
pub use transcript::{Delivery, Line, Said, Turning, corrected, delivery, found_line, lines};
pub use wait::wait_words;
pub use window::{ROW_PX, brought_into_view, nearest, window};
