//! Wordings to add: what visitors chose or liked, what agents corrected, and what agents answered as an entry does.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{EditedEntry, Evidence, Suggestion, SuggestionKind};

use super::fresh::{basis, evidence, trust};
use super::matter::Matter;
use super::near::distinct;
use super::question::{Ground, key};
use super::{Found, add_wording, mark};

/// Most wordings that are added at a time.
const WORDINGS: usize = 8;

/// Fewest signs that all wordings of an entry have together; one thumb or choice may be a slip.
const LEAST: u32 = 2;

/// What points to an entry.
#[derive(Default)]
struct Pointed {
    /// Questions with how much tells that the entry is right.
    questions: BTreeMap<usize, u32>,
    evidence: Vec<Evidence>,
    basis: Vec<u64>,
}

/// Wordings for each entry that some are for.
pub(super) fn wordings(ground: &Ground<'_>, matters: &[Matter]) -> Vec<Found> {
    let mut pointed: BTreeMap<usize, Pointed> = BTreeMap::new();
    for (place, question) in ground.questions.iter().enumerate() {
        let Some((id, signs)) = question.right() else { continue };
        let Some(entry) = ground.entries.get(id) else { continue };
        if question.is_sure_of(*entry) {
            continue;
        }
        let one = pointed.entry(*entry).or_default();
        one.questions.insert(place, signs);
        one.evidence.extend(question.signs.iter().filter(|sign| sign.0 == id).map(|sign| sign.1.clone()));
        one.basis.push(mark("wording", &question.key));
    }
    for matter in matters {
        let Some(entry) = matter.entry else { continue };
        let one = pointed.entry(entry).or_default();
        let solved: BTreeSet<usize> = matter.solved.iter().map(|at| ground.solved[*at].question).collect();
        // Those that an agent answered tell for themselves; the rest of the topic only comes along.
        let signs = |place: &usize| if solved.contains(place) { LEAST } else { 1 };
        one.questions.extend(matter.questions.iter().map(|place| (*place, signs(place))));
        one.evidence.extend(evidence(ground, matter));
        one.basis.extend(basis(ground, matter));
        one.basis.extend(matter.questions.iter().map(|place| mark("wording", &ground.questions[*place].key)));
    }
    let known = known_wordings(ground);
    pointed.into_iter().filter_map(|(entry, pointed)| found(ground, entry, pointed, &known)).collect()
}

/// All wordings of the base, as questions are known.
fn known_wordings(ground: &Ground<'_>) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    let entries = &ground.material.base.entries;
    entries.iter().for_each(|entry| {
        entry.each_wording(&mut |_, wording| {
            known.insert(key(wording, ground.material.packs));
        })
    });
    known
}

fn found(ground: &Ground<'_>, entry: usize, mut pointed: Pointed, known: &BTreeSet<String>) -> Option<Found> {
    let rejected: BTreeSet<u64> =
        ground.material.decided.iter().flat_map(|one| one.basis.iter().copied()).collect();
    let may = |place: &usize| {
        let question = &ground.questions[*place];
        let is_new = !known.contains(&question.key) && !rejected.contains(&mark("wording", &question.key));
        is_new && ground.rule.is_fit(&question.text)
    };
    let mut places: Vec<usize> = pointed.questions.keys().copied().filter(may).collect();
    places.sort_by_key(|place| {
        let question = &ground.questions[*place];
        (question.now.is_upset, std::cmp::Reverse((pointed.questions[place], question.times)), *place)
    });
    let mut kept = distinct(ground, &places);
    kept.truncate(WORDINGS);
    let signs: u32 = kept.iter().map(|place| pointed.questions[place]).sum();
    if kept.is_empty() || signs < LEAST {
        return None;
    }
    let base = ground.material.base;
    let published = &base.entries[entry];
    let mut draft = EditedEntry::from(published);
    for place in &kept {
        let question = &ground.questions[*place];
        add_wording(&mut draft, base, &question.language, &question.text);
    }
    pointed.basis.sort_unstable();
    pointed.basis.dedup();
    let wordings = kept.iter().map(|place| ground.questions[*place].text.clone()).collect();
    kept.sort_unstable();
    let suggestion = Suggestion {
        id: ["wordings-", &published.id].concat(),
        kind: SuggestionKind::Wordings,
        entry: Some(published.id.clone()),
        title: published.text.question.clone(),
        drafts: vec![draft],
        wordings,
        evidence: pointed.evidence,
        count: pointed.questions.keys().map(|place| u64::from(ground.questions[*place].times)).sum(),
        confidence: trust(signs as usize),
        ..Suggestion::default()
    };
    let questions = pointed.questions.keys().copied().collect();
    Some(Found {
        suggestion,
        basis: pointed.basis,
        target: Some(0),
        questions,
        wordings: kept,
        ..Found::default()
    })
}
