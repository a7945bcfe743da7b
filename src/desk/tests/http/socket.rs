//! Every frame of the sockets by every principal, and frames that no widget or console sends.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;

use desk::{Records, Secret, SiteSettings};
use futures_util::{SinkExt, StreamExt};
use protocol::{AgentSession, ConsoleFrame, ConversationDetail, DeskFrame, Role};
use serde_json::{Value, json};
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;

use crate::boundary::{
    IDENTITY_KEY, SESSION, SHOP, START, World, at_desk, conversation, get, id, message, post, request, token,
};
use crate::document::Document;
use crate::engine::is_server;
use crate::live::{AGENT, Socket, VISITOR, hello};

/// Another site's page.
const BANK: &str = "https://bank.example";

/// What comes of a frame: the socket stays, or is closed with a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comes {
    Stays,
    Closed(u16),
}

use Comes::{Closed, Stays};

/// Who says hello on a visitor's socket.
#[derive(Clone, Copy, Debug)]
enum Caller {
    /// Without a token.
    Nobody,
    /// With one's own token, of another conversation.
    OtherVisitor,
    /// With the right token, from a page of another site.
    OtherSite,
    /// With an agent's cookie in place of a token.
    Agent,
    Visitor,
}

const CALLERS: [Caller; 5] =
    [Caller::Nobody, Caller::OtherVisitor, Caller::OtherSite, Caller::Agent, Caller::Visitor];

/// Each frame as the first, and after the hello, by each of [`CALLERS`].
const VISITORS: [(&str, bool, [Comes; CALLERS.len()]); 8] = [
    ("hello", true, [Closed(4400), Closed(4404), Closed(4404), Closed(4400), Stays]),
    ("typing", true, [Closed(4400); 5]),
    ("read", true, [Closed(4400); 5]),
    ("beat", true, [Closed(4400); 5]),
    ("hello", false, [Closed(4400), Closed(4404), Closed(4404), Closed(4400), Closed(4400)]),
    ("typing", false, [Closed(4400), Closed(4404), Closed(4404), Closed(4400), Stays]),
    ("read", false, [Closed(4400), Closed(4404), Closed(4404), Closed(4400), Stays]),
    ("beat", false, [Closed(4400), Closed(4404), Closed(4404), Closed(4400), Stays]),
];

/// Who opens a console's socket; visitors and nobody don't come so far, and hear 401.
const ROLES: [Option<Role>; 4] = [None, Some(Role::Agent), Some(Role::Lead), Some(Role::Owner)];

/// Each frame as the first, and after the hello, by another site's agent and by each role.
const AGENTS: [(&str, bool, [Comes; ROLES.len()]); 10] = [
    ("hello", true, [Stays; 4]),
    ("open", true, [Closed(4400); 4]),
    ("typing", true, [Closed(4400); 4]),
    ("read", true, [Closed(4400); 4]),
    ("beat", true, [Closed(4400); 4]),
    ("hello", false, [Closed(4400); 4]),
    ("open", false, [Stays; 4]),
    ("typing", false, [Stays; 4]),
    ("read", false, [Stays; 4]),
    ("beat", false, [Stays; 4]),
];

/// A desk with one more site, on which Anna waits.
async fn world() -> World {
    let world = World::with(|settings| {
        settings.origins = vec![SHOP.to_owned()];
        settings.identity_keys = vec![Secret::new(IDENTITY_KEY)];
        settings.sites = vec![SiteSettings {
            id: "bank".to_owned(),
            origins: vec![BANK.to_owned()],
            ..SiteSettings::default()
        }];
    })
    .await;
    world.check(request("anna", "1"), 201).await;
    world.check(request("bert", "1"), 201).await;
    world
}

fn frame(of: &str) -> Value {
    match of {
        "hello" => hello("anna", 0),
        "open" => json!({"open": {"conversation": id("anna"), "after": 1}}),
        "typing" => json!({"typing": true}),
        "read" => json!({"read": 1}),
        word => word.into(),
    }
}

/// Whether a socket still answers, or the code with which it was closed.
async fn comes(socket: &mut Socket) -> Comes {
    // Where it is closed already, that is what is read below.
    let _ = socket.0.send(Message::Ping(b"still there?"[..].into())).await;
    loop {
        match socket.next_message().await {
            Message::Pong(_) => return Stays,
            Message::Close(Some(frame)) => return Closed(frame.code.into()),
            _ => {}
        }
    }
}

