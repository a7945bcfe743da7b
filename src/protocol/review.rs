//! What agents keep and judge: canned replies, verdicts on answers and handoffs, and what suggestions are made of.

use serde::{Deserialize, Serialize};

/// Longest name of a canned reply, in characters.
pub const REPLY_NAME_CHARACTERS: usize = 40;

/// `GET /api/v1/agent/replies`: the agent's own and everybody's, by name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CannedReplies {
    /// One each.
    pub replies: Vec<CannedReply>,
}

/// A reply that is kept to be used again; also the body of `PUT /api/v1/agent/replies/{id}`, whose path says the id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CannedReply {
    /// Made by whoever wrote it first.
    #[serde(default)]
    pub id: String,
    /// What is typed after `/` to find it: no spaces, at most [`REPLY_NAME_CHARACTERS`] characters.
    pub name: String,
    /// Markdown, at most [`crate::MESSAGE_CHARACTERS`] characters; `{visitor}` and `{agent}` stand for the two names.
    pub text: String,
    /// Whether it is everybody's; leads and owners write those.
    #[serde(default)]
    pub shared: bool,
}

/// What an agent thinks of an answer, or of a handoff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    /// The answer was right.
    Right,
    /// It was wrong.
    Wrong,
    /// It was right as far as it went; something belongs to it.
    Added,
    /// Of a handoff: the assistant could have answered.
    Needless,
    /// A person should have come sooner.
    TooLate,
    /// It went to the wrong team.
    WrongTeam,
    /// The visitor's mood was misread.
    MoodMisread,
}

/// `PUT /api/v1/agent/conversations/{id}/verdict`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewVerdict {
    /// The id of the assistant's message; empty for the handoff.
    #[serde(default)]
    pub subject: String,
    /// None takes the verdict back.
    pub judgement: Option<Judgement>,
    /// The entry that would have been right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// The right answer, or what is to be added; at most [`crate::MESSAGE_CHARACTERS`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A verdict that stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// As in [`NewVerdict`].
    pub subject: String,
    /// What was thought of it.
    pub judgement: Judgement,
    /// The entry that would have been right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// The right answer, or what is to be added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The display name of the agent who said so last.
    pub agent: String,
    /// Unix milliseconds.
    pub at: i64,
}

/// `GET /api/v1/agent/review`: answers worth a look, the most doubtful first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// At most a hundred, of the last 30 days, on which nobody has said anything yet.
    pub answers: Vec<Doubtful>,
}

/// An answer of the assistant's that is worth a look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Doubtful {
    /// The conversation's id.
    pub conversation: String,
    /// The message's id.
    pub message: String,
    /// The id of its site.
    pub site: String,
    /// The visitor's name, where it is known.
    #[serde(default)]
    pub visitor: Option<String>,
    /// A number for a visitor without a name.
    pub number: u64,
    /// What the visitor had said.
    pub question: String,
    /// What the assistant answered.
    pub answer: String,
    /// From which entry.
    pub entry: String,
    /// How sure it was, 0 to 1.
    #[serde(default)]
    pub confidence: Option<f64>,
    /// Whether the visitor's thumb went down.
    pub thumbed_down: bool,
    /// Whether it came from an entry that the latest edition changed.
    #[serde(default)]
    pub changed: bool,
    /// Unix milliseconds by the browser's clock.
    pub at: i64,
}

/// `GET /api/v1/agent/material?site={id}`: what suggestions for a reply are made of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Material {
    /// The site's knowledge base, where the desk has it.
    pub entries: Vec<KnownEntry>,
    /// What agents answered in conversations that were settled, the latest first.
    pub solved: Vec<Solved>,
}

/// An entry of the knowledge base in one language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KnownEntry {
    /// The entry's id.
    pub id: String,
    /// Its question in the base's own language.
    pub question: String,
    /// Its wordings in all languages.
    pub wordings: Vec<String>,
    /// Its answers, Markdown, by language; the base's own first.
    pub answers: Vec<KnownAnswer>,
}

/// An entry's answer in one language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KnownAnswer {
    /// BCP 47.
    pub language: String,
    /// Markdown.
    pub text: String,
}

/// A question that a person has answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Solved {
    /// The conversation's id.
    pub conversation: String,
    /// What was asked.
    pub question: String,
    /// What the agent answered, Markdown, without what was of one person: greetings by name, sums, dates, promises.
    pub answer: String,
}
