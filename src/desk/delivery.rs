//! What waits in the outbox is sent: each endpoint in its own line, oldest first, at least once.
//!
//! A delivery is taken before it is sent and marked after. A desk that dies in between sends it again under the same id,
//! by which its receiver knows the repeat.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::adapters::Elsewhere;
use crate::alerts::{Answer, Endpoint, Verdict, retry_after_ms};
use crate::mail::{Mailer, answer};
use crate::passing::BUSY;
use crate::store::{Due, Listener, MAIL, Settled};
use crate::{Desk, DeskError};

/// How often a line is looked at that had nothing due.
const LOOK: Duration = Duration::from_secs(1);
/// How long a line rests after the store failed.
const REST: Duration = Duration::from_secs(5);
/// How often overdue waits are looked for.
const OVERDUE: Duration = Duration::from_secs(5);
/// An endpoint that cannot be reached at all is let alone for so long, milliseconds: more would fail, too.
const UNREACHABLE_MS: i64 = 30_000;

/// A line of the outbox.
#[derive(Clone, Copy)]
enum Line {
    /// The endpoint at this place of the list.
    Endpoint(usize),
    Mail,
    /// What is passed on to the desk elsewhere.
    Elsewhere,
}

impl Desk {
    /// Makes the endpoints of the settings those that are told from now on.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn begin_alerts(&self) -> Result<(), DeskError> {
        let listeners: Vec<Listener<'_>> = self.endpoints.iter().map(listener).collect();
        self.store
            .listen(&listeners, &format!("{}/console/", self.address))
            .await
            .map_err(DeskError::Store)?;
        match &self.elsewhere {
            Some(elsewhere) => {
                let Elsewhere { key, number, agent, name, .. } = &**elsewhere;
                let begun = self.store.begin_passing(key, *number, (agent, name), self.now()).await;
                begun.map_err(DeskError::Store)
            }
            None => Ok(()),
        }
    }

    /// Sends all that is due now, and gives how many tries that were.
    ///
    /// # Errors
    /// When the database cannot be used.
    pub async fn deliver(&self) -> Result<u32, DeskError> {
        let mut tries = 0;
        for line in self.lines() {
            while self.deliver_one(line).await? {
                tries += 1;
            }
        }
        Ok(tries)
    }

    /// Tells of visitors whose first answer is overdue.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn tell_overdue(&self) -> Result<(), DeskError> {
        self.store.announce_overdue(self.now()).await.map_err(DeskError::Store)
    }

    fn lines(&self) -> Vec<Line> {
        let endpoints = (0..self.endpoints.len()).map(Line::Endpoint);
        let mail = self.mailer.is_some().then_some(Line::Mail);
        let elsewhere = self.elsewhere.is_some().then_some(Line::Elsewhere);
        endpoints.chain(mail).chain(elsewhere).collect()
    }

    /// Sends the oldest that is due in a line; false where nothing is.
    async fn deliver_one(&self, line: Line) -> Result<bool, DeskError> {
        let sent = match (line, &self.mailer, &self.elsewhere) {
            (Line::Endpoint(at), ..) => self.post_one(&self.endpoints[at]).await,
            (Line::Mail, Some(mailer), _) => self.mail_one(mailer).await,
            (Line::Elsewhere, _, Some(elsewhere)) => self.pass_one(elsewhere).await,
            (Line::Mail, None, _) | (Line::Elsewhere, _, None) => Ok(false),
        };
        sent.map_err(DeskError::Store)
    }

    async fn post_one(&self, endpoint: &Endpoint) -> Result<bool, crate::StoreError> {
        if !endpoint.is_open(self.now()) {
            return Ok(false);
        }
        let Some(due) = self.store.take(&endpoint.key, self.now()).await? else {
            return Ok(false);
        };
        let answer = endpoint.post(&due.event, &due.body, self.now()).await;
        if let Some(pause_ms) = pause_ms(&answer) {
            endpoint.pause(self.now() + pause_ms);
        }
        self.settle(&due, &answer).await?;
        tell(endpoint.number, &due, &answer);
        Ok(true)
    }

    async fn pass_one(&self, elsewhere: &Elsewhere) -> Result<bool, crate::StoreError> {
        if !elsewhere.is_open(self.now()) {
            return Ok(false);
        }
        let Some(due) = self.store.take(&elsewhere.key, self.now()).await? else {
            return Ok(false);
        };
        let answer = self.pass_on(elsewhere, &due).await?;
        // One conversation that another process has in hand keeps nobody else waiting.
        let pause_ms = pause_ms(&answer).filter(|_| answer.status != BUSY);
        if let Some(pause_ms) = pause_ms {
            elsewhere.pause(self.now() + pause_ms);
        }
        self.settle(&due, &answer).await?;
        tell(elsewhere.number, &due, &answer);
        Ok(true)
    }

    /// A visitor who came back since has read the answer on the page.
    async fn mail_one(&self, mailer: &Mailer) -> Result<bool, crate::StoreError> {
        let Some(due) = self.store.take(MAIL, self.now()).await? else {
            return Ok(false);
        };
        let done = |status: &str| Answer { verdict: Verdict::Done, status: status.to_owned() };
        let outcome = match self.store.letter(due.id).await? {
            None => done("withdrawn"),
            Some(letter) if self.seen.is_since(&letter.conversation, letter.latest_at) => done("read"),
            Some(letter) => mailer.send(&letter.to, answer(&letter), &due.event, self.now()).await,
        };
        self.settle(&due, &outcome).await?;
        tell(0, &due, &outcome);
        Ok(true)
    }

    async fn settle(&self, due: &Due, answer: &Answer) -> Result<(), crate::StoreError> {
        let now = self.now();
        let settled = match answer.verdict {
            Verdict::Done => Settled::Done,
            Verdict::Gone => Settled::Gone,
            Verdict::Never => Settled::Dead,
            Verdict::Again(asked_ms) => match retry_after_ms(due.attempts, chance()) {
                Some(ms) => Settled::Again(now + ms.max(asked_ms.unwrap_or(0))),
                None => Settled::Dead,
            },
        };
        self.store.settle_delivery(due.id, settled, &answer.status, now).await
    }
}

