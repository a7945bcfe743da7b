//! What visitors say: messages that come together are written together, by a few statements for all of them.
//
// A statement takes its way to another thread or process and back, which is most of what it costs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use link::{Action, next};
use protocol::{Author, NewMessage, Status};
use serde::Serialize;
use tokio::sync::oneshot;

use super::conversation::{Caller, Posting, Standing, may_take, reopen, standings, topic_of_words};
use super::database::{Connection, query_as, query_scalar};
use super::event::{Line, find_messages, write_lines};
use super::file::{NewFile, attach};
use super::filing::preview;
use super::outbox::{Happening, announce};
use super::passing::pass_on;
use super::word::json;
use super::writer::{Change, Writer};
use super::{Store, StoreError, Trouble};
use crate::secret::Hash;

/// Messages that one change takes.
const MOST: usize = 128;

/// What a visitor says, or an answer that the assistant gave while the visitor waited.
struct Said {
    conversation: String,
    token: Hash,
    message: NewMessage,
    file: Option<NewFile>,
    at: i64,
}

/// Somebody who waits to hear what became of it.
struct Waiting {
    said: Said,
    told: oneshot::Sender<Result<Posting, StoreError>>,
}

/// Gathers what is said until there is a turn to write.
#[derive(Clone)]
pub struct Scribe {
    writer: Writer,
    waiting: Arc<Mutex<Vec<Waiting>>>,
}

/// What may be written: whose it is, where that conversation stands, and who speaks.
struct Admitted<'a> {
    said: &'a Said,
    standing: &'a Standing,
    author: Author,
}

/// What a conversation's row takes from a message; of an answer nothing.
#[derive(Serialize)]
struct Step {
    number: i64,
    at: i64,
    bytes: usize,
    preview: Option<String>,
    team: Option<String>,
}

impl std::fmt::Debug for Scribe {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Scribe").finish_non_exhaustive()
    }
}

impl Store {
    /// Keeps one more message of the visitor, with its file if it is one, or an answer that the assistant gave while the
    /// visitor waited. What a visitor writes after the end was meant for a person, so it puts the conversation back into the
    /// line.
    pub async fn say(
        &self,
        caller: Caller<'_>,
        message: &NewMessage,
        file: Option<&NewFile>,
        now: i64,
    ) -> Result<Posting, StoreError> {
        let said = Said {
            conversation: caller.conversation.to_owned(),
            token: caller.token,
            message: message.clone(),
            file: file.cloned(),
            at: now,
        };
        self.scribe.take(said).await
    }
}

impl Scribe {
    /// Writes by `writer`.
    pub fn new(writer: Writer) -> Self {
        Self { writer, waiting: Arc::default() }
    }

    async fn take(&self, said: Said) -> Result<Posting, StoreError> {
        let (told, posting) = oneshot::channel();
        let is_first = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.push(Waiting { said, told });
            waiting.len() == 1
        };
        if is_first {
            // Apart, so that the others are told even where this request is given up.
            tokio::spawn(self.clone().write());
        }
        posting.await.unwrap_or(Err(StoreError::Unreadable("message")))
    }

    /// Writes what waits by the time that there is a turn.
    async fn write(self) {
        loop {
            let change = self.writer.begin().await;
            let (taken, is_more) = self.taken();
            match change {
                Ok(change) => self.write_all(change, taken).await,
                Err(error) => tell_all(taken, error),
            }
            if !is_more {
                return;
            }
        }
    }

    /// Of each conversation the first that waits, and whether more do.
    fn taken(&self) -> (Vec<Waiting>, bool) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let mut conversations = BTreeSet::new();
        let is_taken = |one: &mut Waiting| {
            conversations.len() < MOST && conversations.insert(one.said.conversation.clone())
        };
        let taken = waiting.extract_if(.., is_taken).collect();
        (taken, !waiting.is_empty())
    }

    async fn write_all(&self, mut change: Change, all: Vec<Waiting>) {
        let said: Vec<&Said> = all.iter().map(|one| &one.said).collect();
        let kept = match write(&mut change, &said).await {
            Ok(postings) if postings.iter().any(|posting| matches!(posting, Posting::Kept(_))) => {
                change.carries(all.len());
                change.commit().await.map(|()| postings)
            }
            other => {
                drop(change);
                other
            }
        };
        match kept {
            // Whoever gave up is not told.
            Ok(postings) => all.into_iter().zip(postings).for_each(|(one, posting)| {
                let _ = one.told.send(Ok(posting));
            }),
            // What is wrong with one of them is not the others' fault. Where nothing can be written at all they hear it
            // together, and don't wait for it one after another.
            Err(error) if all.len() > 1 && error.trouble() == Trouble::Broken => {
                for one in all {
                    match self.writer.begin().await {
                        Ok(change) => Box::pin(self.write_all(change, vec![one])).await,
                        Err(error) => tell_all(vec![one], error),
                    }
                }
            }
            Err(error) => tell_all(all, error),
        }
    }
}

fn tell_all(all: Vec<Waiting>, error: StoreError) {
    let error = Arc::new(error);
    for one in all {
        let _ = one.told.send(Err(StoreError::Together(Arc::clone(&error))));
    }
}

