//! Handing over into desks that owners run elsewhere, and back.
//!
//! The servers over there (`chatwoot.rs`, `zendesk.rs`) and the webhooks in `tests/adapters` are written after the public
//! documents of these desks; they are not recorded at live accounts.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::routing::any;
use desk::{AdapterKind, AdapterSettings, Secret};
use protocol::{Author, EndpointStanding, Message, Progress, Status};
use serde_json::{Value, json};

use crate::boundary::{
    Ask, START, World, at_desk, conversation, delete, get, handoff, message, png, post, request, token,
    upload,
};
use crate::chatwoot::Chatwoot;
use crate::zendesk::Zendesk;

/// What the webhooks over there are signed with.
pub const SECRET: &str = "sayno-hook-secret";
/// What the desk shows over there.
pub const TOKEN: &str = "sayno-access-token";
/// Longer than the first two waits between tries, milliseconds.
const LATER_MS: i64 = 6 * 60_000;

/// One request, as the server over there sees it.
pub struct Asked<'a> {
    pub method: &'a Method,
    /// Path and query.
    pub path: &'a str,
    pub headers: &'a HeaderMap,
    /// Null where there is none.
    pub body: Value,
}

impl Asked<'_> {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// A desk over there: what it answers, and what it has.
pub trait There: Default + Send + 'static {
    fn settings(url: &str) -> AdapterSettings;
    fn answer(&mut self, asked: &Asked<'_>) -> (u16, Value);
    /// What visitors said there, in order.
    fn incoming(&self) -> Vec<String>;
    /// What only agents read there, in order.
    fn notes(&self) -> Vec<String>;
    /// How many conversations were opened, and whether the first has ended.
    fn standing(&self) -> (usize, bool);
    /// A webhook, signed at a time.
    fn signed(body: String, at_ms: i64) -> Ask;
    fn words() -> &'static str;
    fn settled() -> &'static str;
}

/// The server of one; it lives as long as the test.
pub struct Server<T> {
    url: String,
    pub there: Arc<Mutex<T>>,
    /// For each request to come: whether its answer is lost on the way back.
    lost: Arc<Mutex<VecDeque<bool>>>,
}

impl<T: There> Server<T> {
    async fn new() -> Self {
        let there: Arc<Mutex<T>> = Arc::default();
        let lost: Arc<Mutex<VecDeque<bool>>> = Arc::default();
        let (kept, losing) = (Arc::clone(&there), Arc::clone(&lost));
        let take = move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| async move {
            let body = if body.is_empty() { Value::Null } else { serde_json::from_slice(&body).unwrap() };
            let path = uri.path_and_query().unwrap().as_str();
            let asked = Asked { method: &method, path, headers: &headers, body };
            let (status, answer) = kept.lock().unwrap().answer(&asked);
            let status = if losing.lock().unwrap().pop_front() == Some(true) { 502 } else { status };
            let json = [("content-type", "application/json")];
            (StatusCode::from_u16(status).unwrap(), json, answer.to_string())
        };
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", socket.local_addr().unwrap());
        let router = Router::new().fallback(any(take));
        tokio::spawn(async move { axum::serve(socket, router).await.unwrap() });
        Self { url, there, lost }
    }

    async fn world(&self) -> World {
        let world = World::with(|settings| {
            settings.adapter = Some(T::settings(&self.url));
            settings.public_url = Some("http://desk.example".to_owned());
        })
        .await;
        world.desk.begin_alerts().await.unwrap();
        world
    }
}

/// Settings of a desk at an address on this machine.
pub fn settings(kind: AdapterKind, url: &str) -> AdapterSettings {
    AdapterSettings {
        kind,
        url: url.to_owned(),
        account: Some(3),
        inbox: Some(7),
        user: Some("bot@shop.example".to_owned()),
        token: Secret::new(TOKEN),
        secret: Secret::new(SECRET),
        name: "Support".to_owned(),
        allow_private: true,
    }
}

