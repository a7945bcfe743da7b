//! Confidence: the probability that the best entry is right.

use crate::decision::Match;
use crate::rank::Search;

/// The matches of a search with their probabilities; the ones after the best share what it leaves.
pub(crate) fn matches(search: &Search) -> Vec<Match> {
    let best = probability(search);
    let rest: f64 = search.fits.iter().skip(1).map(|fit| f64::from(fit.score)).sum();
    let share = |score: f32| if rest > 0.0 { (1.0 - best) * f64::from(score) / rest } else { 0.0 };
    let confidence = |at: usize, score: f32| if at == 0 { best } else { share(score).min(best) };
    let fits = search.fits.iter().enumerate();
    fits.map(|(at, fit)| Match { entry: fit.entry, confidence: confidence(at, fit.score) }).collect()
}

/// The logistic of a weighted sum of the signals.
fn probability(search: &Search) -> f64 {
    let signals = &search.signals;
    if search.fits.is_empty() || signals.score <= 0.0 {
        return 0.0;
    }
    let x = -4.0 + 5.0 * signals.score + 8.0 * signals.margin + 2.0 * signals.covered;
    1.0 / (1.0 + libm::exp(-f64::from(x)))
}
