//! Agents, their one-time codes and their sessions.

use sqlx::SqliteConnection;

use super::{Store, StoreError};
use crate::secret::Hash;

/// How long a code of a sign-in link is good, milliseconds: 15 minutes.
const CODE_MS: i64 = 15 * 60_000;
/// How long a browser stays signed in, milliseconds: 14 days.
pub const SESSION_MS: i64 = 14 * 24 * 3_600_000;
/// The first account's name until its owner gives another.
const FIRST_NAME: &str = "Support";

/// Someone who may answer visitors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// The agent's id.
    pub id: String,
    /// The display name.
    pub name: String,
}

impl Store {
    /// Keeps a new sign-in code for the owner, whose account is made under `new_id` when there is none. Codes
    /// given before and not used are void.
    pub async fn keep_owner_code(&self, code: Hash, new_id: &str, now: i64) -> Result<(), StoreError> {
        let mut change = self.write().await?;
        let owner = match find_owner(&mut change).await? {
            Some(owner) => owner,
            None => {
                make_account(&mut change, new_id, FIRST_NAME, "owner", now).await?;
                new_id.to_owned()
            }
        };
        keep_code(&mut change, code, &owner, now).await?;
        change.commit().await
    }

    /// Makes an agent's account under `new_id` and keeps its first sign-in code.
    pub async fn invite(&self, code: Hash, new_id: &str, name: &str, now: i64) -> Result<(), StoreError> {
        let mut change = self.write().await?;
        make_account(&mut change, new_id, name, "agent", now).await?;
        keep_code(&mut change, code, new_id, now).await?;
        change.commit().await
    }

    /// Turns a code into a session, once; none for a code that is unknown, used or too old.
    pub async fn sign_in(
        &self,
        code: Hash,
        session: Hash,
        name: Option<&str>,
        now: i64,
    ) -> Result<Option<Agent>, StoreError> {
        let mut change = self.write().await?;
        let agent: Option<String> =
            sqlx::query_scalar("DELETE FROM sign_in_codes WHERE hash = ? AND expires_at > ? RETURNING agent")
                .bind(code.bytes())
                .bind(now)
                .fetch_optional(&mut *change)
                .await?;
        let Some(id) = agent else {
            return Ok(None);
        };
        let name = rename(&mut change, &id, name).await?;
        sqlx::query("INSERT INTO sessions (hash, agent, expires_at) VALUES (?, ?, ?)")
            .bind(session.bytes())
            .bind(&id)
            .bind(now + SESSION_MS)
            .execute(&mut *change)
            .await?;
        change.commit().await?;
        Ok(Some(Agent { id, name }))
    }

    /// The agent of a session; none when it is unknown, ended or too old.
    pub async fn session(&self, session: Hash, now: i64) -> Result<Option<Agent>, StoreError> {
        let row: Option<(String, String)> = sqlx::query_as(
            "SELECT a.id, a.name FROM sessions s JOIN agents a ON a.id = s.agent
             WHERE s.hash = ? AND s.expires_at > ?",
        )
        .bind(session.bytes())
        .bind(now)
        .fetch_optional(&mut *self.read().await?)
        .await?;
        Ok(row.map(|(id, name)| Agent { id, name }))
    }

    /// Ends a session, and forgets those that are too old.
    pub async fn sign_out(&self, session: Hash, now: i64) -> Result<(), StoreError> {
        let mut change = self.write().await?;
        sqlx::query("DELETE FROM sessions WHERE hash = ? OR expires_at <= ?")
            .bind(session.bytes())
            .bind(now)
            .execute(&mut *change)
            .await?;
        change.commit().await
    }
}

async fn find_owner(connection: &mut SqliteConnection) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar("SELECT id FROM agents WHERE role = 'owner' ORDER BY created_at, id LIMIT 1")
        .fetch_optional(connection)
        .await?)
}

async fn make_account(
    connection: &mut SqliteConnection,
    id: &str,
    name: &str,
    role: &str,
    now: i64,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO agents (id, name, role, created_at) VALUES (?, ?, ?, ?)")
        .bind(id)
        .bind(name)
        .bind(role)
        .bind(now)
        .execute(connection)
        .await?;
    Ok(())
}

/// The one code that is good for an account.
async fn keep_code(
    connection: &mut SqliteConnection,
    code: Hash,
    agent: &str,
    now: i64,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sign_in_codes WHERE agent = ?").bind(agent).execute(&mut *connection).await?;
    sqlx::query("INSERT INTO sign_in_codes (hash, agent, expires_at) VALUES (?, ?, ?)")
        .bind(code.bytes())
        .bind(agent)
        .bind(now + CODE_MS)
        .execute(connection)
        .await?;
    Ok(())
}

/// Gives an agent another name if there is one, and gives back the name that stands.
async fn rename(
    connection: &mut SqliteConnection,
    id: &str,
    name: Option<&str>,
) -> Result<String, StoreError> {
    Ok(sqlx::query_scalar("UPDATE agents SET name = COALESCE(?, name) WHERE id = ? RETURNING name")
        .bind(name)
        .bind(id)
        .fetch_one(connection)
        .await?)
}
