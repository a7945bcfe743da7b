//! What agents say and settle among themselves in a conversation: notes, questions to a team, a rest, a date. None of it
//! ever goes to a visitor.

use serde::{Deserialize, Serialize};

/// `POST /api/v1/agent/conversations/{id}/notes`: one more note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewNote {
    /// Made by the writer; the same for every try.
    pub id: String,
    /// Plain text, at most [`crate::MESSAGE_CHARACTERS`] characters.
    pub text: String,
    /// The ids of the agents whom it names; who may not see the conversation is left out.
    #[serde(default)]
    pub mentions: Vec<String>,
    /// The team that it asks; the conversation stays where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asks: Option<String>,
    /// The id of the question that it answers; one of the team that was asked settles it so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<String>,
}

/// A note as agents see it in the transcript.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Grows with every note of a conversation, and every change of one, which takes the next.
    pub number: u64,
    /// As its writer made it.
    pub id: String,
    /// Unix milliseconds by the desk's clock; its place among what was said.
    pub at: i64,
    /// The writer's id.
    pub agent: String,
    /// The writer's display name then.
    pub name: String,
    /// Plain text.
    pub text: String,
    /// Whom it names, as `@` and the name in the text.
    #[serde(default)]
    pub mentions: Vec<Mention>,
    /// The question to a team that it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<Question>,
    /// The id of the question that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<String>,
    /// Whether it was written as the conversation went back to the assistant.
    #[serde(default)]
    pub with_return: bool,
}

/// An agent whom a note names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// The agent's id.
    pub agent: String,
    /// The display name then.
    pub name: String,
}

/// What a note asks of a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The team.
    pub team: String,
    /// How it was settled; none while it waits for an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<Settling>,
    /// The display name of who settled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// How a question to a team was settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settling {
    /// Somebody of the team answered.
    Answered,
    /// Whoever asked, or a lead, needs no answer any longer.
    Closed,
}

/// `POST /api/v1/agent/conversations/{id}/notes/close`: a question needs no answer any longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseQuestion {
    /// The id of the note that asks.
    pub note: String,
}

/// `POST /api/v1/agent/conversations/{id}/snooze`: it rests until a time, or until the visitor writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snooze {
    /// Unix milliseconds, within a year from now; null ends the rest.
    pub until: Option<i64>,
}

/// `POST /api/v1/agent/conversations/{id}/due`: a date by hand, in place of the target for a first answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueDate {
    /// Unix milliseconds, within a year from now; null takes it away.
    pub due_at: Option<i64>,
}

/// `POST /api/v1/agent/conversations/{id}/return`, with this body or none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandBack {
    /// What the team should know of it; kept with the act, or not at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<NewNote>,
}

/// `POST /api/v1/agent/conversations/{id}/resolve`, with this body or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// What was done holds for this visitor only: nothing general is learned from it.
    #[serde(default)]
    pub exception: bool,
}
