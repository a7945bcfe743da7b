//! Requests to the desk and what comes back, over real connections or straight into its router.

use anyhow::{Context, Result, ensure};
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Request, header};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::Desk;

/// A shop's page, from which the visitors of these proofs ask.
pub const SHOP: &str = "http://localhost:8080";

/// Who asks.
#[derive(Clone, Debug)]
pub enum Who {
    /// With a bearer token.
    Visitor(String),
    /// With a cookie.
    Agent(String),
    /// Whoever.
    Nobody,
}

/// A request.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Who asks.
    pub who: Who,
    /// The HTTP method.
    pub method: String,
    /// Below the desk's address, without a slash before it.
    pub path: String,
    /// JSON, or nothing.
    pub body: String,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The least wait that the desk asks for.
    pub retry_after_ms: Option<f64>,
    /// Whatever it is.
    pub body: Bytes,
}

impl Ask {
    /// Asks for what stands at a path.
    pub fn get(who: &Who, path: impl Into<String>) -> Self {
        Self { who: who.clone(), method: "GET".to_owned(), path: path.into(), body: String::new() }
    }

    /// Sends JSON to a path; nothing where it is null.
    pub fn post(who: &Who, path: impl Into<String>, body: &Value) -> Self {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        Self { who: who.clone(), method: "POST".to_owned(), path: path.into(), body }
    }

    /// The request for a desk at an address as `http://127.0.0.1:8787/`.
    pub fn request(&self, base: &str) -> Result<Request<Body>> {
        let request = Request::builder().method(self.method.as_str()).uri(format!("{base}{}", self.path));
        let request = match &self.who {
            Who::Visitor(token) => {
                request.header(header::AUTHORIZATION, format!("Bearer {token}")).header(header::ORIGIN, SHOP)
            }
            Who::Agent(cookie) => {
                request.header(header::COOKIE, cookie).header(header::ORIGIN, base.trim_end_matches('/'))
            }
            Who::Nobody => request.header(header::ORIGIN, base.trim_end_matches('/')),
        };
        let request = match self.body.is_empty() {
            true => request,
            false => request.header(header::CONTENT_TYPE, "application/json"),
        };
        Ok(request.body(Body::from(self.body.clone()))?)
    }
}

impl Reply {
    /// Reads a response to its end.
    pub async fn read<B>(response: axum::http::Response<B>) -> Result<Self>
    where
        B: axum::body::HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<axum::BoxError>,
    {
        let retry_after = response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
        let retry_after_ms = retry_after.and_then(|text| text.parse::<f64>().ok());
        let status = response.status().as_u16();
        let body = to_bytes(Body::new(response.into_body()), usize::MAX).await?;
        Ok(Self { status, retry_after_ms: retry_after_ms.map(|seconds| seconds * 1_000.0), body })
    }

    /// What the body says.
    ///
    /// # Errors
    /// Where it is another kind of JSON, or none.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(&self.body).with_context(|| self.text())
    }

    /// Status and body, for people.
    pub fn text(&self) -> String {
        format!("{} {}", self.status, String::from_utf8_lossy(&self.body))
    }

    /// Fails unless it has this status.
    pub fn expect(self, status: u16) -> Result<Self> {
        ensure!(self.status == status, "{status} was expected, not {}", self.text());
        Ok(self)
    }
}

/// A browser's connections to one desk.
#[derive(Clone)]
pub struct Web {
    client: Client<HttpConnector, Body>,
    base: String,
}

impl Web {
    /// For a desk at an address as `http://127.0.0.1:8787/`.
    pub fn new(base: &str) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Self { client: Client::builder(TokioExecutor::new()).build(connector), base: base.to_owned() }
    }

    /// Sends a request once.
    pub async fn send(&self, ask: &Ask) -> Result<Reply> {
        Reply::read(self.client.request(ask.request(&self.base)?).await?).await
    }

    /// The same from a browser that says that it is this.
    pub async fn send_from(&self, ask: &Ask, device: &str) -> Result<Reply> {
        let mut request = ask.request(&self.base)?;
        request.headers_mut().insert(header::USER_AGENT, device.parse()?);
        Reply::read(self.client.request(request).await?).await
    }

    /// The cookie of the one who has a one-time code, under a name.
    pub async fn sign_in(&self, code: &str, name: &str) -> Result<Who> {
        let ask = Ask::post(&Who::Nobody, "api/v1/agent/session", &json!({"code": code, "name": name}));
        let response = self.client.request(ask.request(&self.base)?).await?;
        let cookie = response.headers().get(header::SET_COOKIE).context("nobody was signed in")?.to_str()?;
        Ok(Who::Agent(cookie.split(';').next().unwrap_or_default().to_owned()))
    }

    /// The owner of a desk that runs as a process.
    pub async fn owner(&self, desk: &Desk) -> Result<Who> {
        self.sign_in(desk.sign_in.split("#code=").nth(1).context("the link has no code")?, "Mei").await
    }

    /// One more agent, let in by the owner.
    pub async fn agent(&self, owner: &Who, name: &str) -> Result<Who> {
        let invite = json!({"name": name, "login": name.to_lowercase(), "role": "agent"});
        let reply = self.send(&Ask::post(owner, "api/v1/agent/agents", &invite)).await?.expect(201)?;
        let invited: protocol::Invited = reply.json()?;
        self.sign_in(&invited.code.code, name).await
    }
}
