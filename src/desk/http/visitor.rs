//! What a visitor's widget asks of the desk.

use std::net::IpAddr;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use protocol::{
    Author, HandoffReply, HandoffRequest, NewMessage, Posted, Progress, ReadMark, Satisfaction, Vouched,
};
use serde::Deserialize;

use super::address::Address;
use super::agent::acted;
use super::body::{Asked, Body};
use super::caller::{AtSite, Device, Token};
use super::fault::Fault;
use crate::Desk;
use crate::arrivals::Counted;
use crate::hours::Opening;
use crate::identity::{Identity, WrongIdentity, read_identity};
use crate::request::{check_handoff, check_message, check_satisfaction};
use crate::sites::Site;
use crate::store::{Arrival, Bound, Caller, Place, Posting, Requested, Since};

/// `POST /api/v1/handoffs`
pub async fn request(
    State(desk): State<Desk>,
    AtSite(site): AtSite,
    Address(address): Address,
    Device(device): Device,
    Token(token): Token,
    Body(mut request): Body<HandoffRequest>,
) -> Result<(StatusCode, Json<HandoffReply>), Fault> {
    // The signed token is a secret, so it is neither kept nor part of what the idempotency key stands for.
    let identity = request.identity.take().and_then(|token| identify(&token, &site, desk.now()));
    check_handoff(&mut request)?;
    let caller = Caller { conversation: &request.conversation, token };
    let counted = count_new(&desk, &site, address, caller.conversation).await?;
    let target = desk.target(&site, request.team.as_deref());
    let arrival = Arrival { site: site.id(), identity: identity.as_ref(), target, device: device.as_deref() };
    let requested = desk.store.request(caller, &request, arrival, desk.now()).await?;
    let team = request.team.as_deref();
    match requested {
        Requested::Kept(place) => {
            desk.metrics.handed_over(request.reason);
            if let Some(counted) = counted {
                counted.keep();
            }
            Ok((StatusCode::CREATED, accepted(&desk, &site, team, place)))
        }
        Requested::Repeated(place) => Ok((StatusCode::OK, accepted(&desk, &site, team, place))),
        Requested::Foreign => Err(Fault::NotFound),
        Requested::KeyReused => Err(Fault::KeyReused),
        Requested::Erased => Err(Fault::Erased),
        Requested::TooMany => Err(Fault::TooLong),
    }
}

/// How far the widget got.
#[derive(Deserialize)]
pub struct SinceQuery {
    #[serde(default)]
    epoch: String,
    #[serde(default)]
    after: u64,
}

/// `GET /api/v1/conversations/{id}?after={seq}&epoch={epoch}`
pub async fn progress(
    State(desk): State<Desk>,
    AtSite(site): AtSite,
    Token(token): Token,
    Path(id): Path<String>,
    Asked(query): Asked<SinceQuery>,
) -> Result<Json<Progress>, Fault> {
    let caller = Caller { conversation: &id, token };
    let since = Since { epoch: &query.epoch, after: query.after };
    let progress = desk.progress(&site, caller, since).await?.ok_or(Fault::NotFound)?;
    // Only its own visitor is there: anybody else's asking must keep no mail back.
    desk.seen.note(&id, desk.now());
    Ok(Json(progress))
}

/// `POST /api/v1/conversations/{id}/read`
pub async fn read(
    State(desk): State<Desk>,
    Token(token): Token,
    Path(id): Path<String>,
    Body(mark): Body<ReadMark>,
) -> Result<StatusCode, Fault> {
    let known = desk.store.visitor_read(Caller { conversation: &id, token }, mark.seq).await?;
    if known { Ok(StatusCode::NO_CONTENT) } else { Err(Fault::NotFound) }
}

/// `POST /api/v1/conversations/{id}/messages`
pub async fn say(
    State(desk): State<Desk>,
    Token(token): Token,
    Path(id): Path<String>,
    Body(mut message): Body<NewMessage>,
) -> Result<(StatusCode, Json<Posted>), Fault> {
    check_message(&mut message)?;
    let counted = count_message(&desk, &id)?;
    let caller = Caller { conversation: &id, token };
    let author = author_of(&message);
    let posting = desk.store.say(caller, &message, None, desk.now()).await?;
    desk.metrics.said(author, &posting);
    if let Posting::Kept(_) = posting {
        counted.keep();
    }
    posted(posting)
}

