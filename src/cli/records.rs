//! What the commands on a desk's records share: the database's option, a runtime, the time.

use std::future::Future;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};

/// Which desk's records
#[derive(clap::Args)]
pub struct Database {
    /// The desk's SQLite file
    #[arg(long, default_value = "tandem.db")]
    pub database: PathBuf,
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
