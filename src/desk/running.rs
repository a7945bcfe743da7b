//! The mark that a desk runs on a database, which ends with the process whatever ends it.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::files::beside;
use crate::{DeskError, Location};

/// A lock on the file `tandem.db.lock` beside the database: several desks share it, whoever replaces the database has it
/// alone. At a server there is none.
#[derive(Debug)]
pub struct Running(Option<File>);

impl Running {
    /// A desk's part of the lock.
    ///
    /// # Errors
    /// [`DeskError::Running`] while the database is being replaced.
    pub fn hold(location: &Location) -> Result<Self, DeskError> {
        let Location::File(database) = location else { return Ok(Self(None)) };
        let file = open(database)?;
        judge(database, file.try_lock_shared())?;
        Ok(Self(Some(file)))
    }

    /// The whole lock.
    ///
    /// # Errors
    /// [`DeskError::Running`] while a desk runs.
    pub fn exclude(database: &Path) -> Result<Self, DeskError> {
        let file = open(database)?;
        judge(database, file.try_lock())?;
        Ok(Self(Some(file)))
    }

    /// Gives the lock back before the process ends.
    pub fn end(&self) {
        // A lock that cannot be given back goes with the file.
        let _ = self.0.as_ref().map(File::unlock);
    }
}

fn open(database: &Path) -> Result<File, DeskError> {
    let path = beside(database, ".lock");
    let told = |source| DeskError::File { path: path.clone(), source };
    if let Some(folder) = database.parent() {
        std::fs::create_dir_all(folder).map_err(told)?;
    }
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&path).map_err(told)
}

fn judge(database: &Path, locked: Result<(), TryLockError>) -> Result<(), DeskError> {
    match locked {
        // A file system without locks has nothing to say; SQLite asks in its own way.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(DeskError::Running { path: database.to_owned() }),
    }
}
