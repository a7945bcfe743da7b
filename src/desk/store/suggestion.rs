//! What is proposed for a site: kept until somebody decides, and the decisions for good.

use knowledge::suggest::{Decided, Found};
use knowledge::topics::Known;
use protocol::{Rejection, Suggestion, Suggestions};
use serde::{Deserialize, Serialize};

use super::database::{Connection, query, query_as, query_scalar};
use super::word::{json, read_json};
use super::{Agent, Store, StoreError};

/// Decisions are counted over so many milliseconds: 30 days.
const COUNTED_MS: i64 = 30 * 86_400_000;
/// Decisions that are remembered, the latest.
const REMEMBERED: i64 = 5_000;
/// What was turned down can be looked over for so many milliseconds at most, 90 days, and so many of it at once.
pub const LOOKED_OVER_MS: i64 = 90 * 86_400_000;
const REJECTIONS: i64 = 50;

/// What was worked out for a site.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    /// When, Unix milliseconds.
    pub at: i64,
    /// The tag of the edition that it was for.
    pub edition: String,
    /// Whether something that it was made of is gone.
    pub stale: bool,
    /// The topics that were found.
    pub topics: Vec<Known>,
    /// What tells apart the decisions that it knew.
    pub decisions: Decisions,
    /// What was turned down before, Unix milliseconds, is forgotten.
    pub forget_before: i64,
}

/// Tells whether decisions came or went: how many there are, and the sum of their numbers.
pub type Decisions = (i64, i64);

/// What became of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is remembered, or already was.
    Done,
    /// No such suggestion.
    Unknown,
}

/// A topic as it is kept; hashes are signed there, since SQLite's numbers are.
#[derive(Serialize, Deserialize)]
struct KeptTopic {
    id: String,
    name: String,
    marks: Vec<i64>,
}

impl Store {
    /// When a site's suggestions were worked out; none where they never were.
    pub async fn suggestion_run(&self, site: &str) -> Result<Option<Run>, StoreError> {
        let row: Option<(i64, String, bool, String)> =
            query_as("SELECT at, edition, stale, topics FROM suggestion_runs WHERE site = ?")
                .bind(site)
                .fetch_optional(&mut *self.read().await?)
                .await?;
        let Some((at, edition, stale, topics)) = row else { return Ok(None) };
        let topics: Vec<KeptTopic> = read_json("topics", &topics)?;
        let known = |KeptTopic { id, name, marks }| Known { id, name, marks: unsigned(&marks) };
        let topics = topics.into_iter().map(known).collect();
        Ok(Some(Run { at, edition, stale, topics, ..Run::default() }))
    }

    /// What is proposed for a site, and how much was decided lately.
    pub async fn suggestions(&self, site: &str, now: i64) -> Result<Suggestions, StoreError> {
        let mut view = self.read().await?;
        let at: Option<i64> = query_scalar("SELECT at FROM suggestion_runs WHERE site = ?")
            .bind(site)
            .fetch_optional(&mut view)
            .await?;
        let bodies: Vec<String> = query_scalar(
            "SELECT suggestion FROM suggestions WHERE site = ? AND rejected = 0 ORDER BY place, id",
        )
        .bind(site)
        .fetch_all(&mut view)
        .await?;
        let (accepted, rejected): (i64, i64) = query_as(
            "SELECT COALESCE(SUM(accepted), 0), COALESCE(SUM(1 - accepted), 0) FROM suggestion_decisions
             WHERE site = ? AND at > ?",
        )
        .bind(site)
        .bind(now - COUNTED_MS)
        .fetch_one(&mut view)
        .await?;
        let read = |body: &String| read_json::<Suggestion>("suggestion", body);
        Ok(Suggestions {
            waiting: bodies.len() as u64,
            suggestions: bodies.iter().map(read).collect::<Result<_, _>>()?,
            at,
            insights: false,
            working: false,
            accepted: accepted.unsigned_abs(),
            rejected: rejected.unsigned_abs(),
            rejections: rejections(&mut view, site, now).await?,
        })
    }

    /// How many suggestions of a site wait.
    pub async fn waiting_suggestions(&self, site: &str) -> Result<u64, StoreError> {
        let waiting: i64 = query_scalar("SELECT COUNT(*) FROM suggestions WHERE site = ? AND rejected = 0")
            .bind(site)
            .fetch_one(&mut *self.read().await?)
            .await?;
        Ok(waiting.unsigned_abs())
    }

    /// Takes the rejection of a suggestion back: it waits again, and is decided on by nobody.
    pub async fn take_rejection_back(&self, site: &str, id: &str) -> Result<Decision, StoreError> {
        let mut change = self.write().await?;
        let waits = query("UPDATE suggestions SET rejected = 0 WHERE site = ? AND id = ? AND rejected = 1")
            .bind(site)
            .bind(id)
            .execute(&mut change)
            .await?;
        if waits.rows_affected() == 0 {
            return Ok(Decision::Unknown);
        }
        query("DELETE FROM suggestion_decisions WHERE site = ? AND id = ? AND accepted = 0")
            .bind(site)
            .bind(id)
            .execute(&mut change)
            .await?;
        change.commit().await?;
        Ok(Decision::Done)
    }

