//! Ranking: how well each entry fits a question.

use std::ops::Range;

use crate::feature::{Channel, Feature};
use crate::head::Head;
use crate::index::Index;

/// Entries that a ranking names.
pub(crate) const SHOWN: usize = 5;

/// The share of an entry's best wording in the cosine part of its score; the mean of its wordings has the rest.
///
/// Top-1 on banking77, clinc150 and massive_zh with 10 wordings: 72.2, 80.7, 60.9 at 0.2; 72.4, 79.5, 59.1 at 0.6.
const BEST: f32 = 0.2;

/// What an entry's answer adds to its score, as a multiple of the answer's own cosine, which is small because
/// answers are long. With one wording of the shop bases left out: top-1 28 and 53 without, 33 and 61 with.
const ANSWER: f32 = 1.5;

/// What the coverage adds: the share of the question's squared weight that any text of the entry holds.
///
/// It is what a wording alone can't tell, since a question mixes words of several. Top-1 with 10 wordings and without
/// the head, without and with it: banking77 67.9 and 72.2, clinc150 77.7 and 80.7, massive_zh 57.7 and 60.9.
const COVERAGE: f32 = 0.5;

/// What the head's logit adds. Top-1 on banking77, clinc150 and massive_zh with 10 wordings: 72.8, 79.6, 61.6 at 0;
/// 75.6, 82.4, 63.6 at 0.1; 75.8, 82.8, 64.0 at 0.15; 75.2, 82.2, 63.8 at 0.3.
const LEARNT: f32 = 0.15;

/// Cosine from which two texts are the same but for rounding.
const SAME: f32 = 0.9999;

/// How well one entry fits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Fit {
    pub(crate) entry: usize,
    pub(crate) score: f32,
}

/// What a search found, and what it tells of how sure one may be.
#[derive(Clone, Debug, Default)]
pub(crate) struct Search {
    /// Up to [`SHOWN`] entries, best first; of equals the earlier in the base.
    pub(crate) fits: Vec<Fit>,
    pub(crate) signals: Signals,
}

/// What tells how sure one may be of the best entry.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Signals {
    /// The best entry's score, 0 to about 1.
    pub(crate) score: f32,
    /// Its lead over the runner-up.
    pub(crate) margin: f32,
    /// The share of the question's weight, words and characters alone, that the best entry holds.
    pub(crate) covered: f32,
    /// The same for the whole base.
    pub(crate) known: f32,
    /// Weight of the question's words and characters.
    pub(crate) mass: f32,
    /// The cosine of the best entry's answer.
    pub(crate) answer: f32,
    /// Whether the question is one of the best entry's own wordings, word for word.
    pub(crate) own_wording: bool,
}

/// No text: every text is searched.
const NONE: u32 = u32::MAX;

/// Searches for `question`. `by_sound` says that it holds nothing but sounds, so that only sounds are compared.
pub(crate) fn search(index: &Index, head: Option<&Head>, question: &[Feature], by_sound: bool) -> Search {
    search_without(index, head, question, by_sound, NONE)
}

/// The same as if one of the texts were not there; what was learnt from it for other texts stays.
pub(crate) fn search_without(
    index: &Index,
    head: Option<&Head>,
    question: &[Feature],
    by_sound: bool,
    left_out: u32,
) -> Search {
    let compared = index.compare(question, by_sound, left_out);
    let learnt = head.map(|head| head.logits(&compared.cosines)).unwrap_or_default();
    let mut scores: Vec<Fit> = Vec::with_capacity(SHOWN + 1);
    for entry in 0..index.entry_count() {
        let score =
            index.entry_score(entry, &compared, left_out) + LEARNT * learnt.get(entry).unwrap_or(&0.0);
        let place = scores.iter().position(|fit| fit.score < score).unwrap_or(scores.len());
        if place < SHOWN {
            scores.truncate(SHOWN - 1);
            scores.insert(place.min(scores.len()), Fit { entry, score });
        }
    }
    let Some(best) = scores.first() else {
        return Search::default();
    };
    let second = scores.get(1).map_or(0.0, |fit| fit.score);
    let mut signals = index.coverage(question, best.entry, by_sound, left_out);
    signals.score = best.score;
    signals.margin = best.score - second;
    signals.answer = index.answer(best.entry, &compared);
    let mut wordings = index.texts_of(best.entry).filter(|text| !index.texts()[*text].is_answer);
    signals.own_wording = !by_sound && wordings.any(|text| compared.cosines[text] >= SAME);
    Search { fits: scores, signals }
}

