//! The engine: an utterance in, a decision out; pure, so that the same input gives the same decision everywhere.

mod decision;
mod explain;
mod pack;

mod hash;
mod pattern;
mod pinyin;
mod quote;
mod script;
mod text;
mod token;

mod alike;
mod calibration;
mod confidence;
mod feature;
mod head;
mod index;
mod rank;
mod reading;
mod review;
mod spelling;
mod vector;

mod dialogue;
mod lean;
mod matter;
mod mood;
mod parts;
mod phrase;
mod policy;
mod temper;
mod wish;

#[cfg(test)]
mod cases;

pub use decision::{
    Decision, Dial, Entry, EntryHandoff, Explanation, HandoffReason, Match, Mood, MoodReason, Options,
    Outcome, Phrases, Ranking, SmallTalk,
};
pub use dialogue::{Dialogue, Thumb};
/// Logarithms and powers that are the same on every machine.
pub use libm;
pub use pack::{Pack, PackError, packs_of};
pub use parts::asked;
pub use policy::Happening;
pub use reading::Reading;
pub use review::{Finding, Review, Reviewing, Rivals};
pub use script::language_of;
pub use temper::{BUCKETS, HEADS, TrainedHead};
pub use vector::vectors;

use calibration::Calibration;
use confidence::Curve;
use dialogue::Heard;
use feature::{features, sound_features};
use head::{Fitting, Head};
use index::{Builder, Index};
use rank::Search;
use reading::Felt;
use spelling::Spelling;
use token::{Kind, Token, tokens};

/// Cosines of 4 bytes each that fitting keeps on any page: those of 1,000 texts with each other.
const ROOM: usize = 1_000_000;

/// How far the head is.
#[derive(Clone, Debug)]
enum Learning {
    Ahead,
    Begun(Fitting),
    Calibrating(Head, Box<Calibration>),
    /// Fitted and calibrated; none where the base is too large or too small for a head.
    Done(Option<Head>),
}

