//! `tandem restore`: a backup put in the place of the database that is there.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;

use crate::base::{self, counted};
use crate::records::{Database, now, wait};

/// Put a backup in the database's place, while no desk runs; what was there is kept aside
#[derive(clap::Args)]
pub struct Arguments {
    /// The folder that `tandem backup` made, or a database that an earlier restore put aside
    from: PathBuf,
    #[command(flatten)]
    database: Database,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let database = &arguments.database.file("put a copy back with pg_restore, and the folder of files")?;
    let restored = wait(async { Ok(desk::restore(&arguments.from, database, now()).await?) })?;
    let files = counted(restored.files, "file");
    base::note(format_args!("{}: the database and {files} are back, checked", database.display()));
    if let Some(aside) = &restored.aside {
        base::note(format_args!("what was there is now {}; delete it once it isn't needed", aside.display()));
    }
    if restored.missing > 0 {
        let missing = counted(restored.missing, "file");
        base::note(format_args!("{missing} of the backup's messages are missing or damaged in it"));
    }
    Ok(ExitCode::SUCCESS)
}
