//! Passwords of agents as they are kept, and who may set one.

use protocol::AuditKind;

use super::account::{CODE_MS, require_free};
use super::agent::find_agent;
use super::audit::{By, Deed, note};
use super::database::{query, query_as, query_scalar};
use super::session::end_others;
use super::{Agent, Store, StoreError};
use crate::AccountError;
use crate::request::Invalid;
use crate::secret::Hash;

/// What an account is signed in with.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The agent's id.
    pub agent: String,
    /// The PHC string; none until a password is set.
    pub password_hash: Option<String>,
}

impl Store {
    /// What a login is signed in with; none where nobody who may come in has it.
    pub async fn credentials(&self, login: &str) -> Result<Option<Credentials>, StoreError> {
        let row: Option<(String, Option<String>)> =
            query_as("SELECT id, password_hash FROM agents WHERE login = ? AND disabled_at IS NULL")
                .bind(login)
                .fetch_optional(&mut *self.read().await?)
                .await?;
        Ok(row.map(|(agent, password_hash)| Credentials { agent, password_hash }))
    }

    /// An agent's password as it is kept; none where none is set.
    pub async fn password_hash(&self, agent: &str) -> Result<Option<String>, StoreError> {
        let hash: Option<Option<String>> = query_scalar("SELECT password_hash FROM agents WHERE id = ?")
            .bind(agent)
            .fetch_optional(&mut *self.read().await?)
            .await?;
        Ok(hash.flatten())
    }

    /// Whether a session was begun by a one-time code that would still be good if it had not been used.
    pub async fn is_fresh(&self, session: Hash, now: i64) -> Result<bool, StoreError> {
        Ok(query_scalar(
            "SELECT EXISTS (SELECT 1 FROM sessions WHERE hash = ? AND by_code = 1 AND created_at > ?)",
        )
        .bind(session.bytes())
        .bind(now - CODE_MS)
        .fetch_one(&mut *self.read().await?)
        .await?)
    }

    /// Sets an agent's password, and the login where there is none. Whoever was signed in as the agent elsewhere is
    /// out, and so is a code that was not used.
    pub async fn set_password(
        &self,
        agent: &Agent,
        session: Hash,
        password_hash: &str,
        login: Option<&str>,
        now: i64,
    ) -> Result<(), AccountError> {
        let mut change = self.write().await?;
        let current = find_agent(&mut change, &agent.id).await?.ok_or(AccountError::Unknown)?;
        match (current.login.as_deref(), login) {
            (None, Some(login)) => require_free(&mut change, login).await?,
            (None, None) => return Err(wrong_login("is needed: choose what to sign in with")),
            (Some(kept), Some(login)) if kept != login => {
                return Err(wrong_login("is given already; leave it out"));
            }
            _ => {}
        }
        query("UPDATE agents SET password_hash = ?, login = COALESCE(login, ?) WHERE id = ?")
            .bind(password_hash)
            .bind(login)
            .bind(&agent.id)
            .execute(&mut change)
            .await?;
        end_others(&mut change, &agent.id, session).await?;
        query("DELETE FROM sign_in_codes WHERE agent = ?").bind(&agent.id).execute(&mut change).await?;
        note(&mut change, Deed::new(By::Agent(&agent.id), AuditKind::PasswordSet, now)).await?;
        Ok(change.commit().await?)
    }
}

fn wrong_login(problem: &str) -> AccountError {
    AccountError::Invalid(Invalid { field: "login".to_owned(), problem: problem.to_owned() })
}
