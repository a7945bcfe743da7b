//! A visitor and the browser, as the simulation moves them.

use anyhow::Result;
use link::{Follow, News};

use super::super::client::Client;
use super::network::Line;

/// A visitor and the browser.
pub struct Seat {
    pub client: Client,
    /// The try that the browser waits for: it has one request under way at most.
    pub waits_for: Option<u64>,
    pub line: Option<Line>,
    pub clock_ms: f64,
    /// How many conversations this visitor had before.
    pub generation: usize,
}

impl Seat {
    pub fn new(number: usize, generation: usize) -> Self {
        Self {
            client: Client::new(&format!("visitor{number}-{generation}")),
            waits_for: None,
            line: None,
            clock_ms: 1_000_000.0,
            generation,
        }
    }

    pub fn listen(&mut self) -> Option<()> {
        let Follow { epoch, seq, .. } = &self.client.follow;
        if self.line.is_none() && self.client.follow.wants_news() {
            let line = Line { epoch: epoch.clone(), after: *seq, has_told: false, frames: Vec::new() };
            self.line = Some(line);
        }
        Some(())
    }

    pub fn hear(&mut self) -> Result<()> {
        let Some(line) = self.line.as_mut().filter(|line| !line.frames.is_empty()) else { return Ok(()) };
        let progress = line.frames.remove(0);
        let news = self.client.hear(progress)?;
        self.tend(&news);
        Ok(())
    }

    /// Hangs up where there is nothing more to hear, or something was missed on the way.
    pub fn tend(&mut self, news: &News) {
        if news.is_torn || !self.client.follow.wants_news() {
            self.line = None;
        }
    }
}

/// A visitor who may not wish to do what is asked.
pub struct Willing<'a>(pub &'a mut Client);

impl<'a> Willing<'a> {
    /// Only who is not about to do so, and has not taken everything back.
    pub fn filter_silent(self) -> Option<&'a mut Client> {
        self.filter_undone()
            .filter(|client| !client.outbox.items().iter().any(|item| item.path.ends_with("handoffs")))
    }

    /// Unless everything was taken back.
    pub fn filter_undone(self) -> Option<&'a mut Client> {
        (!self.0.is_undone).then_some(self.0)
    }

    /// Only where a person was asked for, and not taken back.
    pub fn filter_asked(self) -> Option<&'a mut Client> {
        let has_asked = self.0.follow.status.is_some() || !self.0.outbox.is_empty();
        self.filter_undone().filter(|_| has_asked)
    }
}

pub fn say_a_new_thing(client: &mut Client) {
    client.say(&format!("{} of a visitor", client.said.len()));
}
