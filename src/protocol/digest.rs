//! What a visit was, in counts: told at its end by the browser of a site whose owner has switched insights on.

use serde::{Deserialize, Serialize};

use crate::HandoffReason;

/// Hours that a browser keeps [`Digest::visit`] from its making; the desk takes no later digest for one of the same visit.
pub const VISIT_HOURS: u32 = 24;

/// Most digests of one visit; what happens after the last is told no more.
pub const VISIT_DIGESTS: u32 = 63;

/// Most entries of one digest.
pub const DIGEST_ENTRIES: usize = 100;

/// Most questions of one digest; with [`QUESTION_CHARACTERS`] they fit into the 64 KiB of a beacon in any language.
pub const DIGEST_QUESTIONS: usize = 40;

/// Longest question of a digest, in characters; the browser cuts what is longer.
pub const QUESTION_CHARACTERS: usize = 300;

/// Largest count of anything in one digest.
pub const DIGEST_COUNT: u32 = 1_000;

/// `POST /api/v1/digest`, by a beacon as `text/plain`, so that no preflight is asked: what happened in a visit since the digest
/// before.
///
/// It tells of no visitor. Nothing in it says who somebody is, when anything happened (the desk's clock says on which day and
/// in which hour it came), or which conversation belongs to it. The site is that of the page's origin, whatever a body says.
/// However a visit is cut into digests, their sum is the same. One that tells of no question, no entry and no request for a
/// person is refused.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Digest {
    /// The protocol's version, [`crate::VERSION`].
    pub version: u32,
    /// At least 128 random bits, base64url, made for the visit and for nothing else, and kept for [`VISIT_HOURS`]: by it the
    /// desk sees whether somebody came back to a matter. The desk keeps its hash for as long.
    pub visit: String,
    /// Counted from 1 within the visit, at most [`VISIT_DIGESTS`]. However often one comes, it counts once.
    pub number: u32,
    /// BCP 47 tag of the language that the visitor writes.
    pub language: String,
    /// Path of the page, as `/cart`: without host, query and fragment, which may carry secrets.
    pub page: String,
    /// Questions that the visitor asked; small talk is none.
    pub asked: u32,
    /// Of these, for how many no answer was shown in the end.
    pub unanswered: u32,
    /// For how many the visitor was asked which of close entries was meant.
    pub clarified: u32,
    /// What happened to entries, one each; at most [`DIGEST_ENTRIES`].
    pub entries: Vec<EntryCounts>,
    /// How sure the assistant was of each question.
    pub confidence: ConfidenceBands,
    /// How the visitor felt at each question.
    pub moods: Moods,
    /// Requests for a person, one a reason.
    pub handoffs: Vec<ReasonCount>,
    /// Questions in words; at most [`DIGEST_QUESTIONS`].
    pub questions: Vec<DigestQuestion>,
}

/// What happened to an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryCounts {
    /// Its id.
    pub entry: String,
    /// How often its answer was shown.
    #[serde(default)]
    pub answered: u32,
    /// How many of these a thumb went up for.
    #[serde(default)]
    pub up: u32,
    /// And down for; whatever else is told of the entry in the same visit, it is not solved then.
    #[serde(default)]
    pub down: u32,
    /// How often the visitor said in words, or by a choice, that this has settled it.
    #[serde(default)]
    pub settled: u32,
}

/// Questions by the confidence of the best entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConfidenceBands {
    /// Below 0.5.
    pub below_50: u32,
    /// From 0.5, below 0.8.
    pub below_80: u32,
    /// From 0.8, below 0.95.
    pub below_95: u32,
    /// From 0.95.
    pub from_95: u32,
}

/// How often a visitor felt so: the strongest signal that reaches 0.5, anger before worry before giving up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Moods {
    /// As [`crate::Feeling::Angry`].
    pub angry: u32,
    /// As [`crate::Feeling::Anxious`].
    pub anxious: u32,
    /// As [`crate::Feeling::Dejected`].
    pub dejected: u32,
    /// As [`crate::Feeling::Calm`].
    pub calm: u32,
    /// As [`crate::Feeling::Glad`].
    pub glad: u32,
}

/// How often a person was asked for, for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonCount {
    /// Why.
    pub reason: HandoffReason,
    /// How often.
    pub count: u32,
}

/// A question in the visitor's words, from which the browser has taken addresses and the numbers of persons, cards and orders.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DigestQuestion {
    /// The words; at most [`QUESTION_CHARACTERS`] characters.
    pub text: String,
    /// BCP 47 tag of its language; none takes the digest's.
    #[serde(default)]
    pub language: Option<String>,
    /// How it ended.
    pub end: QuestionEnd,
    /// The entry whose answer was shown, or which the visitor chose; none where there was none.
    #[serde(default)]
    pub entry: Option<String>,
    /// How sure the assistant was of its best entry, 0 to 1; none where nothing was matched.
    #[serde(default)]
    pub confidence: Option<f64>,
}

/// How a question ended, the first that fits; all others stay in the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionEnd {
    /// No answer was shown.
    Unanswered,
    /// A thumb went down for its answer.
    RatedDown,
    /// The visitor chose among close entries, or none of them.
    Clarified,
    /// It was answered with a confidence below 0.95.
    LowConfidence,
    /// A thumb went up for its answer.
    RatedUp,
    /// None of these: one of the share of the others that the owner wants to see.
    Sampled,
}
