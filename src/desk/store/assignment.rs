//! Whose a conversation becomes: chosen by team and load, handed to a colleague, and taken back from who doesn't take it up.

use protocol::{AuditKind, Status};

use super::agent::find_agent;
use super::audit::{By, Deed, change as changed, note};
use super::conversation::{Standing, find, find_number, move_to};
use super::database::{Connection, query, query_scalar};
use super::event::append_status;
use super::outbox::{Happening, announce};
use super::{Acted, Agent, Store, StoreError};
use crate::alerts::Topic;

/// Whoever has asked for nothing for so long is not there, milliseconds; `seen_at` is kept to the minute.
pub const PRESENT_MS: i64 = 3 * 60_000;
/// Conversations that one look gives away at most; the rest come at the next.
const AT_ONCE: i64 = 100;

/// To whom a conversation goes.
#[derive(Clone, Copy, Debug)]
pub enum Receiver<'a> {
    /// Another agent, by id, who has to take it up by a time.
    Agent { id: &'a str, accept_by: i64 },
    /// A team's line; the visitor keeps the place by age.
    Team(&'a str),
}

impl<'a> Receiver<'a> {
    fn agent(self) -> Option<&'a str> {
        match self {
            Self::Agent { id, .. } => Some(id),
            Self::Team(_) => None,
        }
    }
}

/// Who gives it away.
#[derive(Clone, Copy, Debug)]
pub struct Giver<'a> {
    pub agent: &'a Agent,
    /// Whether that is a lead, who may give away what others have.
    pub leads: bool,
}

impl Store {
    /// Gives a conversation to another agent or team. Where the receiver has it already nothing changes.
    pub async fn give(
        &self,
        id: &str,
        giver: Giver<'_>,
        receiver: Receiver<'_>,
        now: i64,
    ) -> Result<Acted, StoreError> {
        let mut change = self.write().await?;
        let Some(standing) = find(&mut change, id).await? else {
            return Ok(Acted::Unknown);
        };
        let own = standing.agent.as_deref().is_none_or(|owner| owner == giver.agent.id);
        if !own && !giver.leads {
            return Ok(Acted::Owned);
        }
        if !matches!(standing.status, Status::Requested | Status::Assigned) {
            return Ok(Acted::NotNow(standing.status));
        }
        let given = match receiver {
            Receiver::Agent { id, accept_by } => assign(&mut change, &standing, id, accept_by, now).await?,
            Receiver::Team(team) => to_team(&mut change, &standing, team, now).await?,
        };
        if given {
            if !own {
                note_given(&mut change, &standing, giver, receiver, now).await?;
            }
            change.commit().await?;
        }
        Ok(if given { Acted::Done } else { Acted::Unknown })
    }

    /// Gives what waits to agents who are there, of the right team, with the least to do and room for more; they have to
    /// take it up by `accept_by`. Gives back how many were given.
    pub async fn assign_waiting(&self, accept_by: i64, now: i64) -> Result<u32, StoreError> {
        if waiting(&mut *self.read().await?).await?.is_empty() {
            return Ok(0);
        }
        let mut change = self.write().await?;
        let mut given = 0;
        for number in waiting(&mut change).await? {
            let Some(standing) = find_number(&mut change, number).await? else { continue };
            let Some(agent) = choose(&mut change, number, now).await? else { continue };
            given += u32::from(assign(&mut change, &standing, &agent, accept_by, now).await?);
        }
        if given > 0 {
            change.commit().await?;
        }
        Ok(given)
    }

    /// Puts back into the line what its agent did not take up in time; the desk chooses others next.
    pub async fn take_back_unaccepted(&self, now: i64) -> Result<u32, StoreError> {
        if unaccepted(&mut *self.read().await?, now).await?.is_empty() {
            return Ok(0);
        }
        let mut change = self.write().await?;
        let mut back = 0;
        for number in unaccepted(&mut change, now).await? {
            let Some(standing) = find_number(&mut change, number).await? else { continue };
            query("INSERT INTO passed_over (conversation, agent) VALUES (?, ?) ON CONFLICT DO NOTHING")
                .bind(number)
                .bind(&standing.agent)
                .execute(&mut change)
                .await?;
            back += u32::from(to_line(&mut change, &standing, now).await?);
        }
        change.commit().await?;
        Ok(back)
    }

    /// Its owner looks at it: it is taken up.
    pub async fn accept(&self, id: &str, agent: &Agent) -> Result<(), StoreError> {
        let open: Option<i64> = query_scalar(
            "SELECT number FROM conversations WHERE id = ? AND agent = ? AND accept_by IS NOT NULL",
        )
        .bind(id)
        .bind(&agent.id)
        .fetch_optional(&mut *self.read().await?)
        .await?;
        let Some(number) = open else { return Ok(()) };
        let mut change = self.write().await?;
        query("UPDATE conversations SET accept_by = NULL WHERE number = ? AND agent = ?")
            .bind(number)
            .bind(&agent.id)
            .execute(&mut change)
            .await?;
        change.commit().await
    }
}

