//! What a desk has kept, opened by the owner's commands, with or without a desk at work on it.

use std::path::Path;

use jiff::Timestamp;
use protocol::AuditKind;

use crate::desk::system_time_ms;
use crate::error::at;
use crate::files::Files;
use crate::running::Running;
use crate::store::{By, Deed, Exported, Found, Store, Whose};
use crate::upkeep::wipe_files;
use crate::{DeskError, Location};

/// How often the log is tried to be emptied; each try waits for readers.
const WIPES: u32 = 5;

/// The open records; no other database takes their place while they are open.
#[derive(Debug)]
pub struct Records {
    store: Store,
    files: Files,
    _running: Running,
}

impl Records {
    /// Opens a database that is there, and brings it up to date.
    ///
    /// # Errors
    /// When it isn't there, or can't be used.
    pub async fn open(location: impl Into<Location>) -> Result<Self, DeskError> {
        let location = location.into();
        if location.is_missing() {
            return Err(DeskError::Missing { path: location.shown() });
        }
        let running = Running::hold(&location)?;
        let store = Store::open_quietly(&location)
            .await
            .map_err(|source| DeskError::Database { path: location.shown(), source })?;
        let files = Files::of(location.files()).map_err(at(&location.shown()))?;
        Ok(Self { store, files, _running: running })
    }

    /// Hands each conversation that is meant to `take`, oldest first, and one at a time; gives how many there were.
    ///
    /// # Errors
    /// When the database can't be read, or the first of `take`.
    pub async fn export<E: From<DeskError>>(
        &self,
        which: &Whose,
        mut take: impl FnMut(Exported) -> Result<(), E>,
    ) -> Result<usize, E> {
        let mut count = 0;
        let numbers = self.store.numbers(which).await.map_err(DeskError::Store)?;
        // Before the first goes out, so that none does without it.
        let deed = Deed::new(By::CommandLine, AuditKind::Exported, system_time_ms()).of(numbers.len());
        self.store.write_down(deed).await.map_err(DeskError::Store)?;
        for number in numbers {
            if let Some(one) = self.store.exported(number).await.map_err(DeskError::Store)? {
                take(one)?;
                count += 1;
            }
        }
        Ok(count)
    }

    /// Copies the file of an attachment, by its id, to a path; false where it is gone.
    ///
    /// # Errors
    /// When the database can't be read or the copy can't be written.
    pub async fn copy_file(&self, id: &str, to: &Path) -> Result<bool, DeskError> {
        let Some(stored) = self.store.file(id).await.map_err(DeskError::Store)? else {
            return Ok(false);
        };
        let from = self.files.path(&stored.disk_name);
        if !from.is_file() {
            return Ok(false);
        }
        std::fs::copy(from, to).map_err(at(to))?;
        Ok(true)
    }

    /// The conversations that `visitor` names: by id, by number as the inbox shows it, or by e-mail, name or subject that the
    /// site told.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn find(&self, visitor: &str) -> Result<Vec<Found>, DeskError> {
        self.store.find_visitor(visitor).await.map_err(DeskError::Store)
    }

    /// Erases conversations by their numbers, with their files, and wipes what stood of them off the disk.
    ///
    /// # Errors
    /// When the database or the files can't be written, or the write-ahead log could not be emptied since someone read on.
    pub async fn erase(&self, numbers: &[i64], now: i64) -> Result<(), DeskError> {
        self.store.erase_numbers(By::CommandLine, numbers, now).await.map_err(DeskError::Store)?;
        wipe_files(&self.store, &self.files).await?;
        for _ in 0..WIPES {
            self.store.settle().await.map_err(DeskError::Store)?;
            if self.store.is_settled() {
                return Ok(());
            }
        }
        Err(DeskError::Unwiped)
    }

    /// Closes the database.
    pub async fn close(self) {
        self.store.close().await;
    }
}

/// A time, Unix milliseconds, as people and spreadsheets read it: `2027-01-15 08:00:00` in UTC. Empty for one that no
/// calendar has.
pub fn utc(at: i64) -> String {
    let time = Timestamp::from_millisecond(at);
    time.map(|time| time.strftime("%Y-%m-%d %H:%M:%S").to_string()).unwrap_or_default()
}
