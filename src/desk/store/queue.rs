//! The line that visitors stand in: who is before whom, and how long it takes.

use super::StoreError;
use super::assignment::PRESENT_MS;
use super::conversation::Standing;
use super::database::{Connection, query, query_as, query_scalar};

/// Claims that an expected wait is read from.
const CLAIMS: i64 = 20;
/// With fewer, nothing honest can be said.
const FEWEST_CLAIMS: usize = 3;
/// Claims older than a day tell nothing of now, milliseconds.
const CLAIM_AGE_MS: i64 = 24 * 3_600_000;

/// Handling times older than a week tell little of now, milliseconds.
const HANDLING_AGE_MS: i64 = 7 * 24 * 3_600_000;

/// How many of its site wait before this one, and itself: 1 is next. Urgent ones go first, then the upset, then the oldest.
pub async fn position(connection: &mut Connection, standing: &Standing) -> Result<u32, StoreError> {
    // Two counts, since each is a range of one index; joined by OR they would be a walk through all.
    let before: i64 = query_scalar(
        "SELECT (SELECT COUNT(*) FROM conversations
                 WHERE status = 'requested' AND site = ?4 AND priority + urgent > ?1 AND snoozed_until IS NULL)
              + (SELECT COUNT(*) FROM conversations WHERE status = 'requested' AND site = ?4 AND snoozed_until IS NULL
                 AND priority + urgent = ?1 AND (requested_at, number) < (?2, ?3))",
    )
    .bind(standing.priority)
    .bind(standing.requested_at)
    .bind(standing.number)
    .bind(&standing.site)
    .fetch_one(connection)
    .await?;
    Ok(u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1))
}

/// Seconds that a visitor in this position has still to wait; none where nothing honest can be said.
///
/// Where agents are there, by how long they lately had conversations: the line before the visitor, less the places that
/// are free now, times the median handling time, divided by the places in all. That is the mean of a line with as many
/// servers as places (Little's law). Where no agent is there, or too little is known of handling, the median wait of the
/// site's latest claims within a day, less what has been waited; none with fewer than [`FEWEST_CLAIMS`] of either, or when
/// the visitor has waited longer than that.
pub async fn expected_wait_s(
    connection: &mut Connection,
    standing: &Standing,
    position: u32,
    now: i64,
) -> Result<Option<u32>, StoreError> {
    let waits: Vec<i64> = query_scalar(
        "SELECT wait_ms FROM waits WHERE claimed_at > ? AND site = ? ORDER BY claimed_at DESC LIMIT ?",
    )
    .bind(now - CLAIM_AGE_MS)
    .bind(&standing.site)
    .bind(CLAIMS)
    .fetch_all(&mut *connection)
    .await?;
    let by_waits = remaining_s(waits, now - standing.requested_at);
    let (places, free) = places(connection, standing, now).await?;
    let before = i64::from(position) - free;
    if places == 0 || before <= 0 {
        return Ok(by_waits);
    }
    let handlings: Vec<i64> = query_scalar(
        "SELECT handling_ms FROM handlings WHERE site = ? AND ended_at > ? ORDER BY ended_at DESC LIMIT ?",
    )
    .bind(&standing.site)
    .bind(now - HANDLING_AGE_MS)
    .bind(CLAIMS)
    .fetch_all(connection)
    .await?;
    let by_handling = median(handlings).map(|handling_ms| before * handling_ms / places / 1_000);
    Ok(by_handling.and_then(|seconds| u32::try_from(seconds).ok()).or(by_waits))
}

/// The places of the agents who are there for a conversation's team, and how many of them are free.
async fn places(
    connection: &mut Connection,
    standing: &Standing,
    now: i64,
) -> Result<(i64, i64), StoreError> {
    Ok(query_as(
        "SELECT COALESCE(SUM(capacity), 0), COALESCE(SUM(MAX(capacity - had, 0)), 0) FROM (
            SELECT a.capacity AS capacity, (SELECT COUNT(*) FROM conversations o WHERE o.agent = a.id) AS had
            FROM agents a
            WHERE a.disabled_at IS NULL AND a.presence = 'here' AND a.seen_at > ?1
            AND (NOT EXISTS (SELECT 1 FROM agent_sites s WHERE s.agent = a.id)
                OR EXISTS (SELECT 1 FROM agent_sites s WHERE s.agent = a.id AND s.site = ?2))
            AND (?3 IS NULL OR NOT EXISTS (SELECT 1 FROM agent_teams t WHERE t.team = ?3)
                OR EXISTS (SELECT 1 FROM agent_teams t WHERE t.agent = a.id AND t.team = ?3))) AS present",
    )
    .bind(now - PRESENT_MS)
    .bind(&standing.site)
    .bind(&standing.team)
    .fetch_one(connection)
    .await?)
}

/// Remembers how long an agent had a conversation, and forgets what is older than a week.
pub async fn record_handling(
    connection: &mut Connection,
    standing: &Standing,
    now: i64,
) -> Result<(), StoreError> {
    let Some(claimed_at) = standing.claimed_at else { return Ok(()) };
    query("DELETE FROM handlings WHERE ended_at <= ?")
        .bind(now - HANDLING_AGE_MS)
        .execute(&mut *connection)
        .await?;
    query("INSERT INTO handlings (ended_at, site, handling_ms) VALUES (?, ?, ?)")
        .bind(now)
        .bind(&standing.site)
        .bind((now - claimed_at).max(0))
        .execute(connection)
        .await?;
    Ok(())
}

/// Remembers how long a visitor waited, and forgets what is older than a day.
pub async fn record_wait(
    connection: &mut Connection,
    standing: &Standing,
    now: i64,
) -> Result<(), StoreError> {
    query("DELETE FROM waits WHERE claimed_at <= ?")
        .bind(now - CLAIM_AGE_MS)
        .execute(&mut *connection)
        .await?;
    query("INSERT INTO waits (claimed_at, wait_ms, site) VALUES (?, ?, ?)")
        .bind(now)
        .bind((now - standing.requested_at).max(0))
        .bind(&standing.site)
        .execute(connection)
        .await?;
    Ok(())
}

fn remaining_s(waits_ms: Vec<i64>, waited_ms: i64) -> Option<u32> {
    let left_ms = median(waits_ms)? - waited_ms.max(0);
    u32::try_from(left_ms / 1_000).ok().filter(|_| left_ms >= 0)
}

/// The upper median; none of fewer than [`FEWEST_CLAIMS`].
fn median(mut values: Vec<i64>) -> Option<i64> {
    values.sort_unstable();
    values.get(values.len() / 2).copied().filter(|_| values.len() >= FEWEST_CLAIMS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_the_median_less_what_was_waited_and_unknown_where_nothing_tells() {
        for (waits, waited, left) in [
            (vec![], 0, None),
            (vec![60_000, 60_000], 0, None),
            (vec![900_000, 10_000, 60_000], 0, Some(60)),
            (vec![900_000, 10_000, 60_000], 20_000, Some(40)),
            (vec![900_000, 10_000, 60_000], 60_000, Some(0)),
            (vec![900_000, 10_000, 60_000], 60_500, None),
            (vec![900_000, 10_000, 60_000], -5_000, Some(60)),
        ] {
            assert_eq!(remaining_s(waits.clone(), waited), left, "{waits:?} {waited}");
        }
    }
}
