//! Preview of an edition: what questions come to with it beside what they come to now, the regressions first.
//
// 500 entries of five wordings against 10,000 questions (`cargo xtask bench preview`), in the console: 1.6 s in English and 1.8
// in Chinese; 1.1 and 1.4 s where the reactions of the old base were known, 1.9 and 2.3 s where the desk has learnt nothing of
// it. Another machine of two cores took half as long again.

use engine::{Decision, Dialogue, Engine, Outcome, Pack, Reading};

use crate::base::KnowledgeBase;

/// How often a head goes over each wording while it is fitted and calibrated, about; only for the progress.
const FITTINGS: usize = 10;

/// Cosines that fitting may keep, 4 bytes each: those of 4,000 wordings with each other.
const ROOM: usize = 16_000_000;

/// What answers a question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Right {
    /// Nobody has said so: a change is neither better nor worse.
    #[default]
    Unknown,
    /// Nothing in the base should.
    Nothing,
    /// The entry with this id.
    Entry(String),
}

/// A question that visitors ask.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Question {
    /// As it was typed, the first thing in its conversation.
    pub text: String,
    /// Its language (BCP 47), empty where it isn't known; the engine doesn't need it, who reads the preview may.
    pub language: String,
    /// What answers it.
    pub right: Right,
    /// How often it was asked; what is never asked counts once all the same.
    pub times: u32,
    /// What the old base makes of it, where [`Report::after`] of an earlier preview has told; where it is known of all
    /// questions, the old base need be neither fitted nor asked, which is half of the work.
    pub before: Option<Reaction>,
}

/// What one base makes of a question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reaction {
    /// `answer`, `clarify`, `small_talk`, `offer` or `handoff`.
    pub decision: String,
    /// Why a person is offered or called (`low_confidence`, …); empty for every other decision.
    pub reason: String,
    /// Ids of the entries whose answers are shown, or among which the visitor may choose.
    pub entries: Vec<String>,
    /// How sure the engine is of its best entry, 0 to 1.
    pub confidence: f64,
}

/// What became of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It was nearer to what is right before.
    Worse,
    /// Something else happens, and neither is nearer to what is right, or nobody has said what is.
    Other,
    /// It is nearer to what is right now.
    Better,
    /// The same decision about the same entries.
    Same,
}

/// A question that a new edition changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// The question.
    pub question: Question,
    /// Better, worse or neither.
    pub change: Change,
    /// What the old base made of it.
    pub before: Reaction,
    /// What the new one makes of it.
    pub after: Reaction,
}

/// How many questions, and how often they were asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Different questions.
    pub questions: u64,
    /// Times that they were asked.
    pub times: u64,
}

/// What a new edition does to the questions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// All that were asked.
    pub all: Count,
    /// Those whose right answer is known.
    pub known: Count,
    /// Those of them that the old base did right: the entry was shown, or nothing where nothing should be.
    pub right_before: Count,
    /// Those that the new one does right.
    pub right_after: Count,
    /// Those that got worse.
    pub worse: Count,
    /// Those that got better.
    pub better: Count,
    /// Those that changed without either.
    pub other: Count,
    /// All that changed: worse first, then those that are neither, then better; of each the most asked first, then by their
    /// words.
    pub changed: Vec<Changed>,
    /// What the old base made of each question, in their order.
    pub before: Vec<Reaction>,
    /// What the new base makes of each.
    pub after: Vec<Reaction>,
}

/// How near a reaction is to what is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Grade {
    /// Another answer was shown as if it were the right one.
    Wrong,
    /// Nothing was answered where something should be, or a choice was offered where nothing fits.
    Missed,
    /// The right entry is among those to choose from.
    Offered,
    Right,
}

/// A preview in the making. It works in slices so that a page can draw in between; however it is cut, the report is the
/// same.
pub struct Preview {
    old: Engine,
    new: Engine,
    /// Whether both tell the same of a question before they look for an entry.
    reads_alike: bool,
    questions: Vec<Question>,
    /// Steps taken, and how many there will be, about.
    done: usize,
    all: usize,
    asked: usize,
    report: Report,
}

