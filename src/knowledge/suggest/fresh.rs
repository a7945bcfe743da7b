//! New entries: from topics, and from what agents answered in conversations that were settled.

use std::collections::BTreeMap;

use protocol::{EditedEntry, EditedText, Evidence, EvidenceKind, Suggestion, SuggestionKind};

use super::matter::Matter;
use super::near::{Near, distinct};
use super::question::Ground;
use super::{Found, mark};
use crate::id::{self, Ids};

/// Most wordings of a new entry, beside its question.
const WORDINGS: usize = 8;

/// Questions whose cosine is at least this are worded alike, so that one of them says enough.
pub(super) const ALIKE: f32 = 0.9;

/// A wording whose cosine with the question, or with one that agents answered so, is at least this surely belongs: of those in
/// the simulated months (`cargo xtask bench month`, English and Chinese) 99 and 96 % did, and 10 and 50 % of the others; at
/// .45 it would be the same wordings but for one.
const SURE: f32 = 0.4;

/// How likely a new entry is accepted for which a person has to write the answer; too few came in the simulated months to tell.
const UNANSWERED: f64 = 0.25;

/// A new entry for each matter that no entry is about.
pub(super) fn entries(ground: &Ground<'_>, matters: &[Matter]) -> Vec<Found> {
    let mut ids = Ids::default();
    for (number, entry) in ground.material.base.entries.iter().enumerate() {
        ids.take(&entry.id, number);
    }
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let fresh: Vec<&Matter> = matters.iter().filter(|matter| matter.entry.is_none()).collect();
    let nearness = Nearness::of(ground, &fresh);
    fresh.into_iter().filter_map(|matter| entry(ground, matter, &nearness, &mut ids, &mut names)).collect()
}

/// How near questions of matters are to each other.
struct Nearness {
    near: Near,
    /// Places of the questions, in order; each is a row.
    places: Vec<usize>,
}

impl Nearness {
    fn of(ground: &Ground<'_>, matters: &[&Matter]) -> Self {
        let mut places: Vec<usize> = matters.iter().flat_map(|matter| &matter.questions).copied().collect();
        places.sort_unstable();
        places.dedup();
        let texts: Vec<&str> = places.iter().map(|place| ground.questions[*place].text.as_str()).collect();
        Self { near: Near::new(&texts, ground.material.packs), places }
    }

    /// Whether a question is surely about what these are about.
    fn is_sure(&self, question: usize, these: &[usize]) -> bool {
        let row = |place: &usize| self.places.binary_search(place).ok();
        let Some(own) = row(&question) else { return false };
        these.iter().filter_map(row).any(|other| other == own || self.near.cosine(own, other) >= SURE)
    }
}

fn entry(
    ground: &Ground<'_>,
    matter: &Matter,
    nearness: &Nearness,
    ids: &mut Ids,
    names: &mut BTreeMap<String, usize>,
) -> Option<Found> {
    let fit: Vec<usize> = matter
        .questions
        .iter()
        .copied()
        .filter(|at| ground.rule.is_fit(&ground.questions[*at].text))
        .collect();
    let texts: Vec<&str> = fit.iter().map(|at| ground.questions[*at].text.as_str()).collect();
    let mut wordings: Vec<usize> = distinct(&texts, ground.material.packs, ALIKE)
        .into_iter()
        .map(|at| fit[at])
        .take(WORDINGS + 1)
        .collect();
    let title = *wordings.first()?;
    let best = matter.solved.first().map(|at| &ground.solved[*at]);
    let answer = best.map(|best| best.answer.clone()).unwrap_or_default();
    let asked: u32 = matter.questions.iter().map(|at| ground.questions[*at].times).sum();
    // One question that no agent answered is no matter yet.
    if matter.topic.is_none() && answer.is_empty() {
        return None;
    }
    let question = sentence(&ground.questions[title].text);
    let draft = EditedEntry {
        id: ids.take_free(&id::derived(&question), usize::MAX),
        question,
        variants: wordings[1..].iter().map(|at| ground.questions[*at].text.clone()).collect(),
        answer,
        team: team(ground, matter),
        ..EditedEntry::default()
    };
    let draft = in_language(ground, title, draft);
    // What it is called, and what agents answered so.
    let core: Vec<usize> =
        std::iter::once(title).chain(matter.solved.iter().map(|at| ground.solved[*at].question)).collect();
    let doubtful = wordings[1..].iter().filter(|at| !nearness.is_sure(**at, &core));
    let doubtful: Vec<String> = doubtful.map(|at| ground.questions[*at].text.clone()).collect();
    let (id, name) = match &matter.topic {
        Some((id, name)) => (id.clone(), name.clone()),
        None => {
            (["c", &hex(mark("question", &ground.questions[title].key))].concat(), draft.question.clone())
        }
    };
    wordings.sort_unstable();
    let answered = matter.solved.iter().filter(|at| !ground.solved[**at].answer.is_empty()).count();
    let suggestion = Suggestion {
        id: once(names, ["new-", &id].concat()),
        kind: SuggestionKind::NewEntry,
        title: name,
        topic: matter.topic.as_ref().map(|topic| topic.0.clone()),
        wordings: std::iter::once(&draft.question).chain(&draft.variants).cloned().collect(),
        doubtful,
        confidence: if draft.answer.is_empty() { UNANSWERED } else { trust(answered) },
        drafts: vec![draft],
        evidence: evidence(ground, matter),
        count: u64::from(asked),
        ..Suggestion::default()
    };
    let basis = basis(ground, matter);
    Some(Found {
        suggestion,
        basis,
        target: Some(0),
        questions: matter.questions.clone(),
        wordings,
        ..Found::default()
    })
}

