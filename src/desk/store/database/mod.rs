//! The two engines that a desk may stand on, behind one connection, so that each statement is written once.
//!
//! It reads as sqlx does, and knows nothing of the desk's tables: `query("…").bind(x).fetch_one(&mut *change)`.

mod dialect;
mod row;
mod statement;
mod value;

use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, PgPool, Postgres, Sqlite, SqlitePool};

pub use row::Row;
pub use statement::{Builder, query, query_as, query_scalar};
pub use value::Value;

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
    Server(PoolConnection<Postgres>, Statements),
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
            Self::Server(pool, statements) => Connection::Server(pool.acquire().await?, *statements),
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
            Self::Server(server, _) => sql.execute(&mut **server).await.map(drop),
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
            Self::Server(server, _) => server.close_on_drop(),
        }
    }
}
