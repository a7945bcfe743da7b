//! A database at a Postgres server: its connections, and its schema brought up to date.

use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions, Connection};

use super::StoreError;
use super::database::{Pool, Statements};
use super::migration::migrate_server;
use crate::Server;

/// The first version whose server this desk was tested with.
const LEAST: i64 = 15;
/// Connections that only read.
const READERS: u32 = 6;
/// Statements that a connection keeps: all that a desk has.
const STATEMENTS: usize = 500;
/// How long a request waits for a connection.
const ACQUIRE: Duration = Duration::from_secs(10);
/// A connection that was idle for so long is asked whether it still works before it is used.
const DOUBTFUL: Duration = Duration::from_secs(1);

/// Lets the server find out within 11 s that whoever writes is gone. A desk that was cut off amid a statement would stand in
/// the others' way until then, since the server's time limits don't run while it hears a statement.
const KEEP_ALIVE: &str =
    "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3";

/// An open database at a server.
#[derive(Debug)]
pub struct ServerBase {
    options: PgConnectOptions,
    one: PgPool,
    readers: PgPool,
    pub(super) poll_only: bool,
}

impl ServerBase {
    /// Connects, and brings the schema up to date, one desk after another.
    pub async fn open(server: &Server) -> Result<Self, StoreError> {
        let mut options = PgConnectOptions::from_str(server.address())?
            .application_name("tandem")
            .disable_statement_logging();
        // A pooler gives each transaction another connection, which knows no statement of the one before.
        options = options.statement_cache_capacity(if server.poll_only { 0 } else { STATEMENTS });
        let mut one = pool(1);
        if !server.poll_only {
            one = one.after_connect(|connection, _| {
                Box::pin(async move { sqlx::raw_sql(KEEP_ALIVE).execute(connection).await.map(drop) })
            });
        }
        let one = one.connect_with(options.clone()).await?;
        prepare(&one).await?;
        let readers = pool(READERS).connect_lazy_with(options.clone());
        Ok(Self { options, one, readers, poll_only: server.poll_only })
    }

    /// The one connection that writes.
    pub fn writing(&self) -> Pool {
        Pool::Server(self.one.clone(), self.statements())
    }

    /// Those that only read.
    pub fn reading(&self) -> Pool {
        Pool::Server(self.readers.clone(), self.statements())
    }

    fn statements(&self) -> Statements {
        if self.poll_only { Statements::Forgotten } else { Statements::Kept }
    }

    /// Gives one more at each call, for whoever listens.
    pub fn listening(&self) -> impl Fn() -> PgPool + Send + Sync + 'static {
        let options = self.options.clone();
        move || pool(1).connect_lazy_with(options.clone())
    }
}

/// Begins a transaction in a database that holds nothing of a desk yet, and makes the tables there.
pub async fn begin_alone(server: &Server) -> Result<PgConnection, StoreError> {
    let options = PgConnectOptions::from_str(server.address())?.application_name("tandem");
    let mut change = options.disable_statement_logging().connect().await?;
    sqlx::raw_sql("BEGIN; SELECT pg_advisory_xact_lock(84263366)").execute(&mut change).await?;
    let is_empty: bool =
        sqlx::query_scalar("SELECT to_regclass('desk') IS NULL").fetch_one(&mut change).await?;
    if !is_empty {
        return Err(StoreError::NotEmpty);
    }
    migrate_server(&mut change).await?;
    Ok(change)
}

fn pool(connections: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .before_acquire(|connection, known| {
            Box::pin(async move {
                if known.idle_for >= DOUBTFUL {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
}

async fn prepare(one: &PgPool) -> Result<(), StoreError> {
    let version: String =
        sqlx::query_scalar("SHOW server_version_num").persistent(false).fetch_one(one).await?;
    let version = version.parse::<i64>().unwrap_or(0) / 10_000;
    if version < LEAST {
        tracing::warn!(
            version,
            least = LEAST,
            "this Postgres is older than those that the desk was tested with"
        );
    }
    let mut change = one.begin().await?;
    sqlx::raw_sql("SELECT pg_advisory_xact_lock(84263366)").execute(&mut *change).await?;
    migrate_server(&mut change).await?;
    Ok(change.commit().await?)
}
