//! Confidence: the probability that the best entry is right, and the thresholds that follow from a precision.

use crate::decision::Match;
use crate::rank::Search;

/// Width of the softmax over the five best scores. Log loss .489 at .05; .492 at .03 and at .1.
const WIDTH: f64 = 0.05;

/// The logistic model's constant, and its weights of: the log odds of the softmax; the score times the logarithm
/// of the best entry's wordings; the logarithm of the question's weight; the cosine of the answer; the share of
/// the question that the base knows.
///
/// Fitted by weighted maximum likelihood over 57,000 questions: banking77, clinc150 and massive_zh with 1, 5 and
/// 10 wordings (three draws each), and the two shop bases with one wording after the other left out; each base
/// counts alike, out-of-scope questions as 18 % of a base. Expected calibration error over in-scope questions:
/// 4.7 % in the mean of the bases, 2 to 5 with 10 wordings, at worst 9 (clinc150 with 5, too modest).
const CONSTANT: f64 = -5.003;
const LEAD_WEIGHT: f64 = 0.544;
const SCORE_WEIGHT: f64 = 1.367;
const MASS_WEIGHT: f64 = 0.828;
const ANSWER_WEIGHT: f64 = -5.6;
const KNOWN_WEIGHT: f64 = 0.758;

/// Bounds of what was seen in the fit.
const MOST_WORDINGS: f64 = 10.0;
const MOST_MASS: f64 = 60.0;

/// Precision and the least confidence that reaches it, measured on the same bases with five and more wordings.
const THRESHOLDS: [(f64, f64); 6] =
    [(0.5, 0.15), (0.7, 0.35), (0.8, 0.5), (0.9, 0.75), (0.95, 0.87), (0.99, 0.96)];

/// Least confidence of the best entry to ask which of the close ones is meant, as a share of the threshold.
const CLARIFY_SHARE: f64 = 0.4;

/// Least confidence to answer so that `precision` of the answers are right.
pub(crate) fn threshold(precision: f64) -> f64 {
    let bounds = THRESHOLDS.windows(2).find(|pair| precision < pair[1].0);
    let Some([(low, from), (high, to)]) = bounds else {
        return THRESHOLDS[THRESHOLDS.len() - 1].1;
    };
    from + (to - from) * ((precision - low) / (high - low)).max(0.0)
}

/// Least confidence to ask which entry is meant.
pub(crate) fn clarify_threshold(precision: f64) -> f64 {
    threshold(precision) * CLARIFY_SHARE
}

/// The matches of a search with their probabilities; those after the best share what it leaves.
pub(crate) fn matches(search: &Search) -> Vec<Match> {
    let Some(first) = search.fits.first() else {
        return Vec::new();
    };
    let best = probability(search);
    let likelihood = |score: f32| libm::exp(f64::from(score - first.score) / WIDTH);
    let rest: f64 = search.fits[1..].iter().map(|fit| likelihood(fit.score)).sum();
    let confidence = |at: usize, score: f32| match at {
        0 => best,
        _ => ((1.0 - best) * likelihood(score) / rest.max(f64::MIN_POSITIVE)).min(best),
    };
    let fits = search.fits.iter().enumerate();
    fits.map(|(at, fit)| Match { entry: fit.entry, confidence: confidence(at, fit.score) }).collect()
}

/// The calibrated probability of the best entry; 0 where nothing of the question is in it.
fn probability(search: &Search) -> f64 {
    let signals = &search.signals;
    if signals.score <= 0.0 {
        return 0.0;
    }
    let others =
        search.fits.iter().skip(1).map(|fit| libm::exp(f64::from(fit.score - signals.score) / WIDTH));
    let share = 1.0 / (1.0 + others.sum::<f64>());
    let lead = libm::log(share / (1.0 - share + 1e-3));
    let wordings = libm::log(f64::from(signals.wordings).clamp(1.0, MOST_WORDINGS));
    let mass = libm::log(1.0 + f64::from(signals.mass).min(MOST_MASS));
    let x = CONSTANT
        + LEAD_WEIGHT * lead
        + SCORE_WEIGHT * f64::from(signals.score) * wordings
        + MASS_WEIGHT * mass
        + ANSWER_WEIGHT * f64::from(signals.answer)
        + KNOWN_WEIGHT * f64::from(signals.known);
    1.0 / (1.0 + libm::exp(-x))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_rises_with_the_precision() {
        let cases = [(0.0, 0.15), (0.5, 0.15), (0.85, 0.625), (0.9, 0.75), (0.99, 0.96), (1.0, 0.96)];
        for (precision, expected) in cases {
            let found = threshold(precision);
            assert!((found - expected).abs() < 1e-9, "{precision}: {found}");
        }
    }
}
