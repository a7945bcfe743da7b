//! The head: a softmax over the entries, fitted on the base's own wordings, which refines what the index finds.
//
// Multinomial logistic regression over the index's own features, by stochastic gradient descent one wording after the
// other (Bottou, "Large-scale machine learning with stochastic gradient descent", 2010). It begins at zero and stops
// after a few rounds, which is its regularisation. Tried without gain: ridge regression (banking77 70.9 instead of
// 75.7), AdaGrad (71.5), feature dropout, more rounds, powers of the cosine above 1.
//
// It is kept in its dual form: each step adds a multiple of the wording's own vector, so the weights are a sum over
// wordings, and a question's logits are its cosines with the wordings, which the index has worked out already, times
// what each wording says for and against the entries. Of that only the strongest [`CELLS`] are kept.

use crate::hash::finish;
use crate::index::Index;

/// Rounds over all wordings. Top-1 moves by less than 0.4 points between 5 and 12.
const ROUNDS: u32 = 6;
/// The step of the first round; it falls evenly to nothing.
const RATE: f32 = 0.1;
/// What the texts' vectors, of length 1, are stretched to. Between 4 and 8 nothing moves.
const SCALE: f32 = 6.0;
/// The share of a wording's probability that is spread over all entries (label smoothing: Szegedy and others, 2016).
/// Top-1 on banking77 and clinc150 at 0, 0.1, 0.2: 75.7 and 82.3, 75.7 and 82.6, 75.3 and 82.6.
const SMOOTHING: f32 = 0.1;
/// What an answer counts beside a wording.
const ANSWER: f32 = 0.3;
/// Entries that one wording speaks for or against: its own and those it is most easily taken for. Top-1 on banking77,
/// clinc150 and massive_zh with 10 wordings: 75.2, 83.1, 63.8 with all entries; 75.4, 83.0, 63.8 with 8; 75.9, 82.8,
/// 63.7 with 4; 75.2, 82.8, 63.9 with 2.
const CELLS: usize = 4;
/// Most wordings times entries: 10,000 wordings of 5,000 entries take a browser some ten seconds in the background.
const MOST_WORK: usize = 50_000_000;
/// Weights are kept as whole multiples of 1 in so many, so that a compiled base has the very same ones.
const STEPS: f32 = 16_384.0;
/// First byte of a head in bytes; it changes with anything above.
const VERSION: u8 = 1;
/// Bytes before the cells, and of one cell.
const HEADING: usize = 13;
const CELL: usize = 4;

/// What one wording says for or against one entry.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Cell {
    entry: u16,
    weight: i16,
}

/// A fitted head.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Head {
    /// [`CELLS`] for each text of the index.
    cells: Vec<Cell>,
    entries: usize,
    /// What is added to the constant of its curve on this base.
    pub(crate) added: f64,
}

impl Head {
    /// How much each entry is favoured by a question's cosines with the texts: the logits of a softmax, but for a
    /// constant that all of them share.
    pub(crate) fn logits(&self, cosines: &[f32]) -> Vec<f32> {
        let mut logits = vec![0.0; self.entries];
        for (cells, cosine) in self.cells.as_chunks::<CELLS>().0.iter().zip(cosines) {
            // Of what wasn't learnt yet not even the strongest cell says anything.
            if *cosine != 0.0 && cells[0].weight != 0 {
                let scaled = SCALE * SCALE * cosine / STEPS;
                for cell in cells {
                    logits[usize::from(cell.entry)] += scaled * f32::from(cell.weight);
                }
            }
        }
        logits
    }

    /// The head as bytes, for the index that it was fitted on: the version, that index's mark, what is added, the cells.
    pub(crate) fn to_bytes(&self, index: &Index) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        bytes.extend(index.mark().to_le_bytes());
        bytes.extend(self.added.to_le_bytes());
        for cell in &self.cells {
            bytes.extend(cell.entry.to_le_bytes());
            bytes.extend(cell.weight.to_le_bytes());
        }
        bytes
    }

    /// The head in `bytes`; none where they are not for this index and this version.
    pub(crate) fn from_bytes(bytes: &[u8], index: &Index) -> Option<Self> {
        let (heading, cells) = bytes.split_at_checked(HEADING)?;
        let (version, rest) = heading.split_first()?;
        let (mark, added) = rest.split_at_checked(CELL)?;
        if *version != VERSION || mark != index.mark().to_le_bytes() {
            return None;
        }
        let added = f64::from_le_bytes(added.try_into().ok()?);
        let entries = index.entry_count();
        let cells: Vec<Cell> = cells
            .chunks_exact(CELL)
            .map(|cell| Cell {
                entry: u16::from_le_bytes([cell[0], cell[1]]),
                weight: i16::from_le_bytes([cell[2], cell[3]]),
            })
            .collect();
        let sound = cells.len() == index.texts().len() * CELLS
            && added.is_finite()
            && cells.iter().all(|cell| usize::from(cell.entry) < entries);
        sound.then_some(Self { cells, entries, added })
    }
}

