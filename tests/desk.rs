//! A desk of its own for each journey: the real program on a fresh database.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;

use anyhow::{Context, Result};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::Places;
use crate::proof::ground::Database;

/// Names a server, as `postgres://user@127.0.0.1:5432/postgres`, whose user may make databases: desks then stand there that
/// would stand on a file each.
const SERVER: &str = "TANDEM_DESKS";

/// A running `tandem serve`; dropping it kills it, as a crash would.
pub struct Desk {
    child: Child,
    recipe: Recipe,
    /// Its address, with a slash at the end.
    pub url: String,
    /// The owner's one-time link to the console.
    pub sign_in: String,
}

/// What starts a desk, and starts it again on the same database.
#[derive(Clone)]
struct Recipe {
    /// Goes with the last desk that stands on it.
    folder: Arc<TempDir>,
    program: PathBuf,
    arguments: Vec<String>,
    /// The address of a server's database in the place of the file.
    server: Option<String>,
    /// The same, where it goes with the last desk that stands on it.
    _database: Option<Arc<Database>>,
    /// Largest file that it may write, bytes; none for any.
    largest_file: Option<u64>,
}

impl Desk {
    /// A desk with an empty database that serves the built site.
    pub async fn start() -> Result<Self> {
        Self::start_with(&[]).await
    }

    /// The same with more arguments.
    pub async fn start_with(arguments: &[&str]) -> Result<Self> {
        let dist = Places::dist().to_string_lossy().into_owned();
        Recipe::new(&[&["--site", &dist], arguments].concat())?.start("127.0.0.1:0").await
    }

    /// A desk with an empty database that serves its API alone, at an address as `127.0.0.1:0`.
    pub async fn bare(bind: &str, arguments: &[&str]) -> Result<Self> {
        Recipe::new(arguments)?.start(bind).await
    }

    /// A bare desk for programs, which write faster than people.
    pub async fn hurried(bind: &str, arguments: &[&str]) -> Result<Self> {
        let limit = u32::MAX.to_string();
        Self::bare(bind, &[arguments, &["--conversation-messages", &limit]].concat()).await
    }

    /// The same on a database at a server, by its address.
    pub async fn hurried_at(server: &str, bind: &str, arguments: &[&str]) -> Result<Self> {
        let limit = u32::MAX.to_string();
        let recipe = Recipe::new(&[arguments, &["--conversation-messages", &limit]].concat())?;
        Recipe { server: Some(server.to_owned()), ..recipe }.start(bind).await
    }

    /// The same, whose files may grow to so many bytes and no further until [`Desk::lift_limit`].
    pub async fn limited(largest_file: u64, arguments: &[&str]) -> Result<Self> {
        let recipe = Recipe { largest_file: Some(largest_file), ..Recipe::new(arguments)? };
        recipe.start("127.0.0.1:0").await
    }

    /// The address `host:port`.
    pub fn address(&self) -> String {
        self.url.trim_start_matches("http://").trim_end_matches('/').to_owned()
    }

    /// Its database, there as long as a desk stands on it.
    pub fn database(&self) -> PathBuf {
        self.recipe.database()
    }

    /// The process's number, while it runs.
    pub fn process(&self) -> Option<u32> {
        self.child.id()
    }

    /// Lets the files of a limited desk grow again, as when somebody has made room on the disk.
    ///
    /// # Errors
    /// Where the system refuses, as those do that know no limits of another process.
    pub fn lift_limit(&self) -> Result<()> {
        #[cfg(target_os = "linux")]
        {
            use rustix::process::{Pid, Resource, Rlimit, prlimit};
            let process = self.child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
            let none = Rlimit { current: None, maximum: None };
            prlimit(Some(process.context("the desk has ended")?), Resource::Fsize, none)?;
            Ok(())
        }
        #[cfg(not(target_os = "linux"))]
        anyhow::bail!("only Linux changes the limits of a process that runs")
    }

    /// Asks the desk to end (SIGTERM) and waits until it has.
    ///
    /// # Errors
    /// Where the system knows no such signal, or the desk ends badly.
    pub async fn drained(&mut self) -> Result<()> {
        #[cfg(unix)]
        {
            use rustix::process::{Pid, Signal, kill_process};
            let process = self.child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
            kill_process(process.context("the desk has ended")?, Signal::TERM)?;
            let status = self.child.wait().await?;
            anyhow::ensure!(status.success(), "the desk ended with {status}");
            Ok(())
        }
        #[cfg(not(unix))]
        anyhow::bail!("this system ends no process by a signal")
    }

    /// Starts it again once it has ended, by this program, on the same database and address.
    pub async fn start_again(&mut self, program: &Path) -> Result<()> {
        let recipe = Recipe { program: program.to_owned(), ..self.recipe.clone() };
        *self = recipe.start(&self.address()).await?;
        Ok(())
    }

    /// Ends the desk at once (`kill -9`), keeping its database; gives back what starts it again at the same place.
    pub async fn kill(mut self) -> Result<Stopped> {
        self.child.kill().await?;
        Ok(Stopped { recipe: self.recipe.clone(), address: self.address() })
    }
}

impl Recipe {
    fn new(arguments: &[&str]) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("tandem-").tempdir()?;
        let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
        let program = Places::program();
        let database = std::env::var(SERVER).ok().map(Database::make_at).transpose()?.map(Arc::new);
        let server = database.as_ref().map(|database| database.address());
        let folder = Arc::new(folder);
        Ok(Self { folder, program, arguments, server, _database: database, largest_file: None })
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("desk.db")
    }

    fn arguments_of_database(&self) -> Vec<std::ffi::OsString> {
        match &self.server {
            Some(address) => {
                vec![address.into(), "--files-folder".into(), self.folder.path().join("files").into()]
            }
            None => vec![self.database().into()],
        }
    }

    async fn start(self, bind: &str) -> Result<Desk> {
        let mut command = self.program();
        command.args(["serve", "--bind", bind, "--database"]).args(self.arguments_of_database());
        command.args(&self.arguments);
        // A file and not a pipe, which a desk that says much would fill.
        let errors = self.folder.path().join("errors");
        command.stdout(Stdio::piped()).stderr(std::fs::File::create(&errors)?).kill_on_drop(true);
        let mut child = command.spawn()?;
        let mut lines = BufReader::new(child.stdout.take().context("the desk has no output")?).lines();
        let why = || std::fs::read_to_string(&errors).unwrap_or_default();
        let url = said(&mut lines, "desk").await.with_context(why)?;
        let sign_in = said(&mut lines, "console").await.with_context(why)?;
        Ok(Desk { child, recipe: self, url, sign_in })
    }

    /// The program. With a limit a shell starts it: what exceeds the limit is then an error to it and not a signal.
    fn program(&self) -> Command {
        let Some(largest_file) = self.largest_file else { return Command::new(&self.program) };
        let mut shell = Command::new("sh");
        // The limit is in blocks of 512 bytes.
        let blocks = (largest_file / 512).to_string();
        shell.args(["-c", "trap '' XFSZ; ulimit -S -f \"$1\"; shift; exec \"$@\"", "sh", &blocks]);
        shell.arg(&self.program);
        shell
    }
}

/// A desk that is down.
pub struct Stopped {
    recipe: Recipe,
    address: String,
}

impl Stopped {
    /// Starts it again on the same database and address.
    pub async fn start(self) -> Result<Desk> {
        self.recipe.start(&self.address).await
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
