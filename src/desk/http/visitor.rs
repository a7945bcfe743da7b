//! What a visitor's widget asks of the desk.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use protocol::{HandoffReply, HandoffRequest, NewMessage, Posted, Progress, Status};

use super::body::{After, Body};
use super::caller::Token;
use super::fault::Fault;
use crate::Desk;
use crate::request::{check_handoff, check_message};
use crate::store::{Caller, Place, Posting, Requested};

/// `POST /api/v1/handoffs`
pub async fn request(
    State(desk): State<Desk>,
    Token(token): Token,
    Body(mut request): Body<HandoffRequest>,
) -> Result<(StatusCode, Json<HandoffReply>), Fault> {
    check_handoff(&mut request)?;
    let caller = Caller { conversation: &request.conversation, token };
    match desk.store.request(caller, &request, desk.now()).await? {
        Requested::Kept(place) => Ok((StatusCode::CREATED, accepted(&desk, place))),
        Requested::Repeated(place) => Ok((StatusCode::OK, accepted(&desk, place))),
        Requested::Foreign => Err(Fault::NotFound),
        Requested::KeyReused => Err(Fault::KeyReused),
        Requested::Erased => Err(Fault::Erased),
    }
}

/// `GET /api/v1/conversations/{id}?after={seq}`
pub async fn progress(
    State(desk): State<Desk>,
    Token(token): Token,
    Path(id): Path<String>,
    After(after): After,
) -> Result<Json<Progress>, Fault> {
    let caller = Caller { conversation: &id, token };
    let progress = desk.store.progress(caller, after.unwrap_or(0), desk.now()).await?;
    let mut progress = progress.ok_or(Fault::NotFound)?;
    if progress.status == Status::Requested {
        progress.opens_at = desk.opens_at();
    }
    Ok(Json(progress))
}

/// `POST /api/v1/conversations/{id}/messages`
pub async fn say(
    State(desk): State<Desk>,
    Token(token): Token,
    Path(id): Path<String>,
    Body(mut message): Body<NewMessage>,
) -> Result<(StatusCode, Json<Posted>), Fault> {
    check_message(&mut message)?;
    let caller = Caller { conversation: &id, token };
    posted(desk.store.say(caller, &message, None, desk.now()).await?)
}

/// `DELETE /api/v1/conversations/{id}`
pub async fn erase(
    State(desk): State<Desk>,
    Token(token): Token,
    Path(id): Path<String>,
) -> Result<StatusCode, Fault> {
    let caller = Caller { conversation: &id, token };
    if !desk.store.erase(caller, desk.now()).await? {
        return Err(Fault::NotFound);
    }
    // What was erased is gone from every view already; files and log are wiped now or, with something in the way, soon.
    if let Err(error) = desk.wipe().await {
        tracing::warn!(cause = %error, "what was erased could not be wiped off the disk yet");
    }
    Ok(StatusCode::NO_CONTENT)
}

/// The answer to a message, whoever wrote it.
pub fn posted(posting: Posting) -> Result<(StatusCode, Json<Posted>), Fault> {
    match posting {
        Posting::Kept(seq) => Ok((StatusCode::CREATED, Json(Posted { seq }))),
        Posting::Repeated(seq) => Ok((StatusCode::OK, Json(Posted { seq }))),
        Posting::Unknown => Err(Fault::NotFound),
        Posting::IdReused => Err(Fault::KeyReused),
        Posting::TooLong => Err(Fault::TooLong),
        Posting::Owned => Err(Fault::Owned),
        Posting::NoRoom => Err(Fault::ManyFiles),
    }
}

fn accepted(desk: &Desk, place: Place) -> Json<HandoffReply> {
    if let Some(opens_at) = desk.opens_at() {
        return Json(HandoffReply::Offline { opens_at: Some(opens_at) });
    }
    Json(HandoffReply::Accepted { position: place.position, expected_wait_s: place.expected_wait_s })
}
