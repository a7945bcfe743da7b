//! A simulated month of a shop whose base lacks a third of its entries: visitors ask, agents answer, suggestions are accepted
//! as a careful agent would, and each week's edition is tried on questions that nobody learnt from.
//!
//! The bases and the questions are those of `tests/data`; everything that is left to chance comes from a fixed seed. What is
//! made up is how often visitors rate, choose and ask for a person ([`visit`]), how agents word their answers ([`agent`]) and
//! what a careful agent accepts ([`careful`]); what the assistant decides, what is suggested and what a new edition does to
//! known questions is the product's own. A visitor knows what he means and an agent understands him: both see a question's
//! label. Whoever accepts suggestions does not.

mod agent;
mod careful;
mod picture;
mod shop;
pub mod visit;

use std::collections::BTreeMap;

use anyhow::Result;
use engine::{Decision, Dialogue, Engine, Options, Pack};
use knowledge::KnowledgeBase;
use knowledge::preview::{Preview, Question, Right};
use knowledge::suggest::{Asked, Decided, Judged, JudgedHandoff, Material, Solution, suggest};
use knowledge::topics::Known;
use protocol::{EditedEntry, Judgement, QuestionEnd};

use crate::Chance;

pub use agent::NAMES;
pub use careful::{Ticks, Verdicts};
pub use picture::picture;
pub use shop::Shop;
pub use visit::{Talk, Visit};

/// Weeks of the month.
pub const WEEKS: usize = 4;
/// Days of a week.
pub const DAYS: i64 = 7;

/// The first day, a Monday: 2026-10-26, days since 1970-01-01.
pub const FIRST_DAY: i64 = 20_752;

/// Visits a day in the mean.
const VISITS: usize = 45;

/// What one edition makes of the questions that nobody learnt from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Week {
    /// Questions that the whole base has an entry for.
    pub answerable: usize,
    /// All that were asked.
    pub all: usize,
    /// Answered rightly, without a person.
    pub right: usize,
    /// Answered with something else than what is right, or where nothing is.
    pub wrong: usize,
    /// Entries of the edition.
    pub entries: usize,
    /// What was suggested at the end of that week.
    pub suggested: usize,
    /// Of these, accepted.
    pub accepted: usize,
    /// And turned down.
    pub rejected: usize,
}

impl Week {
    /// The share of the answerable questions that needed no person.
    pub fn deflection(&self) -> f64 {
        self.right as f64 / self.answerable.max(1) as f64
    }

    /// The share of all questions that got a wrong answer.
    pub fn wrong_rate(&self) -> f64 {
        self.wrong as f64 / self.all.max(1) as f64
    }
}

/// A month.
#[derive(Clone, Debug, Default)]
pub struct Month {
    /// Before anything was learnt, and after each week.
    pub weeks: Vec<Week>,
    /// All visits.
    pub visits: Vec<Visit>,
    /// By bands of the confidence that a suggestion had, how many there were and how many were accepted.
    pub trust: BTreeMap<u32, (usize, usize)>,
    /// How far a tick before a new entry's wording was right.
    pub ticks: Ticks,
}

/// Runs the month of a shop.
///
/// # Errors
/// Where a base or the questions cannot be read.
pub fn run(shop: &Shop) -> Result<Month> {
    let packs = desk::packs();
    let mut chance = Chance::new(shop.seed);
    let mut state = State {
        shop,
        packs,
        handbook: engine(&shop.whole, packs),
        base: fitted(shop.thin(), packs),
        meant: shop.kept().into_iter().map(|id| (id.clone(), id)).collect(),
        topics: Vec::new(),
        decided: Vec::new(),
        visits: Vec::new(),
    };
    let mut month = Month { weeks: vec![state.score()], ..Month::default() };
    for week in 0..WEEKS {
        let engine = engine(&state.base, packs);
        for day in 0..DAYS {
            let day = FIRST_DAY + week as i64 * DAYS + day;
            for _ in 0..visits_of(day) {
                let visit = visit::pay(&state, &engine, day, &mut chance);
                state.visits.push(visit);
            }
        }
        let verdicts = state.learn(FIRST_DAY + (week as i64 + 1) * DAYS, &mut month.trust);
        month.ticks.add(verdicts.ticks);
        month.weeks.push(Week { ..state.score() }.with(&verdicts));
    }
    month.visits = state.visits;
    Ok(month)
}

