//! The nouns that widget, desk and console exchange: types only, versioned.

mod attachment;
mod conversation;
mod handoff;
mod mood;

pub use attachment::{Attachment, FILE_BYTES, FileKind};
pub use conversation::{
    AgentSession, Author, ConversationDetail, ConversationSummary, Event, Inbox, Message, NewMessage, Posted,
    Problem, Progress, SignIn, Status,
};
pub use handoff::{Consent, Editions, HandoffReason, HandoffReply, HandoffRequest, Match, Page, Trigger};
pub use mood::{Mood, MoodReason};

/// The version of everything in this room; a desk answers this one and the one before.
pub const VERSION: u32 = 1;

/// Longest text of one message, in characters; the composer and the desk both hold it.
pub const MESSAGE_CHARACTERS: usize = 4_000;
