//! What other desks at the same server do that this one must know beyond what its store holds.

use std::sync::Arc;

use crate::rules::Rules;
use crate::{Desk, DeskError};

impl Desk {
    /// Lets hold what an owner chose at another desk meanwhile. A file has no other desk.
    pub(crate) async fn follow_choices(&self) -> Result<(), DeskError> {
        if self.settings.server.is_none() || self.rules().choices == self.choices().await? {
            return Ok(());
        }
        let _turn = self.changing.lock().await;
        let (settings, before) = (Arc::clone(&self.settings), self.rules());
        let choices = self.choices().await?;
        let read = tokio::task::spawn_blocking(move || Rules::read(&settings, choices, Some(&before))).await;
        self.put_in_force(read.map_err(std::io::Error::other)??);
        Ok(())
    }

    async fn choices(&self) -> Result<crate::store::Choices, DeskError> {
        self.store.choices().await.map_err(DeskError::Store)
    }
}
