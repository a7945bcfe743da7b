//! What an owner erases in the console: first what would go, then for good.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use protocol::{Erasable, Erasure, ErasureAsked, ErasureFound, Role};

use super::body::Body;
use super::caller::SignedIn;
use super::fault::Fault;
use crate::Desk;
use crate::request::{LABEL_CHARACTERS, check_text};
use crate::store::Found;

/// Conversations that are shown and erased at once.
const MOST: usize = 1_000;

/// `POST /api/v1/agent/erasures/found`: by a body, since an address has no place in a URL
pub async fn found(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    asked: Result<Body<ErasureAsked>, Fault>,
) -> Result<Json<ErasureFound>, Fault> {
    signed_in.require(Role::Owner)?;
    let Body(mut asked) = asked?;
    check_text("visitor", &mut asked.visitor, LABEL_CHARACTERS)?;
    let mut found = desk.store.find_visitor(&asked.visitor).await?;
    let numbers: Vec<i64> = found.iter().map(|one| one.number).collect();
    let seen = desk.store.seen_of(&signed_in.agent, &numbers).await?;
    found.retain(|one| seen.contains(&one.number));
    found.truncate(MOST);
    Ok(Json(ErasureFound { conversations: found.into_iter().map(erasable).collect() }))
}

/// `POST /api/v1/agent/erasures`
pub async fn erase(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    erasure: Result<Body<Erasure>, Fault>,
) -> Result<StatusCode, Fault> {
    signed_in.require(Role::Owner)?;
    let Body(Erasure { mut numbers }) = erasure?;
    numbers.truncate(MOST);
    let numbers = desk.store.seen_of(&signed_in.agent, &numbers).await?;
    if numbers.is_empty() {
        return Err(Fault::NotFound);
    }
    desk.store.erase_numbers(signed_in.by(), &numbers, desk.now()).await?;
    if let Err(error) = desk.wipe().await {
        // The rows are gone; the next tidying wipes what is left on the disk.
        tracing::warn!(cause = %error, "could not wipe at once what was erased; trying again in a minute");
    }
    Ok(StatusCode::NO_CONTENT)
}

fn erasable(found: Found) -> Erasable {
    let Found { number, visitor, status, requested_at, messages, files } = found;
    Erasable { number, visitor, status, requested_at, messages, files }
}
