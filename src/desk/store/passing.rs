//! What is passed on to a desk elsewhere: noted with what it is, taken up one conversation at a time, brought back once.

use protocol::{Author, Event, HandoffRequest, NewMessage};

use super::agent::find_agent;
use super::conversation::{Standing, admit, find_number};
use super::database::{Connection, query, query_as, query_scalar};
use super::event::{Speaker, append_message, events};
use super::ownership::transfer;
use super::word::read_json;
use super::{Agent, Posting, Store, StoreError, letter};
use crate::adapters::{Back, BackDeed, Remote};

/// What the row of an adapter has in the place of topics: no alert is told to it.
const TOPICS: &str = r#"["adapter"]"#;
/// One step over there takes less, milliseconds; a process that died lets another go on after so long.
const LEASE_MS: i64 = 60_000;

/// A conversation that somebody took up to pass it on.
#[derive(Debug)]
pub struct Passing {
    /// Its number.
    pub number: i64,
    /// Its id.
    pub id: String,
    /// Where it is found over there; none until it is opened.
    pub remote: Option<Remote>,
    /// What was begun and perhaps arrived.
    pub trying: Option<i64>,
    /// The latest request for a person, where it is not over there yet.
    pub handoff: Option<Handed>,
    /// What happened that is not over there yet, in order.
    pub events: Vec<Event>,
}

/// A request for a person.
#[derive(Debug)]
pub struct Handed {
    /// Its number.
    pub number: i64,
    /// When it came, Unix milliseconds.
    pub at: i64,
    /// What it says.
    pub request: HandoffRequest,
}

/// What became of taking a conversation up.
#[derive(Debug)]
pub enum TakenUp {
    /// Nothing of it is to be passed on.
    Nothing,
    /// Another process has it in hand.
    Busy,
    /// It is the caller's until [`Store::put_down`].
    Yours(Box<Passing>),
}

/// Notes that a conversation has something new for the desk elsewhere, where there is one; what agents only read along is
/// nobody's yet.
pub async fn pass_on(connection: &mut Connection, conversation: i64, now: i64) -> Result<(), StoreError> {
    query(
        "INSERT INTO deliveries (kind, endpoint, event, topic, conversation, body, created_at, due_at)
         SELECT 'webhook', e.key,
            'pass-' || c.number || '-' || c.seq || '-' || (SELECT COUNT(*) FROM handoffs h WHERE h.conversation = c.number),
            'adapter', c.number, '{}', ?1, ?1
         FROM endpoints e, conversations c
         WHERE e.topics = ?2 AND e.disabled_at IS NULL AND c.number = ?3 AND c.watched = 0
         ON CONFLICT DO NOTHING",
    )
    .bind(now)
    .bind(TOPICS)
    .bind(conversation)
    .execute(connection)
    .await?;
    Ok(())
}

impl Store {
    /// Makes this the desk elsewhere, and gives its agents an account under which they speak here.
    pub async fn begin_passing(
        &self,
        key: &str,
        number: i64,
        agent: (&str, &str),
        now: i64,
    ) -> Result<(), StoreError> {
        let mut change = self.write().await?;
        query(
            "INSERT INTO endpoints (key, number, topics, words, console) VALUES (?, ?, ?, 1, '')
             ON CONFLICT (key) DO UPDATE SET number = excluded.number, topics = excluded.topics",
        )
        .bind(key)
        .bind(number)
        .bind(TOPICS)
        .execute(&mut change)
        .await?;
        // Away: the desk gives it nothing by load, and nobody signs in by it.
        query(
            "INSERT INTO agents (id, name, role, created_at, presence) VALUES (?, ?, 'agent', ?, 'away')
             ON CONFLICT (id) DO UPDATE SET name = excluded.name",
        )
        .bind(agent.0)
        .bind(agent.1)
        .bind(now)
        .execute(&mut change)
        .await?;
        change.commit().await
    }