fn say(name: &str, id: &str, text: &str) -> Ask {
    post(format!("{}/messages", conversation(name)), message(id, text)).token(&token(name))
}

async fn progress(world: &World, name: &str) -> Progress {
    world.check(get(conversation(name)).token(&token(name)), 200).await.json()
}

fn said_by_agents(progress: &Progress) -> Vec<&Message> {
    let messages = progress.events.iter().filter_map(|event| event.message.as_ref());
    messages.filter(|message| message.author == Author::Agent).collect()
}

async fn there_and_back<T: There>() {
    let server = Server::<T>::new().await;
    let world = server.world().await;
    let mut body = handoff("anna", "1");
    body["reason"] = "frustration".into();
    body["trigger"]["mood"]["anger"] = 0.7.into();
    body["attributes"] = json!({"name": "Anna", "email": "anna@home.example"});
    world.check(post("/api/v1/handoffs", body).token(&token("anna")), 201).await;
    world.desk.deliver().await.unwrap();
    {
        let there = server.there.lock().unwrap();
        assert_eq!(there.standing(), (1, false));
        assert_eq!(there.incoming(), ["Where is the parcel of anna?"]);
        let [note] = &there.notes()[..] else { panic!("{:?}", there.notes()) };
        for told in [
            "frustration",
            "anger 0.7",
            "Visitor: Where is it?",
            "Assistant: It is *under way*.",
            "anna@home.example",
            "Considered, shown: When will it come? (40 %)",
            "https://shop.example/cart",
            "http://desk.example/console/#/c/",
        ] {
            assert!(note.contains(told), "{told} is not in {note}");
        }
    }
    // What the visitor says further follows, in order, and a file as its address.
    world.check(say("anna", "m1", "Hello?"), 201).await;
    world.check(say("anna", "m1", "Hello?"), 200).await;
    world.check(say("anna", "m2", "Hello?"), 201).await;
    world.check(upload(&conversation("anna"), "m3", "label.png", png(1)).token(&token("anna")), 201).await;
    world.desk.deliver().await.unwrap();
    let incoming = server.there.lock().unwrap().incoming();
    assert_eq!(incoming[1..3], ["Hello?", "Hello?"]);
    assert!(incoming[3].starts_with("label.png: http://desk.example/api/v1/files/"), "{incoming:?}");
    // The agent's words come back, once however often they are told.
    for _ in 0..3 {
        world.check(T::signed(T::words().to_owned(), START), 204).await;
    }
    let told = progress(&world, "anna").await;
    let [words] = &said_by_agents(&told)[..] else { panic!("{told:?}") };
    assert_eq!(
        (words.text.as_str(), words.name.as_deref()),
        ("Hello, **Mei** here. It left us this morning.", Some("Mei Lin"))
    );
    assert_eq!((told.status, told.agent.as_deref()), (Status::Assigned, Some("Support")));
    // So does the end.
    world.check(T::signed(T::settled().to_owned(), START), 204).await;
    world.check(T::signed(T::settled().to_owned(), START), 204).await;
    assert_eq!(progress(&world, "anna").await.status, Status::Resolved);
    world.desk.deliver().await.unwrap();
    assert_eq!(server.there.lock().unwrap().incoming().len(), 4, "nothing of theirs goes back to them");
    // Written after the end it is for a person again, in the same place; and the visitor ends it.
    world.check(say("anna", "m4", "One more thing"), 201).await;
    world.check(post(format!("{}/end", conversation("anna")), Value::Null).token(&token("anna")), 204).await;
    world.desk.deliver().await.unwrap();
    let there = server.there.lock().unwrap();
    assert_eq!(there.incoming()[4], "One more thing");
    assert_eq!((there.standing(), there.notes().len()), ((1, true), 1));
}