impl Preview {
    /// Begins: indexes both bases, which takes the time of two engines; fitting them and asking is left to
    /// [`Preview::advance`]. What `tandem build` has learnt spares the fitting.
    pub fn new(old: &KnowledgeBase, new: &KnowledgeBase, packs: &[Pack], questions: Vec<Question>) -> Self {
        let nothing = KnowledgeBase::default();
        let old = if questions.iter().all(|question| question.before.is_some()) { &nothing } else { old };
        let reads_alike = old.options().phrases == new.options().phrases;
        let steps = |engine: &mut Engine, base: &KnowledgeBase| match engine.fit(0) {
            true => base.wordings() * FITTINGS,
            false => 1,
        };
        let (mut old_engine, mut new_engine) = (engine_over(old, packs), engine_over(new, packs));
        let all = steps(&mut old_engine, old) + steps(&mut new_engine, new) + questions.len();
        let (old, new) = (old_engine, new_engine);
        Self { old, new, reads_alike, questions, done: 0, all, asked: 0, report: Report::default() }
    }

    /// Takes so many more steps, each a wording fitted or a question asked of both bases; whether there are more to come.
    /// A question takes as long as two decisions.
    pub fn advance(&mut self, steps: u32) -> bool {
        for _ in 0..steps {
            self.done += 1;
            // Fitting goes on where it was, and does nothing once it is done.
            if self.old.fit(1) || self.new.fit(1) {
                continue;
            }
            let Some(question) = self.questions.get_mut(self.asked) else {
                return false;
            };
            let mut question = std::mem::take(question);
            let reading = self.new.read(&question.text);
            let before = question.before.take().unwrap_or_else(|| {
                let read_alike = self.reads_alike.then(|| reading.clone());
                let reading = read_alike.unwrap_or_else(|| self.old.read(&question.text));
                react(&self.old, reading)
            });
            let after = react(&self.new, reading);
            self.report.before.push(before.clone());
            self.report.after.push(after.clone());
            self.report.take(question, before, after);
            self.asked += 1;
        }
        self.asked < self.questions.len()
    }

    /// How much is done, 0 to 1.
    pub fn progress(&self) -> f64 {
        let left = self.questions.len() - self.asked;
        match left {
            0 => 1.0,
            _ => (self.done as f64 / self.all.max(self.done + left) as f64).min(1.0),
        }
    }

    /// What came of it, of as many questions as were asked so far.
    pub fn report(mut self) -> Report {
        self.report.changed.sort_by(|a, b| {
            let times = b.question.times.max(1).cmp(&a.question.times.max(1));
            a.change.cmp(&b.change).then(times).then_with(|| a.question.text.cmp(&b.question.text))
        });
        self.report
    }
}

/// An engine over a base, with room to be fitted fast; with what the base has learnt where that is for these packs.
pub fn engine_over(base: &KnowledgeBase, packs: &[Pack]) -> Engine {
    let engine = Engine::new(base.engine_entries(), packs.to_vec(), base.options());
    let mut engine = engine.with_room(ROOM);
    if let Some(learnt) = &base.learnt {
        engine.take_learnt(learnt);
    }
    engine
}

/// What a base makes of a question that begins a conversation, and that was read already.
fn react(engine: &Engine, reading: Reading<'_>) -> Reaction {
    let outcome = engine.decide_on(&mut Dialogue::default(), reading);
    let confidence = outcome.ranking.matches.first().map_or(0.0, |best| best.confidence);
    let (decision, reason) = words(&outcome.decision);
    let entries = entries(&outcome).into_iter().filter_map(|entry| engine.entries().get(entry));
    let entries = entries.map(|entry| entry.id.clone()).collect();
    Reaction { decision: decision.to_owned(), reason: reason.to_owned(), entries, confidence }
}

/// The entries that a visitor sees: answers, or a choice.
fn entries(outcome: &Outcome) -> Vec<usize> {
    match &outcome.decision {
        Decision::Clarify { entries } => entries.clone(),
        _ => outcome.shown.iter().map(|shown| shown.entry).collect(),
    }
}

