//! What people decided before: it is not proposed again while it rests on the same.

use std::collections::{BTreeMap, BTreeSet};

use super::Found;

/// A suggestion that was accepted or turned down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decided {
    /// Its id.
    pub id: String,
    /// As [`Found::basis`] was then.
    pub basis: Vec<u64>,
}

/// Of what a suggestion rests on at least this share must be new, that it comes back under the same name.
const NEW: f64 = 0.5;

/// What nobody has decided on yet, by what it is about or by what it rests on.
pub(super) fn undecided(mut found: Vec<Found>, decided: &[Decided]) -> Vec<Found> {
    let mut by_id: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
    for one in decided {
        by_id.entry(&one.id).or_default().extend(&one.basis);
    }
    let all: BTreeSet<u64> = decided.iter().flat_map(|one| one.basis.iter().copied()).collect();
    found.retain(|one| {
        let new = |known: &BTreeSet<u64>| one.basis.iter().filter(|mark| !known.contains(mark)).count();
        match by_id.get(one.suggestion.id.as_str()) {
            Some(known) => new(known) as f64 >= NEW * one.basis.len().max(1) as f64,
            // Under another name, perhaps since its topic has another id: all the same the same.
            None => one.basis.is_empty() || new(&all) > 0,
        }
    });
    found
}
