//! What an alert says, as it is kept and as the standard form posts it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Topic;

/// One alert; by the Standard Webhooks specification a type, a time and the data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// What happened.
    #[serde(rename = "type")]
    pub topic: Topic,
    /// When, ISO 8601.
    pub timestamp: String,
    /// Of which conversation.
    pub data: Data,
}

/// Where to look and how urgently; none of the visitor's words but the question, and that only where the owner said so.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Data {
    /// The conversation's id.
    pub conversation: String,
    /// A number that is short enough to say.
    pub number: u64,
    /// Where it stands now.
    pub status: String,
    /// The host of the page that the visitor asked on.
    pub site: Option<String>,
    /// The team it belongs to.
    pub team: Option<String>,
    /// Why it was handed over.
    pub reason: String,
    /// How the visitor felt: `anger`, `anxiety`, `dejection` where they were marked.
    pub mood: Vec<String>,
    /// Whether it cannot wait.
    pub urgent: bool,
    /// How many wait in all.
    pub waiting: u32,
    /// Opens the conversation in the console.
    pub link: String,
    /// What the visitor asked or said last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
}

impl Alert {
    /// An alert of something that happened at a time, Unix milliseconds.
    pub fn new(topic: Topic, at: i64, data: Data) -> Self {
        let timestamp = Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH).to_string();
        Self { topic, timestamp, data }
    }
}
