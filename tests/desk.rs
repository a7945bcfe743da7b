//! A desk of its own for each journey: the real program on a fresh database.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::Places;

static COUNT: AtomicU32 = AtomicU32::new(0);

/// A running `tandem serve`; dropping it kills it, as a crash would.
pub struct Desk {
    child: Child,
    database: PathBuf,
    /// Its address, with a slash at the end.
    pub url: String,
    /// The owner's one-time link to the console.
    pub sign_in: String,
}

impl Desk {
    /// A desk with an empty database.
    pub async fn start() -> Result<Self> {
        Self::start_with(&[]).await
    }

    /// The same with more arguments.
    pub async fn start_with(arguments: &[&str]) -> Result<Self> {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("tandem-journey-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        Self::on(folder.join("desk.db"), "127.0.0.1:0", arguments).await
    }

    async fn on(database: PathBuf, bind: &str, arguments: &[&str]) -> Result<Self> {
        let mut command = Command::new(Places::program());
        command
            .args(["serve", "--bind", bind, "--database"])
            .arg(&database)
            .arg("--site")
            .arg(Places::dist())
            .args(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true).spawn()?;
        let mut lines = BufReader::new(child.stdout.take().context("the desk has no output")?).lines();
        let url = said(&mut lines, "desk").await?;
        let sign_in = said(&mut lines, "console").await?;
        Ok(Self { child, database, url, sign_in })
    }

    /// The address `host:port`.
    fn address(&self) -> String {
        self.url.trim_start_matches("http://").trim_end_matches('/').to_owned()
    }

    /// Ends the desk at once, keeping its database; gives back what starts it again at the same place.
    pub async fn kill(mut self) -> Result<Stopped> {
        self.child.kill().await?;
        Ok(Stopped { database: self.database.clone(), address: self.address() })
    }
}

/// A desk that is down.
pub struct Stopped {
    database: PathBuf,
    address: String,
}

impl Stopped {
    /// Starts it again on the same database and address.
    pub async fn start(self) -> Result<Desk> {
        Desk::on(self.database, &self.address, &[]).await
    }
}

async fn said(
    lines: &mut tokio::io::Lines<BufReader<tokio::process::ChildStdout>>,
    name: &str,
) -> Result<String> {
    while let Some(line) = lines.next_line().await? {
        let mut words = line.split_whitespace();
        if words.next() == Some(name) {
            return Ok(words.next().context("the desk says no address")?.to_owned());
        }
    }
    anyhow::bail!("the desk ended without saying `{name}`")
}
