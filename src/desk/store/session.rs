//! Signed-in browsers of agents: begun by a code or a password, seen, and ended.

use protocol::{AuditKind, SessionSummary};

use super::agent::find_agent;
use super::audit::{By, Deed, note};
use super::database::{Connection, query, query_as, query_scalar};
use super::password::Credentials;
use super::{Agent, Store, StoreError};
use crate::secret::Hash;

/// How long a browser stays signed in, milliseconds: 14 days.
pub const SESSION_MS: i64 = 14 * 24 * 3_600_000;
/// When an agent was seen is written so often at most, milliseconds: every request would be a write otherwise.
const SEEN_MS: i64 = 60_000;

impl Store {
    /// Turns a code into a session, once; none for a code that is unknown, used or too old.
    pub async fn sign_in(
        &self,
        code: Hash,
        session: Hash,
        name: Option<&str>,
        now: i64,
    ) -> Result<Option<Agent>, StoreError> {
        let mut change = self.write().await?;
        let agent: Option<String> = query_scalar(
            "DELETE FROM sign_in_codes WHERE hash = ? AND expires_at > ?
             AND agent IN (SELECT id FROM agents WHERE disabled_at IS NULL) RETURNING agent",
        )
        .bind(code.bytes())
        .bind(now)
        .fetch_optional(&mut change)
        .await?;
        let Some(id) = agent else {
            return Ok(None);
        };
        query(
            "INSERT INTO sessions (hash, agent, created_at, seen_at, expires_at, by_code)
             VALUES (?1, ?2, ?3, ?3, ?4, 1)",
        )
        .bind(session.bytes())
        .bind(&id)
        .bind(now)
        .bind(now + SESSION_MS)
        .execute(&mut change)
        .await?;
        let agent = welcome(&mut change, &id, name, now).await?;
        note(&mut change, Deed::new(By::Agent(&id), AuditKind::SignedIn, now).on("link")).await?;
        change.commit().await?;
        Ok(agent)
    }

    /// Begins a session after the password was found right; none if it was changed or the agent disabled meanwhile.
    pub async fn begin_session(
        &self,
        checked: &Credentials,
        session: Hash,
        now: i64,
    ) -> Result<Option<Agent>, StoreError> {
        let mut change = self.write().await?;
        let begun = query(
            "INSERT INTO sessions (hash, agent, created_at, seen_at, expires_at)
             SELECT ?1, id, ?2, ?2, ?3 FROM agents WHERE id = ?4 AND password_hash = ?5 AND disabled_at IS NULL",
        )
        .bind(session.bytes())
        .bind(now)
        .bind(now + SESSION_MS)
        .bind(&checked.agent)
        .bind(&checked.password_hash)
        .execute(&mut change)
        .await?;
        if begun.rows_affected() == 0 {
            return Ok(None);
        }
        let agent = welcome(&mut change, &checked.agent, None, now).await?;
        let deed = Deed::new(By::Agent(&checked.agent), AuditKind::SignedIn, now).on("password");
        note(&mut change, deed).await?;
        change.commit().await?;
        Ok(agent)
    }

    /// The agent of a session; none when it is unknown, ended or too old, or the agent disabled. Notes that the
    /// agent was seen, to the minute.
    pub async fn session(&self, session: Hash, now: i64) -> Result<Option<Agent>, StoreError> {
        let mut view = self.read().await?;
        let row: Option<(String, i64)> =
            query_as("SELECT agent, seen_at FROM sessions WHERE hash = ? AND expires_at > ?")
                .bind(session.bytes())
                .bind(now)
                .fetch_optional(&mut view)
                .await?;
        let Some((id, seen_at)) = row else {
            return Ok(None);
        };
        let agent = find_agent(&mut view, &id).await?.filter(|agent| !agent.is_disabled);
        drop(view);
        if now - seen_at >= SEEN_MS && agent.is_some() {
            // It tells colleagues who is about, and must keep nobody out: a full disk still lets agents read.
            if let Err(error) = self.note_seen(session, &id, now).await {
                tracing::warn!(cause = %error, "could not note that an agent was seen");
            }
        }
        Ok(agent)
    }

    /// The sessions of an agent that have not ended, the latest first; `current` is the one that asks.
    pub async fn sessions(
        &self,
        agent: &str,
        current: Hash,
        now: i64,
    ) -> Result<Vec<SessionSummary>, StoreError> {
        let rows: Vec<(String, i64, i64, i64, Vec<u8>)> = query_as(
            "SELECT id, created_at, seen_at, expires_at, hash FROM sessions
             WHERE agent = ? AND expires_at > ? ORDER BY created_at DESC, id",
        )
        .bind(agent)
        .bind(now)
        .fetch_all(&mut *self.read().await?)
        .await?;
        let summary = |(id, created_at, seen_at, expires_at, hash): (_, _, _, _, Vec<u8>)| {
            let current = current.matches(&hash);
            SessionSummary { id, created_at, seen_at, expires_at, current }
        };
        Ok(rows.into_iter().map(summary).collect())
    }

    /// Ends one of an agent's sessions by its id; false where the agent has no such session.
    pub async fn end_session(&self, agent: &str, id: &str) -> Result<bool, StoreError> {
        let mut change = self.write().await?;
        let ended = query("DELETE FROM sessions WHERE agent = ? AND id = ?")
            .bind(agent)
            .bind(id)
            .execute(&mut change)
            .await?;
        change.commit().await?;
        Ok(ended.rows_affected() == 1)
    }

    /// Ends all of an agent's sessions but one.
    pub async fn end_other_sessions(&self, agent: &str, kept: Hash) -> Result<(), StoreError> {
        let mut change = self.write().await?;
        end_others(&mut change, agent, kept).await?;
        change.commit().await
    }

    /// Ends a session, and forgets those that are too old.
    pub async fn sign_out(&self, session: Hash, now: i64) -> Result<(), StoreError> {
        let mut change = self.write().await?;
        query("DELETE FROM sessions WHERE hash = ? OR expires_at <= ?")
            .bind(session.bytes())
            .bind(now)
            .execute(&mut change)
            .await?;
        change.commit().await
    }

    async fn note_seen(&self, session: Hash, agent: &str, now: i64) -> Result<(), StoreError> {
        let mut change = self.write().await?;
        query("UPDATE sessions SET seen_at = ? WHERE hash = ?")
            .bind(now)
            .bind(session.bytes())
            .execute(&mut change)
            .await?;
        query("UPDATE agents SET seen_at = ? WHERE id = ?")
            .bind(now)
            .bind(agent)
            .execute(&mut change)
            .await?;
        change.commit().await
    }
}

/// Ends all of an agent's sessions but one.
pub async fn end_others(connection: &mut Connection, agent: &str, kept: Hash) -> Result<(), StoreError> {
    query("DELETE FROM sessions WHERE agent = ? AND hash <> ?")
        .bind(agent)
        .bind(kept.bytes())
        .execute(connection)
        .await?;
    Ok(())
}

/// Notes that an agent came in, under another name if there is one.
async fn welcome(
    connection: &mut Connection,
    id: &str,
    name: Option<&str>,
    now: i64,
) -> Result<Option<Agent>, StoreError> {
    query("UPDATE agents SET name = COALESCE(?, name), seen_at = ? WHERE id = ?")
        .bind(name)
        .bind(now)
        .bind(id)
        .execute(&mut *connection)
        .await?;
    find_agent(connection, id).await
}
