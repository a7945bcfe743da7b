//! When a conversation is to be looked at: resting until a time, and due by one.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use protocol::{DueDate, Role, Snooze};

use super::agent::acted;
use super::body::Body;
use super::caller::SignedIn;
use super::fault::Fault;
use crate::Desk;
use crate::request::check_later;
use crate::store::Giver;

/// `POST /api/v1/agent/conversations/{id}/snooze`
pub async fn snooze(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Body(snooze): Body<Snooze>,
) -> Result<StatusCode, Fault> {
    check_later("until", snooze.until, desk.now())?;
    acted(desk.store.snooze(&id, &signed_in.agent, snooze.until).await?)
}

/// `POST /api/v1/agent/conversations/{id}/due`
pub async fn due(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Body(date): Body<DueDate>,
) -> Result<StatusCode, Fault> {
    check_later("due_at", date.due_at, desk.now())?;
    let setter = Giver { agent: &signed_in.agent, leads: signed_in.require(Role::Lead).is_ok() };
    acted(desk.store.set_due(&id, setter, date.due_at).await?)
}