/// Sends what is due until it is dropped; what is under way then is sent again by the next desk.
pub async fn run(desk: Desk) {
    let mut lines = JoinSet::new();
    for line in desk.lines() {
        lines.spawn(keep_sending(desk.clone(), line));
    }
    lines.spawn(keep_watch(desk));
    while lines.join_next().await.is_some() {}
}

async fn keep_sending(desk: Desk, line: Line) {
    loop {
        match desk.deliver_one(line).await {
            Ok(true) => {}
            Ok(false) => sleep(LOOK).await,
            Err(error) => {
                tracing::warn!(cause = %error, "could not look into the outbox; trying again");
                sleep(REST).await;
            }
        }
    }
}

async fn keep_watch(desk: Desk) {
    loop {
        if let Err(error) = desk.tell_overdue().await {
            tracing::warn!(cause = %error, "could not look for overdue waits; trying again");
        }
        sleep(OVERDUE).await;
    }
}

fn listener(endpoint: &Endpoint) -> Listener<'_> {
    let Endpoint { number, key, topics, words, .. } = endpoint;
    Listener { key, number: *number, topics, words: *words }
}

/// How long an endpoint is let alone after an answer; none where only this one post failed.
fn pause_ms(answer: &Answer) -> Option<i64> {
    match answer.verdict {
        Verdict::Again(Some(asked_ms)) => Some(asked_ms),
        Verdict::Again(None) if matches!(answer.status.as_str(), "timeout" | "no connection") => {
            Some(UNREACHABLE_MS)
        }
        _ => None,
    }
}

/// Number, status and tries are all that the log is told; 0 is mail.
fn tell(endpoint: i64, due: &Due, answer: &Answer) {
    let (status, attempts) = (answer.status.as_str(), due.attempts);
    match answer.verdict {
        Verdict::Done => tracing::debug!(endpoint, status, attempts, "delivered"),
        Verdict::Gone => {
            tracing::warn!(endpoint, status, attempts, "the endpoint is gone and told nothing more")
        }
        _ => tracing::warn!(endpoint, status, attempts, "could not be delivered"),
    }
}

/// Without randomness nothing is spread, which is no failure.
fn chance() -> u8 {
    let mut byte = [0];
    getrandom::fill(&mut byte).map_or(0, |()| byte[0])
}
