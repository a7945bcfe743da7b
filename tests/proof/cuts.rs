//! A visitor's line is cut at every step of a conversation, for seconds up to a day, and after every byte: whoever comes
//! back has what a fresh load has.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::NEVER;
use super::client::{Client, Outcome, audit};
use super::inside::Inside;
use super::proxy::{Budget, Proxy};
use super::socket::Socket;
use super::web::{Ask, Web, Who};

/// How long the visitor is away, milliseconds: 5 s to 24 h.
const AWAY_MS: [i64; 5] = [5_000, 60_000, 600_000, 3_600_000, 86_400_000];

/// What happens in the conversation, after the visitor has asked for a person.
#[derive(Clone, Copy, Debug)]
enum Step {
    Visitor,
    Agent,
    Read,
    Act(&'static str),
    AskAgain,
}

/// A conversation with everything that can happen in one.
const STEPS: [Step; 16] = [
    Step::Visitor,
    Step::Act("claim"),
    Step::Agent,
    Step::Visitor,
    Step::Read,
    Step::Act("release"),
    Step::Agent,
    Step::Visitor,
    Step::Act("return"),
    Step::Visitor,
    Step::Act("claim"),
    Step::Act("resolve"),
    Step::AskAgain,
    Step::Agent,
    Step::Visitor,
    Step::Act("resolve"),
];

/// How much of it.
#[derive(Clone, Copy, Debug)]
pub struct Dose {
    /// How many steps the visitor misses from each step on: the fewest and the most.
    pub missed: [usize; 2],
    /// How many lengths of absence are tried with each.
    pub absences: usize,
    /// The line breaks after each so many bytes.
    pub bytes: usize,
}

/// Carries it out; gives how many cuts were made.
pub async fn run(dose: &Dose) -> Result<usize> {
    let inside = Inside::open().await?;
    let mut agent = Who::Nobody;
    let proxy = Proxy::start(inside.listen().await?).await?;
    let mut cuts = 0;
    for at in 0..STEPS.len() {
        for missed in dose.missed[0]..=dose.missed[1].min(STEPS.len() - at) {
            // A session ends after some days, which pass here quickly.
            agent = inside.agent(&format!("Mei{at}-{missed}")).await?;
            for absence in 0..dose.absences {
                let away_ms = AWAY_MS[(at + missed + absence) % AWAY_MS.len()];
                let scene = Scene { inside: &inside, agent: &agent, proxy: &proxy };
                let name = format!("cut{cuts}");
                scene.play(&name, at..at + missed, away_ms).await.with_context(|| {
                    format!("cut before step {at}, away for {missed} steps and {away_ms} ms")
                })?;
                cuts += 1;
            }
        }
    }
    for is_up in [true, false] {
        let mut bytes = 0;
        loop {
            let scene = Scene { inside: &inside, agent: &agent, proxy: &proxy };
            let way = if is_up { "to" } else { "from" };
            let broke = scene.stumble(&format!("{way}{bytes}"), is_up, bytes).await;
            if !broke.with_context(|| format!("cut after {bytes} bytes {way} the desk"))? {
                break;
            }
            (bytes, cuts) = (bytes + dose.bytes, cuts + 1);
        }
    }
    Ok(cuts)
}

struct Scene<'a> {
    inside: &'a Inside,
    agent: &'a Who,
    proxy: &'a Proxy,
}

