//! What the desk proposes and people decide: changes of the base and of the triage, each with its evidence and its gain.
//!
//! What is known of each question is put together (`question.rs`): how it ended, what visitors and agents said is right, what
//! the engine makes of it now. Questions that nothing answers are gathered into matters (`matter.rs`), by the topics of their
//! words and by what agents answered. From these come new entries (`fresh.rs`) and wordings (`wording.rs`); from thumbs and
//! verdicts entries to mend (`mend.rs`); from the base itself those that compete or fall apart (`compete.rs`) and those whose
//! time is over (`stale.rs`); from verdicts on handoffs what to set in the triage (`triage.rs`). What it would bring is
//! measured by asking the engine with and without it (`gain.rs`), never guessed. What was decided before stays decided while
//! it rests on the same (`decided.rs`).
//!
//! An answer is never carried over as an agent wrote it to one visitor: [`Impersonal`] leaves out what is of one person.
//! Conversations that were settled as an exception are not looked at at all.
//
// 500 entries, 10,000 questions and 1,000 settled conversations take 11.3 s of a core that others used too.

mod compete;
mod decided;
mod fresh;
mod gain;
mod impersonal;
mod matter;
mod mend;
mod near;
mod past;
mod question;
mod stale;
mod triage;
mod wording;

use std::collections::BTreeMap;

use engine::{Options, Pack};
use protocol::{
    EditedEntry, EditedText, Evidence, EvidenceKind, HandoffReason, Judgement, QuestionEnd, Suggestion,
};

use crate::base::KnowledgeBase;
use crate::{primary, topics};

pub use decided::Decided;
pub use impersonal::Impersonal;

use question::Ground;

/// Most suggestions at a time.
const MOST: usize = 200;

/// Days by which gains are told.
const GAIN_DAYS: f64 = 30.0;

/// What suggestions are made of. The order of anything in it changes nothing.
#[derive(Clone, Debug)]
pub struct Material<'a> {
    /// The base as visitors have it.
    pub base: &'a KnowledgeBase,
    /// The packs that it is asked with.
    pub packs: &'a [Pack],
    /// As the site's pages set it; the default where nobody knows.
    pub options: Options,
    /// What visitors asked.
    pub asked: Vec<Asked>,
    /// What agents think of answers.
    pub judged: Vec<Judged>,
    /// What they think of handoffs.
    pub handoffs: Vec<JudgedHandoff>,
    /// What they answered in conversations that were settled.
    pub solutions: Vec<Solution>,
    /// How entries were used, where that is known.
    pub used: BTreeMap<String, Used>,
    /// What people decided on before.
    pub decided: Vec<Decided>,
    /// The topics of the day before, so that they keep their ids.
    pub topics: Vec<topics::Known>,
    /// Names of agents and visitors, as far as they are known.
    pub names: Vec<String>,
    /// Today, days since 1970-01-01.
    pub today: i64,
    /// Over how many days all of it came.
    pub days: u32,
}

/// A question that a visitor asked, and how it ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The words.
    pub text: String,
    /// BCP 47; empty where it isn't known.
    pub language: String,
    /// How it ended.
    pub end: QuestionEnd,
    /// The entry that was shown or chosen.
    pub entry: Option<String>,
    /// How often it ended so.
    pub times: u32,
    /// The conversation that it stands in, where it came from one.
    pub conversation: Option<String>,
}

/// An answer that an agent judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// What the visitor had asked.
    pub question: String,
    /// BCP 47.
    pub language: String,
    /// The entry that was shown.
    pub entry: String,
    /// [`Judgement::Right`], [`Judgement::Wrong`] or [`Judgement::Added`].
    pub judgement: Judgement,
    /// The entry that would have been right.
    pub right: Option<String>,
    /// The right answer, or what is to be added.
    pub text: Option<String>,
    /// The conversation's id.
    pub conversation: String,
}

/// A handoff that an agent judged.
#[derive(Clone, Debug, PartialEq)]
pub struct JudgedHandoff {
    /// What the visitor had asked.
    pub question: String,
    /// BCP 47.
    pub language: String,
    /// One of those on handoffs.
    pub judgement: Judgement,
    /// Why it was handed over.
    pub reason: HandoffReason,
    /// The strongest signal of the mood then, 0 to 1.
    pub mood: f64,
    /// The entry that would have answered it.
    pub right: Option<String>,
    /// The team that it went to, and the one that settled it.
    pub team: Option<String>,
    /// As [`JudgedHandoff::team`].
    pub right_team: Option<String>,
    /// The conversation's id.
    pub conversation: String,
}

/// What an agent answered in a conversation that was settled.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    /// What the visitor had asked.
    pub question: String,
    /// BCP 47.
    pub language: String,
    /// What the agent answered, as it was written.
    pub answer: String,
    /// Whether it was settled as an exception: then it is not looked at.
    pub exception: bool,
    /// The team that settled it.
    pub team: Option<String>,
    /// The conversation's id.
    pub conversation: String,
}

/// How an entry was used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Used {
    /// How often its answer was shown.
    pub shown: u64,
    /// Over how many days uses were counted at all.
    pub days: u32,
}

