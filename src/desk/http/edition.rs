//! The knowledge base as agents work on it: entries with drafts, what they are tried on, and editions.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use knowledge::{KnowledgeBase, read_text};
use protocol::{
    DraftChanges, EditionList, Knowledge, KnownQuestions, Publication, Restoration, Role, WHY_CHARACTERS,
};
use serde::Deserialize;

use super::body::{Asked, Body};
use super::caller::SignedIn;
use super::fault::Fault;
use crate::Desk;
use crate::publishing::unpack;
use crate::request::{check_text, wrong};

/// Longest language tag.
const TAG_CHARACTERS: usize = 35;

/// The site whose base is meant.
#[derive(Deserialize)]
pub struct Of {
    site: String,
}

/// `GET /api/v1/agent/knowledge?site={id}`
pub async fn show(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Asked(of): Asked<Of>,
) -> Result<Json<Knowledge>, Fault> {
    signed_in.require_site(&desk, &of.site).await?;
    Ok(Json(desk.knowledge(&signed_in.agent, &of.site).await?))
}

/// `POST /api/v1/agent/knowledge/drafts`
pub async fn draft(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Body(mut changes): Body<DraftChanges>,
) -> Result<Json<Knowledge>, Fault> {
    signed_in.require_site(&desk, &changes.site).await?;
    desk.redraft(&signed_in.agent, &mut changes).await?;
    Ok(Json(desk.knowledge(&signed_in.agent, &changes.site).await?))
}

/// `GET /api/v1/agent/knowledge/questions?site={id}`
pub async fn questions(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Asked(of): Asked<Of>,
) -> Result<Json<KnownQuestions>, Fault> {
    signed_in.require_site(&desk, &of.site).await?;
    Ok(Json(desk.known_questions(&of.site).await?))
}

/// `GET /api/v1/agent/knowledge/editions?site={id}`
pub async fn list(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Asked(of): Asked<Of>,
) -> Result<Json<EditionList>, Fault> {
    signed_in.require_site(&desk, &of.site).await?;
    let rules = desk.rules();
    desk.take_file(&rules, &of.site).await?;
    Ok(Json(EditionList { editions: desk.store.editions(&of.site).await? }))
}

/// `POST /api/v1/agent/knowledge/editions`
pub async fn publish(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Body(mut wanted): Body<Publication>,
) -> Result<Json<Knowledge>, Fault> {
    check_publisher(&desk, &signed_in, &wanted.site).await?;
    check_text("why", &mut wanted.why, WHY_CHARACTERS)?;
    check_text("language", &mut wanted.language, TAG_CHARACTERS)?;
    if wanted.why.trim().is_empty() {
        wrong("why", "is empty; say what is otherwise in a few words".to_owned())?;
    }
    if wanted.drafts.is_empty() {
        wrong("drafts", "are none; there is nothing to publish".to_owned())?;
    }
    desk.publish(&signed_in.agent, &wanted).await?;
    published(&desk, &signed_in, &wanted.site).await
}

/// `POST /api/v1/agent/knowledge/restore`
pub async fn restore(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Body(mut wanted): Body<Restoration>,
) -> Result<Json<Knowledge>, Fault> {
    check_publisher(&desk, &signed_in, &wanted.site).await?;
    check_text("why", &mut wanted.why, WHY_CHARACTERS)?;
    desk.restore_edition(&signed_in.agent, &wanted).await?;
    published(&desk, &signed_in, &wanted.site).await
}

/// The site whose edition is meant, and whether with what an engine has learnt of it.
#[derive(Deserialize)]
pub struct Held {
    site: String,
    #[serde(default)]
    learnt: bool,
}

/// `GET /api/v1/agent/knowledge/editions/{number}?site={id}`: what it holds, in the format of the FAQ's file, one value a line
/// so that it can be kept in git; with `&learnt=true` also what an engine has learnt of it, which is another each time.
pub async fn base(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(number): Path<u64>,
    Asked(of): Asked<Held>,
) -> Result<Response, Fault> {
    signed_in.require_site(&desk, &of.site).await?;
    let (head, packed) = desk.store.edition(&of.site, number).await?.ok_or(Fault::NotFound)?;
    let mut json = unpack(&packed).map_err(|error| {
        tracing::error!(cause = %error, "an edition cannot be read");
        Fault::Broken
    })?;
    if !of.learnt {
        let base = read_text(&json).knowledge;
        json = KnowledgeBase { learnt: None, ..base }.to_json();
    }
    let name = format!("attachment; filename=\"faq-{}-{}.json\"", of.site, head.number);
    let headers = [
        (CONTENT_TYPE, "application/json".to_owned()),
        (CONTENT_DISPOSITION, name),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((StatusCode::OK, headers, json).into_response())
}

/// A new edition is taken in for the list of answers to look over; what goes wrong there undoes nothing.
async fn published(desk: &Desk, signed_in: &SignedIn, site: &str) -> Result<Json<Knowledge>, Fault> {
    if let Err(error) = desk.note_editions(desk.now()).await {
        tracing::warn!(cause = %error, "the entries of the latest edition could not be taken in");
    }
    Ok(Json(desk.knowledge(&signed_in.agent, site).await?))
}

async fn check_publisher(desk: &Desk, signed_in: &SignedIn, site: &str) -> Result<(), Fault> {
    signed_in.require_site(desk, site).await?;
    if desk.rights(&desk.rules(), &signed_in.agent, site).publish {
        return Ok(());
    }
    Err(Fault::Role(Role::Lead))
}
