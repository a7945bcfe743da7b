//! What agents keep and judge: canned replies, verdicts, the review list, and what suggestions are made of.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use knowledge::suggest::Impersonal;
use knowledge::{Entry, KnowledgeBase};
use protocol::{
    CannedReplies, CannedReply, KnownAnswer, KnownEntry, Material, NewVerdict, Review, Role, Solved,
};
use serde::Deserialize;

use super::body::{Asked, Body};
use super::caller::SignedIn;
use super::fault::Fault;
use crate::Desk;
use crate::judged::{check_canned, check_verdict};
use crate::store::Canned;

/// `GET /api/v1/agent/replies`
pub async fn canned(State(desk): State<Desk>, signed_in: SignedIn) -> Result<Json<CannedReplies>, Fault> {
    Ok(Json(CannedReplies { replies: desk.store.canned(&signed_in.agent).await? }))
}

/// `PUT /api/v1/agent/replies/{reply}`
pub async fn keep_canned(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Body(mut reply): Body<CannedReply>,
) -> Result<StatusCode, Fault> {
    reply.id = id;
    check_canned(&mut reply)?;
    done(desk.store.keep_canned(&signed_in.agent, &reply).await?)
}

/// `DELETE /api/v1/agent/replies/{reply}`
pub async fn drop_canned(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, Fault> {
    done(desk.store.drop_canned(&signed_in.agent, &id).await?)
}

/// `PUT /api/v1/agent/conversations/{id}/verdict`
pub async fn judge(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Body(mut verdict): Body<NewVerdict>,
) -> Result<StatusCode, Fault> {
    check_verdict(&mut verdict)?;
    let known = desk.store.judge(&id, &signed_in.agent, &verdict, desk.now()).await?;
    if known { Ok(StatusCode::NO_CONTENT) } else { Err(Fault::NotFound) }
}

/// `GET /api/v1/agent/review`
pub async fn review(State(desk): State<Desk>, signed_in: SignedIn) -> Result<Json<Review>, Fault> {
    // What was published a moment ago counts already.
    if let Err(error) = desk.note_editions(desk.now()).await {
        tracing::warn!(cause = %error, "the entries of the latest edition could not be taken in");
    }
    Ok(Json(Review { answers: desk.store.doubtful(&signed_in.agent, desk.now()).await? }))
}

/// The site whose material is asked for.
#[derive(Deserialize)]
pub struct Of {
    site: String,
}

/// `GET /api/v1/agent/material?site={id}`
pub async fn material(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Asked(of): Asked<Of>,
) -> Result<Json<Material>, Fault> {
    signed_in.require_site(&desk, &of.site).await?;
    let rules = desk.rules();
    let solved = desk.store.solved(&of.site).await?;
    let names = desk.store.names(&of.site).await?;
    let edition = desk.edition(&rules, &of.site).await?;
    let nothing = KnowledgeBase::default();
    let base = edition.as_ref().map_or(&nothing, |edition| &edition.knowledge);
    Ok(Json(Material { entries: entries(base), solved: of_nobody(solved, &Impersonal::new(base, &names)) }))
}

/// What agents answered, without what was of one person; what says nothing then is left out.
fn of_nobody(solved: Vec<Solved>, rule: &Impersonal) -> Vec<Solved> {
    let solved = solved.into_iter().map(|solved| Solved { answer: rule.answer(&solved.answer), ..solved });
    solved.filter(|solved| !solved.answer.is_empty()).collect()
}

fn entries(knowledge: &KnowledgeBase) -> Vec<KnownEntry> {
    let known = knowledge.entries.iter().zip(knowledge.engine_entries());
    let entries = known.map(|(entry, known)| KnownEntry {
        id: entry.id.clone(),
        question: entry.text.question.clone(),
        wordings: known.wordings,
        answers: answers(&knowledge.language, entry),
    });
    entries.collect()
}

/// An entry's answers by language, its own first; of a language that stands twice the first holds.
fn answers(language: &str, entry: &Entry) -> Vec<KnownAnswer> {
    let translations = entry.translations.iter().map(|(language, text)| (language.as_str(), text));
    let mut answers: Vec<KnownAnswer> = Vec::new();
    for (language, text) in std::iter::once((language, &entry.text)).chain(translations) {
        if !text.answer.is_empty() && answers.iter().all(|answer| answer.language != language) {
            answers.push(KnownAnswer { language: language.to_owned(), text: text.answer.clone() });
        }
    }
    answers
}

fn done(canned: Canned) -> Result<StatusCode, Fault> {
    match canned {
        Canned::Done => Ok(StatusCode::NO_CONTENT),
        Canned::Unknown => Err(Fault::NotFound),
        Canned::Shared => Err(Fault::Role(Role::Lead)),
        Canned::TooMany => Err(Fault::ManyReplies),
    }
}
