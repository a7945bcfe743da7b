//! What the agents' console asks of the desk.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use link::Action;
use protocol::{
    Author, ConversationDetail, HandBack, NewMessage, Posted, ReadMark, Resolution, Role, TakeOver, Transfer,
};
use serde::Deserialize;

use super::body::{Asked, Body, Optional};
use super::caller::SignedIn;
use super::fault::Fault;
use super::note::noted;
use super::visitor::posted;
use crate::Desk;
use crate::life::ACCEPT_MS;
use crate::request::{check_message, check_note, check_transfer};
use crate::store::{Acted, Giver, Look, Receiver, Returned};

/// The revision that the console has.
#[derive(Deserialize)]
pub struct Known {
    after: Option<u64>,
}

/// `GET /api/v1/agent/conversations?after={revision}`
pub async fn inbox(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Asked(known): Asked<Known>,
) -> Result<Response, Fault> {
    Ok(match desk.store.inbox(&signed_in.agent, known.after, desk.now()).await? {
        Look::Changed(inbox) => Json(inbox).into_response(),
        Look::Same => StatusCode::NOT_MODIFIED.into_response(),
    })
}

/// `GET /api/v1/agent/conversations/{id}`
pub async fn conversation(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<ConversationDetail>, Fault> {
    desk.store.conversation(&id, &signed_in.agent).await?.map(Json).ok_or(Fault::NotFound)
}

/// `POST /api/v1/agent/conversations/{id}/messages`
pub async fn reply(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Body(mut message): Body<NewMessage>,
) -> Result<(StatusCode, Json<Posted>), Fault> {
    check_message(&mut message)?;
    // What only a widget tells.
    (message.entry, message.confidence, message.team) = (None, None, None);
    let posting = desk.store.reply(&id, &signed_in.agent, &message, None, desk.now()).await?;
    desk.metrics.said(Author::Agent, &posting);
    posted(posting)
}

/// `POST /api/v1/agent/conversations/{id}/read`
pub async fn read(
    State(desk): State<Desk>,
    _: SignedIn,
    Path(id): Path<String>,
    Body(mark): Body<ReadMark>,
) -> Result<StatusCode, Fault> {
    let known = desk.store.agent_read(&id, mark.seq).await?;
    if known { Ok(StatusCode::NO_CONTENT) } else { Err(Fault::NotFound) }
}

/// `POST /api/v1/agent/conversations/{id}/claim`; with a body the conversation is another agent's until then
pub async fn claim(
    desk: State<Desk>,
    signed_in: SignedIn,
    id: Path<String>,
    Optional(take_over): Optional<TakeOver>,
) -> Result<StatusCode, Fault> {
    let Some(TakeOver { from }) = take_over else {
        return act(desk, signed_in, id, Action::Claim).await;
    };
    signed_in.require(Role::Lead)?;
    acted(desk.store.take_over(&id, &from, &signed_in.agent, desk.now()).await?)
}

/// `POST /api/v1/agent/conversations/{id}/release`
pub async fn release(desk: State<Desk>, signed_in: SignedIn, id: Path<String>) -> Result<StatusCode, Fault> {
    act(desk, signed_in, id, Action::Release).await
}

/// `POST /api/v1/agent/conversations/{id}/transfer`
pub async fn give(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Body(mut transfer): Body<Transfer>,
) -> Result<StatusCode, Fault> {
    check_transfer(&mut transfer)?;
    let now = desk.now();
    let giver = Giver { agent: &signed_in.agent, leads: signed_in.require(Role::Lead).is_ok() };
    let receiver = match (&transfer.agent, &transfer.team) {
        (Some(id), _) => Receiver::Agent { id, accept_by: now + ACCEPT_MS },
        (None, team) => Receiver::Team(team.as_deref().unwrap_or_default()),
    };
    acted(desk.store.give(&id, giver, receiver, now).await?)
}

/// `POST /api/v1/agent/conversations/{id}/return`; with a note in the body it is kept with the act
pub async fn give_back(
    desk: State<Desk>,
    signed_in: SignedIn,
    id: Path<String>,
    Optional(back): Optional<HandBack>,
) -> Result<StatusCode, Fault> {
    let Some(mut note) = back.and_then(|back| back.note) else {
        return act(desk, signed_in, id, Action::Return).await;
    };
    check_note(&mut note)?;
    match desk.store.hand_back(&id, &signed_in.agent, &note, desk.now()).await? {
        Returned::Acted(what) => acted(what),
        Returned::Refused(note) => noted(note).map(|(status, _)| status),
    }
}

/// `POST /api/v1/agent/conversations/{id}/resolve`; a body may say that it was an exception
pub async fn resolve(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Optional(resolution): Optional<Resolution>,
) -> Result<StatusCode, Fault> {
    let resolution = resolution.unwrap_or_default();
    acted(desk.store.resolve(&id, &signed_in.agent, resolution, desk.now()).await?)
}

async fn act(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    action: Action,
) -> Result<StatusCode, Fault> {
    acted(desk.store.act(&id, &signed_in.agent, action, desk.now()).await?)
}

pub fn acted(acted: Acted) -> Result<StatusCode, Fault> {
    match acted {
        Acted::Done => Ok(StatusCode::NO_CONTENT),
        Acted::Unknown => Err(Fault::NotFound),
        Acted::Owned => Err(Fault::Owned),
        Acted::NotNow(status) => Err(Fault::NotNow(status)),
    }
}
