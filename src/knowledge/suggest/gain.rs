//! What suggestions would bring: the questions are asked of the engine with and without them.
//
// All of them are tried together, in one more engine over the base with every other of their wordings: the wordings that are
// left out stand for whatever visitors will word alike. Each question counts to the suggestion that it is for.

use std::collections::{BTreeMap, BTreeSet};

use engine::Engine;
use protocol::EditedEntry;

use super::question::{Ground, ask, key};
use super::{Found, GAIN_DAYS};

/// Works out the gain of each suggestion that has a target.
pub(super) fn measure(ground: &Ground<'_>, found: &mut [Found]) {
    if found.iter().all(|one| one.target.is_none()) {
        return;
    }
    let mut changes: BTreeMap<String, Option<EditedEntry>> = BTreeMap::new();
    let mut left_out: Vec<BTreeSet<usize>> = Vec::new();
    for one in found.iter() {
        let (draft, out) = tried(ground, one);
        left_out.push(out);
        if let Some(draft) = draft {
            changes.insert(draft.id.clone(), Some(draft));
        }
    }
    let base = ground.material.base.with(changes);
    let options = ground.material.options.clone();
    let engine = Engine::new(base.engine_entries(), ground.material.packs.to_vec(), options).fitted();
    let ids: Vec<&str> = base.entries.iter().map(|entry| entry.id.as_str()).collect();
    let mut after: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    let mut shown = |place: usize| {
        let asked = || {
            ask(&engine, &ground.questions[place].text).shown.into_iter().map(|entry| ids[entry]).collect()
        };
        after.entry(place).or_insert_with(asked).clone()
    };
    let losses = losses(ground, &mut shown);
    for (one, out) in found.iter_mut().zip(left_out) {
        let Some(target) =
            one.target.and_then(|at| one.suggestion.drafts.get(at)).map(|draft| draft.id.clone())
        else {
            continue;
        };
        let mut tally = Tally::default();
        for place in &one.questions {
            let question = &ground.questions[*place];
            let was = question.now.shown.iter().any(|at| ground.material.base.entries[*at].id == target);
            let is = shown(*place).contains(&target.as_str());
            let role = match (one.wordings.contains(place), out.contains(place)) {
                (_, true) => Role::LeftOut,
                (true, false) => Role::Wording,
                (false, false) => Role::Other,
            };
            tally.take(f64::from(question.times), (was, is), role);
        }
        let lost = losses.get(&target).copied().unwrap_or(0.0);
        one.suggestion.gain = (tally.gained() - lost) * GAIN_DAYS / f64::from(ground.material.days.max(1));
    }
}

/// What a question is to an entry as it is tried.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// One of its wordings.
    Wording,
    /// One that was left out for the trial.
    LeftOut,
    /// Only about the same.
    Other,
}

/// How often questions come to the right answer.
#[derive(Default)]
struct Tally {
    /// Times that questions were asked which are no wordings of what was tried, and of these answered.
    held: f64,
    answered: f64,
    /// Of those that are no wordings at all, answered more than before.
    more: f64,
    /// Times that its wordings were asked and not answered before.
    own: f64,
    /// Of those among the wordings that were tried, all, and those that find themselves.
    tried: f64,
    found: f64,
}

impl Tally {
    fn take(&mut self, times: f64, (was, is): (bool, bool), role: Role) {
        let count = |holds: bool| if holds { times } else { 0.0 };
        if role == Role::Wording {
            self.tried += times;
            self.found += count(is);
        } else {
            self.held += times;
            self.answered += count(is);
        }
        match role {
            Role::Other => self.more += count(is) - count(was),
            Role::Wording | Role::LeftOut => self.own += count(!was),
        }
    }

    /// That a wording finds itself tells little of what will be asked: wordings count at the rate at which the others are
    /// answered, by Laplace's rule of succession, which is even odds where there are none.
    fn gained(&self) -> f64 {
        let rate = (self.answered + 1.0) / (self.held + 2.0);
        let finds_itself = if self.tried > 0.0 { self.found / self.tried } else { 1.0 };
        self.more + self.own * rate * finds_itself
    }
}

/// The entry as it is tried, with every other wording that surely is one; and the wordings that were left out, by their places.
fn tried(ground: &Ground<'_>, one: &Found) -> (Option<EditedEntry>, BTreeSet<usize>) {
    let Some(mut draft) = one.target.and_then(|at| one.suggestion.drafts.get(at)).cloned() else {
        return (None, BTreeSet::new());
    };
    // The title of a new entry stays: an entry has one.
    let key = |text: &str| key(text, ground.material.packs);
    let title = key(&draft.question);
    let may = one.wordings.iter().filter(|place| ground.questions[**place].key != title);
    let out: BTreeSet<usize> = may.skip(1).step_by(2).copied().collect();
    let keys: BTreeSet<&str> = out.iter().map(|place| ground.questions[*place].key.as_str()).collect();
    let keep = |wording: &String| {
        !keys.contains(key(wording).as_str()) && !one.suggestion.doubtful.contains(wording)
    };
    draft.variants.retain(keep);
    draft.translations.values_mut().for_each(|text| text.variants.retain(keep));
    (Some(draft), out)
}

/// By an entry's id, how often a question that another entry answers rightly now would come to it.
fn losses<'a>(ground: &Ground<'_>, shown: &mut dyn FnMut(usize) -> Vec<&'a str>) -> BTreeMap<String, f64> {
    let mut losses: BTreeMap<String, f64> = BTreeMap::new();
    for (place, question) in ground.questions.iter().enumerate() {
        let Some((right, _)) = question.right() else { continue };
        let is_right = |at: &usize| ground.material.base.entries[*at].id == right;
        if !question.now.shown.iter().any(is_right) {
            continue;
        }
        let after = shown(place);
        if !after.contains(&right) {
            // Where nothing is answered any more, nobody can be blamed alone.
            after.iter().for_each(|entry| {
                *losses.entry((*entry).to_owned()).or_default() += f64::from(question.times)
            });
        }
    }
    losses
}
