//! Agents as they are kept: who they are, what they may do, and how much they have.

use protocol::{AgentProfile, Presence, Role};

use super::database::{Connection, Row, query};
use super::word::{read_json, read_word, word};
use super::{Store, StoreError};

/// Someone who may answer visitors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// The agent's id.
    pub id: String,
    /// The display name.
    pub name: String,
    /// What the agent signs in with beside a password.
    pub login: Option<String>,
    /// What the agent may do.
    pub role: Role,
    /// The teams whose conversations the agent takes.
    pub teams: Vec<String>,
    /// Conversations at once.
    pub capacity: u32,
    /// What the agent says of itself.
    pub presence: Presence,
    /// Whether a password is set.
    pub has_password: bool,
    /// Whether the agent may no longer come in.
    pub is_disabled: bool,
}

/// Selects what [`read_agent`] reads, and `$more` columns, of the agents that `$which` names.
macro_rules! select_agents {
    ($more:literal, $which:literal) => {
        concat!(
            "SELECT a.id, a.name, a.login, a.role, a.capacity, a.presence,
             a.password_hash IS NOT NULL AS has_password, a.disabled_at IS NOT NULL AS is_disabled,
             (SELECT json_group_array(team ORDER BY team) FROM agent_teams WHERE agent = a.id) AS teams",
            $more,
            " FROM agents a ",
            $which
        )
    };
}

/// The same with what colleagues see beside it.
macro_rules! select_profiles {
    ($which:literal) => {
        select_agents!(", a.seen_at, (SELECT COUNT(*) FROM conversations WHERE agent = a.id) AS load", $which)
    };
}

impl Store {
    /// Everyone at the desk by name, as one of this role may see it.
    pub async fn profiles(&self, viewer: Role) -> Result<Vec<AgentProfile>, StoreError> {
        let sql =
            select_profiles!("WHERE a.disabled_at IS NULL OR ? <> 0 ORDER BY a.name, a.created_at, a.id");
        let rows = query(sql).bind(viewer == Role::Owner).fetch_all(&mut *self.read().await?).await?;
        rows.iter().map(|row| read_profile(row).map(|profile| seen_by(viewer, profile))).collect()
    }

    /// Keeps what an agent says of itself.
    pub async fn set_presence(&self, agent: &str, presence: Presence) -> Result<(), StoreError> {
        let mut change = self.write().await?;
        query("UPDATE agents SET presence = ? WHERE id = ?")
            .bind(word(&presence))
            .bind(agent)
            .execute(&mut change)
            .await?;
        change.commit().await
    }
}

/// An agent by its id; none when there is none.
pub async fn find_agent(connection: &mut Connection, id: &str) -> Result<Option<Agent>, StoreError> {
    let row = query(select_agents!("", "WHERE a.id = ?")).bind(id).fetch_optional(connection).await?;
    row.as_ref().map(read_agent).transpose()
}

/// The same as an owner sees it.
pub async fn find_profile(connection: &mut Connection, id: &str) -> Result<AgentProfile, StoreError> {
    read_profile(&query(select_profiles!("WHERE a.id = ?")).bind(id).fetch_one(connection).await?)
}

/// A login is the owners' business, and when somebody was last seen that of leads too.
pub fn seen_by(viewer: Role, mut profile: AgentProfile) -> AgentProfile {
    profile.login = profile.login.filter(|_| viewer == Role::Owner);
    profile.seen_at = profile.seen_at.filter(|_| viewer >= Role::Lead);
    profile
}

fn read_agent(row: &Row) -> Result<Agent, StoreError> {
    let teams: String = row.try_get("teams")?;
    Ok(Agent {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        login: row.try_get("login")?,
        role: read_word("role", row.try_get("role")?)?,
        teams: read_json("teams", &teams)?,
        capacity: row.try_get("capacity")?,
        presence: read_word("presence", row.try_get("presence")?)?,
        has_password: row.try_get("has_password")?,
        is_disabled: row.try_get("is_disabled")?,
    })
}

fn read_profile(row: &Row) -> Result<AgentProfile, StoreError> {
    let agent = read_agent(row)?;
    Ok(AgentProfile {
        id: agent.id,
        name: agent.name,
        role: agent.role,
        teams: agent.teams,
        capacity: agent.capacity,
        load: row.try_get("load")?,
        presence: agent.presence,
        disabled: agent.is_disabled,
        login: agent.login,
        seen_at: row.try_get("seen_at")?,
    })
}
