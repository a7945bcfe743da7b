//! The two engines that a desk may stand on, behind one connection, so that each statement is written once.
//!
//! It reads as sqlx does, and knows nothing of the desk's tables: `query("…").bind(x).fetch_one(&mut *change)`.

mod dialect;
mod row;
mod statement;
mod value;

use std::io::ErrorKind;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, PgConnection, PgPool, Postgres, Sqlite, SqlitePool};
use tokio::runtime::Handle;
use tokio::time::timeout;

pub use row::Row;
pub use statement::{Builder, query, query_as, query_scalar};
pub use value::Value;

/// A server that says nothing for so long is given up. It would have said by itself that a statement takes too long: 10 s.
const PATIENCE: Duration = Duration::from_secs(12);
/// One that doesn't even say within this that it is there is given up when its connection is given back.
const BRIEF_PATIENCE: Duration = Duration::from_secs(3);

/// Connections to one database.
#[derive(Clone, Debug)]
pub enum Pool {
    /// To a file.
    File(SqlitePool),
    /// To a server.
    Server(PgPool, Statements),
}

/// One of them, given back when dropped.
#[derive(Debug)]
pub enum Connection {
    /// To a file.
    File(PoolConnection<Sqlite>),
    /// To a server.
    Server(Server),
}

/// A connection to a server, which may fall silent.
#[derive(Debug)]
pub struct Server {
    connection: PoolConnection<Postgres>,
    statements: Statements,
    /// It said nothing in time: whatever it says yet is not the answer to what is asked next.
    is_lost: bool,
    /// It is closed in place of being given back.
    is_closing: bool,
}

/// What a server's connection does with a statement that it has carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statements {
    /// Keeps it for the next time.
    Kept,
    /// Forgets it, since a pooler may give the next transaction another connection.
    Forgotten,
}

/// How a transaction begins.
#[derive(Clone, Copy, Debug)]
pub struct Begin {
    /// In a file.
    pub file: &'static str,
    /// At a server.
    pub server: &'static str,
}

impl Pool {
    /// Waits for a free connection.
    pub async fn acquire(&self) -> Result<Connection, sqlx::Error> {
        Ok(match self {
            Self::File(pool) => Connection::File(pool.acquire().await?),
            Self::Server(pool, statements) => {
                let connection = pool.acquire().await?;
                let statements = *statements;
                Connection::Server(Server { connection, statements, is_lost: false, is_closing: false })
            }
        })
    }

    /// Closes every connection.
    pub async fn close(&self) {
        match self {
            Self::File(pool) => pool.close().await,
            Self::Server(pool, _) => pool.close().await,
        }
    }
}

impl Connection {
    /// Runs statements as they stand, without values.
    pub async fn raw(&mut self, sql: &str) -> Result<(), sqlx::Error> {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql));
        match self {
            Self::File(file) => sql.execute(&mut **file).await.map(drop),
            Self::Server(server) => {
                let answer = in_time(sql.execute(server.way()?)).await;
                server.heard(answer).map(drop)
            }
        }
    }

    /// Begins a transaction.
    pub async fn begin(&mut self, begin: Begin) -> Result<(), sqlx::Error> {
        self.raw(match self {
            Self::File(_) => begin.file,
            Self::Server(..) => begin.server,
        })
        .await
    }

    /// After a failure that may have come from the way to a server: closes it in place of giving it back.
    pub fn distrust(&mut self) {
        if matches!(self, Self::Server(..)) {
            self.close_on_drop();
        }
    }

    /// Closes it in place of giving it back.
    pub fn close_on_drop(&mut self) {
        match self {
            Self::File(file) => file.close_on_drop(),
            Self::Server(server) => server.is_closing = true,
        }
    }
}

impl Server {
    /// The way to it.
    fn way(&mut self) -> Result<&mut PgConnection, sqlx::Error> {
        if self.is_lost { Err(silence()) } else { Ok(&mut self.connection) }
    }

    /// Takes note of whether it answered.
    fn heard<T>(&mut self, answer: Result<T, sqlx::Error>) -> Result<T, sqlx::Error> {
        if let Err(sqlx::Error::Io(error)) = &answer
            && error.kind() == ErrorKind::TimedOut
        {
            self.is_lost = true;
            self.is_closing = true;
        }
        answer
    }
}

impl Drop for Server {
    /// A connection given back is asked first whether it works, by sqlx, for ever; the pool would have one less.
    fn drop(&mut self) {
        match Handle::try_current() {
            Ok(runtime) if !self.is_closing => {
                let back = self.connection.return_to_pool();
                // Given up, it is closed, and its place in the pool is free.
                runtime.spawn(async { timeout(BRIEF_PATIENCE, back).await.is_ok() });
            }
            _ => self.connection.close_on_drop(),
        }
    }
}

/// Waits for a server's answer for [`PATIENCE`] at most.
pub async fn in_time<T>(answer: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    timeout(PATIENCE, answer).await.unwrap_or_else(|_| Err(silence()))
}

fn silence() -> sqlx::Error {
    sqlx::Error::Io(std::io::Error::new(ErrorKind::TimedOut, "the server says nothing"))
}
