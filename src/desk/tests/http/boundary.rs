//! The one place where the tests touch the desk.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use desk::{Desk, Settings, app};
use hmac::{Hmac, Mac};
use protocol::{AgentSession, Invite, Problem, Role};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::net::TcpListener;
use tower::ServiceExt;

use crate::contract::{Asked, check_exchange};
use crate::engine;

/// The desk's own origin in these tests.
pub const OWN: &str = "http://desk.example";
/// A shop's page that may ask.
pub const SHOP: &str = "http://localhost:8080";
/// When the tests begin, Unix milliseconds.
pub const START: i64 = 1_800_000_000_000;

static NEXT: AtomicU64 = AtomicU64::new(0);

/// An open desk with a folder and a clock of its own; the folder goes with it.
pub struct World {
    pub settings: Settings,
    pub desk: Desk,
    router: Router,
    clock: Arc<AtomicI64>,
    folder: PathBuf,
}

impl World {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// A desk whose settings were changed; `settings.database` lies in a folder of its own.
    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let name = format!("desk-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        // Many visitors of these tests come from one place.
        let mut settings = Settings {
            database: folder.join("data/tandem.db"),
            new_conversations: u32::MAX,
            site_conversations: u32::MAX,
            conversation_messages: u32::MAX,
            ..Settings::default()
        };
        settings.server = engine::server(&folder).await;
        change(&mut settings);
        let clock = Arc::new(AtomicI64::new(START));
        let desk = open(&settings, &clock).await;
        Self { router: app(desk.clone()), settings, desk, clock, folder }
    }

    /// One more desk at the same server, which this one's folder and clock serve too.
    pub async fn neighbour(&self) -> Self {
        let (clock, settings) = (Arc::clone(&self.clock), self.settings.clone());
        let desk = open(&settings, &clock).await;
        // The database goes with this one.
        let settings = Settings { server: None, ..settings };
        Self { router: app(desk.clone()), settings, desk, clock, folder: PathBuf::new() }
    }

    /// Stops the desk and opens it again on the same file.
    pub async fn restart(&mut self) {
        self.desk.close().await;
        self.desk = open(&self.settings, &self.clock).await;
        self.router = app(self.desk.clone());
    }

    pub fn pass_ms(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::Relaxed);
    }

    /// The cookie of the owner, signed in under a name.
    pub async fn owner(&self, name: &str) -> String {
        let code = self.desk.sign_in_code().await.expect("the desk gives a code");
        self.sign_in(&code, name).await
    }

    /// The cookie of one more agent.
    pub async fn agent(&self, name: &str) -> String {
        self.colleague(name, Role::Agent).await.1
    }

    /// The cookie of one more agent who is bound to some sites.
    pub async fn bound_agent(&self, name: &str, sites: &[&str]) -> String {
        let cookie = self.agent(name).await;
        let answer = self.check(get("/api/v1/agent/session").cookie(&cookie), 200).await;
        let session: AgentSession = answer.json();
        self.desk.bind_agent(&session.agent, sites).await.expect("there are such sites");
        cookie
    }

    /// The id and cookie of one more agent of a role.
    pub async fn colleague(&self, name: &str, role: Role) -> (String, String) {
        let invited = self.desk.add_agent(invite(name, role)).await.expect("the desk makes the account");
        let cookie = self.sign_in(&invited.code.code, name).await;
        (invited.agent.id, cookie)
    }

    pub async fn sign_in(&self, code: &str, name: &str) -> String {
        let ask = post("/api/v1/agent/session", json!({"code": code, "name": name})).origin(OWN);
        let answer = self.check(ask, 201).await;
        let cookie = answer.header("set-cookie").to_owned();
        cookie.split(';').next().expect("a cookie has a value").to_owned()
    }

    /// Sends a request and checks the status; whatever fails must be a problem document with safe words.
    pub async fn check(&self, ask: Ask, status: u16) -> Answer {
        let told = format!("{} {}", ask.method, ask.path);
        let answer = self.send(ask).await;
        check_answer(&told, &answer, status);
        answer
    }

    /// Listens on this machine until the test ends, for what needs a socket; gives the address.
    pub async fn listen(&self) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let service = self.router.clone().into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        address
    }

    pub async fn send(&self, ask: Ask) -> Answer {
        let mut request = Request::builder().method(ask.method).uri(&ask.path).header("host", "desk.example");
        for (name, value) in &ask.headers {
            request = request.header(*name, value);
        }
        let asked = Asked { method: ask.method, path: &ask.path, body: &ask.body.clone() };
        let request = request.body(Body::from(ask.body)).expect("the test's request is sound");
        let response = self.router.clone().oneshot(request).await.expect("a router cannot fail");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("the body is in memory").to_vec();
        let answer = Answer { status: parts.status.as_u16(), headers: parts.headers, body };
        check_exchange(&asked, &answer);
        answer
    }
}

