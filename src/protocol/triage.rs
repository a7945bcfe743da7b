//! The owner's dials of the triage: how sure the assistant has to be before it answers, and who gets a person.

use serde::{Deserialize, Serialize};

/// What an owner has set; what is left open is as usual. It goes with a knowledge base, and a page's tag goes before it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Triage {
    /// How readily an upset visitor gets a person; balanced where it is left open.
    pub sensitivity: Option<Sensitivity>,
    /// The least share of right answers among those given, 0.5 to 0.99; 0.9 where it is left open.
    pub precision: Option<f64>,
    /// How often in a row the assistant asks which entry is meant before it offers a person, 0 to 3; 1 where it is left open.
    pub clarify: Option<u32>,
    /// Phrases that name what cannot wait: a worried visitor goes before others, a calm one is offered a person.
    pub urgent: Vec<String>,
    /// Phrases that always lead to a person.
    pub always: Vec<String>,
    /// Phrases that tell nothing of how a visitor feels or of the wish for a person.
    pub never: Vec<String>,
}

/// How readily an upset visitor gets a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    /// Only when plainly upset.
    Calm,
    /// When upset.
    #[default]
    Balanced,
    /// At the first sign.
    Eager,
}

impl From<Sensitivity> for engine::Dial {
    fn from(sensitivity: Sensitivity) -> Self {
        match sensitivity {
            Sensitivity::Calm => Self::Calm,
            Sensitivity::Balanced => Self::Balanced,
            Sensitivity::Eager => Self::Eager,
        }
    }
}
