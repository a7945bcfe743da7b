//! The dialogue: what was said so far, how the visitor feels over it, and what an utterance amounts to.

use crate::decision::{
    Decision, Dial, EntryHandoff, HandoffReason, Match, Mood, MoodReason, Options, SmallTalk,
};
use crate::hash::{hash, order};
use crate::matter::Matters;
use crate::mood::{Turn, per_mille};
use crate::policy::{self, Cue, Happening, Stage, Step};
use crate::token::Token;

/// Turns that the mood is the mean of. Of sums and means over 1 to 6 turns the mean of three told best.
const REMEMBERED: usize = 3;

/// A signal from which one turn counts at once, whatever the turns before it.
const STRONG: f64 = 0.55;

/// What cannot wait goes to a person at half the mood that others need.
const WORRIED: f64 = 2.0;

/// How alike two utterances are, as the shared part of all their words, to be one said again, or put otherwise.
const REPEATED: f64 = 0.8;
const REPHRASED: f64 = 0.34;

/// What behaviour adds to anger.
const AFTER_REPEATING: f64 = 0.35;
const AFTER_REPHRASING: f64 = 0.15;
const AFTER_REFUSING: f64 = 0.3;
const AFTER_MISSES: f64 = 0.15;
const AFTER_THUMB_DOWN: f64 = 0.2;
const AFTER_ECHO: f64 = 0.15;

/// Most close entries to choose from, and the least confidence of the ones after the best.
const MOST_CHOICES: usize = 3;
const LEAST_CHOICE: f64 = 0.03;

/// What the assistant remembers of one conversation. It depends only on what it was told, so a page that reloads
/// can replay its transcript.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dialogue {
    /// Utterances in a row that were not answered.
    misses: u32,
    stage: Stage,
    /// Whether anything was answered, asked or offered yet.
    spoken: bool,
    /// What the next utterance may lean on.
    about: About,
    /// The words of the last utterances, newest last.
    heard: Vec<Vec<u32>>,
    /// The levels of the last turns, newest last.
    levels: Vec<[f64; 3]>,
    /// The hash of what the assistant said last, and whether it said that twice.
    said: Option<u32>,
    echoed: bool,
    disliked: bool,
}

/// What the visitor spoke of last.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum About {
    #[default]
    Nothing,
    /// In these words.
    Said(Vec<Token>),
    /// An entry that was picked.
    Chose(usize),
}

/// How a visitor rates an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thumb {
    /// It helped.
    Up,
    /// It did not.
    Down,
}

impl Dialogue {
    /// Takes note of what the assistant said.
    pub fn assistant_said(&mut self, text: &str) {
        let said = hash(0, text.trim().as_bytes());
        self.echoed = self.said == Some(said);
        self.said = Some(said);
    }

    /// Takes note that a person spoke with the visitor.
    pub fn agent_said(&mut self, _text: &str) {
        self.happened(Happening::Taken);
    }

    /// Takes note of what happened to the conversation. Where it comes back to the assistant, counts start afresh.
    pub fn happened(&mut self, happening: Happening) {
        if happening == Happening::GivenBack {
            *self = Self::default();
        }
        self.misses = 0;
        self.stage = policy::after(happening);
    }

    /// Takes note of how the visitor rated the last answer.
    pub fn rated(&mut self, thumb: Thumb) {
        self.disliked = thumb == Thumb::Down;
        if thumb == Thumb::Up {
            self.calm();
        }
    }

    /// Takes note that the visitor picked an entry (a choice or a starter question) and was shown its answer.
    pub fn chose(&mut self, entry: usize) {
        self.misses = 0;
        self.about = About::Chose(entry);
        self.spoken = true;
        if !self.has_person() {
            self.stage = Stage::Assistant;
        }
    }

    /// Whether a person has the conversation or is to have it.
    fn has_person(&self) -> bool {
        matches!(self.stage, Stage::Waiting | Stage::Owned)
    }

    /// Halves what is remembered of bad mood.
    fn calm(&mut self) {
        self.levels.iter_mut().flatten().for_each(|level| *level /= 2.0);
    }
}

