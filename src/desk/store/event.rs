//! What happened in a conversation, numbered without gaps.

use protocol::{Author, Event, Message, NewMessage, Status};
use sqlx::SqliteConnection;

use super::StoreError;
use super::word::{read_word, word};

/// Events that one reply carries at most; whoever asks comes again with the last number.
const EVENTS_PER_REPLY: i64 = 500;

/// Writes a change of status as the next event and gives its number.
pub async fn append_status(
    connection: &mut SqliteConnection,
    conversation: i64,
    status: Status,
    now: i64,
) -> Result<i64, StoreError> {
    let seq = next_seq(connection, conversation).await?;
    sqlx::query("INSERT INTO events (conversation, seq, at, status) VALUES (?, ?, ?, ?)")
        .bind(conversation)
        .bind(seq)
        .bind(now)
        .bind(word(&status))
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
        "INSERT INTO events (conversation, seq, at, message_id, author, name, text, written_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(conversation)
    .bind(seq)
    .bind(now)
    .bind(&message.id)
    .bind(word(&speaker.author))
    .bind(speaker.name)
    .bind(&message.text)
    .bind(message.at)
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

type Row =
    (i64, i64, Option<String>, Option<String>, Option<String>, Option<String>, Option<i64>, Option<String>);

/// The events after a number, in order, at most [`EVENTS_PER_REPLY`]; all of them where `after` is none.
pub async fn events(
    connection: &mut SqliteConnection,
    conversation: i64,
    after: Option<i64>,
) -> Result<Vec<Event>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT seq, at, message_id, author, name, text, written_at, status
         FROM events WHERE conversation = ? AND seq > ? ORDER BY seq LIMIT ?",
    )
    .bind(conversation)
    .bind(after.unwrap_or(0))
    .bind(after.map_or(-1, |_| EVENTS_PER_REPLY))
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(read_event).collect()
}

fn read_event((seq, at, id, author, name, text, written_at, status): Row) -> Result<Event, StoreError> {
    let message = match (id, author, text, written_at) {
        (Some(id), Some(author), Some(text), Some(at)) => {
            let author = read_word("author", author)?;
            Some(Message { id, author, name, text, entry: None, confidence: None, rating: None, at })
        }
        _ => None,
    };
    let status = status.map(|status| read_word("status", status)).transpose()?;
    Ok(Event { seq: seq.unsigned_abs(), at, message, status })
}

async fn next_seq(connection: &mut SqliteConnection, conversation: i64) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("UPDATE conversations SET seq = seq + 1 WHERE number = ? RETURNING seq")
        .bind(conversation)
        .fetch_one(connection)
        .await?)
}
