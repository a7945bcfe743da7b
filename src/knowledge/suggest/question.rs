//! All that is known of each question, put together: how it ended, what is right, what the engine makes of it now.

use std::collections::BTreeMap;

use engine::{Decision, Dialogue, Engine, Pack};
use protocol::{Evidence, EvidenceKind, Judgement, QuestionEnd};

use super::{Impersonal, Material};
use crate::redact::redact;

/// What an agent's word on the right entry counts, in choices or thumbs of visitors.
const VERDICT: u32 = 3;

/// A question's right entry must have so many times the signs of the next one.
const CLEAR: u32 = 2;

/// From this confidence on one more wording adds nothing.
const SURE: f64 = 0.95;

/// From this mood on a question is worded as nobody would word it who is calm.
const UPSET: f64 = 0.5;

/// A question, however often and in whatever case it was asked, with a greeting or without.
#[derive(Clone, Debug, Default)]
pub(super) struct Question {
    /// What it is known by.
    pub key: String,
    /// The words, without what identifies a person and without a greeting or thanks.
    pub text: String,
    pub language: String,
    /// How often it was asked.
    pub times: u32,
    /// How often nothing answered it, and how often a thumb went down for what did.
    pub unanswered: u32,
    pub down: u32,
    /// Signs that an entry is right, by its id.
    pub right: BTreeMap<String, u32>,
    /// What told so.
    pub signs: Vec<(String, Evidence)>,
    /// Thumbs up and down by the entry that was shown.
    pub thumbs: BTreeMap<String, (u32, u32)>,
    /// A conversation in which it was asked.
    pub conversation: Option<String>,
    /// What the engine makes of it now.
    pub now: Now,
}

/// What the engine makes of a question.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Now {
    /// Places of the entries whose answers are shown.
    pub shown: Vec<usize>,
    /// Places of those among which the visitor may choose.
    pub choice: Vec<usize>,
    /// The best entry and how sure the engine is of it.
    pub best: Option<(usize, f64)>,
    /// Whether it is passed on to a person at once.
    pub handed_over: bool,
    /// Whether who asks it so is upset.
    pub is_upset: bool,
}

/// What an agent answered, with its question.
#[derive(Clone, Debug)]
pub(super) struct Solved {
    /// The question's place.
    pub question: usize,
    /// As it was written, and made impersonal.
    pub raw: String,
    pub answer: String,
    pub team: Option<String>,
    pub conversation: String,
}

/// What all suggestions are made from.
pub(super) struct Ground<'a> {
    pub material: &'a Material<'a>,
    pub rule: Impersonal,
    /// Fitted on the base.
    pub engine: Engine,
    /// In the order of their keys.
    pub questions: Vec<Question>,
    pub places: BTreeMap<String, usize>,
    /// Places of the entries by id.
    pub entries: BTreeMap<&'a str, usize>,
    /// In the order of their conversations.
    pub solved: Vec<Solved>,
}

