//! The dialogue: what was said so far, and the policy that turns an utterance into a decision.

use crate::decision::{Decision, EntryHandoff, HandoffReason, Match, Mood, Options, SmallTalk};

/// What the assistant remembers of one conversation. It depends only on what it was told, so a page that reloads
/// can replay its transcript.
#[derive(Clone, Debug, Default)]
pub struct Dialogue {
    /// Utterances in a row that were not answered.
    misses: u32,
    /// Whether a person speaks with the visitor.
    owned: bool,
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
    pub fn assistant_said(&mut self, _text: &str) {}

    /// Takes note that a person speaks with the visitor.
    pub fn agent_said(&mut self, _text: &str) {
        self.owned = true;
    }

    /// Takes note of how the visitor rated the last answer.
    pub fn rated(&mut self, _thumb: Thumb) {}

    /// Takes note that the visitor picked an entry (a choice or a starter question).
    pub fn chose(&mut self, _entry: usize) {
        self.misses = 0;
    }

    /// Takes note that the person gave the conversation back: counts start afresh.
    pub fn handed_back(&mut self) {
        *self = Self::default();
    }
}

/// What the policy knows of an utterance.
pub(crate) struct Heard<'a> {
    pub(crate) options: &'a Options,
    pub(crate) matches: &'a [Match],
    /// The owner's word on a person for the best entry.
    pub(crate) handoff: Option<EntryHandoff>,
    pub(crate) mood: &'a Mood,
    pub(crate) wants_person: bool,
    pub(crate) small_talk: Option<SmallTalk>,
    /// Least confidence to answer.
    pub(crate) threshold: f64,
}

impl Dialogue {
    /// What to do about an utterance.
    pub(crate) fn decide(&mut self, heard: &Heard<'_>) -> Decision {
        if heard.wants_person {
            return Decision::Handoff { reason: HandoffReason::Asked, soothing: false };
        }
        if heard.mood.strongest() >= 0.5 {
            return Decision::Handoff { reason: HandoffReason::Frustration, soothing: true };
        }
        if let Some(talk) = heard.small_talk {
            return Decision::SmallTalk(talk);
        }
        if !heard.options.matching {
            return Decision::SmallTalk(SmallTalk::Acknowledgement);
        }
        match heard.matches.first() {
            Some(best) if best.confidence >= heard.threshold => self.answer(best.entry, heard.handoff),
            _ => self.miss(heard),
        }
    }

    fn answer(&mut self, entry: usize, handoff: Option<EntryHandoff>) -> Decision {
        self.misses = 0;
        match handoff {
            Some(EntryHandoff::Always) => Decision::Handoff { reason: HandoffReason::Entry, soothing: false },
            offer => Decision::Answer { entry, offer: offer.is_some() },
        }
    }

    fn miss(&mut self, heard: &Heard<'_>) -> Decision {
        self.misses += 1;
        if self.misses > 1 {
            return Decision::Offer { reason: HandoffReason::RepeatedMiss };
        }
        let close = heard.matches.iter().take(3).filter(|close| close.confidence >= 0.1);
        let entries: Vec<usize> = close.map(|close| close.entry).collect();
        if entries.len() > 1 { Decision::Clarify { entries } } else { Decision::Offer { reason: HandoffReason::LowConfidence } }
    }
}
