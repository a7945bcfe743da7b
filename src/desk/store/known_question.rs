//! Questions that visitors asked, with what answers them as far as anybody said so: what an edition is tried on.

use super::database::{Row, query, query_as};
use super::digest::DAY_IDS;
use super::{Store, StoreError};

/// Questions that are read of each source, the latest: more than a preview tries.
const READ: i64 = 30_000;

/// One that was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedOnce {
    /// In the visitor's words.
    pub text: String,
    /// BCP 47; empty where it isn't known.
    pub language: String,
    /// Who says what answers it.
    pub teller: Teller,
    /// The entry; none where nobody said.
    pub entry: Option<String>,
}

/// Who says what answers a question, the most reliable last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Teller {
    /// Nobody.
    Nobody,
    /// The visitor, by a thumb or a choice.
    Visitor,
    /// An agent.
    Agent,
}

impl Store {
    /// What visits told of a site since a day (since 1970-01-01), in questions.
    pub async fn told_questions(&self, site: &str, since: i64) -> Result<Vec<AskedOnce>, StoreError> {
        let rows = query(
            "SELECT q.text, l.name AS language, e.name AS entry, q.ended IN ('rated_up', 'clarified') AS is_right
             FROM asked_questions q JOIN insight_names l ON l.id = q.language
             LEFT JOIN insight_names e ON e.id = q.entry
             WHERE q.id >= ?1 AND q.site = ?2 ORDER BY q.id DESC LIMIT ?3",
        )
        .bind(since * DAY_IDS)
        .bind(site)
        .bind(READ)
        .fetch_all(&mut *self.read().await?)
        .await?;
        let read = |row: &Row| {
            let entry: Option<String> = row.try_get("entry")?;
            let entry = entry.filter(|entry| !entry.is_empty() && row.try_get("is_right").unwrap_or(false));
            let teller = if entry.is_some() { Teller::Visitor } else { Teller::Nobody };
            Ok(AskedOnce { text: row.try_get("text")?, language: row.try_get("language")?, teller, entry })
        };
        rows.iter().map(read).collect()
    }

    /// What was asked in a site's conversations since a time (Unix milliseconds), as far as the assistant answered it, with the
    /// visitor's thumb and what agents said of the answer.
    pub async fn answered_questions(&self, site: &str, since: i64) -> Result<Vec<AskedOnce>, StoreError> {
        let rows = query(
            "SELECT a.question, a.entry, a.rating, v.judgement, v.entry AS meant,
                COALESCE((SELECT json_extract(request, '$.language') FROM handoffs
                    WHERE conversation = a.conversation ORDER BY number DESC LIMIT 1), '') AS language
             FROM answers a JOIN conversations c ON c.number = a.conversation
             LEFT JOIN verdicts v ON v.conversation = a.conversation AND v.subject = a.message
             WHERE c.site = ?1 AND a.at >= ?2 AND a.question <> '' ORDER BY a.at DESC LIMIT ?3",
        )
        .bind(site)
        .bind(since)
        .bind(READ)
        .fetch_all(&mut *self.read().await?)
        .await?;
        let read = |row: &Row| {
            let shown: String = row.try_get("entry")?;
            let judged: Option<String> = row.try_get("judgement")?;
            let (teller, entry) = match judged.as_deref() {
                Some("right" | "added") => (Teller::Agent, Some(shown)),
                // An agent who names no entry says only what is not right.
                Some(_) => match row.try_get::<Option<String>, _>("meant")? {
                    Some(meant) if !meant.is_empty() => (Teller::Agent, Some(meant)),
                    _ => (Teller::Nobody, None),
                },
                None if row.try_get::<i64, _>("rating")? > 0 => (Teller::Visitor, Some(shown)),
                None => (Teller::Nobody, None),
            };
            Ok(AskedOnce {
                text: row.try_get("question")?,
                language: row.try_get("language")?,
                teller,
                entry,
            })
        };
        rows.iter().map(read).collect()
    }

    /// What was handed over at a site since a time (Unix milliseconds) and, as an agent says, an entry would have answered.
    pub async fn needless_questions(&self, site: &str, since: i64) -> Result<Vec<AskedOnce>, StoreError> {
        let rows: Vec<(String, String, String)> = query_as(
            "SELECT json_extract(h.request, '$.question'), c.language, v.entry FROM verdicts v
             JOIN conversations c ON c.number = v.conversation
             JOIN handoffs h ON h.number = (SELECT MAX(number) FROM handoffs WHERE conversation = c.number)
             WHERE c.site = ?1 AND v.at >= ?2 AND v.subject = '' AND v.judgement = 'needless' AND v.entry <> ''
             ORDER BY v.at DESC LIMIT ?3",
        )
        .bind(site)
        .bind(since)
        .bind(READ)
        .fetch_all(&mut *self.read().await?)
        .await?;
        let asked =
            |(text, language, entry)| AskedOnce { text, language, teller: Teller::Agent, entry: Some(entry) };
        Ok(rows.into_iter().map(asked).collect())
    }
}
