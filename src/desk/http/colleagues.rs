//! Who is at the desk, and what owners and leads change of them.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use protocol::{AgentChange, AgentProfile, Agents, Invite, Invited, Role, SignInCode};

use super::body::Body;
use super::caller::SignedIn;
use super::fault::Fault;
use crate::Desk;

/// `GET /api/v1/agent/agents`
pub async fn list(State(desk): State<Desk>, signed_in: SignedIn) -> Result<Json<Agents>, Fault> {
    Ok(Json(Agents { agents: desk.store.profiles(signed_in.agent.role).await? }))
}

/// `POST /api/v1/agent/agents`
pub async fn invite(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    invite: Result<Body<Invite>, Fault>,
) -> Result<(StatusCode, Json<Invited>), Fault> {
    signed_in.require_all_sites(&desk, Role::Owner).await?;
    let Body(invite) = invite?;
    Ok((StatusCode::CREATED, Json(desk.add_agent_by(signed_in.by(), invite).await?)))
}

/// `PATCH /api/v1/agent/agents/{id}`
pub async fn change(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    change: Result<Body<AgentChange>, Fault>,
) -> Result<Json<AgentProfile>, Fault> {
    signed_in.require_all_sites(&desk, Role::Lead).await?;
    let Body(change) = change?;
    Ok(Json(desk.change_agent_by((signed_in.by(), signed_in.agent.role), &id, change).await?))
}

/// `POST /api/v1/agent/agents/{id}/code`
pub async fn new_code(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<SignInCode>), Fault> {
    signed_in.require_all_sites(&desk, Role::Owner).await?;
    Ok((StatusCode::CREATED, Json(desk.new_code_by(signed_in.by(), &id).await?)))
}