/// The words for a decision and for its reason, which is empty where none is given.
pub fn words(decision: &Decision) -> (&'static str, &'static str) {
    match decision {
        Decision::Answer { .. } => ("answer", ""),
        Decision::Clarify { .. } => ("clarify", ""),
        Decision::SmallTalk(_) => ("small_talk", ""),
        Decision::Offer { reason } => ("offer", reason.as_str()),
        Decision::Handoff { reason, .. } => ("handoff", reason.as_str()),
        Decision::Silence => ("silence", ""),
    }
}

impl Reaction {
    /// How near it is to what is right; none where nobody knows.
    fn grade(&self, right: &Right) -> Option<Grade> {
        let chooses = self.decision == "clarify";
        let answers = !chooses && !self.entries.is_empty();
        Some(match right {
            Right::Unknown => return None,
            Right::Nothing if answers => Grade::Wrong,
            Right::Nothing if chooses => Grade::Missed,
            Right::Nothing => Grade::Right,
            Right::Entry(id) => match (self.entries.contains(id), chooses) {
                (true, true) => Grade::Offered,
                (true, false) => Grade::Right,
                (false, _) if answers => Grade::Wrong,
                (false, _) => Grade::Missed,
            },
        })
    }
}

impl Count {
    fn add(&mut self, times: u32) {
        self.questions += 1;
        self.times += u64::from(times.max(1));
    }
}

impl Report {
    fn take(&mut self, question: Question, before: Reaction, after: Reaction) {
        let times = question.times;
        let grades = before.grade(&question.right).zip(after.grade(&question.right));
        self.all.add(times);
        if let Some((was, is)) = grades {
            self.known.add(times);
            if was == Grade::Right {
                self.right_before.add(times);
            }
            if is == Grade::Right {
                self.right_after.add(times);
            }
        }
        let same = before.decision == after.decision
            && before.reason == after.reason
            && before.entries == after.entries;
        let change = match grades {
            Some((was, is)) if is < was => Change::Worse,
            Some((was, is)) if is > was => Change::Better,
            _ if same => Change::Same,
            _ => Change::Other,
        };
        match change {
            Change::Worse => self.worse.add(times),
            Change::Better => self.better.add(times),
            Change::Other => self.other.add(times),
            Change::Same => return,
        }
        self.changed.push(Changed { question, change, before, after });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Entry, Text};

