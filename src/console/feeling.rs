//! A mood on the wire made into the one feeling that an agent sees.

use protocol::{Feeling, Mood};

/// From here on the balanced dial calls a visitor upset, so a feeling gets its name here too.
const NAMED_FROM: f64 = 0.5;
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

/// The feeling to show: the strongest signal that reaches 0.5, anger before worry before giving up where they tie;
/// gladness where none of them does.
pub fn feeling(mood: &Mood) -> Feeling {
    let signals =
        [(mood.anger, Feeling::Angry), (mood.anxiety, Feeling::Anxious), (mood.dejection, Feeling::Dejected)];
    let mut strongest = (0.0, Feeling::Calm);
    for (signal, feeling) in signals {
        if signal >= NAMED_FROM && signal > strongest.0 {
            strongest = (signal, feeling);
        }
    }
    match strongest.1 {
        Feeling::Calm if mood.gladness >= NAMED_FROM => Feeling::Glad,
        feeling => feeling,
    }
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

    fn mood(anger: f64, anxiety: f64, dejection: f64) -> Mood {
        Mood { anger, anxiety, dejection, ..Mood::default() }
    }

    #[test]
    fn the_strongest_signal_names_the_feeling() {
        let cases = [
            (mood(0.0, 0.0, 0.0), Feeling::Calm),
            (mood(0.49, 0.49, 0.49), Feeling::Calm),
            (mood(0.5, 0.1, 0.1), Feeling::Angry),
            (mood(0.6, 0.9, 0.1), Feeling::Anxious),
            (mood(0.1, 0.2, 0.8), Feeling::Dejected),
            (mood(0.7, 0.7, 0.7), Feeling::Angry),
            (mood(f64::NAN, 0.6, 0.0), Feeling::Anxious),
            (Mood { gladness: 0.9, ..mood(0.1, 0.0, 0.0) }, Feeling::Glad),
            (Mood { gladness: 0.9, ..mood(0.5, 0.0, 0.0) }, Feeling::Angry),
        ];
        for (mood, expected) in cases {
            assert_eq!(feeling(&mood), expected, "{mood:?}");
        }
    }

    #[test]
    fn degrees_grow_with_the_signal() {
        assert_eq!(
            [0.0, 0.3, 0.5, 0.9].map(degree),
            [Degree::None, Degree::Slight, Degree::Clear, Degree::Strong]
        );
        assert_eq!(degree(f64::NAN), Degree::None);
    }
}