/// Checks the status of an answer; whatever fails must be a problem document with safe words.
pub fn check_answer(told: &str, answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{told}: {}", answer.text());
    if answer.status >= 400 && !answer.body.is_empty() {
        assert_eq!(answer.header("content-type"), "application/problem+json", "{told}");
        let problem: Problem = answer.json();
        assert_eq!(problem.status, status, "{told}");
        assert!(problem.kind.starts_with("/problems/"), "{told}: {}", problem.kind);
        let words = answer.text().to_lowercase();
        for internal in ["sqlite", "sqlx", "src/", "select ", "panicked", "argon2"] {
            assert!(!words.contains(internal), "{told}: {words}");
        }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // What stays behind lies in the target folder.
        let _ = std::fs::remove_dir_all(&self.folder);
        self.settings.server.iter().for_each(engine::drop_database);
    }
}

async fn open(settings: &Settings, clock: &Arc<AtomicI64>) -> Desk {
    let clock = Arc::clone(clock);
    let clock = Arc::new(move || clock.load(Ordering::Relaxed));
    Desk::open_with_clock(settings, clock).await.expect("the desk opens")
}

/// The key by which the site's server of these tests signs who a visitor is.
pub const IDENTITY_KEY: &str = "the identity key of these tests, long enough";

/// Claims of the visitor `subject` at the site `default`, signed in at [`START`].
pub fn claims(subject: &str, nonce: &str) -> Value {
    let issued = START / 1_000;
    json!({"aud": "default", "sub": subject, "iat": issued, "exp": issued + 300, "jti": nonce})
}

/// The token that the site's server makes of claims.
pub fn sign(claims: &Value) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", encode(&json!({"alg": "HS256", "typ": "JWT"})), encode(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(IDENTITY_KEY.as_bytes()).expect("any length is good");
    mac.update(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

/// A request to send.
#[derive(Clone)]
pub struct Ask {
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Ask {
    pub fn new(method: &'static str, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), headers: Vec::new(), body: Vec::new() }
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub fn origin(self, origin: &str) -> Self {
        self.header("origin", origin)
    }

    /// As a visitor.
    pub fn token(self, token: &str) -> Self {
        self.header("authorization", format!("Bearer {token}"))
    }

    /// As an agent, from the desk's own page.
    pub fn cookie(self, cookie: &str) -> Self {
        self.header("cookie", cookie).origin(OWN)
    }

    pub fn bytes(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }
}

pub fn get(path: impl Into<String>) -> Ask {
    Ask::new("GET", path)
}

pub fn post(path: impl Into<String>, body: Value) -> Ask {
    Ask::new("POST", path).header("content-type", "application/json").bytes(body.to_string())
}

pub fn patch(path: impl Into<String>, body: Value) -> Ask {
    Ask::new("PATCH", path).header("content-type", "application/json").bytes(body.to_string())
}

pub fn put(path: impl Into<String>, body: Value) -> Ask {
    Ask::new("PUT", path).header("content-type", "application/json").bytes(body.to_string())
}

/// What is the whole desk's where nobody set anything.
pub fn desk_rules() -> Value {
    json!({"first_response_s": null, "assignment": "claim", "expire_hours": 168, "keep_days": 30, "audit_days": 365,
        "insights_days": 180})
}

/// What is a site's where nobody set anything.
pub fn site_rules() -> Value {
    json!({
        "name": "", "origins": [], "hours": null, "holidays": [], "time_zone": "UTC", "wait_limit_s": null,
        "teams": [], "wording": {}, "insights": false, "agents_publish": false,
    })
}

pub fn delete(path: impl Into<String>) -> Ask {
    Ask::new("DELETE", path)
}

/// An account to make, whose login is the name without spaces.
pub fn invite(name: &str, role: Role) -> Invite {
    let login = Some(name.to_lowercase().replace(' ', "-"));
    Invite { name: name.to_owned(), login, role, teams: Vec::new(), capacity: protocol::CAPACITY }
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("headers are ASCII"))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).expect("the body has the type that the wire promises")
    }
}

