//! When a conversation is to be looked at: it rests until a time, and is due by one.

use protocol::Status;

use super::assignment::Giver;
use super::conversation::{Standing, find};
use super::database::{Connection, query, query_scalar};
use super::{Acted, Agent, Store, StoreError};

impl Store {
    /// Lets a conversation that is the agent's own, or nobody's yet, rest until a time; none ends the rest.
    pub async fn snooze(&self, id: &str, agent: &Agent, until: Option<i64>) -> Result<Acted, StoreError> {
        let mut change = self.write().await?;
        let Some(standing) = find(&mut change, id).await? else {
            return Ok(Acted::Unknown);
        };
        if let Some(refused) = refuse(&standing, Giver { agent, leads: false }) {
            return Ok(refused);
        }
        query("UPDATE conversations SET snoozed_until = ?, is_back = 0, accept_by = NULL WHERE number = ?")
            .bind(until)
            .bind(standing.number)
            .execute(&mut change)
            .await?;
        change.commit().await?;
        Ok(Acted::Done)
    }

    /// Sets when a conversation is due, in place of the target; none takes the date away. A lead does so for colleagues.
    pub async fn set_due(
        &self,
        id: &str,
        setter: Giver<'_>,
        due_at: Option<i64>,
    ) -> Result<Acted, StoreError> {
        let mut change = self.write().await?;
        let Some(standing) = find(&mut change, id).await? else {
            return Ok(Acted::Unknown);
        };
        if let Some(refused) = refuse(&standing, setter) {
            return Ok(refused);
        }
        // Whoever is told of what is overdue is told anew.
        query("UPDATE conversations SET own_due_at = ?, overdue_told = NULL WHERE number = ?")
            .bind(due_at)
            .bind(standing.number)
            .execute(&mut change)
            .await?;
        change.commit().await?;
        Ok(Acted::Done)
    }

    /// Brings back what has rested until now.
    pub async fn wake_due(&self, now: i64) -> Result<(), StoreError> {
        let any: bool = query_scalar("SELECT EXISTS (SELECT 1 FROM conversations WHERE snoozed_until <= ?)")
            .bind(now)
            .fetch_one(&mut *self.read().await?)
            .await?;
        if !any {
            return Ok(());
        }
        let mut change = self.write().await?;
        query(
            "UPDATE conversations SET snoozed_until = NULL, back_at = ?1, is_back = 1 WHERE snoozed_until <= ?1",
        )
        .bind(now)
        .execute(&mut change)
        .await?;
        change.commit().await
    }

    /// Tells the inbox once where its order has changed, since something is overdue by now.
    pub async fn note_overdue(&self, now: i64) -> Result<(), StoreError> {
        let any: bool = query_scalar(
            "SELECT EXISTS (SELECT 1 FROM conversations WHERE COALESCE(own_due_at, due_at) <= ?
                AND COALESCE(own_due_at, due_at) > (SELECT overdue_at FROM desk)
                AND status IN ('requested', 'assigned'))",
        )
        .bind(now)
        .fetch_one(&mut *self.read().await?)
        .await?;
        if !any {
            return Ok(());
        }
        let mut change = self.write().await?;
        query("UPDATE desk SET overdue_at = ?").bind(now).execute(&mut change).await?;
        change.commit().await
    }
}

/// A conversation that rests is back at once, as where the visitor writes.
pub async fn wake(connection: &mut Connection, number: i64, now: i64) -> Result<(), StoreError> {
    query(
        "UPDATE conversations SET snoozed_until = NULL, back_at = ?, is_back = 1
         WHERE number = ? AND snoozed_until IS NOT NULL",
    )
    .bind(now)
    .bind(number)
    .execute(connection)
    .await?;
    Ok(())
}

/// Why nothing is planned here; none where it may be.
fn refuse(standing: &Standing, by: Giver<'_>) -> Option<Acted> {
    let is_own = standing.agent.as_deref().is_none_or(|owner| owner == by.agent.id);
    match standing.status {
        _ if !is_own && !by.leads => Some(Acted::Owned),
        Status::Requested | Status::Assigned => None,
        status => Some(Acted::NotNow(status)),
    }
}
