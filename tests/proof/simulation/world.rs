//! The desk, the visitors, the agents and what lies between them, moved step by step.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use futures_util::future::join_all;
use link::Item;
use proptest_state_machine::StateMachineTest;
use protocol::{Posted, Progress};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::super::client::{Client, Outcome};
use super::super::inside::Inside;
use super::super::web::{Ask, Reply, Who};
use super::network::{Errand, Network, Try};
use super::plan::{AGENTS, Act, Move, Plan, VISITORS};
use super::seat::{Seat, Willing, say_a_new_thing};
use crate::Chance;

/// The longest that a browser waits before it tries again by itself, milliseconds.
const LONGEST_WAIT_MS: f64 = link::RETRY_LONGEST_MS as f64;

/// What the desk has promised of one conversation.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Whether a request for a person was acknowledged.
    pub requested: bool,
    /// The messages of both sides that were acknowledged, with their numbers.
    pub acknowledged: BTreeMap<String, u64>,
    /// Whether taking it back was acknowledged.
    pub erased: bool,
}

/// Everything that a restored backup turns back.
#[derive(Clone, Debug, Default)]
pub struct Book {
    pub ledgers: BTreeMap<String, Ledger>,
}

/// All of it, at a standstill.
pub struct Stage {
    pub inside: Inside,
    pub agents: Vec<Who>,
    pub seats: Vec<Seat>,
    /// Conversations that visitors took back.
    pub past: Vec<Client>,
    pub book: Book,
    /// What agents said in each conversation: id and text.
    pub said_by_agents: BTreeMap<String, Vec<(String, String)>>,
    /// Conversations that a restored backup may have turned back.
    pub restored: BTreeSet<String>,
    pub network: Network,
    backup: Option<(PathBuf, Book)>,
    backups: usize,
    tries: u64,
    strangers: usize,
    chance: Chance,
}

/// The stage, and what runs the desk's tasks upon it.
pub struct World {
    runtime: Runtime,
    stage: RefCell<Option<Stage>>,
}

impl World {
    /// Does something on the stage; whatever is wrong fails the test.
    fn on_stage<T>(&self, act: impl AsyncFnOnce(&mut Stage) -> Result<T>) -> T {
        let mut stage = self.stage.borrow_mut();
        let stage = stage.as_mut().expect("the stage is there until the end");
        self.runtime.block_on(act(stage)).unwrap_or_else(|error| panic!("{error:#}"))
    }
}

impl StateMachineTest for World {
    type SystemUnderTest = Self;
    type Reference = Plan;

    fn init_test(_: &Plan) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a thread's runtime needs nothing that could be missing");
        let stage = runtime.block_on(Stage::set()).unwrap_or_else(|error| panic!("{error:#}"));
        Self { runtime, stage: RefCell::new(Some(stage)) }
    }

    fn apply(world: Self, _: &Plan, next: Move) -> Self {
        world.on_stage(async |stage| stage.play(next).await.with_context(|| format!("{next:?}")));
        world
    }

    fn check_invariants(world: &Self, _: &Plan) {
        world.on_stage(async |stage| stage.examine().await);
    }

    fn teardown(world: Self, _: Plan) {
        world.on_stage(async |stage| stage.heal().await.context("after everything healed"));
        let stage = world.stage.take();
        world.runtime.block_on(async move {
            if let Some(stage) = stage {
                stage.inside.desk.close().await;
            }
        });
    }
}

impl Stage {
    async fn set() -> Result<Self> {
        let inside = Inside::open().await?;
        let mut agents = Vec::new();
        for number in 0..AGENTS {
            agents.push(inside.agent(&format!("Agent{number}")).await?);
        }
        Ok(Self {
            inside,
            agents,
            seats: (0..VISITORS.into()).map(|number| Seat::new(number, 0)).collect(),
            past: Vec::new(),
            book: Book::default(),
            said_by_agents: BTreeMap::new(),
            restored: BTreeSet::new(),
            network: Network::default(),
            backup: None,
            backups: 0,
            tries: 0,
            strangers: 0,
            chance: Chance::new(3),
        })
    }

