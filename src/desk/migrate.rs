//! A desk moved from its file to a server, with its images and documents; the file stays as it is.

use std::path::Path;

use crate::backup::{Partial, copy_files};
use crate::files::folder_beside;
use crate::running::Running;
use crate::store::{Moved, move_tables};
use crate::{DeskError, Location, Server};

/// What came over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// The tables, each the same on both sides.
    pub tables: Vec<Moved>,
    /// Files that were copied, each compared with its hash.
    pub files: usize,
    /// Files that were not there, or not whole; their messages are there.
    pub missing: usize,
}

/// Moves a file's desk into an empty database at a server, while no desk runs on it. Nothing stands there, nor in the folder of
/// files, unless all of it agrees.
///
/// # Errors
/// When a desk runs, the database or the folder holds something already, or what came over reads otherwise.
pub async fn migrate(from: &Path, to: &Server) -> Result<Migrated, DeskError> {
    if !from.is_file() {
        return Err(DeskError::Missing { path: from.to_owned() });
    }
    if to.files.symlink_metadata().is_ok() {
        return Err(DeskError::Exists { path: to.files.clone() });
    }
    let lock = Running::exclude(from)?;
    let files = Partial::beside(&to.files)?;
    let copied = copy_files(from, &folder_beside(from), &files.0).await?;
    let shown = Location::Server(to.clone()).shown();
    let tables = move_tables(from, to).await.map_err(|source| DeskError::Database { path: shown, source })?;
    files.finish(&to.files)?;
    lock.end();
    Ok(Migrated { tables, files: copied.files, missing: copied.missing })
}
