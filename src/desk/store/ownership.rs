//! Who owns a conversation: claimed, put back, ended, and what its agent says.

use link::{Action, next};
use protocol::{AuditKind, Author, NewMessage, Resolution, Status};

use super::agent::find_agent;
use super::audit::{By, Deed, change as changed, note};
use super::conversation::{Posting, Standing, admit, find, move_to};
use super::database::{Connection, query};
use super::event::{Speaker, append_message, append_status};
use super::file::{NewFile, attach};
use super::outbox::{Happening, announce};
use super::{Agent, Store, StoreError, letter, queue};
use crate::alerts::Topic;

/// What became of an agent's action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acted {
    /// It is so now, or was already.
    Done,
    /// No such conversation.
    Unknown,
    /// Another agent owns the conversation.
    Owned,
    /// The action makes no sense where the conversation stands.
    NotNow(Status),
}

impl Store {
    /// Carries out an agent's action; a repeat of it changes nothing.
    pub async fn act(&self, id: &str, agent: &Agent, action: Action, now: i64) -> Result<Acted, StoreError> {
        let mut change = self.write().await?;
        let Some(standing) = find(&mut change, id).await? else {
            return Ok(Acted::Unknown);
        };
        let acted = transfer(&mut change, &standing, agent, action, now).await?;
        change.commit().await?;
        Ok(acted)
    }

    /// Settles a conversation. Said again of one that is settled, the latest word on whether it was an exception stands.
    pub async fn resolve(
        &self,
        id: &str,
        agent: &Agent,
        resolution: Resolution,
        now: i64,
    ) -> Result<Acted, StoreError> {
        let mut change = self.write().await?;
        let Some(standing) = find(&mut change, id).await? else {
            return Ok(Acted::Unknown);
        };
        let acted = transfer(&mut change, &standing, agent, Action::Resolve, now).await?;
        if acted == Acted::Done {
            query(
                "UPDATE conversations SET exception = ?1 WHERE number = ?2 AND status = 'resolved'
                 AND exception <> ?1",
            )
            .bind(resolution.exception)
            .bind(standing.number)
            .execute(&mut change)
            .await?;
        }
        change.commit().await?;
        Ok(acted)
    }

    /// Gives a conversation that the agent `from` has to another one, who may take it. A repeat changes nothing; where
    /// `from` no longer has it, nothing happens.
    pub async fn take_over(
        &self,
        id: &str,
        from: &str,
        agent: &Agent,
        now: i64,
    ) -> Result<Acted, StoreError> {
        let mut change = self.write().await?;
        let Some(standing) = find(&mut change, id).await? else {
            return Ok(Acted::Unknown);
        };
        match standing.agent.as_deref() {
            None => return Ok(Acted::NotNow(standing.status)),
            Some(owner) if owner == agent.id => return Ok(Acted::Done),
            Some(owner) if owner != from => return Ok(Acted::Owned),
            Some(_) => {}
        }
        if !move_to(&mut change, &standing, Status::Assigned, Some(&agent.id), now).await? {
            return Ok(Acted::Owned);
        }
        append_status(&mut change, standing.number, Status::Assigned, Some(&agent.name), now).await?;
        let before = find_agent(&mut change, from).await?.map(|before| before.name);
        let owner = changed("agent", before, Some(agent.name.clone()));
        let deed = Deed::new(By::Agent(&agent.id), AuditKind::TookOver, now);
        note(&mut change, deed.on(standing.number.to_string()).with(owner.into_iter().collect())).await?;
        change.commit().await?;
        Ok(Acted::Done)
    }

    /// Keeps an agent's message, with its file if it is one; an unowned conversation becomes the agent's by it.
    pub async fn reply(
        &self,
        id: &str,
        agent: &Agent,
        message: &NewMessage,
        file: Option<&NewFile>,
        now: i64,
    ) -> Result<Posting, StoreError> {
        let mut change = self.write().await?;
        let Some(standing) = find(&mut change, id).await? else {
            return Ok(Posting::Unknown);
        };
        if let Some(posting) = admit(&mut change, &standing, Author::Agent, message, file).await? {
            return Ok(posting);
        }
        match transfer(&mut change, &standing, agent, Action::Claim, now).await? {
            Acted::Done => {}
            Acted::Unknown => return Ok(Posting::Unknown),
            Acted::Owned | Acted::NotNow(_) => return Ok(Posting::Owned),
        }
        let speaker = Speaker { author: Author::Agent, name: Some(&agent.name) };
        let seq = append_message(&mut change, standing.number, &speaker, message, now).await?;
        attach(&mut change, standing.number, seq, &message.text, file).await?;
        query("UPDATE conversations SET waiting_for_agent = 0, due_at = NULL, is_back = 0 WHERE number = ?")
            .bind(standing.number)
            .execute(&mut change)
            .await?;
        letter::queue(&mut change, standing.number, seq, now).await?;
        change.commit().await?;
        Ok(Posting::Kept(seq.unsigned_abs()))
    }
}

/// One step of the handoff's transition table, for an agent who may take it.
pub async fn transfer(
    connection: &mut Connection,
    standing: &Standing,
    agent: &Agent,
    action: Action,
    now: i64,
) -> Result<Acted, StoreError> {
    if standing.agent.as_ref().is_some_and(|owner| *owner != agent.id) {
        return Ok(Acted::Owned);
    }
    // What is left is unowned or the agent's own, so being there already means that this is a repeat.
    if leads_to(action) == standing.status {
        if action == Action::Claim {
            accept(connection, standing).await?;
        }
        return Ok(Acted::Done);
    }
    let Some(status) = next(standing.status, action) else {
        return Ok(Acted::NotNow(standing.status));
    };
    let owner = (status == Status::Assigned).then_some(agent.id.as_str());
    if !move_to(connection, standing, status, owner, now).await? {
        return Ok(Acted::Owned);
    }
    if action == Action::Claim && standing.status == Status::Requested {
        queue::record_wait(connection, standing, now).await?;
    }
    append_status(connection, standing.number, status, Some(&agent.name), now).await?;
    if let Some(topic) = topic_of(status) {
        announce(connection, &Happening { topic, conversation: standing.number, at: now }).await?;
    }
    Ok(Acted::Done)
}

/// Claiming what one was given takes it up.
async fn accept(connection: &mut Connection, standing: &Standing) -> Result<(), StoreError> {
    query("UPDATE conversations SET accept_by = NULL WHERE number = ? AND accept_by IS NOT NULL")
        .bind(standing.number)
        .execute(connection)
        .await?;
    Ok(())
}

/// What a new status is told as.
fn topic_of(status: Status) -> Option<Topic> {
    match status {
        Status::Requested => Some(Topic::Requested),
        Status::Assigned => Some(Topic::Assigned),
        Status::Resolved => Some(Topic::Resolved),
        Status::Returned | Status::Expired | Status::Watched => None,
    }
}

fn leads_to(action: Action) -> Status {
    match action {
        Action::Request | Action::Release => Status::Requested,
        Action::Claim => Status::Assigned,
        Action::Return => Status::Returned,
        Action::Resolve => Status::Resolved,
        Action::Expire => Status::Expired,
    }
}
