//! How far each side has read.

use super::conversation::{Caller, find, find_own};
use super::database::{Connection, query, query_scalar};
use super::{Store, StoreError};

/// Whose mark it is: the statement that tells whether it would move, and the one that moves it. A mark only goes forward,
/// and never beyond what was said.
struct Side {
    moves: &'static str,
    mark: &'static str,
}

const VISITOR: Side = Side {
    moves: "SELECT visitor_read < MIN(?1, seq) FROM conversations WHERE number = ?2",
    mark: "UPDATE conversations SET visitor_read = MIN(?1, seq) WHERE number = ?2 AND visitor_read < MIN(?1, seq)",
};
const AGENT: Side = Side {
    moves: "SELECT agent_read < MIN(?1, seq) FROM conversations WHERE number = ?2",
    mark: "UPDATE conversations SET agent_read = MIN(?1, seq) WHERE number = ?2 AND agent_read < MIN(?1, seq)",
};

impl Store {
    /// The visitor has seen everything up to a number; false for another's or an unknown conversation.
    pub async fn visitor_read(&self, caller: Caller<'_>, seq: u64) -> Result<bool, StoreError> {
        let mut view = self.read().await?;
        let Some(standing) = find_own(&mut view, caller).await? else { return Ok(false) };
        let moves = moves(&mut view, &VISITOR, standing.number, seq).await?;
        drop(view);
        if moves { self.mark(&VISITOR, standing.number, seq).await } else { Ok(true) }
    }

    /// An agent has seen everything up to a number; false for an unknown conversation.
    pub async fn agent_read(&self, id: &str, seq: u64) -> Result<bool, StoreError> {
        let mut view = self.read().await?;
        let Some(standing) = find(&mut view, id).await? else { return Ok(false) };
        let moves = moves(&mut view, &AGENT, standing.number, seq).await?;
        drop(view);
        if moves { self.mark(&AGENT, standing.number, seq).await } else { Ok(true) }
    }

    async fn mark(&self, side: &Side, number: i64, seq: u64) -> Result<bool, StoreError> {
        let mut change = self.write().await?;
        let moved = query(side.mark).bind(bound(seq)).bind(number).execute(&mut change).await?;
        if moved.rows_affected() > 0 {
            change.commit().await?;
        }
        Ok(true)
    }
}

/// Asked first without the lock that writers wait for: a flood of marks that move nothing holds nobody up.
async fn moves(connection: &mut Connection, side: &Side, number: i64, seq: u64) -> Result<bool, StoreError> {
    let moves: Option<bool> =
        query_scalar(side.moves).bind(bound(seq)).bind(number).fetch_optional(connection).await?;
    Ok(moves.unwrap_or(false))
}

fn bound(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}
