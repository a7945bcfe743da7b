//! Entries to mend: answers that visitors or agents found wrong, or that something belongs to.

use std::collections::BTreeMap;

use protocol::{EditedEntry, Evidence, EvidenceKind, Judgement, Suggestion, SuggestionKind};

use super::fresh::trust;
use super::question::Ground;
use super::{Found, GAIN_DAYS, is_own, mark, spoken};
use crate::primary;

/// Fewest thumbs down where no agent said anything, and least share of all thumbs that they are.
const DOWN: u32 = 3;
const SHARE: f64 = 0.4;

/// What speaks against an answer.
#[derive(Default)]
struct Against {
    up: u32,
    down: u32,
    evidence: Vec<Evidence>,
    /// What agents would have answered, and what they would add, made impersonal; by the language of the conversation.
    said: BTreeMap<String, Said>,
    verdicts: usize,
    basis: Vec<u64>,
}

/// What agents said of an answer in one language.
#[derive(Default)]
struct Said {
    instead: Vec<String>,
    added: Vec<String>,
}

/// A suggestion for each entry that enough speaks against.
pub(super) fn mended(ground: &Ground<'_>) -> Vec<Found> {
    let mut against: BTreeMap<usize, Against> = BTreeMap::new();
    for question in &ground.questions {
        for (id, (up, down)) in &question.thumbs {
            let Some(entry) = ground.entries.get(id.as_str()) else { continue };
            let one = against.entry(*entry).or_default();
            one.up += up;
            // A question that belongs elsewhere says nothing against the answer.
            let is_its_own =
                question.now.shown.contains(entry) && question.right().is_none_or(|(right, _)| right == id);
            if *down > 0 && is_its_own && !is_solved_elsewhere(ground, &question.key) {
                one.down += down;
                one.basis.push(mark("down", &question.key));
                let (text, conversation) = (question.text.clone(), question.conversation.clone());
                one.evidence.push(Evidence {
                    kind: EvidenceKind::ThumbDown,
                    text,
                    conversation,
                    times: *down,
                });
            }
        }
    }
    for judged in &ground.material.judged {
        let elsewhere = judged.right.as_ref().is_some_and(|right| *right != judged.entry);
        let Some(entry) = ground.entries.get(judged.entry.as_str()).filter(|_| !elsewhere) else { continue };
        let text = judged.text.as_ref().map(|text| ground.rule.answer(text)).unwrap_or_default();
        let one = against.entry(*entry).or_default();
        let said = match judged.judgement {
            Judgement::Wrong | Judgement::Added => {
                one.said.entry(primary(&judged.language).to_lowercase()).or_default()
            }
            _ => continue,
        };
        match judged.judgement {
            Judgement::Wrong => said.instead.push(text.clone()),
            _ => said.added.push(text.clone()),
        }
        one.verdicts += 1;
        one.basis.push(mark("judged", &judged.conversation));
        let text = if text.is_empty() { crate::redact::redact(&judged.question) } else { text };
        let conversation = Some(judged.conversation.clone());
        one.evidence.push(Evidence { kind: EvidenceKind::Verdict, text, conversation, times: 1 });
    }
    against.into_iter().filter_map(|(entry, against)| found(ground, entry, against)).collect()
}

/// Whether an agent had to answer a question: then it is a matter of its own.
fn is_solved_elsewhere(ground: &Ground<'_>, key: &str) -> bool {
    ground.places.get(key).is_some_and(|place| ground.solved.iter().any(|solved| solved.question == *place))
}

fn found(ground: &Ground<'_>, entry: usize, mut against: Against) -> Option<Found> {
    let thumbs = against.up + against.down;
    let disliked = against.down >= DOWN && f64::from(against.down) >= SHARE * f64::from(thumbs);
    if against.verdicts == 0 && !disliked {
        return None;
    }
    let published = &ground.material.base.entries[entry];
    against.basis.sort_unstable();
    against.basis.dedup();
    let mut draft = EditedEntry::from(published);
    let base = ground.material.base;
    for (language, said) in against.said {
        // An answer in a language that the entry doesn't speak is evidence, and no text of it.
        match (spoken(&mut draft, base, &language), is_own(base, &language)) {
            (Some(text), _) => mend(&mut text.answer, said),
            (None, true) => mend(&mut draft.answer, said),
            (None, false) => {}
        }
    }
    let is_mended = draft != EditedEntry::from(published);
    let count = u64::from(against.down) + against.verdicts as u64;
    let suggestion = Suggestion {
        id: ["mend-", &published.id].concat(),
        kind: SuggestionKind::Mend,
        entry: Some(published.id.clone()),
        title: published.text.question.clone(),
        drafts: if is_mended { vec![draft] } else { Vec::new() },
        evidence: against.evidence,
        count,
        // Each of these was answered wrongly, and would have the mended answer: the engine shows the entry for them now.
        gain: count as f64 * GAIN_DAYS / f64::from(ground.material.days.max(1)),
        confidence: trust(against.verdicts * 2 + against.down as usize / 2),
        ..Suggestion::default()
    };
    Some(Found { suggestion, basis: against.basis, ..Found::default() })
}

/// An answer as agents would have it: what they said in its place, else with what they added; of several the longest.
fn mend(answer: &mut String, said: Said) {
    let longest = |mut texts: Vec<String>| {
        texts.sort();
        texts.into_iter().max_by_key(|text| text.chars().count()).unwrap_or_default()
    };
    let (instead, added) = (longest(said.instead), longest(said.added));
    match (instead.is_empty(), added.is_empty()) {
        (false, _) => *answer = instead,
        (true, false) => *answer = [answer.trim_end(), "\n\n", &added].concat(),
        (true, true) => {}
    }
}
