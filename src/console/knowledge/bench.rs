//! Where a base is tried: the visitors' engine over it, what its own wordings tell, and the preview of an edition.

use std::borrow::Cow;
use std::collections::BTreeMap;

use engine::{Decision, Dialogue, Engine, Pack, Reviewing, packs_of};
use knowledge::preview::{Preview, Question, Reaction, Right, engine_over};
use knowledge::{Entry, KnowledgeBase};
use protocol::{EditedEntry, KnownQuestion, RightAnswer};
use serde::{Deserialize, Serialize};

use super::health::{EntryHealth, health};
use super::told::{PreviewReport, Shown, told};

/// What the assistant would do with a question.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    /// What it does, and with which entries.
    pub shown: Shown,
    /// The entries that fit best, the best first.
    pub matches: Vec<TrialMatch>,
    /// How the visitor would seem to feel, each 0 to 1.
    pub mood: protocol::Mood,
    /// Whether the engine has learnt all of the base; before that it answers by words alone.
    pub is_learnt: bool,
}

/// An entry that may fit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TrialMatch {
    /// Its id.
    pub entry: String,
    /// How sure the engine is, 0 to 1.
    pub confidence: f64,
}

/// A base with an engine over it.
struct Bench {
    edition: String,
    base: KnowledgeBase,
    engine: Engine,
    reviewing: Reviewing,
    health: Option<Vec<EntryHealth>>,
}

/// What one edition made of questions, so that the next preview needn't ask it again.
struct Reactions {
    hash: String,
    by_text: BTreeMap<String, Reaction>,
}

/// A preview under way.
struct Running {
    preview: Preview,
    hash: String,
    texts: Vec<String>,
}

/// The tools that the page has in the engine's module.
pub struct Workbench {
    packs: Vec<Pack>,
    bench: Option<Bench>,
    /// The edition that was held before, with what its engine had learnt: mostly the published one.
    before: Option<(String, Vec<u8>)>,
    trial: Option<Bench>,
    running: Option<Running>,
    /// What goes on unasked: what the published edition makes of the questions, as if it were the new one.
    ahead: Option<Running>,
    known: Option<Reactions>,
    /// What the last preview's new base made of its questions, until it is published or not.
    previewed: BTreeMap<String, Reaction>,
}

impl Workbench {
    /// Empty, with the tables of the packs.
    pub fn new(packs: Vec<Pack>) -> Self {
        let previewed = BTreeMap::new();
        Self {
            packs,
            bench: None,
            before: None,
            trial: None,
            running: None,
            ahead: None,
            known: None,
            previewed,
        }
    }

    /// Takes a base; the same one again changes nothing.
    pub fn hold(&mut self, base: KnowledgeBase) {
        let edition = base.edition();
        if self.bench.as_ref().is_none_or(|bench| bench.edition != edition) {
            let bench = self.bench.replace(Bench::new(edition, base, &self.packs));
            let learnt = bench.and_then(|bench| Some((bench.engine.learnt()?, bench.edition)));
            if let Some((learnt, edition)) = learnt {
                self.before = Some((edition, learnt));
            }
            self.trial = None;
        }
    }

    /// Fits the engine and then asks it the base's own wordings, so many more; whether there are more to come.
    pub fn work(&mut self, steps: u32) -> bool {
        self.bench.as_mut().is_some_and(|bench| bench.work(steps))
    }

    /// What the base's own wordings tell, once all were asked.
    pub fn health(&self) -> Option<&[EntryHealth]> {
        self.bench.as_ref()?.health.as_deref()
    }

    /// Puts an entry as it is being written into the base that questions are tried on; without it the base as it is held.
    /// The same once more keeps what was learnt.
    pub fn draft(&mut self, entry: Option<EditedEntry>) {
        let before = self.trial.take();
        let (Some(entry), Some(bench)) = (entry, &self.bench) else { return };
        let base = bench.base.with(BTreeMap::from([(entry.id.clone(), Some(entry))]));
        let edition = base.edition();
        self.trial = match before.filter(|before| before.edition == edition) {
            Some(same) => Some(same),
            None if edition == bench.edition => None,
            None => Some(Bench::new(edition, base, &self.packs)),
        };
    }

    /// Fits the engine that questions are tried on; whether there is more to do.
    pub fn learn(&mut self, steps: u32) -> bool {
        self.trial.as_mut().or(self.bench.as_mut()).is_some_and(|bench| bench.engine.fit(steps))
    }

    /// What the assistant would do with a question that begins a conversation.
    pub fn ask(&mut self, question: &str) -> Trial {
        let Some(bench) = self.trial.as_mut().or(self.bench.as_mut()) else { return Trial::default() };
        let is_learnt = !bench.engine.fit(0);
        bench.ask(question, is_learnt)
    }

