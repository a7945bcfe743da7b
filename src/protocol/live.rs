//! The live link: what goes over a WebSocket, one JSON text a frame.
//!
//! Messages themselves are posted over HTTP, where an acknowledgement means that they are durable. The socket only tells
//! what is new, so that losing it loses nothing: whoever comes back says how far they got.

use serde::{Deserialize, Serialize};

use crate::{Author, Contact, ConversationSummary, Event, Inbox, Note, Progress};

/// What a visitor's widget sends over `/api/v1/live`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisitorFrame {
    /// The first frame; the socket is closed where it doesn't come within seconds.
    Hello(Hello),
    /// The visitor writes, or has stopped.
    Typing(bool),
    /// The visitor has seen everything up to this number.
    Read(u64),
    /// Nothing, to keep the line open.
    Beat,
}

/// Whose conversation, and how far the widget got.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hello {
    /// The protocol's version, [`crate::VERSION`].
    pub version: u32,
    /// The conversation's id.
    pub conversation: String,
    /// The visitor's bearer token.
    pub token: String,
    /// The epoch that the widget knows; empty before the first.
    #[serde(default)]
    pub epoch: String,
    /// The number of the latest event seen.
    #[serde(default)]
    pub after: u64,
}

/// What the desk tells a visitor's widget.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeskFrame {
    /// What came since, and where things stand.
    Progress(Progress),
    /// An agent writes, or has stopped.
    Typing(Typing),
    /// The desk lives.
    Beat,
    /// The desk goes away for a moment: come back after so many milliseconds.
    Bye(u32),
}

/// Somebody writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typing {
    /// The conversation; a widget knows its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<String>,
    /// Who.
    pub author: Author,
    /// The agent's display name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// False once they have stopped; whoever hears nothing for ten seconds may take it for that too.
    pub on: bool,
}

/// What an agent's console sends over `/api/v1/agent/live`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgentFrame {
    /// The first frame, with the inbox's revision that the console has.
    Hello {
        /// The protocol's version, [`crate::VERSION`].
        version: u32,
        /// None before the first.
        #[serde(default)]
        revision: Option<u64>,
        /// Whether it takes [`ConsoleFrame::Changes`] after the first whole inbox.
        #[serde(default)]
        changes: bool,
    },
    /// The agent looks at a conversation and has its events up to a number; none closes it.
    Open(Option<Opened>),
    /// The agent writes in the open conversation, or has stopped.
    Typing(bool),
    /// The agent has seen the open conversation up to this number.
    Read(u64),
    /// Nothing, to keep the line open.
    Beat,
}

/// A conversation that an agent looks at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The conversation's id.
    pub conversation: String,
    /// The number of the latest event that the console has.
    #[serde(default)]
    pub after: u64,
    /// The largest number of a note that the console has.
    #[serde(default)]
    pub notes: u64,
}

/// What the desk tells an agent's console.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsoleFrame {
    /// All that waits or is under way, when it changed.
    Inbox(Inbox),
    /// What changed in the inbox since the frame before, for a console that takes it.
    Changes(InboxChanges),
    /// What is new in the open conversation.
    News(Box<News>),
    /// A visitor or another agent writes in the open conversation.
    Typing(Typing),
    /// The display names of the other agents who look at the open conversation.
    Looking(Vec<String>),
    /// The open conversation is gone: its visitor took it back, or it was erased.
    Gone(String),
    /// The session is over.
    SignedOut,
    /// The desk lives.
    Beat,
    /// The desk goes away for a moment: come back after so many milliseconds.
    Bye(u32),
}

/// What changed in the inbox: an inbox of a thousand conversations isn't sent again for each word in one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InboxChanges {
    /// The revision of the inbox that these are changes of; a console with another asks for the whole.
    pub since: u64,
    /// As [`Inbox::revision`].
    pub revision: u64,
    /// As [`Inbox::now`].
    pub now: i64,
    /// Conversations that are new or otherwise, in no order.
    pub changed: Vec<ConversationSummary>,
    /// The ids of those that are there no longer.
    pub gone: Vec<String>,
}

/// What is new in a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct News {
    /// As in the inbox.
    pub summary: ConversationSummary,
    /// Everything after the number that the console had, in order.
    pub events: Vec<Event>,
    /// How the visitor can be reached, where that was left.
    #[serde(default)]
    pub contact: Option<Contact>,
    /// Every note that is new or changed since the number that the console had.
    #[serde(default)]
    pub notes: Vec<Note>,
}

/// `POST …/read`: how far somebody has read, where no socket is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadMark {
    /// The number of the latest event seen.
    pub seq: u64,
}