    /// Takes up the conversation of a delivery.
    pub async fn take_up(&self, delivery: i64, endpoint: &str, now: i64) -> Result<TakenUp, StoreError> {
        let mut change = self.write().await?;
        let found = query(
            "SELECT c.number, c.id, (SELECT MIN(seq) FROM events e WHERE e.conversation = c.number
                AND e.status = 'requested') AS asked
             FROM deliveries d JOIN conversations c ON c.number = d.conversation WHERE d.id = ?",
        )
        .bind(delivery)
        .fetch_optional(&mut change)
        .await?;
        let Some(found) = found else { return Ok(TakenUp::Nothing) };
        let (number, asked): (i64, Option<i64>) = (found.try_get("number")?, found.try_get("asked")?);
        let Some(asked) = asked else { return Ok(TakenUp::Nothing) };
        begin(&mut change, number, endpoint, asked).await?;
        if !hold(&mut change, number, now).await? {
            return Ok(TakenUp::Busy);
        }
        let passing = passing(&mut change, number, found.try_get("id")?).await?;
        change.commit().await?;
        Ok(TakenUp::Yours(Box::new(passing)))
    }

    /// Lets others go on with a conversation.
    pub async fn put_down(&self, number: i64) -> Result<(), StoreError> {
        self.step(number, "UPDATE passed_on SET busy_until = ?1 WHERE conversation = ?2", 0).await
    }

    /// Notes what is begun now: an event's number, or below zero a handoff's.
    pub async fn try_passing(&self, number: i64, what: i64, now: i64) -> Result<(), StoreError> {
        let mut change = self.write().await?;
        query("UPDATE passed_on SET trying = ?, busy_until = ? WHERE conversation = ?")
            .bind(what)
            .bind(now + LEASE_MS)
            .bind(number)
            .execute(&mut change)
            .await?;
        change.commit().await
    }

    /// Notes where the conversation is found over there.
    pub async fn opened_elsewhere(&self, number: i64, remote: &Remote) -> Result<(), StoreError> {
        let mut change = self.write().await?;
        query("UPDATE passed_on SET remote = ?, contact = ? WHERE conversation = ?")
            .bind(&remote.conversation)
            .bind(&remote.contact)
            .bind(number)
            .execute(&mut change)
            .await?;
        change.commit().await
    }

    /// Notes that a request for a person is over there.
    pub async fn passed_handoff(&self, number: i64, handoff: i64) -> Result<(), StoreError> {
        let sql = "UPDATE passed_on SET handoff = ?1, trying = NULL WHERE conversation = ?2";
        self.step(number, sql, handoff).await
    }

    /// Notes that an event is over there, or needs not be.
    pub async fn passed_event(&self, number: i64, seq: i64) -> Result<(), StoreError> {
        let sql = "UPDATE passed_on SET seq = ?1, trying = NULL WHERE conversation = ?2";
        self.step(number, sql, seq).await
    }

    /// What is over there takes no more words: the conversation is opened there anew, with its whole context.
    pub async fn closed_elsewhere(&self, number: i64) -> Result<(), StoreError> {
        let sql = "UPDATE passed_on SET remote = NULL, contact = NULL, trying = NULL, handoff = ?1
                   WHERE conversation = ?2";
        self.step(number, sql, 0).await
    }

    async fn step(&self, number: i64, sql: &'static str, to: i64) -> Result<(), StoreError> {
        let mut change = self.write().await?;
        query(sql).bind(to).bind(number).execute(&mut change).await?;
        change.commit().await
    }

    /// Keeps what an agent over there did, once however often it is told; none where the conversation is none of ours.
    pub async fn come_back(
        &self,
        endpoint: &str,
        back: &Back,
        agent: &str,
        now: i64,
    ) -> Result<Option<Posting>, StoreError> {
        let mut change = self.write().await?;
        let number: Option<i64> =
            query_scalar("SELECT conversation FROM passed_on WHERE endpoint = ? AND remote = ?")
                .bind(endpoint)
                .bind(&back.remote)
                .fetch_optional(&mut change)
                .await?;
        let Some(number) = number else { return Ok(None) };
        let (Some(standing), Some(agent)) =
            (find_number(&mut change, number).await?, find_agent(&mut change, agent).await?)
        else {
            return Ok(None);
        };
        let posting = match &back.deed {
            BackDeed::Resolved => resolve(&mut change, &standing, &agent, now).await?,
            BackDeed::Said { id, name, text } => {
                let agent = Agent { name: name.clone().unwrap_or_else(|| agent.name.clone()), ..agent };
                let message = NewMessage {
                    id: id.clone(),
                    text: text.clone(),
                    at: now,
                    entry: None,
                    confidence: None,
                    team: None,
                };
                say(&mut change, &standing, &agent, &message, now).await?
            }
        };
        // Nothing else was new: then nothing is.
        query(
            "UPDATE passed_on SET seq = (SELECT seq FROM conversations WHERE number = ?1)
             WHERE conversation = ?1 AND seq = ?2",
        )
        .bind(number)
        .bind(standing.seq)
        .execute(&mut change)
        .await?;
        change.commit().await?;
        Ok(Some(posting))
    }
}

