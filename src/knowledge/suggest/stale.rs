//! Entries whose time is over: their dates are past, or nobody asks for them any more.

use protocol::{EditedEntry, Evidence, EvidenceKind, Suggestion, SuggestionKind};

use super::question::Ground;
use super::{Found, mark, past};
use crate::base::Entry;

/// Days over which uses must be counted to say that nobody asks.
const WATCHED: u32 = 60;

/// And answers that must have been shown in them for each entry, in the mean.
const SHOWN_EACH: u64 = 10;

/// How likely a careful agent changes an entry whose date is past, and one that nobody asks for: guesses until decisions tell.
const OUT_OF_DATE: f64 = 0.8;
const UNUSED: f64 = 0.3;

/// A suggestion for each of them.
pub(super) fn stale(ground: &Ground<'_>) -> Vec<Found> {
    let used = &ground.material.used;
    let shown: u64 = used.values().map(|used| used.shown).sum();
    let entries = &ground.material.base.entries;
    let is_watched = shown >= SHOWN_EACH * entries.len() as u64;
    let one = |entry: &Entry| {
        let is_past = past::latest(&entry.text.answer).is_some_and(|day| day < ground.material.today);
        let use_of = used.get(&entry.id).copied().unwrap_or_default();
        let days = used.values().map(|used| used.days).max().unwrap_or(0);
        let is_unused = is_watched && days >= WATCHED && use_of.shown == 0;
        match (is_past, is_unused) {
            (true, _) => Some(found(ground, entry, OUT_OF_DATE)),
            (false, true) => Some(found(ground, entry, UNUSED)),
            (false, false) => None,
        }
    };
    entries.iter().filter_map(one).collect()
}

fn found(ground: &Ground<'_>, entry: &Entry, confidence: f64) -> Found {
    let mut draft = EditedEntry::from(entry);
    draft.answer = without_past(&entry.text.answer, ground.material.today);
    let is_mended = !draft.answer.is_empty() && draft.answer != entry.text.answer;
    let text = entry.text.answer.clone();
    let suggestion = Suggestion {
        id: ["stale-", &entry.id].concat(),
        kind: SuggestionKind::Stale,
        entry: Some(entry.id.clone()),
        title: entry.text.question.clone(),
        drafts: if is_mended { vec![draft] } else { Vec::new() },
        evidence: vec![Evidence { kind: EvidenceKind::Wording, text, conversation: None, times: 1 }],
        count: 1,
        confidence,
        ..Suggestion::default()
    };
    // Another answer is another matter.
    Found { suggestion, basis: vec![mark("stale", &entry.text.answer)], ..Found::default() }
}

/// An answer without the lines whose dates are past.
fn without_past(answer: &str, today: i64) -> String {
    let lines = answer.lines().filter(|line| past::latest(line).is_none_or(|day| day >= today));
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}
