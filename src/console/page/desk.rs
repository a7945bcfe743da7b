//! The agent's calls to the desk; the session is a cookie that no script can read.

use console::words::{Words, fill};
use link::Action;
use protocol::{AgentSession, ConversationDetail, Inbox, NewMessage, Posted, Problem, SignIn};
use serde::Serialize;
use serde::de::DeserializeOwned;
use ui::Reply;
use wasm_bindgen::JsValue;

const BASE: &str = "/api/v1/agent/";

/// Why a call came to nothing; a variant for each way to react.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// No answer, or the desk can't work just now: the same call may go through later.
    Away,
    /// The session is unknown or over.
    SignedOut,
    /// There is no such conversation.
    Missing,
    /// The desk understood and said no; again would be no again.
    Refused(Refusal),
}

/// What the desk said with its no.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    status: u16,
    detail: Option<String>,
}

impl Refusal {
    /// For a conversation that the desk no longer has.
    pub fn missing() -> Self {
        Self { status: 404, detail: None }
    }

    /// The desk's own words where it gave any.
    pub fn words(&self, words: &Words) -> String {
        let plain = || fill(words.desk_refused, &[("status", &self.status.to_string())]);
        self.detail.clone().unwrap_or_else(plain)
    }
}

/// Spends a one-time code.
pub async fn sign_in(code: &str, name: Option<String>) -> Result<AgentSession, Trouble> {
    parsed(ask("POST", "session", &SignIn::Code { code: code.to_owned(), name }).await?.body)
}

/// Who is signed in.
pub async fn session() -> Result<AgentSession, Trouble> {
    parsed(call("GET", "session", "").await?.body)
}

/// Ends the session.
pub async fn sign_out() -> Result<(), Trouble> {
    call("DELETE", "session", "").await.map(drop)
}

/// The inbox; none if nothing has changed since the revision `known`.
pub async fn inbox(known: Option<u64>) -> Result<Option<Inbox>, Trouble> {
    let after = known.map(|revision| format!("?after={revision}")).unwrap_or_default();
    let reply = call("GET", &["conversations", &after].concat(), "").await?;
    if reply.status == 304 { Ok(None) } else { parsed(reply.body).map(Some) }
}

/// One conversation with everything about it.
pub async fn conversation(id: &str) -> Result<ConversationDetail, Trouble> {
    parsed(call("GET", &["conversations/", id].concat(), "").await?.body)
}

/// Says something to the visitor; the same message again is one message.
pub async fn post(id: &str, message: &NewMessage) -> Result<Posted, Trouble> {
    parsed(ask("POST", &["conversations/", id, "/messages"].concat(), message).await?.body)
}

/// Claims, releases, hands back or resolves.
pub async fn act(id: &str, action: Action) -> Result<(), Trouble> {
    let Some(action) = console::path(action) else { return Ok(()) };
    call("POST", &["conversations/", id, "/", action].concat(), "").await.map(drop)
}

async fn ask<T: Serialize>(method: &str, path: &str, body: &T) -> Result<Reply, Trouble> {
    // Our own types hold nothing that JSON cannot.
    call(method, path, &ui::to_text(body).unwrap_or_default()).await
}

async fn call(method: &str, path: &str, body: &str) -> Result<Reply, Trouble> {
    let reply = ui::fetch(method, &[BASE, path].concat(), "", body).await.map_err(|_| Trouble::Away)?;
    match reply.status {
        200..300 | 304 => Ok(reply),
        401 => Err(Trouble::SignedOut),
        404 => Err(Trouble::Missing),
        408 | 425 | 429 | 500.. => Err(Trouble::Away),
        status => {
            let detail =
                ui::from_js::<Problem>(reply.body).and_then(|problem| problem.detail.or(Some(problem.title)));
            Err(Trouble::Refused(Refusal { status, detail }))
        }
    }
}

/// A desk that answers in another shape is as good as away: a proxy's page, or half a deployment.
fn parsed<T: DeserializeOwned>(body: JsValue) -> Result<T, Trouble> {
    ui::from_js(body).ok_or(Trouble::Away)
}