/// The id of a conversation that a test calls by a short name, and that of its token.
pub fn id(name: &str) -> String {
    format!("conversation-{name:-<22}")
}

/// The visitor's token for such a conversation.
pub fn token(name: &str) -> String {
    format!("token-{name:-<22}")
}

/// A handoff's body; the key is told apart from others of the conversation by `key`.
pub fn handoff(name: &str, key: &str) -> Value {
    json!({
        "version": 1, "conversation": id(name), "idempotency_key": format!("{name}-{key}"),
        "reason": "asked", "question": format!("Where is the parcel of {name}?"), "language": "en",
        "trigger": {"confidence": 0.4, "mood": {"anger": 0.1, "anxiety": 0.2, "dejection": 0.0},
            "matches": [{"entry": "delivery", "question": "When will it come?", "confidence": 0.4, "shown": true}]},
        "transcript": [
            {"id": "t1", "author": "visitor", "text": "Where is it?", "at": START},
            {"id": "t2", "author": "assistant", "text": "It is *under way*.", "entry": "delivery", "at": START},
        ],
        "page": {"url": "https://shop.example/cart", "title": "Cart"}, "consent": "asked",
    })
}

/// Sends a handoff as its visitor.
pub fn request(name: &str, key: &str) -> Ask {
    post("/api/v1/handoffs", handoff(name, key)).token(&token(name)).origin(SHOP)
}

/// One more message's body.
pub fn message(id: &str, text: &str) -> Value {
    json!({"id": id, "text": text, "at": START})
}

/// What was said to the assistant, by the visitor, in a conversation that agents may read along.
pub fn watch(name: &str, said: &[(&str, &str)]) -> Value {
    let said: Vec<Value> = said
        .iter()
        .map(|(id, text)| json!({"id": id, "author": if id.starts_with('a') { "assistant" } else { "visitor" }, "text": text, "at": START}))
        .collect();
    json!({"version": 1, "conversation": id(name), "language": "en", "said": said})
}

/// A digest of a visit that a test calls by a short name, with what differs put in.
pub fn digest(visit: &str, number: u32, told: Value) -> Value {
    let mut digest = json!({
        "version": 1, "visit": format!("visit-{visit:-<22}"), "number": number, "language": "en", "page": "/cart",
    });
    let told = told.as_object().expect("what is told is an object");
    told.iter().for_each(|(key, value)| digest[key] = value.clone());
    digest
}

/// Tells a digest as a page's beacon does.
pub fn beacon(digest: &Value) -> Ask {
    Ask::new("POST", "/api/v1/digest")
        .header("content-type", "text/plain;charset=UTF-8")
        .bytes(digest.to_string())
        .origin(SHOP)
}

/// Path of a visitor's conversation.
pub fn conversation(name: &str) -> String {
    format!("/api/v1/conversations/{}", id(name))
}

/// Path of a conversation as agents see it.
pub fn at_desk(name: &str) -> String {
    format!("/api/v1/agent/conversations/{}", id(name))
}

/// Path of one's own session.
pub const SESSION: &str = "/api/v1/agent/session";

/// Path of the inbox.
pub const INBOX: &str = "/api/v1/agent/conversations";

/// A sound PNG of 3 by 2 pixels, told from others by a number.
pub fn png(number: u32) -> Vec<u8> {
    let chunk = |name: &[u8], content: &[u8]| {
        let length = u32::try_from(content.len()).expect("it is short").to_be_bytes();
        [&length[..], name, content, &[0; 4]].concat()
    };
    let head = chunk(b"IHDR", b"\0\0\0\x03\0\0\0\x02\x08\x02\0\0\0");
    [b"\x89PNG\r\n\x1a\n", &head[..], &chunk(b"IDAT", &number.to_be_bytes()), &chunk(b"IEND", b"")].concat()
}

/// Sends a file to a path of a conversation, under a message's id; its name is percent-encoded already.
pub fn upload(path: &str, message: &str, name: &str, bytes: impl Into<Vec<u8>>) -> Ask {
    Ask::new("POST", format!("{path}/files?message={message}"))
        .header("tandem-file-name", name)
        .header("content-type", "image/png")
        .bytes(bytes)
}

/// The files in a world's folder, whole or on their way.
pub fn files_on_disk(world: &World) -> Vec<PathBuf> {
    let mut folder = world.settings.database.clone().into_os_string();
    folder.push(".files");
    let (mut folders, mut found) = (vec![PathBuf::from(folder)], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found
}
