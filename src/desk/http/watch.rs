//! Reading along: what a widget tells where the owner allows it, and what an agent adds.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use protocol::{Author, Posted, WatchRequest, Whisper};

use super::address::Address;
use super::body::Body;
use super::caller::{AtSite, Device, SignedIn, Token};
use super::fault::Fault;
use super::visitor::{count_new, posted};
use crate::Desk;
use crate::request::{check_watch, check_whisper};
use crate::store::{Arrival, Caller, Watched};

/// `POST /api/v1/watch`
pub async fn watch(
    State(desk): State<Desk>,
    AtSite(site): AtSite,
    Address(address): Address,
    Device(device): Device,
    Token(token): Token,
    Body(mut request): Body<WatchRequest>,
) -> Result<StatusCode, Fault> {
    check_watch(&mut request)?;
    let caller = Caller { conversation: &request.conversation, token };
    let counted = count_new(&desk, &site, address, caller.conversation).await?;
    let arrival = Arrival { site: site.id(), identity: None, target: None, device: device.as_deref() };
    match desk.store.watch(caller, &request, arrival, desk.now()).await? {
        Watched::Kept => {
            if let Some(counted) = counted {
                counted.keep();
            }
            Ok(StatusCode::NO_CONTENT)
        }
        Watched::Foreign => Err(Fault::NotFound),
        Watched::Erased => Err(Fault::Erased),
        Watched::Passed(status) => Err(Fault::NotNow(status)),
    }
}

/// `POST /api/v1/agent/conversations/{id}/whisper`
pub async fn whisper(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Body(mut whisper): Body<Whisper>,
) -> Result<(StatusCode, Json<Posted>), Fault> {
    check_whisper(&mut whisper)?;
    let posting = desk.store.whisper(&id, &signed_in.agent, &whisper, desk.now()).await?;
    desk.metrics.said(Author::Agent, &posting);
    posted(posting)
}