    type Shop<'a> = &'a [(&'a str, &'a [&'a str])];

    const OLD: Shop = &[
        ("returns", &["how do I return an item", "send it back", "return my order"]),
        ("delivery", &["when will my parcel come", "how long is delivery", "delivery time"]),
        ("card", &["lost my gift card", "gift card is gone", "my gift card was stolen"]),
    ];

    fn base(entries: Shop) -> KnowledgeBase {
        let entry = |(id, wordings): &(&str, &[&str])| Entry {
            id: (*id).to_owned(),
            text: Text {
                question: wordings[0].to_owned(),
                variants: wordings[1..].iter().map(|text| (*text).to_owned()).collect(),
                answer: String::new(),
            },
            ..Entry::default()
        };
        let entries = entries.iter().map(entry).collect();
        KnowledgeBase { language: "en".to_owned(), entries, ..KnowledgeBase::default() }
    }

    fn question(text: &str, right: Right, times: u32) -> Question {
        Question { text: text.to_owned(), right, times, ..Question::default() }
    }

    fn preview(new: Shop, questions: &[Question], slice: u32) -> Report {
        let packs = [Pack::read(include_bytes!("../engine/packs/en.txt")).expect("well formed")];
        let (old, new) = (base(OLD), base(new));
        let mut preview = Preview::new(&old, &new, &packs, questions.to_vec());
        let mut last = 0.0;
        while preview.advance(slice) {
            assert!((last..=1.0).contains(&preview.progress()), "{last} {}", preview.progress());
            last = preview.progress();
        }
        assert!((preview.progress() - 1.0).abs() < f64::EPSILON && !preview.advance(1));
        preview.report()
    }

    fn known(id: &str) -> Right {
        Right::Entry(id.to_owned())
    }

    /// Without the card's entry, with one for opening hours.
    const NEW: Shop =
        &[OLD[0], OLD[1], ("hours", &["when are you open", "opening hours", "are you open on sunday"])];

    fn questions() -> Vec<Question> {
        vec![
            question("how do I return an item", known("returns"), 9),
            question("lost my gift card", known("card"), 1),
            question("gift card is gone", known("card"), 4),
            question("when are you open", known("hours"), 2),
            question("my gift card was stolen", Right::Unknown, 3),
            question("opening hours", Right::Nothing, 0),
        ]
    }

    #[test]
    fn what_gets_worse_comes_first_then_what_changes_then_what_gets_better() {
        let report = preview(NEW, &questions(), 1_000);
        let rows: Vec<(Change, &str)> =
            report.changed.iter().map(|one| (one.change, one.question.text.as_str())).collect();
        let expected = [
            (Change::Worse, "gift card is gone"),
            (Change::Worse, "lost my gift card"),
            (Change::Worse, "opening hours"),
            (Change::Other, "my gift card was stolen"),
            (Change::Better, "when are you open"),
        ];
        assert_eq!(rows, expected, "{report:#?}");
        let counts = |count: Count| (count.questions, count.times);
        assert_eq!(counts(report.all), (6, 20));
        assert_eq!(counts(report.known), (5, 17));
        assert_eq!(counts(report.worse), (3, 6));
        assert_eq!(counts(report.other), (1, 3));
        assert_eq!(counts(report.better), (1, 2));
        assert_eq!((counts(report.right_before), counts(report.right_after)), ((4, 15), (2, 11)));
        let first = &report.changed[0];
        assert_eq!(
            (first.before.decision.as_str(), &first.before.entries[..]),
            ("answer", &["card".to_owned()][..])
        );
        assert_ne!(first.after.entries, ["card"]);
        assert!(first.before.confidence > first.after.confidence);
    }

    #[test]
    fn slices_change_nothing_and_the_same_base_changes_no_question() {
        let whole = preview(NEW, &questions(), u32::MAX);
        for slice in [1, 7, 100] {
            assert_eq!(preview(NEW, &questions(), slice), whole, "slices of {slice}");
        }
        // What is known of the old base needn't be asked of it again.
        let before = preview(OLD, &questions(), 50).after;
        let asked = questions()
            .into_iter()
            .zip(before)
            .map(|(question, before)| Question { before: Some(before), ..question });
        assert_eq!(preview(NEW, &asked.collect::<Vec<_>>(), 50), whole);
        let same = preview(OLD, &questions(), 50);
        assert_eq!((same.changed.len(), same.right_before), (0, same.right_after));
        assert_eq!(preview(&[], &[], 1), Report::default());
    }

    #[test]
    fn reactions_are_graded_by_what_is_right() {
        let check = |decision: &str, entries: &[&str], right: &Right, expected: Option<Grade>| {
            let entries = entries.iter().map(|id| (*id).to_owned()).collect();
            let reaction = Reaction { decision: decision.to_owned(), entries, ..Reaction::default() };
            assert_eq!(reaction.grade(right), expected, "{decision} {right:?}");
        };
        let card = known("card");
        check("answer", &["card"], &card, Some(Grade::Right));
        check("handoff", &["card"], &card, Some(Grade::Right));
        check("answer", &["returns", "card"], &card, Some(Grade::Right));
        check("clarify", &["returns", "card"], &card, Some(Grade::Offered));
        check("clarify", &["returns", "delivery"], &card, Some(Grade::Missed));
        check("offer", &[], &card, Some(Grade::Missed));
        check("answer", &["returns"], &card, Some(Grade::Wrong));
        check("offer", &[], &Right::Nothing, Some(Grade::Right));
        check("clarify", &["card", "returns"], &Right::Nothing, Some(Grade::Missed));
        check("answer", &["card"], &Right::Nothing, Some(Grade::Wrong));
        check("answer", &["card"], &Right::Unknown, None);
    }
}
