//! The address that a request comes from, as far as it can be believed.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};

use crate::Desk;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The caller's address. Each proxy adds whom it heard from at the right end of `X-Forwarded-For`, and anybody can
/// write what stands left of that: so many entries from the right are believed as there are proxies of the owner's,
/// and with none the other end of the wire is the caller.
pub struct Address(pub IpAddr);

impl FromRequestParts<Desk> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
        let peer = peer.unwrap_or(Ipv4Addr::UNSPECIFIED.into());
        Ok(Self(forwarded(&parts.headers, desk.trusted_proxies).unwrap_or(peer)))
    }
}

/// The entry that the outermost trusted proxy wrote; none where it wrote none that is an address.
fn forwarded(headers: &HeaderMap, proxies: usize) -> Option<IpAddr> {
    let lines: Vec<&str> =
        headers.get_all(FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok()).collect();
    let entry = lines.iter().rev().flat_map(|line| line.rsplit(',')).nth(proxies.checked_sub(1)?)?.trim();
    let bare = || entry.trim_start_matches('[').trim_end_matches(']').parse().ok();
    entry.parse().map(|address: SocketAddr| address.ip()).ok().or_else(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_owners_proxies_wrote_is_believed() {
        for (lines, proxies, told) in [
            (vec!["1.1.1.1"], 0, None),
            (vec!["6.6.6.6, 1.1.1.1"], 1, Some("1.1.1.1")),
            (vec!["6.6.6.6, 1.1.1.1, 10.0.0.1"], 2, Some("1.1.1.1")),
            (vec!["6.6.6.6", "1.1.1.1"], 1, Some("1.1.1.1")),
            (vec!["6.6.6.6", "1.1.1.1"], 2, Some("6.6.6.6")),
            (vec!["1.1.1.1:4711"], 1, Some("1.1.1.1")),
            (vec!["[2001:db8::1]:4711"], 1, Some("2001:db8::1")),
            (vec!["[2001:db8::1]"], 1, Some("2001:db8::1")),
            (vec!["2001:db8::1"], 1, Some("2001:db8::1")),
            (vec!["1.1.1.1"], 2, None),
            (vec!["unknown"], 1, None),
            (vec![], 1, None),
        ] {
            let mut headers = HeaderMap::new();
            for line in &lines {
                headers.append(FORWARDED_FOR, line.parse().unwrap());
            }
            assert_eq!(
                forwarded(&headers, proxies),
                told.map(|told| told.parse().unwrap()),
                "{lines:?} {proxies}"
            );
        }
    }
}
