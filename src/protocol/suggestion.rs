//! What the desk proposes and people decide: changes of the knowledge base and of the triage, each with its evidence.

use serde::{Deserialize, Serialize};

use crate::EditedEntry;

/// Most pieces of evidence that a suggestion shows.
pub const EVIDENCE: usize = 12;

/// `GET /api/v1/agent/suggestions?site={id}`; with `&brief=true` only how many wait, as they were worked out last.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Suggestions {
    /// Those that nobody has decided on, the most gain first; at most 200.
    pub suggestions: Vec<Suggestion>,
    /// How many these are; told in brief too.
    #[serde(default)]
    pub waiting: u64,
    /// When they were worked out, Unix milliseconds; none where that is still to come.
    #[serde(default)]
    pub at: Option<i64>,
    /// Whether the site's visitors' questions are among what they are made of: insights are on.
    #[serde(default)]
    pub insights: bool,
    /// Whether they are being worked out anew, which takes longer than whoever asks is kept waiting.
    #[serde(default)]
    pub working: bool,
    /// How many were accepted, and rejected, in the last 30 days.
    pub accepted: u64,
    /// As [`Suggestions::accepted`].
    pub rejected: u64,
    /// What was turned down within 90 days, less where what visits told is kept for less, the latest first; at most 50.
    #[serde(default)]
    pub rejections: Vec<Rejection>,
}

/// A suggestion that was turned down.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rejection {
    /// The suggestion's id.
    pub id: String,
    /// What was proposed.
    pub kind: SuggestionKind,
    /// As [`Suggestion::title`].
    pub title: String,
    /// What would have been set in the triage.
    #[serde(default)]
    pub dial: Option<DialChange>,
    /// Why, in the agent's words; may be empty.
    pub why: String,
    /// The display name of the agent who turned it down.
    pub by: String,
    /// When, Unix milliseconds.
    pub at: i64,
}

/// One thing that is proposed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// Stays while it is about the same matter.
    pub id: String,
    /// What is proposed.
    pub kind: SuggestionKind,
    /// The entry that it is about; none for a new one and for the triage.
    #[serde(default)]
    pub entry: Option<String>,
    /// The other entry of a merge.
    #[serde(default)]
    pub other: Option<String>,
    /// What it is about in a few words: a topic's name, an entry's question, a phrase.
    pub title: String,
    /// The topic that it answers.
    #[serde(default)]
    pub topic: Option<String>,
    /// Entries as they would be after it, to be edited before they become drafts; their answer is empty where a person has to
    /// write it. Empty where it is about the triage, or nothing can be proposed but a look.
    pub drafts: Vec<EditedEntry>,
    /// What would be set in the triage; none where it is about the knowledge base.
    #[serde(default)]
    pub dial: Option<DialChange>,
    /// Wordings that it adds, for a list with a tick before each.
    pub wordings: Vec<String>,
    /// Those among them that may be about something else: without a tick unless a person sets it.
    #[serde(default)]
    pub doubtful: Vec<String>,
    /// What it rests on, the strongest first; at most [`EVIDENCE`].
    pub evidence: Vec<Evidence>,
    /// All that it rests on, counted.
    pub count: u64,
    /// Questions in 30 days that would come to a right answer, about.
    pub gain: f64,
    /// Of what is set in the triage: questions in 30 days that would have gone otherwise, about; 0 for all other kinds.
    #[serde(default)]
    pub otherwise: f64,
    /// Such questions, the most asked first; at most [`EVIDENCE`].
    #[serde(default)]
    pub changes: Vec<Otherwise>,
    /// How likely it is that a careful agent would accept it, 0 to 1.
    pub confidence: f64,
}

