//! Replies that agents keep to use again: each agent's own, and everybody's.

use protocol::{CannedReply, Role};

use super::database::{Connection, query, query_as, query_scalar};
use super::{Agent, Store, StoreError};

/// Most replies of one agent, and of everybody together.
const MOST: i64 = 500;

/// What became of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Canned {
    /// It is kept, or gone.
    Done,
    /// There is none of this id that the agent may see.
    Unknown,
    /// Only leads and owners change what is everybody's.
    Shared,
    /// There are as many as there may be.
    TooMany,
}

impl Store {
    /// The agent's own replies and everybody's, by name.
    pub async fn canned(&self, agent: &Agent) -> Result<Vec<CannedReply>, StoreError> {
        let rows: Vec<(String, String, String, bool)> = query_as(
            "SELECT id, name, text, agent IS NULL FROM canned_replies WHERE agent IS NULL OR agent = ?
             ORDER BY name, id",
        )
        .bind(&agent.id)
        .fetch_all(&mut *self.read().await?)
        .await?;
        let reply = |(id, name, text, shared)| CannedReply { id, name, text, shared };
        Ok(rows.into_iter().map(reply).collect())
    }

    /// Keeps a checked reply in the place of what its id named before.
    pub async fn keep_canned(&self, agent: &Agent, reply: &CannedReply) -> Result<Canned, StoreError> {
        let mut change = self.write().await?;
        let before: Option<Option<String>> = owner_of(&mut change, &reply.id).await?;
        if let Some(refused) = before.as_ref().and_then(|owner| refused(agent, owner.as_deref())) {
            return Ok(refused);
        }
        let owner = (!reply.shared).then_some(agent.id.as_str());
        if owner.is_none() && agent.role < Role::Lead {
            return Ok(Canned::Shared);
        }
        let kept: i64 =
            query_scalar("SELECT COUNT(*) FROM canned_replies WHERE agent IS NOT DISTINCT FROM ?")
                .bind(owner)
                .fetch_one(&mut change)
                .await?;
        if before.is_none() && kept >= MOST {
            return Ok(Canned::TooMany);
        }
        query(
            "INSERT INTO canned_replies (id, agent, name, text) VALUES (?, ?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET agent = excluded.agent, name = excluded.name, text = excluded.text",
        )
        .bind(&reply.id)
        .bind(owner)
        .bind(&reply.name)
        .bind(&reply.text)
        .execute(&mut change)
        .await?;
        change.commit().await?;
        Ok(Canned::Done)
    }

    /// Takes a reply away.
    pub async fn drop_canned(&self, agent: &Agent, id: &str) -> Result<Canned, StoreError> {
        let mut change = self.write().await?;
        let Some(owner) = owner_of(&mut change, id).await? else {
            return Ok(Canned::Unknown);
        };
        if let Some(refused) = refused(agent, owner.as_deref()) {
            return Ok(refused);
        }
        query("DELETE FROM canned_replies WHERE id = ?").bind(id).execute(&mut change).await?;
        change.commit().await?;
        Ok(Canned::Done)
    }
}

/// Whose a reply is: an agent's id, or none inside for everybody's; none where there is no such reply.
async fn owner_of(connection: &mut Connection, id: &str) -> Result<Option<Option<String>>, StoreError> {
    Ok(query_scalar("SELECT agent FROM canned_replies WHERE id = ?")
        .bind(id)
        .fetch_optional(connection)
        .await?)
}

/// Why an agent may not change what somebody owns.
fn refused(agent: &Agent, owner: Option<&str>) -> Option<Canned> {
    match owner {
        None if agent.role < Role::Lead => Some(Canned::Shared),
        Some(owner) if owner != agent.id => Some(Canned::Unknown),
        _ => None,
    }
}
