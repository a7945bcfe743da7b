//! What to set in the triage, from agents' verdicts on handoffs, each tried on the questions that were asked.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Dial, Engine, Options};
use protocol::{
    Course, DialChange, EVIDENCE, EditedEntry, Evidence, EvidenceKind, HandoffReason, Judgement, Otherwise,
    Suggestion, SuggestionKind, Went,
};

use super::fresh::trust;
use super::question::{Ground, Now, Question, ask};
use super::{Found, GAIN_DAYS, JudgedHandoff, mark};
use crate::redact::redact;
use crate::topics::phrase::{Bonds, phrases};

/// Fewest verdicts that say the same, and the share of all on the matter that they must be.
const LEAST: usize = 3;
const SHARE: f64 = 2.0 / 3.0;

/// A phrase stands in at most this share of the other questions.
const ELSEWHERE: f64 = 0.02;

/// At most so many questions are tried, the most asked.
const TRIED: usize = 2_000;

/// From this mood on the balanced dial takes a visitor for upset; the engine's own definition.
const UPSET: f64 = 0.5;

/// Steps of the precision.
const STEPS: [f64; 5] = [0.8, 0.85, 0.9, 0.95, 0.99];

/// All that the verdicts speak for.
pub(super) fn settings(ground: &Ground<'_>) -> Vec<Found> {
    if ground.material.handoffs.is_empty() {
        return Vec::new();
    }
    let mut handoffs: Vec<&JudgedHandoff> = ground.material.handoffs.iter().collect();
    handoffs.sort_by(|a, b| (&a.conversation, &a.question).cmp(&(&b.conversation, &b.question)));
    let trial = Trial::of(ground);
    let mut found: Vec<Found> = sensitivity(&trial, &handoffs).into_iter().collect();
    found.extend(precision(&trial, &handoffs));
    found.extend(phrase(&trial, &handoffs, "data-always"));
    found.extend(phrase(&trial, &handoffs, "data-never"));
    found.extend(routes(ground, &handoffs));
    found
}

/// The questions that settings are tried on.
struct Trial<'a> {
    ground: &'a Ground<'a>,
    /// The most asked first.
    places: Vec<usize>,
    learnt: Option<Vec<u8>>,
}

impl<'a> Trial<'a> {
    fn of(ground: &'a Ground<'a>) -> Self {
        let mut places: Vec<usize> = (0..ground.questions.len()).collect();
        places.sort_by_key(|place| (std::cmp::Reverse(ground.questions[*place].times), *place));
        places.truncate(TRIED);
        Self { ground, places, learnt: ground.engine.learnt() }
    }

    /// The same base with other settings; what was fitted holds for all.
    fn engine(&self, options: Options) -> Engine {
        let material = self.ground.material;
        let mut engine = Engine::new(material.base.engine_entries(), material.packs.to_vec(), options);
        if let Some(learnt) = &self.learnt {
            engine.take_learnt(learnt);
        }
        engine.fitted()
    }

    /// What becomes of each question, beside what it is now.
    fn compare(&self, options: Options) -> Vec<(usize, Now)> {
        let engine = self.engine(options);
        self.places.iter().map(|place| (*place, ask(&engine, &self.ground.questions[*place].text))).collect()
    }

    /// The questions that would have gone otherwise, the most asked first, and how often in 30 days they are asked.
    fn otherwise(&self, after: &[(usize, Now)]) -> (Vec<Otherwise>, f64) {
        let questions = &self.ground.questions;
        let differs = |(place, now): &&(usize, Now)| {
            let was = &questions[*place].now;
            was.handed_over != now.handed_over
                || was.shown != now.shown
                || was.choice.is_empty() != now.choice.is_empty()
        };
        let changed: Vec<&(usize, Now)> = after.iter().filter(differs).collect();
        let times: u32 = changed.iter().map(|(place, _)| questions[*place].times).sum();
        let shown = changed.iter().map(|(place, now)| {
            otherwise(&questions[*place], self.course(&questions[*place].now), self.course(now))
        });
        // Of several answers only the first is told.
        let shown = shown.filter(|one| one.before != one.after).take(EVIDENCE);
        (shown.collect(), f64::from(times) * GAIN_DAYS / f64::from(self.ground.material.days.max(1)))
    }

