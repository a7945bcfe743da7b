//! One file on its way to the desk, with how far it has got.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::fetch::{FetchError, Reply};
use crate::reflect::{call, get, make, set};

/// A line over which nothing moves for so long is taken for dead, milliseconds. A large file may take minutes.
const SILENCE_MS: u32 = 30_000;

/// A file to send.
pub struct Upload<'a> {
    /// Where to. The file's name goes into a header: addresses are written into logs on the way.
    pub url: &'a str,
    /// The visitor's token; empty where a cookie speaks.
    pub token: &'a str,
    /// The file's name.
    pub name: &'a str,
    /// What is in it.
    pub bytes: &'a Uint8Array,
}

/// Sends a file; `moved` hears which part of it has left, 0 to 1. (`fetch` tells nothing of that.)
///
/// # Errors
/// [`FetchError`] where nothing moved for 30 s or the line broke; a status of 400 and more is no error here.
pub async fn upload(file: Upload<'_>, moved: impl Fn(f64) + 'static) -> Result<Reply, FetchError> {
    let request = make("XMLHttpRequest", &[]).map_err(|_| FetchError)?;
    let silence = Silence::new(&request);
    let hear = Closure::<dyn Fn(JsValue)>::new({
        let silence = silence.clone();
        move |event: JsValue| {
            silence.broken();
            let part = get(&event, "loaded").as_f64().zip(get(&event, "total").as_f64());
            moved(part.map_or(0.0, |(loaded, total)| loaded / total.max(1.0)));
        }
    });
    set(&get(&request, "upload"), "onprogress", hear.as_ref());
    let ended = Promise::new(&mut |done, failed| {
        set(&request, "onload", &done);
        for name in ["onerror", "onabort", "ontimeout"] {
            set(&request, name, &failed);
        }
    });
    send(&request, &file).map_err(|_| FetchError)?;
    silence.broken();
    let outcome = JsFuture::from(ended).await;
    silence.over();
    outcome.map_err(|_| FetchError)?;
    reply(&request).ok_or(FetchError)
}

fn send(request: &JsValue, file: &Upload<'_>) -> Result<(), JsValue> {
    let name = JsValue::from(js_sys::encode_uri_component(file.name));
    call(request, "open", &[&"POST".into(), &file.url.into()])?;
    let header = |key: &str, value: &JsValue| call(request, "setRequestHeader", &[&key.into(), value]);
    header("Content-Type", &"application/octet-stream".into())?;
    header("Tandem-File-Name", &name)?;
    if !file.token.is_empty() {
        header("Authorization", &["Bearer ", file.token].concat().into())?;
    }
    call(request, "send", &[file.bytes]).map(drop)
}

fn reply(request: &JsValue) -> Option<Reply> {
    let status = get(request, "status").as_f64()? as u16;
    let patience = call(request, "getResponseHeader", &[&"Retry-After".into()]).ok();
    let seconds: Option<u32> = patience.and_then(|value| value.as_string()?.trim().parse().ok());
    let text = get(request, "responseText").as_string()?;
    Some(Reply {
        status,
        retry_after_ms: seconds.map(|seconds| f64::from(seconds) * 1_000.0),
        body: js_sys::JSON::parse(&text).unwrap_or(JsValue::UNDEFINED),
    })
}

/// Gives a request up once nothing has moved for a while.
#[derive(Clone)]
struct Silence {
    request: JsValue,
    limit: Rc<RefCell<Option<Timeout>>>,
}

impl Silence {
    fn new(request: &JsValue) -> Self {
        Self { request: request.clone(), limit: Rc::default() }
    }

    /// Something moved: the time begins anew.
    fn broken(&self) {
        let request = self.request.clone();
        let limit = Timeout::new(SILENCE_MS, move || {
            // One that has ended by itself takes no harm.
            let _ = call(&request, "abort", &[]);
        });
        *self.limit.borrow_mut() = Some(limit);
    }

    fn over(&self) {
        *self.limit.borrow_mut() = None;
    }
}