/// However a connection breaks, each thing arrives once: the answer to one request after the other is lost.
async fn once_though_answers_are_lost<T: There>() {
    for at in 0..9 {
        let server = Server::<T>::new().await;
        let world = server.world().await;
        server.lost.lock().unwrap().extend((0..=at).map(|one| one == at));
        world.check(request("anna", "1"), 201).await;
        world.desk.deliver().await.unwrap();
        world.pass_ms(LATER_MS);
        world.check(say("anna", "m1", "Hello?"), 201).await;
        world.check(say("anna", "m2", "Hello?"), 201).await;
        for _ in 0..3 {
            world.desk.deliver().await.unwrap();
            world.pass_ms(LATER_MS);
        }
        let there = server.there.lock().unwrap();
        assert_eq!(there.standing(), (1, false), "lost at {at}");
        assert_eq!(there.incoming(), ["Where is the parcel of anna?", "Hello?", "Hello?"], "lost at {at}");
        assert_eq!(there.notes().len(), 1, "lost at {at}");
    }
}

async fn only_what_is_signed_now_is_believed<T: There>() {
    let server = Server::<T>::new().await;
    let world = server.world().await;
    world.check(request("anna", "1"), 201).await;
    world.desk.deliver().await.unwrap();
    let words = T::words();
    let forged = words.replace("this morning", "never");
    for (ask, why) in [
        (post("/api/v1/adapter", serde_json::from_str(words).unwrap()), "not signed"),
        (T::signed(words.to_owned(), START).bytes(forged), "another body"),
        (T::signed(words.to_owned(), START - 301_000), "too old"),
        (T::signed(words.to_owned(), START + 301_000), "not yet"),
    ] {
        let answer = world.check(ask, 401).await;
        assert!(answer.text().contains("/problems/unsigned"), "{why}: {}", answer.text());
    }
    // Signed, and nothing to us: another conversation, something else, no JSON at all.
    for body in
        [words.replace("501", "777"), json!({"event": "contact_created"}).to_string(), "null".to_owned()]
    {
        world.check(T::signed(body, START), 204).await;
    }
    assert!(said_by_agents(&progress(&world, "anna").await).is_empty());
}

async fn what_is_erased_is_passed_on_no_more<T: There>() {
    let server = Server::<T>::new().await;
    let world = server.world().await;
    world.check(request("anna", "1"), 201).await;
    world.check(delete(conversation("anna")).token(&token("anna")), 204).await;
    world.desk.deliver().await.unwrap();
    assert_eq!(server.there.lock().unwrap().standing().0, 0);
    // A colleague at this desk may answer too; the others see it as a note, and both are heard.
    let mei = world.owner("Mei").await;
    world.check(request("ben", "1"), 201).await;
    world
        .check(post(format!("{}/messages", at_desk("ben")), message("a1", "I have it.")).cookie(&mei), 201)
        .await;
    world.desk.deliver().await.unwrap();
    let notes = server.there.lock().unwrap().notes();
    assert_eq!(notes.last().unwrap(), "Mei: I have it.");
    world.check(T::signed(T::words().to_owned(), START), 204).await;
    let told = progress(&world, "ben").await;
    assert_eq!((said_by_agents(&told).len(), told.agent.as_deref()), (2, Some("Mei")));
    world.desk.deliver().await.unwrap();
    let endpoints = world.check(get("/api/v1/agent/endpoints").cookie(&mei), 200).await;
    let endpoints: Vec<EndpointStanding> = endpoints.json();
    assert_eq!((endpoints[0].host.as_str(), endpoints[0].waiting), ("127.0.0.1", 0));
}

macro_rules! both {
    ($($test:ident),*) => {$(
        mod $test {
            #[tokio::test]
            async fn at_chatwoot() {
                super::$test::<super::Chatwoot>().await;
            }

            #[tokio::test]
            async fn at_zendesk() {
                super::$test::<super::Zendesk>().await;
            }
        }
    )*};
}

both!(
    there_and_back,
    once_though_answers_are_lost,
    only_what_is_signed_now_is_believed,
    what_is_erased_is_passed_on_no_more
);