    /// What becomes of a question.
    fn course(&self, now: &Now) -> Course {
        let (went, entry) = match (now.handed_over, now.shown.first(), now.choice.first()) {
            (true, ..) => (Went::HandedOver, None),
            (false, Some(entry), _) => (Went::Answered, Some(*entry)),
            (false, None, Some(entry)) => (Went::Chosen, Some(*entry)),
            (false, None, None) => (Went::Unanswered, None),
        };
        let entry = entry.map(|entry| self.ground.material.base.entries[entry].id.clone());
        Course { went, entry, team: None }
    }
}

fn otherwise(question: &Question, before: Course, after: Course) -> Otherwise {
    let (text, times, conversation) = (question.text.clone(), question.times, question.conversation.clone());
    Otherwise { text, times, before, after, conversation }
}

/// A step of the dial, where verdicts on moods speak for one side.
fn sensitivity(trial: &Trial<'_>, handoffs: &[&JudgedHandoff]) -> Option<Found> {
    let misread = |one: &&&JudgedHandoff| one.judgement == Judgement::MoodMisread;
    let by_mood = |one: &&&JudgedHandoff| one.reason == HandoffReason::Frustration;
    let calmer: Vec<&JudgedHandoff> = handoffs
        .iter()
        .filter(|one| {
            misread(one) && one.mood >= UPSET || one.judgement == Judgement::Needless && by_mood(one)
        })
        .copied()
        .collect();
    let eager: Vec<&JudgedHandoff> = handoffs
        .iter()
        .filter(|one| {
            misread(one) && one.mood < UPSET || one.judgement == Judgement::TooLate && one.mood > 0.0
        })
        .copied()
        .collect();
    let dial = trial.ground.material.options.dial;
    let (rests_on, to) = if calmer.len() >= eager.len() {
        (calmer, calmer_than(dial))
    } else {
        (eager, more_eager_than(dial))
    };
    let all = handoffs
        .iter()
        .filter(|one| misread(one) || by_mood(one) || one.judgement == Judgement::TooLate)
        .count();
    let to = to.filter(|_| speaks(rests_on.len(), all))?;
    let after = trial.compare(Options { dial: to, ..trial.ground.material.options.clone() });
    let change = DialChange {
        name: "data-sensitivity".to_owned(),
        before: Some(word_of(dial).to_owned()),
        after: word_of(to).to_owned(),
    };
    set(trial, SuggestionKind::Dial, change, &rests_on, &after)
}

fn speaks(count: usize, all: usize) -> bool {
    count >= LEAST && count as f64 >= SHARE * all as f64
}

fn calmer_than(dial: Dial) -> Option<Dial> {
    match dial {
        Dial::Eager => Some(Dial::Balanced),
        Dial::Balanced => Some(Dial::Calm),
        Dial::Calm => None,
    }
}

fn more_eager_than(dial: Dial) -> Option<Dial> {
    match dial {
        Dial::Calm => Some(Dial::Balanced),
        Dial::Balanced => Some(Dial::Eager),
        Dial::Eager => None,
    }
}

fn word_of(dial: Dial) -> &'static str {
    match dial {
        Dial::Calm => "calm",
        Dial::Balanced => "balanced",
        Dial::Eager => "eager",
    }
}

/// A step of the precision down, where the assistant could have answered what it passed on and answers nothing wrongly by it.
fn precision(trial: &Trial<'_>, handoffs: &[&JudgedHandoff]) -> Option<Found> {
    let unsure = |one: &&&JudgedHandoff| {
        matches!(one.reason, HandoffReason::LowConfidence | HandoffReason::RepeatedMiss)
    };
    let rests_on: Vec<&JudgedHandoff> =
        handoffs.iter().filter(|one| unsure(one) && one.judgement == Judgement::Needless).copied().collect();
    let all = handoffs.iter().filter(unsure).count();
    let options = &trial.ground.material.options;
    let to = STEPS.iter().rev().copied().find(|step| *step < options.precision - 1e-9);
    let to = to.filter(|_| speaks(rests_on.len(), all))?;
    let after = trial.compare(Options { precision: to, ..options.clone() });
    let grade = |place: usize, now: &Now| {
        let right = trial.ground.questions[place].right()?.0;
        let is_right = |at: &usize| trial.ground.material.base.entries[*at].id == right;
        (!now.shown.is_empty()).then(|| now.shown.iter().any(is_right))
    };
    let wrong = |after: bool, list: &[(usize, Now)]| {
        let now = |one: &(usize, Now)| {
            if after { one.1.clone() } else { trial.ground.questions[one.0].now.clone() }
        };
        list.iter().filter(|one| grade(one.0, &now(one)) == Some(false)).count()
    };
    if wrong(true, &after) > wrong(false, &after) {
        return None;
    }
    let before = Some(options.precision.to_string());
    let change = DialChange { name: "data-precision".to_owned(), before, after: to.to_string() };
    set(trial, SuggestionKind::Dial, change, &rests_on, &after)
}

