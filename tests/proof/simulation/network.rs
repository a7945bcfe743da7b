//! What is in flight between browsers and the desk.

use link::Item;
use protocol::Progress;

use super::super::web::{Ask, Reply};

/// Why a browser asks.
#[derive(Clone, Debug)]
pub enum Errand {
    /// To deliver what it keeps.
    Deliver(Item),
    /// To hear what is new.
    News,
}

/// One try of a browser.
#[derive(Clone, Debug)]
pub struct Try {
    /// The visitor's place.
    pub visitor: usize,
    /// Tells it from others; a doubled one has the same.
    pub number: u64,
    pub errand: Errand,
    pub ask: Ask,
}

/// Everything in flight.
#[derive(Debug, Default)]
pub struct Network {
    pub requests: Vec<Try>,
    pub answers: Vec<(Try, Reply)>,
}

impl Network {
    /// A request, which is in flight no more; `which` is counted round.
    pub fn take_request(&mut self, which: u8) -> Option<Try> {
        let at = usize::from(which).checked_rem(self.requests.len())?;
        Some(self.requests.remove(at))
    }

    /// The same for an answer.
    pub fn take_answer(&mut self, which: u8) -> Option<(Try, Reply)> {
        let at = usize::from(which).checked_rem(self.answers.len())?;
        Some(self.answers.remove(at))
    }
}

/// A socket: what the desk's end knows, and what is in flight to the browser's.
#[derive(Clone, Debug)]
pub struct Line {
    pub epoch: String,
    pub after: u64,
    /// Whether the desk has told anything yet.
    pub has_told: bool,
    pub frames: Vec<Progress>,
}
