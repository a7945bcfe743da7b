//! What agents write for one another: notes, what they have seen of them, and questions to a team.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use protocol::{CloseQuestion, NewNote, Posted, ReadMark, Role};

use super::body::Body;
use super::caller::SignedIn;
use super::fault::Fault;
use crate::Desk;
use crate::request::{Invalid, check_note};
use crate::store::{Closing, Giver, Noted};

/// `POST /api/v1/agent/conversations/{id}/notes`
pub async fn note(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Body(mut note): Body<NewNote>,
) -> Result<(StatusCode, Json<Posted>), Fault> {
    check_note(&mut note)?;
    noted(desk.store.note(&id, &signed_in.agent, &note, desk.now()).await?)
}

/// `POST /api/v1/agent/conversations/{id}/notes/seen`
pub async fn seen(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Body(mark): Body<ReadMark>,
) -> Result<StatusCode, Fault> {
    let known = desk.store.see_notes(&id, &signed_in.agent, mark.seq).await?;
    if known { Ok(StatusCode::NO_CONTENT) } else { Err(Fault::NotFound) }
}

/// `POST /api/v1/agent/conversations/{id}/notes/close`
pub async fn close(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Body(close): Body<CloseQuestion>,
) -> Result<StatusCode, Fault> {
    let closer = Giver { agent: &signed_in.agent, leads: signed_in.require(Role::Lead).is_ok() };
    match desk.store.close_question(&id, closer, &close.note).await? {
        Closing::Done => Ok(StatusCode::NO_CONTENT),
        Closing::Unknown => Err(Fault::NotFound),
        Closing::Anothers => Err(Fault::Role(Role::Lead)),
    }
}

/// The answer to a note.
pub fn noted(noted: Noted) -> Result<(StatusCode, Json<Posted>), Fault> {
    let invalid = |field: &str, problem: &str| {
        Fault::Invalid(Invalid { field: field.to_owned(), problem: problem.to_owned() })
    };
    match noted {
        Noted::Kept(seq) => Ok((StatusCode::CREATED, Json(Posted { seq }))),
        Noted::Repeated(seq) => Ok((StatusCode::OK, Json(Posted { seq }))),
        Noted::Unknown => Err(Fault::NotFound),
        Noted::IdReused => Err(Fault::KeyReused),
        Noted::TooMany => Err(Fault::TooLong),
        Noted::NoTeam => {
            Err(invalid("asks", "is a team that nobody is in; take one of those that agents have"))
        }
        Noted::NoQuestion => Err(invalid("answers", "is no question of this conversation; leave it out")),
    }
}
