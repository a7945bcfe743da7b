//! What a visit came to, told by a beacon as its page goes away.

use axum::extract::State;
use axum::http::header::ORIGIN;
use axum::http::{HeaderMap, StatusCode};
use protocol::Digest;

use super::address::Address;
use super::body::Beacon;
use super::caller::AtSite;
use super::fault::Fault;
use crate::Desk;
use crate::digest::check_digest;
use crate::store::Arrived;

/// `POST /api/v1/digest`
///
/// A page may still tell though the owner has switched insights off at the desk. It is refused with 403, and not thanked with
/// 204: no visitor is hurt by it, the owner who looks sees in the browser's log that page and desk disagree, and a widget that
/// looks stops telling. Nothing of it is kept either way.
pub async fn take(
    State(desk): State<Desk>,
    AtSite(site): AtSite,
    Address(address): Address,
    headers: HeaderMap,
    told: Result<Beacon<Digest>, Fault>,
) -> Result<StatusCode, Fault> {
    // A browser names the page at every beacon; without a page nothing says whose visit it was.
    if !headers.contains_key(ORIGIN) {
        return Err(Fault::Origin);
    }
    if !site.settings().insights {
        return Err(Fault::InsightsOff);
    }
    let address = (desk.trusted_proxies > 0 || !address.is_loopback()).then_some(address);
    let counted =
        desk.arrivals.admit_digest(address, site.id(), desk.now()).map_err(Fault::TooManyDigests)?;
    let Beacon(mut digest) = told?;
    let left_aside = check_digest(&mut digest)?;
    if left_aside > 0 {
        tracing::warn!(left_aside, site = site.id(), "questions were empty or held an address; only counted");
    }
    let now = desk.now();
    let moment = site.calendar().moment(now);
    let arrived = Arrived { site: site.id(), moment, at: now, digest: &digest };
    desk.store.take_digests(&[arrived]).await?;
    // Repeats count too: a flood of them is one.
    counted.keep();
    Ok(StatusCode::NO_CONTENT)
}
