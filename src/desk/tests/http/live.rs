//! The live link over real sockets: what is new comes at once, in order, and to nobody else.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use protocol::{ConsoleFrame, DeskFrame, Event, Progress, Status};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::boundary::{SHOP, World, at_desk, conversation, delete, id, message, post, request, token};

/// Nothing that is on its way takes longer.
const LONGEST: Duration = Duration::from_secs(5);

pub const VISITOR: &str = "/api/v1/live";
pub const AGENT: &str = "/api/v1/agent/live";

/// A browser's end of a socket.
pub struct Socket(pub WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Opens one; the status where the desk says no.
    pub async fn open(at: SocketAddr, path: &str, headers: &[(&'static str, &str)]) -> Result<Self, u16> {
        let mut ask = format!("ws://{at}{path}").into_client_request().unwrap();
        for (name, value) in headers {
            ask.headers_mut().insert(*name, value.parse().unwrap());
        }
        match connect_async(ask).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    pub async fn visitor(at: SocketAddr, name: &str, after: u64) -> Self {
        let mut socket = Self::open(at, VISITOR, &[("origin", SHOP)]).await.unwrap();
        socket.say(hello(name, after)).await;
        socket
    }

    pub async fn agent(at: SocketAddr, cookie: &str) -> Self {
        let own = format!("http://{at}");
        let mut socket = Self::open(at, AGENT, &[("origin", &own), ("cookie", cookie)]).await.unwrap();
        socket.say(json!({"hello": {"version": 1}})).await;
        socket
    }

    pub async fn say(&mut self, frame: Value) {
        self.0.send(Message::text(frame.to_string())).await.unwrap();
    }

    /// The next frame.
    pub async fn next<T: DeserializeOwned>(&mut self) -> T {
        match self.next_message().await {
            Message::Text(text) => serde_json::from_str(&text).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    /// The code with which the desk closes; frames before it are passed over.
    pub async fn closed(&mut self) -> u16 {
        loop {
            if let Message::Close(Some(frame)) = self.next_message().await {
                return frame.code.into();
            }
        }
    }

    pub async fn next_message(&mut self) -> Message {
        timeout(LONGEST, self.0.next()).await.expect("something comes").unwrap().unwrap()
    }

    pub async fn progress(&mut self) -> Progress {
        match self.next().await {
            DeskFrame::Progress(progress) => progress,
            other => panic!("{other:?}"),
        }
    }

    /// The next of an agent's frames that `pick` takes.
    pub async fn until<T>(&mut self, pick: impl Fn(ConsoleFrame) -> Option<T>) -> T {
        loop {
            if let Some(found) = pick(self.next().await) {
                return found;
            }
        }
    }
}

pub fn hello(name: &str, after: u64) -> Value {
    json!({"hello": {"version": 1, "conversation": id(name), "token": token(name), "after": after}})
}

pub fn texts(events: &[Event]) -> Vec<&str> {
    events.iter().filter_map(|event| Some(event.message.as_ref()?.text.as_str())).collect()
}

#[tokio::test]
async fn what_is_said_comes_at_once_to_every_tab_and_every_agent_who_looks() {
    let world = World::new().await;
    let (at, mei) = (world.listen().await, world.owner("Mei").await);
    world.check(request("anna", "1"), 201).await;
    let mut one = Socket::visitor(at, "anna", 0).await;
    let first = one.progress().await;
    assert_eq!((first.status, first.position, first.events.len()), (Status::Requested, Some(1), 1));
    let mut two = Socket::visitor(at, "anna", first.events[0].seq).await;
    assert!(two.progress().await.events.is_empty());
    let mut desk = Socket::agent(at, &mei).await;
    let inbox = desk.until(|frame| match frame {
        ConsoleFrame::Inbox(inbox) => Some(inbox),
        _ => None,
    });
    assert_eq!(inbox.await.conversations.len(), 1);
    desk.say(json!({"open": {"conversation": id("anna"), "after": 1}})).await;

    let reply = |text: &str| post(format!("{}/messages", at_desk("anna")), message(text, text)).cookie(&mei);
    let say = |text: &str| {
        post(format!("{}/messages", conversation("anna")), message(text, text)).token(&token("anna"))
    };
    world.check(reply("a"), 201).await;
    world.check(say("b"), 201).await;
    world.check(say("b"), 200).await;
    world.check(reply("c"), 201).await;
    for tab in [&mut one, &mut two] {
        let (mut seen, mut after) = (Vec::new(), 1);
        while seen.len() < 3 {
            let progress = tab.progress().await;
            for event in &progress.events {
                assert_eq!(event.seq, after + 1, "without gaps");
                after = event.seq;
            }
            seen.extend(texts(&progress.events).into_iter().map(str::to_owned));
        }
        assert_eq!(seen, ["a", "b", "c"]);
    }
    let mut seen = Vec::new();
    while seen.len() < 3 {
        let news = desk.until(|frame| match frame {
            ConsoleFrame::News(news) => Some(news),
            _ => None,
        });
        seen.extend(texts(&news.await.events).into_iter().map(str::to_owned));
    }
    assert_eq!(seen, ["a", "b", "c"]);
}

#[tokio::test]
async fn whoever_comes_back_is_told_what_was_missed_or_to_start_afresh() {
    let world = World::new().await;
    let at = world.listen().await;
    world.check(request("anna", "1"), 201).await;
    for text in ["a", "b", "c"] {
        let say = post(format!("{}/messages", conversation("anna")), message(text, text));
        world.check(say.token(&token("anna")), 201).await;
    }
    let progress = Socket::visitor(at, "anna", 2).await.progress().await;
    assert_eq!((texts(&progress.events), progress.afresh), (vec!["b", "c"], false));
    let mut of_another_epoch = hello("anna", 2);
    of_another_epoch["hello"]["epoch"] = "before".into();
    for greeting in [of_another_epoch, hello("anna", 99)] {
        let mut socket = Socket::open(at, VISITOR, &[("origin", SHOP)]).await.unwrap();
        socket.say(greeting).await;
        let again = socket.progress().await;
        assert_eq!((again.events.len(), again.afresh), (4, true));
        assert_eq!(again.epoch, progress.epoch);
    }
}

#[tokio::test]
async fn who_writes_and_what_was_read_is_told_to_the_other_side() {
    let world = World::new().await;
    let (at, mei) = (world.listen().await, world.owner("Mei").await);
    world.check(request("anna", "1"), 201).await;
    let tom = world.agent("Tom").await;
    let mut anna = Socket::visitor(at, "anna", 0).await;
    anna.progress().await;
    let mut desk = Socket::agent(at, &mei).await;
    desk.say(json!({"open": {"conversation": id("anna"), "after": 1}})).await;
    desk.until(|frame| matches!(frame, ConsoleFrame::News(_)).then_some(())).await;
    desk.say(json!({"typing": true})).await;
    match anna.next().await {
        DeskFrame::Typing(typing) => assert_eq!((typing.name.as_deref(), typing.on), (Some("Mei"), true)),
        other => panic!("{other:?}"),
    }
    anna.say(json!({"typing": true})).await;
    let typing = desk.until(|frame| match frame {
        ConsoleFrame::Typing(typing) => Some(typing),
        _ => None,
    });
    assert_eq!(typing.await.author, protocol::Author::Visitor);
    anna.say(json!({"read": 1})).await;
    desk.until(|frame| match frame {
        ConsoleFrame::News(news) if news.summary.visitor_read == 1 => Some(()),
        _ => None,
    })
    .await;
    desk.say(json!({"read": 99})).await;
    while anna.progress().await.agent_read != 1 {}

    let mut other = Socket::agent(at, &tom).await;
    other.say(json!({"open": {"conversation": id("anna")}})).await;
    let names = other.until(|frame| match frame {
        ConsoleFrame::Looking(names) => Some(names),
        _ => None,
    });
    assert_eq!(names.await, ["Mei"]);
    desk.until(|frame| (frame == ConsoleFrame::Looking(vec!["Tom".to_owned()])).then_some(())).await;
}

#[tokio::test]
async fn every_socket_is_refused_to_whom_it_is_not_for() {
    let world = World::new().await;
    let (at, mei) = (world.listen().await, world.owner("Mei").await);
    world.check(request("anna", "1"), 201).await;
    let own = format!("http://{at}");
    for (path, headers, status) in [
        (VISITOR, vec![], 403),
        (VISITOR, vec![("origin", "https://evil.example")], 403),
        (AGENT, vec![("origin", own.as_str())], 401),
        (AGENT, vec![("cookie", mei.as_str())], 403),
        (AGENT, vec![("cookie", mei.as_str()), ("origin", "https://evil.example")], 403),
        (AGENT, vec![("cookie", mei.as_str()), ("origin", SHOP)], 403),
    ] {
        assert_eq!(Socket::open(at, path, &headers).await.err(), Some(status), "{path} {headers:?}");
    }
    let mut of_bert = hello("anna", 0);
    of_bert["hello"]["token"] = token("bert").into();
    let mut no_secret = hello("anna", 0);
    no_secret["hello"]["token"] = "short".into();
    let mut of_tomorrow = hello("anna", 0);
    of_tomorrow["hello"]["version"] = 2.into();
    for (frame, code) in [
        (of_bert, 4404),
        (hello("nobody", 0), 4404),
        (no_secret, 4400),
        (of_tomorrow, 4400),
        (json!({"read": 1}), 4400),
        (json!({"open": {"conversation": id("anna")}}), 4400),
        (json!("x".repeat(3_000)), 4400),
    ] {
        let mut socket = Socket::open(at, VISITOR, &[("origin", SHOP)]).await.unwrap();
        socket.say(frame.clone()).await;
        assert_eq!(socket.closed().await, code, "{frame}");
    }
    let mut twice = Socket::visitor(at, "anna", 0).await;
    twice.say(hello("anna", 0)).await;
    assert_eq!(twice.closed().await, 4400);
}

#[tokio::test]
async fn a_socket_ends_with_what_it_was_opened_for() {
    let world = World::new().await;
    let (at, mei) = (world.listen().await, world.owner("Mei").await);
    world.check(request("anna", "1"), 201).await;
    world.check(request("bert", "1"), 201).await;
    let mut anna = Socket::visitor(at, "anna", 0).await;
    let mut bert = Socket::visitor(at, "bert", 0).await;
    let mut desk = Socket::agent(at, &mei).await;
    desk.say(json!({"open": {"conversation": id("anna")}})).await;
    desk.until(|frame| matches!(frame, ConsoleFrame::News(_)).then_some(())).await;
    world.check(delete(conversation("anna")).token(&token("anna")), 204).await;
    assert_eq!(anna.closed().await, 4404);
    desk.until(|frame| (frame == ConsoleFrame::Gone(id("anna"))).then_some(())).await;

    world.check(delete("/api/v1/agent/session").cookie(&mei), 204).await;
    world.check(request("carl", "1"), 201).await;
    desk.until(|frame| (frame == ConsoleFrame::SignedOut).then_some(())).await;
    assert_eq!(desk.closed().await, 4401);

    bert.progress().await;
    world.desk.drain();
    assert_eq!(bert.closed().await, 1012);
}

#[tokio::test]
async fn a_visitor_in_line_is_told_when_it_moves() {
    let world = World::new().await;
    let (at, mei) = (world.listen().await, world.owner("Mei").await);
    world.check(request("anna", "1"), 201).await;
    world.check(request("bert", "1"), 201).await;
    let mut bert = Socket::visitor(at, "bert", 0).await;
    assert_eq!(bert.progress().await.position, Some(2));
    world.check(post(format!("{}/claim", at_desk("anna")), Value::Null).cookie(&mei), 204).await;
    assert_eq!(bert.progress().await.position, Some(1));
}
