//! What is proposed, and what people decide on it.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use protocol::{SuggestionVerdict, Suggestions, WHY_CHARACTERS};
use serde::Deserialize;

use super::body::{Asked, Body};
use super::caller::{Ruled, SignedIn};
use super::fault::Fault;
use crate::Desk;
use crate::request::Invalid;
use crate::store::Decision;

/// The site whose suggestions are asked for.
#[derive(Deserialize)]
pub struct Of {
    site: String,
}

/// The same, and whether only how many wait.
#[derive(Deserialize)]
pub struct Wanted {
    site: String,
    #[serde(default)]
    brief: bool,
}

/// `GET /api/v1/agent/suggestions?site={id}&brief={true|false}`
///
/// All that a suggestion rests on is of its own site, so whoever sees the site sees the conversations too.
pub async fn list(
    State(desk): State<Desk>,
    Ruled(rules): Ruled,
    signed_in: SignedIn,
    Asked(of): Asked<Wanted>,
) -> Result<Json<Suggestions>, Fault> {
    signed_in.require_site(&desk, &of.site).await?;
    let site = rules.sites.get(&of.site).ok_or(Fault::NotFound)?;
    if of.brief {
        let waiting = desk.store.waiting_suggestions(site.id()).await?;
        return Ok(Json(Suggestions { waiting, ..Suggestions::default() }));
    }
    Ok(Json(desk.suggestions(&rules, site).await?))
}

/// `POST /api/v1/agent/suggestions/{id}`
pub async fn decide(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Body(verdict): Body<SuggestionVerdict>,
) -> Result<StatusCode, Fault> {
    let why = verdict.why.trim();
    if why.chars().count() > WHY_CHARACTERS {
        let problem = format!("is longer than {WHY_CHARACTERS} characters");
        return Err(Invalid { field: "why".to_owned(), problem }.into());
    }
    signed_in.require_site(&desk, &verdict.site).await?;
    let of = (verdict.site.as_str(), id.as_str());
    match desk.store.decide(of, &signed_in.agent, (verdict.accept, why), desk.now()).await? {
        Decision::Done => Ok(StatusCode::NO_CONTENT),
        Decision::Unknown => Err(Fault::NotFound),
    }
}

/// `DELETE /api/v1/agent/suggestions/{id}?site={id}`: takes a rejection back.
pub async fn reconsider(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Asked(of): Asked<Of>,
) -> Result<StatusCode, Fault> {
    signed_in.require_site(&desk, &of.site).await?;
    match desk.store.take_rejection_back(&of.site, &id).await? {
        Decision::Done => Ok(StatusCode::NO_CONTENT),
        Decision::Unknown => Err(Fault::NotFound),
    }
}
