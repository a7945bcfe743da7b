//! Whether the desk lives, and whether it can be given work.

use axum::extract::State;

use super::fault::Fault;
use crate::Desk;

/// `GET /healthz`: the process answers.
pub async fn live() -> &'static str {
    "ok"
}

/// `GET /readyz`: what comes now would be kept.
pub async fn ready(State(desk): State<Desk>) -> Result<&'static str, Fault> {
    if desk.is_draining() {
        return Err(Fault::Draining);
    }
    if desk.readiness.can_write(&desk.store, desk.now()).await { Ok("ready") } else { Err(Fault::NotReady) }
}