/// A head in the making, one wording a step; made of so many steps, it comes out the same however they are grouped.
#[derive(Clone, Debug)]
pub(crate) struct Fitting {
    head: Head,
    /// Where each text's bundles begin; one more than there are texts.
    starts: Vec<u32>,
    /// A text's bundles and their weights.
    bundles: Vec<(u32, f32)>,
    /// The cosines of a text with all texts, once they are known; empty where there is no room for them.
    known: Vec<Vec<f32>>,
    /// The texts in the order of this round.
    order: Vec<u32>,
    round: u32,
    at: usize,
}

impl Fitting {
    /// Begins; none where the base is too large for the browser, or too small to learn from. Of every round but the first a
    /// good half is spared where there is `room` for the cosines of each text with each, a number.
    pub(crate) fn begin(index: &Index, room: usize) -> Option<Self> {
        let (entries, texts) = (index.entry_count(), index.texts().len());
        let too_large = entries > usize::from(u16::MAX) || entries.saturating_mul(texts) > MOST_WORK;
        if entries < 2 || too_large || index.is_sparse() {
            return None;
        }
        let (starts, bundles) = index.cells();
        let head = Head { cells: vec![Cell::default(); texts * CELLS], entries, added: 0.0 };
        let known = if texts.saturating_mul(texts) <= room { vec![Vec::new(); texts] } else { Vec::new() };
        Some(Self { head, starts, bundles, known, order: (0..texts as u32).collect(), round: 0, at: 0 })
    }

    /// Learns from one more text; after the last one of the last round gives the head.
    pub(crate) fn step(&mut self, index: &Index) -> Option<Head> {
        if self.at == 0 {
            self.shuffle();
        }
        let number = self.order[self.at] as usize;
        let text = index.texts()[number];
        let rate =
            RATE * (1.0 - self.round as f32 / ROUNDS as f32) * if text.is_answer { ANSWER } else { 1.0 };
        let mut said = match self.known.get(number).filter(|known| !known.is_empty()) {
            Some(known) => self.head.logits(known),
            None => {
                let cosines = self.cosines(number, index);
                let said = self.head.logits(&cosines);
                if let Some(known) = self.known.get_mut(number) {
                    *known = cosines;
                }
                said
            }
        };
        softmax(&mut said);
        said[text.entry as usize] -= 1.0 - SMOOTHING;
        said.iter_mut().for_each(|error| *error *= -rate);
        let own = &mut self.head.cells[number * CELLS..(number + 1) * CELLS];
        for cell in own.iter() {
            said[usize::from(cell.entry)] += f32::from(cell.weight) / STEPS;
        }
        keep_strongest(&said, own);
        self.at += 1;
        if self.at == self.order.len() {
            (self.at, self.round) = (0, self.round + 1);
        }
        (self.round == ROUNDS).then(|| std::mem::take(&mut self.head))
    }

    /// The cosines of a text with all texts.
    fn cosines(&self, number: usize, index: &Index) -> Vec<f32> {
        let mut cosines = vec![0.0; index.texts().len()];
        for (bundle, weight) in &self.bundles[self.starts[number] as usize..self.starts[number + 1] as usize]
        {
            for posting in index.postings_of(*bundle) {
                cosines[posting.text as usize] += weight * posting.weight;
            }
        }
        cosines
    }

    /// Fisher and Yates' shuffle, with hashes for chance so that it is the same everywhere.
    fn shuffle(&mut self) {
        for at in (1..self.order.len()).rev() {
            let chance = finish(self.round.wrapping_mul(0x9e37_79b9) ^ at as u32);
            self.order.swap(at, chance as usize % (at + 1));
        }
    }
}

/// Puts the strongest of what is said into `cells`, strongest first; of equals the earlier entry.
fn keep_strongest(said: &[f32], cells: &mut [Cell]) {
    cells.fill(Cell::default());
    let mut least = 0;
    for (entry, weight) in said.iter().enumerate() {
        let weight = (weight * STEPS) as i16;
        if weight.unsigned_abs() > least {
            let place = cells.iter().position(|cell| cell.weight.unsigned_abs() < weight.unsigned_abs());
            if let Some(place) = place {
                cells[place..].rotate_right(1);
                cells[place] = Cell { entry: entry as u16, weight };
            }
            least = cells.last().map_or(0, |cell| cell.weight.unsigned_abs());
        }
    }
}

