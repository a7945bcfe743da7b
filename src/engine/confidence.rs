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
/// Fitted by weighted maximum likelihood over 98,000 questions: banking77, clinc150 and massive_zh with 1, 5 and 10
/// wordings (three draws each; with one slip at 0.4 of the weight), and the two shop bases with one wording after the
/// other left out (at 0.7); each base counts alike, out-of-scope questions as 18 % of a base. Expected calibration
/// error over in-scope questions: 4 % in the mean of the three sets with 5 and with 10 wordings, at worst 7 (clinc150
/// with 5, too modest); 5 % with one wording, at worst 8.
pub(crate) struct Curve {
    constant: f64,
    /// Weights of: the log odds of the softmax; the logarithm of the best entry's wordings; the logarithm of the
    /// question's weight; the cosine of the answer; the shares of the question that the base and the best entry know.
    lead: f64,
    wordings: f64,
    mass: f64,
    answer: f64,
    known: f64,
    covered: f64,
    /// Precision and the least confidence that reaches it on the same questions.
    thresholds: [(f64, f64); 6],
}

/// With a fitted head.
const FITTED: Curve = Curve {
    constant: -5.48,
    lead: 1.047,
    wordings: 0.382,
    mass: 1.04,
    answer: 0.968,
    known: 0.149,
    covered: 1.352,
    thresholds: [(0.5, 0.1), (0.7, 0.28), (0.8, 0.465), (0.9, 0.715), (0.95, 0.87), (0.99, 0.98)],
};

/// Before the head is fitted, or where the base is too large for one.
const UNFITTED: Curve = Curve {
    constant: -3.762,
    lead: 1.953,
    wordings: 0.543,
    mass: 0.915,
    answer: -0.574,
    known: 0.743,
    covered: 0.334,
    thresholds: [(0.5, 0.1), (0.7, 0.355), (0.8, 0.525), (0.9, 0.77), (0.95, 0.91), (0.99, 0.98)],
};

/// With too few wordings for a head.
const SPARSE: Curve = Curve {
    constant: -3.61,
    lead: 1.544,
    wordings: 0.0,
    mass: 0.823,
    answer: 3.263,
    known: 1.022,
    covered: -0.476,
    thresholds: [(0.5, 0.22), (0.7, 0.45), (0.8, 0.62), (0.9, 0.84), (0.95, 0.94), (0.99, 0.985)],
};

/// Bounds of what was seen in the fit.
const MOST_WORDINGS: f64 = 10.0;
const MOST_MASS: f64 = 60.0;

/// Least confidence of the best entry to ask which of the close ones is meant, as a share of the threshold.
const CLARIFY_SHARE: f64 = 0.4;

/// The curve that holds over an index with this head, or without one.
pub(crate) fn curve(index: &Index, head: Option<&Head>) -> &'static Curve {
    match head {
        Some(_) => &FITTED,
        None if index.is_sparse() => &SPARSE,
        None => &UNFITTED,
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
        let wordings = libm::log(f64::from(signals.wordings).clamp(1.0, MOST_WORDINGS));
        let mass = libm::log(1.0 + f64::from(signals.mass).min(MOST_MASS));
        let x = self.constant
            + self.lead * lead
            + self.wordings * wordings
            + self.mass * mass
            + self.answer * f64::from(signals.answer)
            + self.known * f64::from(signals.known)
            + self.covered * f64::from(signals.covered);
        1.0 / (1.0 + libm::exp(-x))
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
        let cases = [(0.0, 0.1), (0.5, 0.1), (0.85, 0.59), (0.9, 0.715), (0.99, 0.98), (1.0, 0.98)];
        for (precision, expected) in cases {
            let found = FITTED.threshold(precision);
            assert!((found - expected).abs() < 1e-9, "{precision}: {found}");
            assert!(UNFITTED.threshold(precision) >= found, "less is known without a head");
            assert!(SPARSE.threshold(precision) > found, "and less with one wording");
        }
    }
}
