//! What an agent sees of a mood: the one feeling that it comes to, and how much there is of each.

use link::NAMED_FROM;
pub use link::feeling;

/// From here on it is said without a hedge.
const STRONG_FROM: f64 = 0.75;
/// Below this nothing of it is mentioned at all.
const MENTIONED_FROM: f64 = 0.25;

/// How much of a feeling there is, for words in place of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Degree {
    /// Not worth a word.
    None,
    /// Below what is called upset.
    Slight,
    /// Upset.
    Clear,
    /// Upset beyond doubt.
    Strong,
}

/// The word's strength for a signal from 0 to 1.
pub fn degree(signal: f64) -> Degree {
    match signal {
        signal if signal >= STRONG_FROM => Degree::Strong,
        signal if signal >= NAMED_FROM => Degree::Clear,
        signal if signal >= MENTIONED_FROM => Degree::Slight,
        _ => Degree::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_grow_with_the_signal() {
        assert_eq!(
            [0.0, 0.3, 0.5, 0.9].map(degree),
            [Degree::None, Degree::Slight, Degree::Clear, Degree::Strong]
        );
        assert_eq!(degree(f64::NAN), Degree::None);
    }
}