impl Week {
    fn with(self, verdicts: &Verdicts) -> Self {
        let Verdicts { suggested, accepted, rejected, .. } = *verdicts;
        Self { suggested, accepted, rejected, ..self }
    }
}

/// More on working days.
fn visits_of(day: i64) -> usize {
    match (day + 3).rem_euclid(7) {
        5 => VISITS * 8 / 10,
        6 => VISITS * 7 / 10,
        _ => VISITS * 11 / 10,
    }
}

fn engine(base: &KnowledgeBase, packs: &[Pack]) -> Engine {
    let mut engine = Engine::new(base.engine_entries(), packs.to_vec(), Options::default());
    if let Some(learnt) = &base.learnt {
        engine.take_learnt(learnt);
    }
    engine.fitted()
}

/// A base with what an engine learns from it, so that nobody need learn it again.
fn fitted(base: KnowledgeBase, packs: &[Pack]) -> KnowledgeBase {
    let learnt = engine(&base, packs).learnt();
    KnowledgeBase { learnt, ..base }
}

/// Where the shop stands.
pub struct State<'a> {
    /// The shop.
    pub shop: &'a Shop,
    packs: &'a [Pack],
    /// The whole base, as agents know it.
    handbook: Engine,
    /// The edition that visitors have.
    base: KnowledgeBase,
    /// What each of its entries is about, by the ids of the whole base; whoever accepts an entry has seen it by the text.
    meant: BTreeMap<String, String>,
    topics: Vec<Known>,
    decided: Vec<Decided>,
    visits: Vec<Visit>,
}

