//! What a desk does for the owner now and then: conversations and counts that were kept long enough go, and stray files.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::files::Files;
use crate::store::Store;
use crate::{Desk, DeskError};

/// A day, milliseconds.
const DAY_MS: i64 = 24 * 3_600_000;
/// How often conversations are looked through for old ones, milliseconds: an hour.
const LOOK_MS: i64 = 3_600_000;
/// A file without a row is younger than this while it is on its way, milliseconds: a day.
const STRAY_MS: i64 = DAY_MS;

/// When the next look is due; the first tidying of a process looks.
#[derive(Debug)]
pub struct Upkeep {
    old_due: AtomicI64,
    strays_due: AtomicI64,
    /// The edition of each site's base whose entries the store knows.
    noted: Mutex<BTreeMap<String, String>>,
}

impl Upkeep {
    /// Begins with everything due.
    pub fn new() -> Self {
        Self {
            old_due: AtomicI64::new(i64::MIN),
            strays_due: AtomicI64::new(i64::MIN),
            noted: Mutex::default(),
        }
    }

    /// Whether the store knows the entries of this edition, by its tag.
    pub fn is_noted(&self, site: &str, tag: &str) -> bool {
        // A map is whole after each of its calls, whoever panicked.
        let noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        noted.get(site).is_some_and(|known| known == tag)
    }

    /// The store knows them.
    pub fn noted(&self, site: &str, tag: &str) {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        noted.insert(site.to_owned(), tag.to_owned());
    }

    /// The next tidying looks for what is old: how long it is kept has changed.
    pub fn look_again(&self) {
        self.old_due.store(i64::MIN, Ordering::Relaxed);
    }
}

impl Desk {
    /// Does what is due.
    pub(crate) async fn keep_up(&self, now: i64) -> Result<(), DeskError> {
        if self.upkeep.old_due.load(Ordering::Relaxed) <= now {
            self.erase_old(now).await?;
            self.upkeep.old_due.store(now + LOOK_MS, Ordering::Relaxed);
        }
        if self.upkeep.strays_due.load(Ordering::Relaxed) <= now {
            self.remove_strays(now).await?;
            self.upkeep.strays_due.store(now + DAY_MS, Ordering::Relaxed);
        }
        self.note_editions(now).await
    }

    /// Takes what was erased off the disk: the files whose rows are gone, and the words in the write-ahead log.
    pub(crate) async fn wipe(&self) -> Result<(), DeskError> {
        let wiped = wipe_files(&self.store, &self.files).await;
        self.store.settle().await.map_err(DeskError::Store).and(wiped)
    }

    async fn erase_old(&self, now: i64) -> Result<(), DeskError> {
        let rules = self.rules();
        self.store.forget_audit(now - rules.audit_ms(), now).await.map_err(DeskError::Store)?;
        if let Some(days) = rules.insights_days() {
            // A day more, since somewhere it is still the day before.
            let (day, before) = (now.div_euclid(DAY_MS) - days, now - (days + 1) * DAY_MS);
            self.store.forget_insights(day, before, now).await.map_err(DeskError::Store)?;
        }
        let Some(keep_ms) = rules.keep_ms() else {
            return Ok(());
        };
        while self.store.erase_ended(now - keep_ms, now).await.map_err(DeskError::Store)? > 0 {}
        Ok(())
    }

    async fn remove_strays(&self, now: i64) -> Result<(), DeskError> {
        for name in self.files.older_than(now - STRAY_MS).await.map_err(disk)? {
            if !self.store.has_file(&name).await.map_err(DeskError::Store)? {
                self.files.remove(&[name]).await.map_err(disk)?;
            }
        }
        Ok(())
    }
}

/// Removes the files whose rows are gone, and then forgets their names.
pub async fn wipe_files(store: &Store, files: &Files) -> Result<(), DeskError> {
    loop {
        let gone = store.gone_files().await.map_err(DeskError::Store)?;
        if gone.is_empty() {
            return Ok(());
        }
        files.remove(&gone).await.map_err(disk)?;
        store.forget_gone(&gone).await.map_err(DeskError::Store)?;
    }
}

fn disk(error: std::io::Error) -> DeskError {
    DeskError::Store(error.into())
}
