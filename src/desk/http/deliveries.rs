//! What the owner asks about alerts and mails that were sent.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use protocol::{Delivery, EndpointStanding, Role};

use super::caller::SignedIn;
use super::fault::Fault;
use crate::Desk;
use crate::store::Which;

/// `GET /api/v1/agent/deliveries`
pub async fn list(State(desk): State<Desk>, signed_in: SignedIn) -> Result<Json<Vec<Delivery>>, Fault> {
    signed_in.require_all_sites(&desk, Role::Owner).await?;
    Ok(Json(desk.store.deliveries(Which::All).await?))
}

/// `GET /api/v1/agent/endpoints`
pub async fn endpoints(
    State(desk): State<Desk>,
    signed_in: SignedIn,
) -> Result<Json<Vec<EndpointStanding>>, Fault> {
    signed_in.require_all_sites(&desk, Role::Owner).await?;
    let mut standings = Vec::new();
    for endpoint in desk.endpoints.iter() {
        let health = desk.store.health(&endpoint.key).await?;
        standings.push(EndpointStanding {
            number: endpoint.number,
            form: endpoint.form_word().to_owned(),
            host: endpoint.host().to_owned(),
            topics: endpoint.topics.iter().map(|topic| topic.word()).collect(),
            words: endpoint.words,
            waiting: health.waiting,
            dead: health.dead,
            failing_since: health.failing_since,
            last_status: health.last_status,
            disabled_at: health.disabled_at,
        });
    }
    if let Some(elsewhere) = &desk.elsewhere {
        let health = desk.store.health(&elsewhere.key).await?;
        standings.push(EndpointStanding {
            number: elsewhere.number,
            form: elsewhere.word.to_owned(),
            host: elsewhere.host.clone(),
            topics: Vec::new(),
            words: true,
            waiting: health.waiting,
            dead: health.dead,
            failing_since: health.failing_since,
            last_status: health.last_status,
            disabled_at: health.disabled_at,
        });
    }
    Ok(Json(standings))
}

/// `POST /api/v1/agent/deliveries/{id}/replay`
pub async fn replay(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, Fault> {
    signed_in.require_all_sites(&desk, Role::Owner).await?;
    let id = id.parse().map_err(|_| Fault::NotFound)?;
    match desk.store.replay(signed_in.by(), Which::One(id), desk.now()).await? {
        0 => Err(Fault::NotFound),
        _ => Ok(StatusCode::NO_CONTENT),
    }
}