/// A question's words without private things, and without a greeting or thanks.
fn words(text: &str, packs: &[Pack]) -> String {
    let text = redact(text);
    engine::asked(&text, packs).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a question is known by: its words without case and marks at the end.
pub(super) fn key(text: &str, packs: &[Pack]) -> String {
    words(text, packs)
        .to_lowercase()
        .trim_matches(|c: char| matches!(c, '.' | '!' | '?' | '。' | '！' | '？' | '…' | '~' | '～' | ' '))
        .to_owned()
}

/// What the engine makes of a question that begins a conversation.
pub(super) fn ask(engine: &Engine, text: &str) -> Now {
    let outcome = engine.decide(&mut Dialogue::default(), text);
    let choice =
        if let Decision::Clarify { entries } = &outcome.decision { entries.clone() } else { Vec::new() };
    Now {
        shown: if choice.is_empty() {
            outcome.shown.iter().map(|shown| shown.entry).collect()
        } else {
            Vec::new()
        },
        choice,
        best: outcome.ranking.matches.first().map(|best| (best.entry, best.confidence)),
        handed_over: matches!(outcome.decision, Decision::Handoff { .. }),
        is_upset: outcome.mood.strongest() >= UPSET,
    }
}

impl Question {
    /// The entry that is right, and how much tells so; none where nothing does, or not clearly.
    pub fn right(&self) -> Option<(&str, u32)> {
        let mut signs: Vec<(&String, &u32)> = self.right.iter().collect();
        signs.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        let (entry, most) = *signs.first()?;
        let next = signs.get(1).map_or(0, |next| *next.1);
        (*most >= next * CLEAR).then_some((entry.as_str(), *most))
    }

    /// The evidence that it was asked and not answered.
    pub fn evidence(&self) -> Evidence {
        let (kind, times) = match (self.unanswered, self.down) {
            (0, down) if down > 0 => (EvidenceKind::ThumbDown, down),
            (unanswered, _) => (EvidenceKind::Unanswered, unanswered),
        };
        Evidence {
            kind,
            text: self.text.clone(),
            conversation: self.conversation.clone(),
            times: times.max(1),
        }
    }

    /// Whether the base answers it with an entry, at this place, so surely that a wording adds nothing.
    pub fn is_sure_of(&self, entry: usize) -> bool {
        self.now.shown == [entry] && self.now.best.is_some_and(|best| best.0 == entry && best.1 >= SURE)
    }

    fn sign(&mut self, entry: &str, weight: u32, kind: EvidenceKind, conversation: Option<&str>, times: u32) {
        *self.right.entry(entry.to_owned()).or_default() += weight;
        let evidence =
            Evidence { kind, text: self.text.clone(), conversation: conversation.map(str::to_owned), times };
        self.signs.push((entry.to_owned(), evidence));
    }
}

impl<'a> Ground<'a> {
    pub fn of(material: &'a Material<'a>) -> Self {
        let base = material.base;
        let mut engine =
            Engine::new(base.engine_entries(), material.packs.to_vec(), material.options.clone());
        if let Some(learnt) = &base.learnt {
            engine.take_learnt(learnt);
        }
        let mut ground = Self {
            material,
            rule: Impersonal::new(base, &material.names),
            engine: engine.fitted(),
            questions: Vec::new(),
            places: BTreeMap::new(),
            entries: base
                .entries
                .iter()
                .enumerate()
                .map(|(place, entry)| (entry.id.as_str(), place))
                .collect(),
            solved: Vec::new(),
        };
        ground.number();
        ground.take_asked();
        ground.take_verdicts();
        ground.take_solutions();
        for question in &mut ground.questions {
            question.now = ask(&ground.engine, &question.text);
            question.signs.sort_by(|a, b| {
                let order = |one: &(String, Evidence)| {
                    (one.0.clone(), one.1.kind, one.1.conversation.clone(), one.1.times)
                };
                order(a).cmp(&order(b))
            });
        }
        ground
    }

    /// Gives each question its place, whoever told of it.
    fn number(&mut self) {
        let material = self.material;
        let asked = material.asked.iter().map(|one| (&one.text, &one.language));
        let judged = material.judged.iter().map(|one| (&one.question, &one.language));
        let handoffs = material.handoffs.iter().map(|one| (&one.question, &one.language));
        let settled = material.solutions.iter().filter(|one| !one.exception);
        let settled = settled.map(|one| (&one.question, &one.language));
        let mut forms: BTreeMap<String, BTreeMap<(String, String), u32>> = BTreeMap::new();
        for (text, language) in asked.chain(judged).chain(handoffs).chain(settled) {
            let form = (words(text, material.packs), language.clone());
            *forms.entry(key(text, material.packs)).or_default().entry(form).or_default() += 1;
        }
        forms.remove("");
        for (place, (key, forms)) in forms.into_iter().enumerate() {
            // As most typed it; of equals the first in the alphabet.
            let form = forms.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
            let (text, language) = form.map(|form| form.0).unwrap_or_default();
            self.places.insert(key.clone(), place);
            self.questions.push(Question { key, text, language, ..Question::default() });
        }
    }

    fn find(&mut self, text: &str) -> Option<&mut Question> {
        let place = *self.places.get(&key(text, self.material.packs))?;
        self.questions.get_mut(place)
    }

    fn take_asked(&mut self) {
        let material = self.material;
        for asked in &material.asked {
            let Some(question) = self.find(&asked.text) else { continue };
            let times = asked.times.max(1);
            question.times += times;
            asked.conversation.iter().for_each(|id| keep_first(&mut question.conversation, id));
            match (asked.end, &asked.entry) {
                (QuestionEnd::Unanswered, _) | (QuestionEnd::Clarified, None) => question.unanswered += times,
                (QuestionEnd::RatedDown, entry) => {
                    question.down += times;
                    entry
                        .iter()
                        .for_each(|entry| question.thumbs.entry(entry.clone()).or_default().1 += times);
                }
                (QuestionEnd::Clarified, Some(entry)) => {
                    question.sign(entry, times, EvidenceKind::Chosen, None, times)
                }
                (QuestionEnd::RatedUp, Some(entry)) => {
                    question.thumbs.entry(entry.clone()).or_default().0 += times;
                    question.sign(entry, times, EvidenceKind::ThumbUp, None, times);
                }
                _ => {}
            }
        }
    }

    fn take_verdicts(&mut self) {
        let material = self.material;
        for judged in &material.judged {
            let Some(question) = self.find(&judged.question) else { continue };
            question.times = question.times.max(1);
            keep_first(&mut question.conversation, &judged.conversation);
            let right = match (judged.judgement, &judged.right) {
                (Judgement::Right | Judgement::Added, _) => Some(&judged.entry),
                (_, right) => right.as_ref().filter(|right| **right != judged.entry),
            };
            if let Some(entry) = right {
                question.sign(entry, VERDICT, EvidenceKind::Verdict, Some(&judged.conversation), 1);
            }
        }
        for judged in &material.handoffs {
            let Some(question) = self.find(&judged.question) else { continue };
            question.times = question.times.max(1);
            keep_first(&mut question.conversation, &judged.conversation);
            if let Some(entry) = &judged.right {
                question.sign(entry, VERDICT, EvidenceKind::Verdict, Some(&judged.conversation), 1);
            }
        }
    }

    fn take_solutions(&mut self) {
        let material = self.material;
        for solution in material.solutions.iter().filter(|one| !one.exception) {
            let Some(place) = self.places.get(&key(&solution.question, material.packs)).copied() else {
                continue;
            };
            let question = &mut self.questions[place];
            question.times = question.times.max(1);
            keep_first(&mut question.conversation, &solution.conversation);
            self.solved.push(Solved {
                question: place,
                answer: self.rule.answer(&solution.answer),
                raw: solution.answer.clone(),
                team: solution.team.clone(),
                conversation: solution.conversation.clone(),
            });
        }
        self.solved.sort_by(|a, b| (&a.conversation, &a.raw).cmp(&(&b.conversation, &b.raw)));
    }
}

/// Of several conversations the first by its id, whatever the order in which they come.
fn keep_first(known: &mut Option<String>, conversation: &str) {
    if known.as_deref().is_none_or(|known| conversation < known) {
        *known = Some(conversation.to_owned());
    }
}