#[tokio::test]
async fn what_agents_only_read_along_is_passed_on_once_it_is_handed_over() {
    let server = Server::<Chatwoot>::new().await;
    let world = server.world().await;
    let along = crate::boundary::watch("anna", &[("v1", "Hi"), ("a1", "Hello")]);
    world.check(post("/api/v1/watch", along).token(&token("anna")), 204).await;
    world.desk.deliver().await.unwrap();
    assert_eq!(server.there.lock().unwrap().standing().0, 0);
    world.check(request("anna", "1"), 201).await;
    world.desk.deliver().await.unwrap();
    assert_eq!(server.there.lock().unwrap().incoming(), ["Where is the parcel of anna?"]);
}

#[tokio::test]
async fn what_chatwoot_would_fill_in_stays_as_it_was_said() {
    let server = Server::<Chatwoot>::new().await;
    let world = server.world().await;
    let mut body = handoff("anna", "1");
    body["attributes"] = json!({"order": "{{{agent.name}} {% if %}"});
    world.check(post("/api/v1/handoffs", body).token(&token("anna")), 201).await;
    world.desk.deliver().await.unwrap();
    let notes = server.there.lock().unwrap().notes();
    assert!(notes[0].contains("order: { { {agent.name}} { % if %}"), "{notes:?}");
}

#[tokio::test]
async fn what_failed_at_chatwoot_and_is_sent_again_there_arrives_once() {
    let server = Server::<Chatwoot>::new().await;
    let world = server.world().await;
    world.check(request("anna", "1"), 201).await;
    world.desk.deliver().await.unwrap();
    let update = Chatwoot::words().replace("message_created", "message_updated");
    let deleted = update.replace(r#""content_attributes": {}"#, r#""content_attributes": {"deleted": true}"#);
    for (body, said) in [(deleted, 0), (update.clone(), 1), (update, 1), (Chatwoot::words().to_owned(), 1)] {
        world.check(Chatwoot::signed(body, START), 204).await;
        assert_eq!(said_by_agents(&progress(&world, "anna").await).len(), said);
    }
}

#[tokio::test]
async fn settings_that_could_not_work_are_refused_without_naming_a_secret() {
    let good = settings(AdapterKind::Chatwoot, "https://sayno.example");
    let with = |change: fn(&mut AdapterSettings)| {
        let mut settings = good.clone();
        change(&mut settings);
        settings
    };
    for (settings, problem) in [
        (with(|settings| settings.account = None), "has no account"),
        (with(|settings| settings.inbox = None), "has no inbox"),
        (with(|settings| settings.token = Secret::new("")), "empty token"),
        (with(|settings| settings.url = "http://sayno.example".to_owned()), "goes by http"),
        (with(|settings| settings.url = "sayno".to_owned()), "no readable address"),
        (with(|settings| (settings.kind, settings.user) = (AdapterKind::Zendesk, None)), "has no user"),
    ] {
        let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("adapter-settings");
        let mut desk = desk::Settings { database: folder.join("tandem.db"), ..desk::Settings::default() };
        let mut changed = settings;
        changed.allow_private = false;
        desk.adapter = Some(changed);
        let error = desk::Desk::open(&desk).await.err().expect(problem).to_string();
        assert!(error.contains(problem) && !error.contains("sayno"), "{error}");
    }
}

#[tokio::test]
async fn a_ticket_that_was_closed_is_followed_by_another_with_the_whole_context() {
    let server = Server::<Zendesk>::new().await;
    let world = server.world().await;
    world.check(request("anna", "1"), 201).await;
    world.desk.deliver().await.unwrap();
    server.there.lock().unwrap().close_all();
    world.check(say("anna", "m1", "Still nothing."), 201).await;
    for _ in 0..2 {
        world.desk.deliver().await.unwrap();
        world.pass_ms(LATER_MS);
    }
    let there = server.there.lock().unwrap();
    assert_eq!((there.standing().0, there.notes().len()), (2, 2));
    assert_eq!(there.incoming().last().unwrap(), "Still nothing.");
}
