//! Looking for conversations: by words, among the closed ones, and by what the inbox shows of them.

use serde::{Deserialize, Serialize};

use crate::{ConversationSummary, Feeling, HandoffReason};

/// `POST /api/v1/agent/find`: conversations that the agent may see, where something happened latest first. It is posted since
/// the words may be a visitor's, which stand in no address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Find {
    /// Each must stand somewhere in the conversation: in what was said, in the visitor's name or attributes; in any case, with
    /// or without accents. What stands between spaces is one: signs of Chinese must follow each other so. The last may be the
    /// beginning of a word. At most 200 characters; empty for all conversations.
    pub words: String,
    /// Which of them.
    pub among: Among,
    /// Only those of this site.
    pub site: Option<String>,
    /// Only those of this team.
    pub team: Option<String>,
    /// Only those in this language, BCP 47 as the summary has it.
    pub language: Option<String>,
    /// Only those handed over for this reason.
    pub reason: Option<HandoffReason>,
    /// Only those of a visitor who felt so.
    pub feeling: Option<Feeling>,
    /// Only those of the agent with this id.
    pub agent: Option<String>,
    /// [`Found::more`] of the page before.
    pub after: Option<String>,
}

/// Which conversations are looked through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Among {
    /// All of them.
    #[default]
    All,
    /// Those that were settled or given back, or to which nobody came.
    Closed,
}

/// A page of what was found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// At most 50.
    pub hits: Vec<Hit>,
    /// Names the page after this one; none after the last.
    #[serde(default)]
    pub more: Option<String>,
}

/// A conversation that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// As in the inbox.
    pub summary: ConversationSummary,
    /// Where the words stand; none where no words were looked for.
    #[serde(default)]
    pub spot: Option<Spot>,
}

/// The latest place of a conversation where words that were looked for stand: all of them if there is such a place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    /// The number of the event; 0 for what came with the request.
    pub seq: u64,
    /// Some 120 characters around the first of the words, on one line.
    pub text: String,
    /// Where the words stand in it, in order.
    #[serde(default)]
    pub marks: Vec<Mark>,
}

/// A part of a text, counted in characters (Unicode scalar values).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The first.
    pub from: u32,
    /// The first after it.
    pub to: u32,
}
