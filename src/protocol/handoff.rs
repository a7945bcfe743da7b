//! The transfer to a person: the request with its whole context, and the desk's reply.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Message, Mood};

/// `POST /api/v1/handoffs`, with the visitor's token as `Authorization: Bearer`.
///
/// The token is at least 128 random bits, base64url, made in the browser with this request; the desk keeps its hash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HandoffRequest {
    /// The protocol's version, [`crate::VERSION`].
    pub version: u32,
    /// At least 128 random bits, base64url, made in the browser.
    pub conversation: String,
    /// The same for every try of one request; another body under it is refused with 422.
    pub idempotency_key: String,
    /// Why a person is needed.
    pub reason: HandoffReason,
    /// What led to it.
    pub trigger: Trigger,
    /// The visitor's question in the visitor's words.
    pub question: String,
    /// BCP 47 tag of the language the visitor writes.
    pub language: String,
    /// The conversation so far.
    pub transcript: Vec<Message>,
    /// The team the matter belongs to, where an entry says so.
    #[serde(default)]
    pub team: Option<String>,
    /// Where the visitor is.
    #[serde(default)]
    pub page: Option<Page>,
    /// What the site told of the visitor by `Tandem('identify', …)`.
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
    /// As [`crate::Vouched::identity`]. A wrong one is left aside, since nobody is kept from a person by it; it is no
    /// part of the body that the idempotency key stands for, since a later try may carry a newer one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// Which states of base and widget the visitor saw.
    #[serde(default)]
    pub editions: Editions,
    /// How the visitor agreed.
    pub consent: Consent,
}

/// Why a person is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandoffReason {
    /// Nothing in the base fits well enough.
    LowConfidence,
    /// The visitor is upset.
    Frustration,
    /// The visitor asked for a person.
    Asked,
    /// The second miss in a row.
    RepeatedMiss,
    /// The entry says so.
    Entry,
    /// Several departments' matter.
    Departments,
    /// It cannot wait.
    Urgent,
    /// A complaint, a regulator, the press, a court, a chargeback or a bad review is threatened: a lead's matter.
    Threat,
    /// Nobody is needed yet: agents may read along.
    Watched,
}

/// `POST /api/v1/watch`, with the visitor's token: what the assistant and the visitor said, for agents who read along. Sent
/// only where the owner allows it and the visitor was told; each message counts once however often it comes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WatchRequest {
    /// The protocol's version, [`crate::VERSION`].
    pub version: u32,
    /// At least 128 random bits, base64url, made in the browser; a later handoff names the same.
    pub conversation: String,
    /// BCP 47 tag of the language the visitor writes.
    pub language: String,
    /// What was said since the last time, oldest first.
    pub said: Vec<Message>,
    /// How the visitor feels now.
    #[serde(default)]
    pub mood: Mood,
    /// Where the visitor is.
    #[serde(default)]
    pub page: Option<Page>,
    /// Which states of base and widget the visitor saw.
    #[serde(default)]
    pub editions: Editions,
}

impl From<engine::HandoffReason> for HandoffReason {
    fn from(reason: engine::HandoffReason) -> Self {
        match reason {
            engine::HandoffReason::LowConfidence => Self::LowConfidence,
            engine::HandoffReason::Frustration => Self::Frustration,
            engine::HandoffReason::Asked => Self::Asked,
            engine::HandoffReason::RepeatedMiss => Self::RepeatedMiss,
            engine::HandoffReason::Entry => Self::Entry,
            engine::HandoffReason::Departments => Self::Departments,
            engine::HandoffReason::Urgent => Self::Urgent,
            engine::HandoffReason::Threat => Self::Threat,
        }
    }
}

/// What led to a handoff.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Trigger {
    /// Probability that the best entry is right, 0 to 1; none where nothing was matched.
    pub confidence: Option<f64>,
    /// What the assistant considered, best first.
    pub matches: Vec<Match>,
    /// How the visitor feels, with what told.
    pub mood: Mood,
    /// Whether it cannot wait, whatever the reason: money sent wrongly, an account taken, danger.
    pub urgent: bool,
    /// Whether a complaint, a regulator, the press, a court, a chargeback or a bad review was threatened, whatever the
    /// reason: a lead's matter.
    pub threat: bool,
}

/// One entry that the assistant considered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Match {
    /// The entry's id.
    pub entry: String,
    /// Its question, in the visitor's language where there is one.
    pub question: String,
    /// Probability that it answers, 0 to 1.
    pub confidence: f64,
    /// Whether its answer was shown.
    #[serde(default)]
    pub shown: bool,
}

/// Where the visitor is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Without query and fragment, which may carry secrets.
    pub url: String,
    /// The page's title.
    pub title: String,
}

/// Which states of base and widget the visitor saw.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Editions {
    /// The knowledge base's edition.
    pub knowledge: String,
    /// The widget's version.
    pub widget: String,
}

/// How the visitor agreed to the handoff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// Asked for a person, or pressed the button.
    Asked,
    /// Was asked first and agreed (`data-handoff="ask"`, or an offer).
    Agreed,
    /// Was told in the same breath and can undo it.
    Told,
}

/// The desk's reply to a handoff.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandoffReply {
    /// It is durable and waits for an agent.
    Accepted {
        /// 1 is next.
        position: u32,
        /// Seconds, from recent handling times; none while unknown.
        expected_wait_s: Option<u32>,
        /// Number of the conversation's latest event then; 0 from a desk that does not say. Whatever was told before that
        /// event is older than this reply.
        #[serde(default)]
        seq: u64,
        /// Names the state of the desk's memory that it was kept in; empty from a desk that does not say.
        #[serde(default)]
        epoch: String,
    },
    /// Nobody is there; it is kept and will be read.
    Offline {
        /// Unix milliseconds when people are back; none while unknown.
        opens_at: Option<i64>,
        /// As where it is accepted.
        #[serde(default)]
        seq: u64,
        /// As where it is accepted.
        #[serde(default)]
        epoch: String,
    },
    /// Could not be kept now; try again.
    Failed {
        /// Seconds.
        retry_after_s: u32,
    },
}
