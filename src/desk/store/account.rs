//! Accounts: made, changed, and shut, with the one-time codes that let agents in.

use link::Action;
use protocol::{AgentChange, AgentProfile, AuditChange, AuditKind, Invite, Role};

use super::agent::{find_agent, find_profile, seen_by};
use super::audit::{By, Deed, change as changed, note};
use super::conversation::find;
use super::database::{Connection, query, query_scalar};
use super::ownership::transfer;
use super::word::word;
use super::{Agent, Store, StoreError};
use crate::AccountError;
use crate::secret::Hash;

/// How long a code of a sign-in link is good, milliseconds: 15 minutes.
pub const CODE_MS: i64 = 15 * 60_000;
/// The first account's name until its owner gives another.
const FIRST_NAME: &str = "Support";

impl Store {
    /// Keeps a new sign-in code for the owner, whose account is made under `new_id` when there is none. Codes
    /// given before and not used are void.
    pub async fn keep_owner_code(&self, code: Hash, new_id: &str, now: i64) -> Result<(), StoreError> {
        let mut change = self.write().await?;
        let owner = match find_owner(&mut change).await? {
            Some(owner) => owner,
            None => {
                let first = Invite {
                    name: FIRST_NAME.to_owned(),
                    login: None,
                    role: Role::Owner,
                    teams: Vec::new(),
                    capacity: protocol::CAPACITY,
                };
                make_account(&mut change, new_id, &first, now).await?;
                new_id.to_owned()
            }
        };
        keep_code(&mut change, code, &owner, now).await?;
        change.commit().await
    }

    /// Makes an agent's account under `new_id` and keeps its first sign-in code.
    pub async fn add_agent(
        &self,
        by: By<'_>,
        new_id: &str,
        invite: &Invite,
        code: Hash,
        now: i64,
    ) -> Result<AgentProfile, AccountError> {
        let mut change = self.write().await?;
        if let Some(login) = &invite.login {
            require_free(&mut change, login).await?;
        }
        make_account(&mut change, new_id, invite, now).await?;
        keep_code(&mut change, code, new_id, now).await?;
        let profile = find_profile(&mut change, new_id).await?;
        let role = changed("role", None, Some(word(&invite.role)));
        let deed = Deed::new(by, AuditKind::AgentAdded, now).on(&profile.name);
        note(&mut change, deed.with(role.into_iter().collect())).await?;
        change.commit().await?;
        Ok(profile)
    }

    /// Keeps a new sign-in code for an agent; those given before are void.
    pub async fn renew_code(
        &self,
        by: By<'_>,
        agent: &str,
        code: Hash,
        now: i64,
    ) -> Result<(), AccountError> {
        let mut change = self.write().await?;
        let found = find_agent(&mut change, agent).await?.ok_or(AccountError::Unknown)?;
        if found.is_disabled {
            return Err(AccountError::Disabled);
        }
        keep_code(&mut change, code, agent, now).await?;
        note(&mut change, Deed::new(by, AuditKind::LinkMade, now).on(&found.name)).await?;
        Ok(change.commit().await?)
    }