impl State<'_> {
    /// What the edition makes of the questions that are held out.
    fn score(&self) -> Week {
        let engine = engine(&self.base, self.packs);
        let mut week = Week { entries: self.base.entries.len(), ..Week::default() };
        for (text, right) in &self.shop.held {
            let outcome = engine.decide(&mut Dialogue::default(), text);
            let shown: Vec<&String> = outcome
                .shown
                .iter()
                .filter_map(|shown| self.meant.get(&engine.entries()[shown.entry].id))
                .collect();
            let answers = !matches!(outcome.decision, Decision::Clarify { .. }) && !shown.is_empty();
            let is_right = answers && right.as_ref().is_some_and(|right| shown.contains(&right));
            week.all += 1;
            week.answerable += usize::from(right.is_some());
            week.right += usize::from(is_right);
            week.wrong += usize::from(answers && !is_right);
        }
        week
    }

    /// The end of a week: what is suggested is looked through, tried, and published where nothing known gets worse.
    fn learn(&mut self, today: i64, trust: &mut BTreeMap<u32, (usize, usize)>) -> Verdicts {
        let material = self.material(today);
        let found = suggest(&material);
        let verdicts = careful::decide(self, &found.suggestions);
        for (one, is_accepted) in found.suggestions.iter().zip(&verdicts.each) {
            let Some(is_accepted) = is_accepted else { continue };
            let band = trust.entry((one.suggestion.confidence * 4.0) as u32).or_default();
            band.0 += 1;
            band.1 += usize::from(*is_accepted);
            self.decided.push(Decided { id: one.suggestion.id.clone(), basis: one.basis.clone() });
        }
        self.topics = found.topics;
        self.publish(verdicts.changes.clone().into_iter().collect());
        verdicts
    }

    /// All that the desk knows by now.
    fn material(&self, today: i64) -> Material<'_> {
        let asked = self.visits.iter().map(|visit| Asked {
            text: visit.text.clone(),
            language: visit.language.to_owned(),
            end: visit.end,
            entry: visit.entry.clone(),
            times: 1,
            conversation: None,
        });
        let talks: Vec<(&Visit, &Talk)> =
            self.visits.iter().filter_map(|visit| Some((visit, visit.talk.as_ref()?))).collect();
        let language = self.shop.language.to_owned();
        let judged = talks.iter().filter_map(|(visit, talk)| {
            Some(Judged {
                question: visit.text.clone(),
                language: language.clone(),
                entry: visit.entry.clone()?,
                judgement: talk.judgement.filter(|one| *one == Judgement::Wrong)?,
                right: talk.right.clone(),
                text: None,
                conversation: talk.conversation.clone(),
            })
        });
        let handoffs = talks.iter().filter_map(|(visit, talk)| {
            Some(JudgedHandoff {
                question: visit.text.clone(),
                language: language.clone(),
                judgement: talk.judgement.filter(|one| *one != Judgement::Wrong)?,
                reason: talk.reason,
                mood: visit.mood,
                right: talk.right.clone(),
                team: talk.team.clone(),
                right_team: talk.team.clone(),
                conversation: talk.conversation.clone(),
            })
        });
        let solutions = talks.iter().map(|(visit, talk)| Solution {
            question: visit.text.clone(),
            language: language.clone(),
            answer: talk.answer.clone(),
            exception: talk.exception,
            team: talk.team.clone(),
            conversation: talk.conversation.clone(),
        });
        Material {
            base: &self.base,
            packs: self.packs,
            options: Options::default(),
            asked: asked.collect(),
            judged: judged.collect(),
            handoffs: handoffs.collect(),
            solutions: solutions.collect(),
            used: BTreeMap::new(),
            decided: self.decided.clone(),
            topics: self.topics.clone(),
            names: agent::NAMES.iter().map(|name| (*name).to_owned()).collect(),
            today,
            days: u32::try_from(today - FIRST_DAY).unwrap_or(1),
        }
    }

    /// Tries what was accepted on the questions whose answer is known, and publishes it where none of them gets worse; else it is
    /// tried in two parts, one after the other, down to what makes it worse, which is left out.
    fn publish(&mut self, changes: Vec<(String, (EditedEntry, String))>) {
        let edited = changes.iter().map(|(id, (entry, _))| (id.clone(), Some(entry.clone())));
        let new = fitted(self.base.with(edited.collect()), self.packs);
        if changes.is_empty() || self.makes_worse(&new) {
            if changes.len() > 1 {
                let (first, second) = changes.split_at(changes.len() / 2);
                self.publish(first.to_vec());
                self.publish(second.to_vec());
            }
            return;
        }
        self.meant.extend(changes.into_iter().map(|(id, (_, meant))| (id, meant)));
        self.base = new;
    }

    /// Whether a question whose answer is known comes to something worse.
    fn makes_worse(&self, new: &KnowledgeBase) -> bool {
        let mut questions: BTreeMap<&str, (String, u32)> = BTreeMap::new();
        for visit in &self.visits {
            if let (QuestionEnd::RatedUp | QuestionEnd::Clarified, Some(entry)) = (visit.end, &visit.entry) {
                questions.entry(&visit.text).or_insert_with(|| (entry.clone(), 0)).1 += 1;
            }
        }
        let questions = questions.into_iter().map(|(text, (entry, times))| Question {
            text: text.to_owned(),
            language: self.shop.language.to_owned(),
            right: Right::Entry(entry),
            times,
            before: None,
        });
        let mut preview = Preview::new(&self.base, new, self.packs, questions.collect());
        while preview.advance(1_000) {}
        preview.report().worse.questions > 0
    }
}

/// What a careful agent makes of the base: by the entry's id the entry, and what it is about.
type Changes = BTreeMap<String, (EditedEntry, String)>;
