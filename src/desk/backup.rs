//! A copy of all that a desk keeps, made while it runs: a folder with `tandem.db` and `files/`.

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::DeskError;
use crate::error::at;
use crate::files::{beside, folder_beside, make_file, make_folder, measure, place, sync_above, sync_folder};
use crate::secret::new_secret;
use crate::store::{Listed, Soundness, copy_database, listed_files, soundness};

/// The database within a backup.
pub const DATABASE: &str = "tandem.db";
/// The files within a backup.
pub const FILES: &str = "files";

/// What a backup holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Files that were copied.
    pub files: usize,
    /// Files that were not there, since their conversation was erased meanwhile, or not whole.
    pub missing: usize,
}

/// Copies a database and its files into a new folder. It is there whole and checked, or not at all.
///
/// # Errors
/// When there is no database, the folder is there already, the copy isn't sound, or the disk won't.
pub async fn backup(database: &Path, to: &Path) -> Result<Backup, DeskError> {
    if !database.is_file() {
        return Err(DeskError::Missing { path: database.to_owned() });
    }
    if to.symlink_metadata().is_ok() {
        return Err(DeskError::Exists { path: to.to_owned() });
    }
    let partial = Partial::beside(to)?;
    make_folder(&partial.0).map_err(at(&partial.0))?;
    let copied = partial.0.join(DATABASE);
    make_copy(database, &copied).await?;
    check(&copied).await?;
    let backup = copy_files(&copied, &folder_beside(database), &partial.0.join(FILES)).await?;
    partial.finish(to)?;
    Ok(backup)
}

/// Copies a database as it is at one moment into a new file, durably.
pub async fn make_copy(from: &Path, to: &Path) -> Result<(), DeskError> {
    make_file(to).map_err(at(to))?;
    copy_database(from, to).await.map_err(|source| DeskError::Database { path: from.to_owned(), source })?;
    File::open(to).and_then(|file| file.sync_all()).map_err(at(to))
}

/// # Errors
/// When a database isn't whole, isn't ours, or is a newer program's.
pub async fn check(database: &Path) -> Result<(), DeskError> {
    let path = database.to_owned();
    match soundness(database).await {
        Ok(Soundness::Sound) => Ok(()),
        Ok(Soundness::Damaged(complaint)) => Err(DeskError::Unsound { path, complaint }),
        Ok(Soundness::Newer(version)) => Err(DeskError::Newer { path, version }),
        Err(source) => Err(DeskError::Database { path, source }),
    }
}

/// Copies the files that a database tells of from one folder into another, each compared with its hash.
pub async fn copy_files(database: &Path, from: &Path, to: &Path) -> Result<Backup, DeskError> {
    let listed = listed_files(database)
        .await
        .map_err(|source| DeskError::Database { path: database.to_owned(), source })?;
    let (from, to) = (from.to_owned(), to.to_owned());
    tokio::task::spawn_blocking(move || copy_all(&listed, &from, &to)).await.map_err(std::io::Error::other)?
}

fn copy_all(listed: &[Listed], from: &Path, to: &Path) -> Result<Backup, DeskError> {
    make_folder(to).map_err(at(to))?;
    let mut backup = Backup { files: 0, missing: 0 };
    for one in listed {
        let (source, end) = (place(from, &one.disk_name), place(to, &one.disk_name));
        if copy_one(one, &source, &end, to).map_err(at(&end))? {
            backup.files += 1;
        } else {
            backup.missing += 1;
        }
    }
    sync_folder(to).map_err(at(to))?;
    Ok(backup)
}

/// Whether the file was there and whole; nothing is copied of one that wasn't.
fn copy_one(listed: &Listed, source: &Path, end: &Path, top: &Path) -> std::io::Result<bool> {
    let Ok(mut from) = File::open(source) else {
        return Ok(false);
    };
    make_folder(end.parent().unwrap_or(top))?;
    let mut to = make_file(end)?;
    std::io::copy(&mut from, &mut to)?;
    to.sync_all()?;
    if !measure(end)?.1.matches(&listed.hash) {
        std::fs::remove_file(end)?;
        return Ok(false);
    }
    sync_above(end, top)?;
    Ok(true)
}

/// What is being made under a name of its own, and goes if it does not get its last one.
pub struct Partial(pub PathBuf);

impl Partial {
    /// A name beside another, on the same disk.
    pub fn beside(path: &Path) -> Result<Self, DeskError> {
        Ok(Self(beside(path, &format!(".partial-{}", &new_secret()?[..8]))))
    }

    /// Gives it its last name, durably.
    pub fn finish(self, path: &Path) -> Result<(), DeskError> {
        if self.0.is_dir() {
            sync_folder(&self.0).map_err(at(&self.0))?;
        }
        std::fs::rename(&self.0, path).map_err(at(path))?;
        let above = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        sync_folder(above.unwrap_or(Path::new("."))).map_err(at(path))
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        // It is not there any more once it is finished; what cannot be removed bears its name.
        let _ = std::fs::remove_dir_all(&self.0).or_else(|_| std::fs::remove_file(&self.0));
        for ending in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(beside(&self.0, ending));
        }
    }
}
