//! What operators watch: counts, waits and sizes, none of them of a person.
//!
//! Labels come from closed sets alone: patterns of routes, classes of status, reasons, authors, states.

use std::fs::metadata;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use protocol::{Author, HandoffReason};
use serde::Serialize;

use crate::Desk;
use crate::store::{Load, Posting, StoreError};

/// Seconds by which requests are told apart; the longest is the time limit of a request.
const REQUEST_S: [f64; 11] = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 300.0];
/// How a request without a route of its own is called: a file of the site, or nothing.
pub const OTHER: &str = "other";

/// A gauge of seconds.
type Seconds = Gauge<f64, AtomicU64>;

/// What is counted as it happens, and the places for what is measured when somebody asks.
pub struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    latency: Family<OfRoute, Histogram>,
    handoffs: Family<OfReason, Counter>,
    messages: Family<OfAuthor, Counter>,
    sockets: Gauge,
    waiting: Gauge,
    oldest_wait: Seconds,
    deliveries: Family<OfState, Gauge>,
    database: Gauge,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfRoute {
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfReason {
    reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfAuthor {
    author: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfState {
    kind: String,
    state: String,
}

impl Metrics {
    /// Nothing counted yet; `commits` are the store's, in seconds.
    pub fn new(commits: Histogram) -> Self {
        let latency = Family::new_with_constructor((|| Histogram::new(REQUEST_S)) as fn() -> Histogram);
        let mut metrics = Self {
            registry: Registry::with_prefix("tandem"),
            requests: Family::default(),
            latency,
            handoffs: Family::default(),
            messages: Family::default(),
            sockets: Gauge::default(),
            waiting: Gauge::default(),
            oldest_wait: Seconds::default(),
            deliveries: Family::default(),
            database: Gauge::default(),
        };
        metrics.register(commits);
        metrics
    }

    fn register(&mut self, commits: Histogram) {
        let registry = &mut self.registry;
        registry.register("requests", "Requests by route and class of status", self.requests.clone());
        registry.register(
            "request_seconds",
            "Time until a request is answered, seconds",
            self.latency.clone(),
        );
        registry.register(
            "handoffs",
            "Requests for a person that were kept, by reason",
            self.handoffs.clone(),
        );
        registry.register("messages", "Messages that were kept, by author", self.messages.clone());
        registry.register("sockets", "Sockets that are open", self.sockets.clone());
        registry.register("queue_waiting", "Visitors who wait for a person", self.waiting.clone());
        registry.register(
            "queue_oldest_wait_seconds",
            "How long the first of them has waited, seconds",
            self.oldest_wait.clone(),
        );
        registry.register(
            "deliveries",
            "What is to be told others and is kept, by kind and state",
            self.deliveries.clone(),
        );
        registry.register("commit_seconds", "Time until a change is on the disk, seconds", commits);
        registry.register(
            "database_bytes",
            "Size of the database with its log, bytes",
            self.database.clone(),
        );
    }

    /// Counts a request that was answered; without a route of its own it is one of many others.
    pub fn answered(&self, method: &axum::http::Method, route: Option<&str>, status: u16, took: Duration) {
        let route = route.unwrap_or(OTHER).to_owned();
        self.latency.get_or_create(&OfRoute { route: route.clone() }).observe(took.as_secs_f64());
        let labels = Answered { method: known(method), route, status: class(status) };
        self.requests.get_or_create(&labels).inc();
    }

    /// Counts a request for a person that was kept.
    pub fn handed_over(&self, reason: HandoffReason) {
        self.handoffs.get_or_create(&OfReason { reason: word(&reason) }).inc();
    }

    /// Counts a message, where it was kept and is no repeat.
    pub fn said(&self, author: Author, posting: &Posting) {
        if matches!(posting, Posting::Kept(_)) {
            self.messages.get_or_create(&OfAuthor { author: word(&author) }).inc();
        }
    }

    /// All of it as OpenMetrics text.
    fn write(&self, load: &Load, sockets: usize, bytes: u64, now: i64) -> Result<String, std::fmt::Error> {
        self.sockets.set(i64::try_from(sockets).unwrap_or(i64::MAX));
        self.waiting.set(load.waiting);
        let waited_ms = load.oldest_at.map_or(0, |at| (now - at).max(0));
        self.oldest_wait.set(waited_ms as f64 / 1_000.0);
        self.database.set(i64::try_from(bytes).unwrap_or(i64::MAX));
        self.deliveries.clear();
        for (kind, state, count) in &load.deliveries {
            let labels = OfState { kind: kind.clone(), state: state.clone() };
            self.deliveries.get_or_create(&labels).set(*count);
        }
        let mut page = String::new();
        encode(&mut page, &self.registry)?;
        Ok(page)
    }
}

impl Desk {
    /// What operators watch, as it stands now; none where it cannot be written, which takes a formatter that fails.
    pub(crate) async fn metrics_page(&self) -> Result<Option<String>, StoreError> {
        let load = self.store.load().await?;
        let bytes = match self.store.bytes_at_server().await? {
            Some(bytes) => bytes,
            None => bytes_of(&self.settings.database),
        };
        Ok(self.metrics.write(&load, self.hub.open(), bytes, self.now()).ok())
    }
}

/// Bytes of the database's file and of the log beside it.
fn bytes_of(database: &Path) -> u64 {
    let mut log = database.as_os_str().to_owned();
    log.push("-wal");
    let bytes = |path: &Path| metadata(path).map_or(0, |found| found.len());
    bytes(database) + bytes(&PathBuf::from(log))
}

/// A caller may invent methods, which are all one here.
pub fn known(method: &axum::http::Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => OTHER,
    }
}

fn class(status: u16) -> &'static str {
    match status / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}

/// The word that the wire has for one of a closed set.
fn word<T: Serialize>(of: &T) -> String {
    let value = serde_json::to_value(of).unwrap_or_default();
    value.as_str().unwrap_or(OTHER).to_owned()
}