/// A phrase that stands in what was passed on too late, or for a mood that nobody had, and hardly elsewhere.
fn phrase(trial: &Trial<'_>, handoffs: &[&JudgedHandoff], name: &str) -> Option<Found> {
    let always = name == "data-always";
    let is_meant = |one: &&&JudgedHandoff| match one.judgement {
        Judgement::TooLate => always,
        Judgement::MoodMisread => !always && one.mood >= UPSET,
        Judgement::Needless => {
            !always
                && matches!(
                    one.reason,
                    HandoffReason::Frustration | HandoffReason::Urgent | HandoffReason::Asked
                )
        }
        _ => false,
    };
    let rests_on: Vec<&JudgedHandoff> = handoffs.iter().filter(is_meant).copied().collect();
    let (phrase, holders) = common(trial, &rests_on)?;
    let mut options = trial.ground.material.options.clone();
    let list = if always { &mut options.phrases.always } else { &mut options.phrases.never };
    if list.contains(&phrase) {
        return None;
    }
    list.push(phrase.clone());
    // It must do what it is for with the questions that it comes from.
    let engine = trial.engine(options.clone());
    let kept: Vec<&JudgedHandoff> = holders
        .into_iter()
        .filter(|one| ask(&engine, &redact(&one.question)).handed_over == always)
        .collect();
    if kept.len() < LEAST {
        return None;
    }
    let after = trial.compare(options);
    let change = DialChange { name: name.to_owned(), before: None, after: phrase };
    set(trial, SuggestionKind::Phrase, change, &kept, &after)
}

/// The longest of the phrases that most of some questions hold and few others do, with those that hold it.
fn common<'h>(trial: &Trial<'_>, among: &[&'h JudgedHandoff]) -> Option<(String, Vec<&'h JudgedHandoff>)> {
    let mut holders: BTreeMap<String, Vec<&JudgedHandoff>> = BTreeMap::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for one in among {
        if seen.insert(super::question::key(&one.question, trial.ground.material.packs)) {
            phrases(&redact(&one.question).to_lowercase(), &Bonds::default())
                .into_iter()
                .for_each(|it| holders.entry(it).or_default().push(one));
        }
    }
    let questions = &trial.ground.questions;
    let own: BTreeSet<&str> = seen.iter().map(String::as_str).collect();
    let others: Vec<&str> =
        trial.places.iter().map(|at| questions[*at].key.as_str()).filter(|key| !own.contains(key)).collect();
    let is_rare = |phrase: &str| {
        let elsewhere = others.iter().filter(|text| text.contains(phrase)).count();
        elsewhere as f64 <= ELSEWHERE * others.len() as f64
    };
    holders.into_iter().filter(|(phrase, holders)| holders.len() >= LEAST && is_rare(phrase)).max_by(
        |a, b| {
            (a.1.len(), a.0.chars().count())
                .cmp(&(b.1.len(), b.0.chars().count()))
                .then_with(|| b.0.cmp(&a.0))
        },
    )
}

