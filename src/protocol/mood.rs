//! The wire form of how a visitor feels.

use serde::{Deserialize, Serialize};

/// How the visitor feels, each signal 0 to 1; 0.5 is where the balanced dial calls the visitor upset.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mood {
    /// Anger, frustration, sarcasm.
    pub anger: f64,
    /// Worry, hurry.
    pub anxiety: f64,
    /// Giving up.
    pub dejection: f64,
    /// Thanks with warmth, relief, praise.
    pub gladness: f64,
    /// What told, strongest first.
    pub reasons: Vec<MoodReason>,
}

/// The strongest of a visitor's feelings; each has a shape and a word of its own on an agent's screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feeling {
    /// A diamond.
    Angry,
    /// A disc.
    Anxious,
    /// A triangle.
    Dejected,
    /// A square.
    Calm,
    /// A star.
    Glad,
}

/// One thing that told of a mood.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MoodReason {
    /// The kind of sign: `words`, `shouting`, `rephrased`, …
    pub sign: String,
    /// The visitor's words it was read from; empty for behaviour.
    pub span: String,
    /// How much it told, 0 to 1.
    pub weight: f64,
}

impl From<&engine::Mood> for Mood {
    fn from(mood: &engine::Mood) -> Self {
        let reasons = mood
            .reasons
            .iter()
            .map(|reason| MoodReason {
                sign: reason.sign.to_owned(),
                span: reason.span.clone(),
                weight: reason.weight,
            })
            .collect();
        Self {
            anger: mood.anger,
            anxiety: mood.anxiety,
            dejection: mood.dejection,
            gladness: mood.gladness,
            reasons,
        }
    }
}
