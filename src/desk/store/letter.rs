//! An agent's answers by mail: queued with the answer itself, read when they are sent.

use super::database::{Connection, query, query_as, query_scalar};
use super::word::{json, read_json};
use super::{Store, StoreError};

/// The outbox's name for mail.
pub const MAIL: &str = "mail";
/// Answers within so long go in one mail, milliseconds: two minutes.
const GATHER_MS: i64 = 2 * 60_000;

/// What a mail says, and to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The confirmed address.
    pub to: String,
    /// The conversation's id.
    pub conversation: String,
    /// BCP 47.
    pub language: String,
    /// The page that the visitor asked on; none where it is unknown.
    pub page: Option<String>,
    /// Who said what, in order.
    pub answers: Vec<(String, String)>,
    /// When the last of them was kept, Unix milliseconds.
    pub latest_at: i64,
}

/// Queues an answer for the visitor's address if it is confirmed: with those that wait already, or as a new mail.
pub async fn queue(
    connection: &mut Connection,
    conversation: i64,
    seq: i64,
    now: i64,
) -> Result<(), StoreError> {
    let confirmed: Option<i64> = query_scalar(
        "SELECT confirmed_at FROM contacts WHERE conversation = ? AND confirmed_at IS NOT NULL AND email IS NOT NULL",
    )
    .bind(conversation)
    .fetch_optional(&mut *connection)
    .await?;
    if confirmed.is_none() {
        return Ok(());
    }
    let joined = query(
        "UPDATE deliveries SET body = json_insert(body, '$[#]', ?1)
         WHERE conversation = ?2 AND kind = 'mail' AND state = 'waiting' AND attempts = 0 AND due_at > ?3",
    )
    .bind(seq)
    .bind(conversation)
    .bind(now)
    .execute(&mut *connection)
    .await?;
    if joined.rows_affected() == 0 {
        begin(connection, conversation, seq, now).await?;
    }
    Ok(())
}

async fn begin(connection: &mut Connection, conversation: i64, seq: i64, now: i64) -> Result<(), StoreError> {
    query(
        "INSERT INTO deliveries (kind, endpoint, event, topic, conversation, body, created_at, due_at)
         VALUES ('mail', ?1, ?2, 'answer', ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
    )
    .bind(MAIL)
    .bind(format!("answer-{conversation}-{seq}-{now}"))
    .bind(conversation)
    .bind(json(&[seq])?)
    .bind(now)
    .bind(now + GATHER_MS)
    .execute(connection)
    .await?;
    Ok(())
}

type Head = (i64, String, String, String, String, Option<String>);

impl Store {
    /// What a queued mail says; none once the visitor took the address or the words back.
    pub async fn letter(&self, delivery: i64) -> Result<Option<Letter>, StoreError> {
        let mut view = self.read().await?;
        let head: Option<Head> = query_as(
            "SELECT c.number, c.id, c.language, k.email, d.body,
                (SELECT json_extract(request, '$.page.url') FROM handoffs h WHERE h.conversation = c.number
                 ORDER BY h.number DESC LIMIT 1)
             FROM deliveries d JOIN conversations c ON c.number = d.conversation
             JOIN contacts k ON k.conversation = c.number AND k.confirmed_at IS NOT NULL AND k.email IS NOT NULL
             WHERE d.id = ?",
        )
        .bind(delivery)
        .fetch_optional(&mut view)
        .await?;
        let Some((number, conversation, language, to, body, page)) = head else {
            return Ok(None);
        };
        let numbers: Vec<i64> = read_json("body", &body)?;
        let said: Vec<(String, String, i64)> = query_as(
            "SELECT COALESCE(name, ''), text, at FROM events WHERE conversation = ?
             AND seq IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) AND text IS NOT NULL ORDER BY seq",
        )
        .bind(number)
        .bind(serde_json::to_string(&numbers).map_err(|_| StoreError::Unreadable("body"))?)
        .fetch_all(&mut view)
        .await?;
        let Some(latest_at) = said.last().map(|(_, _, at)| *at) else {
            return Ok(None);
        };
        let answers = said.into_iter().map(|(name, text, _)| (name, text)).collect();
        let page = page.filter(|page| !page.is_empty());
        Ok(Some(Letter { to, conversation, language, page, answers, latest_at }))
    }
}
