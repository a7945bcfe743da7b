//! The disk is full and then freed, under a desk that visitors write to: it refuses in plain words, loses nothing that it
//! acknowledged, and goes on by itself.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use protocol::{Posted, Problem};

use super::client::{Client, audit};
use super::web::Web;
use crate::Desk;

/// What each message says, so that it fills the disk.
const LONG: usize = 3_000;
/// Messages that go before the disk is full, at most.
const MOST: usize = 5_000;

/// What it came to.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    /// Messages that were acknowledged before the first refusal, and after room was made.
    pub kept: [usize; 2],
    /// Messages that were refused meanwhile.
    pub refused: usize,
}

/// Carries it out with a disk that takes files of so many bytes at first.
///
/// The system is told to refuse writes beyond that size: the error is as real as that of a full disk, and any machine and
/// anybody can set it.
pub async fn run(bytes: u64) -> Result<Told> {
    let desk = Desk::limited(bytes, &[]).await?;
    let web = Web::new(&desk.url);
    let mut client = Client::new("disk");
    client.ask_for_a_person();
    let (_, ask) = client.next().context("it waits in the outbox")?;
    web.send(&ask).await?.expect(201)?;
    client.outbox.clear();
    let mut told = Told { kept: [0, 0], refused: 0 };
    while fill(&web, &mut client).await? {
        told.kept[0] += 1;
        ensure!(told.kept[0] < MOST, "the disk never filled");
    }
    for _ in 0..20 {
        told.refused += usize::from(!fill(&web, &mut client).await?);
    }
    check(&web, &client).await.context("while the disk is full")?;
    desk.lift_limit()?;
    for _ in 0..20 {
        ensure!(fill(&web, &mut client).await?, "there is room again, but the desk keeps nothing");
        told.kept[1] += 1;
    }
    check(&web, &client).await.context("after room was made")?;
    let desk = desk.kill().await?.start().await?;
    check(&Web::new(&desk.url), &client).await.context("after the desk was started again")?;
    Ok(told)
}

/// Says one long thing, once; whether the desk kept it.
async fn fill(web: &Web, client: &mut Client) -> Result<bool> {
    client.say(&format!("{} {}", client.said.len(), "x".repeat(LONG)));
    let (item, ask) = client.next().context("it waits in the outbox")?;
    let reply = web.send(&ask).await?;
    client.outbox.clear();
    if reply.status == 201 {
        client.acknowledged.insert(item.key, reply.json::<Posted>()?.seq);
        return Ok(true);
    }
    ensure!(reply.status == 503 && reply.retry_after_ms.is_some(), "a full disk gives {}", reply.text());
    ensure!(reply.json::<Problem>()?.kind == "/problems/full", "{}", reply.text());
    Ok(false)
}

/// All that was acknowledged is there.
async fn check(web: &Web, client: &Client) -> Result<()> {
    let mut fresh = client.fresh();
    loop {
        let before = fresh.follow.seq;
        fresh.answered(&web.send(&fresh.ask_for_news()).await?)?;
        if fresh.follow.seq == before {
            break;
        }
    }
    let told: BTreeMap<String, u64> = client.acknowledged.clone();
    audit(&fresh.events, &client.said, &told)?;
    let there = fresh.events.iter().filter(|event| event.message.is_some()).count();
    ensure!(there == told.len(), "{there} messages are there, {} were acknowledged", told.len());
    Ok(())
}
