//! The one scorer of the bench: what predictions are worth, whoever made them, and how sure that is.

use ::tests::Chance;

/// What one question came to.
#[derive(Clone, Copy, Debug)]
pub struct Judged {
    /// Whether an entry of the base answers the question.
    pub in_scope: bool,
    /// The place of the right entry among the ranked, from 0; none where it is not among them.
    pub rank: Option<usize>,
    /// How sure the method is of its best, 0 to 1; any increasing scale does but for [`Measure::Calibration`].
    pub confidence: f64,
}

impl Judged {
    fn is_right(&self) -> bool {
        self.in_scope && self.rank == Some(0)
    }
}

/// What is measured, in the order of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The share of in-scope questions whose right entry is first.
    Top1,
    /// The share of in-scope questions whose right entry is among the first three.
    Top3,
    /// The probability that an in-scope question has a higher confidence than an out-of-scope one, ties counting half
    /// (the area under the ROC curve, by Mann and Whitney's U).
    OutOfScope,
    /// The largest share of in-scope questions that one threshold answers while at least 95 in 100 of all answers are
    /// right. Questions of one confidence stand or fall together; out-of-scope questions count as
    /// [`OUT_OF_SCOPE_SHARE`] of the whole, however many there are, and an answer to one is wrong.
    Answered,
    /// How far the confidence is from the share of right ones over in-scope questions, in ten equal bins:
    /// Σ |bin| / n · |right share − mean confidence| (Naeini, Cooper and Hauskrecht 2015). Only for probabilities.
    Calibration,
}

/// What share of the whole the out-of-scope questions are weighed to.
const OUT_OF_SCOPE_SHARE: f64 = 0.18;
/// Least share of right answers among those given.
const PRECISION: f64 = 0.95;
/// Bins of the calibration error.
const BINS: usize = 10;
/// Sums of weights are compared up to this.
const ROUNDING: f64 = 1e-9;

/// The judged questions of one draw. Draws of one column ask the same questions in the same order.
#[derive(Clone, Debug)]
pub struct Draw {
    judged: Vec<Judged>,
    /// Positions of the judged, highest confidence first.
    order: Vec<usize>,
}

impl Draw {
    /// The questions in the order in which they were asked.
    pub fn new(judged: Vec<Judged>) -> Self {
        let mut order: Vec<usize> = (0..judged.len()).collect();
        order.sort_by(|a, b| judged[*b].confidence.total_cmp(&judged[*a].confidence));
        Self { judged, order }
    }

    /// A measure in which each question counts as often as its weight says; none where it says nothing.
    fn measure(&self, measure: Measure, weights: &[f64]) -> Option<f64> {
        match measure {
            Measure::Top1 => self.top(1, weights),
            Measure::Top3 => self.top(3, weights),
            Measure::OutOfScope => self.out_of_scope(weights),
            Measure::Answered => self.answered(weights),
            Measure::Calibration => self.calibration(weights),
        }
    }

    /// The weight of all questions that fit a condition.
    fn weight(&self, weights: &[f64], fits: impl Fn(&Judged) -> bool) -> f64 {
        self.judged.iter().zip(weights).filter(|(one, _)| fits(one)).map(|(_, weight)| weight).sum()
    }

    fn top(&self, places: usize, weights: &[f64]) -> Option<f64> {
        let found = |one: &Judged| one.in_scope && one.rank.is_some_and(|rank| rank < places);
        share(self.weight(weights, found), self.weight(weights, |one| one.in_scope))
    }

    fn out_of_scope(&self, weights: &[f64]) -> Option<f64> {
        let inside = self.weight(weights, |one| one.in_scope);
        let outside = self.weight(weights, |one| !one.in_scope);
        let (mut above, mut wins) = (0.0, 0.0);
        for tied in self.ties() {
            let (tied_inside, tied_outside) = self.sides(tied, weights);
            wins += tied_outside * (above + tied_inside / 2.0);
            above += tied_inside;
        }
        share(wins, inside * outside)
    }

    fn answered(&self, weights: &[f64]) -> Option<f64> {
        let inside = self.weight(weights, |one| one.in_scope);
        let outside = self.weight(weights, |one| !one.in_scope);
        let scale = OUT_OF_SCOPE_SHARE / (1.0 - OUT_OF_SCOPE_SHARE) * share(inside, outside).unwrap_or(0.0);
        let (mut answers, mut right, mut answered, mut best) = (0.0, 0.0, 0.0, 0.0);
        for tied in self.ties() {
            let (tied_inside, tied_outside) = self.sides(tied, weights);
            answers += tied_inside + scale * tied_outside;
            answered += tied_inside;
            right +=
                tied.iter().filter(|at| self.judged[**at].is_right()).map(|at| weights[*at]).sum::<f64>();
            if right + ROUNDING >= answers * PRECISION {
                best = answered;
            }
        }
        share(best, inside)
    }

