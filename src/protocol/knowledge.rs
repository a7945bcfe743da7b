//! A site's knowledge base as people edit it at the desk: entries with their drafts, editions, and the known questions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Triage;

/// Most changes of one [`DraftChanges`]; an import of more comes in several.
pub const DRAFT_CHANGES: usize = 500;

/// Longest reason for an edition or a draft, in characters.
pub const WHY_CHARACTERS: usize = 500;

/// Most questions of [`KnownQuestions`].
pub const KNOWN_QUESTIONS: usize = 10_000;

/// An entry's texts in a further language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditedText {
    /// The question as the owner words it.
    pub question: String,
    /// Other wordings of it.
    #[serde(default)]
    pub variants: Vec<String>,
    /// Markdown.
    #[serde(default)]
    pub answer: String,
}

/// An entry of the knowledge base, with the keys that it has in the FAQ's file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditedEntry {
    /// Unique in its base.
    pub id: String,
    /// The question as the owner words it, in the base's own language.
    pub question: String,
    /// Other wordings of it.
    #[serde(default)]
    pub variants: Vec<String>,
    /// Markdown.
    #[serde(default)]
    pub answer: String,
    /// The owner's words to sort by.
    #[serde(default)]
    pub tags: Vec<String>,
    /// The team that a handoff of this matter goes to.
    #[serde(default)]
    pub team: Option<String>,
    /// Whether the owner wants a person for this matter.
    #[serde(default)]
    pub handoff: Option<EntryPerson>,
    /// Ids of entries that visitors often ask next.
    #[serde(default)]
    pub follow_ups: Vec<String>,
    /// Texts in further languages (BCP 47).
    #[serde(default)]
    pub translations: BTreeMap<String, EditedText>,
}

/// Whether the owner wants a person for an entry's matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryPerson {
    /// A person always takes it; the answer is shown with it.
    Always,
    /// The answer is shown, and a person is offered with it.
    Offer,
}

/// `GET /api/v1/agent/knowledge?site={id}`: a site's knowledge base as it is published, and what is drafted over it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Knowledge {
    /// The site's id.
    pub site: String,
    /// The language of the entries' own texts, BCP 47.
    pub language: String,
    /// All languages, its own first.
    pub languages: Vec<String>,
    /// Whose questions these are.
    #[serde(default)]
    pub name: Option<String>,
    /// What visitors get now; none where the site has no knowledge base yet.
    #[serde(default)]
    pub edition: Option<EditionHead>,
    /// The dials that visitors have: the desk's over the edition's own.
    #[serde(default)]
    pub triage: Triage,
    /// Every published entry in its order, then the drafted new ones, the earliest first.
    pub entries: Vec<KnowledgeEntry>,
    /// What whoever asks may do.
    pub may: KnowledgeRights,
    /// Where the site's FAQ is a file of the owner's: whether that file has changed while editions came from the console.
    #[serde(default)]
    pub file: Option<KnowledgeFile>,
}

/// What somebody may do with a knowledge base.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnowledgeRights {
    /// Approve others' drafts.
    pub approve: bool,
    /// Publish and undo: leads and owners, and agents where the owner lets them.
    pub publish: bool,
    /// Whether a draft must be approved by a lead or owner before it is published, which is so where agents don't publish. A
    /// lead's or owner's own draft is.
    pub review: bool,
}

/// The file that a site's FAQ began with (`--knowledge`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnowledgeFile {
    /// Whether it holds something else than the edition that was taken from it last, and waits: the latest edition was
    /// published in the console, which a changed file doesn't undo by itself.
    pub waits: bool,
    /// Why it cannot be read; none where it can.
    #[serde(default)]
    pub problem: Option<String>,
}

/// An entry with its draft and what became of it in the last 30 days.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KnowledgeEntry {
    /// Its id.
    pub id: String,
    /// As it is published; none for a new one.
    #[serde(default)]
    pub published: Option<EditedEntry>,
    /// As it is drafted; none where nobody changes it.
    #[serde(default)]
    pub draft: Option<EntryDraft>,
    /// How it was used; none where the site has insights off.
    #[serde(default)]
    pub used: Option<EntryUse>,
}

/// An unpublished change of one entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryDraft {
    /// Grows at each change of this draft; names what was seen when it is changed, dropped or published. At least 1.
    pub revision: i64,
    /// As it is to be; none where it is to be removed.
    #[serde(default)]
    pub entry: Option<EditedEntry>,
    /// Who changed it last.
    pub by: String,
    /// When, Unix milliseconds.
    pub at: i64,
    /// Why, in words; empty where nobody said.
    #[serde(default)]
    pub why: String,
    /// The suggestion that it came from.
    #[serde(default)]
    pub suggestion: Option<String>,
    /// Who approved it; none where nobody did yet.
    #[serde(default)]
    pub approved_by: Option<String>,
    /// The edition that it was begun on; where the entry has changed since, whoever publishes is told.
    pub edition: u64,
    /// Whether the published entry has changed since it was begun.
    #[serde(default)]
    pub is_behind: bool,
}

/// How an entry was used in the last 30 days, as far as visits told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryUse {
    /// How often its answer was shown.
    pub shown: u64,
    /// Thumbs up.
    pub up: u64,
    /// Thumbs down.
    pub down: u64,
    /// Matters that were confirmed or presumed to be solved.
    pub solved: u64,
}

