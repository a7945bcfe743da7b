//! A visitor's browser without a browser: it keeps what it says until the desk acknowledges it, and follows what it hears.
//!
//! The rules are the widget's: the outbox and the following come from the room that it uses, the rest is as in its
//! delivery.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use link::{Follow, Item, News, Outbox};
use protocol::{Author, Event, HandoffReply, Hello, NewMessage, Posted, Progress, Status, VERSION};
use serde_json::json;

use super::web::{Ask, Reply, Who};

/// What became of one try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The desk has it.
    Done,
    /// The desk will never take it.
    Refused,
    /// It is to be tried again.
    Later,
}

/// One visitor with one conversation.
#[derive(Clone, Debug)]
pub struct Client {
    pub conversation: String,
    token: String,
    pub outbox: Outbox,
    pub follow: Follow,
    /// All that was heard since the first event, or since it had to begin afresh.
    pub events: Vec<Event>,
    /// Each message that was said, in order: id and text.
    pub said: Vec<(String, String)>,
    /// The messages that the desk acknowledged, with the number that it told.
    pub acknowledged: BTreeMap<String, u64>,
    /// The messages that the desk refused for good.
    pub refused: Vec<String>,
    asked: usize,
    /// Whether the visitor has taken everything back.
    pub is_undone: bool,
}

impl Client {
    /// A visitor whose name tells the conversation from others.
    pub fn new(name: &str) -> Self {
        Self {
            conversation: format!("conversation-{name:-<22}"),
            token: format!("token-{name:-<22}"),
            outbox: Outbox::default(),
            follow: Follow::default(),
            events: Vec::new(),
            said: Vec::new(),
            acknowledged: BTreeMap::new(),
            refused: Vec::new(),
            asked: 0,
            is_undone: false,
        }
    }

    pub fn who(&self) -> Who {
        Who::Visitor(self.token.clone())
    }

    /// Asks for a person.
    pub fn ask_for_a_person(&mut self) {
        self.asked += 1;
        let key = format!("ask-{}", self.asked);
        let body = json!({
            "version": VERSION, "conversation": self.conversation, "idempotency_key": key, "reason": "asked",
            "question": "Where is my parcel?", "language": "en", "trigger": {}, "transcript": [], "consent": "asked",
        });
        self.outbox.push(&key, "POST", "api/v1/handoffs", body.to_string());
    }

    /// Says something; it waits in the outbox.
    pub fn say(&mut self, text: &str) {
        let id = format!("m{}", self.said.len() + 1);
        let body = NewMessage {
            id: id.clone(),
            text: text.to_owned(),
            at: 0,
            entry: None,
            confidence: None,
            team: None,
        };
        let path = format!("{}/messages", self.path());
        self.outbox.push(&id, "POST", &path, json!(body).to_string());
        self.said.push((id, text.to_owned()));
    }

    /// Takes everything back.
    pub fn take_back(&mut self) {
        self.is_undone = true;
        self.outbox.push("take-back", "DELETE", &self.path(), String::new());
    }

    /// What is next to be sent, whenever.
    pub fn next(&self) -> Option<(Item, Ask)> {
        let item = self.outbox.items().first()?.clone();
        let ask = Ask {
            who: self.who(),
            method: item.method.clone(),
            path: item.path.clone(),
            body: item.body.clone(),
        };
        Some((item, ask))
    }

    /// A try of an item came to an end; `share` is chance, 0 to 1.
    pub fn tried(&mut self, item: &Item, reply: Option<&Reply>, now_ms: f64, share: f64) -> Result<Outcome> {
        let outcome = reply.map_or(Outcome::Later, |reply| outcome(&item.method, reply));
        match (outcome, reply) {
            (Outcome::Done, Some(reply)) => self.delivered(item, reply)?,
            (Outcome::Refused, _) => {
                self.outbox.settled(&item.key);
                self.refused.push(item.key.clone());
            }
            _ => {
                let patience_ms = reply.and_then(|reply| reply.retry_after_ms);
                self.outbox.failed(&item.key, now_ms, share, patience_ms);
            }
        }
        Ok(outcome)
    }

    fn delivered(&mut self, item: &Item, reply: &Reply) -> Result<()> {
        if !self.outbox.holds(&item.key) {
            return Ok(());
        }
        self.outbox.settled(&item.key);
        if item.method == "DELETE" {
            return Ok(());
        }
        if item.path.ends_with("handoffs") {
            self.follow.requested(&reply.json::<HandoffReply>()?);
        } else {
            let posted: Posted = reply.json()?;
            self.follow.posted(Author::Visitor, posted.seq);
            let before = self.acknowledged.insert(item.key.clone(), posted.seq);
            ensure!(before.is_none_or(|before| before == posted.seq), "{} has two numbers", item.key);
        }
        Ok(())
    }

