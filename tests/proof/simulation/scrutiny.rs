//! What must hold after every step, and what must hold once everything has healed.

use anyhow::{Context, Result, ensure};
use link::is_open;
use protocol::{Author, Event, Inbox, Status};
use serde_json::json;

use super::super::client::{Client, audit};
use super::super::web::Ask;
use super::world::Stage;

impl Stage {
    /// Holds the desk against its promises.
    pub async fn examine(&mut self) -> Result<()> {
        let mut open = Vec::new();
        // A backup that was restored may bring any of the past ones back.
        let clients: Vec<Client> =
            self.seats.iter().map(|seat| &seat.client).chain(&self.past).cloned().collect();
        for client in &clients {
            let status = self.examine_one(client).await.with_context(|| client.conversation.clone())?;
            if status.is_some_and(is_open) {
                open.push(client.conversation.clone());
            }
        }
        self.examine_inbox(open).await
    }

    /// Where the conversation stands at the desk; none where it is not there.
    async fn examine_one(&self, client: &Client) -> Result<Option<Status>> {
        let ledger = self.book.ledgers.get(&client.conversation).cloned().unwrap_or_default();
        let Some(fresh) = self.load(client).await? else {
            // What was taken back may be gone before that is acknowledged.
            ensure!(!ledger.requested || client.is_undone, "it was acknowledged and is gone");
            return Ok(None);
        };
        ensure!(!ledger.erased, "it was taken back and is there again");
        let by_agents = self.said_by_agents.get(&client.conversation).into_iter().flatten();
        let said: Vec<_> = client.said.iter().chain(by_agents).cloned().collect();
        audit(&fresh.events, &said, &ledger.acknowledged)?;
        let latest = fresh.events.iter().rev().find_map(|event| event.status);
        ensure!(
            fresh.follow.status == latest,
            "{:?}, but the latest event says {latest:?}",
            fresh.follow.status
        );
        ensure!(fresh.follow.agent_read <= fresh.follow.seq, "an agent has read what is not there");
        is_meant_for_a_person(&fresh.events)?;
        if !self.restored.contains(&client.conversation) {
            is_in_order(&client.said, &fresh.events)?;
        }
        if client.follow.epoch == fresh.follow.epoch {
            let heard = fresh.events.get(..client.events.len()).context("more was heard than there is")?;
            ensure!(json!(heard) == json!(client.events), "something else was heard than there is");
        }
        if client.is_settled() {
            is_told_of_all_but_a_new_beginning(client, &fresh)?;
        }
        Ok(fresh.follow.status)
    }

    /// Every open conversation stands in the inbox once, and no other does.
    async fn examine_inbox(&mut self, mut open: Vec<String>) -> Result<()> {
        let reply = self.inside.answer(&Ask::get(&self.agents[0], "api/v1/agent/conversations")).await?;
        if reply.status == 401 {
            return Ok(());
        }
        let inbox: Inbox = reply.expect(200)?.json()?;
        let mut listed: Vec<String> = inbox.conversations.into_iter().map(|summary| summary.id).collect();
        open.sort();
        listed.sort();
        ensure!(open == listed, "{open:?} are open, the inbox lists {listed:?}");
        Ok(())
    }

    /// What a fresh load of a conversation has; none where the desk has nothing.
    async fn load(&self, client: &Client) -> Result<Option<Client>> {
        let mut fresh = client.fresh();
        let reply = self.inside.answer(&fresh.ask_for_news()).await?;
        ensure!([200, 404].contains(&reply.status), "{}", reply.text());
        fresh.answered(&reply)?;
        Ok((reply.status == 200).then_some(fresh))
    }

    /// The network does what it should: everything is delivered, and every visitor has what a fresh load has.
    pub async fn heal(&mut self) -> Result<()> {
        self.network = Default::default();
        for visitor in 0..self.seats.len() {
            self.heal_one(visitor).await.with_context(|| self.seats[visitor].client.conversation.clone())?;
        }
        self.examine().await
    }

    async fn heal_one(&mut self, visitor: usize) -> Result<()> {
        self.seats[visitor].line = None;
        while let Some((item, ask)) = self.seats[visitor].client.next() {
            let reply = self.inside.answer(&ask).await?;
            self.delivered(visitor, &item, &reply, 0.0)?;
            ensure!(!self.seats[visitor].client.outbox.holds(&item.key), "{}", reply.text());
        }
        let client = &mut self.seats[visitor].client;
        let mut asked = 0;
        while client.follow.wants_news() && asked < 3 {
            client.answered(&self.inside.answer(&client.ask_for_news()).await?)?;
            asked += 1;
        }
        let mut fresh = client.fresh();
        fresh.answered(&self.inside.answer(&fresh.ask_for_news()).await?)?;
        if client.follow.status.is_none() {
            ensure!(
                fresh.follow.status == Some(Status::Expired),
                "the desk has what its visitor never asked for"
            );
            return Ok(());
        }
        is_told_of_all_but_a_new_beginning(client, &fresh)?;
        // The visitor comes again.
        client.answered(&self.inside.answer(&client.ask_for_news()).await?)?;
        client.compare(&fresh)
    }
}

/// A browser that no longer listens has missed nothing but what an agent began by taking the conversation up again.
fn is_told_of_all_but_a_new_beginning(client: &Client, fresh: &Client) -> Result<()> {
    if client.follow.epoch != fresh.follow.epoch {
        return Ok(());
    }
    let Some(next) = fresh.events.get(client.events.len()) else {
        let (known, there) = (client.follow.status, fresh.follow.status);
        ensure!(known == there, "a browser stopped listening with {known:?}, but it is {there:?}");
        return Ok(());
    };
    ensure!(
        next.status == Some(Status::Assigned),
        "a browser stopped listening at {} and never hears of {next:?}",
        client.follow.seq
    );
    Ok(())
}

/// What a visitor says at the desk stands while a person has the conversation or is to have it.
fn is_meant_for_a_person(events: &[Event]) -> Result<()> {
    let mut status = None;
    for event in events {
        status = event.status.or(status);
        let is_visitors = event.message.as_ref().is_some_and(|message| message.author == Author::Visitor);
        ensure!(!is_visitors || status.is_some_and(is_open), "number {} waits for nobody", event.seq);
    }
    Ok(())
}

/// A visitor's messages stand in the order in which they were said.
fn is_in_order(said: &[(String, String)], events: &[Event]) -> Result<()> {
    let kept = events.iter().filter_map(|event| Some(event.message.as_ref()?.id.as_str()));
    let places: Vec<usize> = kept.filter_map(|id| said.iter().position(|(said, _)| said == id)).collect();
    ensure!(places.is_sorted(), "said in one order, kept in another: {places:?}");
    Ok(())
}
