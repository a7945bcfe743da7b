//! The index: every wording's features, weighed, and for each feature the wordings that hold it.
//
// Features that stand in the very same texts, equally often, such as a word and most of its parts, are one bundle: to a
// question they are one direction, whose weight is the root of the sum of their squares. Of 500 entries of five wordings that
// begin alike a question touches 57,000 postings feature by feature.

use std::ops::Range;

use crate::feature::{CHANNELS, Channel, Feature, features};
use crate::hash::{Table, finish, order, pair};
use crate::pack::Pack;
use crate::token::Token;

/// How much each channel counts, in the order of [`Channel`].
///
/// From a grid over the development sets; top-1 moves by less than a point where any one of them is a third off. The
/// classes of words tell apart no entries that their words don't, but find one that is worded otherwise.
const CHANNEL_WEIGHTS: [f32; CHANNELS] = [1.0, 0.5, 0.4, 1.0, 0.4, 0.3, 0.3, 0.5, 0.5, 0.5];

/// What is added to each inverse frequency: above 1 it keeps common words from counting for nothing.
/// Top-1 on banking77 and clinc150 with 10 wordings, the head fitted: 74.4 and 82.0 at 1, 75.7 and 82.6 at 2, 75.8 and
/// 82.9 at 3; with one wording 0.5 points less at 3 than at 2.
const FLOOR: f32 = 3.0;

/// Least wordings an entry, in the mean, to learn from: with one, a fitted head loses to the index (top-1 36.3 against
/// 36.4 on banking77, 45.5 against 46.4 on clinc150).
const LEAST_WORDINGS: usize = 2;

/// How much of a word's or character's weight comes from its rarity in the language rather than in the base.
const BACKGROUND: f32 = 0.3;

/// Wordings and answers in a form that is searched.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    /// Term number by feature hash.
    terms: Table,
    /// A term's weight.
    weights: Vec<f32>,
    /// A term's bundle, and its share of the bundle's weight.
    bundles: Vec<(u32, f32)>,
    /// Where each bundle's postings begin; one more than there are bundles.
    starts: Vec<u32>,
    postings: Vec<Posting>,
    /// The same of its holders, the entries of these postings, each once: what an entry covers is added up without a look at
    /// each of its texts.
    holder_starts: Vec<u32>,
    holders: Vec<u32>,
    texts: Vec<Text>,
    /// The texts of each entry: its wordings, then its answer where there is one.
    entries: Vec<Range<usize>>,
    /// The weight of a term that no text holds.
    absent: f32,
}

/// That a text holds a bundle.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Posting {
    pub(crate) text: u32,
    pub(crate) weight: f32,
}

/// One wording or answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text {
    pub(crate) entry: u32,
    /// Length of its vector; that of its sounds alone.
    pub(crate) norms: [f32; 2],
    pub(crate) is_answer: bool,
}

/// Texts being taken in.
#[derive(Default)]
pub(crate) struct Builder {
    index: Index,
    /// Texts of each term; the entry that held it last, so that each counts once.
    holders: Vec<(u32, u32)>,
    rarities: Vec<f32>,
    /// Term, text and how often it stands there.
    rows: Vec<(u32, u32, u32)>,
    /// A term's channel.
    channels: Vec<Channel>,
    /// Whether each term is a bundle of its own.
    is_apart: bool,
}

impl Builder {
    /// Takes in the next entry: the tokens of its wordings, then those of its answer.
    pub(crate) fn add(&mut self, wordings: &[Vec<Token>], answer: &[Token], packs: &[Pack]) {
        let first = self.index.texts.len();
        for wording in wordings {
            self.add_text(features(wording, packs), false);
        }
        if !answer.is_empty() {
            self.add_text(features(answer, packs), true);
        }
        self.index.entries.push(first..self.index.texts.len());
    }

    /// Takes in an entry of one text that has these features; they stay apart from one another.
    pub(crate) fn add_row(&mut self, features: Vec<Feature>) {
        self.is_apart = true;
        let first = self.index.texts.len();
        self.add_text(features, false);
        self.index.entries.push(first..self.index.texts.len());
    }

    fn add_text(&mut self, features: Vec<Feature>, is_answer: bool) {
        let entry = self.index.entries.len() as u32;
        let text = self.index.texts.len() as u32;
        self.index.texts.push(Text { entry, norms: [0.0; 2], is_answer });
        for feature in features {
            let term = self.index.terms.get_or_insert(feature.hash, self.holders.len() as u32);
            if term as usize == self.holders.len() {
                self.holders.push((0, u32::MAX));
                self.rarities.push(feature.rarity.unwrap_or(-1.0));
                self.channels.push(feature.channel);
            }
            let holder = &mut self.holders[term as usize];
            if holder.1 != entry {
                *holder = (holder.0 + 1, entry);
            }
            self.rows.push((term, text, feature.count));
        }
    }

