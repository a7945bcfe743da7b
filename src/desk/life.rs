//! What happens to conversations by themselves: given to agents by load, taken back, back from a rest, ended when stale.

use std::time::Duration;

use tokio::time::{interval, sleep};

use crate::store::Target;
use crate::{Desk, DeskError};

/// How an agent comes to a conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Assignment {
    /// Agents take what waits.
    #[default]
    Claim,
    /// The desk gives what waits to the agent with the least to do.
    Load,
}

/// An agent who was given a conversation takes it up within so long, milliseconds: a minute.
pub const ACCEPT_MS: i64 = 60_000;
/// How often what depends on time alone is looked at.
const TICK: Duration = Duration::from_secs(5);
/// Between two looks after changes, so that a burst of them is one look.
const PAUSE: Duration = Duration::from_millis(200);
/// Batches of words that one look indexes; where more wait, as after an upgrade, the next goes on.
const BATCHES: u32 = 10;

impl Desk {
    /// Does what is due now.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn live_on(&self) -> Result<(), DeskError> {
        self.follow_choices().await?;
        let now = self.now();
        self.store.wake_due(now).await.map_err(DeskError::Store)?;
        self.store.take_back_unaccepted(now).await.map_err(DeskError::Store)?;
        let rules = self.rules();
        if rules.assignment() == Assignment::Load {
            self.store.assign_waiting(now + ACCEPT_MS, now).await.map_err(DeskError::Store)?;
        }
        self.store.expire(now - rules.expire_ms(), now).await.map_err(DeskError::Store)?;
        self.store.note_overdue(now).await.map_err(DeskError::Store)?;
        self.store.close_visits(now).await.map_err(DeskError::Store)?;
        for _ in 0..BATCHES {
            if self.store.take_in_words().await.map_err(DeskError::Store)? == 0 {
                break;
            }
        }
        Ok(())
    }

    /// By when a request of now is to be answered, by the team's own target or else the desk's, from when people are there.
    pub(crate) fn target(&self, site: &crate::Site, team: Option<&str>) -> Option<Target> {
        let within_ms = site.target_s(team).map(|seconds| i64::from(seconds) * 1_000)?;
        Some(Target {
            within_ms,
            due_at: self.opens_at(site, team).unwrap_or_else(|| self.now()) + within_ms,
        })
    }
}

/// Lets what is proposed be worked out where a day has passed; conversations don't wait for it.
fn suggest(desk: &Desk) {
    let desk = desk.clone();
    tokio::spawn(async move {
        if let Err(error) = desk.suggest_daily().await {
            tracing::warn!(cause = %error, "could not work out what to suggest; trying again in an hour");
        }
    });
}

/// Does what is due, after every change and now and then.
pub async fn run(desk: Desk) {
    let (mut any, mut ticks) = (desk.hub.any(), interval(TICK));
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            changed = any.changed() => if changed.is_err() { return },
        }
        any.mark_unchanged();
        if let Err(error) = desk.live_on().await {
            tracing::warn!(cause = %error, "could not do what is due; trying again soon");
        }
        suggest(&desk);
        sleep(PAUSE).await;
    }
}