/// `POST /api/v1/conversations/{id}/identity`
pub async fn vouch(
    State(desk): State<Desk>,
    AtSite(site): AtSite,
    Token(token): Token,
    Path(id): Path<String>,
    Body(vouched): Body<Vouched>,
) -> Result<StatusCode, Fault> {
    let identity = read_identity(&vouched.identity, &site, desk.now())?;
    let caller = Caller { conversation: &id, token };
    match desk.store.bind(caller, &identity, desk.now()).await? {
        Bound::Done => Ok(StatusCode::NO_CONTENT),
        Bound::Unknown => Err(Fault::NotFound),
        Bound::Replayed => Err(WrongIdentity::Replayed.into()),
        Bound::OtherSubject => Err(WrongIdentity::OtherSubject.into()),
    }
}

/// `POST /api/v1/conversations/{id}/end`
pub async fn end(
    State(desk): State<Desk>,
    Token(token): Token,
    Path(id): Path<String>,
) -> Result<StatusCode, Fault> {
    acted(desk.store.end(Caller { conversation: &id, token }, desk.now()).await?)
}

/// `POST /api/v1/conversations/{id}/satisfaction`
pub async fn satisfy(
    State(desk): State<Desk>,
    Token(token): Token,
    Path(id): Path<String>,
    Body(mut said): Body<Satisfaction>,
) -> Result<StatusCode, Fault> {
    check_satisfaction(&mut said)?;
    acted(desk.store.satisfy(Caller { conversation: &id, token }, &said).await?)
}

/// `DELETE /api/v1/conversations/{id}`
pub async fn erase(
    State(desk): State<Desk>,
    Token(token): Token,
    Path(id): Path<String>,
) -> Result<StatusCode, Fault> {
    let caller = Caller { conversation: &id, token };
    if !desk.store.erase(caller, desk.now()).await? {
        return Err(Fault::NotFound);
    }
    // What was erased is gone from every view already; files and log are wiped now or, with something in the way, soon.
    if let Err(error) = desk.wipe().await {
        tracing::warn!(cause = %error, "what was erased could not be wiped off the disk yet");
    }
    Ok(StatusCode::NO_CONTENT)
}

/// An answer that the assistant gave while the visitor waited names its entry.
fn author_of(message: &NewMessage) -> Author {
    if message.entry.is_some() { Author::Assistant } else { Author::Visitor }
}

/// The answer to a message, whoever wrote it.
pub fn posted(posting: Posting) -> Result<(StatusCode, Json<Posted>), Fault> {
    match posting {
        Posting::Kept(seq) => Ok((StatusCode::CREATED, Json(Posted { seq }))),
        Posting::Repeated(seq) => Ok((StatusCode::OK, Json(Posted { seq }))),
        Posting::Unknown => Err(Fault::NotFound),
        Posting::IdReused => Err(Fault::KeyReused),
        Posting::TooLong => Err(Fault::TooLong),
        Posting::Owned => Err(Fault::Owned),
        Posting::NoRoom => Err(Fault::ManyFiles),
    }
}

/// Counts a visitor's message; what came to nothing or was there already is counted back.
pub fn count_message(desk: &Desk, conversation: &str) -> Result<Counted, Fault> {
    desk.arrivals.admit_message(conversation, desk.now()).map_err(Fault::TooManyMessages)
}

/// Counts a conversation that is new; one that is under way is never kept waiting. Where no proxy is trusted, an
/// address of this machine may be a proxy's, behind which everybody stands: then the site's limit alone holds.
pub async fn count_new(
    desk: &Desk,
    site: &Site,
    address: IpAddr,
    conversation: &str,
) -> Result<Option<Counted>, Fault> {
    if desk.store.is_known(conversation).await? {
        return Ok(None);
    }
    let address = (desk.trusted_proxies > 0 || !address.is_loopback()).then_some(address);
    let counted = desk.arrivals.admit(address, site.id(), desk.now());
    counted.map(Some).map_err(|seconds| {
        tracing::warn!(
            site = site.id(),
            "too many new conversations of an address or the site; behind a proxy, set --trusted-proxies"
        );
        Fault::TooManyNew(seconds)
    })
}

/// A wrong identity keeps nobody from a person: the request goes on without it.
fn identify(token: &str, site: &Site, now: i64) -> Option<Identity> {
    read_identity(token, site, now)
        .inspect_err(|wrong| tracing::info!(cause = %wrong, "a request came with a wrong identity"))
        .ok()
}

fn accepted(desk: &Desk, site: &Site, team: Option<&str>, place: Place) -> Json<HandoffReply> {
    let opens_at = match site.opening(team, desk.now()) {
        Opening::Now => {
            let Place { position, expected_wait_s, seq, epoch } = place;
            return Json(HandoffReply::Accepted { position, expected_wait_s, seq, epoch });
        }
        Opening::At(opens_at) => Some(opens_at),
        Opening::Unknown => None,
    };
    Json(HandoffReply::Offline { opens_at, seq: place.seq, epoch: place.epoch })
}
