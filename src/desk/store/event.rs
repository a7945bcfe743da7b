//! What happened in a conversation, numbered without gaps.

use protocol::{Attachment, Author, Event, Message, NewMessage, Status};

use super::StoreError;
use super::database::{Connection, Row, query, query_as, query_scalar};
use super::file::NewFile;
use super::passing::pass_on;
use super::word::{read_word, word};

/// Events that one reply carries at most; whoever asks comes again with the last number.
const EVENTS_PER_REPLY: usize = 500;
/// A reply ends with the event that brings its words to so many bytes: a socket's frame has a limit, and whoever filled a
/// conversation must not make the desk hold all of it for each who asks.
const BYTES_PER_REPLY: usize = 256 * 1024;

/// Writes a change of status, with the name of the agent whom it concerns, as the next event and gives its number.
pub async fn append_status(
    connection: &mut Connection,
    conversation: i64,
    status: Status,
    agent: Option<&str>,
    now: i64,
) -> Result<i64, StoreError> {
    let seq = next_seq(connection, conversation).await?;
    query("INSERT INTO events (conversation, seq, at, status, agent) VALUES (?, ?, ?, ?, ?)")
        .bind(conversation)
        .bind(seq)
        .bind(now)
        .bind(word(&status))
        .bind(agent)
        .execute(&mut *connection)
        .await?;
    pass_on(connection, conversation, now).await?;
    Ok(seq)
}

/// Who says a message, and under which name.
pub struct Speaker<'a> {
    pub author: Author,
    pub name: Option<&'a str>,
}

/// Writes a message as the next event and gives its number.
pub async fn append_message(
    connection: &mut Connection,
    conversation: i64,
    speaker: &Speaker<'_>,
    message: &NewMessage,
    now: i64,
) -> Result<i64, StoreError> {
    let seq = next_seq(connection, conversation).await?;
    query(
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
    .execute(&mut *connection)
    .await?;
    pass_on(connection, conversation, now).await?;
    Ok(seq)
}

/// What stands under a message's id: its number, and whether it is the very same message with the very same file.
pub async fn find_message(
    connection: &mut Connection,
    conversation: i64,
    author: Author,
    message: &NewMessage,
    file: Option<&NewFile>,
) -> Result<Option<(i64, bool)>, StoreError> {
    let found: Option<(i64, String, String, Option<Vec<u8>>)> = query_as(
        "SELECT e.seq, e.author, e.text, f.hash FROM events e
         LEFT JOIN files f ON f.conversation = e.conversation AND f.seq = e.seq
         WHERE e.conversation = ? AND e.message_id = ?",
    )
    .bind(conversation)
    .bind(&message.id)
    .fetch_optional(connection)
    .await?;
    let hash = file.map(|file| file.hash.bytes());
    Ok(found.map(|(seq, by, text, kept)| {
        (seq, by == word(&author) && text == message.text && kept.as_deref() == hash)
    }))
}

/// Whether a reply holds as much as one may, so that more may be there.
pub fn is_full(events: &[Event]) -> bool {
    let words = |event: &Event| event.message.as_ref().map_or(0, |message| message.text.len());
    events.len() >= EVENTS_PER_REPLY || events.iter().map(words).sum::<usize>() >= BYTES_PER_REPLY
}

/// How many bytes of words stand in a conversation's events.
pub async fn bytes_of_words(connection: &mut Connection, conversation: i64) -> Result<i64, StoreError> {
    let sql = "SELECT COALESCE(SUM(octet_length(text)), 0) FROM events WHERE conversation = ?";
    Ok(query_scalar(sql).bind(conversation).fetch_one(connection).await?)
}

/// The events after a number, in order, as many as one reply carries; all of them where `after` is none.
pub async fn events(
    connection: &mut Connection,
    conversation: i64,
    after: Option<i64>,
) -> Result<Vec<Event>, StoreError> {
    let last = match after {
        Some(after) => last_of_reply(connection, conversation, after).await?,
        None => i64::MAX,
    };
    let rows = query(
        "SELECT e.seq, e.at, e.message_id, e.author, e.name, e.text, e.written_at, e.status, e.entry, e.confidence, e.agent, e.corrects,
            f.id AS file, f.name AS file_name, f.kind, f.bytes, f.width, f.height
         FROM events e LEFT JOIN files f ON f.conversation = e.conversation AND f.seq = e.seq
         WHERE e.conversation = ? AND e.seq > ? AND e.seq <= ? ORDER BY e.seq",
    )
    .bind(conversation)
    .bind(after.unwrap_or(0))
    .bind(last)
    .fetch_all(connection)
    .await?;
    rows.iter().map(read_event).collect()
}

/// The number of the last event of a reply that begins after another.
async fn last_of_reply(
    connection: &mut Connection,
    conversation: i64,
    after: i64,
) -> Result<i64, StoreError> {
    let sizes: Vec<(i64, i64)> = query_as(
        "SELECT seq, COALESCE(octet_length(text), 0) FROM events WHERE conversation = ? AND seq > ? ORDER BY seq LIMIT ?",
    )
    .bind(conversation)
    .bind(after)
    .bind(EVENTS_PER_REPLY as i64)
    .fetch_all(connection)
    .await?;
    let mut room = BYTES_PER_REPLY as i64;
    let full = sizes.iter().find(|(_, bytes)| {
        room -= bytes;
        room <= 0
    });
    Ok(full.or(sizes.last()).map_or(after, |(seq, _)| *seq))
}

fn read_event(row: &Row) -> Result<Event, StoreError> {
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

fn read_message(id: String, row: &Row) -> Result<Message, StoreError> {
    Ok(Message {
        id,
        author: read_word("author", row.try_get("author")?)?,
        name: row.try_get("name")?,
        text: row.try_get("text")?,
        entry: row.try_get("entry")?,
        confidence: row.try_get("confidence")?,
        rating: None,
        corrects: row.try_get("corrects")?,
        attachment: read_attachment(row)?,
        at: row.try_get("written_at")?,
    })
}

fn read_attachment(row: &Row) -> Result<Option<Attachment>, StoreError> {
    let Some(id) = row.try_get("file")? else {
        return Ok(None);
    };
    let bytes: i64 = row.try_get("bytes")?;
    Ok(Some(Attachment {
        id,
        name: row.try_get("file_name")?,
        kind: read_word("kind", row.try_get("kind")?)?,
        bytes: bytes.unsigned_abs(),
        width: row.try_get("width")?,
        height: row.try_get("height")?,
    }))
}

async fn next_seq(connection: &mut Connection, conversation: i64) -> Result<i64, StoreError> {
    Ok(query_scalar("UPDATE conversations SET seq = seq + 1 WHERE number = ? RETURNING seq")
        .bind(conversation)
        .fetch_one(connection)
        .await?)
}
