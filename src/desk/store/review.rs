//! The assistant's answers as people look them over, and what they think of them.

use protocol::{Author, Doubtful, Message, NewVerdict, Solved, Verdict};

use super::conversation::find;
use super::database::{Connection, Row, query, query_as, query_scalar};
use super::word::{read_word, word};
use super::{Agent, Store, StoreError};

/// How far back answers are looked over, milliseconds: 30 days.
const LOOKED_OVER_MS: i64 = 30 * 86_400_000;
/// At most so many at a time.
const AT_ONCE: i64 = 100;
/// An answer at least so sure, and without a thumb that went down, is worth no look.
const SURE: f64 = 0.97;
/// An answer from an entry that the latest edition changed stands among those that were no surer than this.
const CHANGED: f64 = 0.8;
/// Longest question and answer that are kept for a look, characters; the whole stands in the conversation.
const SHOWN_CHARACTERS: usize = 600;
/// Settled conversations that suggestions are made of, the latest.
const SOLVED: i64 = 300;
/// An agent's message of fewer characters solves nothing by itself: "Hello", "One moment".
const SOLVES_CHARACTERS: i64 = 40;

/// Keeps the answers among what was said; a thumb that came later is taken over.
pub async fn keep_answers(
    connection: &mut Connection,
    conversation: i64,
    said: &[Message],
) -> Result<(), StoreError> {
    let mut question = "";
    for message in said {
        match (message.author, &message.entry) {
            (Author::Visitor, _) => question = &message.text,
            (Author::Assistant, Some(entry)) => {
                keep_answer(connection, conversation, question, message, entry).await?;
            }
            _ => {}
        }
    }
    Ok(())
}