/// A question against everything.
struct Compared {
    /// The cosine with each text.
    cosines: Vec<f32>,
    /// The share of the question's squared weight that each entry holds.
    coverage: Vec<f32>,
}

impl Index {
    fn compare(&self, question: &[Feature], by_sound: bool, left_out: u32) -> Compared {
        let mut cosines = vec![0.0_f32; self.texts().len()];
        let mut coverage = vec![0.0_f32; self.entry_count()];
        let entry_without = self.texts().get(left_out as usize).map(|text| text.entry as usize);
        let mut covered_without = 0.0_f32;
        let (bundles, square) = self.bundled(question);
        for (bundle, weight, squares) in bundles {
            for posting in self.postings_of(bundle) {
                cosines[posting.text as usize] += weight * posting.weight;
            }
            for entry in self.holders_of(bundle) {
                coverage[*entry as usize] += squares;
            }
            if entry_without.is_some_and(|entry| self.is_held(bundle, self.texts_of(entry), left_out)) {
                covered_without += squares;
            }
        }
        if let Some(entry) = entry_without {
            cosines[left_out as usize] = 0.0;
            coverage[entry] = covered_without;
        }
        let square = square.max(f32::MIN_POSITIVE);
        let norm = libm::sqrtf(square);
        if by_sound {
            for (cosine, text) in cosines.iter_mut().zip(self.texts()) {
                // A text without sounds has nothing in common.
                let has_sounds = text.norms[1] > f32::MIN_POSITIVE;
                *cosine *= if has_sounds { text.norms[0] / text.norms[1] / norm } else { 0.0 };
            }
        } else {
            let scale = 1.0 / norm;
            cosines.iter_mut().for_each(|cosine| *cosine *= scale);
        }
        coverage.iter_mut().for_each(|covered| *covered /= square);
        Compared { cosines, coverage }
    }

    /// Whether one of these texts, which stand side by side, holds a bundle; `left_out` doesn't count.
    fn is_held(&self, bundle: u32, texts: Range<usize>, left_out: u32) -> bool {
        let postings = self.postings_of(bundle);
        let at = postings.partition_point(|posting| (posting.text as usize) < texts.start);
        let mut own = postings[at..].iter().take_while(|posting| (posting.text as usize) < texts.end);
        own.any(|posting| posting.text != left_out)
    }

    fn entry_score(&self, entry: usize, compared: &Compared, left_out: u32) -> f32 {
        let texts = self.texts_of(entry);
        let answers = usize::from(self.answer_of(entry).is_some());
        let asked = texts.start..texts.end - answers;
        // What is left out has a cosine of 0.
        let count = asked.len() - usize::from(asked.contains(&(left_out as usize)));
        let (mut best, mut sum) = (0.0_f32, 0.0);
        for cosine in &compared.cosines[asked] {
            best = best.max(*cosine);
            sum += cosine;
        }
        let wordings = BEST * best + (1.0 - BEST) * sum / count.max(1) as f32;
        wordings + ANSWER * self.answer(entry, compared) + COVERAGE * compared.coverage[entry]
    }

    /// The cosine of the entry's answer; 0 where it has none.
    fn answer(&self, entry: usize, compared: &Compared) -> f32 {
        self.answer_of(entry).map_or(0.0, |text| compared.cosines[text])
    }

    /// The text that is the entry's answer.
    fn answer_of(&self, entry: usize) -> Option<usize> {
        self.texts_of(entry).next_back().filter(|text| self.texts()[*text].is_answer)
    }

    /// The coverage signals of a question for an entry.
    fn coverage(&self, question: &[Feature], entry: usize, by_sound: bool, left_out: u32) -> Signals {
        let (mut mass, mut covered, mut known) = (0.0_f32, 0.0_f32, 0.0_f32);
        let texts = self.texts_of(entry);
        let counts = |channel| match channel {
            Channel::Word | Channel::Glyph => true,
            channel => by_sound && channel == Channel::Sound,
        };
        for feature in question.iter().filter(|feature| counts(feature.channel)) {
            let (bundle, weight) = self.weigh(feature);
            mass += weight;
            let Some((bundle, _)) = bundle else { continue };
            known += if self.postings_of(bundle).is_empty() { 0.0 } else { weight };
            let held = self.is_held(bundle, texts.clone(), left_out);
            covered += if held { weight } else { 0.0 };
        }
        let share = |part: f32| if mass > 0.0 { part / mass } else { 1.0 };
        Signals { covered: share(covered), known: share(known), mass, ..Signals::default() }
    }
}
