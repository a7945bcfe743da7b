//! Visitors and an agent write, visitors listen, and meanwhile something goes wrong: what was acknowledged is there once, in a
//! gapless order, and each listener has heard it once and in order.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use link::Outbox;
use protocol::{NewMessage, Posted};
use serde_json::json;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use super::NEVER;
use super::client::{Client, Outcome, audit, outcome};
use super::ground::Ground;
use super::socket::Socket;
use super::web::{Ask, Reply, Web, Who};
use crate::Chance;

/// How much is said.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Messages of all visitors.
    pub messages: usize,
    /// Visitors, each with a conversation.
    pub clients: usize,
}

/// What it came to.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    /// Messages that the desk acknowledged.
    pub acknowledged: usize,
    /// Tries that came to nothing, as when the desk was down.
    pub failed: usize,
    /// How long it took.
    pub seconds: f64,
    /// The longest from the acknowledgement of a visitor's message until another one who listens had heard it, though the
    /// desk at which that one listened may have been down meanwhile.
    pub heard_within: Duration,
}

/// When something came to be of each message: by conversation and place there.
type Moments = Mutex<BTreeMap<(usize, u64), Instant>>;

/// What all tasks share.
pub struct Field {
    /// Of the desks; the same one twice where there is one.
    webs: [Web; 2],
    addresses: [String; 2],
    began: Instant,
    acknowledged: AtomicUsize,
    failed: AtomicUsize,
    /// When visitors' messages were acknowledged, and when all messages were heard.
    told: Moments,
    heard: Moments,
    /// Where the own desk doesn't answer, or says that it cannot, the other is asked at once, as a proxy before both does;
    /// whoever listens dials the other then.
    pub is_balanced: bool,
}

/// Arguments of desks that bear a load.
pub fn limits(load: &Load) -> [String; 4] {
    let most = (load.messages * 2).to_string();
    ["--site-conversations".to_owned(), most.clone(), "--new-conversations".to_owned(), most]
}

/// Lets visitors write while `trouble` goes on, which leaves the desks working; an error tells which promise was broken.
/// Where there are two desks every second visitor writes at the second and listens at the first, the rest the other way
/// round.
pub async fn run<T>(
    load: &Load,
    ground: Ground,
    is_balanced: bool,
    trouble: impl AsyncFnOnce(&Field, Ground) -> Result<(Ground, T)>,
) -> Result<(Told, T)> {
    let agent = ground.web(0).agent(&ground.owner, "Tom").await?;
    let field = Arc::new(Field {
        webs: [ground.web(0), ground.web(1)],
        addresses: [ground.of(0).address(), ground.of(1).address()],
        began: Instant::now(),
        acknowledged: AtomicUsize::new(0),
        failed: AtomicUsize::new(0),
        told: Moments::default(),
        heard: Moments::default(),
        is_balanced,
    });
    let (end, ended) = watch::channel(None);
    let mut writers = Vec::new();
    let mut readers = JoinSet::new();
    for number in 0..load.clients {
        let count = load.messages / load.clients + usize::from(number < load.messages % load.clients);
        readers.spawn(listen(Arc::clone(&field), ended.clone(), number));
        writers.push(tokio::spawn(write(Arc::clone(&field), count, number)));
    }
    let answering = tokio::spawn(answer(Arc::clone(&field), agent, load.clients));
    let (ground, came) = trouble(&field, ground).await?;
    let mut clients = Vec::new();
    for writer in writers {
        clients.push(writer.await??);
    }
    let (replies, told) = answering.await??;
    let ends = examine(&field, &clients, &replies, &told).await?;
    end.send_replace(Some(Arc::new(ends)));
    for reader in timeout(NEVER, readers.join_all()).await.context("a listener never heard the end")? {
        reader?;
    }
    drop(ground);
    let told = Told {
        acknowledged: field.acknowledged.load(Ordering::Relaxed),
        failed: field.failed.load(Ordering::Relaxed),
        seconds: field.began.elapsed().as_secs_f64(),
        heard_within: field.heard_within(),
    };
    Ok((told, came))
}