    async fn play(&mut self, next: Move) -> Result<()> {
        match next {
            Move::Ask(visitor) => self.client(visitor).filter_silent().map(Client::ask_for_a_person),
            Move::Say(visitor) => self.client(visitor).filter_asked().map(say_a_new_thing),
            Move::TakeBack(visitor) => self.client(visitor).filter_asked().map(Client::take_back),
            Move::Send(visitor) => return self.send(visitor.into()).map(drop),
            Move::Exchange(visitor) => return self.exchange(visitor.into()).await,
            Move::AskForNews(visitor) => self.ask_for_news(visitor.into()),
            Move::Despair(visitor) => return self.despair(visitor.into()),
            Move::Arrive(which) => return self.arrive(which).await,
            Move::ArriveTogether => return self.arrive_together().await,
            Move::BreakOff(which, steps) => return self.break_off(which, steps).await,
            Move::Double(which) => self.double(which),
            Move::LoseRequest(which) => {
                let lost = self.network.take_request(which);
                return lost.map_or(Ok(()), |lost| self.fail(&lost));
            }
            Move::Answer(which) => {
                let answer = self.network.take_answer(which);
                return answer.map_or(Ok(()), |(tried, reply)| self.answered(&tried, &reply));
            }
            Move::LoseAnswer(which) => {
                let lost = self.network.take_answer(which);
                return lost.map_or(Ok(()), |(lost, _)| self.fail(&lost));
            }
            Move::Listen(visitor) => self.seats[usize::from(visitor)].listen(),
            Move::Tell(visitor) => return self.tell(visitor.into()).await,
            Move::Hear(visitor) => return self.seats[usize::from(visitor)].hear(),
            Move::Follow(visitor) => return self.follow(visitor.into()).await,
            Move::Cut(visitor) => self.hang_up(visitor.into()),
            Move::Act(agent, visitor, act) => return self.act(agent, visitor.into(), act).await,
            Move::Race(visitor) => return self.race(visitor.into()).await,
            Move::Restart => return self.restart(async { Ok(()) }).await,
            Move::Backup => return self.back_up().await,
            Move::Restore => return self.restore().await,
            Move::DeskClock(ms) => {
                self.inside.pass_ms(ms);
                Some(())
            }
            Move::VisitorClock(visitor, ms) => {
                self.seats[usize::from(visitor)].clock_ms += ms as f64;
                Some(())
            }
        };
        Ok(())
    }

