//! The engine: an utterance in, a decision out; pure, so that the same input gives the same decision everywhere.

mod decision;
mod pack;

mod hash;
mod pattern;
mod script;
mod text;
mod token;

mod confidence;
mod feature;
mod index;
mod rank;
mod spelling;

mod dialogue;

pub use decision::{
    Decision, Dial, Entry, EntryHandoff, Explanation, HandoffReason, Match, Mood, MoodReason, Options,
    Outcome, Ranking, SmallTalk,
};
pub use dialogue::{Dialogue, Thumb};
pub use pack::{Pack, PackError};
pub use script::language_of;

use dialogue::Heard;
use index::{Builder, Index};
use rank::Search;
use spelling::Spelling;
use token::{Token, tokens};

/// A knowledge base ready to be asked. It cannot fail and holds no conversation: that is the [`Dialogue`].
#[derive(Clone, Debug)]
pub struct Engine {
    entries: Vec<Entry>,
    packs: Vec<Pack>,
    options: Options,
    index: Index,
    spelling: Spelling,
}

impl Engine {
    /// Indexes `entries` with the tables of `packs`; works with none of either.
    pub fn new(entries: Vec<Entry>, packs: Vec<Pack>, options: Options) -> Self {
        let mut builder = Builder::default();
        let mut words: Vec<Token> = Vec::new();
        for entry in &entries {
            let wordings: Vec<Vec<Token>> = entry.wordings.iter().map(|text| tokens(text, &packs)).collect();
            let answer = tokens(&entry.answer, &packs);
            builder.add(&wordings, &answer, &packs);
            words.extend(wordings.into_iter().flatten());
        }
        let cues = packs.iter().flat_map(|pack| pack.person.words()).map(String::as_str);
        let spelling = Spelling::new(words.iter(), cues);
        let index = builder.finish();
        Self { entries, packs, options, index, spelling }
    }

    /// The entries as given.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether this confidence is enough to answer, at the precision that the owner asks for.
    pub fn answers(&self, confidence: f64) -> bool {
        confidence >= self.threshold()
    }

    /// The best entries for what stands in the composer, its last word perhaps half typed; keeps no state.
    pub fn suggest(&self, typed: &str) -> Ranking {
        let mut tokens = tokens(typed, &self.packs);
        if typed.ends_with(char::is_alphanumeric)
            && let Some(last) = tokens.last_mut()
            && let Some(whole) = self.spelling.completed(last)
        {
            *last = Token::new(whole.to_owned(), token::Kind::Word);
        }
        self.rank(tokens)
    }

    /// What to do about an utterance in a dialogue, which takes note of it.
    pub fn decide(&self, dialogue: &mut Dialogue, utterance: &str) -> Outcome {
        let tokens = tokens(utterance, &self.packs);
        let ranking = if self.options.matching { self.rank(tokens) } else { self.rank(Vec::new()) };
        let mood = Mood::default();
        let best = ranking.matches.first();
        let heard = Heard {
            options: &self.options,
            matches: &ranking.matches,
            handoff: best.and_then(|best| self.entries[best.entry].handoff),
            mood: &mood,
            wants_person: false,
            small_talk: None,
            threshold: self.threshold(),
        };
        let decision = dialogue.decide(&heard);
        let explanation = ranking.explanation.clone();
        Outcome { decision, ranking, mood, wants_person: false, explanation }
    }

    fn threshold(&self) -> f64 {
        confidence::threshold(self.options.precision)
    }

    fn rank(&self, mut tokens: Vec<Token>) -> Ranking {
        self.spelling.mend(&mut tokens, &|word| self.packs.iter().any(|pack| pack.rarity(word).is_some()));
        let search = rank::search(&self.index, &feature::features(&tokens, &self.packs), false);
        let matches = confidence::matches(&search);
        let explanation = self.explain(&tokens, &search, &matches);
        Ranking { matches, explanation }
    }

    fn explain(&self, tokens: &[Token], search: &Search, matches: &[Match]) -> Explanation {
        let words = tokens.iter().map(|token| Explanation::leaf(&token.text, 1.0)).collect();
        let mut parts = vec![Explanation::of("tokens", tokens.len() as f64, words)];
        parts.extend(search.explanation());
        if let Some(second) = matches.get(1) {
            parts.push(Explanation::of(&self.entries[second.entry].id, second.confidence, Vec::new()));
        }
        Explanation::of("confidence", matches.first().map_or(0.0, |best| best.confidence), parts)
    }
}
