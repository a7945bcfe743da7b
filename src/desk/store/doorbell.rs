//! What other desks at the same server did, heard as if this one had done it.
//!
//! The table `outbox` is the truth, asked by id twice a second; a NOTIFY, which is empty and may be lost, only says to ask at
//! once.

use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::PgListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use super::StoreError;
use super::database::{Pool, in_time, query_as, query_scalar};
use super::outgoing::Outgoing;
use super::server_base::ServerBase;
use super::view::View;
use super::writer::{Bell, Touched};

/// Hears what other desks tell and nobody keeps.
pub type Ear = Arc<dyn Fn(&str) + Send + Sync>;

/// The channel of what nobody keeps.
pub const SIGNS: &str = "tandem_signs";
/// The channel of the empty words.
const CHANNEL: &str = "tandem";
/// How often the table is asked, whoever calls.
const POLL: Duration = Duration::from_millis(500);
/// After the listening connection broke, until the next.
const RETRY: Duration = Duration::from_secs(1);
/// After so long without a call it is asked whether the server is still there.
const SILENCE: Duration = Duration::from_secs(30);
/// Rows that one look takes; where more wait, the next goes on.
const AT_ONCE: i64 = 1_000;

/// Listens until it is taken down.
#[derive(Debug)]
pub struct Doorbell {
    polling: JoinHandle<()>,
    listening: Option<JoinHandle<()>>,
}

/// Where it has got to.
struct Post {
    pool: Pool,
    last: i64,
    outgoing: Arc<Outgoing>,
    bell: Bell,
}

impl Doorbell {
    /// Hears all that is committed from now on.
    pub async fn hang(
        base: &ServerBase,
        outgoing: Arc<Outgoing>,
        bell: Bell,
        ear: Ear,
    ) -> Result<Self, StoreError> {
        let pool = base.reading();
        let mut view = View::read(&pool).await?;
        let last = query_scalar("SELECT COALESCE(MAX(id), 0) FROM outbox").fetch_one(&mut view).await?;
        drop(view);
        let (called, calls) = watch::channel(());
        let post = Post { pool, last, outgoing, bell };
        let polling = tokio::spawn(post.poll(calls));
        let listening = (!base.poll_only).then(|| {
            let listening = base.listening();
            tokio::spawn(async move {
                loop {
                    // Its own each time: a listener that hangs keeps its place in a pool.
                    if let Err(error) = listen(&listening(), &called, &ear).await {
                        tracing::warn!(cause = %error, "does not hear other desks at once; asking twice a second");
                    }
                    sleep(RETRY).await;
                }
            })
        });
        Ok(Self { polling, listening })
    }

    /// Whether it hears at once.
    pub fn hears(&self) -> bool {
        self.listening.is_some()
    }

    /// Stops.
    pub async fn take_down(&self) {
        self.polling.abort();
        if let Some(listening) = &self.listening {
            listening.abort();
        }
    }
}

impl Drop for Doorbell {
    fn drop(&mut self) {
        self.polling.abort();
        if let Some(listening) = &self.listening {
            listening.abort();
        }
    }
}

impl Post {
    async fn poll(mut self, mut calls: watch::Receiver<()>) {
        let mut ticks = interval(POLL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut fails = false;
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                Ok(()) = calls.changed() => {}
            }
            match self.look().await {
                Ok(()) => fails = false,
                Err(error) if !fails => {
                    tracing::warn!(cause = %error, "cannot ask what other desks did; trying again");
                    fails = true;
                }
                Err(_) => {}
            }
        }
    }

    /// Rings for what was written down since.
    async fn look(&mut self) -> Result<(), StoreError> {
        loop {
            let mut view = View::read(&self.pool).await?;
            let rows: Vec<(i64, i64)> =
                query_as("SELECT id, conversation FROM outbox WHERE id > ? ORDER BY id LIMIT ?")
                    .bind(self.last)
                    .bind(AT_ONCE)
                    .fetch_all(&mut view)
                    .await?;
            drop(view);
            let Some((last, _)) = rows.last() else { return Ok(()) };
            self.last = *last;
            let is_more = rows.len() >= usize::try_from(AT_ONCE).unwrap_or_default();
            let news: Vec<i64> = rows
                .into_iter()
                .filter(|(id, _)| !self.outgoing.is_own(*id))
                .map(|(_, number)| number)
                .collect();
            self.outgoing.forget(self.last);
            if !news.is_empty() {
                (self.bell)(&news.into_iter().filter(|number| *number != 0).collect::<Touched>());
            }
            if !is_more {
                return Ok(());
            }
        }
    }
}

/// Passes the calls of other desks on until the connection breaks.
async fn listen(pool: &sqlx::PgPool, called: &watch::Sender<()>, ear: &Ear) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen_all([CHANNEL, SIGNS]).await?;
    called.send_replace(());
    loop {
        let Ok(heard) = timeout(SILENCE, listener.try_recv()).await else {
            // A way that broke without a word looks like a night in which nothing happens.
            in_time(sqlx::query("SELECT 1").execute(&mut listener)).await?;
            continue;
        };
        let Some(first) = heard? else { return Ok(()) };
        // Calls that came together are one.
        let mut is_called = false;
        let mut next = Some(first);
        while let Some(heard) = next {
            match heard.channel() {
                SIGNS => ear(heard.payload()),
                _ => is_called = true,
            }
            next = listener.next_buffered();
        }
        if is_called {
            called.send_replace(());
        }
    }
}
