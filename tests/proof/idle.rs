//! Thousands of visitors who only listen, and a few messages among them: what a silent socket costs, and how soon a
//! message is at the other end.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use futures_util::{StreamExt, TryStreamExt, stream};
use protocol::NewMessage;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::json;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, interval, timeout};

use super::NEVER;
use super::client::Client;
use super::ground::{Database, Ground};
use super::socket::Socket;
use super::web::{Ask, Web, Who};
use crate::{Chance, Desk};

/// File handles that this process needs beside its sockets.
const SPARE: u64 = 256;
/// Conversations and sockets that are opened at once.
const AT_ONCE: usize = 32;

/// How much of it.
#[derive(Clone, Copy, Debug)]
pub struct Dose {
    /// Visitors, each with a conversation and a socket.
    pub sockets: usize,
    /// How many of them wait in line; an agent has the others.
    pub in_line: usize,
    /// Messages among them, half of them by an agent, the others from another tab of the visitor.
    pub messages: usize,
    /// The time from one message to the next.
    pub every: Duration,
}

/// What it came to.
#[derive(Clone, Debug)]
pub struct Told {
    /// Sockets that the system let this process open.
    pub sockets: usize,
    /// Memory of the desks, kB: with all conversations and no socket, with all sockets, and after the messages. Zeros where
    /// the system doesn't tell it.
    pub memory: [u64; 3],
    /// Milliseconds from posting a message to hearing it at the socket.
    pub waits: Vec<f64>,
}

/// Carries it out, at a server with two desks; an error tells of a message that came twice, out of order, or never.
pub async fn run(dose: &Dose, database: Option<&Database>) -> Result<Told> {
    let sockets = dose.sockets.min(room()?);
    let most = (sockets + 1).to_string();
    let ground = Ground::lay("127.0.0.1:0", database, &["--site-conversations", &most]).await?;
    let (web, owner) = (ground.web(0), ground.owner.clone());
    let conversations = stream::iter((0..sockets).map(|number| begin(&web, &owner, number, dose.in_line)));
    let clients: Vec<Client> = conversations.buffered(AT_ONCE).try_collect().await?;
    let mut memory = [memory_of(&ground), 0, 0];
    let (tell, mut told) = mpsc::unbounded_channel();
    let addresses = [ground.of(0).address(), ground.of(1).address()];
    let opened =
        clients.iter().enumerate().map(|(number, client)| open(&addresses[number % 2], client.clone()));
    let opened = stream::iter(opened);
    let opened: Vec<(Socket, Client)> = opened.buffered(AT_ONCE).try_collect().await?;
    let mut listeners = JoinSet::new();
    for (socket, client) in opened {
        listeners.spawn(listen(socket, client, tell.clone()));
    }
    drop(tell);
    memory[1] = memory_of(&ground);
    let mut waits = Vec::new();
    let sending = tokio::spawn(send(web, owner, clients, *dose));
    while waits.len() < dose.messages {
        tokio::select! {
            heard = timeout(NEVER, told.recv()) => {
                let heard: Heard = heard.context("a message never came")?.context("no socket is left")?;
                waits.push(heard);
            }
            Some(ended) = listeners.join_next() => ended??,
        }
    }
    memory[2] = memory_of(&ground);
    let sent = sending.await??;
    let mut numbers: Vec<usize> = waits.iter().map(|heard| heard.number).collect();
    numbers.sort_unstable();
    ensure!(numbers.into_iter().eq(0..dose.messages), "not each message came once");
    let waits = waits.iter().map(|heard| (heard.at - sent[heard.number]).as_secs_f64() * 1_000.0).collect();
    Ok(Told { sockets, memory, waits })
}

/// A message that came at a socket.
struct Heard {
    number: usize,
    at: Instant,
}

/// A conversation that waits in line, or that the agent has.
async fn begin(web: &Web, owner: &Who, number: usize, in_line: usize) -> Result<Client> {
    let mut client = Client::new(&format!("idle{number}"));
    client.ask_for_a_person();
    if let Some((item, ask)) = client.next() {
        client.tried(&item, Some(&web.send(&ask).await?.expect(201)?), 0.0, 0.0)?;
    }
    if number >= in_line {
        let claim = Ask::post(owner, format!("{}/claim", client.at_desk()), &serde_json::Value::Null);
        web.send(&claim).await?.expect(204)?;
    }
    Ok(client)
}

/// A socket that has told what there is.
async fn open(address: &str, mut client: Client) -> Result<(Socket, Client)> {
    let mut socket = Socket::open(address, client.hello()).await?;
    client.hear(timeout(NEVER, socket.progress()).await.context("a socket says nothing")??)?;
    Ok((socket, client))
}

/// Hears all that comes; [`Client::hear`] fails where it is not in order.
async fn listen(mut socket: Socket, mut client: Client, tell: mpsc::UnboundedSender<Heard>) -> Result<()> {
    loop {
        let progress = socket.progress().await?;
        let at = Instant::now();
        for event in client.hear(progress)?.events {
            let Some(message) = event.message else { continue };
            let number = message.text.parse().context("a message that nobody sent")?;
            if tell.send(Heard { number, at }).is_err() {
                return Ok(());
            }
        }
    }
}

/// Sends the messages at their times, whatever became of those before; gives when each was sent.
async fn send(web: Web, owner: Who, clients: Vec<Client>, dose: Dose) -> Result<Vec<Instant>> {
    let clients = Arc::new(clients);
    let (mut chance, mut posts, mut sent) = (Chance::new(5), JoinSet::new(), Vec::new());
    let mut ticks = interval(dose.every);
    for number in 0..dose.messages {
        ticks.tick().await;
        let client = &clients[chance.below(clients.len())];
        let text = number.to_string();
        let message =
            NewMessage { id: format!("n{number}"), text, at: 0, entry: None, confidence: None, team: None };
        let (who, path) =
            if number % 2 == 0 { (client.who(), client.path()) } else { (owner.clone(), client.at_desk()) };
        let ask = Ask::post(&who, format!("{path}/messages"), &json!(message));
        let web = web.clone();
        sent.push(Instant::now());
        posts.spawn(async move { web.send(&ask).await?.expect(201) });
    }
    posts.join_all().await.into_iter().collect::<Result<Vec<_>>>()?;
    Ok(sent)
}

/// How many sockets this process may open, once it has raised its limit as far as it may.
fn room() -> Result<usize> {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit })?;
    Ok(limit.maximum.map_or(usize::MAX, |most| most.saturating_sub(SPARE) as usize))
}

/// The memory that the desks have in the machine now, kB; 0 where the system doesn't tell it.
fn memory_of(ground: &Ground) -> u64 {
    std::iter::once(&ground.one).chain(&ground.other).map(memory_of_one).sum()
}

fn memory_of_one(desk: &Desk) -> u64 {
    let status = desk.process().and_then(|id| std::fs::read_to_string(format!("/proc/{id}/status")).ok());
    let line = status.as_deref().unwrap_or_default().lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}