    /// Changes an agent as one of the role `role` may; gives the agent as that one sees it then.
    pub async fn change_agent(
        &self,
        (by, role): (By<'_>, Role),
        id: &str,
        wanted: &AgentChange,
        now: i64,
    ) -> Result<AgentProfile, AccountError> {
        let mut change = self.write().await?;
        let agent = find_agent(&mut change, id).await?.ok_or(AccountError::Unknown)?;
        require_right(role, &agent, wanted)?;
        if loses_owner(&agent, wanted) && !has_another_owner(&mut change, id).await? {
            return Err(AccountError::LastOwner);
        }
        write_change(&mut change, id, wanted).await?;
        match wanted.disabled {
            Some(true) if !agent.is_disabled => shut(&mut change, &agent, now).await?,
            Some(false) => open(&mut change, id).await?,
            _ => {}
        }
        let profile = find_profile(&mut change, id).await?;
        let changes = differences(&agent, &profile);
        if !changes.is_empty() {
            let deed = Deed::new(by, AuditKind::AgentChanged, now).on(&profile.name).with(changes);
            note(&mut change, deed).await?;
        }
        change.commit().await?;
        Ok(seen_by(role, profile))
    }

    /// The id of the agent who has this id or, failing that, this login; none when nobody has.
    pub async fn agent_called(&self, id_or_login: &str) -> Result<Option<String>, StoreError> {
        Ok(query_scalar("SELECT id FROM agents WHERE id = ?1 OR login = ?2 ORDER BY id = ?1 DESC LIMIT 1")
            .bind(id_or_login)
            .bind(id_or_login.to_lowercase())
            .fetch_optional(&mut *self.read().await?)
            .await?)
    }
}

/// What is otherwise of an account since.
fn differences(before: &Agent, after: &AgentProfile) -> Vec<AuditChange> {
    let values = [
        ("name", before.name.clone(), after.name.clone()),
        ("role", word(&before.role), word(&after.role)),
        ("teams", before.teams.join(", "), after.teams.join(", ")),
        ("capacity", before.capacity.to_string(), after.capacity.to_string()),
        ("disabled", before.is_disabled.to_string(), after.disabled.to_string()),
    ];
    values.into_iter().filter_map(|(field, old, new)| changed(field, Some(old), Some(new))).collect()
}

/// Fails where another agent signs in with this login.
pub async fn require_free(connection: &mut Connection, login: &str) -> Result<(), AccountError> {
    let taken: Option<String> =
        query_scalar("SELECT id FROM agents WHERE login = ?").bind(login).fetch_optional(connection).await?;
    taken.map_or(Ok(()), |_| Err(AccountError::LoginTaken))
}

/// An owner changes everything; a lead teams and capacity, of those who are no owners.
fn require_right(by: Role, agent: &Agent, wanted: &AgentChange) -> Result<(), AccountError> {
    let is_small = wanted.name.is_none() && wanted.role.is_none() && wanted.disabled.is_none();
    match by {
        Role::Owner => Ok(()),
        Role::Lead if is_small && agent.role != Role::Owner => Ok(()),
        Role::Lead => Err(AccountError::Role(Role::Owner)),
        Role::Agent => Err(AccountError::Role(Role::Lead)),
    }
}

fn loses_owner(agent: &Agent, wanted: &AgentChange) -> bool {
    let is_demoted = wanted.role.is_some_and(|role| role != Role::Owner);
    agent.role == Role::Owner && !agent.is_disabled && (is_demoted || wanted.disabled == Some(true))
}

async fn has_another_owner(connection: &mut Connection, id: &str) -> Result<bool, StoreError> {
    Ok(query_scalar(
        "SELECT EXISTS (SELECT 1 FROM agents WHERE role = 'owner' AND disabled_at IS NULL AND id <> ?)",
    )
    .bind(id)
    .fetch_one(connection)
    .await?)
}

async fn write_change(connection: &mut Connection, id: &str, wanted: &AgentChange) -> Result<(), StoreError> {
    query(
        "UPDATE agents SET name = COALESCE(?, name), role = COALESCE(?, role), capacity = COALESCE(?, capacity)
         WHERE id = ?",
    )
    .bind(&wanted.name)
    .bind(wanted.role.as_ref().map(word))
    .bind(wanted.capacity)
    .bind(id)
    .execute(&mut *connection)
    .await?;
    match &wanted.teams {
        Some(teams) => write_teams(connection, id, teams).await,
        None => Ok(()),
    }
}

async fn write_teams(connection: &mut Connection, agent: &str, teams: &[String]) -> Result<(), StoreError> {
    query("DELETE FROM agent_teams WHERE agent = ?").bind(agent).execute(&mut *connection).await?;
    for team in teams {
        query("INSERT INTO agent_teams (agent, team) VALUES (?, ?) ON CONFLICT DO NOTHING")
            .bind(agent)
            .bind(team)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Lets an agent in no more: ends the sessions, voids the codes, and puts the conversations back into the line.
async fn shut(connection: &mut Connection, agent: &Agent, now: i64) -> Result<(), StoreError> {
    query("UPDATE agents SET disabled_at = ? WHERE id = ?")
        .bind(now)
        .bind(&agent.id)
        .execute(&mut *connection)
        .await?;
    for sql in ["DELETE FROM sessions WHERE agent = ?", "DELETE FROM sign_in_codes WHERE agent = ?"] {
        query(sql).bind(&agent.id).execute(&mut *connection).await?;
    }
    let owned: Vec<String> = query_scalar("SELECT id FROM conversations WHERE agent = ? ORDER BY number")
        .bind(&agent.id)
        .fetch_all(&mut *connection)
        .await?;
    for id in owned {
        if let Some(standing) = find(connection, &id).await? {
            transfer(connection, &standing, agent, Action::Release, now).await?;
        }
    }
    Ok(())
}

async fn open(connection: &mut Connection, id: &str) -> Result<(), StoreError> {
    query("UPDATE agents SET disabled_at = NULL WHERE id = ?").bind(id).execute(connection).await?;
    Ok(())
}

/// The first owner who may come in.
async fn find_owner(connection: &mut Connection) -> Result<Option<String>, StoreError> {
    Ok(query_scalar(
        "SELECT id FROM agents WHERE role = 'owner' AND disabled_at IS NULL ORDER BY created_at, id LIMIT 1",
    )
    .fetch_optional(connection)
    .await?)
}

async fn make_account(
    connection: &mut Connection,
    id: &str,
    invite: &Invite,
    now: i64,
) -> Result<(), StoreError> {
    query("INSERT INTO agents (id, name, role, login, capacity, created_at) VALUES (?, ?, ?, ?, ?, ?)")
        .bind(id)
        .bind(&invite.name)
        .bind(word(&invite.role))
        .bind(&invite.login)
        .bind(invite.capacity)
        .bind(now)
        .execute(&mut *connection)
        .await?;
    write_teams(connection, id, &invite.teams).await
}

/// The one code that is good for an account.
async fn keep_code(connection: &mut Connection, code: Hash, agent: &str, now: i64) -> Result<(), StoreError> {
    query("DELETE FROM sign_in_codes WHERE agent = ?").bind(agent).execute(&mut *connection).await?;
    query("INSERT INTO sign_in_codes (hash, agent, expires_at) VALUES (?, ?, ?)")
        .bind(code.bytes())
        .bind(agent)
        .bind(now + CODE_MS)
        .execute(connection)
        .await?;
    Ok(())
}