/// A knowledge base ready to be asked. It cannot fail and holds no conversation: that is the [`Dialogue`].
#[derive(Clone, Debug)]
pub struct Engine {
    entries: Vec<Entry>,
    packs: Vec<Pack>,
    options: Options,
    phrases: phrase::Known,
    index: Index,
    head: Learning,
    /// How many cosines fitting may keep.
    room: usize,
    /// Mends slips in questions: the base's words, then the packs'.
    spelling: Spelling,
    /// Mends slips in what is not a question: the packs' words alone.
    cue_spelling: Spelling,
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
            words.extend(answer);
        }
        let cues: Vec<&str> = packs.iter().flat_map(Pack::cue_words).collect();
        let spelling = Spelling::new(&words, &cues);
        let cue_spelling = Spelling::new(&[], &cues);
        let index = builder.finish();
        let phrases = phrase::Known::new(&options.phrases, &packs);
        let head = Learning::Ahead;
        Self { entries, packs, options, phrases, index, head, room: ROOM, spelling, cue_spelling }
    }

    /// Fits and calibrates the head on so many more wordings; whether there are more to come. Until the last one the
    /// index alone answers. One takes some 20 µs a hundred entries in a browser; the result is the same however they
    /// are grouped.
    pub fn fit(&mut self, wordings: u32) -> bool {
        for _ in 0..wordings {
            let before = std::mem::replace(&mut self.head, Learning::Done(None));
            self.head = self.learn(before);
        }
        !matches!(self.head, Learning::Done(_))
    }

    /// One step further.
    fn learn(&self, before: Learning) -> Learning {
        match before {
            Learning::Ahead => {
                Fitting::begin(&self.index, self.room).map_or(Learning::Done(None), Learning::Begun)
            }
            Learning::Begun(mut fitting) => match fitting.step(&self.index) {
                None => Learning::Begun(fitting),
                Some(head) => match Calibration::begin(&self.index, self.room) {
                    Some(calibration) => Learning::Calibrating(head, Box::new(calibration)),
                    None => Learning::Done(Some(head)),
                },
            },
            Learning::Calibrating(mut head, mut calibration) => match calibration.step(self) {
                None => Learning::Calibrating(head, calibration),
                Some(added) => {
                    head.added = added;
                    Learning::Done(Some(head))
                }
            },
            Learning::Done(head) => Learning::Done(head),
        }
    }

    /// What fitting has come to, as bytes that spare another engine over the same base and packs the fitting; none
    /// while it is not done, and where there is nothing to fit.
    pub fn learnt(&self) -> Option<Vec<u8>> {
        self.head().map(|head| head.to_bytes(&self.index))
    }

    /// Takes what [`Engine::learnt`] gave for the same base and packs; false where it was for others, and then there is
    /// still everything to fit.
    pub fn take_learnt(&mut self, bytes: &[u8]) -> bool {
        let head = Head::from_bytes(bytes, &self.index);
        let taken = head.is_some();
        if taken {
            self.head = Learning::Done(head);
        }
        taken
    }

    /// The same engine with room for as many cosines (4 bytes each) while it is fitted: with the square of its texts, it is
    /// fitted in half of the time, and comes out the same.
    pub fn with_room(self, room: usize) -> Self {
        Self { room, ..self }
    }

    /// The same engine with its head fitted.
    pub fn fitted(mut self) -> Self {
        while self.fit(1_000) {}
        self
    }

    /// The same base with one more language's tables.
    pub fn with_pack(self, pack: Pack) -> Self {
        let mut packs = self.packs;
        packs.push(pack);
        Self::new(self.entries, packs, self.options)
    }

    /// The tables in use.
    pub fn packs(&self) -> &[Pack] {
        &self.packs
    }

    /// The entries as given.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether this confidence is enough to answer, at the precision that the owner asks for.
    pub fn answers(&self, confidence: f64) -> bool {
        confidence >= self.curve().threshold(self.options.precision)
    }

    /// The best entries for what stands in the composer, its last word perhaps half typed; keeps no state.
    pub fn suggest(&self, typed: &str) -> Ranking {
        let mut tokens = tokens(typed, &self.packs);
        if typed.ends_with(|c: char| c.is_ascii_alphanumeric() || script::class(c) == script::Class::Letter)
            && let Some(last) = tokens.last_mut()
            && let Some(whole) = self.spelling.completed(last)
        {
            *last = Token::new(whole.to_owned(), Kind::Word);
        }
        self.rank(tokens)
    }

    /// What to do about an utterance in a dialogue, which takes note of it.
    pub fn decide(&self, dialogue: &mut Dialogue, utterance: &str) -> Outcome {
        self.decide_on(dialogue, self.read(utterance))
    }

    /// The same, where the utterance was read before: by this engine, or by another with the same packs and phrases.
    pub fn decide_on(&self, dialogue: &mut Dialogue, reading: Reading<'_>) -> Outcome {
        let matters = self.listen(reading.words, reading.split, &self.said_before(dialogue));
        let Felt { turn, words, wants_person, small_talk, phrase } = reading.felt;
        let (urgent, threat, glad) = (turn.urgent, turn.threat, turn.glad);
        let mood = dialogue.feel(turn, &words);
        let is_angry = dialogue::is_upset(mood.anger, self.options.dial);
        let threat = threat >= mood::THREATENS || is_angry && threat > 0.0;
        let thresholds = self.thresholds();
        let decision = dialogue.decide(&Heard {
            options: &self.options,
            matters: &matters,
            handoff: self.handoff_of(&matters.answered),
            departments: self.concerns_departments(&matters),
            mood: &mood,
            urgent,
            threat,
            glad,
            wants_person,
            phrase,
            small_talk,
            thresholds,
        });
        let shown = self.shown(&decision, &matters);
        let ranking = matters.ranking;
        Outcome { decision, shown, ranking, mood, wants_person, urgent, threat }
    }

    /// The buckets of an utterance's pieces, as the model of mood sees them; training asks for them.
    pub fn temper_buckets(&self, utterance: &str) -> Vec<u32> {
        let own = quote::without_quotes(utterance);
        let typed = tokens(&own, &self.packs);
        let mut words = typed.clone();
        self.mend(&self.cue_spelling, &mut words);
        mood::buckets(&own, &typed, &self.packs, wish::wants_person(&words, &typed, &self.packs))
    }

    fn head(&self) -> Option<&Head> {
        if let Learning::Done(head) = &self.head { head.as_ref() } else { None }
    }

    fn curve(&self) -> Curve {
        confidence::curve(&self.index, self.head())
    }

    fn rank(&self, tokens: Vec<Token>) -> Ranking {
        Ranking { matches: self.matches(&self.search(tokens).1) }
    }

    fn matches(&self, search: &Search) -> Vec<Match> {
        confidence::matches(search, &self.curve())
    }

    /// Searches with the tokens' slips mended, and gives them back so.
    fn search(&self, mut tokens: Vec<Token>) -> (Vec<Token>, Search) {
        let sounds = pinyin::typed(&tokens, &self.packs);
        self.mend(&self.spelling, &mut tokens);
        let mut search = match self.options.matching {
            true => rank::search(&self.index, self.head(), &features(&tokens, &self.packs), false),
            false => Search::default(),
        };
        if let Some(sounds) = sounds {
            let heard = rank::search(&self.index, self.head(), &sound_features(&sounds), true);
            if heard.signals.score > search.signals.score {
                search = heard;
            }
        }
        (tokens, search)
    }

    fn mend(&self, spelling: &Spelling, tokens: &mut [Token]) {
        spelling.mend(tokens, &|word| self.packs.iter().any(|pack| pack.rarity(word).is_some()));
    }
}