    /// Weighs everything.
    pub(crate) fn finish(self) -> Index {
        let mut index = self.index;
        let entries = index.entries.len() as f32;
        index.absent = inverse(entries, 0.0);
        let absent = index.absent;
        let inverses: Vec<f32> =
            (0..=index.entries.len()).map(|count| inverse(entries, count as f32)).collect();
        let weigh =
            |(holder, rarity): (&(u32, u32), &f32)| blend(inverses[holder.0 as usize], absent, *rarity);
        index.weights = self.holders.iter().zip(&self.rarities).map(weigh).collect();
        index.place(&self.rows, &self.channels, self.is_apart);
        index
    }
}

impl Index {
    /// Sorts the rows into postings, each text's weights set against the length of its vector.
    fn place(&mut self, rows: &[(u32, u32, u32)], channels: &[Channel], is_apart: bool) {
        let mut starts = vec![0_usize; self.weights.len() + 1];
        for (term, text, count) in rows {
            let term = *term as usize;
            let weight = strength(channels[term], *count) * self.weights[term];
            let norms = &mut self.texts[*text as usize].norms;
            norms[0] += weight * weight;
            norms[1] += if is_sound(channels[term]) { weight * weight } else { 0.0 };
            starts[term + 1] += 1;
        }
        for norm in self.texts.iter_mut().flat_map(|text| &mut text.norms) {
            *norm = libm::sqrtf(*norm).max(f32::MIN_POSITIVE);
        }
        for term in 1..starts.len() {
            starts[term] += starts[term - 1];
        }
        let mut cells = vec![(0, 0); rows.len()];
        let mut next = starts.clone();
        for (term, text, count) in rows {
            cells[next[*term as usize]] = (*text, *count);
            next[*term as usize] += 1;
        }
        let cells_of = |term: usize| &cells[starts[term]..starts[term + 1]];
        let weight_of =
            |index: &Self, term: usize| CHANNEL_WEIGHTS[channels[term] as usize] * index.weights[term];
        // Each bundle's first term, and its squared weight.
        let mut firsts: Vec<(usize, f32)> = Vec::new();
        let mut known = Table::default();
        for term in 0..self.weights.len() {
            let mut at = firsts.len();
            if !is_apart {
                let key = cells_of(term).iter().fold(1, |key, (text, count)| pair(key, *text, *count));
                let alike = known.get_or_insert(key, at as u32) as usize;
                at = if alike < at && cells_of(firsts[alike].0) == cells_of(term) { alike } else { at };
            }
            if at == firsts.len() {
                firsts.push((term, 0.0));
            }
            let weight = weight_of(self, term);
            firsts[at].1 += weight * weight;
            self.bundles.push((at as u32, weight));
        }
        for (bundle, share) in &mut self.bundles {
            *share /= libm::sqrtf(firsts[*bundle as usize].1);
        }
        self.starts = vec![0];
        for (term, square) in firsts {
            let whole = libm::sqrtf(square) / weight_of(self, term);
            for (text, count) in cells_of(term) {
                let weight = strength(channels[term], *count) * self.weights[term];
                let weight = weight / self.texts[*text as usize].norms[0] * whole;
                self.postings.push(Posting { text: *text, weight });
            }
            self.starts.push(self.postings.len() as u32);
        }
        self.name_holders();
    }

    /// Names each bundle's holders, once the postings stand.
    fn name_holders(&mut self) {
        (self.holder_starts, self.holders) = (vec![0], Vec::new());
        for bundle in 0..self.bundle_count() {
            let mut last = u32::MAX;
            let range = self.starts[bundle as usize] as usize..self.starts[bundle as usize + 1] as usize;
            for posting in &self.postings[range] {
                let entry = self.texts[posting.text as usize].entry;
                if entry != last {
                    self.holders.push(entry);
                    last = entry;
                }
            }
            self.holder_starts.push(self.holders.len() as u32);
        }
    }

    /// The same index without these wordings, each an entry and one of its wordings, in order; terms keep their weights.
    pub(crate) fn without(&self, left_out: &[(usize, usize)]) -> Self {
        let mut numbers = vec![u32::MAX; self.texts.len()];
        let mut left_out = left_out.iter().peekable();
        let mut half = Self { texts: Vec::new(), entries: Vec::new(), postings: Vec::new(), ..self.clone() };
        for (entry, texts) in self.entries.iter().enumerate() {
            let first = half.texts.len();
            for text in texts.clone() {
                if left_out.next_if_eq(&&(entry, text - texts.start)).is_none() {
                    numbers[text] = half.texts.len() as u32;
                    half.texts.push(self.texts[text]);
                }
            }
            half.entries.push(first..half.texts.len());
        }
        for bundle in 0..self.bundle_count() {
            half.starts[bundle as usize] = half.postings.len() as u32;
            for posting in self.postings_of(bundle) {
                let text = numbers[posting.text as usize];
                if text != u32::MAX {
                    half.postings.push(Posting { text, weight: posting.weight });
                }
            }
        }
        half.starts[self.bundle_count() as usize] = half.postings.len() as u32;
        half.name_holders();
        half
    }

