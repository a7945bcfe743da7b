//! What widget and console both show and do in the browser.

mod attachment_view;
mod chosen_file;
mod clock;
mod composer_key;
mod element;
mod fetch;
mod json;
#[cfg(feature = "views")]
mod leptos_view;
mod line;
mod markdown_view;
mod part_words;
pub mod reflect;
mod storage;
mod upload;
mod words;

pub use attachment_view::{attachment_view, size_words};
pub use chosen_file::{
    ACCEPTED, ChosenFile, FILES_AT_ONCE, Unfit, drags_files, dropped_files, files_in, name_of, pasted_files,
    prepare,
};
pub use clock::{next_frame, now_ms, random, random_id, sleep_ms};
pub use composer_key::sends;
pub use element::{El, el, follow, svg_el};
pub use fetch::{FetchError, Reply, fetch};
pub use json::{from_js, from_text, to_text};
#[cfg(feature = "views")]
pub use leptos_view::leptos_view;
pub use line::Line;
#[cfg(feature = "views")]
pub use markdown_view::markdown_view;
pub use markdown_view::{link, markdown_elements};
pub use part_words::{insights_words, person_words};
pub use storage::Storage;
pub use upload::{Upload, upload};
pub use words::{Words, fill};
