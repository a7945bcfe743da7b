//! How much stands in the store, for operators: counts alone.

use super::database::{query_as, query_scalar};
use super::{Store, StoreError};

/// How much waits.
#[derive(Debug)]
pub struct Load {
    /// Conversations that wait for a person; what rests is left out.
    pub waiting: i64,
    /// Since when the first of them waits, Unix milliseconds; none where nobody waits.
    pub oldest_at: Option<i64>,
    /// How many deliveries are kept, by kind and state.
    pub deliveries: Vec<(String, String, i64)>,
}

impl Store {
    /// Bytes of a server's database; none of a file.
    pub async fn bytes_at_server(&self) -> Result<Option<u64>, StoreError> {
        if !self.is_at_server() {
            return Ok(None);
        }
        let sql = "SELECT pg_database_size(current_database())";
        let bytes: i64 = query_scalar(sql).fetch_one(&mut *self.read().await?).await?;
        Ok(Some(bytes.unsigned_abs()))
    }

    /// How much waits now.
    pub async fn load(&self) -> Result<Load, StoreError> {
        let mut view = self.read().await?;
        let (waiting, oldest_at) = query_as(
            "SELECT COUNT(*), MIN(requested_at) FROM conversations
             WHERE status = 'requested' AND snoozed_until IS NULL",
        )
        .fetch_one(&mut view)
        .await?;
        let deliveries = query_as(
            "SELECT kind, state, COUNT(*) FROM deliveries GROUP BY kind, state ORDER BY kind, state",
        )
        .fetch_all(&mut view)
        .await?;
        Ok(Load { waiting, oldest_at, deliveries })
    }
}
