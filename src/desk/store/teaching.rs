//! What suggestions are made of: verdicts, settled conversations, thumbs, names and the use of entries.

use std::collections::BTreeMap;

use knowledge::suggest::{Asked, Judged, JudgedHandoff, Solution, Used};
use protocol::{HandoffReason, Judgement, Mood, QuestionEnd};

use super::database::{Connection, Row, query, query_as, query_scalar};
use super::name::Kind;
use super::word::{read_json, read_word};
use super::{Store, StoreError};

/// At most so many of a kind, the latest.
const MOST: i64 = 3_000;
/// An agent's message of fewer characters solves nothing by itself; of a script without spaces a third of it.
const SOLVES_CHARACTERS: i64 = 24;

/// What people taught at a site.
#[derive(Clone, Debug, Default)]
pub struct Taught {
    /// Answers with a thumb, as conversations tell of them.
    pub rated: Vec<Asked>,
    /// Verdicts on answers.
    pub judged: Vec<Judged>,
    /// Verdicts on handoffs.
    pub handoffs: Vec<JudgedHandoff>,
    /// What agents answered in conversations that were settled, but not as an exception.
    pub solutions: Vec<Solution>,
    /// Uses of entries since a day.
    pub used: BTreeMap<String, Used>,
    /// Names of agents and of visitors.
    pub names: Vec<String>,
}

impl Store {
    /// What people taught at a site since a time, Unix milliseconds; uses of entries from a day on until another, both since
    /// 1970-01-01.
    pub async fn taught(&self, site: &str, since: i64, days: (i64, i64)) -> Result<Taught, StoreError> {
        let mut view = self.read().await?;
        Ok(Taught {
            rated: rated(&mut view, site, since).await?,
            judged: judged(&mut view, site, since).await?,
            handoffs: handoffs(&mut view, site, since).await?,
            solutions: solutions(&mut view, site, since).await?,
            used: used(&mut view, site, days).await?,
            names: names(&mut view, site).await?,
        })
    }

    /// Names of the agents, and of a site's latest visitors.
    pub async fn names(&self, site: &str) -> Result<Vec<String>, StoreError> {
        names(&mut *self.read().await?, site).await
    }
}

async fn rated(connection: &mut Connection, site: &str, since: i64) -> Result<Vec<Asked>, StoreError> {
    let rows = query(
        "SELECT a.question, a.entry, a.rating, c.language, c.id FROM answers a
         JOIN conversations c ON c.number = a.conversation
         WHERE c.site = ? AND a.rating <> 0 AND a.at > ? AND a.question <> '' ORDER BY a.at DESC LIMIT ?",
    )
    .bind(site)
    .bind(since)
    .bind(MOST)
    .fetch_all(connection)
    .await?;
    let read = |row: &Row| {
        let is_up = row.try_get::<i64, _>("rating")? > 0;
        Ok(Asked {
            text: row.try_get("question")?,
            language: row.try_get("language")?,
            end: if is_up { QuestionEnd::RatedUp } else { QuestionEnd::RatedDown },
            entry: Some(row.try_get("entry")?),
            times: 1,
            conversation: Some(row.try_get("id")?),
        })
    };
    rows.iter().map(read).collect()
}

async fn judged(connection: &mut Connection, site: &str, since: i64) -> Result<Vec<Judged>, StoreError> {
    let rows = query(
        "SELECT a.question, a.entry AS shown, v.judgement, v.entry, v.text, c.language, c.id FROM verdicts v
         JOIN conversations c ON c.number = v.conversation
         JOIN answers a ON a.conversation = v.conversation AND a.message = v.subject
         WHERE c.site = ? AND v.at > ? AND c.exception = 0 ORDER BY v.at DESC LIMIT ?",
    )
    .bind(site)
    .bind(since)
    .bind(MOST)
    .fetch_all(connection)
    .await?;
    let read = |row: &Row| {
        Ok(Judged {
            question: row.try_get("question")?,
            language: row.try_get("language")?,
            entry: row.try_get("shown")?,
            judgement: read_word("judgement", row.try_get("judgement")?)?,
            right: row.try_get("entry")?,
            text: row.try_get("text")?,
            conversation: row.try_get("id")?,
        })
    };
    rows.iter().map(read).collect()
}

