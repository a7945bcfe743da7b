//! Calibration on a base's own wordings: every second one is held out, and what is left is asked for it.
//
// A site's questions are easier or harder than those that the curves were fitted on. One number, added to the curve's
// constant, sets it to the site: the most likely one, with a normal distribution around nothing before. It is never
// below nothing: half a base knows less than the whole one, so where even half of it is right more often than the
// curve says, the whole one is; where it is right less often, nothing follows. (On the shops' bases, whose wordings
// were written to differ, half a base finds 27 and 56 of 100, and the whole one 84 and 88 of 100 real questions.)

use crate::feature::features;
use crate::head::{Fitting, Head};
use crate::index::Index;
use crate::token::tokens;
use crate::{Engine, confidence, rank};

/// Least wordings of an entry of which some are held out.
const LEAST_WORDINGS: usize = 3;

/// Most wordings that are asked; of more, as many at even distances. With 400 the number is off by some 0.1.
const MOST_ASKED: usize = 400;

/// The deviation of the normal distribution before anything is asked. Expected calibration error in the mean of three
/// sets with 5 and 10 wordings: 4.4 % without calibration, 3.2 at 0.5.
const DEVIATION: f64 = 0.5;

/// The most that is added.
const MOST_ADDED: f64 = 1.0;

/// Probabilities are kept so far from 0 and 1.
const LEAST_ODDS: f64 = 1e-4;

/// Newton's method comes to rest within ten rounds.
const ROUNDS: usize = 10;

/// Half a base in the making, then being asked.
#[derive(Clone, Debug)]
pub(crate) struct Calibration {
    half: Index,
    learning: Learning,
    /// What is still to be asked: an entry and one of its wordings.
    held: Vec<(usize, usize)>,
    /// The log odds that were given, and whether the best entry was the right one.
    found: Vec<(f64, bool)>,
}

#[derive(Clone, Debug)]
enum Learning {
    Begun(Fitting),
    Done(Head),
}

impl Calibration {
    /// Begins; none where too few entries have enough wordings.
    pub(crate) fn begin(index: &Index, room: usize) -> Option<Self> {
        let mut held = Vec::new();
        for entry in 0..index.entry_count() {
            let wordings = index.texts_of(entry).filter(|text| !index.texts()[*text].is_answer).count();
            if wordings >= LEAST_WORDINGS {
                held.extend((1..wordings).step_by(2).map(|wording| (entry, wording)));
            }
        }
        let half = index.without(&held);
        let learning = Learning::Begun(Fitting::begin(&half, room)?);
        let stride = held.len().div_ceil(MOST_ASKED).max(1);
        let held = held.into_iter().step_by(stride).collect();
        Some(Self { half, learning, held, found: Vec::new() })
    }

    /// Learns from one more wording or asks one more; in the end gives what to add.
    pub(crate) fn step(&mut self, engine: &Engine) -> Option<f64> {
        let head = match &mut self.learning {
            Learning::Begun(fitting) => {
                if let Some(head) = fitting.step(&self.half) {
                    self.learning = Learning::Done(head);
                }
                return None;
            }
            Learning::Done(head) => head,
        };
        let Some((entry, wording)) = self.held.pop() else {
            return Some(added(&self.found));
        };
        let tokens = tokens(&engine.entries[entry].wordings[wording], &engine.packs);
        let search = rank::search(&self.half, Some(head), &features(&tokens, &engine.packs), false);
        let matches = confidence::matches(&search, &confidence::FITTED);
        if let Some(best) = matches.first() {
            let odds = best.confidence.clamp(LEAST_ODDS, 1.0 - LEAST_ODDS);
            self.found.push((libm::log(odds / (1.0 - odds)), best.entry == entry));
        }
        None
    }
}

/// What to add to the log odds: the most likely number, by Newton's method.
fn added(found: &[(f64, bool)]) -> f64 {
    let mut added = 0.0;
    for _ in 0..ROUNDS {
        let (mut slope, mut curvature) = (-added / (DEVIATION * DEVIATION), 1.0 / (DEVIATION * DEVIATION));
        for (odds, right) in found {
            let expected = 1.0 / (1.0 + libm::exp(-odds - added));
            slope += f64::from(u8::from(*right)) - expected;
            curvature += expected * (1.0 - expected);
        }
        added += slope / curvature;
    }
    added.clamp(0.0, MOST_ADDED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_right_more_often_than_said_adds() {
        let check = |given: f64, right: usize, of: usize, expected: f64| {
            let odds = libm::log(given / (1.0 - given));
            let found: Vec<(f64, bool)> = (0..of).map(|number| (odds, number < right)).collect();
            let added = added(&found);
            assert!((added - expected).abs() < 0.02, "{given} {right}/{of}: {added}");
        };
        check(0.5, 0, 0, 0.0);
        check(0.5, 1, 1, 0.12);
        check(0.5, 75, 100, 0.91);
        check(0.5, 50, 100, 0.0);
        check(0.5, 25, 100, 0.0);
        check(0.9, 400, 400, 1.0);
        check(0.9, 95, 100, 0.42);
    }
}
