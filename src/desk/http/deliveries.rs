//! What the owner asks about alerts and mails that were sent.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use protocol::{Delivery, Role};

use super::caller::SignedIn;
use super::fault::Fault;
use crate::Desk;
use crate::store::Which;

/// `GET /api/v1/agent/deliveries`
pub async fn list(State(desk): State<Desk>, signed_in: SignedIn) -> Result<Json<Vec<Delivery>>, Fault> {
    signed_in.require(Role::Owner)?;
    Ok(Json(desk.store.deliveries(Which::All).await?))
}

/// `POST /api/v1/agent/deliveries/{id}/replay`
pub async fn replay(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, Fault> {
    signed_in.require(Role::Owner)?;
    let id = id.parse().map_err(|_| Fault::NotFound)?;
    match desk.store.replay(Which::One(id), desk.now()).await? {
        0 => Err(Fault::NotFound),
        _ => Ok(StatusCode::NO_CONTENT),
    }
}
