//! A backup is made while visitors write, the desk is killed, and the backup is put back: all that was acknowledged before it
//! is there, every browser is told to start afresh, and each conversation goes on without a gap.

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use protocol::Event;
use tokio::process::Command;
use tokio::time::{sleep, timeout};

use super::NEVER;
use super::client::{Client, Outcome};
use super::socket::Socket;
use super::web::Web;
use crate::{Desk, Places};

/// How much of it.
#[derive(Clone, Copy, Debug)]
pub struct Dose {
    /// Visitors, each with a conversation.
    pub clients: usize,
    /// Messages of each.
    pub messages: usize,
}

/// What it came to, in messages of all visitors.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    /// Acknowledged before the backup was begun.
    pub before: usize,
    /// In the backup.
    pub restored: usize,
    /// Acknowledged and not in it: whoever goes back to a backup loses what came after.
    pub lost: usize,
}

/// Carries it out; an error tells which promise was broken.
pub async fn run(dose: &Dose) -> Result<Told> {
    let desk = Desk::hurried("127.0.0.1:0", &["--new-conversations", "100000"]).await?;
    let (web, address, database) = (Web::new(&desk.url), desk.address(), desk.database());
    let acknowledged: Arc<Vec<AtomicUsize>> =
        Arc::new((0..dose.clients).map(|_| AtomicUsize::new(0)).collect());
    let mut writers = Vec::new();
    for number in 0..dose.clients {
        let mut client = Client::new(&format!("restore{number}"));
        client.ask_for_a_person();
        deliver(&web, &mut client).await?;
        writers.push(tokio::spawn(write(
            web.clone(),
            client,
            dose.messages,
            number,
            Arc::clone(&acknowledged),
        )));
    }
    let all = dose.clients * dose.messages;
    while sum(&acknowledged) < all / 3 {
        sleep(Duration::from_millis(1)).await;
    }
    let before: Vec<usize> = acknowledged.iter().map(|count| count.load(Ordering::Acquire)).collect();
    let copy = database.with_file_name("copy");
    tandem("backup", &copy, &database).await?;
    let mut clients = Vec::new();
    for writer in writers {
        clients.push(timeout(NEVER, writer).await.context("a visitor never gets through")???);
    }
    let stopped = desk.kill().await?;
    tandem("restore", &copy, &database).await?;
    let desk = stopped.start().await?;
    let mut restored = 0;
    for (client, before) in clients.iter_mut().zip(&before) {
        restored += go_on(&web, &address, client, *before).await?;
    }
    drop(desk);
    Ok(Told { before: before.iter().sum(), restored, lost: all - restored })
}

fn sum(counts: &[AtomicUsize]) -> usize {
    counts.iter().map(|count| count.load(Ordering::Acquire)).sum()
}

async fn tandem(command: &str, folder: &Path, database: &Path) -> Result<()> {
    let mut program = Command::new(Places::program());
    program.arg(command).arg(folder).arg("--database").arg(database).stderr(Stdio::piped());
    let output = program.output().await?;
    ensure!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

async fn deliver(web: &Web, client: &mut Client) -> Result<()> {
    while let Some((item, ask)) = client.next() {
        let reply = web.send(&ask).await?;
        let outcome = client.tried(&item, Some(&reply), 0.0, 0.0)?;
        ensure!(outcome == Outcome::Done, "{} was not taken: {}", item.key, reply.text());
    }
    Ok(())
}

async fn write(
    web: Web,
    mut client: Client,
    messages: usize,
    number: usize,
    acknowledged: Arc<Vec<AtomicUsize>>,
) -> Result<Client> {
    for at in 1..=messages {
        client.say(&format!("{at} of visitor {number}"));
        deliver(&web, &mut client).await?;
        acknowledged[number].fetch_add(1, Ordering::AcqRel);
    }
    Ok(client)
}

/// The visitor's browser finds the desk again, is told to start afresh, and says one thing more; gives how many messages are
/// still there.
async fn go_on(web: &Web, address: &str, client: &mut Client, before: usize) -> Result<usize> {
    let epoch = client.follow.epoch.clone();
    let mut socket = Socket::open(address, client.hello()).await?;
    let news = client.hear(timeout(NEVER, socket.progress()).await.context("a socket says nothing")??)?;
    ensure!(news.afresh && client.follow.epoch != epoch, "a browser was not told that a backup was put back");
    let there = messages(&client.events);
    ensure!(there.len() >= before, "{} of {before} acknowledged before the backup are there", there.len());
    for (at, (id, text, seq)) in there.iter().enumerate() {
        let said = &client.said[at];
        ensure!(
            (id, text) == (&said.0, &said.1) && client.acknowledged[id] == *seq,
            "{id} is another by now"
        );
    }
    let kept = there.len();
    client.say("One more, after the restore");
    deliver(web, client).await?;
    let last = client.events.last().map_or(0, |event| event.seq);
    let news = client.hear(timeout(NEVER, socket.progress()).await.context("a socket says nothing")??)?;
    ensure!(news.events.len() == 1 && client.follow.seq == last + 1, "the numbers go on without a gap");
    let mut fresh = client.fresh();
    fresh.answered(&web.send(&fresh.ask_for_news()).await?)?;
    ensure!(fresh.events == client.events, "a fresh load has the same");
    Ok(kept)
}

/// The messages among events: id, text, number.
fn messages(events: &[Event]) -> Vec<(String, String, u64)> {
    let said = events.iter().filter_map(|event| event.message.as_ref().map(|message| (message, event.seq)));
    said.map(|(message, seq)| (message.id.clone(), message.text.clone(), seq)).collect()
}
