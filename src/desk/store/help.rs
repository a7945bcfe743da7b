//! What people did for visitors who asked for one: how often and why, how long it took, and what visitors thought of it.

use protocol::{Feeling, HandoffReason};
use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::word::{json, read_word};
use super::{Store, StoreError};
use crate::calendar::Window;

/// Requests that are added in one statement.
const AT_ONCE: usize = 500;

/// How a request for a person ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is under way.
    Open,
    /// Settled by an agent.
    Resolved,
    /// Given back to the assistant, or ended by the visitor before anyone came.
    Returned,
    /// Nobody came in time.
    Expired,
}

/// Requests for a person of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HelpGroup {
    /// Whether they are of the window, and not of the one before.
    pub is_now: bool,
    /// Why a person was asked for.
    pub reason: HandoffReason,
    /// How they ended.
    pub outcome: Outcome,
    /// What visitors gave them.
    pub score: Option<u32>,
    /// How visitors felt.
    pub feeling: Feeling,
    /// How many they are.
    pub count: u64,
}

/// How long each request of a window took, milliseconds, in no order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HelpTimes {
    /// Until an agent's first words.
    pub first: Vec<u64>,
    /// Until an agent had it.
    pub wait: Vec<u64>,
    /// How long agents had it.
    pub handling: Vec<u64>,
}

/// What people did at a site.
#[derive(Clone, Debug, Default)]
pub struct Helps {
    /// Of the window and the one before.
    pub groups: Vec<HelpGroup>,
    /// Of the window.
    pub times: HelpTimes,
    /// Of the one before.
    pub times_before: HelpTimes,
    /// How many requests began in each quarter of an hour of the window, by its beginning in Unix milliseconds.
    pub quarters: Vec<(i64, u64)>,
}

/// A request for a person that was served elsewhere or is made up, as it is added to what the desk knows.
#[derive(Clone, Debug, Serialize)]
pub struct PastHelp {
    /// The site's id.
    pub site: String,
    /// When, Unix milliseconds.
    pub asked_at: i64,
    /// Why.
    pub reason: HandoffReason,
    /// The language, by its first part.
    pub language: String,
    /// How the visitor felt.
    pub feeling: Feeling,
    /// Milliseconds until an agent had it; none where none did.
    pub wait_ms: Option<i64>,
    /// Milliseconds until an agent's first words.
    pub first_ms: Option<i64>,
    /// Milliseconds for which agents had it.
    pub handling_ms: Option<i64>,
    /// How it ended.
    pub outcome: Outcome,
    /// What the visitor gave it, 1 to 5.
    pub score: Option<u32>,
}

impl Store {
    /// What people did at a site, in a window and the one before; in a language, by its first part, or in all.
    pub async fn helps(
        &self,
        site: &str,
        window: &Window,
        language: Option<&str>,
    ) -> Result<Helps, StoreError> {
        let mut view = self.read().await?;
        let meant = Meant { site, window, language };
        let [times_before, times] = times(&mut view, &meant).await?;
        let quarters = quarters(&mut view, &meant).await?;
        Ok(Helps { groups: groups(&mut view, &meant).await?, times, times_before, quarters })
    }

    /// Adds requests of the past, for a desk that is filled.
    pub async fn add_helps(&self, helps: &[PastHelp]) -> Result<(), StoreError> {
        let mut change = self.write().await?;
        for some in helps.chunks(AT_ONCE) {
            sqlx::query(
                "INSERT INTO helps (site, asked_at, reason, language, feeling, wait_ms, first_ms, handling_ms, outcome, score)
                 SELECT value ->> 'site', value ->> 'asked_at', value ->> 'reason', value ->> 'language',
                    value ->> 'feeling', value ->> 'wait_ms', value ->> 'first_ms', value ->> 'handling_ms',
                    value ->> 'outcome', value ->> 'score' FROM json_each(?)",
            )
            .bind(json(&some)?)
            .execute(&mut *change)
            .await?;
        }
        change.commit().await
    }
}

struct Meant<'a> {
    site: &'a str,
    window: &'a Window,
    language: Option<&'a str>,
}

async fn groups(connection: &mut SqliteConnection, meant: &Meant<'_>) -> Result<Vec<HelpGroup>, StoreError> {
    let rows = sqlx::query(
        "SELECT asked_at >= ?2 AS is_now, reason, outcome, score, feeling, COUNT(*) AS number FROM helps
         WHERE site = ?1 AND asked_at BETWEEN ?3 AND ?4 AND (?5 IS NULL OR language = ?5) GROUP BY 1, 2, 3, 4, 5",
    )
    .bind(meant.site)
    .bind(meant.window.from_ms)
    .bind(meant.window.before_ms)
    .bind(meant.window.now_ms)
    .bind(meant.language)
    .fetch_all(connection)
    .await?;
    let read = |row: &SqliteRow| {
        Ok(HelpGroup {
            is_now: row.try_get("is_now")?,
            reason: read_word("reason", row.try_get("reason")?)?,
            outcome: read_word("outcome", row.try_get("outcome")?)?,
            score: row.try_get("score")?,
            feeling: read_word("feeling", row.try_get("feeling")?)?,
            count: row.try_get::<i64, _>("number")?.unsigned_abs(),
        })
    };
    rows.iter().map(read).collect()
}

/// The times before the window and in it. They come as one text each: a row a request would take ten times as long.
async fn times(connection: &mut SqliteConnection, meant: &Meant<'_>) -> Result<[HelpTimes; 2], StoreError> {
    let rows = sqlx::query(
        "SELECT asked_at >= ?2 AS is_now, group_concat(first_ms) AS first, group_concat(wait_ms) AS wait,
            group_concat(handling_ms) AS handling FROM helps
         WHERE site = ?1 AND asked_at BETWEEN ?3 AND ?4 AND (?5 IS NULL OR language = ?5) GROUP BY 1",
    )
    .bind(meant.site)
    .bind(meant.window.from_ms)
    .bind(meant.window.before_ms)
    .bind(meant.window.now_ms)
    .bind(meant.language)
    .fetch_all(connection)
    .await?;
    let mut found = [HelpTimes::default(), HelpTimes::default()];
    for row in &rows {
        let is_now: bool = row.try_get("is_now")?;
        found[usize::from(is_now)] = HelpTimes {
            first: numbers(row.try_get("first")?),
            wait: numbers(row.try_get("wait")?),
            handling: numbers(row.try_get("handling")?),
        };
    }
    Ok(found)
}

fn numbers(text: Option<String>) -> Vec<u64> {
    text.unwrap_or_default().split(',').filter_map(|number| number.parse().ok()).collect()
}

async fn quarters(
    connection: &mut SqliteConnection,
    meant: &Meant<'_>,
) -> Result<Vec<(i64, u64)>, StoreError> {
    // Every zone of today differs from UTC by quarters of an hour.
    let rows: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT asked_at / 900000 * 900000, COUNT(*) FROM helps
         WHERE site = ?1 AND asked_at BETWEEN ?2 AND ?3 AND (?4 IS NULL OR language = ?4) GROUP BY 1",
    )
    .bind(meant.site)
    .bind(meant.window.from_ms)
    .bind(meant.window.now_ms)
    .bind(meant.language)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|(at, count)| (at, count.unsigned_abs())).collect())
}
