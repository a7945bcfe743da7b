//! One socket: frames of JSON in and out, with a limit to everything.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, timeout};

/// Largest frame that a browser sends, bytes: the first, with its token.
const FRAME_BYTES: usize = 4 * 1024;
/// Largest frame that the desk sends, bytes: an inbox of 1,000 conversations, each at its longest.
const LARGEST_BYTES: usize = 8 * 1024 * 1024;
/// The buffers of a socket, bytes: with the library's 128 KiB ten thousand idle sockets take 1.3 GB.
const BUFFER_BYTES: usize = 4 * 1024;
/// Frames, pings among them, that a browser sends at most in [`WINDOW`]: a mark for each message and a sign for each pause
/// in writing are far fewer.
const FRAMES: u32 = 600;
/// How long they are counted.
const WINDOW: Duration = Duration::from_secs(60);
/// A reader that takes nothing for so long is cut off; it comes back and says how far it got.
const SLOWEST: Duration = Duration::from_secs(10);

/// Why a socket ends, as close codes of the private range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The other end closed it, or the network did.
    Left,
    /// The desk stops.
    Stopping,
    /// A frame that no widget or console sends.
    Malformed,
    /// The token is wrong, or the session is over.
    Unknown,
    /// The first frame or a sign of life didn't come, or what was sent was not taken.
    Slow,
    /// The conversation is not there, or no longer.
    Gone,
    /// Too many sockets at this conversation, or too many frames.
    Crowded,
    /// The store could not.
    Failed,
}

impl End {
    /// Its close code; none where there is nobody to tell.
    fn code(self) -> Option<u16> {
        Some(match self {
            Self::Left => return None,
            // "Service restart" of the IANA registry of close codes.
            Self::Stopping => 1012,
            Self::Malformed => 4400,
            Self::Unknown => 4401,
            Self::Gone => 4404,
            Self::Slow => 4408,
            Self::Crowded => 4429,
            Self::Failed => 4500,
        })
    }
}

/// A socket with a browser at its other end.
pub struct Wire {
    socket: WebSocket,
    heard: Instant,
    counted_from: Instant,
    frames: u32,
}

/// Limits the buffers of a socket that is about to open.
pub fn within_limits(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade
        .read_buffer_size(BUFFER_BYTES)
        .write_buffer_size(0)
        .max_write_buffer_size(LARGEST_BYTES)
        .max_message_size(FRAME_BYTES)
        .max_frame_size(FRAME_BYTES)
}

impl Wire {
    /// Takes over an open socket.
    pub fn new(socket: WebSocket) -> Self {
        let now = Instant::now();
        Self { socket, heard: now, counted_from: now, frames: 0 }
    }

    /// Sends one frame.
    ///
    /// # Errors
    /// [`End::Slow`] where the other end takes nothing for ten seconds.
    pub async fn send(&mut self, frame: &impl Serialize) -> Result<(), End> {
        let text = serde_json::to_string(frame).map_err(|_| End::Failed)?;
        self.put(Message::Text(text.into())).await
    }

    /// Asks the other end's machine for a sign of life.
    pub async fn ping(&mut self) -> Result<(), End> {
        self.put(Message::Ping(Vec::new().into())).await
    }

    async fn put(&mut self, message: Message) -> Result<(), End> {
        match timeout(SLOWEST, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(End::Left),
            Err(_) => Err(End::Slow),
        }
    }

    /// The next frame; waits as long as it takes.
    ///
    /// # Errors
    /// Where the socket has ended, or the frame is none of `T`.
    pub async fn receive<T: DeserializeOwned>(&mut self) -> Result<T, End> {
        loop {
            let message = self.socket.recv().await;
            self.heard = Instant::now();
            self.count()?;
            match message {
                Some(Ok(Message::Text(text))) => {
                    return serde_json::from_str(&text).map_err(|_| End::Malformed);
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Binary(_))) => return Err(End::Malformed),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(End::Left),
            }
        }
    }

    fn count(&mut self) -> Result<(), End> {
        if self.heard - self.counted_from >= WINDOW {
            (self.counted_from, self.frames) = (self.heard, 0);
        }
        self.frames += 1;
        if self.frames > FRAMES { Err(End::Crowded) } else { Ok(()) }
    }

    /// How long nothing has been heard.
    pub fn silence(&self) -> Duration {
        self.heard.elapsed()
    }

    /// Closes it and says why.
    pub async fn close(mut self, end: End) {
        if let Some(code) = end.code() {
            let frame = CloseFrame { code, reason: "".into() };
            // Whoever is gone already needs no reason.
            let _ = timeout(SLOWEST, self.socket.send(Message::Close(Some(frame)))).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_page_of_the_sockets_has_every_close_code() {
        // A variant that is new is missed here by the compiler.
        let all = [
            End::Left,
            End::Stopping,
            End::Malformed,
            End::Unknown,
            End::Slow,
            End::Gone,
            End::Crowded,
            End::Failed,
        ];
        let _ = |end: End| match end {
            End::Left | End::Stopping | End::Malformed | End::Unknown => (),
            End::Slow | End::Gone | End::Crowded | End::Failed => (),
        };
        let codes: BTreeSet<u16> = all.into_iter().filter_map(End::code).collect();
        let rows = include_str!("../../protocol/live.md").lines().filter_map(|line| line.strip_prefix("| "));
        let told: BTreeSet<u16> = rows.filter_map(|row| row.split(' ').next()?.parse().ok()).collect();
        assert_eq!(told, codes, "the table of close codes in src/protocol/live.md");
    }
}
