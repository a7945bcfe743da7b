//! How well an entry is: whether its own wordings find it, what it competes with, and what visitors thought of it.

use std::collections::BTreeMap;

use engine::{Engine, Finding, Review};
use protocol::{EditedEntry, EntryUse};
use serde::{Deserialize, Serialize};

/// Fewest ratings that say something: of two, one slip is half.
const RATINGS: u64 = 4;
/// From this share of thumbs down on an answer is disliked: more than one of three, so that one beside three up is none.
const DISLIKED: f64 = 0.34;
/// Fewest wordings beside the question that find what visitors type: "three to eight do much" says the file's format, and
/// below two the engine has nothing to learn from.
const WORDINGS: usize = 2;

/// From this share of an entry's wordings on it is told that they stray, the share by which the engine takes entries for
/// rivals: a lone one is common, and what visitors type near it may be answered rightly all the same.
const STRAYS: f64 = 0.25;

/// What a base's own wordings tell of one entry.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EntryHealth {
    /// Its id.
    pub id: String,
    /// How many wordings it has, in all languages.
    pub wordings: u32,
    /// Those that find another entry as the base stands.
    pub missed: Vec<Astray>,
    /// Those that would be answered with another entry if they did not stand here.
    pub strays: Vec<Astray>,
    /// Entries that it competes with, the closest first.
    pub rivals: Vec<Rival>,
}

/// A wording and the entry that it finds instead of its own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Astray {
    /// The wording.
    pub wording: String,
    /// The other entry's id.
    pub other: String,
}

/// An entry that competes for the same questions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rival {
    /// Its id.
    pub other: String,
    /// Wordings by which the two are taken for one another.
    pub shared: u32,
}

/// Something that an entry lacks, or suffers from.
#[derive(Clone, Debug, PartialEq)]
pub enum Ailment {
    /// There is no answer to show.
    NoAnswer,
    /// So many wordings of all find another entry.
    Missed {
        /// How many.
        count: u32,
        /// Of how many.
        of: u32,
        /// The entry that the first of them finds.
        other: String,
    },
    /// So many thumbs of all went down.
    Disliked {
        /// Thumbs down.
        down: u64,
        /// All thumbs.
        rated: u64,
    },
    /// Another entry competes for the same questions.
    Competes(Rival),
    /// A wording leads elsewhere as soon as a visitor says it a little differently.
    Strays(Astray),
    /// It has hardly any wording but its question.
    FewWordings,
}

/// How an entry is, at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    /// Visitors who ask for it likely get something else, or nothing, or dislike it.
    Poor,
    /// Something is worth a look.
    Fair,
    /// Nothing to say.
    Well,
}

/// What a review tells of each entry, in their order.
pub fn health(engine: &Engine, review: &Review) -> Vec<EntryHealth> {
    let entries = engine.entries();
    let id = |place: usize| entries.get(place).map(|entry| entry.id.clone()).unwrap_or_default();
    let blank = |entry: &engine::Entry| EntryHealth {
        id: entry.id.clone(),
        wordings: entry.wordings.len() as u32,
        ..EntryHealth::default()
    };
    let mut all: Vec<EntryHealth> = entries.iter().map(blank).collect();
    let astray = |found: &Finding| {
        let wording = entries.get(found.entry).and_then(|entry| entry.wordings.get(found.wording));
        Astray { wording: wording.cloned().unwrap_or_default(), other: id(found.other) }
    };
    for found in &review.missed {
        all[found.entry].missed.push(astray(found));
    }
    for found in &review.strays {
        all[found.entry].strays.push(astray(found));
    }
    for rivals in &review.rivals {
        let [one, other] = rivals.entries;
        let shared = rivals.shared.len() as u32;
        all[one].rivals.push(Rival { other: id(other), shared });
        all[other].rivals.push(Rival { other: id(one), shared });
    }
    all
}

