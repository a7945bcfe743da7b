//! The agent's calls to the desk; the session is a cookie that no script can read.

use console::refusal_words;
use console::words::{Words, fill};
use link::Action;
use protocol::{
    AgentChange, AgentProfile, AgentSession, Agents, AuditPage, CannedReplies, CannedReply, CloseQuestion,
    ConversationDetail, DaysOpen, Delivery, DeskChange, DeskSetup, DraftChanges, DueDate, EditionList,
    EndpointStanding, Erasure, ErasureAsked, ErasureFound, Find, Found, HandBack, HoursAsked, Inbox,
    InsightQuestions, InsightTopics, Insights, Invite, Invited, NewMessage, NewNote, NewPassword, NewVerdict,
    Posted, Presence, PresenceChange, Problem, ReadMark, Resolution, Review, Sessions, SignIn, SignInCode,
    SiteChange, Snooze, SuggestionVerdict, Suggestions, TakeOver, Transfer, Whisper, WordList,
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
    field: Option<String>,
}

impl Refusal {
    /// For a conversation that the desk no longer has.
    pub fn missing() -> Self {
        Self { status: 404, kind: "/problems/not-found".to_owned(), detail: None, field: None }
    }

    /// Whether it is of this kind, as `owned`.
    pub fn is(&self, kind: &str) -> bool {
        self.kind.strip_prefix("/problems/") == Some(kind)
    }

    /// Whether somebody else was faster.
    pub fn is_conflict(&self) -> bool {
        self.status == 409
    }

