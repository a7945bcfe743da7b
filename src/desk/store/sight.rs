//! Which sites an agent may see.

use protocol::AuditKind;

use super::agent::find_agent;
use super::audit::{By, Deed, change as changed, note};
use super::database::{query, query_scalar};
use super::word::json;
use super::{Agent, Store, StoreError};

impl Store {
    /// Binds an agent to some sites; to none gives back the sight of all.
    pub async fn bind_agent(&self, agent: &str, sites: &[&str], now: i64) -> Result<(), StoreError> {
        let mut change = self.write().await?;
        let before: Vec<String> = query_scalar("SELECT site FROM agent_sites WHERE agent = ? ORDER BY site")
            .bind(agent)
            .fetch_all(&mut change)
            .await?;
        query("DELETE FROM agent_sites WHERE agent = ?").bind(agent).execute(&mut change).await?;
        for site in sites {
            query("INSERT INTO agent_sites (agent, site) VALUES (?, ?) ON CONFLICT DO NOTHING")
                .bind(agent)
                .bind(site)
                .execute(&mut change)
                .await?;
        }
        let name = find_agent(&mut change, agent).await?.map(|agent| agent.name).unwrap_or_default();
        let sites = changed("sites", Some(before.join(", ")), Some(sites.join(", ")));
        let deed = Deed::new(By::CommandLine, AuditKind::AgentChanged, now).on(name);
        note(&mut change, deed.with(sites.into_iter().collect())).await?;
        change.commit().await
    }

    /// The sites that an agent is bound to; empty where it sees all.
    pub async fn sites_of(&self, agent: &Agent) -> Result<Vec<String>, StoreError> {
        Ok(query_scalar("SELECT site FROM agent_sites WHERE agent = ? ORDER BY site")
            .bind(&agent.id)
            .fetch_all(&mut *self.read().await?)
            .await?)
    }

    /// The numbers, of these, of conversations that an agent may see.
    pub async fn seen_of(&self, agent: &Agent, numbers: &[i64]) -> Result<Vec<i64>, StoreError> {
        Ok(query_scalar(
            "SELECT c.number FROM conversations c JOIN json_each(?1) n ON CAST(n.value AS BIGINT) = c.number
             WHERE NOT EXISTS (SELECT 1 FROM agent_sites WHERE agent = ?2)
                OR c.site IN (SELECT site FROM agent_sites WHERE agent = ?2) ORDER BY c.number",
        )
        .bind(json(&numbers)?)
        .bind(&agent.id)
        .fetch_all(&mut *self.read().await?)
        .await?)
    }

    /// Whether a conversation is kept from an agent, since it is of a site that the agent isn't bound to.
    pub async fn is_hidden(&self, agent: &Agent, conversation: &str) -> Result<bool, StoreError> {
        Ok(query_scalar(
            "SELECT EXISTS (SELECT 1 FROM conversations c WHERE c.id = ?1
                AND EXISTS (SELECT 1 FROM agent_sites WHERE agent = ?2)
                AND c.site NOT IN (SELECT site FROM agent_sites WHERE agent = ?2))",
        )
        .bind(conversation)
        .bind(&agent.id)
        .fetch_one(&mut *self.read().await?)
        .await?)
    }
}
