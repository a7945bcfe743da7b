//! A conversation on the wire: messages, events, status, and what an agent sees of it.

use serde::{Deserialize, Serialize};

use crate::{Attachment, Contact, HandoffReason, HandoffRequest, Mood, Note, Verdict};

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The customer in the page.
    Visitor,
    /// The software.
    Assistant,
    /// The person at the desk.
    Agent,
}

/// One thing said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Made by whoever wrote it; unique in its conversation, so that a repeated send is one message.
    pub id: String,
    /// Who said it.
    pub author: Author,
    /// The agent's display name.
    #[serde(default)]
    pub name: Option<String>,
    /// Markdown for assistant and agent, plain text for the visitor.
    pub text: String,
    /// The entry that the assistant answered from.
    #[serde(default)]
    pub entry: Option<String>,
    /// Its confidence then, 0 to 1.
    #[serde(default)]
    pub confidence: Option<f64>,
    /// The visitor's thumb: 1 up, -1 down.
    #[serde(default)]
    pub rating: Option<i8>,
    /// The id of the assistant's message that an agent who reads along corrects by this one; empty where the agent adds to
    /// what was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<String>,
    /// The image or document that it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment: Option<Attachment>,
    /// Unix milliseconds by the writer's clock; order never depends on it.
    pub at: i64,
}

/// Where a handoff stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Waits for an agent.
    Requested,
    /// An agent owns it.
    Assigned,
    /// Given back to the assistant.
    Returned,
    /// Settled.
    Resolved,
    /// Nobody came in time.
    Expired,
    /// With the assistant, while agents may read along: the owner allows it and the visitor is told.
    Watched,
}

/// One step of a conversation at the desk, numbered without gaps from 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The number, given in the transaction that stored it.
    pub seq: u64,
    /// Unix milliseconds by the desk's clock.
    pub at: i64,
    /// What was said, if something was.
    #[serde(default)]
    pub message: Option<Message>,
    /// The new status, if it changed.
    #[serde(default)]
    pub status: Option<Status>,
    /// The display name of the agent whom the change concerns: who took it, gave it back or settled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
}

/// `GET /api/v1/conversations/{id}?after={seq}`: what a visitor's widget learns by asking.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// Where the handoff stands.
    pub status: Status,
    /// While requested: 1 is next.
    #[serde(default)]
    pub position: Option<u32>,
    /// While requested: seconds; none while unknown.
    #[serde(default)]
    pub expected_wait_s: Option<u32>,
    /// While requested and nobody is there: Unix milliseconds when people are back.
    #[serde(default)]
    pub opens_at: Option<i64>,
    /// The display name of the agent who owns it.
    #[serde(default)]
    pub agent: Option<String>,
    /// Everything after the `seq` asked for, in order; at most 500, and more at the next asking.
    pub events: Vec<Event>,
    /// Names this state of the desk's memory; another one since the last asking means that a backup was restored.
    #[serde(default)]
    pub epoch: String,
    /// The numbers known before count no longer: these are the events from the first on.
    #[serde(default)]
    pub afresh: bool,
    /// The number up to which an agent has read.
    #[serde(default)]
    pub agent_read: u64,
    /// While requested: the wait passes what the owner holds for bearable, so the visitor chooses to wait, to leave it as a
    /// message, or to be contacted.
    #[serde(default)]
    pub long_wait: bool,
    /// What the visitor said of the help, once that is known.
    #[serde(default)]
    pub satisfaction: Option<Satisfaction>,
}

/// `POST …/satisfaction`: how the visitor found the help (CSAT).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Satisfaction {
    /// 1 (very bad) to 5 (very good).
    pub score: u32,
    /// A word on it; at most 1,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// `POST /api/v1/agent/conversations/{id}/transfer`: to another agent or to a team's line; one of the two.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Transfer {
    /// The agent's id.
    pub agent: Option<String>,
    /// The team's name; the visitor keeps the place in line.
    pub team: Option<String>,
}

/// `POST /api/v1/agent/conversations/{id}/whisper`: an agent who reads along adds to what the assistant said, or corrects it,
/// without taking the conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whisper {
    /// Made by the writer; the same for every try.
    pub id: String,
    /// At most [`crate::MESSAGE_CHARACTERS`] characters.
    pub text: String,
    /// The id of the assistant's message that this corrects; none where it adds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<String>,
    /// Unix milliseconds by the writer's clock.
    pub at: i64,
}

/// `POST …/messages`: one more thing said, by a visitor or an agent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewMessage {
    /// Made by whoever wrote it; the same for every try.
    pub id: String,
    /// At most [`crate::MESSAGE_CHARACTERS`] characters.
    pub text: String,
    /// Unix milliseconds by the writer's clock.
    pub at: i64,
    /// The entry, where it is an answer that the assistant gave while the visitor waited; only a widget sends that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// The assistant's confidence then, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// The team that the visitor named, or that the words tell; taken while the conversation has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
}

