//! What waits to be sent: taken one at a time, marked afterwards, listed and replayed.

use protocol::{AuditKind, Delivery};

use super::audit::{By, Deed, note};
use super::database::{Connection, Row, query, query_scalar};
use super::word::read_word;
use super::{Store, StoreError};

/// One that was taken and not marked, since the desk died, is taken again after so long, milliseconds; longer than the
/// longest try.
const LEASE_MS: i64 = 60_000;
/// What was sent is kept for a replay by hand, milliseconds: 7 days.
pub const DONE_KEPT_MS: i64 = 7 * 24 * 3_600_000;
/// What was given up, and what waits for an endpoint that is no longer set, milliseconds: 30 days.
pub const KEPT_MS: i64 = 30 * 24 * 3_600_000;
/// Deliveries that one list holds.
const LISTED: i64 = 200;

/// One delivery that is due.
#[derive(Debug)]
pub struct Due {
    /// Its id.
    pub id: i64,
    /// The event's id, the same at every try.
    pub event: String,
    /// What to send.
    pub body: String,
    /// Tries begun, this one too.
    pub attempts: i64,
}

/// What a try came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It was taken.
    Done,
    /// To be tried again at a time, Unix milliseconds.
    Again(i64),
    /// Given up.
    Dead,
    /// Given up, and with it all that waits for this endpoint, which wants no more.
    Gone,
}

/// How an endpoint does.
#[derive(Debug)]
pub struct Health {
    /// Deliveries that wait.
    pub waiting: i64,
    /// Deliveries that were given up.
    pub dead: i64,
    /// When the first of those was written that were tried and not taken since the latest that was, Unix milliseconds.
    pub failing_since: Option<i64>,
    /// What the latest of those came to.
    pub last_status: Option<String>,
    /// When it said that it is gone, Unix milliseconds.
    pub disabled_at: Option<i64>,
}

/// Which deliveries are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// All.
    All,
    /// Those that were given up.
    Dead,
    /// The one with this id.
    One(i64),
}

impl Store {
    /// Takes the oldest that is due for an endpoint, so that nobody else does while it is being sent.
    pub async fn take(&self, endpoint: &str, now: i64) -> Result<Option<Due>, StoreError> {
        let due: Option<i64> = next(&mut *self.read().await?, endpoint, now).await?;
        if due.is_none() {
            return Ok(None);
        }
        let mut change = self.write().await?;
        let Some(id) = next(&mut change, endpoint, now).await? else {
            return Ok(None);
        };
        let row = query(
            "UPDATE deliveries SET attempts = attempts + 1, due_at = ? WHERE id = ?
             RETURNING id, event, body, attempts",
        )
        .bind(now + LEASE_MS)
        .bind(id)
        .fetch_one(&mut change)
        .await?;
        let due = Due {
            id: row.try_get("id")?,
            event: row.try_get("event")?,
            body: row.try_get("body")?,
            attempts: row.try_get("attempts")?,
        };
        change.commit().await?;
        Ok(Some(due))
    }

    /// Marks what a try came to.
    pub async fn settle_delivery(
        &self,
        id: i64,
        settled: Settled,
        status: &str,
        now: i64,
    ) -> Result<(), StoreError> {
        let mut change = self.write().await?;
        let (state, due_at) = match settled {
            Settled::Done => ("done", None),
            Settled::Again(at) => ("waiting", Some(at)),
            Settled::Dead | Settled::Gone => ("dead", None),
        };
        query(
            "UPDATE deliveries SET state = ?1, last_status = ?2, due_at = COALESCE(?3, due_at),
                settled_at = CASE WHEN ?3 IS NULL THEN ?4 END WHERE id = ?5",
        )
        .bind(state)
        .bind(status)
        .bind(due_at)
        .bind(now)
        .bind(id)
        .execute(&mut change)
        .await?;
        if settled == Settled::Gone {
            disable(&mut change, id, status, now).await?;
        }
        change.commit().await
    }

    /// The newest deliveries first, without what they say.
    pub async fn deliveries(&self, which: Which) -> Result<Vec<Delivery>, StoreError> {
        let (dead, id) = bounds(which);
        let rows = query(
            "SELECT d.*, e.number FROM deliveries d LEFT JOIN endpoints e ON e.key = d.endpoint
             WHERE (?1 = 0 OR d.state = 'dead') AND (?2 IS NULL OR d.id = ?2) ORDER BY d.id DESC LIMIT ?3",
        )
        .bind(dead)
        .bind(id)
        .bind(LISTED)
        .fetch_all(&mut *self.read().await?)
        .await?;
        rows.iter().map(read_delivery).collect()
    }

