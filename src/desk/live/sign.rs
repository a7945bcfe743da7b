//! Who writes and who looks, as the desks at one server tell one another; no word of a visitor's is in it, and nobody keeps it.

use std::sync::Arc;
use std::time::Duration;

use protocol::Author;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::interval;

use super::Hub;
use crate::store::Store;

/// How often a desk says again which agents look, so that those of a desk that died are forgotten by and by.
const AGAIN: Duration = Duration::from_secs(20);
/// Whoever was not named for so long looks no longer.
pub const FRESH: Duration = Duration::from_secs(60);
/// Bytes of a sign; a server carries 8,000.
const LONGEST: usize = 7_900;

/// One of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sign {
    /// A name that the desk gave itself when it started.
    pub desk: String,
    /// The conversation's number.
    pub conversation: i64,
    /// What is told of it.
    pub what: What,
}

/// What a sign tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Somebody writes, or has stopped.
    Typing {
        /// Which side.
        author: Author,
        /// An agent's display name.
        name: Option<String>,
        /// Whether it is so.
        on: bool,
    },
    /// The display names of all agents who look, at this desk.
    Looking(Vec<String>),
    /// Somebody came who wants to know which agents look.
    Asking,
}

/// Passes a desk's signs on until its hub is gone; one that is lost is told anew sooner or later.
pub async fn pass_on(hub: std::sync::Weak<Hub>, store: Arc<Store>, mut signs: UnboundedReceiver<Sign>) {
    let mut ticks = interval(AGAIN);
    loop {
        tokio::select! {
            sign = signs.recv() => {
                let Some(sign) = sign else { return };
                let Ok(text) = serde_json::to_string(&sign) else { continue };
                if text.len() <= LONGEST && let Err(error) = store.tell(&text).await {
                    tracing::debug!(cause = %error, "could not tell other desks who writes or looks");
                }
            }
            _ = ticks.tick() => match hub.upgrade() {
                Some(hub) => hub.say_again(),
                None => return,
            },
        }
    }
}