    /// Asks what is new.
    pub fn ask_for_news(&self) -> Ask {
        let Follow { seq, epoch, .. } = &self.follow;
        Ask::get(&self.who(), format!("{}?after={seq}&epoch={epoch}", self.path()))
    }

    /// The first frame of a socket.
    pub fn hello(&self) -> Hello {
        Hello {
            version: VERSION,
            conversation: self.conversation.clone(),
            token: self.token.clone(),
            epoch: self.follow.epoch.clone(),
            after: self.follow.seq,
        }
    }

    /// Hears what the desk tells; fails where it hears anything twice or out of order.
    pub fn hear(&mut self, progress: Progress) -> Result<News> {
        let news = self.follow.take(progress);
        if news.afresh {
            self.events.clear();
        }
        for event in &news.events {
            let after = self.events.last().map_or(0, |last| last.seq);
            ensure!(event.seq == after + 1, "{} was heard after {after}", event.seq);
            self.events.push(event.clone());
        }
        Ok(news)
    }

    /// Hears the answer to [`Client::ask_for_news`].
    pub fn answered(&mut self, reply: &Reply) -> Result<News> {
        match reply.status {
            200 => self.hear(reply.json()?),
            404 => {
                self.events.clear();
                Ok(News { status: self.follow.lost(), ..News::default() })
            }
            _ => bail!("the desk was asked what is new and says {}", reply.text()),
        }
    }

    /// Whether the browser has nothing to deliver and does not listen, as after a conversation's end.
    pub fn is_settled(&self) -> bool {
        self.outbox.is_empty() && self.follow.status.is_some() && !self.follow.wants_news()
    }

    /// The same conversation in a browser that knows nothing of it yet.
    pub fn fresh(&self) -> Self {
        Self { follow: Follow::default(), events: Vec::new(), ..self.clone() }
    }

    /// Fails unless what is known here is what a fresh load has.
    pub fn compare(&self, fresh: &Self) -> Result<()> {
        let (known, loaded) = (json!(self.events), json!(fresh.events));
        ensure!(known == loaded, "heard {known}, but a fresh load has {loaded}");
        let (known, loaded) = (self.settled(), fresh.settled());
        ensure!(known == loaded, "stands at {known:?}, but a fresh load at {loaded:?}");
        Ok(())
    }

    /// Where things stand, apart from what was only acknowledged.
    fn settled(&self) -> (Option<Status>, &Option<String>, u64, u64, u64, &str) {
        let Follow { status, agent, seq, agent_read, said, epoch, .. } = &self.follow;
        (*status, agent, *seq, *agent_read, *said, epoch)
    }

    /// Path of the conversation.
    pub fn path(&self) -> String {
        format!("api/v1/conversations/{}", self.conversation)
    }

    /// Path of the conversation as agents see it.
    pub fn at_desk(&self) -> String {
        format!("api/v1/agent/conversations/{}", self.conversation)
    }
}

/// A success whose body is nonsense is no acknowledgement: something else than a desk answered.
pub fn outcome(method: &str, reply: &Reply) -> Outcome {
    match reply.status {
        204 => Outcome::Done,
        // Taken back already, or never arrived: either way the desk has nothing.
        404 if method == "DELETE" => Outcome::Done,
        200..=299 if reply.body.starts_with(b"{") => Outcome::Done,
        400..=407 | 409..=422 => Outcome::Refused,
        _ => Outcome::Later,
    }
}

/// Holds all of a conversation, as a fresh load has it, against what its visitor and its agents said.
///
/// `heard` is what they were told: each acknowledged message with its number. `said` is all that was ever said, id and text.
pub fn audit(events: &[Event], said: &[(String, String)], heard: &BTreeMap<String, u64>) -> Result<()> {
    let mut found = BTreeMap::new();
    for (at, event) in events.iter().enumerate() {
        ensure!(event.seq == at as u64 + 1, "number {} stands in place {}", event.seq, at + 1);
        let Some(message) = &event.message else { continue };
        let known = said.iter().find(|(id, _)| *id == message.id);
        let (_, text) = known.with_context(|| format!("nobody said {}", message.id))?;
        ensure!(*text == message.text, "{} was changed", message.id);
        ensure!(found.insert(message.id.clone(), event.seq).is_none(), "{} is there twice", message.id);
    }
    for (id, seq) in heard {
        ensure!(
            found.get(id) == Some(seq),
            "{id} was acknowledged under {seq} and is at {:?}",
            found.get(id)
        );
    }
    Ok(())
}