    /// The field that it is about.
    pub fn field(&self) -> Option<&str> {
        self.field.as_deref()
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

/// The replies that are kept to be used again.
pub async fn canned() -> Result<CannedReplies, Trouble> {
    parsed(call("GET", "replies", "").await?.body)
}

/// Keeps such a reply.
pub async fn keep_canned(reply: &CannedReply) -> Result<(), Trouble> {
    ask("PUT", &["replies/", &reply.id].concat(), reply).await.map(drop)
}

/// Takes such a reply away.
pub async fn drop_canned(id: &str) -> Result<(), Trouble> {
    call("DELETE", &["replies/", id].concat(), "").await.map(drop)
}

/// Says what one thinks of an answer or of the handoff.
pub async fn judge(conversation: &str, verdict: &NewVerdict) -> Result<(), Trouble> {
    ask("PUT", &["conversations/", conversation, "/verdict"].concat(), verdict).await.map(drop)
}

/// Answers worth a look.
pub async fn review() -> Result<Review, Trouble> {
    parsed(call("GET", "review", "").await?.body)
}

/// What suggestions at a site are made of, as it came: [`protocol::Material`].
pub async fn material(site: &str) -> Result<JsValue, Trouble> {
    Ok(call("GET", &["material?site=", site].concat(), "").await?.body)
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

/// Keeps a note; the same note again is one note.
pub async fn note(id: &str, note: &NewNote) -> Result<(), Trouble> {
    ask("POST", &["conversations/", id, "/notes"].concat(), note).await.map(drop)
}

/// Says that one has seen the notes up to a number.
pub async fn see_notes(id: &str, seq: u64) -> Result<(), Trouble> {
    ask("POST", &["conversations/", id, "/notes/seen"].concat(), &ReadMark { seq }).await.map(drop)
}

/// A question needs no answer any longer.
pub async fn close_question(id: &str, note: String) -> Result<(), Trouble> {
    ask("POST", &["conversations/", id, "/notes/close"].concat(), &CloseQuestion { note }).await.map(drop)
}

/// Lets it rest until a time; none ends the rest.
pub async fn snooze(id: &str, until: Option<i64>) -> Result<(), Trouble> {
    ask("POST", &["conversations/", id, "/snooze"].concat(), &Snooze { until }).await.map(drop)
}

/// Sets when it is due; none takes the date away.
pub async fn set_due(id: &str, due_at: Option<i64>) -> Result<(), Trouble> {
    ask("POST", &["conversations/", id, "/due"].concat(), &DueDate { due_at }).await.map(drop)
}

/// Hands it back to the assistant with a note for the team.
pub async fn hand_back(id: &str, note: NewNote) -> Result<(), Trouble> {
    ask("POST", &["conversations/", id, "/return"].concat(), &HandBack { note: Some(note) }).await.map(drop)
}

/// Resolves it, and nothing general is learned from it.
pub async fn resolve_as_exception(id: &str) -> Result<(), Trouble> {
    let exception = Resolution { exception: true };
    ask("POST", &["conversations/", id, "/resolve"].concat(), &exception).await.map(drop)
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

/// What is set, and where.
pub async fn setup() -> Result<DeskSetup, Trouble> {
    parsed(call("GET", "setup", "").await?.body)
}

/// Changes what is the whole desk's.
pub async fn change_desk(change: &DeskChange) -> Result<DeskSetup, Trouble> {
    parsed(ask("PUT", "setup/desk", change).await?.body)
}

/// Changes what is a site's.
pub async fn change_site(site: &str, change: &SiteChange) -> Result<DeskSetup, Trouble> {
    parsed(ask("PUT", &["setup/sites/", site].concat(), change).await?.body)
}

/// Takes a site away that was made here.
pub async fn take_site_away(site: &str) -> Result<DeskSetup, Trouble> {
    parsed(call("DELETE", &["setup/sites/", site].concat(), "").await?.body)
}

/// What hours come to.
pub async fn days_open(asked: &HoursAsked) -> Result<DaysOpen, Trouble> {
    parsed(ask("POST", "setup/hours", asked).await?.body)
}

/// The widget's own words.
pub async fn word_lists() -> Result<Vec<WordList>, Trouble> {
    parsed(call("GET", "setup/words", "").await?.body)
}

/// Who is told by the desk.
pub async fn endpoints() -> Result<Vec<EndpointStanding>, Trouble> {
    parsed(call("GET", "endpoints", "").await?.body)
}

/// What it sent, the newest first.
pub async fn deliveries() -> Result<Vec<Delivery>, Trouble> {
    parsed(call("GET", "deliveries", "").await?.body)
}

/// Sends something again.
pub async fn replay(delivery: i64) -> Result<(), Trouble> {
    call("POST", &["deliveries/", &delivery.to_string(), "/replay"].concat(), "").await.map(drop)
}

/// A page of the audit log; `query` begins with a question mark or is empty.
pub async fn audit(query: &str) -> Result<AuditPage, Trouble> {
    parsed(call("GET", &["audit", query].concat(), "").await?.body)
}

/// What would go.
pub async fn erasable(visitor: String) -> Result<ErasureFound, Trouble> {
    parsed(ask("POST", "erasures/found", &ErasureAsked { visitor }).await?.body)
}

/// Erases conversations for good.
pub async fn erase(numbers: Vec<i64>) -> Result<(), Trouble> {
    ask("POST", "erasures", &Erasure { numbers }).await.map(drop)
}

/// What visitors need; `query` is what stands after the question mark.
pub async fn insights(query: &str) -> Result<Insights, Trouble> {
    parsed(call("GET", &["insights?", query].concat(), "").await?.body)
}

/// Questions that were not or badly answered, the latest first.
pub async fn asked_questions(query: &str) -> Result<InsightQuestions, Trouble> {
    parsed(call("GET", &["insights/questions?", query].concat(), "").await?.body)
}

/// What unanswered questions are about, likewise.
pub async fn topics(query: &str) -> Result<InsightTopics, Trouble> {
    parsed(call("GET", &["insights/topics?", query].concat(), "").await?.body)
}

/// The editions of a site's knowledge base.
pub async fn editions(site: &str) -> Result<EditionList, Trouble> {
    parsed(call("GET", &["knowledge/editions?site=", site].concat(), "").await?.body)
}

/// What the desk proposes at a site.
pub async fn suggestions(site: &str) -> Result<Suggestions, Trouble> {
    parsed(call("GET", &["suggestions?site=", site].concat(), "").await?.body)
}

/// How many these are, as they were worked out last.
pub async fn suggestion_count(site: &str) -> Result<u64, Trouble> {
    let told = call("GET", &["suggestions?brief=true&site=", site].concat(), "").await?.body;
    Ok(ui::reflect::get(&told, "waiting").as_f64().unwrap_or_default() as u64)
}

/// Decides on a suggestion without a draft.
pub async fn decide(suggestion: &str, verdict: &SuggestionVerdict) -> Result<(), Trouble> {
    ask("POST", &["suggestions/", suggestion].concat(), verdict).await.map(drop)
}

/// Takes the rejection of a suggestion back.
pub async fn reconsider(site: &str, suggestion: &str) -> Result<(), Trouble> {
    call("DELETE", &["suggestions/", suggestion, "?site=", site].concat(), "").await.map(drop)
}

/// Changes drafts of a site's knowledge base.
pub async fn draft(changes: &DraftChanges) -> Result<(), Trouble> {
    ask("POST", "knowledge/drafts", changes).await.map(drop)
}

pub(super) async fn ask<T: Serialize>(method: &str, path: &str, body: &T) -> Result<Reply, Trouble> {
    // Our own types hold nothing that JSON cannot.
    call(method, path, &ui::to_text(body).unwrap_or_default()).await
}

pub(super) async fn call(method: &str, path: &str, body: &str) -> Result<Reply, Trouble> {
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
    let field = problem.as_ref().and_then(|problem| problem.field.clone());
    let detail = problem.and_then(|problem| problem.detail.or(Some(problem.title)));
    Trouble::Refused(Refusal { status, kind, detail, field })
}

/// A desk that answers in another shape is as good as away: a proxy's page, or half a deployment.
pub(super) fn parsed<T: DeserializeOwned>(body: JsValue) -> Result<T, Trouble> {
    ui::from_js(body).ok_or(Trouble::Away)
}