    /// Begins to find out what the edition `old` of this hash makes of questions, before anybody asks for a preview; what it
    /// has found by then the preview need not ask.
    pub fn foresee(&mut self, old: &KnowledgeBase, hash: &str, questions: Vec<KnownQuestion>) {
        self.take_ahead();
        let known = self.known.as_ref().filter(|known| known.hash == hash);
        let is_new = |text: &String| known.is_none_or(|known| !known.by_text.contains_key(text));
        let texts: Vec<String> = questions.into_iter().map(|question| question.text).filter(is_new).collect();
        if texts.is_empty() {
            return;
        }
        let before = Some(Reaction::default());
        let asked =
            |text: &String| Question { text: text.clone(), before: before.clone(), ..Question::default() };
        let asked = texts.iter().map(asked).collect();
        let packs = packs_of(&self.packs, &old.languages);
        let preview = Preview::new(&KnowledgeBase::default(), &self.fitted(old), &packs, asked);
        self.ahead = Some(Running { preview, hash: hash.to_owned(), texts });
    }

    /// Goes on with that; whether there is more to come.
    pub fn look_ahead(&mut self, steps: u32) -> bool {
        let goes_on = self.ahead.as_mut().is_some_and(|ahead| ahead.preview.advance(steps));
        if !goes_on {
            self.take_ahead();
        }
        goes_on
    }

    /// Takes over what was found so far, and ends it.
    fn take_ahead(&mut self) {
        let Some(Running { preview, hash, texts }) = self.ahead.take() else { return };
        let found = texts.into_iter().zip(preview.report().after);
        match &mut self.known {
            Some(known) if known.hash == hash => known.by_text.extend(found),
            _ => self.known = Some(Reactions { hash, by_text: found.collect() }),
        }
    }

    /// Begins a preview of `new` beside the edition `old` of this hash, over questions.
    pub fn begin(
        &mut self,
        old: &KnowledgeBase,
        hash: &str,
        new: &KnowledgeBase,
        questions: Vec<KnownQuestion>,
    ) {
        self.take_ahead();
        let known = self.known.as_ref().filter(|known| known.hash == hash);
        let asked = |known_question: KnownQuestion| Question {
            before: known.and_then(|known| known.by_text.get(&known_question.text).cloned()),
            text: known_question.text,
            language: known_question.language,
            right: match known_question.right {
                RightAnswer::Unknown => Right::Unknown,
                RightAnswer::Nothing => Right::Nothing,
                RightAnswer::Entry(id) => Right::Entry(id),
            },
            times: known_question.times,
        };
        let questions: Vec<Question> = questions.into_iter().map(asked).collect();
        let texts = questions.iter().map(|question| question.text.clone()).collect();
        // A draft adds no language, so that both have the same packs.
        let packs = packs_of(&self.packs, &new.languages);
        let preview = Preview::new(&self.fitted(old), &self.fitted(new), &packs, questions);
        self.running = Some(Running { preview, hash: hash.to_owned(), texts });
    }

    /// A base with what an engine has learnt from it, where one here has: fitting is a good part of a preview's work.
    fn fitted<'a>(&self, base: &'a KnowledgeBase) -> Cow<'a, KnowledgeBase> {
        let edition = base.edition();
        let held = self.bench.as_ref().filter(|bench| bench.edition == edition);
        let learnt = held.and_then(|bench| bench.engine.learnt()).or_else(|| {
            self.before.as_ref().filter(|before| before.0 == edition).map(|before| before.1.clone())
        });
        match learnt {
            Some(learnt) => Cow::Owned(KnowledgeBase { learnt: Some(learnt), ..base.clone() }),
            None => Cow::Borrowed(base),
        }
    }

    /// Goes on with the preview; how much is done, 0 to 1, and 1 where all is.
    pub fn advance(&mut self, steps: u32) -> f64 {
        let Some(running) = &mut self.running else { return 1.0 };
        match running.preview.advance(steps) {
            true => running.preview.progress().min(0.999),
            false => 1.0,
        }
    }

    /// What the preview showed; it is over then. None where none is under way.
    pub fn report(&mut self) -> Option<PreviewReport> {
        let Running { preview, hash, texts } = self.running.take()?;
        let report = preview.report();
        let by_text = |reactions: &[Reaction]| texts.iter().cloned().zip(reactions.iter().cloned()).collect();
        self.known = Some(Reactions { hash, by_text: by_text(&report.before) });
        self.previewed = by_text(&report.after);
        Some(told(report))
    }

    /// Gives a preview up.
    pub fn cancel(&mut self) {
        self.running = None;
    }

    /// What was previewed is published under a hash: what it made of the questions is known for the next preview.
    pub fn published(&mut self, hash: &str) {
        let by_text = std::mem::take(&mut self.previewed);
        self.ahead = None;
        self.known = Some(Reactions { hash: hash.to_owned(), by_text });
    }
}

