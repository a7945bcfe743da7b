//! What a proof's desks stand on: one desk on a file, or two on one database at a Postgres server.

use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result, ensure};

use super::web::{Web, Who};
use crate::Desk;

/// Names a server as `postgres://user@127.0.0.1:5432/postgres`, whose user may make databases.
const SERVER: &str = "TANDEM_POSTGRES";

static NEXT: AtomicU64 = AtomicU64::new(0);

/// A database of its own at the server; it goes when dropped.
#[derive(Debug)]
pub struct Database {
    maintenance: String,
    name: String,
}

/// Desks at work; the second is there only at a server.
pub struct Ground {
    /// The first.
    pub one: Desk,
    /// The second.
    pub other: Option<Desk>,
    /// The owner, signed in at both.
    pub owner: Who,
}

impl Database {
    /// An empty one; none where no server is named.
    pub fn make() -> Result<Option<Self>> {
        std::env::var(SERVER).ok().map(Self::make_at).transpose()
    }

    /// An empty one at a server, by the address of a database there.
    pub fn make_at(maintenance: String) -> Result<Self> {
        let name = format!("proof_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let status = Command::new("createdb").args(["--maintenance-db", &maintenance, &name]).status();
        ensure!(status.context("createdb is missing")?.success(), "no database can be made at the server");
        Ok(Self { maintenance, name })
    }

    /// Its address.
    pub fn address(&self) -> String {
        let at = self.maintenance.rsplit_once('/').map_or(self.maintenance.as_str(), |(at, _)| at);
        format!("{at}/{}", self.name)
    }

    /// Host and port of its server.
    pub fn server(&self) -> Result<String> {
        let at = self.maintenance.rsplit_once('/').map_or(self.maintenance.as_str(), |(at, _)| at);
        Ok(at.rsplit_once('@').context("the server's address names no user")?.1.to_owned())
    }

    /// Its address by way of a line to its server.
    pub fn address_through(&self, line: &str) -> Result<String> {
        Ok(self.address().replacen(&self.server()?, line, 1))
    }

    /// Ends every connection to it, as the server does when it stops.
    pub fn end_connections(&self) -> Result<()> {
        let sql =
            format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'", self.name);
        let status = Command::new("psql")
            .args(["--quiet", "--output", "/dev/null", "--command", &sql, &self.maintenance])
            .status();
        ensure!(status.context("psql is missing")?.success(), "the connections can't be ended");
        Ok(())
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // What stays goes with the server.
        let _ = Command::new("dropdb")
            .args(["--force", "--if-exists", "--maintenance-db", &self.maintenance, &self.name])
            .status();
    }
}

impl Ground {
    /// Starts the desks; the first listens at an address as `127.0.0.1:0`. At a server, with `--poll-only true` among the
    /// arguments, they hear of each other by asking alone.
    pub async fn lay(bind: &str, database: Option<&Database>, arguments: &[&str]) -> Result<Self> {
        if let Some(database) = database {
            return Self::lay_two([bind, "127.0.0.1:0"], &database.address(), arguments).await;
        }
        let one = Desk::hurried(bind, arguments).await?;
        let owner = Web::new(&one.url).owner(&one).await?;
        Ok(Self { one, other: None, owner })
    }

    /// Two on the database of an address, each listening at one of its own.
    pub async fn lay_two(bind: [&str; 2], database: &str, arguments: &[&str]) -> Result<Self> {
        let one = Desk::hurried_at(database, bind[0], arguments).await?;
        // The second's link makes the first's void.
        let owner = Web::new(&one.url).owner(&one).await?;
        let other = Desk::hurried_at(database, bind[1], arguments).await?;
        Ok(Self { one, other: Some(other), owner })
    }

    /// The desk that the client of this number uses: at a server every second one.
    pub fn of(&self, number: usize) -> &Desk {
        self.other.as_ref().filter(|_| number % 2 == 1).unwrap_or(&self.one)
    }

    /// A browser at that desk.
    pub fn web(&self, number: usize) -> Web {
        Web::new(&self.of(number).url)
    }
}
