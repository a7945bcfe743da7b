//! Reading: what an utterance tells by itself, whatever the entries are and whatever was said before.

use crate::parts::{Split, split};
use crate::token::{Token, tokens};
use crate::{Engine, dialogue, mood, quote, wish};

/// An utterance as an engine reads it before it looks for an entry. Engines with the same packs and phrases read the same.
#[derive(Clone, Debug)]
pub struct Reading<'a> {
    /// All its words.
    pub(crate) words: Vec<Token>,
    /// What it asks, part by part.
    pub(crate) split: Split<'a>,
    pub(crate) felt: Felt<'a>,
}

/// What it tells of the visitor.
#[derive(Clone, Debug)]
pub(crate) struct Felt<'a> {
    pub(crate) turn: mood::Turn,
    /// Its words, slips mended.
    pub(crate) words: Vec<Token>,
    pub(crate) wants_person: bool,
    /// The label of its small talk.
    pub(crate) small_talk: Option<&'a str>,
    /// Whether it holds a phrase that the owner always hands over.
    pub(crate) phrase: bool,
}

impl Engine {
    /// Reads an utterance.
    pub fn read(&self, utterance: &str) -> Reading<'_> {
        let own = quote::without_quotes(utterance);
        let words = tokens(utterance, &self.packs);
        let typed = if own == utterance { words.clone() } else { tokens(&own, &self.packs) };
        let split = if self.options.matching { split(&own, &self.packs) } else { Split::default() };
        Reading { words, split, felt: self.feel(&own, typed) }
    }

    /// Whether what stands in the composer calls for a person rather than an answer: the visitor is upset, asks for one
    /// or threatens. Keeps no state.
    pub fn calls_for_person(&self, typed: &str) -> bool {
        let own = quote::without_quotes(typed);
        let Felt { turn, wants_person, phrase, .. } = self.feel(&own, tokens(&own, &self.packs));
        wants_person
            || turn.threat >= mood::THREATENS
            || phrase
            || dialogue::is_upset(turn.strongest(), self.options.dial)
    }

    /// What an utterance tells by itself, read in the visitor's own words; `typed` are these.
    fn feel(&self, own: &str, typed: Vec<Token>) -> Felt<'_> {
        let mut words = typed.clone();
        self.mend(&self.cue_spelling, &mut words);
        // A phrase of the owner's may be as it was typed, or with its slips mended to the packs' words.
        let is_urgent = self.phrases.is_urgent(&typed) || self.phrases.is_urgent(&words);
        let phrase = [&typed, &words].iter().any(|words| self.phrases.is_always_handed_over(words));
        let (typed, words) = (self.phrases.without_never(typed), self.phrases.without_never(words));
        let by_grammar = wish::wants_person(&words, &typed, &self.packs);
        // Mood is read as typed: a mended word may be an insult that nobody said ("ducks").
        let mut turn = mood::read(own, &typed, &self.packs, by_grammar);
        turn.urgent |= is_urgent;
        let small_talk = self.packs.iter().find_map(|pack| pack.small_talk.first(&words));
        let may_wish = small_talk != Some("who") && wish::may_be_one(&words, &self.packs);
        let wants_person = by_grammar || turn.wish >= 0.5 && may_wish;
        Felt { turn, words, wants_person, small_talk, phrase }
    }
}
