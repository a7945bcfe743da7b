//! A site that embeds the widget, and the host that serves the widget's files: two origins, as in life.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;

use crate::Places;

/// One page or file of a site.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Its path, beginning with a slash.
    pub path: String,
    /// Its bytes.
    pub body: Vec<u8>,
    /// Its `Content-Security-Policy`; empty for none.
    pub policy: String,
    /// Its status.
    pub status: StatusCode,
}

impl Page {
    /// A page or file without a policy.
    pub fn new(path: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { path: path.to_owned(), body: body.into(), ..Self::default() }
    }

    /// The same, answered with another status than 200.
    pub fn status(self, status: u16) -> Self {
        Self { status: StatusCode::from_u16(status).unwrap_or_default(), ..self }
    }
}

#[derive(Clone)]
struct Served {
    pages: Arc<Mutex<Vec<Page>>>,
    asked: Arc<Mutex<Vec<String>>>,
    told: Arc<Mutex<Vec<Told>>>,
}

/// What was sent to a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The HTTP method.
    pub method: String,
    /// Where to.
    pub path: String,
    /// As what: the `Content-Type`.
    pub kind: String,
    /// The body, as text.
    pub body: String,
}

/// Serves pages it is given and, where no page fits, the files of `dist/`; remembers what was asked of it.
pub struct Host {
    address: SocketAddr,
    served: Served,
}

impl Host {
    /// A host on a free port of this machine.
    pub async fn start(pages: Vec<Page>) -> anyhow::Result<Self> {
        let served =
            Served { pages: Arc::new(Mutex::new(pages)), asked: Arc::default(), told: Arc::default() };
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let app = Router::new().fallback(answer).with_state(served.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(Self { address, served })
    }

    /// The host's origin, without a slash at its end.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Adds a page or file, or puts it in the place of the one at its path.
    pub fn put(&self, page: Page) {
        let mut pages = self.served.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.retain(|known| known.path != page.path);
        pages.push(page);
    }

    /// The paths asked for so far, in order.
    pub fn asked(&self) -> Vec<String> {
        self.served.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What was sent to it so far, in order: requests of any method but GET.
    pub fn told(&self) -> Vec<Told> {
        self.served.told.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn answer(
    State(served): State<Served>,
    method: Method,
    uri: Uri,
    asked: HeaderMap,
    body: Bytes,
) -> Response {
    let path = uri.path().to_owned();
    if method != Method::GET {
        let kind = asked.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let (method, kind) = (method.to_string(), kind.to_owned());
        let body = String::from_utf8_lossy(&body).into_owned();
        let told = Told { method, path: path.clone(), kind, body };
        served.told.lock().unwrap_or_else(PoisonError::into_inner).push(told);
    }
    served.asked.lock().unwrap_or_else(PoisonError::into_inner).push(path.clone());
    let page = served
        .pages
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .iter()
        .find(|page| page.path == path)
        .cloned();
    let page = page.or_else(|| file(&path));
    match page {
        Some(page) => (page.status, headers(&page), page.body).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn file(path: &str) -> Option<Page> {
    let file: PathBuf = Places::dist().join(path.trim_start_matches('/'));
    if path.contains("..") {
        return None;
    }
    Some(Page::new(path, std::fs::read(file).ok()?))
}

fn headers(page: &Page) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let kind = match page.path.rsplit('.').next() {
        Some("js") => "text/javascript",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css",
        Some("json") => "application/json",
        Some("csv") => "text/csv",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "text/html; charset=utf-8",
    };
    let mut set = |name, value: &str| {
        if let Ok(value) = value.parse() {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, kind);
    set(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(header::CACHE_CONTROL, "no-store");
    if !page.policy.is_empty() {
        set(header::CONTENT_SECURITY_POLICY, &page.policy);
    }
    headers
}