async fn keep_answer(
    connection: &mut Connection,
    conversation: i64,
    question: &str,
    message: &Message,
    entry: &str,
) -> Result<(), StoreError> {
    query(
        "INSERT INTO answers (conversation, message, question, answer, entry, confidence, rating, at)
         VALUES (?1, ?2, COALESCE(NULLIF(?3, ''), (SELECT text FROM events
            WHERE conversation = ?1 AND author = 'visitor' ORDER BY seq DESC LIMIT 1), ''), ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (conversation, message) DO UPDATE SET rating = excluded.rating",
    )
    .bind(conversation)
    .bind(&message.id)
    .bind(cut(question))
    .bind(cut(&message.text))
    .bind(entry)
    .bind(message.confidence)
    .bind(i64::from(message.rating.unwrap_or_default()))
    .bind(message.at)
    .execute(connection)
    .await?;
    Ok(())
}

/// The beginning of a text.
fn cut(text: &str) -> &str {
    text.char_indices().nth(SHOWN_CHARACTERS).map_or(text, |(end, _)| &text[..end])
}

/// What agents think of a conversation's answers and of its handoff.
pub async fn verdicts(connection: &mut Connection, conversation: i64) -> Result<Vec<Verdict>, StoreError> {
    let rows = query(
        "SELECT v.*, a.name AS agent_name FROM verdicts v JOIN agents a ON a.id = v.agent
         WHERE v.conversation = ? ORDER BY v.at, v.subject",
    )
    .bind(conversation)
    .fetch_all(connection)
    .await?;
    rows.iter().map(read_verdict).collect()
}

fn read_verdict(row: &Row) -> Result<Verdict, StoreError> {
    Ok(Verdict {
        subject: row.try_get("subject")?,
        judgement: read_word("judgement", row.try_get("judgement")?)?,
        entry: row.try_get("entry")?,
        text: row.try_get("text")?,
        agent: row.try_get("agent_name")?,
        at: row.try_get("at")?,
    })
}

impl Store {
    /// Keeps what an agent thinks of an answer or of the handoff, or takes it back; false for an unknown conversation or
    /// message.
    pub async fn judge(
        &self,
        id: &str,
        agent: &Agent,
        verdict: &NewVerdict,
        now: i64,
    ) -> Result<bool, StoreError> {
        let mut change = self.write().await?;
        let Some(standing) = find(&mut change, id).await? else {
            return Ok(false);
        };
        if !verdict.subject.is_empty() && !was_said(&mut change, standing.number, &verdict.subject).await? {
            return Ok(false);
        }
        match &verdict.judgement {
            Some(judgement) => query(
                "INSERT INTO verdicts (conversation, subject, judgement, entry, text, agent, at) VALUES (?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (conversation, subject) DO UPDATE SET judgement = excluded.judgement, entry = excluded.entry,
                text = excluded.text, agent = excluded.agent, at = excluded.at",
            )
            .bind(standing.number)
            .bind(&verdict.subject)
            .bind(word(judgement))
            .bind(&verdict.entry)
            .bind(&verdict.text)
            .bind(&agent.id)
            .bind(now)
            .execute(&mut change)
            .await?,
            None => {
                query("DELETE FROM verdicts WHERE conversation = ? AND subject = ?")
                    .bind(standing.number)
                    .bind(&verdict.subject)
                    .execute(&mut change)
                    .await?
            }
        };
        change.commit().await?;
        Ok(true)
    }

    /// Answers worth a look at the agent's sites, on which nobody has said anything: those with a thumb down first, then
    /// the least sure and those from an entry that the latest edition changed.
    pub async fn doubtful(&self, agent: &Agent, now: i64) -> Result<Vec<Doubtful>, StoreError> {
        let rows = query(
            "SELECT a.*, c.id AS conversation_id, c.number, c.site, c.visitor,
                COALESCE(a.at >= k.changed_at, FALSE) AS changed FROM answers a
             JOIN conversations c ON c.number = a.conversation
             LEFT JOIN known_entries k ON k.site = c.site AND k.entry = a.entry
             LEFT JOIN verdicts v ON v.conversation = a.conversation AND v.subject = a.message
             WHERE v.subject IS NULL AND a.at > ?2 AND a.at <= ?3
                AND (a.rating < 0 OR a.confidence IS NULL OR a.confidence < ?4 OR a.at >= k.changed_at)
                AND (NOT EXISTS (SELECT 1 FROM agent_sites WHERE agent = ?1)
                    OR c.site IN (SELECT site FROM agent_sites WHERE agent = ?1))
             ORDER BY a.rating >= 0, CASE WHEN a.at >= k.changed_at THEN MIN(a.confidence, ?6) ELSE a.confidence END NULLS FIRST, a.at DESC
             LIMIT ?5",
        )
        .bind(&agent.id)
        .bind(now - LOOKED_OVER_MS)
        .bind(now + 86_400_000)
        .bind(SURE)
        .bind(AT_ONCE)
        .bind(CHANGED)
        .fetch_all(&mut *self.read().await?)
        .await?;
        rows.iter().map(read_doubtful).collect()
    }

    /// What agents answered in settled conversations of a site, the latest first: the question as it was asked, and the
    /// longest of an agent's messages, which commonly is the solution. What was an exception is no example.
    pub async fn solved(&self, site: &str) -> Result<Vec<Solved>, StoreError> {
        let rows: Vec<(String, String, String)> = query_as(
            "SELECT c.id, json_extract(h.request, '$.question'), e.text FROM conversations c
             JOIN handoffs h ON h.number = (SELECT MAX(number) FROM handoffs WHERE conversation = c.number)
             JOIN events e ON e.conversation = c.number AND e.seq = (SELECT seq FROM events
                WHERE conversation = c.number AND author = 'agent' AND length(text) >= ?
                ORDER BY length(text) DESC, seq LIMIT 1)
             WHERE c.status = 'resolved' AND c.exception = 0 AND c.site = ? ORDER BY c.number DESC LIMIT ?",
        )
        .bind(SOLVES_CHARACTERS)
        .bind(site)
        .bind(SOLVED)
        .fetch_all(&mut *self.read().await?)
        .await?;
        let solved = |(conversation, question, answer)| Solved { conversation, question, answer };
        Ok(rows.into_iter().map(solved).collect())
    }

    /// Whether an agent may see a site at all.
    pub async fn sees_site(&self, agent: &Agent, site: &str) -> Result<bool, StoreError> {
        Ok(query_scalar(
            "SELECT NOT EXISTS (SELECT 1 FROM agent_sites WHERE agent = ?1)
                OR EXISTS (SELECT 1 FROM agent_sites WHERE agent = ?1 AND site = ?2)",
        )
        .bind(&agent.id)
        .bind(site)
        .fetch_one(&mut *self.read().await?)
        .await?)
    }
}

/// Whether the assistant's message is known, in a transcript or since.
async fn was_said(connection: &mut Connection, conversation: i64, message: &str) -> Result<bool, StoreError> {
    Ok(query_scalar(
        "SELECT EXISTS (SELECT 1 FROM answers WHERE conversation = ?1 AND message = ?2)
            OR EXISTS (SELECT 1 FROM events WHERE conversation = ?1 AND message_id = ?2 AND author = 'assistant')",
    )
    .bind(conversation)
    .bind(message)
    .fetch_one(connection)
    .await?)
}

fn read_doubtful(row: &Row) -> Result<Doubtful, StoreError> {
    let rating: i64 = row.try_get("rating")?;
    Ok(Doubtful {
        conversation: row.try_get("conversation_id")?,
        message: row.try_get("message")?,
        site: row.try_get("site")?,
        visitor: row.try_get("visitor")?,
        number: row.try_get::<i64, _>("number")?.unsigned_abs(),
        question: row.try_get("question")?,
        answer: row.try_get("answer")?,
        entry: row.try_get("entry")?,
        confidence: row.try_get("confidence")?,
        thumbed_down: rating < 0,
        changed: row.try_get("changed")?,
        at: row.try_get("at")?,
    })
}