    fn calibration(&self, weights: &[f64]) -> Option<f64> {
        let mut gaps = [0.0; BINS];
        for (one, weight) in self.judged.iter().zip(weights).filter(|(one, _)| one.in_scope) {
            let bin = ((one.confidence * BINS as f64) as usize).min(BINS - 1);
            gaps[bin] += weight * (f64::from(u8::from(one.is_right())) - one.confidence);
        }
        let gap: f64 = gaps.iter().map(|gap: &f64| gap.abs()).sum();
        share(gap, self.weight(weights, |one| one.in_scope))
    }

    /// Positions of questions of one confidence, highest first.
    fn ties(&self) -> impl Iterator<Item = &[usize]> {
        self.order.chunk_by(|a, b| self.judged[*a].confidence == self.judged[*b].confidence)
    }

    /// The weight in scope and out of it.
    fn sides(&self, positions: &[usize], weights: &[f64]) -> (f64, f64) {
        positions.iter().fold((0.0, 0.0), |(inside, outside), at| match self.judged[*at].in_scope {
            true => (inside + weights[*at], outside),
            false => (inside, outside + weights[*at]),
        })
    }
}

fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

/// A mean over the draws with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The mean, 0 to 1.
    pub mean: f64,
    /// The bootstrap's standard error of that mean.
    pub error: f64,
}

/// Times that the bootstrap draws anew: the error is then itself off by about one in twenty.
const RESAMPLES: usize = 200;

/// The mean of a measure over draws with its standard error; none where the measure says nothing.
///
/// The bootstrap draws the questions anew, those in scope and those out of it apart and the same for all draws, and
/// with them the draws: another site has other wordings too (Efron and Tibshirani 1993, two-stage).
pub fn estimate(measure: Measure, draws: &[Draw]) -> Option<Estimate> {
    let first = draws.first()?;
    let once = vec![1.0; first.judged.len()];
    let mean = mean(draws.iter().map(|draw| draw.measure(measure, &once)))?;
    let mut chance = Chance::new(20_261_123);
    let resampled: Vec<f64> = (0..RESAMPLES).filter_map(|_| resample(measure, draws, &mut chance)).collect();
    let centre = resampled.iter().sum::<f64>() / resampled.len().max(1) as f64;
    let squares: f64 = resampled.iter().map(|value| (value - centre) * (value - centre)).sum();
    let error = (squares / resampled.len().saturating_sub(1).max(1) as f64).sqrt();
    Some(Estimate { mean, error })
}

fn mean(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let values: Vec<f64> = values.collect::<Option<_>>()?;
    share(values.iter().sum(), values.len() as f64)
}

