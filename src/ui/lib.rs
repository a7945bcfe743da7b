//! What widget and console both show and do in the browser.

mod clock;
mod composer_key;
mod element;
mod fetch;
mod json;
mod line;
mod markdown_view;
mod person_words;
mod storage;
mod words;

pub use clock::{next_frame, now_ms, random, random_id, sleep_ms};
pub use composer_key::sends;
pub use element::{El, el, follow, svg_el};
pub use fetch::{FetchError, Reply, fetch};
pub use json::{from_js, from_text, to_text};
pub use line::Line;
#[cfg(feature = "views")]
pub use markdown_view::markdown_view;
pub use markdown_view::{link, markdown_elements};
pub use person_words::person_words;
pub use storage::Storage;
pub use words::{Words, fill};
