//! The outbox seen from the command line, beside a desk that may be running.

use protocol::Delivery;

use crate::desk::system_time_ms;
use crate::store::{By, Store, Which};
use crate::{DeskError, Location};

/// The deliveries of a database.
pub struct Ledger {
    store: Store,
}

impl Ledger {
    /// Opens the database.
    ///
    /// # Errors
    /// When it cannot be used.
    pub async fn open(location: impl Into<Location>) -> Result<Self, DeskError> {
        let location = location.into();
        let store = Store::open_quietly(&location).await;
        let store = store.map_err(|source| DeskError::Database { path: location.shown(), source })?;
        Ok(Self { store })
    }

    /// The newest deliveries first: all, or those that were given up.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn list(&self, which: Which) -> Result<Vec<Delivery>, DeskError> {
        self.store.deliveries(which).await.map_err(DeskError::Store)
    }

    /// Has the running desk, or the next one, send deliveries again, and switches their endpoints on; gives how many.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn replay(&self, which: Which) -> Result<u64, DeskError> {
        self.store.replay(By::CommandLine, which, system_time_ms()).await.map_err(DeskError::Store)
    }

    /// Closes the database.
    pub async fn close(self) {
        self.store.close().await;
    }
}
