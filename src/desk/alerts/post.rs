//! One post: sent within 15 seconds, and what came back.

use std::error::Error;

use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Response, StatusCode};

use super::form::{self, Draft, Said, Writing};
use super::guard::Refused;
use super::{Endpoint, schedule};

/// Most of an answer that is read, bytes.
const ANSWER_BYTES: usize = 1024;

/// What a try came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What to do now.
    pub verdict: Verdict,
    /// In a word or number for the log, as `503`; never words of the answer.
    pub status: String,
}

/// What to do after a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing: it was taken.
    Done,
    /// Nothing ever again, as the other side asks.
    Gone,
    /// Nothing: it can never be taken.
    Never,
    /// To try again, not before so many milliseconds where the other side said so.
    Again(Option<i64>),
}

impl Answer {
    /// To be tried again when the schedule says.
    pub fn again(status: impl Into<String>) -> Self {
        Self { verdict: Verdict::Again(None), status: status.into() }
    }
}

impl Endpoint {
    /// Posts an alert, JSON as it is kept.
    pub async fn post(&self, id: &str, body: &str, now: i64) -> Answer {
        let writing = Writing { url: &self.url, keys: &self.keys, id, body, now };
        match form::write(self.form, &writing) {
            Some(draft) => self.send(draft, now).await,
            None => Answer { verdict: Verdict::Never, status: "unreadable".to_owned() },
        }
    }

    async fn send(&self, draft: Draft, now: i64) -> Answer {
        let mut request = self.client.post(draft.url).header(CONTENT_TYPE, "application/json");
        for (name, value) in draft.headers {
            request = request.header(name, value);
        }
        match request.body(draft.body).send().await {
            Ok(response) => self.read(response, now).await,
            Err(error) => Answer::again(word(&error)),
        }
    }

    async fn read(&self, response: Response, now: i64) -> Answer {
        let status = response.status();
        let asked = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let asked = asked.and_then(|value| schedule::asked_ms(value, now));
        let code = status.as_u16().to_string();
        match status {
            StatusCode::GONE => Answer { verdict: Verdict::Gone, status: code },
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                Answer { verdict: Verdict::Again(asked), status: code }
            }
            status if status.is_success() => match form::read(self.form, &start(response).await) {
                Said::Taken => Answer { verdict: Verdict::Done, status: code },
                Said::Failed(number) => Answer::again(format!("errcode {number}")),
                Said::TooMany(number, ms) => {
                    Answer { verdict: Verdict::Again(Some(ms)), status: format!("errcode {number}") }
                }
                Said::Unclear => Answer::again("unclear"),
            },
            _ => Answer::again(code),
        }
    }
}

/// The start of an answer; what stands after it is not read.
async fn start(mut response: Response) -> Vec<u8> {
    let mut bytes = Vec::new();
    while bytes.len() < ANSWER_BYTES {
        match response.chunk().await {
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) | Err(_) => break,
        }
    }
    bytes.truncate(ANSWER_BYTES);
    bytes
}

/// What kept a post from arriving, in a word that names no address.
pub fn word(error: &reqwest::Error) -> &'static str {
    let mut cause: Option<&dyn Error> = Some(error);
    while let Some(error) = cause {
        if error.is::<Refused>() {
            return "refused address";
        }
        cause = error.source();
    }
    match error {
        error if error.is_timeout() => "timeout",
        error if error.is_connect() => "no connection",
        _ => "cut off",
    }
}