/// Writes messages of different conversations; what became of each, in order.
async fn write(connection: &mut Connection, all: &[&Said]) -> Result<Vec<Posting>, StoreError> {
    let ids: Vec<&str> = all.iter().map(|said| said.conversation.as_str()).collect();
    let standings = standings(connection, &ids).await?;
    let own = |said: &Said| {
        standings.get(&said.conversation).filter(|standing| said.token.matches(&standing.token_hash))
    };
    let sought: Vec<(i64, &str)> =
        all.iter().filter_map(|said| Some((own(said)?.number, said.message.id.as_str()))).collect();
    let found = find_messages(connection, &sought).await?;
    let mut postings = Vec::with_capacity(all.len());
    let mut admitted = Vec::new();
    for said in all {
        let Some(standing) = own(said) else {
            postings.push(Posting::Unknown);
            continue;
        };
        let author = if said.message.entry.is_some() { Author::Assistant } else { Author::Visitor };
        let refused = match found.get(&standing.number) {
            Some(found) => Some(found.posting(author, &said.message, said.file.as_ref())),
            None => may_take(connection, standing, said.file.as_ref()).await?,
        };
        // The number comes when it is written.
        postings.push(refused.unwrap_or(Posting::Kept(0)));
        if refused.is_none() {
            admitted.push(Admitted { said, standing, author });
        }
    }
    let numbers = append(connection, &admitted).await?;
    for (posting, said) in postings.iter_mut().zip(all) {
        if let (Posting::Kept(seq), Some(standing)) = (posting, own(said)) {
            *seq = numbers.get(&standing.number).copied().unwrap_or_default().unsigned_abs();
        }
    }
    Ok(postings)
}

/// Writes what was admitted; gives each conversation's number of it.
async fn append(
    connection: &mut Connection,
    admitted: &[Admitted<'_>],
) -> Result<BTreeMap<i64, i64>, StoreError> {
    if admitted.is_empty() {
        return Ok(BTreeMap::new());
    }
    for one in admitted.iter().filter(|one| one.is_visitor()) {
        if next(one.standing.status, Action::Request) == Some(Status::Requested) {
            reopen(connection, one.standing, one.said.at).await?;
        }
    }
    let numbers = step(connection, admitted).await?;
    let is_told: bool = query_scalar("SELECT EXISTS (SELECT 1 FROM endpoints WHERE disabled_at IS NULL)")
        .fetch_one(connection)
        .await?;
    if is_told {
        for one in admitted.iter().filter(|one| one.is_visitor()) {
            if let Some(topic) = topic_of_words(connection, one.standing).await? {
                let happening = Happening { topic, conversation: one.standing.number, at: one.said.at };
                announce(connection, &happening).await?;
            }
        }
    }
    let seq = |one: &Admitted<'_>| numbers.get(&one.standing.number).copied().unwrap_or_default();
    let lines: Vec<Line<'_>> = admitted.iter().map(|one| one.line(seq(one))).collect();
    write_lines(connection, &lines).await?;
    for one in admitted {
        if is_told {
            pass_on(connection, one.standing.number, one.said.at).await?;
        }
        let (message, file) = (&one.said.message, one.said.file.as_ref());
        attach(connection, one.standing.number, seq(one), &message.text, file).await?;
    }
    Ok(numbers)
}

impl Admitted<'_> {
    fn is_visitor(&self) -> bool {
        self.author == Author::Visitor
    }

    fn line(&self, seq: i64) -> Line<'_> {
        Line::of(self.standing.number, seq, self.author, &self.said.message, self.said.at)
    }
}

/// Takes the next number of each conversation; what a visitor says is shown in the inbox, and wakes what rests.
async fn step(
    connection: &mut Connection,
    admitted: &[Admitted<'_>],
) -> Result<BTreeMap<i64, i64>, StoreError> {
    let step = |one: &Admitted<'_>| {
        let said = one.is_visitor().then_some(&one.said.message);
        Step {
            number: one.standing.number,
            at: one.said.at,
            bytes: one.said.message.text.len(),
            preview: said.map(|message| preview(&message.text)),
            team: said.and_then(|message| message.team.clone()),
        }
    };
    let steps: Vec<Step> = admitted.iter().map(step).collect();
    let rows: Vec<(i64, i64)> = query_as(
        "UPDATE conversations SET seq = seq + 1,
            said_bytes = said_bytes + CAST(step.value ->> 'bytes' AS BIGINT),
            preview = COALESCE(step.value ->> 'preview', preview),
            waiting_for_agent = CASE WHEN step.value ->> 'preview' IS NULL THEN waiting_for_agent ELSE 1 END,
            team = COALESCE(team, step.value ->> 'team'), moved_at = CAST(step.value ->> 'at' AS BIGINT),
            back_at = CASE WHEN step.value ->> 'preview' IS NULL OR snoozed_until IS NULL THEN back_at
                ELSE CAST(step.value ->> 'at' AS BIGINT) END,
            is_back = CASE WHEN step.value ->> 'preview' IS NULL OR snoozed_until IS NULL THEN is_back ELSE 1 END,
            snoozed_until = CASE WHEN step.value ->> 'preview' IS NULL THEN snoozed_until END
         FROM json_each(?) AS step WHERE number = CAST(step.value ->> 'number' AS BIGINT) RETURNING number, seq",
    )
    .bind(json(&steps)?)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().collect())
}