/// The desk's answer to [`NewMessage`]: it is durable under this number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// The message's number in its conversation.
    pub seq: u64,
}

/// `POST /api/v1/conversations/{id}/identity`: who the visitor is, as the site's server vouches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Vouched {
    /// A JWT signed with HS256 by the site's identity key: `aud` the site's id, `sub` the visitor's id there, `iat`,
    /// `exp` at most ten minutes later, `jti` new for each; `name` and `email` where they are known.
    pub identity: String,
}

/// `GET /api/v1/agent/conversations`: all that waits or is under way, most urgent first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inbox {
    /// Grows with every change at the desk; ask with `?after=` to be told only what changed (304 otherwise).
    pub revision: u64,
    /// Unix milliseconds by the desk's clock, to reckon waits from.
    pub now: i64,
    /// Those that wait first, of them the overdue, then the urgent and the upset, then by age; at most 1,000.
    pub conversations: Vec<ConversationSummary>,
}

/// A conversation as the inbox lists it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConversationSummary {
    /// The conversation's id.
    pub id: String,
    /// The visitor's name where the site told it; while `verified`, what the site's server says: the name, else the
    /// e-mail address, else the site's id of the visitor.
    #[serde(default)]
    pub visitor: Option<String>,
    /// Whether the site's server vouched for the visitor by a signed token.
    #[serde(default)]
    pub verified: bool,
    /// The id of the site that it began at.
    #[serde(default)]
    pub site: String,
    /// A number that is short enough to say, for a visitor without a name.
    pub number: u64,
    /// The visitor's question, or the latest thing the visitor said.
    pub preview: String,
    /// Where it stands.
    pub status: Status,
    /// Why it was handed over.
    pub reason: HandoffReason,
    /// How the visitor felt at the handoff.
    pub mood: Mood,
    /// The team it belongs to.
    #[serde(default)]
    pub team: Option<String>,
    /// BCP 47.
    pub language: String,
    /// The agent who owns it.
    #[serde(default)]
    pub agent: Option<String>,
    /// That agent's id.
    #[serde(default)]
    pub agent_id: Option<String>,
    /// Unix milliseconds when the handoff was requested.
    pub requested_at: i64,
    /// Number of the latest event.
    pub seq: u64,
    /// Whether the visitor spoke last.
    pub waiting_for_agent: bool,
    /// The number up to which the visitor has read.
    #[serde(default)]
    pub visitor_read: u64,
    /// Unix milliseconds by which the team means to have answered first; none once somebody has, or without a target. A
    /// date by hand stands in its place until it is taken away.
    #[serde(default)]
    pub due_at: Option<i64>,
    /// What the visitor said of the help.
    #[serde(default)]
    pub satisfaction: Option<Satisfaction>,
    /// Whether an agent set `due_at` by hand.
    #[serde(default)]
    pub due_by_hand: bool,
    /// Unix milliseconds until when it rests; none while it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snoozed_until: Option<i64>,
    /// Whether it has come back from a rest and nobody has done anything with it since.
    #[serde(default)]
    pub back: bool,
    /// Whether it was resolved as an exception.
    #[serde(default)]
    pub exception: bool,
    /// Number of the latest note, or change of one; 0 without any.
    #[serde(default)]
    pub notes: u64,
    /// Whether a note names the agent who asks, and the agent has not seen it yet.
    #[serde(default)]
    pub mentioned: bool,
    /// The team of the agent who asks that is asked something and has not answered yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<String>,
}

/// `GET /api/v1/agent/conversations/{id}`: everything about one conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConversationDetail {
    /// As in the inbox.
    pub summary: ConversationSummary,
    /// The request as it came.
    pub request: HandoffRequest,
    /// All since the handoff, in order.
    pub events: Vec<Event>,
    /// How the visitor can be reached, where they said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// What agents think of the assistant's answers and of the handoff.
    #[serde(default)]
    pub verdicts: Vec<Verdict>,
    /// What agents noted, in the order of time.
    #[serde(default)]
    pub notes: Vec<Note>,
    /// What the visitor's browser says that it is (User-Agent), at most 300 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
}

/// RFC 9457 problem document, `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// A URI reference that names the kind of problem, `/problems/…`.
    #[serde(rename = "type")]
    pub kind: String,
    /// A short sentence, the same for each kind.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong here and how to mend it; never internals.
    #[serde(default)]
    pub detail: Option<String>,
    /// The field of the request that it is about, as `teams[1].hours`, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}
