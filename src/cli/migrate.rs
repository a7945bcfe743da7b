//! `tandem migrate`: a desk moved from its file to a Postgres server, with nothing lost.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use desk::{Location, Server};

use crate::base::{self, counted};
use crate::layers::ADDRESS;
use crate::records::wait;

/// Move a desk from its file to an empty database at a Postgres server, compared row by row; no desk may run
#[derive(clap::Args)]
pub struct Arguments {
    /// The desk's SQLite file, as tandem.db or sqlite:tandem.db; it stays as it is
    #[arg(long)]
    from: PathBuf,
    /// The server's database, as postgres://user@host/name; DATABASE_URL where not given
    #[arg(long)]
    to: Option<PathBuf>,
    /// The folder to make for images and documents
    #[arg(long, default_value = "tandem.files", value_name = "FOLDER")]
    files_folder: PathBuf,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let Location::File(from) = Location::read(&arguments.from) else {
        bail!("--from is a file; a server's database is copied by pg_dump");
    };
    let to = arguments.to.clone().or_else(|| std::env::var_os(ADDRESS).map(PathBuf::from));
    let Some(Location::Server(server)) = to.map(|to| Location::read(&to)) else {
        bail!(
            "--to is an address as postgres://user@host/name; back in a file, a desk is put by nothing yet"
        );
    };
    let server = Server { files: arguments.files_folder.clone(), ..server };
    let migrated = wait(async { Ok(desk::migrate(&from, &server).await?) })?;
    let mut out = std::io::stdout().lock();
    for table in &migrated.tables {
        writeln!(out, "{}\t{}\t{}", table.table, table.rows, table.hash)?;
    }
    let files = counted(migrated.files, "file");
    base::note(format_args!(
        "{} and {files} are at the server, the same by count and hash; start desks with --database there",
        counted(migrated.tables.len(), "table")
    ));
    if migrated.missing > 0 {
        let missing = counted(migrated.missing, "file");
        base::note(format_args!("{missing} were missing or damaged before; their messages are there"));
    }
    Ok(ExitCode::SUCCESS)
}
