//! Entries that compete for the same questions, and entries whose questions are about several things.

use protocol::{EditedEntry, Evidence, EvidenceKind, Suggestion, SuggestionKind};

use super::fresh::in_language;
use super::matter::SAME_ANSWER;
use super::near::Near;
use super::question::Ground;
use super::{Found, GAIN_DAYS, mark};
use crate::{id, markdown, primary, topics};

/// Fewest different questions of an entry that is split, and of each part.
const QUESTIONS: usize = 12;
const PART: usize = 4;

/// Least share of a part's thumbs that are down, and most of the rest's.
const BAD: f64 = 0.5;
const GOOD: f64 = 0.25;

/// How likely a careful agent merges two entries whose answers say the same, and two whose answers do not.
const ALIKE: f64 = 0.7;
const UNLIKE: f64 = 0.2;

/// Merges and splits.
pub(super) fn competing(ground: &Ground<'_>) -> Vec<Found> {
    let mut found = merges(ground);
    found.extend((0..ground.material.base.entries.len()).filter_map(|entry| split(ground, entry)));
    found
}

fn merges(ground: &Ground<'_>) -> Vec<Found> {
    let base = ground.material.base;
    let answers: Vec<String> = base.entries.iter().map(|entry| markdown::plain(&entry.text.answer)).collect();
    let near = Near::new(&answers.iter().map(String::as_str).collect::<Vec<_>>(), ground.material.packs);
    let engine = ground.engine.entries();
    let rivals = ground.engine.review().rivals;
    let one = |rivals: &engine::Rivals| {
        let [first, second] = rivals.entries;
        let (one, other) = (&base.entries[first], &base.entries[second]);
        let wording = |found: &engine::Finding| engine[found.entry].wordings.get(found.wording).cloned();
        let shared: Vec<String> = rivals.shared.iter().filter_map(wording).collect();
        let is_same = near.cosine(first, second) >= SAME_ANSWER;
        let undecided = |question: &&super::question::Question| {
            question.now.choice.contains(&first) && question.now.choice.contains(&second)
        };
        let asked: u32 = ground.questions.iter().filter(undecided).map(|question| question.times).sum();
        let mut basis: Vec<u64> = shared.iter().map(|text| mark("shared", text)).collect();
        basis.extend([&one.text.answer, &other.text.answer].map(|answer| mark("answer", answer)));
        basis.sort_unstable();
        let suggestion = Suggestion {
            id: ["merge-", &one.id, "-", &other.id].concat(),
            kind: SuggestionKind::Merge,
            entry: Some(one.id.clone()),
            other: Some(other.id.clone()),
            title: one.text.question.clone(),
            // Where they say different things, only a person can tell what to do.
            drafts: if is_same { vec![merged(one, other)] } else { Vec::new() },
            evidence: shared.iter().map(|text| wording_of(text)).collect(),
            count: shared.len() as u64 + u64::from(asked),
            // Visitors had to choose between the two, and would not.
            gain: if is_same { per_window(ground, asked) } else { 0.0 },
            confidence: if is_same { ALIKE } else { UNLIKE },
            ..Suggestion::default()
        };
        Found { suggestion, basis, ..Found::default() }
    };
    rivals.iter().map(one).collect()
}

fn per_window(ground: &Ground<'_>, times: u32) -> f64 {
    f64::from(times) * GAIN_DAYS / f64::from(ground.material.days.max(1))
}

fn wording_of(text: &str) -> Evidence {
    Evidence { kind: EvidenceKind::Wording, text: text.to_owned(), conversation: None, times: 1 }
}

/// The first with the other's wordings; the longer of the two answers.
fn merged(one: &crate::Entry, other: &crate::Entry) -> EditedEntry {
    let mut draft = EditedEntry::from(one);
    let theirs = EditedEntry::from(other);
    let take = |known: &mut Vec<String>, question: &str, more: String| {
        if more != question && !known.contains(&more) {
            known.push(more);
        }
    };
    let question = draft.question.clone();
    std::iter::once(theirs.question)
        .chain(theirs.variants)
        .for_each(|more| take(&mut draft.variants, &question, more));
    if theirs.answer.chars().count() > draft.answer.chars().count() {
        draft.answer = theirs.answer;
    }
    for (language, text) in theirs.translations {
        match draft.translations.get_mut(&language) {
            None => drop(draft.translations.insert(language, text)),
            Some(known) => {
                let question = known.question.clone();
                let more = std::iter::once(text.question).chain(text.variants);
                more.for_each(|more| take(&mut known.variants, &question, more));
            }
        }
    }
    draft
}

/// An entry of whose questions one part is disliked and the rest is not: that part wants an answer of its own.
fn split(ground: &Ground<'_>, entry: usize) -> Option<Found> {
    let published = &ground.material.base.entries[entry];
    let thumbs =
        |place: &usize| ground.questions[*place].thumbs.get(&published.id).copied().unwrap_or_default();
    let places: Vec<usize> = (0..ground.questions.len()).filter(|place| thumbs(place) != (0, 0)).collect();
    if places.len() < QUESTIONS {
        return None;
    }
    let texts: Vec<&str> = places.iter().map(|place| ground.questions[*place].text.as_str()).collect();
    let found = topics::find(&texts, ground.material.packs, &[]);
    let parts: Vec<Vec<usize>> = found
        .topics
        .iter()
        .map(|topic| topic.questions.iter().map(|at| places[*at]).collect::<Vec<_>>())
        .filter(|part| part.len() >= PART)
        .collect();
    let share = |part: &mut dyn Iterator<Item = &usize>| {
        let (up, down) = part.map(thumbs).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        f64::from(down) / f64::from((up + down).max(1))
    };
    let bad = (0..parts.len()).find(|at| share(&mut parts[*at].iter()) >= BAD)?;
    if parts.len() < 2 || share(&mut places.iter().filter(|place| !parts[bad].contains(place))) > GOOD {
        return None;
    }
    let part: Vec<usize> =
        parts[bad].iter().copied().filter(|at| ground.rule.is_fit(&ground.questions[*at].text)).collect();
    // Wordings in the language of the first of them, which is the entry's question.
    let title = *part.first()?;
    let speaks =
        |at: &&usize| primary(&ground.questions[**at].language) == primary(&ground.questions[title].language);
    let own: Vec<String> = part.iter().filter(speaks).map(|at| ground.questions[*at].text.clone()).collect();
    let question = own[0].clone();
    let fresh = EditedEntry {
        id: [&published.id, "-", &id::derived(&question)].concat(),
        variants: own[1..].to_vec(),
        question,
        ..EditedEntry::default()
    };
    let fresh = in_language(ground, title, fresh);
    let down: u32 = parts[bad].iter().map(|place| thumbs(place).1).sum();
    let suggestion = Suggestion {
        id: ["split-", &published.id].concat(),
        kind: SuggestionKind::Split,
        entry: Some(published.id.clone()),
        title: published.text.question.clone(),
        drafts: vec![fresh],
        evidence: parts[bad].iter().map(|at| ground.questions[*at].evidence()).collect(),
        wordings: own,
        count: parts[bad].len() as u64,
        gain: per_window(ground, down),
        confidence: UNLIKE,
        ..Suggestion::default()
    };
    let mut basis: Vec<u64> = parts[bad].iter().map(|at| mark("down", &ground.questions[*at].key)).collect();
    basis.sort_unstable();
    Some(Found { suggestion, basis, ..Found::default() })
}
