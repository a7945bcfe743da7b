//! The page that Prometheus reads, on an address of its own: what visitors and agents reach has no such route.

use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::fault::Fault;
use crate::Desk;

/// What the text is; Prometheus asks for it, and reads it without being told too.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// `GET /metrics` and nothing else.
pub fn metrics(desk: Desk) -> Router {
    Router::new().route("/metrics", get(page)).with_state(desk)
}

async fn page(State(desk): State<Desk>) -> Result<Response, Fault> {
    let page = desk.metrics_page().await?.ok_or(Fault::NotReady)?;
    Ok(([(CONTENT_TYPE, OPEN_METRICS)], page).into_response())
}
