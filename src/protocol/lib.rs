//! The nouns that widget, desk and console exchange: types only, versioned.

mod agent;
mod attachment;
mod contact;
mod conversation;
mod delivery;
mod find;
mod handoff;
mod live;
mod mood;

pub use agent::{
    AgentChange, AgentProfile, AgentSession, Agents, CAPACITY, Invite, Invited, NewPassword, Presence,
    PresenceChange, Role, SessionSummary, Sessions, SignIn, SignInCode, TakeOver,
};
pub use attachment::{Attachment, FILE_BYTES, FileKind};
pub use contact::{ConfirmContact, Contact, ContactReply, MailOutcome, NewContact, Wish};
pub use conversation::{
    Author, ConversationDetail, ConversationSummary, Event, Inbox, Message, NewMessage, Posted, Problem,
    Progress, Satisfaction, Status, Transfer, Vouched, Whisper,
};
pub use delivery::{Delivery, DeliveryKind, DeliveryState};
pub use find::{Among, Find, Found, Hit, Mark, Spot};
pub use handoff::{
    Consent, Editions, HandoffReason, HandoffReply, HandoffRequest, Match, Page, Trigger, WatchRequest,
};
pub use live::{AgentFrame, ConsoleFrame, DeskFrame, Hello, News, Opened, ReadMark, Typing, VisitorFrame};
pub use mood::{Feeling, Mood, MoodReason};

/// The version of everything in this room; a desk answers this one and the one before.
pub const VERSION: u32 = 1;

/// Longest text of one message, in characters; the composer and the desk both hold it.
pub const MESSAGE_CHARACTERS: usize = 4_000;

/// Longest note that goes with a contact, in characters.
pub const NOTE_CHARACTERS: usize = 1_000;
