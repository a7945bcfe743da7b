//! Which sites an agent may see.

use super::{Agent, Store, StoreError};

impl Store {
    /// Binds an agent to some sites; to none gives back the sight of all.
    pub async fn bind_agent(&self, agent: &str, sites: &[&str]) -> Result<(), StoreError> {
        let mut change = self.write().await?;
        sqlx::query("DELETE FROM agent_sites WHERE agent = ?").bind(agent).execute(&mut *change).await?;
        for site in sites {
            sqlx::query("INSERT OR IGNORE INTO agent_sites (agent, site) VALUES (?, ?)")
                .bind(agent)
                .bind(site)
                .execute(&mut *change)
                .await?;
        }
        change.commit().await
    }

    /// Whether a conversation is kept from an agent, since it is of a site that the agent isn't bound to.
    pub async fn is_hidden(&self, agent: &Agent, conversation: &str) -> Result<bool, StoreError> {
        Ok(sqlx::query_scalar(
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
