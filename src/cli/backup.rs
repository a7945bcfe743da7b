//! `tandem backup`: a copy of all that a desk keeps, made while it runs.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;

use crate::base::{self, counted};
use crate::records::{Database, wait};

/// Copy the database and its files into a new folder, checked; the desk may run meanwhile
#[derive(clap::Args)]
pub struct Arguments {
    /// The folder to make; nothing is overwritten
    folder: PathBuf,
    #[command(flatten)]
    database: Database,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let database = &arguments.database.file("make a copy with pg_dump, and copy the folder of files")?;
    let folder = &arguments.folder;
    let backup = wait(async { Ok(desk::backup(database, folder).await?) })?;
    let files = counted(backup.files, "file");
    base::note(format_args!("{}: the database and {files}, checked", folder.display()));
    if backup.missing > 0 {
        let missing = counted(backup.missing, "file");
        base::note(format_args!(
            "{missing} could not be copied: erased meanwhile, or damaged beside {}; their messages are there",
            database.display()
        ));
    }
    Ok(ExitCode::SUCCESS)
}
