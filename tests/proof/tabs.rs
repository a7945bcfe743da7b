//! Two tabs send the same thing again and again, at once and over connections of their own: it is one thing, and another
//! thing under its key is refused.

use anyhow::{Result, ensure};
use protocol::{HandoffReply, Posted};
use serde_json::Value;

use super::client::{Client, audit};
use super::web::{Ask, Reply, Web};
use crate::Desk;

/// How often each thing is sent.
const TRIES: usize = 20;

/// Carries it out for so many conversations.
pub async fn run(conversations: usize) -> Result<()> {
    // Tries that cross count as new ones until one of them is kept.
    let most = (conversations * TRIES).to_string();
    let desk = Desk::hurried("127.0.0.1:0", &["--site-conversations", &most]).await?;
    for number in 0..conversations {
        let tabs = [Web::new(&desk.url), Web::new(&desk.url)];
        one(&tabs, &mut Client::new(&format!("tabs{number}"))).await?;
    }
    Ok(())
}

async fn one(tabs: &[Web; 2], client: &mut Client) -> Result<()> {
    client.ask_for_a_person();
    let replies = send_twenty_times(tabs, client).await?;
    for reply in &replies {
        reply.json::<HandoffReply>()?;
    }
    client.say("Hello?");
    let replies = send_twenty_times(tabs, client).await?;
    let first: Posted = replies[0].json()?;
    for reply in &replies {
        ensure!(reply.json::<Posted>()? == first, "one message has two numbers");
    }
    let mut fresh = client.fresh();
    fresh.answered(&tabs[1].send(&fresh.ask_for_news()).await?)?;
    ensure!(fresh.events.len() == 2, "{} rows, not a request and a message", fresh.events.len());
    audit(&fresh.events, &client.said, &[("m1".to_owned(), first.seq)].into())
}

/// Sends what is next in the outbox from both tabs, then another body under its key.
async fn send_twenty_times(tabs: &[Web; 2], client: &mut Client) -> Result<Vec<Reply>> {
    let Some((item, ask)) = client.next() else { return Ok(Vec::new()) };
    let sent = (0..TRIES).map(|at| tabs[at % 2].send(&ask));
    let replies = futures_util::future::join_all(sent).await.into_iter().collect::<Result<Vec<_>>>()?;
    let mut statuses: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
    statuses.sort_unstable();
    ensure!(statuses == [vec![200; TRIES - 1], vec![201]].concat(), "one is kept: {statuses:?}");
    let mut body: Value = serde_json::from_str(&ask.body)?;
    let field = if body.get("question").is_some() { "question" } else { "text" };
    body[field] = "Something else".into();
    for tab in tabs {
        tab.send(&Ask { body: body.to_string(), ..ask.clone() }).await?.expect(422)?;
    }
    client.outbox.settled(&item.key);
    Ok(replies)
}