    /// Whether there are too few wordings to learn from.
    pub(crate) fn is_sparse(&self) -> bool {
        let wordings = self.texts.iter().filter(|text| !text.is_answer).count();
        wordings < LEAST_WORDINGS * self.entries.len()
    }

    /// How many bundles there are.
    fn bundle_count(&self) -> u32 {
        self.starts.len() as u32 - 1
    }

    /// The postings the other way round: where each text's cells begin, and the cells, a bundle and its weight.
    pub(crate) fn cells(&self) -> (Vec<u32>, Vec<(u32, f32)>) {
        let mut starts = vec![0; self.texts.len() + 1];
        self.postings.iter().for_each(|posting| starts[posting.text as usize + 1] += 1);
        for text in 1..starts.len() {
            starts[text] += starts[text - 1];
        }
        let mut next = starts.clone();
        let mut cells = vec![(0, 0.0); self.postings.len()];
        for bundle in 0..self.bundle_count() {
            for posting in self.postings_of(bundle) {
                cells[next[posting.text as usize] as usize] = (bundle, posting.weight);
                next[posting.text as usize] += 1;
            }
        }
        (starts, cells)
    }

    /// A number that changes with anything that is indexed: wordings, packs, weights.
    pub(crate) fn mark(&self) -> u32 {
        let weights = self.postings.iter().map(|posting| (posting.text, posting.weight.to_bits()));
        finish(weights.fold(0, |mark, (text, weight)| pair(mark, text, weight)))
    }

    /// How many entries there are.
    pub(crate) fn entry_count(&self) -> usize {
        self.entries.len()
    }

    /// All texts, those of one entry side by side.
    pub(crate) fn texts(&self) -> &[Text] {
        &self.texts
    }

    /// The texts of one entry.
    pub(crate) fn texts_of(&self, entry: usize) -> Range<usize> {
        self.entries[entry].clone()
    }

    /// The bundle of a question's feature and its share of that, where a text holds it, and the feature's weight in the
    /// question.
    pub(crate) fn weigh(&self, feature: &Feature) -> (Option<(u32, f32)>, f32) {
        let term = self.terms.get(feature.hash).map(|term| term as usize);
        let weight = match term {
            Some(term) => self.weights[term],
            None => blend(self.absent, self.absent, feature.rarity.unwrap_or(-1.0)),
        };
        (term.map(|term| self.bundles[term]), weight * strength(feature.channel, feature.count))
    }

    /// The bundles that a question holds, each with its weight in the question and the squared weights of its features, and
    /// the squared weights of all its features.
    pub(crate) fn bundled(&self, question: &[Feature]) -> (Vec<(u32, f32, f32)>, f32) {
        let mut held: Vec<(u32, f32, f32)> = Vec::with_capacity(question.len());
        let mut all = 0.0_f32;
        for feature in question {
            let (bundle, weight) = self.weigh(feature);
            all += weight * weight;
            held.extend(bundle.map(|(bundle, share)| (bundle, weight * share, weight * weight)));
        }
        let mut bundles: Vec<(u32, f32, f32)> = Vec::with_capacity(held.len());
        for at in order(held.len(), &|at| held[at].0) {
            let (bundle, weight, square) = held[at];
            match bundles.last_mut().filter(|last| last.0 == bundle) {
                Some(last) => (last.1, last.2) = (last.1 + weight, last.2 + square),
                None => bundles.push((bundle, weight, square)),
            }
        }
        (bundles, all)
    }

    /// The entries that hold a bundle, in order.
    pub(crate) fn holders_of(&self, bundle: u32) -> &[u32] {
        let bundle = bundle as usize;
        &self.holders[self.holder_starts[bundle] as usize..self.holder_starts[bundle + 1] as usize]
    }

    /// The texts that hold a bundle, in order.
    pub(crate) fn postings_of(&self, bundle: u32) -> &[Posting] {
        let bundle = bundle as usize;
        &self.postings[self.starts[bundle] as usize..self.starts[bundle + 1] as usize]
    }
}

fn is_sound(channel: Channel) -> bool {
    matches!(channel, Channel::Sound | Channel::SoundPair)
}

/// How strongly a feature stands in its text: its channel's weight times the sublinear term frequency, 1 + ln n.
fn strength(channel: Channel, count: u32) -> f32 {
    let weight = CHANNEL_WEIGHTS[channel as usize];
    if count == 1 { weight } else { weight * (1.0 + libm::logf(count as f32)) }
}

/// Smoothed inverse entry frequency: ln((1 + N) / (1 + n)) + [`FLOOR`].
fn inverse(entries: f32, holders: f32) -> f32 {
    libm::logf((1.0 + entries) / (1.0 + holders)) + FLOOR
}

/// The weight in the base, drawn towards the rarity in the language where that is known (not negative).
fn blend(inverse: f32, absent: f32, rarity: f32) -> f32 {
    if rarity < 0.0 { inverse } else { (1.0 - BACKGROUND) * inverse + BACKGROUND * absent * rarity }
}
