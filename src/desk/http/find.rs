//! Looking for conversations.

use axum::Json;
use axum::extract::State;
use protocol::{Find, Found};

use super::body::Body;
use super::caller::SignedIn;
use super::fault::Fault;
use crate::Desk;
use crate::request::{Invalid, check_find};
use crate::store::Cursor;

/// `POST /api/v1/agent/find`
pub async fn find(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Body(mut find): Body<Find>,
) -> Result<Json<Found>, Fault> {
    check_find(&mut find)?;
    let after = find.after.as_deref().map(|after| Cursor::read(after).ok_or_else(wrong_page)).transpose()?;
    Ok(Json(desk.store.find(&signed_in.agent, &find, after).await?))
}

fn wrong_page() -> Invalid {
    Invalid {
        field: "after".to_owned(),
        problem: "names no page: send what `more` of the page before says, or nothing".to_owned(),
    }
}
