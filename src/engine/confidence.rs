//! Confidence: the probability that the best entry is right, and the thresholds that follow from a precision.

use crate::decision::Match;
use crate::head::Head;
use crate::index::Index;
use crate::rank::Search;

/// Width of the softmax over the five best scores. Log loss .465 at .2, .468 at .1, .475 at .05.
const WIDTH: f64 = 0.2;

/// What is added to the odds of the others, so that none is impossible.
const LEAST_REST: f64 = 1e-3;

/// A logistic model of whether the best entry is right, and which precision its thresholds reach.
///
/// Fitted by weighted maximum likelihood over 110,000 questions: banking77, clinc150 and massive_zh with 1, 5 and 10
/// wordings (three draws each; with one slip at 0.4 of the weight), and the wordings of the shop bases, each base with
/// a constant of its own and counting alike, out-of-scope questions as 40 % of a base so that the curve tells them
/// apart. Constant and scale were then set so that over in-scope questions the probability is one. The thresholds are
/// those at which so many of the answers are right where 18 of 100 questions are out of scope.
///
/// Expected calibration error over in-scope questions, with 5 and 10 wordings: banking77 2.9 and 2.7 %, clinc150 3.8
/// and 2.5, massive_zh 4.2 and 3.3; over the blind questions to the shops, on which nothing was fitted, 3.7 and 5.5.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Curve {
    constant: f64,
    /// Weights of: the log odds of the softmax; the logarithm of the question's weight; the cosine of the answer; the
    /// shares of the question that the base and the best entry know.
    lead: f64,
    mass: f64,
    answer: f64,
    known: f64,
    covered: f64,
    /// Precision and the least confidence that reaches it on the same questions.
    thresholds: [(f64, f64); 6],
}

/// With a fitted head.
pub(crate) const FITTED: Curve = Curve {
    constant: -4.186,
    lead: 1.068,
    mass: 0.904,
    answer: 3.423,
    known: 0.629,
    covered: 0.802,
    thresholds: [(0.5, 0.1), (0.7, 0.345), (0.8, 0.52), (0.9, 0.74), (0.95, 0.88), (0.99, 0.985)],
};

/// Before the head is fitted, or where the base is too large for one.
const UNFITTED: Curve = Curve {
    constant: -2.391,
    lead: 2.267,
    mass: 0.946,
    answer: -1.238,
    known: 0.665,
    covered: 0.351,
    thresholds: [(0.5, 0.1), (0.7, 0.365), (0.8, 0.53), (0.9, 0.745), (0.95, 0.89), (0.99, 0.99)],
};

/// With too few wordings for a head.
const SPARSE: Curve = Curve {
    constant: -3.52,
    lead: 1.544,
    mass: 0.823,
    answer: 3.263,
    known: 1.022,
    covered: -0.476,
    thresholds: [(0.5, 0.22), (0.7, 0.45), (0.8, 0.62), (0.9, 0.84), (0.95, 0.94), (0.99, 0.985)],
};

/// The most that was seen in the fit.
const MOST_MASS: f64 = 60.0;

/// Least probability that an entry is right which has the very question among its wordings: that is what its owner says of
/// it. (Of 97 development questions that stand in a base word for word 78 are right; those bases hold the same words twice.)
const OWN_WORDING: f64 = 0.85;

/// Least confidence of the best entry to ask which of the close ones is meant, as a share of the threshold.
const CLARIFY_SHARE: f64 = 0.35;

/// The curve that holds over an index with this head, or without one.
pub(crate) fn curve(index: &Index, head: Option<&Head>) -> Curve {
    match head {
        Some(head) => Curve { constant: FITTED.constant + head.added, ..FITTED },
        None if index.is_sparse() => SPARSE,
        None => UNFITTED,
    }
}

impl Curve {
    /// Least confidence to answer so that `precision` of the answers are right.
    pub(crate) fn threshold(&self, precision: f64) -> f64 {
        let bounds = self.thresholds.windows(2).find(|pair| precision < pair[1].0);
        let Some([(low, from), (high, to)]) = bounds else {
            return self.thresholds[self.thresholds.len() - 1].1;
        };
        from + (to - from) * ((precision - low) / (high - low)).max(0.0)
    }

    /// Least confidence to ask which entry is meant.
    pub(crate) fn clarify_threshold(&self, precision: f64) -> f64 {
        self.threshold(precision) * CLARIFY_SHARE
    }

    /// The calibrated probability of the best entry; 0 where nothing of the question is in it.
    fn probability(&self, search: &Search) -> f64 {
        let signals = &search.signals;
        if signals.covered <= 0.0 && signals.score <= 0.0 {
            return 0.0;
        }
        let others =
            search.fits.iter().skip(1).map(|fit| libm::exp(f64::from(fit.score - signals.score) / WIDTH));
        let share = 1.0 / (1.0 + others.sum::<f64>());
        let lead = libm::log(share / (1.0 - share + LEAST_REST));
        let mass = libm::log(1.0 + f64::from(signals.mass).min(MOST_MASS));
        let x = self.constant
            + self.lead * lead
            + self.mass * mass
            + self.answer * f64::from(signals.answer)
            + self.known * f64::from(signals.known)
            + self.covered * f64::from(signals.covered);
        let probability = 1.0 / (1.0 + libm::exp(-x));
        if signals.own_wording { probability.max(OWN_WORDING) } else { probability }
    }
}

/// The matches of a search with their probabilities; those after the best share what it leaves.
pub(crate) fn matches(search: &Search, curve: &Curve) -> Vec<Match> {
    let Some(first) = search.fits.first() else {
        return Vec::new();
    };
    let best = curve.probability(search);
    let likelihood = |score: f32| libm::exp(f64::from(score - first.score) / WIDTH);
    let rest: f64 = search.fits[1..].iter().map(|fit| likelihood(fit.score)).sum();
    let confidence = |at: usize, score: f32| match at {
        0 => best,
        _ => ((1.0 - best) * likelihood(score) / rest.max(f64::MIN_POSITIVE)).min(best),
    };
    let fits = search.fits.iter().enumerate();
    fits.map(|(at, fit)| Match { entry: fit.entry, confidence: confidence(at, fit.score) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_rises_with_the_precision() {
        let cases = [(0.0, 0.1), (0.5, 0.1), (0.85, 0.63), (0.9, 0.74), (0.99, 0.985), (1.0, 0.985)];
        for (precision, expected) in cases {
            let found = FITTED.threshold(precision);
            assert!((found - expected).abs() < 1e-9, "{precision}: {found}");
            assert!(UNFITTED.threshold(precision) >= found, "less is known without a head");
            assert!(SPARSE.threshold(precision) >= found, "and less with one wording");
        }
    }
}
