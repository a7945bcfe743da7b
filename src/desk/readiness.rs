//! Whether the store can keep something now, found out by doing it.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::timeout;

use crate::store::Store;

/// What was found is good so long, milliseconds, however many ask.
const GOOD_MS: u64 = 1_000;
/// A store that takes longer to keep a little is as good as none.
const LONGEST: Duration = Duration::from_secs(3);

/// What the latest try found.
#[derive(Debug, Default)]
pub struct Readiness {
    /// When, Unix milliseconds, and whether it worked. Whoever asks during a try waits for it.
    latest: Mutex<Option<(i64, bool)>>,
}

impl Readiness {
    /// Whether the store keeps what it is given.
    pub async fn can_write(&self, store: &Store, now: i64) -> bool {
        let mut latest = self.latest.lock().await;
        match *latest {
            Some((at, could)) if now.abs_diff(at) < GOOD_MS => could,
            _ => {
                let could = try_it(store).await;
                *latest = Some((now, could));
                could
            }
        }
    }
}

async fn try_it(store: &Store) -> bool {
    match timeout(LONGEST, store.probe()).await {
        Ok(Ok(())) => true,
        Ok(Err(error)) => {
            tracing::warn!(cause = %error, "not ready: the store keeps nothing now");
            false
        }
        Err(_) => {
            tracing::warn!("not ready: the store takes too long to keep a little");
            false
        }
    }
}
