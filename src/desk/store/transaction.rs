//! A connection inside a transaction, which ends with it whatever happens.

use std::ops::{Deref, DerefMut};

use sqlx::pool::PoolConnection;
use sqlx::sqlite::{Sqlite, SqliteConnection, SqlitePool};
use tokio::runtime::Handle;

use super::StoreError;
use super::error::Trouble;

/// A transaction under way; dropped without [`Transaction::commit`], nothing of it was done.
///
/// sqlx's own counts how deep it is. When the disk is full SQLite rolls back by itself, sqlx's rollback then fails,
/// and its count stays wrong for the connection's life. This one asks SQLite alone.
#[derive(Debug)]
pub struct Transaction {
    /// None once it has ended.
    connection: Option<PoolConnection<Sqlite>>,
}

impl Transaction {
    /// One unchanging view of the database.
    pub async fn read(pool: &SqlitePool) -> Result<Self, StoreError> {
        Self::begin(pool, "BEGIN").await
    }

    /// Holds the one write lock from the start.
    pub async fn write(pool: &SqlitePool) -> Result<Self, StoreError> {
        Self::begin(pool, "BEGIN IMMEDIATE").await
    }

    async fn begin(pool: &SqlitePool, sql: &'static str) -> Result<Self, StoreError> {
        // Made before it begins, so that a request given up meanwhile still ends it.
        let mut transaction = Self { connection: Some(pool.acquire().await?) };
        match sqlx::raw_sql(sql).execute(&mut *transaction).await.map_err(StoreError::from) {
            Ok(_) => Ok(transaction),
            Err(error) => {
                if error.trouble() == Trouble::Broken {
                    transaction.discard();
                }
                Err(error)
            }
        }
    }

    /// Makes it durable.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        sqlx::raw_sql("COMMIT").execute(&mut *self).await?;
        self.connection = None;
        Ok(())
    }

    /// Closes a connection that no longer works; the pool makes another.
    fn discard(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            connection.close_on_drop();
        }
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        let Ok(runtime) = Handle::try_current() else {
            return self.discard();
        };
        if let Some(mut connection) = self.connection.take() {
            // The connection goes back to the pool after this, so nobody meets the rest of a transaction.
            runtime.spawn(async move {
                // It fails where SQLite has rolled back already, which is as good.
                let _ = sqlx::raw_sql("ROLLBACK").execute(&mut *connection).await;
            });
        }
    }
}

impl Deref for Transaction {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        self.connection.as_deref().expect("only `commit`, which consumes it, and `drop` end it")
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        self.connection.as_deref_mut().expect("only `commit`, which consumes it, and `drop` end it")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::sqlite::SqlitePoolOptions;

    /// Runs a statement in a transaction that is then dropped, and gives how many rows a later one sees.
    async fn check(sql: &'static str) -> i64 {
        let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
        sqlx::raw_sql("CREATE TABLE t (a)").execute(&pool).await.unwrap();
        for _ in 0..3 {
            let mut change = Transaction::write(&pool).await.unwrap();
            sqlx::raw_sql(sql).execute(&mut *change).await.unwrap();
        }
        let mut kept = Transaction::write(&pool).await.unwrap();
        sqlx::raw_sql("INSERT INTO t VALUES (1)").execute(&mut *kept).await.unwrap();
        kept.commit().await.unwrap();
        let mut view = Transaction::read(&pool).await.unwrap();
        sqlx::query_scalar("SELECT COUNT(*) FROM t").fetch_one(&mut *view).await.unwrap()
    }

    #[tokio::test]
    async fn what_was_dropped_was_not_done() {
        assert_eq!(check("INSERT INTO t VALUES (0)").await, 1);
    }

    #[tokio::test]
    async fn the_next_one_works_though_sqlite_rolled_back_by_itself() {
        assert_eq!(check("INSERT INTO t VALUES (0); ROLLBACK").await, 1);
    }
}
