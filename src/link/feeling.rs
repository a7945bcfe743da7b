//! A mood on the wire made into the one feeling that it comes to.

use protocol::{Feeling, Mood};

/// From here on the balanced dial calls a visitor upset, so a feeling gets its name here too.
pub const NAMED_FROM: f64 = 0.5;

/// The strongest signal that reaches 0.5, anger before worry before giving up where they tie; gladness where none of them
/// does.
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
}
