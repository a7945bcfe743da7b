//! What happened in a conversation, numbered without gaps.

use std::collections::BTreeMap;

use protocol::{Attachment, Author, Event, Message, NewMessage, Status};
use serde::Serialize;

use super::StoreError;
use super::conversation::Posting;
use super::database::{Connection, Row, query, query_as, query_scalar};
use super::file::NewFile;
use super::passing::pass_on;
use super::word::{json, read_word, word};

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
    let seq = next_seq(connection, conversation, "").await?;
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
    let seq = next_seq(connection, conversation, &message.text).await?;
    let line = Line { name: speaker.name, ..Line::of(conversation, seq, speaker.author, message, now) };
    write_lines(connection, &[line]).await?;
    pass_on(connection, conversation, now).await?;
    Ok(seq)
}

/// A message as it is written.
#[derive(Serialize)]
pub struct Line<'a> {
    conversation: i64,
    seq: i64,
    at: i64,
    id: &'a str,
    author: Author,
    name: Option<&'a str>,
    text: &'a str,
    written_at: i64,
    entry: Option<&'a str>,
    confidence: Option<f64>,
}

impl<'a> Line<'a> {
    /// A message that nobody's name stands above, under the number `seq`.
    pub fn of(conversation: i64, seq: i64, author: Author, message: &'a NewMessage, now: i64) -> Self {
        Self {
            conversation,
            seq,
            at: now,
            id: &message.id,
            author,
            name: None,
            text: &message.text,
            written_at: message.at,
            entry: message.entry.as_deref(),
            confidence: message.confidence,
        }
    }
}

/// Writes messages.
pub async fn write_lines(connection: &mut Connection, lines: &[Line<'_>]) -> Result<(), StoreError> {
    query(
        "INSERT INTO events (conversation, seq, at, message_id, author, name, text, written_at, entry, confidence)
         SELECT CAST(value ->> 'conversation' AS BIGINT), CAST(value ->> 'seq' AS BIGINT),
            CAST(value ->> 'at' AS BIGINT), value ->> 'id', value ->> 'author', value ->> 'name', value ->> 'text',
            CAST(value ->> 'written_at' AS BIGINT), value ->> 'entry',
            CAST(value ->> 'confidence' AS DOUBLE PRECISION)
         FROM json_each(?)",
    )
    .bind(json(&lines)?)
    .execute(connection)
    .await?;
    Ok(())
}

/// What stands under a message's id.
pub struct Found {
    seq: i64,
    author: String,
    text: String,
    file: Option<Vec<u8>>,
}

impl Found {
    /// What becomes of a message under this id: repeated, with the very same words and file, or another one.
    pub fn posting(&self, author: Author, message: &NewMessage, file: Option<&NewFile>) -> Posting {
        let hash = file.map(|file| file.hash.bytes());
        let is_same =
            self.author == word(&author) && self.text == message.text && self.file.as_deref() == hash;
        if is_same { Posting::Repeated(self.seq.unsigned_abs()) } else { Posting::IdReused }
    }
}

/// What stands under messages' ids, each that of a conversation's number; of those that are there, by that number.
pub async fn find_messages(
    connection: &mut Connection,
    sought: &[(i64, &str)],
) -> Result<BTreeMap<i64, Found>, StoreError> {
    #[derive(Serialize)]
    struct Sought<'a> {
        conversation: i64,
        id: &'a str,
    }
    let sought: Vec<Sought<'_>> =
        sought.iter().map(|(conversation, id)| Sought { conversation: *conversation, id }).collect();
    type Row = (i64, i64, String, String, Option<Vec<u8>>);
    let rows: Vec<Row> = query_as(
        "SELECT e.conversation, e.seq, e.author, e.text, f.hash FROM json_each(?) AS sought
         JOIN events e ON e.conversation = CAST(sought.value ->> 'conversation' AS BIGINT)
            AND e.message_id = sought.value ->> 'id'
         LEFT JOIN files f ON f.conversation = e.conversation AND f.seq = e.seq",
    )
    .bind(json(&sought)?)
    .fetch_all(connection)
    .await?;
    let found = rows
        .into_iter()
        .map(|(conversation, seq, author, text, file)| (conversation, Found { seq, author, text, file }));
    Ok(found.collect())
}

/// Whether a reply holds as much as one may, so that more may be there.
pub fn is_full(events: &[Event]) -> bool {
    let words = |event: &Event| event.message.as_ref().map_or(0, |message| message.text.len());
    events.len() >= EVENTS_PER_REPLY || events.iter().map(words).sum::<usize>() >= BYTES_PER_REPLY
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

/// The number of the next event, which says these words.
async fn next_seq(connection: &mut Connection, conversation: i64, words: &str) -> Result<i64, StoreError> {
    let sql =
        "UPDATE conversations SET seq = seq + 1, said_bytes = said_bytes + ? WHERE number = ? RETURNING seq";
    let bytes = i64::try_from(words.len()).unwrap_or(i64::MAX);
    Ok(query_scalar(sql).bind(bytes).bind(conversation).fetch_one(connection).await?)
}
