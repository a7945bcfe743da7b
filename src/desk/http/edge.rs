//! What every request passes on its way in and out: origins, a time limit, headers, and one form for what failed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, CACHE_CONTROL,
    CONTENT_LENGTH, CONTENT_TYPE, HOST, ORIGIN, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument;
use tracing::field::Empty;

use super::fault::{Fault, PROBLEM_JSON, plain_problem};
use crate::Desk;
use crate::metrics::{OTHER, known};
use crate::rules::Rules;

/// A request that takes longer, arriving or answered, is given up.
const LONGEST: Duration = Duration::from_secs(30);
/// A file may take longer: 10 MB over a poor telephone line.
const LONGEST_FILE: Duration = Duration::from_secs(300);

/// Whose part of the desk a path is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Area {
    /// Pages of the sites, by bearer token.
    Visitor,
    /// The console, by cookie.
    Agent,
    /// Files, and whether the desk lives.
    Site,
}

impl Area {
    fn of(path: &str) -> Self {
        match path.strip_prefix("/api") {
            Some(rest) if rest.starts_with("/v1/agent/") => Self::Agent,
            Some(rest) if rest.is_empty() || rest.starts_with('/') => Self::Visitor,
            _ => Self::Site,
        }
    }
}

/// The layer around every route.
pub async fn edge(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    // All that is logged of a request bears its number, which tells of nobody.
    let span = tracing::error_span!("request", number = desk.next_request());
    // For whoever collects spans, by the names of OpenTelemetry; its own target keeps it out of the log.
    let (method, route) = (known(request.method()), route_of(&request).unwrap_or(OTHER).to_owned());
    let answer = span.in_scope(|| {
        tracing::debug_span!(
            target: "spans",
            "answer",
            otel.kind = "server",
            otel.name = format!("{method} {route}"),
            http.request.method = method,
            http.route = route,
            http.response.status_code = Empty,
        )
    });
    let response = answered(desk, request, next).instrument(answer.clone()).instrument(span).await;
    answer.record("http.response.status_code", response.status().as_u16());
    response
}

/// The pattern of the route; none for a file of the site.
fn route_of(request: &Request) -> Option<&str> {
    request.extensions().get::<MatchedPath>().map(MatchedPath::as_str)
}

async fn answered(desk: Desk, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let area = Area::of(request.uri().path());
    let is_secure = desk.origins.is_secure();
    let method = request.method().clone();
    let route = route_of(&request).map(str::to_owned);
    let rules = desk.rules();
    request.extensions_mut().insert(Arc::clone(&rules));
    let mut response = match admit(&desk, &rules, area, &method, request.headers()) {
        Err(fault) => fault.into_response(),
        Ok(reader) => {
            let mut response = match area {
                Area::Visitor if is_preflight(&method, request.headers()) => preflight(),
                _ => answer(request, next).await,
            };
            allow(response.headers_mut(), reader);
            response
        }
    };
    add_headers(response.headers_mut(), area);
    if is_secure {
        // For browsers that have been here: never again without TLS.
        response
            .headers_mut()
            .insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    let (status, took) = (response.status().as_u16(), started.elapsed());
    desk.metrics.answered(&method, route.as_deref(), status, took);
    // The route's pattern, never the path, which names a conversation.
    tracing::debug!(%method, route, status, ms = took.as_millis(), "answered");
    response
}

/// The origin that may read the answer, if it is another's page; a fault if the page may not ask at all.
fn admit(
    desk: &Desk,
    rules: &Rules,
    area: Area,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Option<HeaderValue>, Fault> {
    let host = headers.get(HOST).and_then(|value| value.to_str().ok());
    let origin = headers.get(ORIGIN);
    let text = origin.map(|value| value.to_str().unwrap_or_default());
    match (area, text) {
        (Area::Visitor, Some(text)) if !rules.origins.admit_visitor(text, host) => Err(Fault::Origin),
        (Area::Visitor, _) => Ok(origin.cloned()),
        (Area::Agent, text)
            if !method.is_safe() && !text.is_some_and(|text| desk.origins.is_own(text, host)) =>
        {
            Err(Fault::Origin)
        }
        _ => Ok(None),
    }
}

async fn answer(request: Request, next: Next) -> Response {
    match tokio::time::timeout(longest(&request), next.run(request)).await {
        Ok(response) => as_problem(response),
        Err(_) => Fault::Slow.into_response(),
    }
}

fn longest(request: &Request) -> Duration {
    let is_upload = request.method() == Method::POST && request.uri().path().ends_with("/files");
    if is_upload { LONGEST_FILE } else { LONGEST }
}

/// Gives answers of axum and tower that say no the form that ours have; their other headers stay.
fn as_problem(response: Response) -> Response {
    let status = response.status();
    let is_ours = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == PROBLEM_JSON);
    if is_ours || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let mut problem = match status {
        StatusCode::NOT_FOUND => Fault::NotFound.into_response(),
        StatusCode::METHOD_NOT_ALLOWED => Fault::Method.into_response(),
        StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLarge.into_response(),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Fault::MediaType.into_response(),
        status => plain_problem(status),
    };
    for (name, value) in response.headers() {
        if name != CONTENT_TYPE && name != CONTENT_LENGTH {
            problem.headers_mut().append(name, value.clone());
        }
    }
    problem
}

fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::OPTIONS && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

fn preflight() -> Response {
    let headers = [
        (ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, DELETE"),
        (ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type, Tandem-File-Name"),
        (ACCESS_CONTROL_MAX_AGE, "600"),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

fn allow(headers: &mut HeaderMap, reader: Option<HeaderValue>) {
    if let Some(origin) = reader {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("Retry-After"));
    }
}

fn add_headers(headers: &mut HeaderMap, area: Area) {
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if area != Area::Site {
        headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    if area == Area::Visitor {
        headers.append(VARY, HeaderValue::from_static("Origin"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_of_the_api_is_guarded() {
        for (path, area) in [
            ("/api/v1/agent/session", Area::Agent),
            ("/api/v1/agent/", Area::Agent),
            ("/api/v1/handoffs", Area::Visitor),
            ("/api/v2/anything", Area::Visitor),
            ("/api", Area::Visitor),
            ("/apiary.html", Area::Site),
            ("/health", Area::Site),
            ("/", Area::Site),
        ] {
            assert_eq!(Area::of(path), area, "{path}");
        }
    }
}
