//! Questions in visitors' words: a page of them, and those of a window for whoever groups them.

use protocol::{InsightQuestion, QuestionEnd};

use super::database::{Connection, Row, query};
use super::digest::DAY_IDS;
use super::name::{Kind, find_name};
use super::word::{read_word, word};
use super::{Store, StoreError};
use crate::calendar::date;

/// Questions of one page.
const PAGE: usize = 50;

/// Which questions are meant.
#[derive(Clone, Debug)]
pub struct AskedFor<'a> {
    /// Of this site.
    pub site: &'a str,
    /// Their first day, since 1970-01-01.
    pub from: i64,
    /// And their last.
    pub until: i64,
    /// In this language, by its first part; none for all.
    pub language: Option<&'a str>,
    /// That ended in one of these ways; in any where there is none.
    pub ends: &'a [QuestionEnd],
    /// Older than the one of this id; none for the latest.
    pub before: Option<i64>,
}

impl Store {
    /// The latest questions that are meant, at most so many: what topics are made of.
    pub async fn asked(&self, meant: &AskedFor<'_>, most: usize) -> Result<Vec<InsightQuestion>, StoreError> {
        let mut view = self.read().await?;
        let language = match meant.language {
            None => None,
            Some(name) => match find_name(&mut view, meant.site, (Kind::Language, name)).await? {
                None => return Ok(Vec::new()),
                some => some,
            },
        };
        if meant.ends.is_empty() {
            return any(&mut view, meant, language, most).await;
        }
        let mut found = Vec::new();
        // Each end is a range of one index, which several together are not.
        for end in meant.ends {
            found.extend(ended(&mut view, meant, (*end, language), most).await?);
        }
        found.sort_unstable_by_key(|question: &InsightQuestion| std::cmp::Reverse(question.id));
        found.truncate(most);
        Ok(found)
    }

    /// A page of the questions that are meant at some sites, and the id after which the next one goes on.
    pub async fn asked_page(
        &self,
        meant: &[AskedFor<'_>],
    ) -> Result<(Vec<InsightQuestion>, Option<i64>), StoreError> {
        let mut found = Vec::new();
        for one in meant {
            found.extend(self.asked(one, PAGE + 1).await?);
        }
        found.sort_unstable_by_key(|question: &InsightQuestion| std::cmp::Reverse(question.id));
        let is_more = found.len() > PAGE;
        found.truncate(PAGE);
        let more = found.last().filter(|_| is_more).map(|question| question.id);
        Ok((found, more))
    }
}

/// However they ended: a walk back through all.
async fn any(
    connection: &mut Connection,
    meant: &AskedFor<'_>,
    language: Option<i64>,
    most: usize,
) -> Result<Vec<InsightQuestion>, StoreError> {
    let rows = query(
        "SELECT q.*, l.name AS language_name, e.name AS entry_name FROM asked_questions q
         JOIN insight_names l ON l.id = q.language LEFT JOIN insight_names e ON e.id = q.entry
         WHERE q.id BETWEEN ?1 AND ?2 AND q.site || '' = ?3 AND (?4 IS NULL OR q.language = ?4) ORDER BY q.id DESC LIMIT ?5",
    )
    .bind(meant.from * DAY_IDS)
    .bind(last_id(meant))
    .bind(meant.site)
    .bind(language)
    .bind(i64::try_from(most).unwrap_or(i64::MAX))
    .fetch_all(connection)
    .await?;
    rows.iter().map(read).collect()
}

fn last_id(meant: &AskedFor<'_>) -> i64 {
    let last = (meant.until + 1) * DAY_IDS - 1;
    meant.before.map_or(last, |before| last.min(before.saturating_sub(1)))
}

async fn ended(
    connection: &mut Connection,
    meant: &AskedFor<'_>,
    (end, language): (QuestionEnd, Option<i64>),
    most: usize,
) -> Result<Vec<InsightQuestion>, StoreError> {
    let sql = match language {
        None => {
            "SELECT q.*, l.name AS language_name, e.name AS entry_name FROM asked_questions q
             JOIN insight_names l ON l.id = q.language LEFT JOIN insight_names e ON e.id = q.entry
             WHERE q.site = ?1 AND q.ended = ?2 AND q.id BETWEEN ?3 AND ?4 ORDER BY q.id DESC LIMIT ?5"
        }
        Some(_) => {
            "SELECT q.*, l.name AS language_name, e.name AS entry_name FROM asked_questions q
             JOIN insight_names l ON l.id = q.language LEFT JOIN insight_names e ON e.id = q.entry
             WHERE q.site = ?1 AND q.ended = ?2 AND q.id BETWEEN ?3 AND ?4 AND q.language = ?6 ORDER BY q.id DESC LIMIT ?5"
        }
    };
    let rows = query(sql)
        .bind(meant.site)
        .bind(word(&end))
        .bind(meant.from * DAY_IDS)
        .bind(last_id(meant))
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .bind(language)
        .fetch_all(connection)
        .await?;
    rows.iter().map(read).collect()
}

pub(super) fn read(row: &Row) -> Result<InsightQuestion, StoreError> {
    let id: i64 = row.try_get("id")?;
    Ok(InsightQuestion {
        id,
        site: row.try_get("site")?,
        date: date(id.div_euclid(DAY_IDS)),
        text: row.try_get("text")?,
        language: row.try_get("language_name")?,
        end: read_word("ended", row.try_get("ended")?)?,
        entry: row.try_get("entry_name")?,
        confidence: row.try_get("confidence")?,
    })
}
