//! An agent signs in with a one-time code or a password, and out.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header::SET_COOKIE};
use protocol::{AgentSession, SignIn};

use super::address::Address;
use super::body::Body;
use super::caller::{SignedIn, cookie_name};
use super::fault::Fault;
use crate::Desk;
use crate::form::check_sign_in;
use crate::secret::{Hash, new_secret};
use crate::store::{Agent, SESSION_MS};

type Cookie = [(HeaderName, String); 1];

/// `POST /api/v1/agent/session`
pub async fn sign_in(
    State(desk): State<Desk>,
    Address(address): Address,
    Body(mut sign_in): Body<SignIn>,
) -> Result<(StatusCode, Cookie, Json<AgentSession>), Fault> {
    check_sign_in(&mut sign_in)?;
    desk.tries.take_address(address, desk.now()).map_err(Fault::TooManyTries)?;
    let session = new_secret()?;
    let admitted = match &sign_in {
        SignIn::Code { code, name } => by_code(&desk, code, name.as_deref(), &session).await,
        SignIn::Password { login, password } => by_password(&desk, login, password, &session).await,
    };
    if admitted.as_ref().is_err_and(Fault::is_guess) {
        // Whoever guesses learns nothing of a full disk.
        if let Err(error) = desk.store.note_failed_sign_in(desk.now()).await {
            tracing::warn!(cause = %error, "could not write down a failed sign-in");
        }
    } else {
        desk.tries.give_back_address(address);
    }
    let cookie = cookie(&desk, &session, SESSION_MS / 1_000);
    Ok((StatusCode::CREATED, cookie, Json(wire(admitted?))))
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

async fn by_code(desk: &Desk, code: &str, name: Option<&str>, session: &str) -> Result<Agent, Fault> {
    let agent = desk.store.sign_in(Hash::of(code), Hash::of(session), name, desk.now()).await?;
    agent.ok_or(Fault::Code)
}

/// Whatever is wrong, it takes one hash and is told in the same words.
async fn by_password(desk: &Desk, login: &str, password: &str, session: &str) -> Result<Agent, Fault> {
    desk.tries.take_login(login, desk.now()).map_err(Fault::TooManyTries)?;
    let found = check_password(desk, login, password, session).await;
    if !found.as_ref().is_err_and(Fault::is_guess) {
        desk.tries.give_back_login(login);
    }
    found
}

async fn check_password(desk: &Desk, login: &str, password: &str, session: &str) -> Result<Agent, Fault> {
    let kept = desk.store.credentials(login).await?;
    let hash = kept.as_ref().and_then(|kept| kept.password_hash.clone());
    let is_right = desk.passwords.check(password.to_owned(), hash).await?;
    let kept = kept.filter(|_| is_right).ok_or(Fault::Password)?;
    let agent = desk.store.begin_session(&kept, Hash::of(session), desk.now()).await?;
    agent.ok_or(Fault::Password)
}

fn cookie(desk: &Desk, value: &str, max_age_s: i64) -> Cookie {
    let secure = if desk.origins.is_secure() { "; Secure" } else { "" };
    let name = cookie_name(desk);
    let cookie = format!("{name}={value}; Path=/; Max-Age={max_age_s}; HttpOnly; SameSite=Strict{secure}");
    [(SET_COOKIE, cookie)]
}

fn wire(agent: Agent) -> AgentSession {
    AgentSession {
        agent: agent.id,
        name: agent.name,
        login: agent.login,
        role: agent.role,
        teams: agent.teams,
        capacity: agent.capacity,
        presence: agent.presence,
        has_password: agent.has_password,
    }
}
