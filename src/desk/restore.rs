//! A backup put in the place of the database that is there, which stays aside.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::DeskError;
use crate::backup::{DATABASE, FILES, Partial, check, copy_files, make_copy};
use crate::error::at;
use crate::files::{beside, folder_beside};
use crate::running::Running;
use crate::secret::new_secret;
use crate::store::{Use, begin_epoch, used};

/// What became of a restore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// Files that were put back.
    pub files: usize,
    /// Files that the backup tells of and doesn't hold whole; their messages stand, without them.
    pub missing: usize,
    /// Where the database is that was there; its files lie beside it, as a desk expects them. None where none was.
    pub aside: Option<PathBuf>,
}

/// Puts a backup, or another database with its files beside it, in a database's place. Nothing changes before all of it has
/// been copied and checked.
///
/// # Errors
/// When a desk runs, the backup isn't sound or is a newer program's, or the disk won't.
pub async fn restore(from: &Path, database: &Path, now: i64) -> Result<Restored, DeskError> {
    let (source, source_files) = parts(from)?;
    let lock = Running::exclude(database)?;
    let was_there = database.symlink_metadata().is_ok();
    if was_there && used(database).await == Use::Open {
        return Err(DeskError::Running { path: database.to_owned() });
    }
    check(&source).await?;
    let (copied, files) = (Partial::beside(database)?, Partial::beside(&folder_beside(database))?);
    make_copy(&source, &copied.0).await?;
    begin_epoch(&copied.0, &new_secret()?)
        .await
        .map_err(|source| DeskError::Database { path: copied.0.clone(), source })?;
    let backup = copy_files(&copied.0, &source_files, &files.0).await?;
    let aside = was_there.then(|| aside(database, now));
    if let Some(aside) = &aside {
        put_aside(database, aside)?;
    }
    files.finish(&folder_beside(database))?;
    copied.finish(database)?;
    lock.end();
    Ok(Restored { files: backup.files, missing: backup.missing, aside })
}

/// The database and the folder of files that are meant by a path.
fn parts(from: &Path) -> Result<(PathBuf, PathBuf), DeskError> {
    let parts = if from.is_dir() {
        (from.join(DATABASE), from.join(FILES))
    } else {
        (from.to_owned(), folder_beside(from))
    };
    if parts.0.is_file() { Ok(parts) } else { Err(DeskError::Missing { path: parts.0 }) }
}

/// A name by the time, and a number where that is taken.
fn aside(database: &Path, now: i64) -> PathBuf {
    let time = Timestamp::from_millisecond(now).unwrap_or_default().strftime("%Y%m%d-%H%M%S").to_string();
    let names = (1..).map(|at| if at == 1 { time.clone() } else { format!("{time}-{at}") });
    let mut paths = names.map(|name| beside(database, &format!(".before-{name}")));
    paths.find(|path| path.symlink_metadata().is_err()).expect("the numbers don't end")
}

/// Moves what belongs to a database, and gives the database itself a second name: so there is one at every moment, and a
/// desk that starts after a crash makes no empty one. Its log is there only where SQLite could not read it.
fn put_aside(database: &Path, aside: &Path) -> Result<(), DeskError> {
    for ending in [".files", "-wal", "-shm"] {
        let (from, to) = (beside(database, ending), beside(aside, ending));
        if from.symlink_metadata().is_ok() {
            std::fs::rename(&from, &to).map_err(at(&from))?;
        }
    }
    // Some file systems know no second names.
    std::fs::hard_link(database, aside).or_else(|_| std::fs::rename(database, aside)).map_err(at(database))
}