/// `POST /api/v1/agent/knowledge/drafts`: changes drafts; all of them or, where one is refused, none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DraftChanges {
    /// The site's id.
    pub site: String,
    /// At most [`DRAFT_CHANGES`].
    pub changes: Vec<DraftChange>,
}

/// A change of one entry's draft.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DraftChange {
    /// The entry's id; a new one's is given here by whoever makes it.
    pub id: String,
    /// The draft's revision that was seen; 0 where there was none. Another one there is a conflict.
    #[serde(default)]
    pub revision: i64,
    /// What becomes of the entry.
    pub change: DraftAction,
    /// Why, in words; at most [`WHY_CHARACTERS`] characters.
    #[serde(default)]
    pub why: String,
    /// The suggestion that it follows, which is accepted by it.
    #[serde(default)]
    pub suggestion: Option<String>,
}

/// What becomes of an entry.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftAction {
    /// The draft is dropped; the entry stays as it is published.
    #[default]
    Drop,
    /// The entry is to be removed.
    Remove,
    /// The draft is approved as it stands; by a lead or owner.
    Approve,
    /// It is to be this.
    Write(Box<EditedEntry>),
}

/// `GET /api/v1/agent/knowledge/questions?site={id}`: what a draft is tried on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KnownQuestions {
    /// At most [`KNOWN_QUESTIONS`], each once: those whose right answer is known first, then the most asked.
    pub questions: Vec<KnownQuestion>,
}

/// A question that visitors ask, without addresses and numbers of persons, cards and orders.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KnownQuestion {
    /// As it was typed.
    pub text: String,
    /// BCP 47; empty where it isn't known.
    #[serde(default)]
    pub language: String,
    /// What answers it.
    pub right: RightAnswer,
    /// How often it was asked.
    pub times: u32,
}

/// What answers a question, as far as anybody said so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RightAnswer {
    /// Nobody has said.
    #[default]
    Unknown,
    /// Nothing in the base should.
    Nothing,
    /// The entry of this id, by a thumb, a choice or an agent.
    Entry(String),
}

/// `POST /api/v1/agent/knowledge/editions`: publishes drafts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Publication {
    /// The site's id.
    pub site: String,
    /// The number of the edition that was seen; 0 where there was none. Another one there is a conflict.
    pub edition: u64,
    /// The drafts that go into it, each with the revision that was seen.
    pub drafts: Vec<PublishedDraft>,
    /// Why, in words; at most [`WHY_CHARACTERS`] characters, and not empty.
    pub why: String,
    /// What the preview showed.
    pub preview: PreviewCounts,
    /// BCP 47 tag of the entries' own texts, where the site has no edition yet; ignored where it has one.
    #[serde(default)]
    pub language: String,
    /// How many of the questions that got worse were looked at and accepted: all of them, else it is refused.
    pub acknowledged: u64,
}

/// A draft that is published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedDraft {
    /// The entry's id.
    pub id: String,
    /// The draft's revision.
    pub revision: i64,
}

/// What a preview showed, in questions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewCounts {
    /// All that were tried.
    pub all: u64,
    /// Those whose right answer is known.
    pub known: u64,
    /// Those that the edition before did right.
    pub right_before: u64,
    /// Those that this one does right.
    pub right_after: u64,
    /// Those that got better.
    pub better: u64,
    /// Those that got worse.
    pub worse: u64,
    /// Those that changed without either.
    pub other: u64,
}

/// `GET /api/v1/agent/knowledge/editions?site={id}`: the editions of a site's knowledge base.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EditionList {
    /// The latest first, at most 200.
    pub editions: Vec<EditionHead>,
}

/// A published state of the whole base. What it holds never changes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EditionHead {
    /// Counted from 1 within the site.
    pub number: u64,
    /// Names what it holds: 32 hexadecimal digits of its SHA-256. `GET /api/v1/knowledge/{hash}` gives it for ever.
    pub hash: String,
    /// When it was published, Unix milliseconds.
    pub at: i64,
    /// Who did; none where it came from the owner's file.
    #[serde(default)]
    pub by: Option<String>,
    /// Why, in words.
    #[serde(default)]
    pub why: String,
    /// Where it came from.
    pub from: EditionSource,
    /// Entries that it holds.
    pub entries: u64,
    /// Ids of the entries that it added to the one before.
    pub added: Vec<String>,
    /// Those that it changed.
    pub changed: Vec<String>,
    /// Those that it removed.
    pub removed: Vec<String>,
    /// What the preview showed; none where none was asked for.
    #[serde(default)]
    pub preview: Option<PreviewCounts>,
}

/// Where an edition came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EditionSource {
    /// The owner's file.
    #[default]
    File,
    /// Drafts that were published.
    Drafts,
    /// It holds what this earlier edition held.
    Undo(u64),
}

/// `POST /api/v1/agent/knowledge/restore`: publishes again what an earlier edition held.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Restoration {
    /// The site's id.
    pub site: String,
    /// The number of the edition that was seen as the latest; another one there is a conflict.
    pub edition: u64,
    /// What to go back to; the owner's file as it is now where it is 0.
    pub to: u64,
    /// Why, in words; may be empty.
    #[serde(default)]
    pub why: String,
}
