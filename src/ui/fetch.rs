//! One request to the desk, with a time limit.

use gloo_net::http::{Headers, Method, RequestBuilder};
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsValue;
use web_sys::AbortController;

/// A desk that says nothing for so long is taken for unreachable.
const TIME_LIMIT_MS: u32 = 15_000;

/// What came back: any status, with the JSON body where there was one.
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// `Retry-After` in milliseconds, where the desk asked for patience in seconds.
    pub retry_after_ms: Option<f64>,
    /// The body as the browser parsed it; undefined where there was none or it was no JSON.
    pub body: JsValue,
}

/// Nothing came back: no network, no such host, refused by a policy, or too slow.
#[derive(Debug)]
pub struct FetchError;

/// Sends `body` (JSON text; empty for none) with the visitor's `token` (empty where a cookie speaks).
///
/// # Errors
/// [`FetchError`] where nothing came back within 15 s; a status of 400 and more is no error here.
pub async fn fetch(method: &str, url: &str, token: &str, body: &str) -> Result<Reply, FetchError> {
    let controller = AbortController::new().map_err(|_| FetchError)?;
    let signal = controller.signal();
    let _limit = Timeout::new(TIME_LIMIT_MS, move || controller.abort());
    let method = method.parse::<Method>().map_err(|_| FetchError)?;
    let mut request = RequestBuilder::new(url).method(method).abort_signal(Some(&signal));
    if !token.is_empty() {
        request = request.header("Authorization", &["Bearer ", token].concat());
    }
    let response = if body.is_empty() {
        request.send().await
    } else {
        let request = request.header("Content-Type", "application/json").body(body.to_owned());
        request.map_err(|_| FetchError)?.send().await
    };
    let response = response.map_err(|_| FetchError)?;
    let retry_after_ms = retry_after_ms(&response.headers());
    let text = response.text().await.map_err(|_| FetchError)?;
    Ok(Reply {
        status: response.status(),
        retry_after_ms,
        body: js_sys::JSON::parse(&text).unwrap_or(JsValue::UNDEFINED),
    })
}

fn retry_after_ms(headers: &Headers) -> Option<f64> {
    let seconds: u32 = headers.get("Retry-After")?.trim().parse().ok()?;
    Some(f64::from(seconds) * 1_000.0)
}