impl Bench {
    fn new(edition: String, base: KnowledgeBase, packs: &[Pack]) -> Self {
        let engine = engine_over(&base, &packs_of(packs, &base.languages));
        Self { edition, base, engine, reviewing: Reviewing::default(), health: None }
    }

    fn work(&mut self, steps: u32) -> bool {
        if self.health.is_some() {
            return false;
        }
        if self.engine.fit(steps) || self.reviewing.advance(&self.engine, steps) {
            return true;
        }
        let review = std::mem::take(&mut self.reviewing).finish(&self.engine);
        self.health = Some(health(&self.engine, &review));
        false
    }

    fn ask(&self, question: &str, is_learnt: bool) -> Trial {
        let outcome = self.engine.decide(&mut Dialogue::default(), question);
        let id = |place: usize| self.base.entries.get(place).map_or("", |entry: &Entry| &entry.id).to_owned();
        let places = match &outcome.decision {
            Decision::Clarify { entries } => entries.clone(),
            _ => outcome.shown.iter().map(|shown| shown.entry).collect(),
        };
        let (decision, reason) = knowledge::preview::words(&outcome.decision);
        let matches = outcome.ranking.matches.iter();
        let matches: Vec<TrialMatch> = matches
            .map(|found| TrialMatch { entry: id(found.entry), confidence: found.confidence })
            .collect();
        let shown = Shown {
            decision: decision.to_owned(),
            reason: reason.to_owned(),
            entries: places.into_iter().map(id).collect(),
            confidence: matches.first().map_or(0.0, |best| best.confidence),
        };
        Trial { shown, matches, mood: (&outcome.mood).into(), is_learnt }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::base::tests::{drafted, edited};
    use crate::knowledge::{BaseText, Chosen, Turned, base_of};

    fn bench() -> Workbench {
        let pack = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../engine/packs/en.txt")).unwrap();
        let mut bench = Workbench::new(vec![Pack::read(&pack).unwrap()]);
        bench.hold(base_of(&drafted(), Chosen::Published));
        bench
    }

    #[test]
    fn a_question_is_answered_by_what_is_being_written() {
        let mut bench = bench();
        while bench.learn(50) {}
        let check = |bench: &mut Workbench, question: &str, decision: &str, entry: Option<&str>| {
            let trial = bench.ask(question);
            assert_eq!(trial.shown.decision, decision, "{trial:?}");
            assert_eq!(trial.shown.entries.first().map(String::as_str), entry, "{trial:?}");
        };
        check(&mut bench, "how do I return a lamp", "answer", Some("returns"));
        assert_ne!(bench.ask("can I pay with bitcoin").shown.decision, "answer");
        bench.draft(Some(edited("pay", "Can I pay with bitcoin?", &["bitcoin payment"], "No.")));
        assert!(!bench.ask("can I pay with bitcoin").is_learnt);
        while bench.learn(50) {}
        bench.draft(Some(edited("pay", "Can I pay with bitcoin?", &["bitcoin payment"], "No.")));
        assert!(bench.ask("can I pay with bitcoin").is_learnt);
        check(&mut bench, "can I pay with bitcoin", "answer", Some("pay"));
        let angry = bench.ask("THIS IS USELESS, you are all liars!!! I am furious");
        assert!(angry.mood.anger > 0.5, "{angry:?}");
        bench.draft(None);
        assert_ne!(bench.ask("can I pay with bitcoin").shown.decision, "answer");
    }

    #[test]
    fn health_comes_when_all_wordings_were_asked_and_stays_for_the_same_base() {
        let mut bench = bench();
        assert_eq!(bench.health(), None);
        while bench.work(3) {}
        let ids: Vec<String> = bench.health().unwrap().iter().map(|health| health.id.clone()).collect();
        assert_eq!(ids, ["returns", "old"]);
        bench.hold(base_of(&drafted(), Chosen::Published));
        assert!(bench.health().is_some());
        bench.hold(base_of(&drafted(), Chosen::Drafts));
        assert_eq!(bench.health(), None);
    }

    #[test]
    fn a_preview_tells_what_gets_worse_and_the_second_one_the_same() {
        let mut bench = bench();
        let question = |text: &str, id: &str| KnownQuestion {
            text: text.to_owned(),
            language: "en".to_owned(),
            right: RightAnswer::Entry(id.to_owned()),
            times: 2,
        };
        let questions =
            vec![question("do you sell candles", "old"), question("deliver to a packstation", "lockers")];
        let (old, new) = (base_of(&drafted(), Chosen::Published), base_of(&drafted(), Chosen::Drafts));
        let preview = |bench: &mut Workbench, hash: &str, new: &KnowledgeBase| {
            bench.begin(&old, hash, new, questions.clone());
            let mut last = 0.0;
            while last < 1.0 {
                let progress = bench.advance(7);
                assert!(progress >= last, "{progress} {last}");
                last = progress;
            }
            bench.report().unwrap()
        };
        let first = preview(&mut bench, "h1", &new);
        let turned: Vec<(&str, Turned)> =
            first.changed.iter().map(|one| (one.text.as_str(), one.turned)).collect();
        assert_eq!(
            turned,
            [("do you sell candles", Turned::Worse), ("deliver to a packstation", Turned::Better)]
        );
        assert_eq!((first.counts.all, first.counts.worse, first.counts.better), (2, 1, 1));
        assert_eq!(preview(&mut bench, "h1", &new), first);
        bench.published("h2");
        assert_eq!(preview(&mut bench, "h2", &new).changed, []);
        assert_eq!(bench.report(), None);
    }

    #[test]
    fn what_was_learnt_of_either_base_spares_the_preview_the_fitting() {
        let (old, new) = (base_of(&drafted(), Chosen::Published), base_of(&drafted(), Chosen::Drafts));
        let question = |text: &str| KnownQuestion {
            text: text.to_owned(),
            language: "en".to_owned(),
            right: RightAnswer::Unknown,
            times: 1,
        };
        let questions = vec![question("do you sell candles"), question("deliver to a packstation")];
        let preview = |bench: &mut Workbench, hash: &str| {
            bench.begin(&old, hash, &new, questions.clone());
            let mut steps = 1;
            while bench.advance(1) < 1.0 {
                steps += 1;
            }
            (steps, bench.report().unwrap())
        };
        let (all, report) = preview(&mut bench(), "h1");
        let mut bench = bench();
        while bench.work(50) {}
        let (half, same) = preview(&mut bench, "h2");
        assert_eq!(same, report);
        bench.hold(new.clone());
        while bench.work(50) {}
        let (questions_alone, same) = preview(&mut bench, "h3");
        assert_eq!(same, report);
        assert!(all > half && half > questions_alone, "{all} {half} {questions_alone}");
        assert_eq!(questions_alone, questions.len());
    }

    #[test]
    fn what_the_desk_has_learnt_comes_with_the_base_and_serves_that_base_alone() {
        let held = base_of(&drafted(), Chosen::Published);
        let mut first = bench();
        while first.work(50) {}
        let learnt = first.bench.as_ref().unwrap().engine.learnt();
        assert!(learnt.is_some());
        let with = |base: &KnowledgeBase| {
            let triage = protocol::Triage { always: vec!["candles".to_owned()], ..base.triage.clone() };
            let text = BaseText::from(&KnowledgeBase { learnt: learnt.clone(), triage, ..base.clone() });
            KnowledgeBase::from(text)
        };
        for (base, is_learnt) in [(with(&held), true), (with(&base_of(&drafted(), Chosen::Drafts)), false)] {
            let mut bench = Workbench::new(first.packs.clone());
            bench.hold(base);
            let trial = bench.ask("do you sell candles");
            assert_eq!(trial.is_learnt, is_learnt);
            assert_eq!((trial.shown.decision.as_str(), trial.shown.reason.as_str()), ("handoff", "entry"));
        }
    }

    #[test]
    fn what_was_found_ahead_is_not_asked_again_and_changes_nothing() {
        let (old, new) = (base_of(&drafted(), Chosen::Published), base_of(&drafted(), Chosen::Drafts));
        let questions: Vec<KnownQuestion> =
            ["do you sell candles", "deliver to a packstation", "can I return a lamp", "hello"]
                .map(|text| KnownQuestion {
                    text: text.to_owned(),
                    language: "en".to_owned(),
                    right: RightAnswer::Unknown,
                    times: 1,
                })
                .into();
        let preview = |bench: &mut Workbench| {
            bench.begin(&old, "h1", &new, questions.clone());
            let mut steps = 1;
            while bench.advance(1) < 1.0 {
                steps += 1;
            }
            (steps, bench.report().unwrap())
        };
        let (all, report) = preview(&mut bench());
        let mut ahead = bench();
        ahead.foresee(&old, "h1", questions.clone());
        while ahead.look_ahead(3) {}
        assert!(!ahead.look_ahead(3));
        let (fewer, same) = preview(&mut ahead);
        assert_eq!(same, report);
        assert!(fewer < all, "{fewer} {all}");
        // Broken off after a question, it helps with that one.
        let mut broken_off = bench();
        broken_off.foresee(&old, "h1", questions.clone());
        while broken_off.look_ahead(1) && broken_off.ahead.as_ref().unwrap().preview.progress() < 0.9 {}
        assert_eq!(preview(&mut broken_off).1, report);
    }
}
