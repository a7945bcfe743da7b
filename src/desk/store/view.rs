//! One unchanging view of the database, which ends whatever happens.

use std::ops::{Deref, DerefMut};

use tokio::runtime::Handle;

use super::StoreError;
use super::database::{Begin, Connection, Pool};
use super::error::Trouble;

/// A server's own way would be a new look at each statement.
const BEGIN: Begin = Begin {
    file: "BEGIN",
    server: "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL statement_timeout = '10s';
        SET LOCAL idle_in_transaction_session_timeout = '15s'; SET LOCAL jit = off",
};

/// A look at the database as it stood at the first statement; what [`super::writer::Change`] changes meanwhile is not seen.
///
/// sqlx's own transaction counts how deep it is, and its count stays wrong where the database ended one by itself. This one
/// asks the database alone.
#[derive(Debug)]
pub struct View {
    /// None once it has ended.
    connection: Option<Connection>,
}

impl View {
    /// Begins on a connection that only reads.
    pub async fn read(pool: &Pool) -> Result<Self, StoreError> {
        // Made before it begins, so that a request given up meanwhile still ends it.
        let mut view = Self { connection: Some(pool.acquire().await?) };
        match view.begin(BEGIN).await.map_err(StoreError::from) {
            Ok(()) => Ok(view),
            Err(error) => {
                if error.trouble() == Trouble::Broken || matches!(*view, Connection::Server(..)) {
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
                let _ = connection.raw("ROLLBACK").await;
            });
        }
    }
}

impl Deref for View {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection.as_ref().expect("only `drop` ends it")
    }
}

impl DerefMut for View {
    fn deref_mut(&mut self) -> &mut Connection {
        self.connection.as_mut().expect("only `drop` ends it")
    }
}
