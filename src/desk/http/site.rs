//! The site folder: the widget's files for any page, the console for agents, the demo.

use std::io::ErrorKind;
use std::path::Path;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::response::{IntoResponse, Response};
use tower_http::services::ServeDir;

use super::fault::Fault;
use crate::{Desk, DeskError};

/// What the console's pages may do: run our own code, talk to the desk, and be framed by nobody.
const CONSOLE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'";
/// Fewest hexadecimal digits of a name that changes with its content.
const HASH_DIGITS: usize = 8;

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// Opens the site folder; a `.br` or `.gz` file beside another is sent in its place to browsers that take it.
///
/// # Errors
/// [`DeskError::Site`] when it is not there.
pub fn folder(path: &Path) -> Result<ServeDir, DeskError> {
    if !path.is_dir() {
        return Err(DeskError::Site { path: path.to_owned() });
    }
    Ok(ServeDir::new(path).precompressed_br().precompressed_gzip())
}

/// Answers what no route does: a file, or that there is none.
pub async fn serve(State(desk): State<Desk>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let Some(mut folder) = desk.site.filter(|_| is_public(&path)) else {
        return Fault::NotFound.into_response();
    };
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return ([(ALLOW, "GET, HEAD")], Fault::Method).into_response();
    }
    match folder.try_call(request).await {
        Ok(response) => with_headers(response.map(Body::new), &path),
        Err(error) if is_absent(error.kind()) => Fault::NotFound.into_response(),
        Err(error) => {
            tracing::error!(cause = %error.kind(), "a file of the site cannot be read");
            Fault::Broken.into_response()
        }
    }
}

/// The API has no files, and a name that begins with a dot is nobody's business.
fn is_public(path: &str) -> bool {
    let is_hidden = |part: &str| part.starts_with('.') || part.to_ascii_lowercase().starts_with("%2e");
    !path.starts_with("/api/") && !path.split('/').any(is_hidden) && !path.starts_with("//")
}

/// Whether the path names nothing, rather than something that fails.
fn is_absent(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::NotFound
            | ErrorKind::NotADirectory
            | ErrorKind::IsADirectory
            | ErrorKind::InvalidInput
            | ErrorKind::InvalidFilename
            | ErrorKind::PermissionDenied
    )
}

fn with_headers(mut response: Response, path: &str) -> Response {
    let status = response.status();
    let headers = response.headers_mut();
    let caching = if is_hashed(path) && !status.is_client_error() {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(caching));
    add_charset(headers);
    if path == "/console" || path.starts_with("/console/") {
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONSOLE_POLICY));
        headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        headers.insert(OPENER_POLICY, HeaderValue::from_static("same-origin"));
        headers.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    } else {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    }
    response
}

/// Our texts are UTF-8, whatever the browser would guess.
fn add_charset(headers: &mut HeaderMap) {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.starts_with("text/")
        && !kind.contains("charset")
        && let Ok(value) = HeaderValue::try_from(format!("{kind}; charset=utf-8"))
    {
        headers.insert(CONTENT_TYPE, value);
    }
}

/// Whether a file's name carries a hash of its content, as `first/widget-0a1b2c3d_bg.wasm`: eight or more
/// hexadecimal digits, a figure among them, between other signs.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.split(|c: char| !c.is_ascii_alphanumeric()).any(|part| {
        part.len() >= HASH_DIGITS
            && part.bytes().all(|byte| byte.is_ascii_hexdigit())
            && part.bytes().any(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_hashed_name_never_changes() {
        for (path, hashed) in [
            ("/first/widget-0a1b2c3d4e5f6071_bg.wasm", true),
            ("/first/en.0a1b2c3d.txt", true),
            ("/tandem.js", false),
            ("/0a1b2c3d4e5f6071/tandem.js", false),
            ("/demo/facade-effaced.html", false),
            ("/demo/shop-en.json", false),
        ] {
            assert_eq!(is_hashed(path), hashed, "{path}");
        }
    }

    #[test]
    fn hidden_files_stay_hidden() {
        for (path, public) in [
            ("/demo/index.html", true),
            ("/.git/config", false),
            ("/demo/%2Egit", false),
            ("/%2e%2e/etc/passwd", false),
            ("//evil.example/", false),
            ("/api/v1/nothing", false),
        ] {
            assert_eq!(is_public(path), public, "{path}");
        }
    }
}
