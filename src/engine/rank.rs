//! Ranking: how well each entry fits a question.

use crate::decision::Explanation;
use crate::feature::{CHANNEL_NAMES, CHANNELS, Channel, Feature};
use crate::index::Index;

/// Entries that a ranking names.
pub(crate) const SHOWN: usize = 5;

/// The share of an entry's best wording in its score; the mean of its wordings has the rest.
const BEST: f32 = 0.6;

/// What an entry's answer adds to its score, as a share of the answer's own cosine.
const ANSWER: f32 = 0.15;

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
    /// Each channel's part in the best score.
    pub(crate) channels: [f32; CHANNELS],
}

/// What tells how sure one may be of the best entry.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Signals {
    /// The best entry's score, 0 to about 1.
    pub score: f32,
    /// Its lead over the runner-up.
    pub margin: f32,
    /// The share of the question's weight, words and characters alone, that the best entry holds.
    pub covered: f32,
    /// The same for the whole base.
    pub known: f32,
    /// Wordings of the best entry.
    pub wordings: f32,
    /// Weight of the question's words and characters.
    pub mass: f32,
}

/// Searches for `question`. `by_sound` says that it holds nothing but sounds, so that only sounds are compared.
pub(crate) fn search(index: &Index, question: &[Feature], by_sound: bool) -> Search {
    let cosines = index.cosines(question, by_sound);
    let mut scores: Vec<Fit> = (0..index.entry_count())
        .map(|entry| Fit { entry, score: index.entry_score(entry, &cosines) })
        .collect();
    let shown = SHOWN.min(scores.len());
    if shown < scores.len() {
        scores.select_nth_unstable_by(shown, better);
        scores.truncate(shown);
    }
    scores.sort_unstable_by(better);
    let Some(best) = scores.first() else {
        return Search::default();
    };
    let second = scores.get(1).map_or(0.0, |fit| fit.score);
    let mut signals = index.coverage(question, best.entry);
    signals.score = best.score;
    signals.margin = best.score - second;
    let channels = index.channels(question, best.entry, by_sound);
    Search { fits: scores, signals, channels }
}

fn better(a: &Fit, b: &Fit) -> std::cmp::Ordering {
    b.score.total_cmp(&a.score).then(a.entry.cmp(&b.entry))
}

impl Index {
    /// The cosine of the question with every text.
    fn cosines(&self, question: &[Feature], by_sound: bool) -> Vec<f32> {
        let mut sums = vec![0.0_f32; self.texts().len()];
        let mut square = 0.0_f32;
        for feature in question {
            let (term, weight) = self.weigh(feature);
            square += weight * weight;
            for posting in term.map_or(&[][..], |term| self.postings_of(term)) {
                sums[posting.text as usize] += weight * posting.weight;
            }
        }
        let norm = libm::sqrtf(square).max(f32::MIN_POSITIVE);
        for (sum, text) in sums.iter_mut().zip(self.texts()) {
            *sum /= norm;
            if by_sound {
                *sum *= text.norms[0] / text.norms[1];
            }
        }
        sums
    }

    fn entry_score(&self, entry: usize, cosines: &[f32]) -> f32 {
        let (mut best, mut sum, mut count, mut answer) = (0.0_f32, 0.0, 0.0_f32, 0.0);
        for text in self.texts_of(entry) {
            match self.texts()[text].is_answer {
                true => answer = cosines[text],
                false => {
                    best = best.max(cosines[text]);
                    sum += cosines[text];
                    count += 1.0;
                }
            }
        }
        BEST * best + (1.0 - BEST) * sum / count.max(1.0) + ANSWER * answer
    }

    /// The coverage signals of a question for an entry.
    fn coverage(&self, question: &[Feature], entry: usize) -> Signals {
        let (mut mass, mut covered, mut known) = (0.0_f32, 0.0_f32, 0.0_f32);
        let texts = self.texts_of(entry);
        for feature in question.iter().filter(|f| matches!(f.channel, Channel::Word | Channel::Glyph)) {
            let (term, weight) = self.weigh(feature);
            mass += weight;
            let postings = term.map_or(&[][..], |term| self.postings_of(term));
            known += if postings.is_empty() { 0.0 } else { weight };
            let at = postings.partition_point(|posting| (posting.text as usize) < texts.start);
            let held = postings.get(at).is_some_and(|posting| (posting.text as usize) < texts.end);
            covered += if held { weight } else { 0.0 };
        }
        let share = |part: f32| if mass > 0.0 { part / mass } else { 1.0 };
        let wordings = texts.filter(|text| !self.texts()[*text].is_answer).count();
        Signals { covered: share(covered), known: share(known), wordings: wordings as f32, mass, ..Signals::default() }
    }

    /// What each channel adds to the cosine of the entry's best text.
    fn channels(&self, question: &[Feature], entry: usize, by_sound: bool) -> [f32; CHANNELS] {
        let cosines = self.cosines(question, by_sound);
        let mut parts = [0.0; CHANNELS];
        let best = self.texts_of(entry).max_by(|a, b| cosines[*a].total_cmp(&cosines[*b]).then(b.cmp(a)));
        let Some(best) = best else {
            return parts;
        };
        for feature in question {
            let (term, weight) = self.weigh(feature);
            let postings = term.map_or(&[][..], |term| self.postings_of(term));
            if let Ok(at) = postings.binary_search_by_key(&(best as u32), |posting| posting.text) {
                parts[feature.channel as usize] += weight * postings[at].weight;
            }
        }
        let whole: f32 = parts.iter().sum();
        parts.map(|part| if whole > 0.0 { part / whole } else { 0.0 })
    }
}

impl Search {
    /// How the best score came about.
    pub(crate) fn explanation(&self) -> Vec<Explanation> {
        let signals = &self.signals;
        let mut score = Explanation::leaf("score", signals.score);
        let shares = CHANNEL_NAMES.iter().zip(self.channels).filter(|(_, share)| *share > 0.0);
        score.parts = shares.map(|(name, share)| Explanation::leaf(name, share)).collect();
        vec![
            score,
            Explanation::leaf("margin", signals.margin),
            Explanation::leaf("covered by the entry", signals.covered),
            Explanation::leaf("known to the base", signals.known),
        ]
    }
}