/// What the policy knows of an utterance.
pub(crate) struct Heard<'a> {
    pub(crate) options: &'a Options,
    pub(crate) matters: &'a Matters<'a>,
    /// The owner's word on a person for the entries that are answered.
    pub(crate) handoff: Option<EntryHandoff>,
    /// Whether its parts are matters of several teams.
    pub(crate) departments: bool,
    pub(crate) mood: &'a Mood,
    /// Whether it cannot wait.
    pub(crate) urgent: bool,
    pub(crate) threat: bool,
    pub(crate) glad: bool,
    pub(crate) wants_person: bool,
    /// Whether it holds a phrase that the owner always hands over.
    pub(crate) phrase: bool,
    /// The label of its small talk.
    pub(crate) small_talk: Option<&'a str>,
    /// Least confidence to answer, and to ask which entry is meant.
    pub(crate) thresholds: (f64, f64),
}

impl Dialogue {
    /// What the visitor spoke of last.
    pub(crate) fn about(&self) -> &About {
        &self.about
    }

    /// Adds what behaviour tells to a turn, and gives back how the visitor feels over the last turns.
    pub(crate) fn feel(&mut self, mut turn: Turn, tokens: &[Token]) -> Mood {
        self.read_behaviour(&mut turn, tokens);
        if turn.glad && turn.strongest() < STRONG {
            self.calm();
        }
        self.levels.push(turn.levels);
        if self.levels.len() > REMEMBERED {
            self.levels.remove(0);
        }
        let carried = [0, 1, 2].map(|signal| self.carried(signal, turn.levels[signal]));
        let reasons = strongest_first(turn.reasons);
        Mood {
            anger: carried[0],
            anxiety: carried[1],
            dejection: carried[2],
            gladness: turn.gladness,
            reasons,
        }
    }

    fn carried(&self, signal: usize, now: f64) -> f64 {
        if now >= STRONG {
            return now;
        }
        let sum: f64 = self.levels.iter().map(|levels| levels[signal]).sum();
        sum / self.levels.len() as f64
    }

    fn read_behaviour(&mut self, turn: &mut Turn, tokens: &[Token]) {
        let hashes: Vec<u32> = tokens.iter().filter(|t| t.is_searched()).map(|token| token.hash).collect();
        let mut words: Vec<u32> =
            order(hashes.len(), &|at| hashes[at]).into_iter().map(|at| hashes[at]).collect();
        words.dedup();
        let alike = self.heard.iter().map(|before| likeness(before, &words)).fold(0.0, f64::max);
        let mut sign = |sign, weight| turn.add(0, sign, String::new(), weight);
        if words.len() > 2 && alike >= REPEATED {
            sign("repeated", AFTER_REPEATING);
        } else if words.len() > 2 && alike >= REPHRASED && self.misses > 0 {
            sign("rephrased", AFTER_REPHRASING);
        }
        if self.misses > 1 {
            sign("misses", AFTER_MISSES);
        }
        if std::mem::take(&mut self.disliked) {
            sign("thumb_down", AFTER_THUMB_DOWN);
        }
        if std::mem::take(&mut self.echoed) {
            sign("echo", AFTER_ECHO);
        }
        if turn.refuses && (self.spoken || self.said.is_some()) {
            turn.add(0, "negation", String::new(), AFTER_REFUSING);
        }
        self.heard.push(words);
        if self.heard.len() > REMEMBERED {
            self.heard.remove(0);
        }
    }

    /// What to do about an utterance.
    pub(crate) fn decide(&mut self, heard: &Heard<'_>) -> Decision {
        let cue = heard.cue();
        let decision = match policy::step(self.stage, cue) {
            Step::Silence => Decision::Silence,
            Step::Handoff(reason) => Decision::Handoff { reason, soothing: heard.is_upset() },
            Step::Offer(reason) => Decision::Offer { reason },
            Step::Talk(talk) => Decision::SmallTalk(talk),
            Step::Answer { offer } => heard
                .matters
                .answered
                .first()
                .map_or(Decision::Silence, |best| Decision::Answer { entry: best.entry, offer }),
            Step::Miss => self.miss(heard),
        };
        if matches!(cue, Cue::Known(_) | Cue::Departments { .. }) {
            self.misses = 0;
        }
        let aside = matches!(decision, Decision::SmallTalk(_) | Decision::Handoff { .. } | Decision::Silence);
        if let (false, Some(about)) = (aside, &heard.matters.about) {
            self.about = About::Said(about.clone());
        }
        self.spoken |= !aside;
        let stage = match &decision {
            Decision::Answer { offer: false, .. } => Stage::Assistant,
            // Where the owner wants the visitor asked first, "yes" is the answer to that.
            Decision::Answer { .. } | Decision::Offer { .. } | Decision::Handoff { .. } => Stage::Offered,
            Decision::Clarify { .. } => Stage::Clarified,
            Decision::SmallTalk(_) | Decision::Silence => self.stage,
        };
        if !self.has_person() {
            self.stage = stage;
        }
        decision
    }

