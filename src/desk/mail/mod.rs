//! Mail to visitors who have left: only codes to an address that was typed, and answers to one that a code proved.

mod letter;
mod mailer;
mod settings;

pub use letter::{Mail as Written, answer, code};
pub use mailer::Mailer;
pub use settings::Mail;