/// What is proposed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuggestionKind {
    /// A new entry, from a topic or from what an agent answered.
    #[default]
    NewEntry,
    /// Wordings for an entry.
    Wordings,
    /// An answer that visitors or agents found wrong.
    Mend,
    /// Two entries that compete for the same questions.
    Merge,
    /// An entry whose questions are about several things.
    Split,
    /// An entry that nobody asks for any more, or whose dates are past.
    Stale,
    /// A dial of the triage.
    Dial,
    /// A phrase that should always, or never, lead to a person.
    Phrase,
    /// A matter that should go to another team.
    Route,
}

/// A question that would have gone otherwise.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Otherwise {
    /// The question.
    pub text: String,
    /// How often it was asked.
    pub times: u32,
    /// What became of it.
    pub before: Course,
    /// What would have become of it.
    pub after: Course,
    /// The conversation that it stands in, where it does.
    #[serde(default)]
    pub conversation: Option<String>,
}

/// What becomes of a question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// Whether and how it was answered.
    pub went: Went,
    /// The entry that answers it, or the first of those that the visitor may choose from.
    #[serde(default)]
    pub entry: Option<String>,
    /// The team that it goes to.
    #[serde(default)]
    pub team: Option<String>,
}

/// Whether and how a question is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Went {
    /// It is not, and a person is offered.
    #[default]
    Unanswered,
    /// It is answered.
    Answered,
    /// The visitor chooses between entries.
    Chosen,
    /// A person takes it.
    HandedOver,
}

/// A setting of the triage, as an attribute of the page's tag or a key of an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DialChange {
    /// `data-sensitivity`, `data-precision`, `data-clarify`, `data-always`, `data-never` or `team`.
    pub name: String,
    /// As it is, where that is known.
    #[serde(default)]
    pub before: Option<String>,
    /// As it would be; of phrases the one that is added.
    pub after: String,
}

/// Something that a suggestion rests on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// What it is.
    pub kind: EvidenceKind,
    /// The words: a visitor's question, an agent's answer or note.
    pub text: String,
    /// The conversation that it stands in, where it does and whoever asks may see it.
    #[serde(default)]
    pub conversation: Option<String>,
    /// How often.
    pub times: u32,
}

/// What a piece of evidence is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// A question without an answer.
    #[default]
    Unanswered,
    /// A question whose answer had a thumb down.
    ThumbDown,
    /// A question whose answer had a thumb up.
    ThumbUp,
    /// A question after which the visitor chose the entry.
    Chosen,
    /// An agent said which entry is right, or that the answer is wrong.
    Verdict,
    /// What an agent answered, made impersonal.
    Answered,
    /// A wording of the entry itself.
    Wording,
    /// What an agent said of a handoff.
    Handoff,
}

/// `POST /api/v1/agent/suggestions/{id}`: decides on one without a draft; a draft that names it accepts it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestionVerdict {
    /// The site's id.
    pub site: String,
    /// Whether it was done, where it is about the triage, or is turned down; what was turned down isn't proposed again while
    /// it rests on the same.
    pub accept: bool,
    /// Why, in words; may be empty.
    #[serde(default)]
    pub why: String,
}

/// `GET /api/v1/agent/insights/topics?site={id}&days={7|30|90}&language={tag}`: what unanswered and badly answered questions
/// are about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InsightTopics {
    /// The largest first.
    pub topics: Vec<InsightTopic>,
    /// Questions that belong to no topic.
    pub loners: u64,
    /// All questions that were grouped.
    pub questions: u64,
}

/// Questions about one thing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InsightTopic {
    /// Stays with the topic over days.
    pub id: String,
    /// A phrase that stands in its questions.
    pub name: String,
    /// Questions in the window.
    pub count: u64,
    /// And in the one before.
    pub before: u64,
    /// Questions a part of the window, the earliest first: a day of 7, 3 days of 30, 9 of 90.
    pub trend: Vec<u64>,
    /// Some of its questions, the most central first, each once; at most 8.
    pub examples: Vec<String>,
    /// The suggestion that would answer it.
    #[serde(default)]
    pub suggestion: Option<String>,
}