    /// The first misses ask, the next one in a row offers a person.
    fn miss(&mut self, heard: &Heard<'_>) -> Decision {
        self.misses += 1;
        if self.misses > heard.options.clarifications.max(1) {
            return Decision::Offer { reason: HandoffReason::RepeatedMiss };
        }
        let entries = match heard.matters.parts.as_slice() {
            _ if heard.options.clarifications == 0 => Vec::new(),
            parts @ [_, _, ..] => parts.iter().map(|part| part.entry).collect(),
            _ => close_entries(&heard.matters.ranking.matches, heard.thresholds.1),
        };
        match entries.len() {
            0 | 1 => Decision::Offer { reason: HandoffReason::LowConfidence },
            _ => Decision::Clarify { entries },
        }
    }
}

impl Heard<'_> {
    fn is_upset(&self) -> bool {
        is_upset(self.mood.strongest(), self.options.dial)
    }

    /// What the utterance amounts to: the first that holds.
    fn cue(&self) -> Cue {
        let matters = self.matters;
        let talk = self.small_talk.or(matters.talk);
        let known = !matters.answered.is_empty();
        let always = self.handoff == Some(EntryHandoff::Always);
        match small_talk(talk) {
            _ if self.wants_person => Cue::Wish,
            _ if self.threat => Cue::Threat,
            _ if self.urgent && is_upset(self.mood.strongest() * WORRIED, self.options.dial) => Cue::Urgent,
            _ if self.is_upset() => Cue::Upset,
            _ if self.phrase => Cue::Phrase,
            Some(Cue::Talk(SmallTalk::WhoAreYou)) if known => Cue::Known(self.handoff),
            Some(cue) => cue,
            None if !self.options.matching => Cue::Talk(SmallTalk::Acknowledgement),
            None if known && self.departments && (always || matters.partly) => Cue::Departments { always },
            None if known && (matters.partly || self.urgent) => {
                Cue::Known(self.handoff.or(Some(EntryHandoff::Offer)))
            }
            None if known => Cue::Known(self.handoff),
            None if self.glad => Cue::Glad,
            None => Cue::Unknown,
        }
    }
}

fn strongest_first(reasons: Vec<MoodReason>) -> Vec<MoodReason> {
    let places = order(reasons.len(), &|at| 1000 - per_mille(reasons[at].weight));
    places.into_iter().map(|at| reasons[at].clone()).collect()
}

/// Two or three entries to choose from; none where even the best is too unlikely.
fn close_entries(matches: &[Match], least: f64) -> Vec<usize> {
    if matches.first().is_none_or(|best| best.confidence < least) {
        return Vec::new();
    }
    let close = matches.iter().take(MOST_CHOICES).filter(|close| close.confidence >= LEAST_CHOICE);
    close.map(|close| close.entry).collect()
}

/// Whether a mood calls for a person.
pub(crate) fn is_upset(mood: f64, dial: Dial) -> bool {
    mood >= upset_from(dial)
}

/// The mood that calls for a person. 0.5 is by definition where the balanced dial does.
fn upset_from(dial: Dial) -> f64 {
    match dial {
        Dial::Calm => 0.7,
        Dial::Balanced => 0.5,
        Dial::Eager => 0.3,
    }
}

fn small_talk(label: Option<&str>) -> Option<Cue> {
    Some(match label? {
        "greeting" => Cue::Talk(SmallTalk::Greeting),
        "thanks" => Cue::Talk(SmallTalk::Thanks),
        "goodbye" => Cue::Talk(SmallTalk::Goodbye),
        "who" => Cue::Talk(SmallTalk::WhoAreYou),
        "yes" => Cue::Yes,
        "no" => Cue::No,
        _ => Cue::Talk(SmallTalk::Acknowledgement),
    })
}

/// The share of the words of two utterances that both have (Jaccard's index), 0 to 1; both are sorted.
fn likeness(a: &[u32], b: &[u32]) -> f64 {
    let both = a.iter().filter(|word| b.binary_search(word).is_ok()).count();
    let all = a.len() + b.len() - both;
    if all == 0 { 0.0 } else { both as f64 / all as f64 }
}
