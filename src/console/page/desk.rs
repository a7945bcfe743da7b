//! The agent's calls to the desk; the session is a cookie that no script can read.

use console::refusal_words;
use console::words::{Words, fill};
use link::Action;
use protocol::{
    AgentChange, AgentProfile, AgentSession, Agents, ConversationDetail, Find, Found, Inbox, Invite, Invited,
    NewMessage, NewPassword, Posted, Presence, PresenceChange, Problem, ReadMark, Sessions, SignIn,
    SignInCode, TakeOver, Transfer, Whisper,
};
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
    kind: String,
    detail: Option<String>,
}

impl Refusal {
    /// For a conversation that the desk no longer has.
    pub fn missing() -> Self {
        Self { status: 404, kind: "/problems/not-found".to_owned(), detail: None }
    }

    /// Whether waiting is all that helps.
    pub fn is_for_haste(&self) -> bool {
        self.status == 429
    }

    /// In the agent's language where the kind is known, else the desk's own words where it gave any.
    pub fn words(&self, words: &Words) -> String {
        let plain = || fill(words.desk_refused, &[("status", &self.status.to_string())]);
        let known = refusal_words(&self.kind, words).map(str::to_owned);
        known.or_else(|| self.detail.clone()).unwrap_or_else(plain)
    }
}

/// Begins a session by a one-time code or a password.
pub async fn sign_in(by: &SignIn) -> Result<AgentSession, Trouble> {
    parsed(ask("POST", "session", by).await?.body)
}

/// Who is signed in.
pub async fn session() -> Result<AgentSession, Trouble> {
    parsed(call("GET", "session", "").await?.body)
}

/// Ends the session.
pub async fn sign_out() -> Result<(), Trouble> {
    call("DELETE", "session", "").await.map(drop)
}

/// Sets one's own password.
pub async fn set_password(new: &NewPassword) -> Result<(), Trouble> {
    ask("POST", "password", new).await.map(drop)
}

/// Says whether new conversations may come.
pub async fn set_presence(presence: Presence) -> Result<(), Trouble> {
    ask("POST", "presence", &PresenceChange { presence }).await.map(drop)
}

/// The browsers in which one is signed in.
pub async fn sessions() -> Result<Sessions, Trouble> {
    parsed(call("GET", "sessions", "").await?.body)
}

/// Ends one of them; without an id all but this one.
pub async fn end_session(id: Option<&str>) -> Result<(), Trouble> {
    let path = id.map_or_else(|| "sessions".to_owned(), |id| ["sessions/", id].concat());
    call("DELETE", &path, "").await.map(drop)
}

/// Everyone at the desk.
pub async fn agents() -> Result<Agents, Trouble> {
    parsed(call("GET", "agents", "").await?.body)
}

/// Makes an account.
pub async fn invite(invite: &Invite) -> Result<Invited, Trouble> {
    parsed(ask("POST", "agents", invite).await?.body)
}

/// Changes an account.
pub async fn change_agent(id: &str, change: &AgentChange) -> Result<AgentProfile, Trouble> {
    parsed(ask("PATCH", &["agents/", id].concat(), change).await?.body)
}

/// A new one-time code for an account.
pub async fn new_code(id: &str) -> Result<SignInCode, Trouble> {
    parsed(call("POST", &["agents/", id, "/code"].concat(), "").await?.body)
}

/// The inbox; none if nothing has changed since the revision `known`.
pub async fn inbox(known: Option<u64>) -> Result<Option<Inbox>, Trouble> {
    let after = known.map(|revision| format!("?after={revision}")).unwrap_or_default();
    let reply = call("GET", &["conversations", &after].concat(), "").await?;
    if reply.status == 304 { Ok(None) } else { parsed(reply.body).map(Some) }
}

/// A page of conversations by words and by what the inbox shows of them.
pub async fn find(find: &Find) -> Result<Found, Trouble> {
    parsed(ask("POST", "find", find).await?.body)
}

/// One conversation with everything about it.
pub async fn conversation(id: &str) -> Result<ConversationDetail, Trouble> {
    parsed(call("GET", &["conversations/", id].concat(), "").await?.body)
}

/// Says something to the visitor; the same message again is one message.
pub async fn post(id: &str, message: &NewMessage) -> Result<Posted, Trouble> {
    parsed(ask("POST", &["conversations/", id, "/messages"].concat(), message).await?.body)
}

/// Adds to what the assistant said, or corrects it, without taking the conversation.
pub async fn whisper(id: &str, whisper: &Whisper) -> Result<(), Trouble> {
    ask("POST", &["conversations/", id, "/whisper"].concat(), whisper).await.map(drop)
}

/// Says how far one has read.
pub async fn read(id: &str, seq: u64) -> Result<(), Trouble> {
    ask("POST", &["conversations/", id, "/read"].concat(), &ReadMark { seq }).await.map(drop)
}

/// Passes a conversation on.
pub async fn transfer(id: &str, to: &Transfer) -> Result<(), Trouble> {
    ask("POST", &["conversations/", id, "/transfer"].concat(), to).await.map(drop)
}

/// Takes a conversation from the colleague who has it.
pub async fn take_over(id: &str, from: String) -> Result<(), Trouble> {
    ask("POST", &["conversations/", id, "/claim"].concat(), &TakeOver { from }).await.map(drop)
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
        404 => Err(Trouble::Missing),
        408 | 425 | 500.. => Err(Trouble::Away),
        status => Err(refused(status, reply.body)),
    }
}

/// A wrong code or password is told with the very status of a session that is over; the kind tells them apart.
fn refused(status: u16, body: JsValue) -> Trouble {
    let problem = ui::from_js::<Problem>(body);
    let kind = problem.as_ref().map(|problem| problem.kind.clone()).unwrap_or_default();
    match (status, kind.as_str()) {
        (401, "/problems/code" | "/problems/password") | (429, "/problems/too-many-tries") => {}
        (401, _) => return Trouble::SignedOut,
        (429, _) => return Trouble::Away,
        _ => {}
    }
    let detail = problem.and_then(|problem| problem.detail.or(Some(problem.title)));
    Trouble::Refused(Refusal { status, kind, detail })
}

/// A desk that answers in another shape is as good as away: a proxy's page, or half a deployment.
fn parsed<T: DeserializeOwned>(body: JsValue) -> Result<T, Trouble> {
    ui::from_js(body).ok_or(Trouble::Away)
}
