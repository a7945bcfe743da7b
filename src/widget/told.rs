//! What is known of a handoff besides where it stands; only the conversation with a person understands it.

use link::Follow;
use serde::{Deserialize, Serialize};

use crate::conversation::Handoff;

/// Kept with the handoff as JSON of its own, so that a first answer doesn't pay for its code.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Told {
    /// Whether the page's address travelled with the request.
    pub page: bool,
    /// Whether the desk was told a team.
    pub team: bool,
    /// How far the conversation at the desk was followed.
    pub follow: Follow,
    /// The number up to which the desk knows that the visitor has read.
    pub read: u64,
    /// The wait passes what the owner holds for bearable.
    pub long_wait: bool,
    /// The visitor chose to wait all the same.
    pub patient: bool,
    /// The visitor ended it.
    pub ended: bool,
    /// The visitor said how to be reached.
    pub reached: bool,
    /// 1 once the visitor said how it was, 2 once they would not, or were thanked.
    pub judged: u32,
}

impl Told {
    /// What is kept with a handoff.
    pub fn of(handoff: &Handoff) -> Self {
        ui::from_text(&handoff.told).unwrap_or_default()
    }

    /// Changes what is kept with a handoff.
    pub fn change(handoff: &mut Handoff, change: impl FnOnce(&mut Self)) {
        let mut told = Self::of(handoff);
        change(&mut told);
        told.keep(handoff);
    }

    /// Keeps it with the handoff.
    pub fn keep(&self, handoff: &mut Handoff) {
        handoff.told = ui::to_text(self).unwrap_or_default();
    }

    /// Takes in something that the desk said, and keeps what a first answer reads where it finds it.
    pub fn follow<T>(handoff: &mut Handoff, step: impl FnOnce(&mut Follow) -> T) -> T {
        let mut told = Self::of(handoff);
        let news = step(&mut told.follow);
        handoff.seq = told.follow.seq;
        handoff.status = told.follow.status;
        handoff.agent.clone_from(&told.follow.agent);
        told.keep(handoff);
        news
    }
}