/// How likely it is that a careful agent accepts what so many signs say alike, by Laplace's rule of succession: two in three
/// for one. In the simulated months (`cargo xtask bench month`, English and Chinese) 16 of 17 and 9 of 11 were accepted
/// that came to less than .75, 73 of 84 and 73 of 85 that came to more.
pub(super) fn trust(alike: usize) -> f64 {
    (alike as f64 + 1.0) / (alike as f64 + 2.0)
}

/// Marks of what a matter rests on: its questions and the conversations that settled them.
pub(super) fn basis(ground: &Ground<'_>, matter: &Matter) -> Vec<u64> {
    let questions = matter.questions.iter().map(|at| mark("question", &ground.questions[*at].key));
    let solved = matter.solved.iter().map(|at| mark("solved", &ground.solved[*at].conversation));
    let mut basis: Vec<u64> = questions.chain(solved).collect();
    basis.sort_unstable();
    basis.dedup();
    basis
}

/// The questions that were asked, and what agents answered.
pub(super) fn evidence(ground: &Ground<'_>, matter: &Matter) -> Vec<Evidence> {
    let questions = matter.questions.iter().map(|at| ground.questions[*at].evidence());
    let solved =
        matter.solved.iter().map(|at| &ground.solved[*at]).filter(|solved| !solved.answer.is_empty());
    let answered = solved.map(|solved| Evidence {
        kind: EvidenceKind::Answered,
        text: solved.answer.clone(),
        conversation: Some(solved.conversation.clone()),
        times: 1,
    });
    answered.chain(questions).collect()
}

/// The team that settled all of them, if there is one and the base knows it.
fn team(ground: &Ground<'_>, matter: &Matter) -> Option<String> {
    let mut teams = matter.solved.iter().map(|at| ground.solved[*at].team.as_ref());
    let first = teams.next().flatten()?;
    let is_known = ground.material.base.entries.iter().any(|entry| entry.team.as_ref() == Some(first));
    (is_known && teams.all(|team| team == Some(first))).then(|| first.clone())
}

/// A question as a title: without its greeting, with a capital.
fn sentence(text: &str) -> String {
    let mut signs = super::impersonal::without_courtesy(text).unwrap_or(text).trim().chars();
    signs.next().map(|first| first.to_uppercase().chain(signs).collect()).unwrap_or_default()
}

/// Where visitors asked in another language of the base, the texts stand there too; the base's own wait for whoever edits.
fn in_language(ground: &Ground<'_>, title: usize, mut draft: EditedEntry) -> EditedEntry {
    let base = ground.material.base;
    let asked = crate::primary(&ground.questions[title].language);
    let is = |tag: &str| crate::primary(tag).eq_ignore_ascii_case(asked);
    if asked.is_empty() || is(&base.language) {
        return draft;
    }
    if let Some(tag) = base.languages.iter().find(|tag| is(tag)) {
        let text = EditedText {
            question: draft.question.clone(),
            variants: std::mem::take(&mut draft.variants),
            answer: std::mem::take(&mut draft.answer),
        };
        draft.translations.insert(tag.clone(), text);
    }
    draft
}

/// The id, or where another has it, the id with a number behind it.
fn once(names: &mut BTreeMap<String, usize>, id: String) -> String {
    let count = names.entry(id.clone()).or_default();
    *count += 1;
    if *count > 1 { [id.as_str(), "-", &count.to_string()].concat() } else { id }
}

/// Ten hexadecimal digits.
pub(super) fn hex(number: u64) -> String {
    format!("{:010x}", number & 0xff_ffff_ffff)
}
