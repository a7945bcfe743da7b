//! What owners set in the console, and leads see.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Path, State};
use protocol::{DaysOpen, DeskChange, DeskSetup, HoursAsked, Role, SiteChange, WordList};

use super::body::Body;
use super::caller::SignedIn;
use super::fault::Fault;
use crate::Desk;
use crate::setup::days_open;
use crate::words;

/// `GET /api/v1/agent/setup`
pub async fn show(State(desk): State<Desk>, signed_in: SignedIn) -> Result<Json<DeskSetup>, Fault> {
    signed_in.require(Role::Lead)?;
    told(&desk, &signed_in).await
}

/// `PUT /api/v1/agent/setup/desk`
pub async fn change_desk(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    change: Result<Body<DeskChange>, Fault>,
) -> Result<Json<DeskSetup>, Fault> {
    signed_in.require_all_sites(&desk, Role::Owner).await?;
    let Body(change) = change?;
    desk.change_desk(signed_in.by(), change).await?;
    told(&desk, &signed_in).await
}

/// `PUT /api/v1/agent/setup/sites/{site}`
pub async fn change_site(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(site): Path<String>,
    change: Result<Body<SiteChange>, Fault>,
) -> Result<Json<DeskSetup>, Fault> {
    signed_in.require(Role::Owner)?;
    let Body(change) = change?;
    if change.make {
        signed_in.require_all_sites(&desk, Role::Owner).await?;
    }
    if !may_see(&desk, &signed_in).await?(&site) {
        return Err(Fault::NotFound);
    }
    desk.change_site(signed_in.by(), &site, change).await?;
    told(&desk, &signed_in).await
}

/// `DELETE /api/v1/agent/setup/sites/{site}`
pub async fn take_away(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(site): Path<String>,
) -> Result<Json<DeskSetup>, Fault> {
    signed_in.require(Role::Owner)?;
    if !may_see(&desk, &signed_in).await?(&site) {
        return Err(Fault::NotFound);
    }
    desk.take_site_away(signed_in.by(), &site).await?;
    told(&desk, &signed_in).await
}

/// `POST /api/v1/agent/setup/hours`
pub async fn hours(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    asked: Result<Body<HoursAsked>, Fault>,
) -> Result<Json<DaysOpen>, Fault> {
    signed_in.require(Role::Lead)?;
    let Body(asked) = asked?;
    Ok(Json(DaysOpen { days: days_open(asked, desk.now())? }))
}

/// `GET /api/v1/agent/setup/words`
pub async fn words(signed_in: SignedIn) -> Result<Json<Vec<WordList>>, Fault> {
    signed_in.require(Role::Lead)?;
    Ok(Json(words::lists().to_vec()))
}

async fn told(desk: &Desk, signed_in: &SignedIn) -> Result<Json<DeskSetup>, Fault> {
    Ok(Json(desk.setup(may_see(desk, signed_in).await?).await?))
}

/// Which sites an agent may see.
async fn may_see(desk: &Desk, signed_in: &SignedIn) -> Result<impl Fn(&str) -> bool + use<>, Fault> {
    let bound: BTreeSet<String> = desk.store.sites_of(&signed_in.agent).await?.into_iter().collect();
    Ok(move |site: &str| bound.is_empty() || bound.contains(site))
}
