//! One request to a desk elsewhere, dialled as webhooks are: only where it may, following nobody.

use axum::http::HeaderMap;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use reqwest::header::{ACCEPT, RETRY_AFTER};
use reqwest::{Client, Method, Response, Url};
use serde_json::Value;
use sha2::Sha256;

use super::{AdapterSettings, Unsigned};
use crate::alerts::{Answer, Reach, Verdict, asked_ms, client, word};

/// Most of an answer that is read, bytes: a page of messages.
const ANSWER_BYTES: usize = 4 * 1024 * 1024;
/// A webhook that was signed longer ago or in so far a future is no webhook of now, milliseconds.
const FRESH_MS: u64 = 5 * 60_000;

/// Asks one desk.
pub struct Caller {
    client: Client,
    base: Url,
}

/// One request.
pub struct Request<'a> {
    pub method: Method,
    /// Below the address, without a slash before it; with its query.
    pub path: &'a str,
    pub headers: Vec<(&'static str, String)>,
    pub body: Option<Value>,
    /// Statuses that are an answer, too, and no failure.
    pub takes: &'a [u16],
    /// Unix milliseconds.
    pub now: i64,
}

impl Caller {
    /// Looks at the address.
    ///
    /// # Errors
    /// What is wrong with it, and the mend, without the address.
    pub fn new(settings: &AdapterSettings) -> Result<Self, &'static str> {
        let slashed = format!("{}/", settings.url.trim_end_matches('/'));
        let base = Url::parse(&slashed).map_err(|_| "has no readable address: write https://…")?;
        let reach = Reach::of_url(&base, settings.allow_private.into())?;
        Ok(Self { client: client(reach)?, base })
    }

    /// The host that is dialled.
    pub fn host(&self) -> &str {
        self.base.host_str().unwrap_or_default()
    }

    /// The status and the JSON of an answer; null where it has none.
    ///
    /// # Errors
    /// What to do now, where the answer is none of success and none that the request takes.
    pub async fn ask(&self, request: Request<'_>) -> Result<(u16, Value), Answer> {
        let url = self.base.join(request.path).map_err(|_| Answer::again("address"))?;
        let mut building = self.client.request(request.method, url).header(ACCEPT, "application/json");
        for (name, value) in request.headers {
            building = building.header(name, value);
        }
        if let Some(body) = request.body {
            let text = body.to_string();
            building = building.header("content-type", "application/json").body(text);
        }
        let response = building.send().await.map_err(|error| Answer::again(word(&error)))?;
        let status = response.status();
        if status.is_success() || request.takes.contains(&status.as_u16()) {
            return Ok((status.as_u16(), json(response).await?));
        }
        let asked = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let pause = asked.and_then(|value| asked_ms(value, request.now));
        Err(Answer { verdict: Verdict::Again(pause), status: status.as_u16().to_string() })
    }
}

async fn json(mut response: Response) -> Result<Value, Answer> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| Answer::again(word(&error)))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > ANSWER_BYTES {
            return Err(Answer::again("too long an answer"));
        }
    }
    if bytes.trim_ascii().is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(&bytes).map_err(|_| Answer::again("unclear"))
}

/// An answer without what it promises.
pub fn unclear() -> Answer {
    Answer::again("unclear")
}

/// A number or text as an id; none where it is neither.
pub fn id(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        _ => None,
    }
}

/// A header's value; empty where it is missing.
pub fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Whether a time is of now.
pub fn is_fresh(at_ms: i64, now: i64) -> bool {
    at_ms.abs_diff(now) <= FRESH_MS
}

/// Compares a signature with HMAC-SHA256 of the parts one after another, in constant time.
pub fn verify(secret: &[u8], parts: &[&[u8]], signature: &[u8]) -> Result<(), Unsigned> {
    mac(secret, parts).verify_slice(signature).map_err(|_| Unsigned)
}

/// The id here of a message that has an id there. A visitor chooses ids too and must not meet one, so it takes the secret
/// to know it.
pub fn message_id(secret: &[u8], there: &str) -> String {
    let tag = mac(secret, &[b"message ", there.as_bytes()]).finalize().into_bytes();
    format!("elsewhere-{}", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&tag[..16]))
}

/// Base64, as some sign.
pub fn base64(text: &str) -> Result<Vec<u8>, Unsigned> {
    STANDARD.decode(text).map_err(|_| Unsigned)
}

/// Hexadecimal, as others sign.
pub fn hex(text: &str) -> Result<Vec<u8>, Unsigned> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return Err(Unsigned);
    }
    let pair = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| Unsigned);
    (0..text.len()).step_by(2).map(pair).collect()
}

fn mac(secret: &[u8], parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
    parts.iter().for_each(|part| mac.update(part));
    mac
}