fn resample(measure: Measure, draws: &[Draw], chance: &mut Chance) -> Option<f64> {
    let judged = &draws[0].judged;
    let (inside, outside): (Vec<usize>, Vec<usize>) = (0..judged.len()).partition(|at| judged[*at].in_scope);
    let mut weights = vec![0.0; judged.len()];
    for side in [&inside, &outside] {
        for _ in 0..side.len() {
            weights[side[chance.below(side.len())]] += 1.0;
        }
    }
    let chosen: Vec<usize> = draws.iter().map(|_| chance.below(draws.len())).collect();
    mean(chosen.iter().map(|at| draws[*at].measure(measure, &weights)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `r`: in scope, right first; `2`: right second; `4`: right fourth; `w`: in scope, not found; `o`: out of scope.
    fn draw(questions: &[(char, f64)]) -> Draw {
        let one = |(kind, confidence): &(char, f64)| {
            let rank = match kind {
                'r' => Some(0),
                '2' => Some(1),
                '4' => Some(3),
                _ => None,
            };
            Judged { in_scope: *kind != 'o', rank, confidence: *confidence }
        };
        Draw::new(questions.iter().map(one).collect())
    }

    type Case<'a> = (&'a [(char, f64)], Option<f64>);

    fn check(measure: Measure, cases: &[Case]) {
        for (questions, expected) in cases {
            let found = draw(questions).measure(measure, &vec![1.0; questions.len()]);
            let is_close =
                found.zip(*expected).is_some_and(|(found, expected)| (found - expected).abs() < 1e-12);
            assert!(is_close || found == *expected, "{questions:?}: {found:?}, not {expected:?}");
        }
    }

    #[test]
    fn top_counts_in_scope_questions_only() {
        let questions: &[(char, f64)] = &[('r', 0.9), ('2', 0.8), ('4', 0.3), ('w', 0.2), ('o', 0.9)];
        check(Measure::Top1, &[(questions, Some(0.25)), (&[('o', 0.5)], None), (&[], None)]);
        check(Measure::Top3, &[(questions, Some(0.5)), (&[('r', 0.0)], Some(1.0))]);
    }

    #[test]
    fn the_area_is_the_share_of_pairs_in_order_and_ties_count_half() {
        check(
            Measure::OutOfScope,
            &[
                (&[('r', 0.9), ('w', 0.8), ('o', 0.1)], Some(1.0)),
                (&[('r', 0.1), ('o', 0.9)], Some(0.0)),
                (&[('r', 0.5), ('o', 0.5)], Some(0.5)),
                // Pairs: 0.9 beats 0.5 and 0.2; 0.5 ties with 0.5 and beats 0.2; 0.1 beats none: 3.5 of 6.
                (&[('o', 0.2), ('r', 0.9), ('w', 0.1), ('o', 0.5), ('r', 0.5)], Some(3.5 / 6.0)),
                (&[('r', 0.9)], None),
                (&[('o', 0.9)], None),
            ],
        );
    }

    #[test]
    fn the_largest_share_at_one_precise_threshold_is_answered() {
        check(
            Measure::Answered,
            &[
                (&[('r', 0.9), ('r', 0.8)], Some(1.0)),
                (&[('r', 0.9), ('w', 0.8), ('r', 0.7)], Some(1.0 / 3.0)),
                (&[('w', 0.9), ('r', 0.8)], Some(0.0)),
                // Ties stand or fall together.
                (&[('r', 0.9), ('r', 0.5), ('w', 0.5)], Some(1.0 / 3.0)),
                (&[('r', 0.5), ('o', 0.5)], Some(0.0)),
                (&[('o', 0.5)], None),
            ],
        );
        // 19 right and 1 wrong are just precise enough; 18 and 1 are not.
        let right: Vec<(char, f64)> = (0..19).map(|at| ('r', 0.9 - f64::from(at) / 100.0)).collect();
        let with = |count: usize, last: (char, f64)| [&right[..count], &[last]].concat();
        check(Measure::Answered, &[(&with(19, ('w', 0.1)), Some(1.0))]);
        check(Measure::Answered, &[(&with(18, ('w', 0.1)), Some(18.0 / 19.0))]);
    }

    #[test]
    fn questions_out_of_scope_weigh_18_in_100_however_many_there_are() {
        // 82 in scope, so all of those out of it weigh 18 together.
        let right = |count: usize| vec![('r', 0.9); count];
        let rest = |count: usize| vec![('w', 0.2); count];
        let outside = |count: usize, confidence: f64| vec![('o', confidence); count];
        // 4 of 18 weigh 4 as they are, and 76 of 80 is just 95 in 100; one right answer less is not.
        let enough = [right(76), outside(4, 0.9), rest(6), outside(14, 0.1)].concat();
        check(Measure::Answered, &[(&enough, Some(76.0 / 82.0))]);
        // Half as many weigh double: 2 of 9 again weigh 4.
        let fewer = [right(76), outside(2, 0.9), rest(6), outside(7, 0.1)].concat();
        check(Measure::Answered, &[(&fewer, Some(76.0 / 82.0))]);
        let too_few = [right(75), outside(2, 0.9), rest(7), outside(7, 0.1)].concat();
        check(Measure::Answered, &[(&too_few, Some(0.0))]);
    }

    #[test]
    fn calibration_weighs_ten_equal_bins_of_questions_in_scope() {
        check(
            Measure::Calibration,
            &[
                (&[('r', 1.0), ('o', 1.0)], Some(0.0)),
                (&[('w', 1.0)], Some(1.0)),
                // Bin 0.7–0.8: mean confidence 0.75, right share 0.5; bin 0.2–0.3: 0.2 against 0.
                (&[('r', 0.75), ('w', 0.75), ('w', 0.2)], Some((2.0 * 0.25 + 0.2) / 3.0)),
                // 0.5 begins a bin: 0.49 and 0.5 do not even out.
                (&[('r', 0.5), ('w', 0.49)], Some((0.5 + 0.49) / 2.0)),
                (&[('o', 0.5)], None),
            ],
        );
    }

    #[test]
    fn an_estimate_is_the_mean_of_the_draws_with_its_error() {
        let sure = draw(&[('r', 0.9); 8]);
        assert_eq!(
            estimate(Measure::Top1, std::slice::from_ref(&sure)),
            Some(Estimate { mean: 1.0, error: 0.0 })
        );
        assert_eq!(estimate(Measure::OutOfScope, std::slice::from_ref(&sure)), None);
        assert_eq!(estimate(Measure::Top1, &[]), None);
        // One draw with half of 400 right: the error of a share is √(½ · ½ / 400) = 0.025.
        let half = draw(&[[('r', 0.9); 200], [('w', 0.9); 200]].concat());
        let one = estimate(Measure::Top1, &[half]).unwrap();
        assert!(one.mean == 0.5 && (one.error - 0.025).abs() < 0.005, "{one:?}");
        // Two draws, all right and none right: each resampled mean is 0, ½ or 1, so the error is √⅛ = 0.354.
        let two = estimate(Measure::Top1, &[sure, draw(&[('w', 0.9); 8])]).unwrap();
        assert!(two.mean == 0.5 && (two.error - 0.354).abs() < 0.05, "{two:?}");
    }
}