/// What is to be said of an entry, the worst first.
pub fn ailments(entry: &EditedEntry, health: Option<&EntryHealth>, used: Option<&EntryUse>) -> Vec<Ailment> {
    let mut found = Vec::new();
    if entry.answer.trim().is_empty() {
        found.push(Ailment::NoAnswer);
    }
    if let Some((health, first)) = health.and_then(|health| Some((health, health.missed.first()?))) {
        let (count, of) = (health.missed.len() as u32, health.wordings);
        found.push(Ailment::Missed { count, of, other: first.other.clone() });
    }
    if let Some(used) = used {
        let rated = used.up + used.down;
        if rated >= RATINGS && used.down as f64 >= DISLIKED * rated as f64 {
            found.push(Ailment::Disliked { down: used.down, rated });
        }
    }
    if let Some(health) = health {
        found.extend(health.rivals.iter().cloned().map(Ailment::Competes));
        if health.strays.len() as f64 >= STRAYS * f64::from(health.wordings) {
            found.extend(health.strays.iter().cloned().map(Ailment::Strays));
        }
    }
    if entry.variants.len() < WORDINGS {
        found.push(Ailment::FewWordings);
    }
    found
}

/// The same at a glance.
pub fn condition(ailments: &[Ailment]) -> Condition {
    let is_grave = |ailment: &Ailment| {
        matches!(ailment, Ailment::NoAnswer | Ailment::Missed { .. } | Ailment::Disliked { .. })
    };
    match ailments {
        [] => Condition::Well,
        all if all.iter().any(is_grave) => Condition::Poor,
        _ => Condition::Fair,
    }
}

/// By their ids.
pub(crate) fn by_id(all: &[EntryHealth]) -> BTreeMap<&str, &EntryHealth> {
    all.iter().map(|health| (health.id.as_str(), health)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::base::tests::edited;
    use engine::Options;

    fn engine(entries: &[(&str, &[&str])]) -> Engine {
        let entry = |(id, wordings): &(&str, &[&str])| engine::Entry {
            id: (*id).to_owned(),
            wordings: wordings.iter().map(|text| (*text).to_owned()).collect(),
            ..engine::Entry::default()
        };
        Engine::new(entries.iter().map(entry).collect(), Vec::new(), Options::default()).fitted()
    }

    #[test]
    fn a_base_that_says_the_same_twice_is_told_of_both() {
        let engine = engine(&[("pay", &["pay", "pay"]), ("again", &["pay", "pay"]), ("ship", &["parcel"])]);
        let all = health(&engine, &engine.review());
        assert_eq!(all[1].missed.len(), 2, "{all:?}");
        assert_eq!(all[1].missed[0], Astray { wording: "pay".to_owned(), other: "pay".to_owned() });
        assert!(all[2].missed.is_empty() && all[2].rivals.is_empty(), "{all:?}");
    }

    #[test]
    fn what_is_wrong_with_an_entry_is_told_by_weight() {
        let check =
            |answer: &str, variants: &[&str], health: &EntryHealth, used: EntryUse, expected: Condition| {
                let entry = edited("a", "A?", variants, answer);
                let found = ailments(&entry, Some(health), Some(&used));
                assert_eq!(condition(&found), expected, "{found:?}");
            };
        let (well, unused) = (EntryHealth::default(), EntryUse::default());
        let rival = Rival { other: "b".to_owned(), shared: 2 };
        let astray = Astray { wording: "x".to_owned(), other: "b".to_owned() };
        check("x", &["b", "c"], &well, unused, Condition::Well);
        check("x", &["b"], &well, unused, Condition::Fair);
        check(
            "x",
            &["b", "c"],
            &EntryHealth { rivals: vec![rival], ..well.clone() },
            unused,
            Condition::Fair,
        );
        check("", &["b", "c"], &well, unused, Condition::Poor);
        check(
            "x",
            &["b", "c"],
            &EntryHealth { missed: vec![astray], ..well.clone() },
            unused,
            Condition::Poor,
        );
        let rated = |up, down| EntryUse { up, down, ..EntryUse::default() };
        check("x", &["b", "c"], &well, rated(0, 3), Condition::Well);
        check("x", &["b", "c"], &well, rated(2, 2), Condition::Poor);
        check("x", &["b", "c"], &well, rated(50, 5), Condition::Well);
    }
}
