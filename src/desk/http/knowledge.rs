//! The site's knowledge base, for its pages.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::caller::{AtSite, Ruled};
use super::fault::Fault;
use crate::Desk;
use crate::store::BaseHash;

/// `GET /api/v1/knowledge`
pub async fn serve(
    State(desk): State<Desk>,
    Ruled(rules): Ruled,
    AtSite(site): AtSite,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let edition = desk.edition(&rules, site.id()).await?.ok_or(Fault::NoKnowledge)?;
    let same = lists(&headers, IF_NONE_MATCH, &edition.tag);
    let mut response = if same {
        StatusCode::NOT_MODIFIED.into_response()
    } else if lists(&headers, ACCEPT_ENCODING, "gzip") {
        ([(CONTENT_ENCODING, "gzip")], json(edition.packed.clone())).into_response()
    } else {
        json(edition.plain.clone()).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(ETAG, HeaderValue::try_from(&edition.tag).map_err(|_| Fault::Broken)?);
    // Kept, but asked about at each load: a new edition reaches the next visitor.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.append(VARY, HeaderValue::from_static("Accept-Encoding"));
    Ok(response)
}

/// `GET /api/v1/knowledge/{hash}`: what an edition of the page's site holds, without the owner's wording; it never changes.
pub async fn of_hash(
    State(desk): State<Desk>,
    AtSite(site): AtSite,
    Path(hash): Path<String>,
) -> Result<Response, Fault> {
    let digits = hash;
    let hash = read_hash(&digits).ok_or(Fault::NotFound)?;
    let packed = desk.store.edition_base(site.id(), &hash).await?.ok_or(Fault::NotFound)?;
    // Whoever takes no gzip is none of today's browsers.
    let headers = [
        (CONTENT_TYPE, "application/json".to_owned()),
        (CONTENT_ENCODING, "gzip".to_owned()),
        (ETAG, format!("\"{digits}\"")),
        (CACHE_CONTROL, "public, max-age=31536000, immutable".to_owned()),
    ];
    Ok((headers, packed).into_response())
}

fn read_hash(digits: &str) -> Option<BaseHash> {
    let mut hash = BaseHash::default();
    let is_plain = digits.len() == 2 * hash.len()
        && digits.bytes().all(|digit| digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit));
    is_plain.then_some(())?;
    for (byte, pair) in hash.iter_mut().zip(digits.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(hash)
}

fn json(bytes: Bytes) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], bytes)
}

/// Whether a header's list has a value, whatever follows it (`gzip;q=1`).
fn lists(headers: &HeaderMap, name: HeaderName, value: &str) -> bool {
    let lists = headers.get_all(name).into_iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|one| {
        let (one, weight) = one.trim().split_once(';').unwrap_or((one.trim(), ""));
        one.trim_end() == value && !matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_goes_to_whoever_takes_it() {
        for (header, takes) in [
            ("gzip, deflate, br", true),
            ("br;q=1.0, gzip;q=0.8", true),
            ("identity, gzip;q=0", false),
            ("gzip2", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(header))]);
            assert_eq!(lists(&headers, ACCEPT_ENCODING, "gzip"), takes, "{header}");
        }
    }
}
