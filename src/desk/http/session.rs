//! An agent signs in with a one-time code, and out.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header::SET_COOKIE};
use protocol::{AgentSession, SignIn};

use super::address::Address;
use super::body::Body;
use super::caller::{COOKIE_NAME, SignedIn};
use super::fault::Fault;
use crate::Desk;
use crate::request::check_sign_in;
use crate::secret::{Hash, new_secret};
use crate::store::{Agent, SESSION_MS};

type Cookie = [(HeaderName, String); 1];

/// `POST /api/v1/agent/session`
pub async fn sign_in(
    State(desk): State<Desk>,
    Address(address): Address,
    Body(mut sign_in): Body<SignIn>,
) -> Result<(StatusCode, Cookie, Json<AgentSession>), Fault> {
    let now = desk.now();
    desk.tries.admit(address, now).map_err(Fault::TooManyTries)?;
    check_sign_in(&mut sign_in)?;
    let session = new_secret()?;
    let (code, name) = (Hash::of(&sign_in.code), sign_in.name.as_deref());
    let Some(agent) = desk.store.sign_in(code, Hash::of(&session), name, now).await? else {
        desk.tries.note_wrong(address, now);
        return Err(Fault::Code);
    };
    let cookie = cookie(&desk, &session, SESSION_MS / 1_000);
    Ok((StatusCode::CREATED, cookie, Json(wire(agent))))
}

/// `GET /api/v1/agent/session`
pub async fn show(signed_in: SignedIn) -> Json<AgentSession> {
    Json(wire(signed_in.agent))
}

/// `DELETE /api/v1/agent/session`
pub async fn sign_out(State(desk): State<Desk>, signed_in: SignedIn) -> Result<(StatusCode, Cookie), Fault> {
    desk.store.sign_out(signed_in.session, desk.now()).await?;
    Ok((StatusCode::NO_CONTENT, cookie(&desk, "", 0)))
}

fn cookie(desk: &Desk, value: &str, max_age_s: i64) -> Cookie {
    let secure = if desk.origins.is_secure() { "; Secure" } else { "" };
    let cookie =
        format!("{COOKIE_NAME}={value}; Path=/; Max-Age={max_age_s}; HttpOnly; SameSite=Strict{secure}");
    [(SET_COOKIE, cookie)]
}

fn wire(agent: Agent) -> AgentSession {
    AgentSession { agent: agent.id, name: agent.name }
}