    fn client(&mut self, visitor: u8) -> Willing<'_> {
        Willing(&mut self.seats[usize::from(visitor)].client)
    }

    /// Sends what is next when its time has come; false where there is nothing or the browser waits for an answer.
    fn send(&mut self, visitor: usize) -> Result<bool> {
        let seat = &mut self.seats[visitor];
        let Some((item, ask)) = seat.client.next().filter(|_| seat.waits_for.is_none()) else {
            return Ok(false);
        };
        let wait_ms = item.wait_ms(seat.clock_ms);
        ensure!(wait_ms <= LONGEST_WAIT_MS, "a browser would wait {wait_ms} ms");
        seat.clock_ms += wait_ms;
        self.launch(visitor, Errand::Deliver(item), ask);
        Ok(true)
    }

    fn ask_for_news(&mut self, visitor: usize) -> Option<()> {
        let seat = &self.seats[visitor];
        let asks = seat.client.follow.wants_news() && seat.client.outbox.is_empty() && seat.line.is_none();
        if seat.waits_for.is_some() || !asks {
            return None;
        }
        let ask = seat.client.ask_for_news();
        self.launch(visitor, Errand::News, ask)
    }

    fn launch(&mut self, visitor: usize, errand: Errand, ask: Ask) -> Option<()> {
        self.tries += 1;
        self.seats[visitor].waits_for = Some(self.tries);
        self.network.requests.push(Try { visitor, number: self.tries, errand, ask });
        Some(())
    }

    /// Sends what is next and has it answered at once.
    async fn exchange(&mut self, visitor: usize) -> Result<()> {
        if !self.send(visitor)? {
            return Ok(());
        }
        let tried = self.network.requests.pop().context("it was just sent")?;
        let reply = self.inside.answer(&tried.ask).await?;
        self.answered(&tried, &reply)
    }

    fn despair(&mut self, visitor: usize) -> Result<()> {
        let Some(number) = self.seats[visitor].waits_for else { return Ok(()) };
        let in_flight =
            self.network.requests.iter().chain(self.network.answers.iter().map(|(tried, _)| tried));
        let Some(tried) = in_flight.into_iter().find(|tried| tried.number == number).cloned() else {
            self.seats[visitor].waits_for = None;
            return Ok(());
        };
        self.fail(&tried)
    }

    async fn arrive(&mut self, which: u8) -> Result<()> {
        let Some(tried) = self.network.take_request(which) else { return Ok(()) };
        let reply = self.inside.answer(&tried.ask).await?;
        self.network.answers.push((tried, reply));
        Ok(())
    }

    async fn arrive_together(&mut self) -> Result<()> {
        let tried = std::mem::take(&mut self.network.requests);
        let replies = join_all(tried.iter().map(|tried| self.inside.answer(&tried.ask))).await;
        for (tried, reply) in tried.into_iter().zip(replies) {
            self.network.answers.push((tried, reply?));
        }
        Ok(())
    }

    /// The desk works on a request until the connection breaks: perhaps it was done by then.
    async fn break_off(&mut self, which: u8, steps: u8) -> Result<()> {
        let Some(tried) = self.network.take_request(which) else { return Ok(()) };
        let breaks = async {
            for _ in 0..steps {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            biased;
            reply = self.inside.answer(&tried.ask) => drop(reply?),
            () = breaks => {}
        }
        // The one writer takes this up when it has ended what was broken off, one way or the other.
        self.inside.desk.sign_in_code().await?;
        self.fail(&tried)
    }

    fn double(&mut self, which: u8) -> Option<()> {
        let tried = self.network.take_request(which)?;
        self.network.requests.extend([tried.clone(), tried]);
        Some(())
    }

    /// A try came to nothing, if the browser still waits for it.
    fn fail(&mut self, tried: &Try) -> Result<()> {
        let share = self.chance.share();
        let seat = &mut self.seats[tried.visitor];
        if seat.waits_for != Some(tried.number) {
            return Ok(());
        }
        seat.waits_for = None;
        if let Errand::Deliver(item) = &tried.errand {
            seat.client.tried(item, None, seat.clock_ms, share)?;
        }
        Ok(())
    }

    fn answered(&mut self, tried: &Try, reply: &Reply) -> Result<()> {
        let share = self.chance.share();
        let seat = &mut self.seats[tried.visitor];
        if seat.waits_for != Some(tried.number) {
            return Ok(());
        }
        seat.waits_for = None;
        match &tried.errand {
            Errand::News => {
                let news = seat.client.answered(reply)?;
                seat.tend(&news);
            }
            Errand::Deliver(item) => return self.delivered(tried.visitor, item, reply, share),
        }
        Ok(())
    }

    /// The desk has answered to what a visitor's browser wished to deliver.
    pub fn delivered(&mut self, visitor: usize, item: &Item, reply: &Reply, share: f64) -> Result<()> {
        let seat = &mut self.seats[visitor];
        let outcome = seat.client.tried(item, Some(reply), seat.clock_ms, share)?;
        let conversation = seat.client.conversation.clone();
        match outcome {
            Outcome::Done => self.note(visitor, &conversation, item.method == "DELETE", &item.key),
            Outcome::Refused => {
                let was_turned_back = self.restored.contains(&conversation);
                ensure!(was_turned_back, "{} was refused: {}", item.key, reply.text());
            }
            Outcome::Later => ensure!(reply.status >= 500, "{}", reply.text()),
        }
        Ok(())
    }

    /// Writes down what the desk has acknowledged.
    fn note(&mut self, visitor: usize, conversation: &str, is_erasure: bool, key: &str) {
        let ledger = self.book.ledgers.entry(conversation.to_owned()).or_default();
        if is_erasure {
            *ledger = Ledger { erased: true, ..Ledger::default() };
            let seat = &mut self.seats[visitor];
            let next = Seat { clock_ms: seat.clock_ms, ..Seat::new(visitor, seat.generation + 1) };
            self.past.push(std::mem::replace(seat, next).client);
            return;
        }
        ledger.requested = true;
        if let Some(seq) = self.seats[visitor].client.acknowledged.get(key) {
            ledger.acknowledged.insert(key.to_owned(), *seq);
        }
    }

    /// The desk's end of a socket tells what is new, as it does when its bell rings.
    async fn tell(&mut self, visitor: usize) -> Result<()> {
        let seat = &mut self.seats[visitor];
        let Some(line) = &mut seat.line else { return Ok(()) };
        let ask = Ask::get(
            &seat.client.who(),
            format!("{}?after={}&epoch={}", seat.client.path(), line.after, line.epoch),
        );
        let reply = self.inside.answer(&ask).await?;
        if reply.status != 200 {
            seat.line = None;
            return Ok(());
        }
        let progress: Progress = reply.json()?;
        line.epoch.clone_from(&progress.epoch);
        line.after = progress.events.last().map_or(line.after, |last| last.seq);
        if !(line.has_told && progress.events.is_empty()) {
            line.frames.push(progress);
        }
        line.has_told = true;
        Ok(())
    }

    /// Listens, and hears all that there is.
    async fn follow(&mut self, visitor: usize) -> Result<()> {
        self.seats[visitor].listen();
        self.tell(visitor).await?;
        while self.seats[visitor].line.as_ref().is_some_and(|line| !line.frames.is_empty()) {
            self.seats[visitor].hear()?;
        }
        Ok(())
    }

    fn hang_up(&mut self, visitor: usize) -> Option<()> {
        self.seats[visitor].line = None;
        Some(())
    }

    async fn act(&mut self, agent: u8, visitor: usize, act: Act) -> Result<()> {
        let (path, conversation) = {
            let client = &self.seats[visitor].client;
            (client.at_desk(), client.conversation.clone())
        };
        let said = self.said_by_agents.entry(conversation.clone()).or_default();
        let (action, body) = match act {
            Act::Claim => ("claim", Value::Null),
            Act::Release => ("release", Value::Null),
            Act::Return => ("return", Value::Null),
            Act::Resolve => ("resolve", Value::Null),
            Act::Read => ("read", json!({"seq": 99})),
            Act::Say => {
                // Each agent's own, so that saying it again is the same agent's.
                said.push((format!("agent{agent}-{}", said.len()), format!("{} of an agent", said.len())));
                ("messages", message(&said[said.len() - 1]))
            }
            Act::SayAgain => {
                let own = said.iter().rev().find(|(id, _)| id.starts_with(&format!("agent{agent}-")));
                let Some(own) = own else { return Ok(()) };
                ("messages", message(own))
            }
        };
        let reply = self.as_agent(agent, &format!("{path}/{action}"), &body).await?;
        let expected: &[u16] = match act {
            Act::Say => &[201, 404, 409],
            Act::SayAgain => &[200, 201, 404, 409],
            _ => &[204, 404, 409],
        };
        ensure!(expected.contains(&reply.status), "{}", reply.text());
        if action == "messages" && reply.status < 300 {
            let id = body["id"].as_str().context("a message has an id")?.to_owned();
            let ledger = self.book.ledgers.entry(conversation).or_default();
            let seq = reply.json::<Posted>()?.seq;
            let before = ledger.acknowledged.insert(id, seq);
            ensure!(before.is_none_or(|before| before == seq), "one message has two numbers");
        }
        Ok(())
    }

    /// Asks as an agent, who signs in anew where the session has ended.
    async fn as_agent(&mut self, agent: u8, path: &str, body: &Value) -> Result<Reply> {
        loop {
            let who = &self.agents[usize::from(agent)];
            let reply = self.inside.answer(&Ask::post(who, path, body)).await?;
            if reply.status != 401 {
                return Ok(reply);
            }
            self.strangers += 1;
            self.agents[usize::from(agent)] =
                self.inside.agent(&format!("Stranger{}", self.strangers)).await?;
        }
    }

    /// All agents claim at once: whoever has it keeps it, else one gets it.
    async fn race(&mut self, visitor: usize) -> Result<()> {
        let path = format!("{}/claim", self.seats[visitor].client.at_desk());
        let asks: Vec<Ask> = self.agents.iter().map(|who| Ask::post(who, &path, &Value::Null)).collect();
        let replies = join_all(asks.iter().map(|ask| self.inside.answer(ask))).await;
        let replies = replies.into_iter().collect::<Result<Vec<_>>>()?;
        let mut statuses: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
        statuses.sort_unstable();
        let is_sound = statuses == [204, 409] || statuses == [404, 404] || statuses.contains(&401);
        // One who has it may claim it again; one who has left for good keeps it from both.
        ensure!(is_sound || statuses == [409, 409] && self.strangers > 0, "{statuses:?}");
        Ok(())
    }

    async fn restart<T>(&mut self, meanwhile: impl Future<Output = Result<T>>) -> Result<()> {
        for seat in &mut self.seats {
            seat.line = None;
        }
        self.inside.restart(meanwhile).await.map(drop)
    }

    async fn back_up(&mut self) -> Result<()> {
        self.backups += 1;
        let folder = self.inside.beside(&format!("backup-{}", self.backups));
        desk::backup(&self.inside.database(), &folder).await?;
        self.backup = Some((folder, self.book.clone()));
        Ok(())
    }

    async fn restore(&mut self) -> Result<()> {
        let Some((folder, book)) = self.backup.clone() else { return Ok(()) };
        let (database, now) = (self.inside.database(), self.inside.now());
        self.restart(async move { Ok(desk::restore(&folder, &database, now).await?) }).await?;
        self.book = book;
        // A desk stands still meanwhile, and no answer of the one before is still under way when it is back.
        for (tried, _) in std::mem::take(&mut self.network.answers) {
            self.fail(&tried)?;
        }
        let clients = self.seats.iter().map(|seat| &seat.client).chain(&self.past);
        self.restored.extend(clients.map(|client| client.conversation.clone()));
        Ok(())
    }
}

fn message((id, text): &(String, String)) -> Value {
    json!({"id": id, "text": text, "at": 0})
}