/// Waits until a socket has ended; the code, unless the network took it along, as it does where more was sent than read.
async fn end(socket: &mut Socket) -> Option<u16> {
    loop {
        match tokio::time::timeout(Duration::from_secs(5), socket.0.next()).await.expect("it ends") {
            Some(Ok(Message::Close(frame))) => return frame.map(|frame| frame.code.into()),
            Some(Ok(_)) => {}
            Some(Err(_)) | None => return None,
        }
    }
}

async fn as_caller(at: SocketAddr, caller: Caller, cookie: &str) -> (Socket, Value) {
    let (mut headers, mut greeting) = (vec![("origin", SHOP)], hello("anna", 0));
    match caller {
        Caller::Nobody => greeting["hello"]["token"] = "".into(),
        Caller::OtherVisitor => greeting["hello"]["token"] = token("bert").into(),
        Caller::OtherSite => headers[0].1 = BANK,
        Caller::Agent => {
            headers.push(("cookie", cookie));
            greeting["hello"]["token"] = "".into();
        }
        Caller::Visitor => {}
    }
    (Socket::open(at, VISITOR, &headers).await.unwrap(), greeting)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_frame_of_a_visitors_socket_by_everyone() {
    let world = world().await;
    let (at, mei) = (world.listen().await, world.owner("Mei").await);
    for (of, is_first, row) in VISITORS {
        for (caller, expected) in CALLERS.into_iter().zip(row) {
            let (mut socket, greeting) = as_caller(at, caller, &mei).await;
            if of == "hello" || !is_first {
                socket.say(greeting.clone()).await;
            }
            if !is_first {
                // The socket may be closed by the hello.
                let _ = socket
                    .0
                    .send(Message::text(if of == "hello" { greeting } else { frame(of) }.to_string()))
                    .await;
            } else if of != "hello" {
                socket.say(frame(of)).await;
            }
            assert_eq!(comes(&mut socket).await, expected, "{of}, first: {is_first}, {caller:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_frame_of_a_consoles_socket_by_everyone() {
    let world = world().await;
    let at = world.listen().await;
    let own = format!("http://{at}");
    for headers in [vec![], vec![("authorization", format!("Bearer {}", token("anna")))]] {
        let headers = headers.iter().map(|(name, value)| (*name, value.as_str()));
        let headers: Vec<_> = headers.chain([("origin", own.as_str())]).collect();
        assert_eq!(Socket::open(at, AGENT, &headers).await.err(), Some(401));
    }
    for (column, role) in ROLES.into_iter().enumerate() {
        let cookie = match role {
            None => world.bound_agent("Zoe", &["bank"]).await,
            Some(role) => world.colleague(&format!("Zoe {role:?}"), role).await.1,
        };
        for (of, is_first, row) in AGENTS {
            let headers = [("origin", own.as_str()), ("cookie", cookie.as_str())];
            let mut socket = Socket::open(at, AGENT, &headers).await.unwrap();
            let greeting = json!({"hello": {"version": 1}});
            if of == "hello" || !is_first {
                socket.say(greeting.clone()).await;
            }
            match (is_first, of) {
                (true, "hello") => {}
                (false, "hello") => socket.say(greeting).await,
                _ => socket.say(frame(of)).await,
            }
            assert_eq!(comes(&mut socket).await, row[column], "{of}, first: {is_first}, {role:?}");
        }
    }
}

#[test]
fn every_frame_has_its_rows() {
    let tags = |of: &str| -> BTreeSet<String> {
        let variants = Document::get().schemas()[of]["oneOf"].as_array().unwrap();
        let tag = |variant: &Value| {
            variant["const"].as_str().or(variant["required"][0].as_str()).unwrap().to_owned()
        };
        variants.iter().map(tag).collect()
    };
    let rows = |first: bool| -> BTreeSet<String> {
        VISITORS.into_iter().filter(|row| row.1 == first).map(|row| row.0.to_owned()).collect()
    };
    assert_eq!((rows(true), rows(false)), (tags("VisitorFrame"), tags("VisitorFrame")), "rows of VISITORS");
    let rows = |first: bool| -> BTreeSet<String> {
        AGENTS.into_iter().filter(|row| row.1 == first).map(|row| row.0.to_owned()).collect()
    };
    assert_eq!((rows(true), rows(false)), (tags("AgentFrame"), tags("AgentFrame")), "rows of AGENTS");
}

#[tokio::test]
async fn another_sites_agent_sees_nothing_and_does_nothing() {
    let world = world().await;
    let (at, mei) = (world.listen().await, world.owner("Mei").await);
    let zoe = world.bound_agent("Zoe", &["bank"]).await;
    let mut anna = Socket::visitor(at, "anna", 0).await;
    assert_eq!(anna.progress().await.agent_read, 0);
    let mut desk = Socket::agent(at, &zoe).await;
    for of in ["open", "typing", "read"] {
        desk.say(frame(of)).await;
    }
    let told = desk
        .until(|frame| match frame {
            ConsoleFrame::Gone(gone) => Some(gone),
            ConsoleFrame::News(_) | ConsoleFrame::Looking(_) => panic!("{frame:?}"),
            _ => None,
        })
        .await;
    assert_eq!(told, id("anna"));
    assert_eq!(comes(&mut desk).await, Stays);
    // What came of it would have come before this.
    world.check(post(format!("{}/messages", at_desk("anna")), message("a1", "Hi")).cookie(&mei), 201).await;
    match anna.next().await {
        DeskFrame::Progress(progress) => assert_eq!(progress.agent_read, 0),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_agent_who_is_bound_elsewhere_looks_no_longer() {
    let world = world().await;
    let (at, tom) = (world.listen().await, world.agent("Tom").await);
    let mut desk = Socket::agent(at, &tom).await;
    desk.say(frame("open")).await;
    desk.until(|frame| matches!(frame, ConsoleFrame::News(_)).then_some(())).await;
    let session: AgentSession = world.check(get(SESSION).cookie(&tom), 200).await.json();
    world.desk.bind_agent(&session.agent, &["bank"]).await.unwrap();
    let say = post(format!("{}/messages", conversation("anna")), message("m1", "secret"));
    world.check(say.token(&token("anna")), 201).await;
    desk.until(|frame| match frame {
        ConsoleFrame::News(news) => panic!("{news:?}"),
        frame => (frame == ConsoleFrame::Gone(id("anna"))).then_some(()),
    })
    .await;
}

#[tokio::test]
async fn what_a_command_erases_is_looked_at_no_longer() {
    let world = world().await;
    let (at, mei) = (world.listen().await, world.owner("Mei").await);
    let mut desk = Socket::agent(at, &mei).await;
    desk.say(frame("open")).await;
    desk.until(|frame| matches!(frame, ConsoleFrame::News(_)).then_some(())).await;
    let records = Records::open(world.settings.location()).await.unwrap();
    let found = records.find(&id("anna")).await.unwrap();
    records.erase(&[found[0].number], START).await.unwrap();
    records.close().await;
    // At a server the doorbell tells it. Of a file the desk learns by its own look, at the next beat.
    if !is_server() {
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(26)).await;
        tokio::time::resume();
    }
    desk.until(|frame| (frame == ConsoleFrame::Gone(id("anna"))).then_some(())).await;
}

#[tokio::test]
async fn a_frame_that_nobody_sends_ends_the_socket() {
    let world = world().await;
    let (at, mei) = (world.listen().await, world.owner("Mei").await);
    let deep = format!("{}{}", "[".repeat(2_000), "]".repeat(2_000));
    for text in [
        "",
        " ",
        "{",
        "null",
        "[]",
        "{}",
        "7",
        "\"bye\"",
        "\"signed_out\"",
        r#"{"hello": {}}"#,
        r#"{"typing": "yes"}"#,
        r#"{"typing": true, "read": 1}"#,
        r#"{"read": -1}"#,
        r#"{"read": 1.5}"#,
        r#"{"read": 1e400}"#,
        r#"{"read": 99999999999999999999}"#,
        r#"{"beat": 1}"#,
        r#"{"inbox": {"revision": 1, "now": 1, "conversations": []}}"#,
        &deep,
    ] {
        for mut socket in [Socket::visitor(at, "anna", 0).await, Socket::agent(at, &mei).await] {
            socket.0.send(Message::text(text)).await.unwrap();
            assert_eq!(comes(&mut socket).await, Closed(4400), "{text}");
        }
    }
    for mut socket in [Socket::visitor(at, "anna", 0).await, Socket::agent(at, &mei).await] {
        socket.0.send(Message::binary(&b"\"beat\""[..])).await.unwrap();
        assert_eq!(comes(&mut socket).await, Closed(4400), "binary");
    }
    for mut socket in [Socket::visitor(at, "anna", 0).await, Socket::agent(at, &mei).await] {
        socket.0.send(Message::text("x".repeat(5_000))).await.unwrap();
        assert!(matches!(end(&mut socket).await, None | Some(1009)), "a frame that is not even read");
    }
}

#[tokio::test]
async fn a_flood_of_frames_ends_the_socket() {
    let world = world().await;
    let (at, mei) = (world.listen().await, world.owner("Mei").await);
    for (mut socket, flood) in [
        (Socket::visitor(at, "anna", 0).await, Message::text("\"beat\"")),
        (Socket::visitor(at, "anna", 0).await, Message::text(r#"{"typing": true}"#)),
        (Socket::visitor(at, "anna", 0).await, Message::Ping(Vec::new().into())),
        (Socket::agent(at, &mei).await, Message::text(r#"{"read": 1}"#)),
    ] {
        for _ in 0..700 {
            if socket.0.send(flood.clone()).await.is_err() {
                break;
            }
        }
        assert!(matches!(end(&mut socket).await, None | Some(4429)));
    }
}

#[tokio::test]
async fn a_frame_that_comes_again_or_late_changes_nothing() {
    let world = world().await;
    let (at, mei) = (world.listen().await, world.owner("Mei").await);
    for at in 0..3 {
        let say = post(format!("{}/messages", conversation("anna")), message(&format!("m{at}"), "x"));
        world.check(say.token(&token("anna")), 201).await;
    }
    let mut anna = Socket::visitor(at, "anna", 0).await;
    for read in [3, 3, 1, 0] {
        anna.say(json!({"read": read})).await;
    }
    assert_eq!(comes(&mut anna).await, Stays);
    let mut desk = Socket::agent(at, &mei).await;
    for of in [
        json!({"read": 4}),
        frame("open"),
        frame("open"),
        json!({"read": 99}),
        json!({"read": 1}),
        json!({"open": null}),
        json!({"open": null}),
        frame("read"),
    ] {
        desk.say(of).await;
    }
    assert_eq!(comes(&mut desk).await, Stays);
    let detail: ConversationDetail = world.check(get(at_desk("anna")).cookie(&mei), 200).await.json();
    assert_eq!(detail.summary.visitor_read, 3);
    while anna.progress().await.agent_read != 4 {}
}

#[tokio::test]
async fn who_says_nothing_is_given_up() {
    let world = world().await;
    let (at, mei) = (world.listen().await, world.owner("Mei").await);
    let own = format!("http://{at}");
    let headers = [("origin", own.as_str()), ("cookie", mei.as_str())];
    for (path, headers) in [(VISITOR, &[("origin", SHOP)][..]), (AGENT, &headers[..])] {
        let mut socket = Socket::open(at, path, headers).await.unwrap();
        tokio::time::pause();
        let begun = Instant::now();
        let closed = socket.0.next().await.unwrap().unwrap();
        let waited = begun.elapsed();
        tokio::time::resume();
        let Message::Close(Some(frame)) = closed else { panic!("{closed:?}") };
        assert_eq!(u16::from(frame.code), 4408, "{path}");
        assert!((9..20).contains(&waited.as_secs()), "{path}: {waited:?}");
    }
    // Nothing is read, so nothing answers the desk's pings.
    let mut silent = Socket::visitor(at, "anna", 0).await;
    silent.progress().await;
    tokio::time::pause();
    tokio::time::sleep(Duration::from_secs(110)).await;
    tokio::time::resume();
    assert!(matches!(end(&mut silent).await, None | Some(4408)));
}

#[tokio::test]
async fn only_a_page_that_may_ask_opens_a_socket() {
    let world = world().await;
    let (at, mei) = (world.listen().await, world.owner("Mei").await);
    let evil: [String; 8] = [
        "null".to_owned(),
        "https://evil.example".to_owned(),
        format!("http://{at}.evil.example"),
        format!("http://evil.example/{at}"),
        format!("ws://{at}"),
        format!("http://user@{at}"),
        "http://127.0.0.1".to_owned(),
        String::new(),
    ];
    for origin in &evil {
        let headers = [("origin", origin.as_str()), ("cookie", mei.as_str())];
        for path in [VISITOR, AGENT] {
            assert_eq!(Socket::open(at, path, &headers).await.err(), Some(403), "{path} {origin}");
        }
    }
    let shop = [("origin", SHOP), ("cookie", mei.as_str())];
    assert_eq!(Socket::open(at, AGENT, &shop).await.err(), Some(403));
    assert!(Socket::open(at, VISITOR, &[("origin", SHOP)]).await.is_ok());
}
