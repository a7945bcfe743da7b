//! How far each side has read.

use super::conversation::{Caller, find, find_own};
use super::{Store, StoreError};

impl Store {
    /// The visitor has seen everything up to a number; false for another's or an unknown conversation.
    pub async fn visitor_read(&self, caller: Caller<'_>, seq: u64) -> Result<bool, StoreError> {
        let standing = find_own(&mut *self.read().await?, caller).await?;
        let Some(standing) = standing else { return Ok(false) };
        self.mark("UPDATE conversations SET visitor_read = MIN(?1, seq) WHERE number = ?2 AND visitor_read < MIN(?1, seq)", standing.number, seq).await
    }

    /// An agent has seen everything up to a number; false for an unknown conversation.
    pub async fn agent_read(&self, id: &str, seq: u64) -> Result<bool, StoreError> {
        let standing = find(&mut *self.read().await?, id).await?;
        let Some(standing) = standing else { return Ok(false) };
        self.mark("UPDATE conversations SET agent_read = MIN(?1, seq) WHERE number = ?2 AND agent_read < MIN(?1, seq)", standing.number, seq).await
    }

    /// A mark only goes forward, and never beyond what was said.
    async fn mark(&self, sql: &'static str, number: i64, seq: u64) -> Result<bool, StoreError> {
        let mut change = self.write().await?;
        let seq = i64::try_from(seq).unwrap_or(i64::MAX);
        let moved = sqlx::query(sql).bind(seq).bind(number).execute(&mut *change).await?;
        if moved.rows_affected() > 0 {
            change.commit().await?;
        }
        Ok(true)
    }
}
