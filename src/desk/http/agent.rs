//! What the agents' console asks of the desk.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use link::Action;
use protocol::{ConversationDetail, NewMessage, Posted};

use super::body::{After, Body};
use super::caller::SignedIn;
use super::fault::Fault;
use super::visitor::posted;
use crate::Desk;
use crate::request::check_message;
use crate::store::{Acted, Look};

/// `GET /api/v1/agent/conversations?after={revision}`
pub async fn inbox(State(desk): State<Desk>, _: SignedIn, After(after): After) -> Result<Response, Fault> {
    Ok(match desk.store.inbox(after, desk.now()).await? {
        Look::Changed(inbox) => Json(inbox).into_response(),
        Look::Same => StatusCode::NOT_MODIFIED.into_response(),
    })
}

/// `GET /api/v1/agent/conversations/{id}`
pub async fn conversation(
    State(desk): State<Desk>,
    _: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<ConversationDetail>, Fault> {
    desk.store.conversation(&id).await?.map(Json).ok_or(Fault::NotFound)
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
    posted(desk.store.reply(&id, &signed_in.agent, &message, None, desk.now()).await?)
}

/// `POST /api/v1/agent/conversations/{id}/claim`
pub async fn claim(desk: State<Desk>, signed_in: SignedIn, id: Path<String>) -> Result<StatusCode, Fault> {
    act(desk, signed_in, id, Action::Claim).await
}

/// `POST /api/v1/agent/conversations/{id}/release`
pub async fn release(desk: State<Desk>, signed_in: SignedIn, id: Path<String>) -> Result<StatusCode, Fault> {
    act(desk, signed_in, id, Action::Release).await
}

/// `POST /api/v1/agent/conversations/{id}/return`
pub async fn give_back(
    desk: State<Desk>,
    signed_in: SignedIn,
    id: Path<String>,
) -> Result<StatusCode, Fault> {
    act(desk, signed_in, id, Action::Return).await
}

/// `POST /api/v1/agent/conversations/{id}/resolve`
pub async fn resolve(desk: State<Desk>, signed_in: SignedIn, id: Path<String>) -> Result<StatusCode, Fault> {
    act(desk, signed_in, id, Action::Resolve).await
}

async fn act(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    action: Action,
) -> Result<StatusCode, Fault> {
    match desk.store.act(&id, &signed_in.agent, action, desk.now()).await? {
        Acted::Done => Ok(StatusCode::NO_CONTENT),
        Acted::Unknown => Err(Fault::NotFound),
        Acted::Owned => Err(Fault::Owned),
        Acted::NotNow(status) => Err(Fault::NotNow(status)),
    }
}