/// Asks for a person and says so many things, each tried until it is acknowledged.
async fn write(field: Arc<Field>, count: usize, number: usize) -> Result<Client> {
    let mut chance = Chance::new(number as u64);
    let mut client = client(number);
    client.ask_for_a_person();
    for at in 1..=count {
        client.say(&format!("{at} of visitor {number}"));
    }
    while let Some((item, ask)) = client.next() {
        sleep(Duration::from_secs_f64(item.wait_ms(field.now_ms()) / 1_000.0)).await;
        let reply = field.send(number, &ask).await;
        let outcome = client.tried(&item, reply.as_ref(), field.now_ms(), chance.share())?;
        ensure!(
            outcome != Outcome::Refused,
            "{} was refused: {}",
            item.key,
            reply.map_or_else(String::new, |it| it.text())
        );
        field.count(outcome, item.path.ends_with("messages"));
        if let Some(seq) = client.acknowledged.get(&item.key) {
            note(&field.told, number, [*seq]);
        }
    }
    Ok(client)
}

/// An agent's messages to all conversations, one after another: what was said, and what was acknowledged, each by its
/// conversation.
type Replies = (Vec<Vec<(String, String)>>, Vec<BTreeMap<String, u64>>);

/// One agent says three things in each conversation.
async fn answer(field: Arc<Field>, agent: Who, clients: usize) -> Result<Replies> {
    let mut chance = Chance::new(77);
    let (mut said, mut told) = (vec![Vec::new(); clients], vec![BTreeMap::new(); clients]);
    for round in 1..=3 {
        for number in 0..clients {
            let (id, text) = (format!("a{round}"), format!("{round} of the agent"));
            let message = NewMessage {
                id: id.clone(),
                text: text.clone(),
                at: 0,
                entry: None,
                confidence: None,
                team: None,
            };
            let path = format!("{}/messages", client(number).at_desk());
            let mut outbox = Outbox::default();
            outbox.push(&id, "POST", &path, json!(message).to_string());
            said[number].push((id.clone(), text));
            while let Some(item) = outbox.items().first().cloned() {
                sleep(Duration::from_secs_f64(item.wait_ms(field.now_ms()) / 1_000.0)).await;
                let ask = Ask { who: agent.clone(), method: item.method, path: item.path, body: item.body };
                let reply = field.send(number, &ask).await;
                match reply.filter(|reply| outcome("POST", reply) == Outcome::Done) {
                    Some(reply) => {
                        told[number].insert(id.clone(), reply.json::<Posted>()?.seq);
                        outbox.settled(&id);
                    }
                    // The conversation may not be there yet, so everything is tried again.
                    None => outbox.failed(&id, field.now_ms(), chance.share(), None),
                }
            }
        }
    }
    Ok((said, told))
}

/// How far each conversation goes, once all is said.
type Ends = Option<Arc<Vec<u64>>>;

/// Listens from the first event to the last, by as many sockets as it takes, each taken up where the last one ended.
async fn listen(field: Arc<Field>, mut ended: watch::Receiver<Ends>, number: usize) -> Result<()> {
    let end = |ended: &watch::Receiver<Ends>| ended.borrow().as_ref().map(|ends| ends[number]);
    let mut chance = Chance::new(1_000 + number as u64);
    let mut client = client(number);
    let mut desk = (number + 1) % 2;
    loop {
        let dialled = Socket::open(&field.addresses[desk], client.hello()).await;
        if dialled.is_err() && field.is_balanced {
            desk = 1 - desk;
        }
        if let Ok(mut socket) = dialled {
            while end(&ended) != Some(client.follow.seq) {
                tokio::select! {
                    progress = socket.progress() => match progress {
                        Ok(progress) => {
                            let before = client.follow.seq;
                            let news = client.hear(progress)?;
                            note(&field.heard, number, before + 1..=client.follow.seq);
                            ensure!(!news.afresh && !news.is_torn, "a listener was told to start afresh");
                        }
                        Err(_) => break,
                    },
                    Ok(()) = ended.changed() => {}
                }
            }
        }
        if end(&ended) == Some(client.follow.seq) {
            return Ok(());
        }
        sleep(Duration::from_millis(20 + chance.below(100) as u64)).await;
    }
}

