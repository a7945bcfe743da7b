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
        let past: Vec<&str> =
            answers(entry).filter(|answer| is_past(answer, ground.material.today)).collect();
        let use_of = used.get(&entry.id).copied().unwrap_or_default();
        let days = used.values().map(|used| used.days).max().unwrap_or(0);
        let is_unused = is_watched && days >= WATCHED && use_of.shown == 0;
        match (past.as_slice(), is_unused) {
            ([], true) => Some(found(ground, entry, &[&entry.text.answer], UNUSED)),
            ([], false) => None,
            (past, _) => Some(found(ground, entry, past, OUT_OF_DATE)),
        }
    };
    entries.iter().filter_map(one).collect()
}

/// An entry's answers in all its languages.
fn answers(entry: &Entry) -> impl Iterator<Item = &str> {
    let translated = entry.translations.iter().map(|(_, text)| text);
    std::iter::once(&entry.text).chain(translated).map(|text| text.answer.as_str())
}

fn is_past(text: &str, today: i64) -> bool {
    past::latest(text).is_some_and(|day| day < today)
}

/// An entry whose time is over, as these of its answers tell.
fn found(ground: &Ground<'_>, entry: &Entry, told: &[&str], confidence: f64) -> Found {
    let today = ground.material.today;
    let published = EditedEntry::from(entry);
    let mut draft = published.clone();
    let translated = draft.translations.values_mut().map(|text| &mut text.answer);
    for answer in std::iter::once(&mut draft.answer).chain(translated) {
        let left = without_past(answer, today);
        // Where nothing would be left, a person has to write.
        if !left.is_empty() {
            *answer = left;
        }
    }
    let is_mended = draft != published;
    let evidence = told.iter().map(|text| Evidence {
        kind: EvidenceKind::Wording,
        text: (*text).to_owned(),
        conversation: None,
        times: 1,
    });
    let suggestion = Suggestion {
        id: ["stale-", &entry.id].concat(),
        kind: SuggestionKind::Stale,
        entry: Some(entry.id.clone()),
        title: entry.text.question.clone(),
        drafts: if is_mended { vec![draft] } else { Vec::new() },
        evidence: evidence.collect(),
        count: 1,
        confidence,
        ..Suggestion::default()
    };
    // Another answer is another matter.
    let mut basis: Vec<u64> = told.iter().map(|text| mark("stale", text)).collect();
    basis.sort_unstable();
    Found { suggestion, basis, ..Found::default() }
}

/// An answer without the lines whose dates are past.
fn without_past(answer: &str, today: i64) -> String {
    let lines = answer.lines().filter(|line| !is_past(line, today));
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}
