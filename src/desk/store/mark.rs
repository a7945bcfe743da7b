//! What calls an agent to conversations that others have: notes that name the agent, and questions to the agent's teams.

use std::collections::{BTreeMap, BTreeSet};

use protocol::ConversationSummary;

use super::database::{Connection, query, query_as, query_scalar};
use super::inbox::read_summary;
use super::word::json;
use super::{Agent, StoreError};

/// Conversations that are listed beyond the inbox's own since they call the agent; the latest come first.
const CALLED: i64 = 100;

/// The conversations that call an agent, by number.
pub struct Marks {
    mentioned: BTreeSet<u64>,
    /// With the team that is asked.
    asked: BTreeMap<u64, String>,
}

impl Marks {
    /// Those of an agent.
    pub async fn of(connection: &mut Connection, agent: &Agent) -> Result<Self, StoreError> {
        let mentioned: Vec<i64> = query_scalar(
            "SELECT DISTINCT n.conversation FROM mentions m JOIN notes n ON n.row = m.note
             WHERE m.agent = ? AND m.seen = 0",
        )
        .bind(&agent.id)
        .fetch_all(&mut *connection)
        .await?;
        let asked: Vec<(i64, String)> = query_as(
            "SELECT n.conversation, n.asks FROM agent_teams t JOIN notes n ON n.asks = t.team
             WHERE t.agent = ?1 AND n.asks IS NOT NULL AND n.settled IS NULL AND n.agent <> ?1 ORDER BY n.row DESC",
        )
        .bind(&agent.id)
        .fetch_all(connection)
        .await?;
        Ok(Self {
            mentioned: mentioned.into_iter().map(i64::unsigned_abs).collect(),
            asked: asked.into_iter().map(|(number, team)| (number.unsigned_abs(), team)).collect(),
        })
    }

    /// A conversation as this agent sees it.
    pub fn on(&self, mut summary: ConversationSummary) -> ConversationSummary {
        summary.mentioned = self.mentioned.contains(&summary.number);
        summary.asked = self.asked.get(&summary.number).cloned();
        summary
    }

    /// Marks those that are listed, and lists those that call the agent and were not, at the end.
    pub async fn put(
        &self,
        connection: &mut Connection,
        agent: &Agent,
        listed: &mut Vec<ConversationSummary>,
    ) -> Result<(), StoreError> {
        let known: BTreeSet<u64> = listed.iter().map(|summary| summary.number).collect();
        let called = self.mentioned.iter().chain(self.asked.keys());
        let others: BTreeSet<u64> = called.copied().filter(|number| !known.contains(number)).collect();
        if !others.is_empty() {
            listed.extend(called_to(connection, agent, &others).await?);
        }
        *listed = std::mem::take(listed).into_iter().map(|summary| self.on(summary)).collect();
        Ok(())
    }
}

async fn called_to(
    connection: &mut Connection,
    agent: &Agent,
    numbers: &BTreeSet<u64>,
) -> Result<Vec<ConversationSummary>, StoreError> {
    let rows = query(
        "SELECT c.*, a.name AS agent_name FROM conversations c LEFT JOIN agents a ON a.id = c.agent
         WHERE c.number IN (SELECT CAST(value AS BIGINT) FROM json_each(?2))
         AND (NOT EXISTS (SELECT 1 FROM agent_sites WHERE agent = ?1)
            OR c.site IN (SELECT site FROM agent_sites WHERE agent = ?1))
         ORDER BY c.number DESC LIMIT ?3",
    )
    .bind(&agent.id)
    .bind(json(numbers)?)
    .bind(CALLED)
    .fetch_all(connection)
    .await?;
    rows.iter().map(read_summary).collect()
}
