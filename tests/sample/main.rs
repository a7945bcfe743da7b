//! Fills a new desk with the simulated month: `sample DATABASE`; a desk that has it already stays as it is.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use tests::fill;
use tests::month::{Shop, run};
use tokio::runtime::Builder;

/// The seed of the README's picture.
const SEED: u64 = 3;

fn main() -> Result<()> {
    let database =
        PathBuf::from(std::env::args_os().nth(1).context("say which database: `sample DATABASE`")?);
    let months = ["en", "zh"].map(|language| run(&Shop::open(language, SEED)?));
    let months = months.into_iter().collect::<Result<Vec<_>>>()?;
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
    let filled = Builder::new_multi_thread().enable_all().build()?.block_on(fill(&database, &months, now))?;
    println!(
        "{}",
        if filled { "the sample month is in the desk" } else { "the desk has the sample month already" }
    );
    Ok(())
}
