//! What happened in a conversation, numbered without gaps.

use protocol::{Author, Event, Message, NewMessage, Status};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use super::StoreError;
use super::word::{read_word, word};

/// Events that one reply carries at most; whoever asks comes again with the last number.
pub const EVENTS_PER_REPLY: usize = 500;

/// Writes a change of status, with the name of the agent whom it concerns, as the next event and gives its number.
pub async fn append_status(
    connection: &mut SqliteConnection,
    conversation: i64,
    status: Status,
    agent: Option<&str>,
    now: i64,
) -> Result<i64, StoreError> {
    let seq = next_seq(connection, conversation).await?;
    sqlx::query("INSERT INTO events (conversation, seq, at, status, agent) VALUES (?, ?, ?, ?, ?)")
        .bind(conversation)
        .bind(seq)
        .bind(now)
        .bind(word(&status))
        .bind(agent)
        .execute(connection)
        .await?;
    Ok(seq)
}

/// Who says a message, and under which name.
pub struct Speaker<'a> {
    pub author: Author,
    pub name: Option<&'a str>,
}

/// Writes a message as the next event and gives its number.
pub async fn append_message(
    connection: &mut SqliteConnection,
    conversation: i64,
    speaker: &Speaker<'_>,
    message: &NewMessage,
    now: i64,
) -> Result<i64, StoreError> {
    let seq = next_seq(connection, conversation).await?;
    sqlx::query(
        "INSERT INTO events (conversation, seq, at, message_id, author, name, text, written_at, entry, confidence)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(conversation)
    .bind(seq)
    .bind(now)
    .bind(&message.id)
    .bind(word(&speaker.author))
    .bind(speaker.name)
    .bind(&message.text)
    .bind(message.at)
    .bind(&message.entry)
    .bind(message.confidence)
    .execute(connection)
    .await?;
    Ok(seq)
}

/// What stands under a message's id: its number, and whether it is the very same message.
pub async fn find_message(
    connection: &mut SqliteConnection,
    conversation: i64,
    author: Author,
    message: &NewMessage,
) -> Result<Option<(i64, bool)>, StoreError> {
    let found: Option<(i64, String, String)> =
        sqlx::query_as("SELECT seq, author, text FROM events WHERE conversation = ? AND message_id = ?")
            .bind(conversation)
            .bind(&message.id)
            .fetch_optional(connection)
            .await?;
    Ok(found.map(|(seq, by, text)| (seq, by == word(&author) && text == message.text)))
}

/// The events after a number, in order, at most [`EVENTS_PER_REPLY`]; all of them where `after` is none.
pub async fn events(
    connection: &mut SqliteConnection,
    conversation: i64,
    after: Option<i64>,
) -> Result<Vec<Event>, StoreError> {
    let rows = sqlx::query(
        "SELECT seq, at, message_id, author, name, text, written_at, status, entry, confidence, agent
         FROM events WHERE conversation = ? AND seq > ? ORDER BY seq LIMIT ?",
    )
    .bind(conversation)
    .bind(after.unwrap_or(0))
    .bind(after.map_or(-1, |_| EVENTS_PER_REPLY as i64))
    .fetch_all(connection)
    .await?;
    rows.iter().map(read_event).collect()
}

fn read_event(row: &SqliteRow) -> Result<Event, StoreError> {
    let (seq, status): (i64, Option<String>) = (row.try_get("seq")?, row.try_get("status")?);
    let status = status.map(|status| read_word("status", status)).transpose()?;
    let id: Option<String> = row.try_get("message_id")?;
    let message = id.map(|id| read_message(id, row)).transpose()?;
    Ok(Event {
        seq: seq.unsigned_abs(),
        at: row.try_get("at")?,
        message,
        status,
        agent: row.try_get("agent")?,
    })
}

fn read_message(id: String, row: &SqliteRow) -> Result<Message, StoreError> {
    Ok(Message {
        id,
        author: read_word("author", row.try_get("author")?)?,
        name: row.try_get("name")?,
        text: row.try_get("text")?,
        entry: row.try_get("entry")?,
        confidence: row.try_get("confidence")?,
        rating: None,
        corrects: None,
        at: row.try_get("written_at")?,
    })
}

async fn next_seq(connection: &mut SqliteConnection, conversation: i64) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("UPDATE conversations SET seq = seq + 1 WHERE number = ? RETURNING seq")
        .bind(conversation)
        .fetch_one(connection)
        .await?)
}