    /// What people decided at a site, the latest first.
    pub async fn decided(&self, site: &str) -> Result<Vec<Decided>, StoreError> {
        let rows: Vec<(String, String)> = query_as(
            "SELECT id, basis FROM suggestion_decisions WHERE site = ? ORDER BY number DESC LIMIT ?",
        )
        .bind(site)
        .bind(REMEMBERED)
        .fetch_all(&mut *self.read().await?)
        .await?;
        let read = |(id, basis): (String, String)| {
            Ok(Decided { id, basis: unsigned(&read_json::<Vec<i64>>("basis", &basis)?) })
        };
        rows.into_iter().map(read).collect()
    }

    /// What tells a site's decisions apart from those of another time.
    pub async fn decisions(&self, site: &str) -> Result<Decisions, StoreError> {
        decisions(&mut *self.read().await?, site).await
    }

    /// Puts what was worked out in the place of what was proposed before. What was decided, and what was erased, while it was
    /// worked out is left out.
    pub async fn keep_suggestions(&self, site: &str, run: &Run, found: &[Found]) -> Result<(), StoreError> {
        let mut change = self.write().await?;
        forget_old(&mut change, site, run.forget_before).await?;
        for (place, one) in found.iter().enumerate() {
            keep(&mut change, site, place, one, run.at).await?;
        }
        let topics = run.topics.iter().map(|known| KeptTopic {
            id: known.id.clone(),
            name: known.name.clone(),
            marks: signed(&known.marks),
        });
        // Decisions that were taken back meanwhile are known to the next run.
        let is_stale = decisions(&mut change, site).await? != run.decisions;
        query(
            "INSERT INTO suggestion_runs (site, at, edition, stale, topics) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (site) DO UPDATE SET at = excluded.at, edition = excluded.edition, stale = excluded.stale,
                topics = excluded.topics",
        )
        .bind(site)
        .bind(run.at)
        .bind(&run.edition)
        .bind(is_stale)
        .bind(json(&topics.collect::<Vec<_>>())?)
        .execute(&mut change)
        .await?;
        // What stood there may have quoted a conversation that was erased meanwhile.
        self.owe_checkpoint();
        change.commit().await
    }

    /// Decides on a suggestion. A decision that was made already is the same again.
    pub async fn decide(
        &self,
        (site, id): (&str, &str),
        agent: &Agent,
        (accept, why): (bool, &str),
        now: i64,
    ) -> Result<Decision, StoreError> {
        let mut change = self.write().await?;
        let decided = decide(&mut change, (site, id), agent, (accept, why), now).await?;
        if decided == Decision::Done {
            change.commit().await?;
        }
        Ok(decided)
    }
}

async fn decisions(connection: &mut Connection, site: &str) -> Result<Decisions, StoreError> {
    let sql =
        "SELECT COUNT(*), COALESCE(CAST(SUM(number) AS BIGINT), 0) FROM suggestion_decisions WHERE site = ?";
    Ok(query_as(sql).bind(site).fetch_one(connection).await?)
}

/// What was turned down lately, the latest first.
async fn rejections(connection: &mut Connection, site: &str, now: i64) -> Result<Vec<Rejection>, StoreError> {
    let rows: Vec<(String, String, String, i64)> = query_as(
        "SELECT s.suggestion, d.why, a.name, d.at FROM suggestions s
         JOIN suggestion_decisions d ON d.number =
            (SELECT MAX(number) FROM suggestion_decisions WHERE site = s.site AND id = s.id)
         JOIN agents a ON a.id = d.agent
         WHERE s.site = ? AND s.rejected = 1 AND d.at > ? ORDER BY d.number DESC LIMIT ?",
    )
    .bind(site)
    .bind(now - LOOKED_OVER_MS)
    .bind(REJECTIONS)
    .fetch_all(connection)
    .await?;
    let read = |(body, why, by, at): (String, String, String, i64)| {
        let Suggestion { id, kind, title, dial, .. } = read_json("suggestion", &body)?;
        Ok(Rejection { id, kind, title, dial, why, by, at })
    };
    rows.into_iter().map(read).collect()
}

