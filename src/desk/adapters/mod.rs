//! Desks that owners run elsewhere: a handoff goes there with its whole context, and its agents' words come back.
//!
//! `store/passing.rs` writes that something is to be passed on in the transaction of what it is, and keeps how far
//! each conversation got; `passing.rs` takes it from there, oldest first, and asks one [`Adapter`] for each step.
//! What comes back is signed, and is read by the same adapter (`http/adapter.rs`).

mod call;
mod chatwoot;
mod context;
mod elsewhere;
mod settings;
mod zendesk;

use std::future::Future;
use std::pin::Pin;

use axum::http::HeaderMap;
use protocol::HandoffRequest;

use crate::alerts::Answer;

pub use context::context;
pub use elsewhere::{Elsewhere, read};
pub use settings::{AdapterKind, AdapterSettings};

/// A step under way; what it failed by says when to try again.
pub type Step<'a, T> = Pin<Box<dyn Future<Output = Result<T, Answer>> + Send + 'a>>;

/// One desk elsewhere, in its own words.
pub trait Adapter: Send + Sync {
    /// Opens a conversation there, with the visitor's question as the first words; where an earlier try may have
    /// opened it already, that one is found instead.
    fn open<'a>(&'a self, opening: Opening<'a>) -> Step<'a, Remote>;

    /// Adds something to a conversation there, once: what may have arrived already is looked for first.
    fn add<'a>(&'a self, remote: &'a Remote, part: Part<'a>) -> Step<'a, ()>;

    /// Ends a conversation there; ending it twice changes nothing.
    fn end<'a>(&'a self, remote: &'a Remote, now: i64) -> Step<'a, ()>;

    /// What a webhook tells; none where it tells nothing that matters here.
    ///
    /// # Errors
    /// [`Unsigned`] where it is not signed with the secret, or was signed too long ago.
    fn read(&self, hook: &Hook<'_>) -> Result<Option<Back>, Unsigned>;
}

/// What a conversation there begins with.
#[derive(Clone, Copy)]
pub struct Opening<'a> {
    /// The conversation's id here, the same at every try.
    pub conversation: &'a str,
    /// The handoff.
    pub request: &'a HandoffRequest,
    /// Names the question within the conversation, the same at every try.
    pub key: &'a str,
    /// When it came, Unix milliseconds.
    pub at: i64,
    /// Whether an earlier try may have arrived.
    pub again: bool,
    /// Unix milliseconds.
    pub now: i64,
}

/// Where a conversation is found there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remote {
    /// The conversation's or ticket's id.
    pub conversation: String,
    /// The visitor's id.
    pub contact: String,
}

/// Something said.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    /// Names it within the conversation, the same at every try.
    pub key: &'a str,
    /// Whose words they are.
    pub voice: Voice,
    /// The words.
    pub text: &'a str,
    /// When they were said, Unix milliseconds.
    pub at: i64,
    /// Whether an earlier try may have arrived.
    pub again: bool,
    /// Unix milliseconds.
    pub now: i64,
}

/// Whose words something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// The visitor's.
    Visitor,
    /// The desk's, for agents alone.
    Inside,
}

/// A webhook as it came.
pub struct Hook<'a> {
    /// Its headers.
    pub headers: &'a HeaderMap,
    /// Its body, byte for byte, since that is what is signed.
    pub body: &'a [u8],
    /// Unix milliseconds.
    pub now: i64,
}

/// What an agent there did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Back {
    /// The conversation's id there.
    pub remote: String,
    /// What.
    pub deed: BackDeed,
}

/// What an agent there did in a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BackDeed {
    /// Said something to the visitor.
    Said {
        /// The message's id here, which nobody else can guess; the same however often it comes.
        id: String,
        /// The agent's display name; none where the other desk tells none.
        name: Option<String>,
        /// Markdown.
        text: String,
    },
    /// Settled it.
    Resolved,
}

/// The webhook is not signed by the desk that it claims to come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsigned;