async fn handoffs(
    connection: &mut Connection,
    site: &str,
    since: i64,
) -> Result<Vec<JudgedHandoff>, StoreError> {
    let rows = query(
        "SELECT json_extract(h.request, '$.question') AS question, json_extract(h.request, '$.team') AS asked_team,
            v.judgement, v.entry, c.reason, c.mood, c.team, c.language, c.id FROM verdicts v
         JOIN conversations c ON c.number = v.conversation
         JOIN handoffs h ON h.number = (SELECT MAX(number) FROM handoffs WHERE conversation = c.number)
         WHERE c.site = ? AND v.at > ? AND v.subject = '' AND c.exception = 0 ORDER BY v.at DESC LIMIT ?",
    )
    .bind(site)
    .bind(since)
    .bind(MOST)
    .fetch_all(connection)
    .await?;
    let read = |row: &Row| {
        let mood: Mood = read_json("mood", &row.try_get::<String, _>("mood")?)?;
        let reason: HandoffReason = read_word("reason", row.try_get("reason")?)?;
        let judgement: Judgement = read_word("judgement", row.try_get("judgement")?)?;
        Ok(JudgedHandoff {
            question: row.try_get("question")?,
            language: row.try_get("language")?,
            judgement,
            reason,
            mood: mood.anger.max(mood.anxiety).max(mood.dejection),
            right: row.try_get("entry")?,
            team: row.try_get("asked_team")?,
            right_team: row.try_get("team")?,
            conversation: row.try_get("id")?,
        })
    };
    rows.iter().map(read).collect()
}

/// The question as it was asked, and the longest of an agent's messages, which commonly is the solution.
async fn solutions(connection: &mut Connection, site: &str, since: i64) -> Result<Vec<Solution>, StoreError> {
    let rows = query(
        "SELECT c.id, c.language, c.team, json_extract(h.request, '$.question') AS question, e.text FROM conversations c
         JOIN handoffs h ON h.number = (SELECT MAX(number) FROM handoffs WHERE conversation = c.number)
         JOIN events e ON e.conversation = c.number AND e.seq = (SELECT seq FROM events
            WHERE conversation = c.number AND author = 'agent'
                AND octet_length(text) >= ? ORDER BY length(text) DESC, seq LIMIT 1)
         WHERE c.status = 'resolved' AND c.exception = 0 AND c.site = ? AND h.at > ? ORDER BY c.number DESC LIMIT ?",
    )
    .bind(SOLVES_CHARACTERS)
    .bind(site)
    .bind(since)
    .bind(MOST)
    .fetch_all(connection)
    .await?;
    let read = |row: &Row| {
        Ok(Solution {
            question: row.try_get("question")?,
            language: row.try_get("language")?,
            answer: row.try_get("text")?,
            exception: false,
            team: row.try_get("team")?,
            conversation: row.try_get("id")?,
        })
    };
    rows.iter().map(read).collect()
}

async fn used(
    connection: &mut Connection,
    site: &str,
    (from, until): (i64, i64),
) -> Result<BTreeMap<String, Used>, StoreError> {
    let first: Option<i64> = query_scalar("SELECT MIN(day) FROM hour_counts WHERE site = ?")
        .bind(site)
        .fetch_one(&mut *connection)
        .await?;
    let Some(first) = first else { return Ok(BTreeMap::new()) };
    let days = u32::try_from(until - first.max(from) + 1).unwrap_or(0);
    let rows: Vec<(String, i64)> = query_as(
        "SELECT n.name, SUM(e.shown) FROM entry_counts e JOIN insight_names n ON n.id = e.entry
         WHERE e.site = ? AND e.day >= ? AND n.kind = ? GROUP BY n.name",
    )
    .bind(site)
    .bind(from)
    .bind(Kind::Entry.word())
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|(name, shown)| (name, Used { shown: shown.unsigned_abs(), days })).collect())
}

async fn names(connection: &mut Connection, site: &str) -> Result<Vec<String>, StoreError> {
    Ok(query_scalar(
        "SELECT name FROM agents UNION
         SELECT * FROM (SELECT visitor FROM conversations WHERE site = ?1 AND visitor IS NOT NULL ORDER BY number DESC LIMIT ?2) AS visitors ORDER BY 1",
    )
    .bind(site)
    .bind(MOST)
    .fetch_all(connection)
    .await?)
}