/// Loads every conversation afresh and holds it against what was said and acknowledged; gives how far each goes.
async fn examine(
    field: &Field,
    clients: &[Client],
    replies: &[Vec<(String, String)>],
    told: &[BTreeMap<String, u64>],
) -> Result<Vec<u64>> {
    let mut ends = vec![0; clients.len()];
    for (number, client) in clients.iter().enumerate() {
        let mut fresh = client.fresh();
        loop {
            let before = fresh.follow.seq;
            fresh.answered(&field.webs[0].send(&fresh.ask_for_news()).await?)?;
            if fresh.follow.seq == before {
                break;
            }
        }
        let said: Vec<_> = client.said.iter().chain(&replies[number]).cloned().collect();
        let mut heard = client.acknowledged.clone();
        heard.extend(told[number].clone());
        ensure!(heard.len() == said.len(), "{} of {} messages were acknowledged", heard.len(), said.len());
        audit(&fresh.events, &said, &heard).with_context(|| format!("conversation {number}"))?;
        ends[number] = fresh.follow.seq;
    }
    Ok(ends)
}

fn client(number: usize) -> Client {
    Client::new(&format!("storm{number}"))
}

impl Field {
    /// Waits until so many messages are acknowledged.
    pub async fn reach(&self, messages: usize) -> Result<()> {
        let began = Instant::now();
        while self.acknowledged.load(Ordering::Relaxed) < messages {
            let only = self.acknowledged.load(Ordering::Relaxed);
            ensure!(began.elapsed() < NEVER, "{only} messages are acknowledged, and then no more");
            sleep(Duration::from_millis(1)).await;
        }
        Ok(())
    }

    /// How many messages are acknowledged by now.
    pub fn acknowledged(&self) -> usize {
        self.acknowledged.load(Ordering::Relaxed)
    }

    async fn send(&self, number: usize, ask: &Ask) -> Option<Reply> {
        let reply = self.webs[number % 2].send(ask).await.ok();
        if !self.is_balanced || reply.as_ref().is_some_and(|reply| reply.status != 503) {
            return reply;
        }
        self.webs[(number + 1) % 2].send(ask).await.ok()
    }

    fn heard_within(&self) -> Duration {
        let (told, heard) = (lock(&self.told), lock(&self.heard));
        let wait = |(place, told): (&(usize, u64), &Instant)| {
            heard.get(place).map_or(NEVER, |heard| heard.saturating_duration_since(*told))
        };
        told.iter().map(wait).max().unwrap_or_default()
    }

    fn now_ms(&self) -> f64 {
        self.began.elapsed().as_secs_f64() * 1_000.0
    }

    fn count(&self, outcome: Outcome, is_message: bool) {
        match outcome {
            Outcome::Done => self.acknowledged.fetch_add(usize::from(is_message), Ordering::Relaxed),
            _ => self.failed.fetch_add(1, Ordering::Relaxed),
        };
    }
}

fn note(moments: &Moments, number: usize, places: impl IntoIterator<Item = u64>) {
    let now = Instant::now();
    lock(moments).extend(places.into_iter().map(|seq| ((number, seq), now)));
}

fn lock<T>(moments: &Mutex<T>) -> MutexGuard<'_, T> {
    moments.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A free address whose port the system gives to nobody by itself: a client that dials while the desk is down would
/// otherwise now and then be given that very port, and reach itself. No two tests of one process are given the same.
pub fn quiet_address() -> Result<String> {
    static TRIED: AtomicUsize = AtomicUsize::new(0);
    let first = Chance::new(u64::from(std::process::id())).below(20_000);
    let mut ports = (0..1_000).map(|_| 10_000 + (first + TRIED.fetch_add(1, Ordering::Relaxed)) % 20_000);
    let port = ports.find(|port| TcpListener::bind(("127.0.0.1", *port as u16)).is_ok());
    Ok(format!("127.0.0.1:{}", port.context("no port is free")?))
}
