//! A poor line between a browser and the desk, or the desk and its server: it breaks when it is told to or after so many
//! bytes, refuses, falls silent, or is slow.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Result;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::sleep;

/// What asks a Postgres server whether it is there: a Sync alone, see
/// <https://www.postgresql.org/docs/current/protocol-message-formats.html>.
const SYNC: &[u8] = b"S\0\0\0\x04";

/// Bytes that may pass before the line breaks; none for any number.
#[derive(Clone, Copy, Debug, Default)]
pub struct Budget {
    /// From the browser to the desk.
    pub up: Option<usize>,
    /// From the desk to the browser.
    pub down: Option<usize>,
}

/// What is wrong with the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// Nobody gets through; what is there goes on.
    Refuses,
    /// Nothing passes, and nobody is told; whatever was carried then is never heard of again.
    Silent,
    /// The same to whoever asks a Postgres server whether it is there; all else passes.
    Unanswered,
    /// Each piece takes so much longer.
    Slow(Duration),
}

/// A line to one desk or server.
pub struct Proxy {
    /// Where browsers dial it, as `127.0.0.1:8787`.
    pub address: String,
    inner: Arc<Inner>,
}

struct Inner {
    budget: Mutex<Budget>,
    /// Counts the cuts; a connection lives until the next.
    cuts: watch::Sender<u64>,
    fault: watch::Sender<Fault>,
}

impl Proxy {
    /// A line to the desk at an address.
    pub async fn start(desk: String) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        let inner = Arc::new(Inner {
            budget: Mutex::default(),
            cuts: watch::Sender::new(0),
            fault: watch::Sender::default(),
        });
        let kept = Arc::clone(&inner);
        tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                let (inner, desk) = (Arc::clone(&kept), desk.clone());
                tokio::spawn(async move { inner.carry(browser, &desk).await });
            }
        });
        Ok(Self { address, inner })
    }

    /// What the connections to come may carry, all together.
    pub fn allow(&self, budget: Budget) {
        *self.inner.budget.lock().unwrap_or_else(PoisonError::into_inner) = budget;
    }

    /// Lets this be wrong from now on.
    pub fn suffer(&self, fault: Fault) {
        self.inner.fault.send_replace(fault);
    }

    /// Breaks every connection.
    pub fn cut(&self) {
        self.inner.cuts.send_modify(|cuts| *cuts += 1);
    }
}

impl Inner {
    async fn carry(&self, browser: TcpStream, desk: &str) {
        let mut cuts = self.cuts.subscribe();
        if *self.fault.borrow() == Fault::Refuses {
            return;
        }
        // Who dials goes on trying meanwhile; the line is there as long as this.
        let _ = self.fault.subscribe().wait_for(|fault| *fault != Fault::Silent).await;
        let Ok(desk) = TcpStream::connect(desk).await else { return };
        let ((from_browser, to_browser), (from_desk, to_desk)) = (browser.into_split(), desk.into_split());
        // Whichever ends first breaks the line in both directions.
        tokio::select! {
            () = self.copy(from_browser, to_desk, |budget| &mut budget.up) => {}
            () = self.copy(from_desk, to_browser, |budget| &mut budget.down) => {}
            _ = cuts.changed() => {}
        }
    }

    async fn copy(
        &self,
        mut from: OwnedReadHalf,
        mut to: OwnedWriteHalf,
        part: impl Fn(&mut Budget) -> &mut Option<usize>,
    ) {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = from.read(&mut bytes).await {
            let passes = {
                let mut budget = self.budget.lock().unwrap_or_else(PoisonError::into_inner);
                match part(&mut budget) {
                    Some(left) => {
                        let passes = count.min(*left);
                        *left -= passes;
                        passes
                    }
                    None => count,
                }
            };
            self.wait(&bytes[..passes]).await;
            if to.write_all(&bytes[..passes]).await.is_err() || passes < count {
                return;
            }
        }
    }

    /// Waits for as long as a piece is held up.
    async fn wait(&self, piece: &[u8]) {
        let fault = *self.fault.borrow();
        match fault {
            Fault::Slow(longer) => sleep(longer).await,
            Fault::Silent => std::future::pending().await,
            Fault::Unanswered if piece == SYNC => std::future::pending().await,
            _ => {}
        }
    }
}
