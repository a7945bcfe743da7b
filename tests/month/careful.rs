//! A careful agent before the list of suggestions: accepts what the handbook bears out, edits it, strikes what doesn't belong.
//!
//! The agent reads; no label is looked at. An answer is right where its sentences stand in one entry of the handbook. A wording
//! belongs to an entry where the handbook, searched by it, has that entry among its first; or where the conversation in which
//! it was asked was settled with that entry's words.

use std::collections::{BTreeMap, BTreeSet};

use engine::Dialogue;
use knowledge::suggest::Found;
use knowledge::{Entry, KnowledgeBase};
use protocol::{EditedEntry, EvidenceKind, Suggestion, SuggestionKind};

use super::{Changes, State};

/// The handbook's first so many entries for a wording are looked at.
const FIRST: usize = 3;

/// Of an answer without words the wordings tell what it is about: so many of them in a hundred must find one entry first.
const AGREE: usize = 60;

/// Fewest wordings that an entry is made for.
const WORDINGS: usize = 1;

/// What became of a week's suggestions.
#[derive(Clone, Debug, Default)]
pub struct Verdicts {
    /// How many there were.
    pub suggested: usize,
    /// Those that were accepted.
    pub accepted: usize,
    /// Those that were turned down.
    pub rejected: usize,
    /// Of each suggestion whether it was accepted; none where it was left for later.
    pub(super) each: Vec<Option<bool>>,
    /// Wordings of new entries that were accepted.
    pub(super) ticks: Ticks,
    pub(super) changes: Changes,
}

/// Wordings of new entries: how many belonged, and of how many; with a tick before them and without, and their titles.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ticks {
    /// The desk was sure of them.
    pub with: (usize, usize),
    /// It was not.
    pub without: (usize, usize),
    /// Their titles, likewise.
    pub titles: (usize, usize),
}

impl Ticks {
    fn count(&mut self, suggestion: &Suggestion, belonging: &[String]) {
        let title = suggestion.wordings.first();
        self.titles.0 += usize::from(title.is_some_and(|title| belonging.contains(title)));
        self.titles.1 += 1;
        for wording in suggestion.wordings.iter().skip(1) {
            let is_doubtful = suggestion.doubtful.contains(wording);
            let share = if is_doubtful { &mut self.without } else { &mut self.with };
            share.0 += usize::from(belonging.contains(wording));
            share.1 += 1;
        }
    }

    /// Adds those of another week or month.
    pub fn add(&mut self, other: Self) {
        let sum = |one: &mut (usize, usize), two: (usize, usize)| *one = (one.0 + two.0, one.1 + two.1);
        sum(&mut self.with, other.with);
        sum(&mut self.without, other.without);
        sum(&mut self.titles, other.titles);
    }
}

/// Goes through the list from the top.
pub(super) fn decide(state: &State<'_>, found: &[Found]) -> Verdicts {
    let mut verdicts = Verdicts { suggested: found.len(), ..Verdicts::default() };
    for one in found {
        let decided = match one.suggestion.kind {
            SuggestionKind::NewEntry => Some(fresh(state, &one.suggestion, &mut verdicts)),
            SuggestionKind::Wordings => Some(wordings(state, &one.suggestion, &mut verdicts.changes)),
            // The handbook keeps them apart, and says what they say; so nothing is to be done.
            SuggestionKind::Merge | SuggestionKind::Mend | SuggestionKind::Split | SuggestionKind::Stale => {
                Some(false)
            }
            // What is set in the triage is the owner's.
            SuggestionKind::Dial | SuggestionKind::Phrase | SuggestionKind::Route => None,
        };
        verdicts.accepted += usize::from(decided == Some(true));
        verdicts.rejected += usize::from(decided == Some(false));
        verdicts.each.push(decided);
    }
    verdicts
}