fn set(
    trial: &Trial<'_>,
    kind: SuggestionKind,
    change: DialChange,
    rests_on: &[&JudgedHandoff],
    after: &[(usize, Now)],
) -> Option<Found> {
    let (changes, otherwise) = trial.otherwise(after);
    let mut basis: Vec<u64> = rests_on.iter().map(|one| mark("handoff", &one.conversation)).collect();
    basis.sort_unstable();
    basis.dedup();
    let suggestion = Suggestion {
        id: ["triage-", change.name.trim_start_matches("data-"), "-", &crate::id::derived(&change.after)]
            .concat(),
        kind,
        title: change.after.clone(),
        evidence: rests_on.iter().map(|one| evidence(one)).collect(),
        count: rests_on.len() as u64,
        otherwise,
        changes,
        // What agents said of these handoffs would be so; whether the others that change are right nobody has said.
        gain: (rests_on.len() as f64 * GAIN_DAYS / f64::from(trial.ground.material.days.max(1)))
            .min(otherwise),
        confidence: trust(rests_on.len()) * SHARE,
        dial: Some(change),
        ..Suggestion::default()
    };
    // What changes nothing is nothing.
    (otherwise > 0.0).then_some(Found { suggestion, basis, ..Found::default() })
}

fn evidence(one: &JudgedHandoff) -> Evidence {
    let conversation = Some(one.conversation.clone());
    Evidence { kind: EvidenceKind::Handoff, text: redact(&one.question), conversation, times: 1 }
}

/// Matters that went to another team than the one that settled them.
fn routes(ground: &Ground<'_>, handoffs: &[&JudgedHandoff]) -> Vec<Found> {
    let mut by_entry: BTreeMap<usize, BTreeMap<&str, Vec<&JudgedHandoff>>> = BTreeMap::new();
    for one in handoffs.iter().filter(|one| one.judgement == Judgement::WrongTeam) {
        let Some(place) = ground.places.get(&super::question::key(&one.question, ground.material.packs))
        else {
            continue;
        };
        let best = ground.questions[*place].now.best.map(|best| best.0);
        let told = one.right.as_deref().and_then(|id| ground.entries.get(id).copied());
        if let (Some(entry), Some(team)) = (told.or(best), one.right_team.as_deref()) {
            by_entry.entry(entry).or_default().entry(team).or_default().push(one);
        }
    }
    by_entry.into_iter().filter_map(|(entry, teams)| route(ground, entry, &teams)).collect()
}

fn route(ground: &Ground<'_>, entry: usize, teams: &BTreeMap<&str, Vec<&JudgedHandoff>>) -> Option<Found> {
    let all: usize = teams.values().map(Vec::len).sum();
    let (team, rests_on) = teams.iter().max_by(|a, b| a.1.len().cmp(&b.1.len()).then(b.0.cmp(a.0)))?;
    let published = &ground.material.base.entries[entry];
    if !speaks(rests_on.len(), all) || published.team.as_deref() == Some(team) {
        return None;
    }
    // What the entry answers goes to nobody.
    let goes = |question: &&Question| {
        question.now.best.is_some_and(|best| best.0 == entry) && question.now.shown.is_empty()
    };
    let mut goes: Vec<&Question> = ground.questions.iter().filter(goes).collect();
    goes.sort_by_key(|question| std::cmp::Reverse(question.times));
    let times: u32 = goes.iter().map(|question| question.times).sum();
    let to =
        |team: Option<&str>| Course { went: Went::HandedOver, entry: None, team: team.map(str::to_owned) };
    let changes = goes.iter().take(EVIDENCE);
    let changes = changes.map(|question| otherwise(question, to(published.team.as_deref()), to(Some(team))));
    let draft = EditedEntry { team: Some((*team).to_owned()), ..EditedEntry::from(published) };
    let mut basis: Vec<u64> = rests_on.iter().map(|one| mark("handoff", &one.conversation)).collect();
    basis.sort_unstable();
    basis.dedup();
    let suggestion = Suggestion {
        id: ["route-", &published.id, "-", &crate::id::derived(team)].concat(),
        kind: SuggestionKind::Route,
        entry: Some(published.id.clone()),
        title: published.text.question.clone(),
        drafts: vec![draft],
        dial: Some(DialChange {
            name: "team".to_owned(),
            before: published.team.clone(),
            after: (*team).to_owned(),
        }),
        evidence: rests_on.iter().map(|one| evidence(one)).collect(),
        count: rests_on.len() as u64,
        changes: changes.collect(),
        otherwise: f64::from(times) * GAIN_DAYS / f64::from(ground.material.days.max(1)),
        confidence: trust(rests_on.len()),
        ..Suggestion::default()
    };
    Some(Found { suggestion, basis, ..Found::default() })
}
