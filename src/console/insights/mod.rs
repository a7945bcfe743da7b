//! What the page of insights works out before it draws: what is asked for, changes, points, hours, and numbers in words.

mod asked;
mod change;
mod drift;
mod hours;
mod line;
mod number;
mod share;

pub use asked::{Asked, TABLES, WINDOWS, suggestion_address, writing_address};
pub use change::{Change, Good, Turn};
pub use drift::{Drift, SPARK_HEIGHT, SPARK_WIDTH, spark};
pub use hours::{WEEK_HOURS, busiest, level, ranges};
pub use line::{Mark, Part, marks, parts, place_in, top};
pub use number::{grouped, hours_words, share_words, span_words, split};
pub use share::{Shares, mean_score, rated_wrong};