/// A new entry: what it is about is seen by its answer, or by its wordings where it has none.
fn fresh(state: &State<'_>, suggestion: &Suggestion, verdicts: &mut Verdicts) -> bool {
    let Some(draft) = suggestion.drafts.first() else { return false };
    let handbook = &state.shop.whole;
    let about = match draft.answer.is_empty() {
        false => told_by(handbook, &draft.answer),
        true => asked_for(state, &suggestion.wordings),
    };
    let Some(about) = about else { return false };
    let kept = belonging(state, suggestion, &about.id);
    if kept.len() < WORDINGS {
        return false;
    }
    verdicts.ticks.count(suggestion, &kept);
    let changes = &mut verdicts.changes;
    // Where there is such an entry by now, these are wordings of it.
    let known = state.meant.iter().find(|(_, meant)| **meant == about.id).map(|known| known.0.clone());
    let drafted = changes.iter().find(|(_, (_, meant))| *meant == about.id).map(|drafted| drafted.0.clone());
    if let Some(id) = drafted.or(known) {
        return add(state, &id, &about.id, &kept, changes);
    }
    // The answer is completed from the handbook: sums and dates that hold for everybody had been left out.
    let entry = EditedEntry {
        question: kept[0].clone(),
        variants: kept[1..].to_vec(),
        answer: about.text.answer.clone(),
        team: about.team.clone(),
        ..draft.clone()
    };
    changes.insert(entry.id.clone(), (entry, about.id.clone()));
    true
}

/// Wordings of an entry: those that belong to it.
fn wordings(state: &State<'_>, suggestion: &Suggestion, changes: &mut Changes) -> bool {
    let Some(id) = &suggestion.entry else { return false };
    let Some(about) = state.meant.get(id) else { return false };
    let kept = belonging(state, suggestion, about);
    !kept.is_empty() && add(state, id, about, &kept, changes)
}

/// Adds wordings to an entry as it is drafted, or else as it is published.
fn add(state: &State<'_>, id: &str, about: &str, kept: &[String], changes: &mut Changes) -> bool {
    let published = || state.base.entries.iter().find(|entry| entry.id == id).map(EditedEntry::from);
    let Some(mut entry) = changes.get(id).map(|drafted| drafted.0.clone()).or_else(published) else {
        return false;
    };
    for wording in kept {
        if entry.question != *wording && !entry.variants.contains(wording) {
            entry.variants.push(wording.clone());
        }
    }
    changes.insert(id.to_owned(), (entry, about.to_owned()));
    true
}

/// The one entry of the handbook in which every sentence of an answer stands.
fn told_by<'a>(handbook: &'a KnowledgeBase, answer: &str) -> Option<&'a Entry> {
    let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let pieces: Vec<String> = answer
        .split(['\n', '.', '。', '！', '!', '?', '？', '；', ';'])
        .map(bare)
        .filter(|piece| !piece.is_empty())
        .collect();
    let holds = |entry: &&Entry| {
        let whole = bare(&entry.text.answer);
        pieces.iter().all(|piece| whole.contains(piece.as_str()))
    };
    let mut fits = handbook.entries.iter().filter(holds);
    let first = fits.next().filter(|_| !pieces.is_empty())?;
    fits.next().is_none().then_some(first)
}

/// The entry that most wordings find first.
fn asked_for<'a>(state: &'a State<'_>, wordings: &[String]) -> Option<&'a Entry> {
    let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
    let best = |wording: &String| places(state, wording).first().copied();
    wordings.iter().filter_map(best).for_each(|place| *votes.entry(place).or_default() += 1);
    let (place, count) =
        votes.into_iter().max_by_key(|(place, count)| (*count, std::cmp::Reverse(*place)))?;
    (count * 100 >= AGREE * wordings.len()).then(|| &state.shop.whole.entries[place])
}

/// Places of the handbook's first entries for a wording.
fn places(state: &State<'_>, wording: &str) -> Vec<usize> {
    let outcome = state.handbook.decide(&mut Dialogue::default(), wording);
    outcome.ranking.matches.iter().take(FIRST).map(|found| found.entry).collect()
}

/// The wordings that belong to an entry of the handbook.
fn belonging(state: &State<'_>, suggestion: &Suggestion, about: &str) -> Vec<String> {
    let handbook = &state.shop.whole;
    let settled: BTreeSet<&String> = suggestion
        .evidence
        .iter()
        .filter(|one| one.kind == EvidenceKind::Answered)
        .filter(|one| told_by(handbook, &one.text).is_some_and(|entry| entry.id == about))
        .filter_map(|one| one.conversation.as_ref())
        .collect();
    let was_settled = |wording: &String| {
        suggestion.evidence.iter().any(|one| {
            one.text.eq_ignore_ascii_case(wording)
                && one.conversation.as_ref().is_some_and(|id| settled.contains(id))
        })
    };
    let finds =
        |wording: &String| places(state, wording).iter().any(|place| handbook.entries[*place].id == about);
    suggestion.wordings.iter().filter(|wording| was_settled(wording) || finds(wording)).cloned().collect()
}
