//! How a conversation ends: by its visitor, by nobody coming, and what the visitor said of it.

use protocol::{Satisfaction, Status};

use super::conversation::{Caller, find_number, find_own, move_to};
use super::database::{Connection, Row, query, query_scalar};
use super::event::append_status;
use super::outbox::{Happening, announce};
use super::{Acted, Store, StoreError};
use crate::alerts::Topic;

/// Conversations that one look lets expire at most.
const AT_ONCE: i64 = 100;

impl Store {
    /// The visitor needs nobody any longer: what waits goes back to the assistant, what an agent has is settled. A repeat
    /// changes nothing.
    pub async fn end(&self, caller: Caller<'_>, now: i64) -> Result<Acted, StoreError> {
        let mut change = self.write().await?;
        let Some(standing) = find_own(&mut change, caller).await? else {
            return Ok(Acted::Unknown);
        };
        let status = match standing.status {
            Status::Requested => Status::Returned,
            Status::Assigned => Status::Resolved,
            Status::Returned | Status::Resolved | Status::Expired | Status::Watched => {
                return Ok(Acted::Done);
            }
        };
        if !move_to(&mut change, &standing, status, None, now).await? {
            return Ok(Acted::NotNow(standing.status));
        }
        append_status(&mut change, standing.number, status, None, now).await?;
        if status == Status::Resolved {
            let happening = Happening { topic: Topic::Resolved, conversation: standing.number, at: now };
            announce(&mut change, &happening).await?;
        }
        change.commit().await?;
        Ok(Acted::Done)
    }

    /// Keeps what the visitor said of the help, the latest word standing; only once the help has ended.
    pub async fn satisfy(&self, caller: Caller<'_>, said: &Satisfaction) -> Result<Acted, StoreError> {
        let mut change = self.write().await?;
        let Some(standing) = find_own(&mut change, caller).await? else {
            return Ok(Acted::Unknown);
        };
        if !matches!(standing.status, Status::Returned | Status::Resolved) {
            return Ok(Acted::NotNow(standing.status));
        }
        query("UPDATE conversations SET satisfaction = ?, satisfaction_comment = ? WHERE number = ?")
            .bind(said.score)
            .bind(&said.comment)
            .bind(standing.number)
            .execute(&mut change)
            .await?;
        change.commit().await?;
        Ok(Acted::Done)
    }

    /// Ends what has waited since before a time; gives back how many.
    pub async fn expire(&self, before: i64, now: i64) -> Result<u32, StoreError> {
        if stale(&mut *self.read().await?, before).await?.is_empty() {
            return Ok(0);
        }
        let mut change = self.write().await?;
        let mut ended = 0;
        for number in stale(&mut change, before).await? {
            let Some(standing) = find_number(&mut change, number).await? else { continue };
            if move_to(&mut change, &standing, Status::Expired, None, now).await? {
                append_status(&mut change, number, Status::Expired, None, now).await?;
                ended += 1;
            }
        }
        change.commit().await?;
        Ok(ended)
    }
}

/// What the visitor said of the help; none before.
pub async fn satisfaction(
    connection: &mut Connection,
    conversation: i64,
) -> Result<Option<Satisfaction>, StoreError> {
    let row = query("SELECT satisfaction, satisfaction_comment FROM conversations WHERE number = ?")
        .bind(conversation)
        .fetch_one(connection)
        .await?;
    read_satisfaction(&row)
}

/// As [`satisfaction`], of a row that has the columns.
pub fn read_satisfaction(row: &Row) -> Result<Option<Satisfaction>, StoreError> {
    let score: Option<u32> = row.try_get("satisfaction")?;
    let comment = row.try_get("satisfaction_comment")?;
    Ok(score.map(|score| Satisfaction { score, comment }))
}

async fn stale(connection: &mut Connection, before: i64) -> Result<Vec<i64>, StoreError> {
    Ok(query_scalar(
        // What rests is left alone, and what came back from a rest is as old as that.
        "SELECT number FROM conversations WHERE status = 'requested' AND requested_at <= ?1
         AND snoozed_until IS NULL AND COALESCE(back_at, 0) <= ?1 LIMIT ?2",
    )
    .bind(before)
    .bind(AT_ONCE)
    .fetch_all(connection)
    .await?)
}
