//! The line that visitors stand in: who is before whom, and how long it takes.

use sqlx::SqliteConnection;

use super::StoreError;
use super::conversation::Standing;

/// Claims that an expected wait is read from.
const CLAIMS: i64 = 20;
/// With fewer, nothing honest can be said.
const FEWEST_CLAIMS: usize = 3;
/// Claims older than a day tell nothing of now, milliseconds.
const CLAIM_AGE_MS: i64 = 24 * 3_600_000;

/// How many of its site wait before this one, and itself: 1 is next. Urgent ones go first, then the upset, then the oldest.
pub async fn position(connection: &mut SqliteConnection, standing: &Standing) -> Result<u32, StoreError> {
    let before: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM conversations WHERE status = 'requested' AND site = ?4
         AND (priority + urgent > ?1 OR (priority + urgent = ?1 AND (requested_at, number) < (?2, ?3)))",
    )
    .bind(standing.priority)
    .bind(standing.requested_at)
    .bind(standing.number)
    .bind(&standing.site)
    .fetch_one(connection)
    .await?;
    Ok(u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1))
}

/// Seconds that a visitor has still to wait: the median wait of the site's latest claims within a day, less what has
/// been waited. None with fewer than [`FEWEST_CLAIMS`] claims, or when the visitor has waited longer than that.
pub async fn expected_wait_s(
    connection: &mut SqliteConnection,
    standing: &Standing,
    now: i64,
) -> Result<Option<u32>, StoreError> {
    let waits: Vec<i64> = sqlx::query_scalar(
        "SELECT wait_ms FROM waits WHERE claimed_at > ? AND site = ? ORDER BY claimed_at DESC LIMIT ?",
    )
    .bind(now - CLAIM_AGE_MS)
    .bind(&standing.site)
    .bind(CLAIMS)
    .fetch_all(connection)
    .await?;
    Ok(remaining_s(waits, now - standing.requested_at))
}

/// Remembers how long a visitor waited, and forgets what is older than a day.
pub async fn record_wait(
    connection: &mut SqliteConnection,
    standing: &Standing,
    now: i64,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM waits WHERE claimed_at <= ?")
        .bind(now - CLAIM_AGE_MS)
        .execute(&mut *connection)
        .await?;
    sqlx::query("INSERT INTO waits (claimed_at, wait_ms, site) VALUES (?, ?, ?)")
        .bind(now)
        .bind((now - standing.requested_at).max(0))
        .bind(&standing.site)
        .execute(connection)
        .await?;
    Ok(())
}

fn remaining_s(mut waits_ms: Vec<i64>, waited_ms: i64) -> Option<u32> {
    if waits_ms.len() < FEWEST_CLAIMS {
        return None;
    }
    waits_ms.sort_unstable();
    let left_ms = waits_ms[waits_ms.len() / 2] - waited_ms.max(0);
    u32::try_from(left_ms / 1_000).ok().filter(|_| left_ms >= 0)
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
