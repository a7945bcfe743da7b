//! How many messages the desk makes durable in a second, and how long an acknowledgement takes.

use std::time::Duration;

use anyhow::{Result, ensure};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::client::{Client, Outcome, audit};
use super::ground::{Database, Ground};
use super::web::Web;

/// What it came to.
#[derive(Clone, Debug)]
pub struct Told {
    /// Messages that the desk acknowledged.
    pub acknowledged: usize,
    /// How long it took.
    pub seconds: f64,
    /// Milliseconds from sending a message to its acknowledgement.
    pub waits: Vec<f64>,
}

/// Lets so many visitors write for so long, at a server half of them at a second desk, each the next message as soon as the one before is acknowledged.
pub async fn run(clients: usize, lasting: Duration, database: Option<&Database>) -> Result<Told> {
    let most = clients.to_string();
    let ground = Ground::lay("127.0.0.1:0", database, &["--site-conversations", &most]).await?;
    let mut writers = JoinSet::new();
    let began = Instant::now();
    for number in 0..clients {
        writers.spawn(write(ground.web(number), number, began + lasting));
    }
    let waits: Vec<Vec<f64>> = writers.join_all().await.into_iter().collect::<Result<_>>()?;
    let waits: Vec<f64> = waits.into_iter().flatten().collect();
    Ok(Told { acknowledged: waits.len(), seconds: began.elapsed().as_secs_f64(), waits })
}

async fn write(web: Web, number: usize, end: Instant) -> Result<Vec<f64>> {
    let mut client = Client::new(&format!("pace{number}"));
    client.ask_for_a_person();
    let mut waits = Vec::new();
    while let Some((item, ask)) = client.next() {
        let began = Instant::now();
        let reply = web.send(&ask).await?;
        let outcome = client.tried(&item, Some(&reply), 0.0, 0.0)?;
        ensure!(outcome == Outcome::Done, "{}", reply.text());
        waits.push(began.elapsed().as_secs_f64() * 1_000.0);
        if began < end {
            client.say("Is anybody there?");
        }
    }
    // The first was the request.
    waits.remove(0);
    let mut fresh = client.fresh();
    while fresh.follow.seq <= waits.len() as u64 {
        fresh.answered(&web.send(&fresh.ask_for_news()).await?)?;
    }
    audit(&fresh.events, &client.said, &client.acknowledged)?;
    Ok(waits)
}
