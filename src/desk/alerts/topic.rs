//! What an alert can tell of.

use serde::{Deserialize, Serialize};

/// What an alert can tell of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Topic {
    /// A visitor waits for an agent.
    #[serde(rename = "handoff.requested")]
    Requested,
    /// A visitor waits longer than the target for a first response.
    #[serde(rename = "handoff.overdue")]
    Overdue,
    /// An agent took a conversation.
    #[serde(rename = "handoff.assigned")]
    Assigned,
    /// A conversation was settled.
    #[serde(rename = "handoff.resolved")]
    Resolved,
    /// A visitor wrote while nobody was there to read it.
    #[serde(rename = "message.visitor")]
    Message,
    /// A visitor said how to be reached.
    #[serde(rename = "contact.left")]
    Contact,
}

impl Topic {
    /// Its word, as `handoff.requested`.
    pub fn word(self) -> String {
        // The names stand once, where serde reads them.
        let value = serde_json::to_value(self).unwrap_or_default();
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Whether a visitor can cause it as often as they like, so that one a minute must do.
    pub fn can_flood(self) -> bool {
        matches!(self, Self::Message | Self::Contact)
    }
}