/// A suggestion, and what it rests on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// As the console shows it.
    pub suggestion: Suggestion,
    /// Marks of all that it rests on, in order: what a decision on it is remembered by.
    pub basis: Vec<u64>,
    /// Ids of all conversations that anything in it was taken from, in order: without one of them it must be worked out anew.
    pub conversations: Vec<String>,
    /// The entry that its questions would come to, by its place among `suggestion.drafts`; none where nothing is to be asked.
    target: Option<usize>,
    /// The questions that it is for, by their places in the ground.
    questions: Vec<usize>,
    /// The entry's wordings among these, but for what is doubtful.
    wordings: Vec<usize>,
}

/// What is suggested, and the topics for tomorrow.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Suggested {
    /// The most gain first; at most 200.
    pub suggestions: Vec<Found>,
    /// What [`Material::topics`] is tomorrow.
    pub topics: Vec<topics::Known>,
}

/// Works out what to suggest. Deterministic; takes about as long as asking the engine each question twice and fitting it twice.
pub fn suggest(material: &Material<'_>) -> Suggested {
    let ground = Ground::of(material);
    let (matters, topics) = matter::gather(&ground);
    let mut found = fresh::entries(&ground, &matters);
    found.extend(wording::wordings(&ground, &matters));
    found.extend(mend::mended(&ground));
    found.extend(stale::stale(&ground));
    found.extend(compete::competing(&ground));
    found.extend(triage::settings(&ground));
    let mut found = decided::undecided(found, &material.decided);
    gain::measure(&ground, &mut found);
    // What would bring nothing right, or take right answers away, is no help.
    found.retain(|one| one.target.is_none() || one.suggestion.gain > 0.0);
    found.iter_mut().for_each(Found::settle);
    found.sort_by(|a, b| {
        let (a, b) = (&a.suggestion, &b.suggestion);
        b.gain.total_cmp(&a.gain).then(b.confidence.total_cmp(&a.confidence)).then_with(|| a.id.cmp(&b.id))
    });
    found.truncate(MOST);
    Suggested { suggestions: found, topics }
}

impl Found {
    /// The strongest evidence first, as much as is shown; of what agents said half of that at most, so that questions are seen
    /// beside it.
    fn settle(&mut self) {
        let suggestion = &mut self.suggestion;
        let quoted = suggestion.changes.iter().map(|one| &one.conversation);
        let quoted = suggestion.evidence.iter().map(|one| &one.conversation).chain(quoted);
        self.conversations = quoted.flatten().cloned().collect();
        self.conversations.sort();
        self.conversations.dedup();
        suggestion.evidence.sort_by(|a, b| {
            let weight = |one: &Evidence| (strength(one.kind), one.times);
            weight(b)
                .cmp(&weight(a))
                .then_with(|| (&a.text, &a.conversation).cmp(&(&b.text, &b.conversation)))
        });
        let said = suggestion.evidence.iter().filter(|one| strength(one.kind) > 2).count();
        let most =
            (protocol::EVIDENCE / 2).max(protocol::EVIDENCE.saturating_sub(suggestion.evidence.len() - said));
        suggestion.evidence.drain(most.min(said)..said);
        suggestion.evidence.truncate(protocol::EVIDENCE);
    }
}

/// How much a kind of evidence says.
fn strength(kind: EvidenceKind) -> u8 {
    match kind {
        EvidenceKind::Answered | EvidenceKind::Verdict => 3,
        EvidenceKind::ThumbDown | EvidenceKind::Handoff | EvidenceKind::Chosen => 2,
        EvidenceKind::Unanswered | EvidenceKind::ThumbUp => 1,
        EvidenceKind::Wording => 0,
    }
}

/// FNV-1a, 64 bits, of a text and what kind of thing it is.
fn mark(kind: &str, text: &str) -> u64 {
    kind.bytes().chain([0]).chain(text.bytes()).fold(0xcbf2_9ce4_8422_2325, |mark, byte| {
        (mark ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// A wording added to an entry in a language: to its own texts or to a translation.
fn add_wording(draft: &mut EditedEntry, base: &KnowledgeBase, language: &str, wording: &str) {
    match spoken(draft, base, language) {
        Some(text) => text.variants.push(wording.to_owned()),
        None => draft.variants.push(wording.to_owned()),
    }
}

/// The translation of an entry that visitors of a language see; none where they see its own texts.
fn spoken<'a>(
    draft: &'a mut EditedEntry,
    base: &KnowledgeBase,
    language: &str,
) -> Option<&'a mut EditedText> {
    if is_own(base, language) {
        return None;
    }
    let is_it = |tag: &String| primary(tag).eq_ignore_ascii_case(primary(language));
    draft.translations.iter_mut().find(|(tag, _)| is_it(tag)).map(|(_, text)| text)
}

/// Whether a language is that of the entries' own texts; one that isn't known is taken for it.
fn is_own(base: &KnowledgeBase, language: &str) -> bool {
    language.is_empty() || primary(language).eq_ignore_ascii_case(primary(&base.language))
}

#[cfg(test)]
mod tests;