/// Writes down that a lead gave away what another agent had.
async fn note_given(
    connection: &mut Connection,
    standing: &Standing,
    giver: Giver<'_>,
    receiver: Receiver<'_>,
    now: i64,
) -> Result<(), StoreError> {
    let mut names = Vec::new();
    for id in [standing.agent.as_deref(), receiver.agent()].into_iter().flatten() {
        names.extend(find_agent(connection, id).await?.map(|agent| agent.name));
    }
    let mut names = names.into_iter();
    let (from, to) = (names.next(), names.next());
    let changes = match receiver {
        Receiver::Agent { .. } => [changed("agent", from, to), None],
        Receiver::Team(team) => [changed("agent", from, None), changed("team", None, Some(team.to_owned()))],
    };
    let deed = Deed::new(By::Agent(&giver.agent.id), AuditKind::Transferred, now);
    let deed = deed.on(standing.number.to_string()).with(changes.into_iter().flatten().collect());
    note(connection, deed).await
}

/// Makes an agent the owner who has to take it up; false where there is no such agent for this site.
async fn assign(
    connection: &mut Connection,
    standing: &Standing,
    agent: &str,
    accept_by: i64,
    now: i64,
) -> Result<bool, StoreError> {
    if standing.agent.as_deref() == Some(agent) {
        return Ok(true);
    }
    let Some(name) = name_for(connection, agent, &standing.site).await? else { return Ok(false) };
    if !move_to(connection, standing, Status::Assigned, Some(agent), now).await? {
        return Ok(false);
    }
    query("UPDATE conversations SET accept_by = ? WHERE number = ?")
        .bind(accept_by)
        .bind(standing.number)
        .execute(&mut *connection)
        .await?;
    append_status(connection, standing.number, Status::Assigned, Some(&name), now).await?;
    announce(connection, &Happening { topic: Topic::Assigned, conversation: standing.number, at: now })
        .await?;
    Ok(true)
}

/// Makes it a team's, in the line by age.
async fn to_team(
    connection: &mut Connection,
    standing: &Standing,
    team: &str,
    now: i64,
) -> Result<bool, StoreError> {
    query("UPDATE conversations SET team = ? WHERE number = ?")
        .bind(team)
        .bind(standing.number)
        .execute(&mut *connection)
        .await?;
    if standing.status == Status::Requested {
        return Ok(true);
    }
    to_line(connection, standing, now).await
}

async fn to_line(connection: &mut Connection, standing: &Standing, now: i64) -> Result<bool, StoreError> {
    if !move_to(connection, standing, Status::Requested, None, now).await? {
        return Ok(false);
    }
    append_status(connection, standing.number, Status::Requested, None, now).await?;
    announce(connection, &Happening { topic: Topic::Requested, conversation: standing.number, at: now })
        .await?;
    Ok(true)
}

/// The display name of an agent who may have conversations of a site.
async fn name_for(
    connection: &mut Connection,
    agent: &str,
    site: &str,
) -> Result<Option<String>, StoreError> {
    Ok(query_scalar(
        "SELECT name FROM agents WHERE id = ?1 AND disabled_at IS NULL
         AND (NOT EXISTS (SELECT 1 FROM agent_sites WHERE agent = ?1)
            OR EXISTS (SELECT 1 FROM agent_sites WHERE agent = ?1 AND site = ?2))",
    )
    .bind(agent)
    .bind(site)
    .fetch_optional(connection)
    .await?)
}

/// The best agent for a conversation: of its team where anybody is, there, with room; the least busy first, then the one
/// who got something longest ago. None where nobody has room.
async fn choose(
    connection: &mut Connection,
    conversation: i64,
    now: i64,
) -> Result<Option<String>, StoreError> {
    Ok(query_scalar(
        "SELECT a.id FROM conversations c CROSS JOIN agents a WHERE c.number = ?1 AND a.disabled_at IS NULL AND a.presence = 'here' AND a.seen_at > ?2
         AND (NOT EXISTS (SELECT 1 FROM agent_sites s WHERE s.agent = a.id)
            OR EXISTS (SELECT 1 FROM agent_sites s WHERE s.agent = a.id AND s.site = c.site))
         AND (c.team IS NULL OR NOT EXISTS (SELECT 1 FROM agent_teams t WHERE t.team = c.team)
            OR EXISTS (SELECT 1 FROM agent_teams t WHERE t.agent = a.id AND t.team = c.team))
         AND NOT EXISTS (SELECT 1 FROM passed_over p WHERE p.conversation = c.number AND p.agent = a.id)
         AND (SELECT COUNT(*) FROM conversations o WHERE o.agent = a.id) < a.capacity
         ORDER BY CAST((SELECT COUNT(*) FROM conversations o WHERE o.agent = a.id) AS REAL) / a.capacity,
            COALESCE((SELECT MAX(o.claimed_at) FROM conversations o WHERE o.agent = a.id), 0), a.id
         LIMIT 1",
    )
    .bind(conversation)
    .bind(now - PRESENT_MS)
    .fetch_optional(connection)
    .await?)
}

async fn waiting(connection: &mut Connection) -> Result<Vec<i64>, StoreError> {
    Ok(query_scalar(
        "SELECT number FROM conversations WHERE status = 'requested' AND snoozed_until IS NULL
         ORDER BY priority + urgent DESC, requested_at, number LIMIT ?",
    )
    .bind(AT_ONCE)
    .fetch_all(connection)
    .await?)
}

async fn unaccepted(connection: &mut Connection, now: i64) -> Result<Vec<i64>, StoreError> {
    Ok(query_scalar("SELECT number FROM conversations WHERE accept_by <= ? AND status = 'assigned' LIMIT ?")
        .bind(now)
        .bind(AT_ONCE)
        .fetch_all(connection)
        .await?)
}
