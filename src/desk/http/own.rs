//! What an agent changes of its own account: password, presence, and the browsers that are signed in.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use protocol::{NewPassword, PresenceChange, Sessions};

use super::body::Body;
use super::caller::SignedIn;
use super::fault::Fault;
use crate::Desk;
use crate::form::check_new_password;

/// `POST /api/v1/agent/password`
pub async fn set_password(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Body(mut new): Body<NewPassword>,
) -> Result<StatusCode, Fault> {
    check_new_password(&mut new)?;
    if !desk.store.is_fresh(signed_in.session, desk.now()).await? {
        check_old(&desk, &signed_in.agent.id, new.old.take()).await?;
    }
    let hash = desk.passwords.hash(new.password).await?;
    let login = new.login.as_deref();
    desk.store.set_password(&signed_in.agent, signed_in.session, &hash, login, desk.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Guesses are counted by the agent's id, so that whoever found a signed-in browser neither guesses the password
/// nor keeps its owner from signing in elsewhere.
async fn check_old(desk: &Desk, agent: &str, old: Option<String>) -> Result<(), Fault> {
    let (Some(old), Some(kept)) = (old, desk.store.password_hash(agent).await?) else {
        return Err(Fault::OldPassword);
    };
    desk.tries.take_login(agent, desk.now()).map_err(Fault::TooManyTries)?;
    let is_right = desk.passwords.check(old, Some(kept)).await;
    if is_right != Ok(false) {
        desk.tries.give_back_login(agent);
    }
    if is_right? { Ok(()) } else { Err(Fault::OldPassword) }
}

/// `POST /api/v1/agent/presence`
pub async fn set_presence(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Body(change): Body<PresenceChange>,
) -> Result<StatusCode, Fault> {
    desk.store.set_presence(&signed_in.agent.id, change.presence).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/v1/agent/sessions`
pub async fn sessions(State(desk): State<Desk>, signed_in: SignedIn) -> Result<Json<Sessions>, Fault> {
    let sessions = desk.store.sessions(&signed_in.agent.id, signed_in.session, desk.now()).await?;
    Ok(Json(Sessions { sessions }))
}

/// `DELETE /api/v1/agent/sessions`: all but the one that asks
pub async fn end_others(State(desk): State<Desk>, signed_in: SignedIn) -> Result<StatusCode, Fault> {
    desk.store.end_other_sessions(&signed_in.agent.id, signed_in.session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /api/v1/agent/sessions/{id}`
pub async fn end_session(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, Fault> {
    let ended = desk.store.end_session(&signed_in.agent.id, &id).await?;
    if ended { Ok(StatusCode::NO_CONTENT) } else { Err(Fault::NotFound) }
}
