//! What the commands on a desk's records share: the database's option, a runtime, the time.

use std::future::Future;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use desk::{Location, Server};

use crate::layers::ADDRESS;

/// Which desk's records
#[derive(clap::Args)]
pub struct Database {
    /// The desk's SQLite file, or its server as postgres://user@host/name; DATABASE_URL, or else tandem.db, where not given
    #[arg(long, global = true)]
    pub database: Option<PathBuf>,
    /// With a server: the folder that holds images and documents; tandem.files where not given
    #[arg(long, global = true, value_name = "FOLDER")]
    pub files_folder: Option<PathBuf>,
}

impl Database {
    /// Where the records are.
    pub fn location(&self) -> Location {
        let address = || std::env::var_os(ADDRESS).filter(|address| !address.is_empty()).map(PathBuf::from);
        let database = self.database.clone().or_else(address).unwrap_or_else(|| "tandem.db".into());
        match (Location::read(&database), &self.files_folder) {
            (Location::Server(server), Some(files)) => {
                Location::Server(Server { files: files.clone(), ..server })
            }
            (location, _) => location,
        }
    }

    /// The file, for what is done with files alone.
    ///
    /// # Errors
    /// When it is a server, with what does the same there.
    pub fn file(&self, instead: &str) -> Result<PathBuf> {
        match self.location() {
            Location::File(path) => Ok(path),
            Location::Server(_) => {
                bail!("this is done with the file of a desk; of a server's database, {instead}")
            }
        }
    }
}

/// Runs what waits for the disk.
pub fn wait<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.context("cannot start the program's thread")?.block_on(work)
}

/// Unix milliseconds.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
