//! A desk within this process, whose clock is turned by hand.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::Result;
use axum::Router;
use desk::{Desk, Settings, app};
use protocol::{Invite, Role};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tower::ServiceExt;

use super::web::{Ask, Reply, Who};

/// Where the desk stands as agents see it.
const OWN: &str = "http://desk.example/";
/// When the clock begins, Unix milliseconds.
const START: i64 = 1_800_000_000_000;

/// A desk on a database of its own.
pub struct Inside {
    pub desk: Desk,
    router: Router,
    settings: Settings,
    clock: Arc<AtomicI64>,
    folder: TempDir,
}

impl Inside {
    pub async fn open() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("tandem-").tempdir()?;
        let settings = Settings {
            database: folder.path().join("desk.db"),
            new_conversations: u32::MAX,
            site_conversations: u32::MAX,
            conversation_messages: u32::MAX,
            public_url: Some(OWN.trim_end_matches('/').to_owned()),
            ..Settings::default()
        };
        let clock = Arc::new(AtomicI64::new(START));
        let desk = open(&settings, &clock).await?;
        Ok(Self { router: app(desk.clone()), desk, settings, clock, folder })
    }

    /// Ends the desk, does something with its database, and opens it again.
    pub async fn restart<T>(&mut self, meanwhile: impl Future<Output = Result<T>>) -> Result<T> {
        self.desk.close().await;
        let done = meanwhile.await?;
        self.desk = open(&self.settings, &self.clock).await?;
        self.router = app(self.desk.clone());
        Ok(done)
    }

    /// Turns the clock; back where it is negative.
    pub fn pass_ms(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::Relaxed);
    }

    pub fn now(&self) -> i64 {
        self.clock.load(Ordering::Relaxed)
    }

    pub fn database(&self) -> std::path::PathBuf {
        self.settings.database.clone()
    }

    /// A path beside the database.
    pub fn beside(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// Answers a request; it can be given up at any moment.
    pub fn answer(&self, ask: &Ask) -> impl Future<Output = Result<Reply>> + Send + use<> {
        let (router, request) = (self.router.clone(), ask.request(OWN));
        async move { Reply::read(router.oneshot(request?).await?).await }
    }

    /// One more agent.
    pub async fn agent(&self, name: &str) -> Result<Who> {
        let invite = Invite {
            name: name.to_owned(),
            login: Some(name.to_lowercase()),
            role: Role::Agent,
            teams: Vec::new(),
            capacity: protocol::CAPACITY,
        };
        let code = self.desk.add_agent(invite).await?.code.code;
        let body = serde_json::json!({"code": code, "name": name});
        let ask = Ask::post(&Who::Nobody, "api/v1/agent/session", &body).request(OWN)?;
        let response = self.router.clone().oneshot(ask).await?;
        let cookie = response.headers().get("set-cookie").map(|value| value.to_str()).transpose()?;
        Ok(Who::Agent(cookie.and_then(|cookie| cookie.split(';').next()).unwrap_or_default().to_owned()))
    }

    /// Listens on this machine until the desk drains; gives the address.
    pub async fn listen(&self) -> Result<String> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        let desk = self.desk.clone();
        tokio::spawn(async move { desk::listen(listener, &desk, std::future::pending()).await });
        Ok(address)
    }
}

async fn open(settings: &Settings, clock: &Arc<AtomicI64>) -> Result<Desk> {
    let clock = Arc::clone(clock);
    Ok(Desk::open_with_clock(settings, Arc::new(move || clock.load(Ordering::Relaxed))).await?)
}
