//! One unchanging view of the database, which ends whatever happens.

use std::ops::{Deref, DerefMut};

use sqlx::pool::PoolConnection;
use sqlx::sqlite::{Sqlite, SqliteConnection, SqlitePool};
use tokio::runtime::Handle;

use super::StoreError;
use super::error::Trouble;

/// A look at the database as it stood at the first statement; what [`super::writer::Change`] changes meanwhile is not seen.
///
/// sqlx's own transaction counts how deep it is, and its count stays wrong where SQLite ended one by itself. This one
/// asks SQLite alone.
#[derive(Debug)]
pub struct View {
    /// None once it has ended.
    connection: Option<PoolConnection<Sqlite>>,
}

impl View {
    /// Begins on a connection that only reads.
    pub async fn read(pool: &SqlitePool) -> Result<Self, StoreError> {
        // Made before it begins, so that a request given up meanwhile still ends it.
        let mut view = Self { connection: Some(pool.acquire().await?) };
        match sqlx::raw_sql("BEGIN").execute(&mut *view).await.map_err(StoreError::from) {
            Ok(_) => Ok(view),
            Err(error) => {
                if error.trouble() == Trouble::Broken {
                    view.discard();
                }
                Err(error)
            }
        }
    }

    /// Closes a connection that no longer works; the pool makes another.
    fn discard(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            connection.close_on_drop();
        }
    }
}

impl Drop for View {
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

impl Deref for View {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        self.connection.as_deref().expect("only `drop` ends it")
    }
}

impl DerefMut for View {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        self.connection.as_deref_mut().expect("only `drop` ends it")
    }
}