    /// How an endpoint does.
    pub async fn health(&self, endpoint: &str) -> Result<Health, StoreError> {
        // What was tried and not taken since the latest that was.
        let row = query(
            "WITH own AS (SELECT * FROM deliveries WHERE endpoint = ?1),
                  failed AS (SELECT * FROM own WHERE attempts > 0 AND state <> 'done' AND last_status IS NOT NULL
                    AND id > COALESCE((SELECT MAX(id) FROM own WHERE state = 'done'), 0))
             SELECT (SELECT COUNT(*) FROM own WHERE state = 'waiting') AS waiting,
                    (SELECT COUNT(*) FROM own WHERE state = 'dead') AS dead,
                    (SELECT MIN(created_at) FROM failed) AS failing_since,
                    (SELECT last_status FROM failed ORDER BY id DESC LIMIT 1) AS last_status,
                    (SELECT disabled_at FROM endpoints WHERE key = ?1) AS disabled_at",
        )
        .bind(endpoint)
        .fetch_one(&mut *self.read().await?)
        .await?;
        Ok(Health {
            waiting: row.try_get("waiting")?,
            dead: row.try_get("dead")?,
            failing_since: row.try_get("failing_since")?,
            last_status: row.try_get("last_status")?,
            disabled_at: row.try_get("disabled_at")?,
        })
    }

    /// Sends deliveries again, as if never tried, and switches their endpoints on; gives how many. A mail that was sent
    /// is not sent again.
    pub async fn replay(&self, by: By<'_>, which: Which, now: i64) -> Result<u64, StoreError> {
        let (dead, id) = bounds(which);
        let mut change = self.write().await?;
        let endpoints: Vec<String> = query_scalar(
            "UPDATE deliveries SET state = 'waiting', attempts = 0, due_at = ?3, settled_at = NULL
             WHERE (?1 = 0 OR state = 'dead') AND (?2 IS NULL OR id = ?2) AND NOT (kind = 'mail' AND state = 'done')
             RETURNING endpoint",
        )
        .bind(dead)
        .bind(id)
        .bind(now)
        .fetch_all(&mut change)
        .await?;
        for endpoint in &endpoints {
            query("UPDATE endpoints SET disabled_at = NULL WHERE key = ?")
                .bind(endpoint)
                .execute(&mut change)
                .await?;
        }
        if !endpoints.is_empty() {
            note(&mut change, Deed::new(by, AuditKind::Replayed, now).of(endpoints.len())).await?;
        }
        change.commit().await?;
        Ok(endpoints.len() as u64)
    }
}

fn bounds(which: Which) -> (bool, Option<i64>) {
    match which {
        Which::All => (false, None),
        Which::Dead => (true, None),
        Which::One(id) => (false, Some(id)),
    }
}

async fn next(connection: &mut Connection, endpoint: &str, now: i64) -> Result<Option<i64>, StoreError> {
    Ok(query_scalar(
        "SELECT id FROM deliveries WHERE endpoint = ? AND state = 'waiting' AND due_at <= ? ORDER BY id LIMIT 1",
    )
    .bind(endpoint)
    .bind(now)
    .fetch_optional(connection)
    .await?)
}

async fn disable(connection: &mut Connection, id: i64, status: &str, now: i64) -> Result<(), StoreError> {
    query(
        "UPDATE endpoints SET disabled_at = ?1 WHERE key = (SELECT endpoint FROM deliveries WHERE id = ?2)",
    )
    .bind(now)
    .bind(id)
    .execute(&mut *connection)
    .await?;
    query(
        "UPDATE deliveries SET state = 'dead', last_status = ?1, settled_at = ?2
         WHERE state = 'waiting' AND endpoint = (SELECT endpoint FROM deliveries WHERE id = ?3)",
    )
    .bind(status)
    .bind(now)
    .bind(id)
    .execute(connection)
    .await?;
    Ok(())
}

fn read_delivery(row: &Row) -> Result<Delivery, StoreError> {
    Ok(Delivery {
        id: row.try_get("id")?,
        kind: read_word("kind", row.try_get("kind")?)?,
        endpoint: row.try_get("number")?,
        event: row.try_get("topic")?,
        state: read_word("state", row.try_get("state")?)?,
        attempts: row.try_get("attempts")?,
        last_status: row.try_get("last_status")?,
        created_at: row.try_get("created_at")?,
        due_at: row.try_get("due_at")?,
    })
}
