//! What the desk elsewhere tells: its agents' words, and that they settled a conversation.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};

use super::fault::Fault;
use crate::Desk;
use crate::adapters::{BackDeed, Hook, Unsigned};
use crate::request::ANSWER_CHARACTERS;
use crate::store::Posting;
use crate::text::clean;

/// Longest name of an agent over there that visitors see, characters.
const NAME_CHARACTERS: usize = 60;

/// `POST /api/v1/adapter`
pub async fn take(State(desk): State<Desk>, headers: HeaderMap, body: Bytes) -> Result<StatusCode, Fault> {
    let elsewhere = desk.elsewhere.as_ref().ok_or(Fault::NotFound)?;
    let hook = Hook { headers: &headers, body: &body, now: desk.now() };
    let told = elsewhere.adapter.read(&hook).map_err(|Unsigned| Fault::Unsigned)?;
    // What else happens over there is nothing to us, and told with success so that it isn't told again.
    let Some(mut back) = told else { return Ok(StatusCode::NO_CONTENT) };
    if let BackDeed::Said { name, text, .. } = &mut back.deed {
        *text = clean(text).chars().take(ANSWER_CHARACTERS).collect();
        *name = name.take().map(|name| clean(&name).chars().take(NAME_CHARACTERS).collect());
    }
    match desk.store.come_back(&elsewhere.key, &back, &elsewhere.agent, desk.now()).await? {
        Some(Posting::TooLong) => return Err(Fault::TooLong),
        Some(posting) => desk.metrics.said(protocol::Author::Agent, &posting),
        None => {}
    }
    Ok(StatusCode::NO_CONTENT)
}