impl Scene<'_> {
    /// Plays the conversation; the visitor misses some steps of it.
    async fn play(&self, name: &str, missed: std::ops::Range<usize>, away_ms: i64) -> Result<()> {
        let mut client = Client::new(name);
        client.ask_for_a_person();
        self.deliver(&mut client).await?;
        let mut line = Some(self.open(&client).await?);
        let mut said_by_agent = Vec::new();
        for (at, step) in STEPS.iter().enumerate() {
            if at == missed.start {
                line = None;
                self.proxy.cut();
            }
            if at == missed.end {
                self.inside.pass_ms(away_ms);
                line = Some(self.open(&client).await?);
            }
            self.step(*step, &mut client, &mut said_by_agent).await?;
            let Some(socket) = &mut line else { continue };
            self.catch_up(socket, &mut client).await.with_context(|| format!("after step {at}, {step:?}"))?;
        }
        if missed.end == STEPS.len() {
            self.inside.pass_ms(away_ms);
            let mut socket = self.open(&client).await?;
            self.catch_up(&mut socket, &mut client).await?;
        }
        let said: Vec<_> = client.said.iter().cloned().chain(said_by_agent).collect();
        audit(&client.events, &said, &client.acknowledged)
    }

    async fn step(&self, step: Step, client: &mut Client, said: &mut Vec<(String, String)>) -> Result<()> {
        match step {
            Step::Visitor => {
                client.say("Is it under way?");
                self.deliver(client).await
            }
            Step::AskAgain => {
                client.ask_for_a_person();
                self.deliver(client).await
            }
            Step::Agent => {
                let (id, text) = (format!("a{}", said.len()), "It is.".to_owned());
                let body = json!({"id": id, "text": text, "at": 0});
                said.push((id, text));
                self.act(client, "messages", &body).await
            }
            Step::Read => self.act(client, "read", &json!({"seq": 3})).await,
            Step::Act(action) => self.act(client, action, &Value::Null).await,
        }
    }

    async fn act(&self, client: &Client, action: &str, body: &Value) -> Result<()> {
        let ask = Ask::post(self.agent, format!("{}/{action}", client.at_desk()), body);
        let reply = self.inside.answer(&ask).await?;
        ensure!(reply.status < 300, "{action}: {}", reply.text());
        Ok(())
    }

    /// Delivers what waits, by a line of its own.
    async fn deliver(&self, client: &mut Client) -> Result<()> {
        while let Some((item, ask)) = client.next() {
            let reply = self.inside.answer(&ask).await?;
            ensure!(client.tried(&item, Some(&reply), 0.0, 0.0)? == Outcome::Done, "{}", reply.text());
        }
        Ok(())
    }

    async fn open(&self, client: &Client) -> Result<Socket> {
        Socket::open(&self.proxy.address, client.hello()).await
    }

    /// Listens until all has been heard that there is, and compares it with a fresh load.
    async fn catch_up(&self, socket: &mut Socket, client: &mut Client) -> Result<()> {
        let mut fresh = client.fresh();
        fresh.answered(&self.inside.answer(&fresh.ask_for_news()).await?)?;
        while client.compare(&fresh).is_err() {
            let progress =
                timeout(NEVER, socket.progress()).await.context("what happened is never told")??;
            client.hear(progress)?;
        }
        Ok(())
    }

    /// A visitor asks and says two things over a line that breaks once, after so many bytes, and listens over it; whether it
    /// broke.
    async fn stumble(&self, name: &str, is_up: bool, bytes: usize) -> Result<bool> {
        let budget = if is_up {
            Budget { up: Some(bytes), down: None }
        } else {
            Budget { up: None, down: Some(bytes) }
        };
        self.proxy.allow(budget);
        let web = Web::new(&format!("http://{}/", self.proxy.address));
        let mut client = Client::new(name);
        client.ask_for_a_person();
        client.say("One");
        client.say("Two");
        let (mut now_ms, mut broke, mut tries) = (0.0, false, 0);
        while let Some((item, ask)) = client.next() {
            now_ms += item.wait_ms(now_ms);
            let reply = web.send(&ask).await.ok();
            if client.tried(&item, reply.as_ref(), now_ms, 0.5)? != Outcome::Done {
                broke = true;
                self.proxy.allow(Budget::default());
            }
            tries += 1;
            ensure!(tries < 50, "it is never delivered");
        }
        let mut fresh = client.fresh();
        fresh.answered(&self.inside.answer(&fresh.ask_for_news()).await?)?;
        audit(&fresh.events, &client.said, &client.acknowledged)?;
        while client.compare(&fresh).is_err() {
            let listened = self.listen(&mut client, &fresh).await;
            if listened.is_err() {
                ensure!(!broke, "the line broke twice: {listened:?}");
                broke = true;
                self.proxy.allow(Budget::default());
            }
        }
        self.proxy.allow(Budget::default());
        Ok(broke)
    }

    /// Listens by one socket until all has been heard, or the line breaks.
    async fn listen(&self, client: &mut Client, fresh: &Client) -> Result<()> {
        let mut socket = self.open(client).await?;
        while client.compare(fresh).is_err() {
            client.hear(timeout(NEVER, socket.progress()).await.context("nothing is told")??)?;
        }
        Ok(())
    }
}