/// Turns logits into probabilities.
fn softmax(logits: &mut [f32]) {
    let most = logits.iter().fold(f32::MIN, |most, logit| most.max(*logit));
    let mut sum = 0.0;
    for logit in logits.iter_mut() {
        *logit = libm::expf(*logit - most);
        sum += *logit;
    }
    logits.iter_mut().for_each(|logit| *logit /= sum);
}

#[cfg(test)]
mod tests {
    use crate::pack::shipped;
    use crate::{Dialogue, Engine, Entry, Options};

    fn engine(wordings: &[&[&str]]) -> Engine {
        let entry = |(number, wordings): (usize, &&[&str])| Entry {
            id: format!("e{number}"),
            wordings: wordings.iter().map(|wording| (*wording).to_owned()).collect(),
            answer: String::new(),
            team: None,
            handoff: None,
        };
        Engine::new(wordings.iter().enumerate().map(entry).collect(), shipped(), Options::default())
    }

    fn small() -> Engine {
        engine(&[
            &["how do I return a lamp", "send the lamp back", "I want to give it back"],
            &["where is my parcel", "track my order", "when does it arrive"],
            &["怎么退货", "我想退掉这盏灯", "能退吗"],
        ])
    }

    fn confidences(engine: &Engine) -> Vec<u64> {
        let asked = ["give my lamp back", "wheres my order", "这个灯能退吗", "hello", ""];
        let best = |text: &&str| {
            let outcome = engine.decide(&mut Dialogue::default(), text);
            outcome.ranking.matches.first().map_or(0, |best| best.confidence.to_bits())
        };
        asked.iter().map(best).collect()
    }

    #[test]
    fn it_comes_out_the_same_however_its_steps_are_grouped() {
        let whole = confidences(&small().fitted());
        assert_ne!(whole, confidences(&small()), "the head changes nothing");
        for slice in [1, 2, 7, 1_000] {
            let mut engine = small();
            while engine.fit(slice) {
                assert_eq!(confidences(&engine), confidences(&small()), "half a head answers");
            }
            assert_eq!(confidences(&engine), whole, "slices of {slice}");
            assert!(!engine.fit(slice), "it is done once");
        }
    }

    #[test]
    fn what_was_learnt_serves_the_same_base_and_no_other() {
        let fitted = small().fitted();
        let learnt = fitted.learnt().expect("fitted");
        assert_eq!(small().learnt(), None, "nothing is learnt yet");
        let mut taken = small();
        assert!(taken.take_learnt(&learnt) && !taken.fit(1));
        assert_eq!(confidences(&taken), confidences(&fitted));
        let mut other = engine(&[&["how do I pay", "pay by card"], &["where is it", "track it"]]);
        let cut =
            [&[], &learnt[..1], &learnt[..12], &learnt[..learnt.len() - 1], &learnt[..learnt.len() - 4]];
        let mut wild = learnt.clone();
        wild[13..].fill(0xff);
        for bytes in cut.into_iter().chain([&wild[..], &[0; 300]]) {
            assert!(!small().take_learnt(bytes), "{} bytes", bytes.len());
        }
        assert!(!other.take_learnt(&learnt) && other.fit(1));
    }

    #[test]
    fn any_base_can_be_fitted_and_asked() {
        let long = "word ".repeat(10_000);
        let many: Vec<String> = (0..20_000).map(|number| format!("question number {number}")).collect();
        let twice: Vec<Vec<&str>> = many.iter().map(|text| vec![text.as_str(), text.as_str()]).collect();
        let many: Vec<&[&str]> = twice.iter().map(Vec::as_slice).collect();
        let bases: [&[&[&str]]; 8] = [
            &[],
            &[&["how do I pay", "can I pay by card"]],
            &[&["pay", "pay"], &["pay", "pay"]],
            &[&[&long, "words"], &["short", "brief"]],
            &[&["aaaa", "aaa"], &["aa", "a"]],
            &[&["😀", "😀😀"], &["…", "?!"]],
            &[&[], &[]],
            &many,
        ];
        for base in bases {
            let engine = engine(base).fitted();
            for text in ["pay", &long, "", "😀", "a", "?", "question number 7"] {
                let outcome = engine.decide(&mut Dialogue::default(), text);
                for found in &outcome.ranking.matches {
                    assert!((0.0..=1.0).contains(&found.confidence), "{}: {}", base.len(), found.confidence);
                }
            }
        }
    }
}
