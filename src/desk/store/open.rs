//! The desk's memory: opened, tidied and closed, whichever engine it stands on.

use std::sync::{Arc, Mutex};

use prometheus_client::metrics::histogram::Histogram;

use super::StoreError;
use super::contact::DAY_MS;
use super::database::{Pool, query};
use super::delivery::{DONE_KEPT_MS, KEPT_MS};
use super::doorbell::{Doorbell, Ear, SIGNS};
use super::file_base::FileBase;
use super::outgoing::Outgoing;
use super::saying::Scribe;
use super::server_base::ServerBase;
use super::view::View;
use super::writer::{Bell, Change, Footprint, Touched, Writer};
use crate::Location;

/// No browser repeats a request after so long, milliseconds: 30 days.
const ERASED_KEPT_MS: i64 = 30 * 24 * 3_600_000;

/// What was touched is kept so long for desks that stand still, milliseconds: an hour.
const OUTBOX_KEPT_MS: i64 = 3_600_000;

/// The desk's memory: one connection writes, a few read.
#[derive(Debug)]
pub struct Store {
    base: Base,
    writer: Writer,
    pub(super) scribe: Scribe,
    readers: Pool,
}

/// What it stands on.
#[derive(Debug)]
enum Base {
    File(FileBase),
    /// With what hears of other desks; none for a command.
    Server(Option<Doorbell>),
}

impl Store {
    /// Opens a file, made with its folder when missing, or a server's database, and brings its schema up to date.
    /// `largest_bytes` caps a file's size; `bell` is rung with what became durable, by other desks too, and `ear` hears what
    /// they tell and nobody keeps.
    pub async fn open(
        location: &Location,
        largest_bytes: Option<u64>,
        bell: Bell,
        ear: Ear,
    ) -> Result<Self, StoreError> {
        let server = match location {
            Location::File(path) => {
                let touched: Arc<Mutex<Touched>> = Arc::default();
                let base = FileBase::open(path, largest_bytes, &touched).await?;
                let writer = Writer::new(base.writing(), Footprint::Noted(touched), bell);
                base.settle().await?;
                return Ok(Self::on(base.reading(), Base::File(base), writer));
            }
            Location::Server(server) => server,
        };
        let base = ServerBase::open(server).await?;
        let outgoing = Arc::new(Outgoing::heard(!server.poll_only));
        let doorbell = Doorbell::hang(&base, Arc::clone(&outgoing), Arc::clone(&bell), ear).await?;
        let writer = Writer::new(base.writing(), Footprint::Written(outgoing), bell);
        Ok(Self::on(base.reading(), Base::Server(Some(doorbell)), writer))
    }

    /// As [`Store::open`], where nobody listens: for a command beside the desk.
    pub async fn open_quietly(location: &Location) -> Result<Self, StoreError> {
        let Location::Server(server) = location else {
            return Self::open(location, None, Arc::new(|_| ()), Arc::new(|_| ())).await;
        };
        let base = ServerBase::open(server).await?;
        let written = Footprint::Written(Arc::new(Outgoing::unheard()));
        let writer = Writer::new(base.writing(), written, Arc::new(|_| ()));
        Ok(Self::on(base.reading(), Base::Server(None), writer))
    }

    fn on(readers: Pool, base: Base, writer: Writer) -> Self {
        Self { base, scribe: Scribe::new(writer.clone()), writer, readers }
    }

    /// Whether it stands on a server.
    pub(super) fn is_at_server(&self) -> bool {
        matches!(self.base, Base::Server(_))
    }

    /// Whether other desks can be heard at once.
    pub fn hears(&self) -> bool {
        matches!(&self.base, Base::Server(Some(doorbell)) if doorbell.hears())
    }

    /// Tells the other desks at the server what nobody keeps, where they can be heard at once.
    pub async fn tell(&self, sign: &str) -> Result<(), StoreError> {
        if self.hears() {
            query("SELECT pg_notify(?, ?)")
                .bind(SIGNS)
                .bind(sign)
                .execute(&mut self.readers.acquire().await?)
                .await?;
        }
        Ok(())
    }

    /// Empties a file's write-ahead log, so that nothing erased is left there; tries again at the next call if a reader was in
    /// the way. Cheap when nothing is owed. A server's log is its operator's.
    pub async fn settle(&self) -> Result<(), StoreError> {
        match &self.base {
            Base::File(file) => file.settle().await,
            Base::Server(..) => Ok(()),
        }
    }

    /// Whether nothing erased stands in a file's write-ahead log.
    pub fn is_settled(&self) -> bool {
        match &self.base {
            Base::File(file) => file.is_settled(),
            Base::Server(..) => true,
        }
    }

    /// Forgets what is out of date: codes, sessions, used nonces, the hashes of what was erased, and what was sent.
    pub async fn tidy(&self, now: i64) -> Result<(), StoreError> {
        let mut change = self.write().await?;
        for (sql, before) in [
            ("DELETE FROM sign_in_codes WHERE expires_at <= ?", now),
            ("DELETE FROM sessions WHERE expires_at <= ?", now),
            ("DELETE FROM erased WHERE at <= ?", now - ERASED_KEPT_MS),
            ("DELETE FROM used_nonces WHERE expires_at <= ?", now),
            ("DELETE FROM codes WHERE at <= ?", now - DAY_MS),
            ("DELETE FROM deliveries WHERE state = 'done' AND settled_at <= ?", now - DONE_KEPT_MS),
            ("DELETE FROM deliveries WHERE created_at <= ?", now - KEPT_MS),
        ] {
            query(sql).bind(before).execute(&mut change).await?;
        }
        if let Base::Server(..) = self.base {
            query("DELETE FROM outbox WHERE at <= ?").bind(now - OUTBOX_KEPT_MS).execute(&mut change).await?;
        }
        change.commit().await
    }

    /// How long changes took to become durable, seconds.
    pub fn commits(&self) -> Histogram {
        self.writer.commits()
    }

    /// Closes every connection.
    pub async fn close(&self) {
        if let Base::Server(Some(doorbell)) = &self.base {
            doorbell.take_down().await;
        }
        self.readers.close().await;
        self.writer.close().await;
    }

    /// A change; those that come together are made durable together.
    pub(super) async fn write(&self) -> Result<Change, StoreError> {
        self.writer.begin().await
    }

    /// An unchanging view.
    pub(super) async fn read(&self) -> Result<View, StoreError> {
        View::read(&self.readers).await
    }

    /// Says that something was erased; [`Store::settle`] then empties the log.
    pub(super) fn owe_checkpoint(&self) {
        if let Base::File(file) = &self.base {
            file.owe_checkpoint();
        }
    }
}
