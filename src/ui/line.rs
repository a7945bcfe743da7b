//! A WebSocket to the desk: frames of JSON in and out until either side ends it.

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::future::{AbortHandle, Either, abortable, select};
use futures_util::{SinkExt, StreamExt};
use gloo_net::websocket::Message;
use gloo_net::websocket::futures::WebSocket;
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// An open line, or one that is about to open; dropping it hangs up without a word.
pub struct Line {
    out: UnboundedSender<String>,
    end: AbortHandle,
}

impl Line {
    /// Opens a line to `url`, which begins with `ws://` or `wss://`. `hear` gets each frame as the browser parsed it; `ended`
    /// is called once where the other side or the network ends it, not after a drop. None where the browser refuses.
    pub fn open(url: &str, hear: impl Fn(JsValue) + 'static, ended: impl FnOnce() + 'static) -> Option<Self> {
        let socket = WebSocket::open(url).ok()?;
        let (out, outgoing) = unbounded();
        let (talk, end) = abortable(talk(socket, outgoing, hear));
        spawn_local(async move {
            if talk.await.is_ok() {
                ended();
            }
        });
        Some(Self { out, end })
    }

    /// Sends a frame, once the line stands.
    pub fn send(&self, frame: &impl Serialize) {
        if let Some(text) = crate::to_text(frame) {
            // A line that has just ended takes nothing; its end is told by itself.
            let _ = self.out.unbounded_send(text);
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.end.abort();
    }
}

async fn talk(mut socket: WebSocket, mut outgoing: UnboundedReceiver<String>, hear: impl Fn(JsValue)) {
    loop {
        match select(socket.next(), outgoing.next()).await {
            Either::Left((Some(Ok(Message::Text(text))), _)) => {
                if let Ok(frame) = js_sys::JSON::parse(&text) {
                    hear(frame);
                }
            }
            Either::Left((Some(Ok(Message::Bytes(_))), _)) => {}
            Either::Left(_) => return,
            Either::Right((Some(text), _)) => {
                if socket.send(Message::Text(text)).await.is_err() {
                    return;
                }
            }
            Either::Right((None, _)) => return,
        }
    }
}
