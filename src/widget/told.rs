//! What is known of a handoff besides where it stands; only the conversation with a person understands it.

use protocol::Progress;
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
    /// 1 is next.
    pub position: Option<u32>,
    /// Seconds.
    pub expected_wait_s: Option<u32>,
    /// Nobody is at the desk.
    pub offline: bool,
    /// Unix milliseconds when people are back, where that is known.
    pub opens_at: Option<i64>,
    /// Names the state of the desk's memory.
    pub epoch: String,
    /// The number up to which an agent has read.
    pub agent_read: u64,
    /// The number of the visitor's latest message.
    pub said: u64,
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

    /// Takes over what a reply tells.
    pub fn take(&mut self, progress: &Progress) {
        self.epoch.clone_from(&progress.epoch);
        self.agent_read = progress.agent_read;
        self.position = progress.position;
        self.expected_wait_s = progress.expected_wait_s;
        // A desk that never told when people are back is not known to be open again.
        self.offline = progress.opens_at.is_some() || self.offline && self.opens_at.is_none();
        self.opens_at = progress.opens_at;
        self.long_wait = progress.long_wait;
        if progress.afresh {
            (self.said, self.read) = (0, 0);
        }
    }
}
