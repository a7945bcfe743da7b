//! Alerts to agents who aren't looking: signed webhooks, and messages in the forms of chat bots.
//!
//! `store/outbox.rs` writes what is to be told in the transaction of what it tells; `delivery.rs` takes it from there;
//! this folder makes a request of it (`form/`), dials only where it may (`guard.rs`), and reads what came back.

mod alert;
mod endpoint;
mod form;
mod guard;
mod post;
mod schedule;
mod sign;
mod topic;
mod webhook;

pub use alert::{Alert, Data};
pub use endpoint::{Endpoint, client, read};
pub use guard::Reach;
pub use post::{Answer, Verdict, word};
pub use schedule::{asked_ms, retry_after_ms};
pub use topic::Topic;
pub use webhook::{Form, Webhook};
