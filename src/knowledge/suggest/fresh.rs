//! New entries: from topics, and from what agents answered in conversations that were settled.

use std::collections::BTreeMap;

use protocol::{EditedEntry, EditedText, Evidence, EvidenceKind, Suggestion, SuggestionKind};

use super::matter::{Matter, SURE};
use super::near::{Questions, distinct};
use super::question::Ground;
use super::{Found, mark};
use crate::id::{self, Ids};

/// Most wordings of a new entry, beside its question.
const WORDINGS: usize = 8;

/// How likely a new entry is accepted for which a person has to write the answer: of those in the simulated months
/// (`cargo xtask bench month`, English and Chinese) 1 of 2 and 4 of 18 were. Of topics that hold more doubtful questions than
/// sure ones it was 1 of 10 and 3 of 38, in five months of either, before these were left out.
const UNANSWERED: f64 = 0.25;

/// A new entry for each matter that no entry is about.
pub(super) fn entries(ground: &Ground<'_>, matters: &[Matter]) -> Vec<Found> {
    let mut ids = Ids::default();
    for (number, entry) in ground.material.base.entries.iter().enumerate() {
        ids.take(&entry.id, number);
    }
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let fresh: Vec<&Matter> = matters.iter().filter(|matter| matter.entry.is_none()).collect();
    let unanswered = fresh.iter().filter(|matter| matter.solved.is_empty());
    let unanswered =
        Questions::of(ground, unanswered.flat_map(|matter| &matter.questions).copied().collect());
    fresh.into_iter().filter_map(|matter| entry(ground, matter, &unanswered, &mut ids, &mut names)).collect()
}

fn entry(
    ground: &Ground<'_>,
    matter: &Matter,
    unanswered: &Questions,
    ids: &mut Ids,
    names: &mut BTreeMap<String, usize>,
) -> Option<Found> {
    let best = matter.solved.first().map(|at| &ground.solved[*at]);
    let answer = best.map(|best| best.answer.clone()).unwrap_or_default();
    let answered: Vec<usize> = matter.solved.iter().map(|at| ground.solved[*at].question).collect();
    let mut fit: Vec<usize> = matter
        .questions
        .iter()
        .copied()
        .filter(|at| ground.rule.is_fit(&ground.questions[*at].text))
        .collect();
    // First what agents answered so, of which the first is the title.
    fit.sort_by_key(|at| (!answered.contains(at), ground.questions[*at].now.is_upset));
    let mut wordings = distinct(ground, &fit);
    wordings.truncate(WORDINGS + 1);
    let title = *wordings.first()?;
    let asked: u32 = matter.questions.iter().map(|at| ground.questions[*at].times).sum();
    // What agents answered is about the same, and what is of its matter with it.
    let is_doubtful = |at: &&usize| unanswered.cosine(**at, title).is_some_and(|cosine| cosine < SURE);
    let (doubtful, sure): (Vec<usize>, Vec<usize>) = wordings.iter().partition(is_doubtful);
    // One question that no agent answered is no matter yet, nor are some that have little in common.
    if answer.is_empty() && (matter.topic.is_none() || sure.len() < doubtful.len()) {
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
    let doubtful: Vec<String> = doubtful.iter().map(|at| ground.questions[*at].text.clone()).collect();
    let (id, name) = match &matter.topic {
        // What agents answered has a question; a topic that nobody answered goes by its own name.
        Some((id, name)) if draft.answer.is_empty() => (id.clone(), name.clone()),
        Some((id, _)) => (id.clone(), draft.question.clone()),
        None => {
            (["c", &hex(mark("question", &ground.questions[title].key))].concat(), draft.question.clone())
        }
    };
    let mut wordings = sure;
    wordings.sort_unstable();
    let alike = matter.solved.iter().filter(|at| !ground.solved[**at].answer.is_empty()).count();
    let suggestion = Suggestion {
        id: once(names, ["new-", &id].concat()),
        kind: SuggestionKind::NewEntry,
        title: name,
        topic: matter.topic.as_ref().map(|topic| topic.0.clone()),
        wordings: std::iter::once(&draft.question).chain(&draft.variants).cloned().collect(),
        doubtful,
        confidence: if draft.answer.is_empty() { UNANSWERED } else { trust(alike) },
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
/// for one. In the simulated months (`cargo xtask bench month`, English and Chinese) 94 of 95 and 89 of 95 were accepted
/// that came to less than .75, 593 of 670 and 579 of 677 that came to more.
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

/// A question as a title: with a capital.
fn sentence(text: &str) -> String {
    let mut signs = text.chars();
    signs.next().map(|first| first.to_uppercase().chain(signs).collect()).unwrap_or_default()
}

/// Where visitors asked in another language of the base, the texts stand there too; the base's own wait for whoever edits.
pub(super) fn in_language(ground: &Ground<'_>, title: usize, mut draft: EditedEntry) -> EditedEntry {
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