/// Takes away what nobody has decided on, and what was turned down before a time (Unix milliseconds).
async fn forget_old(connection: &mut Connection, site: &str, before: i64) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM suggestion_sources WHERE site = ?1 AND id IN (SELECT s.id FROM suggestions s
            WHERE s.site = ?1 AND (s.rejected = 0 OR NOT EXISTS (SELECT 1 FROM suggestion_decisions d
                WHERE d.site = s.site AND d.id = s.id AND d.at > ?2)))",
        "DELETE FROM suggestions WHERE site = ?1 AND (rejected = 0 OR NOT EXISTS (SELECT 1 FROM suggestion_decisions d
                WHERE d.site = suggestions.site AND d.id = suggestions.id AND d.at > ?2))",
    ] {
        query(sql).bind(site).bind(before).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Keeps one, unless one of its conversations is gone or somebody decided on it since it was begun.
async fn keep(
    connection: &mut Connection,
    site: &str,
    place: usize,
    one: &Found,
    since: i64,
) -> Result<(), StoreError> {
    let numbers: Vec<i64> = query_scalar(
        "SELECT number FROM conversations WHERE site = ? AND id IN (SELECT value FROM json_each(?))",
    )
    .bind(site)
    .bind(json(&one.conversations)?)
    .fetch_all(&mut *connection)
    .await?;
    let is_decided: bool = query_scalar(
        "SELECT EXISTS (SELECT 1 FROM suggestion_decisions WHERE site = ? AND id = ? AND at >= ?)",
    )
    .bind(site)
    .bind(&one.suggestion.id)
    .bind(since)
    .fetch_one(&mut *connection)
    .await?;
    if numbers.len() < one.conversations.len() || is_decided {
        return Ok(());
    }
    // Turned down before, it rests on other things by now.
    take_away(connection, site, &one.suggestion.id).await?;
    query("INSERT INTO suggestions (site, id, place, suggestion, basis) VALUES (?, ?, ?, ?, ?)")
        .bind(site)
        .bind(&one.suggestion.id)
        .bind(i64::try_from(place).unwrap_or(i64::MAX))
        .bind(json(&one.suggestion)?)
        .bind(json(&signed(&one.basis))?)
        .execute(&mut *connection)
        .await?;
    for number in numbers {
        query("INSERT INTO suggestion_sources (site, id, conversation) VALUES (?, ?, ?)")
            .bind(site)
            .bind(&one.suggestion.id)
            .bind(number)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Accepts a suggestion within a change, as a draft that names it does; false where there is none of this id.
pub async fn accept_suggestion(
    connection: &mut Connection,
    site: &str,
    id: &str,
    agent: &Agent,
    now: i64,
) -> Result<bool, StoreError> {
    Ok(decide(connection, (site, id), agent, (true, ""), now).await? == Decision::Done)
}

async fn decide(
    connection: &mut Connection,
    (site, id): (&str, &str),
    agent: &Agent,
    (accept, why): (bool, &str),
    now: i64,
) -> Result<Decision, StoreError> {
    let basis: Option<String> =
        query_scalar("SELECT basis FROM suggestions WHERE site = ? AND id = ? AND rejected = 0")
            .bind(site)
            .bind(id)
            .fetch_optional(&mut *connection)
            .await?;
    let Some(basis) = basis else {
        // A repeat, or a draft that is changed again: the decision stands.
        let latest: Option<bool> = query_scalar(
            "SELECT accepted FROM suggestion_decisions WHERE site = ? AND id = ? ORDER BY number DESC LIMIT 1",
        )
        .bind(site)
        .bind(id)
        .fetch_optional(connection)
        .await?;
        return Ok(if latest == Some(accept) { Decision::Done } else { Decision::Unknown });
    };
    query(
        "INSERT INTO suggestion_decisions (site, id, accepted, basis, agent, why, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(site)
    .bind(id)
    .bind(accept)
    .bind(basis)
    .bind(&agent.id)
    .bind(why)
    .bind(now)
    .execute(&mut *connection)
    .await?;
    if accept {
        take_away(connection, site, id).await?;
    } else {
        query("UPDATE suggestions SET rejected = 1 WHERE site = ? AND id = ?")
            .bind(site)
            .bind(id)
            .execute(connection)
            .await?;
    }
    Ok(Decision::Done)
}

/// Nobody has accepted a suggestion any longer: its draft was dropped, and no other came of it. It is worked out anew.
pub async fn reopen_suggestion(connection: &mut Connection, site: &str, id: &str) -> Result<(), StoreError> {
    let is_drafted: bool =
        query_scalar("SELECT EXISTS (SELECT 1 FROM drafts WHERE site = ? AND suggestion = ?)")
            .bind(site)
            .bind(id)
            .fetch_one(&mut *connection)
            .await?;
    if is_drafted {
        return Ok(());
    }
    // Those before it became editions.
    query(
        "DELETE FROM suggestion_decisions WHERE accepted = 1 AND number =
            (SELECT MAX(number) FROM suggestion_decisions WHERE site = ? AND id = ?)",
    )
    .bind(site)
    .bind(id)
    .execute(&mut *connection)
    .await?;
    query("UPDATE suggestion_runs SET stale = 1 WHERE site = ?").bind(site).execute(connection).await?;
    Ok(())
}

async fn take_away(connection: &mut Connection, site: &str, id: &str) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM suggestion_sources WHERE site = ? AND id = ?",
        "DELETE FROM suggestions WHERE site = ? AND id = ?",
    ] {
        query(sql).bind(site).bind(id).execute(&mut *connection).await?;
    }
    Ok(())
}

fn signed(marks: &[u64]) -> Vec<i64> {
    marks.iter().map(|mark| mark.cast_signed()).collect()
}

fn unsigned(marks: &[i64]) -> Vec<u64> {
    marks.iter().map(|mark| mark.cast_unsigned()).collect()
}
