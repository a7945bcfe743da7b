//! What people did for visitors who asked for one: how often and why, how long it took, and what visitors thought of it.

use std::collections::BTreeMap;

use protocol::{Feeling, HandoffReason};
use serde::{Deserialize, Serialize};

use super::database::{Connection, query, query_as, query_scalar};
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

/// What people did in some days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Helped {
    /// How many of which kind.
    pub groups: Vec<HelpGroup>,
    /// Milliseconds until an agent's first words, of each request, in no order.
    pub first: Vec<u64>,
    /// The same until an agent had it.
    pub wait: Vec<u64>,
    /// The same for how long agents had it.
    pub handling: Vec<u64>,
}

/// What people did at a site.
#[derive(Clone, Debug, Default)]
pub struct Helps {
    /// In the window.
    pub now: Helped,
    /// In the one before.
    pub before: Helped,
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
    /// Whether conversations of a sample are at a site: their ids begin with `sample-`.
    pub async fn has_sample(&self, site: &str) -> Result<bool, StoreError> {
        Ok(query_scalar(
            "SELECT EXISTS (SELECT 1 FROM conversations WHERE site = ? AND id >= 'sample-' AND id < 'sample.')",
        )
        .bind(site)
        .fetch_one(&mut *self.read().await?)
        .await?)
    }

    /// What people did at a site, in a window and the one before; in a language, by its first part, or in all.
    pub async fn helps(
        &self,
        site: &str,
        window: &Window,
        language: Option<&str>,
    ) -> Result<Helps, StoreError> {
        let mut view = self.read().await?;
        let Window { before_ms, from_ms, now_ms, .. } = *window;
        let span = |from, until| Meant { site, language, from, until };
        let (now, before) = (span(from_ms, now_ms), span(before_ms, from_ms - 1));
        Ok(Helps {
            quarters: quarters(&mut view, &now).await?,
            now: helped(&mut view, &now).await?,
            before: helped(&mut view, &before).await?,
        })
    }

    /// Adds requests of the past, for a desk that is filled.
    pub async fn add_helps(&self, helps: &[PastHelp]) -> Result<(), StoreError> {
        let mut change = self.write().await?;
        for some in helps.chunks(AT_ONCE) {
            query(
                "INSERT INTO helps (site, asked_at, reason, language, feeling, wait_ms, first_ms, handling_ms, outcome, score)
                 SELECT value ->> 'site', CAST(value ->> 'asked_at' AS BIGINT), value ->> 'reason', value ->> 'language',
                    value ->> 'feeling', CAST(value ->> 'wait_ms' AS BIGINT), CAST(value ->> 'first_ms' AS BIGINT),
                    CAST(value ->> 'handling_ms' AS BIGINT), value ->> 'outcome', CAST(value ->> 'score' AS BIGINT)
                 FROM json_each(?)",
            )
            .bind(json(&some)?)
            .execute(&mut change)
            .await?;
        }
        change.commit().await
    }
}

struct Meant<'a> {
    site: &'a str,
    language: Option<&'a str>,
    /// The first and the last moment, Unix milliseconds.
    from: i64,
    until: i64,
}

/// What people did in some days. All rows come as a few long texts: over 80,000 requests that takes a third of the time that
/// grouping them takes, and a tenth of what a row each would.
async fn helped(connection: &mut Connection, meant: &Meant<'_>) -> Result<Helped, StoreError> {
    let row = query(
        "SELECT string_agg(CAST(first_ms AS TEXT), ',') AS first, string_agg(CAST(wait_ms AS TEXT), ',') AS wait,
            string_agg(CAST(handling_ms AS TEXT), ',') AS handling,
            string_agg(reason || ' ' || outcome || ' ' || feeling || ' ' || COALESCE(score, 0), ',') AS kinds FROM helps
         WHERE site = ? AND asked_at BETWEEN ? AND ? AND (?4 IS NULL OR language = ?4)",
    )
    .bind(meant.site)
    .bind(meant.from)
    .bind(meant.until)
    .bind(meant.language)
    .fetch_one(connection)
    .await?;
    let numbers = |column: &str| {
        let text: Option<String> = row.try_get(column)?;
        Ok::<_, StoreError>(
            text.unwrap_or_default().split(',').filter_map(|number| number.parse().ok()).collect(),
        )
    };
    let kinds: Option<String> = row.try_get("kinds")?;
    Ok(Helped {
        groups: groups(kinds.as_deref().unwrap_or_default())?,
        first: numbers("first")?,
        wait: numbers("wait")?,
        handling: numbers("handling")?,
    })
}

/// Counts the kinds of requests, each written as `asked resolved calm 5`.
fn groups(kinds: &str) -> Result<Vec<HelpGroup>, StoreError> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for kind in kinds.split(',').filter(|kind| !kind.is_empty()) {
        *counts.entry(kind).or_default() += 1;
    }
    let read = |(kind, count): (&str, u64)| {
        let mut parts = kind.split(' ').map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        Ok(HelpGroup {
            reason: read_word("reason", next())?,
            outcome: read_word("outcome", next())?,
            feeling: read_word("feeling", next())?,
            score: next().parse().ok().filter(|score| *score > 0),
            count,
        })
    };
    counts.into_iter().map(read).collect()
}

async fn quarters(connection: &mut Connection, meant: &Meant<'_>) -> Result<Vec<(i64, u64)>, StoreError> {
    // Every zone of today differs from UTC by quarters of an hour.
    let rows: Vec<(i64, i64)> = query_as(
        "SELECT asked_at / 900000 * 900000, COUNT(*) FROM helps
         WHERE site = ?1 AND asked_at BETWEEN ?2 AND ?3 AND (?4 IS NULL OR language = ?4) GROUP BY 1",
    )
    .bind(meant.site)
    .bind(meant.from)
    .bind(meant.until)
    .bind(meant.language)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|(at, count)| (at, count.unsigned_abs())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_of_a_kind_are_counted_together() {
        let found =
            groups("asked resolved calm 5,urgent open angry 0,asked resolved calm 5,asked resolved calm 4")
                .unwrap();
        let told: Vec<_> =
            found.iter().map(|group| (group.reason, group.outcome, group.score, group.count)).collect();
        assert_eq!(
            told,
            [
                (HandoffReason::Asked, Outcome::Resolved, Some(4), 1),
                (HandoffReason::Asked, Outcome::Resolved, Some(5), 2),
                (HandoffReason::Urgent, Outcome::Open, None, 1),
            ]
        );
        assert!(groups("").unwrap().is_empty());
        assert!(groups("bored resolved calm 5").is_err());
    }
}