/// A row for how far it got; one of another desk elsewhere begins anew.
async fn begin(
    connection: &mut Connection,
    number: i64,
    endpoint: &str,
    asked: i64,
) -> Result<(), StoreError> {
    query("INSERT INTO passed_on (conversation, endpoint, seq) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
        .bind(number)
        .bind(endpoint)
        .bind(asked)
        .execute(&mut *connection)
        .await?;
    query(
        "UPDATE passed_on SET endpoint = ?1, remote = NULL, contact = NULL, handoff = 0, seq = ?2, trying = NULL
         WHERE conversation = ?3 AND endpoint <> ?1",
    )
    .bind(endpoint)
    .bind(asked)
    .bind(number)
    .execute(connection)
    .await?;
    Ok(())
}

async fn hold(connection: &mut Connection, number: i64, now: i64) -> Result<bool, StoreError> {
    let held = query("UPDATE passed_on SET busy_until = ? WHERE conversation = ? AND busy_until <= ?")
        .bind(now + LEASE_MS)
        .bind(number)
        .bind(now)
        .execute(connection)
        .await?;
    Ok(held.rows_affected() == 1)
}

async fn passing(connection: &mut Connection, number: i64, id: String) -> Result<Passing, StoreError> {
    let row = query("SELECT remote, contact, handoff, seq, trying FROM passed_on WHERE conversation = ?")
        .bind(number)
        .fetch_one(&mut *connection)
        .await?;
    let (conversation, contact): (Option<String>, Option<String>) =
        (row.try_get("remote")?, row.try_get("contact")?);
    let remote = conversation.zip(contact).map(|(conversation, contact)| Remote { conversation, contact });
    let latest: Option<(i64, i64, String)> = query_as(
        "SELECT number, at, request FROM handoffs WHERE conversation = ? AND number > ? ORDER BY number DESC LIMIT 1",
    )
    .bind(number)
    .bind(row.try_get::<i64, _>("handoff")?)
    .fetch_optional(&mut *connection)
    .await?;
    let handoff = latest
        .map(|(number, at, request)| {
            Ok::<_, StoreError>(Handed { number, at, request: read_json("request", &request)? })
        })
        .transpose()?;
    let events = events(connection, number, Some(row.try_get("seq")?)).await?;
    Ok(Passing { number, id, remote, trying: row.try_get("trying")?, handoff, events })
}

/// Words are never lost: where an agent of this desk has the conversation, they are said beside that one's.
async fn say(
    connection: &mut Connection,
    standing: &Standing,
    agent: &Agent,
    message: &NewMessage,
    now: i64,
) -> Result<Posting, StoreError> {
    if let Some(posting) = admit(connection, standing, Author::Agent, message, None).await? {
        return Ok(posting);
    }
    transfer(connection, standing, agent, link::Action::Claim, now).await?;
    let speaker = Speaker { author: Author::Agent, name: Some(&agent.name) };
    let seq = append_message(connection, standing.number, &speaker, message, now).await?;
    query("UPDATE conversations SET waiting_for_agent = 0, due_at = NULL, is_back = 0 WHERE number = ?")
        .bind(standing.number)
        .execute(&mut *connection)
        .await?;
    letter::queue(connection, standing.number, seq, now).await?;
    Ok(Posting::Kept(seq.unsigned_abs()))
}

async fn resolve(
    connection: &mut Connection,
    standing: &Standing,
    agent: &Agent,
    now: i64,
) -> Result<Posting, StoreError> {
    transfer(connection, standing, agent, link::Action::Resolve, now).await?;
    Ok(Posting::Repeated(standing.seq.unsigned_abs()))
}
