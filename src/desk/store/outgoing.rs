//! What this desk tells the others at its server: what each commit touched, in the transaction itself.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use super::database::{Connection, query_as};
use super::writer::Touched;

/// What a commit touched stands in the table `outbox`; what came from here this desk need not hear again.
#[derive(Debug, Default)]
pub struct Outgoing {
    /// The ids of what this desk wrote down and its doorbell has not met yet; none while no doorbell listens.
    own: Option<Mutex<BTreeSet<i64>>>,
    /// Whether the others are called at once, not only when they ask.
    calls: bool,
}

impl Outgoing {
    /// Of a desk whose doorbell listens.
    pub fn heard(calls: bool) -> Self {
        Self { own: Some(Mutex::default()), calls }
    }

    /// Of a command that hears nothing.
    pub fn unheard() -> Self {
        Self { own: None, calls: true }
    }

    /// What the transaction touched, and a word to the other desks that rings when it commits.
    pub async fn take(&self, connection: &mut Connection) -> Result<Touched, sqlx::Error> {
        let rows: Vec<(i64, i64)> = query_as("SELECT id, conversation FROM ring_out(?)")
            .bind(self.calls)
            .fetch_all(connection)
            .await?;
        if let Some(own) = &self.own {
            let mut own = own.lock().unwrap_or_else(PoisonError::into_inner);
            own.extend(rows.iter().map(|(id, _)| *id));
        }
        Ok(rows.into_iter().map(|(_, number)| number).filter(|number| *number != 0).collect())
    }

    /// Whether this desk wrote this down itself; asked once of each.
    pub fn is_own(&self, id: i64) -> bool {
        self.own.as_ref().is_some_and(|own| own.lock().unwrap_or_else(PoisonError::into_inner).remove(&id))
    }

    /// Nothing up to this id will be asked for again.
    pub fn forget(&self, id: i64) {
        if let Some(own) = &self.own {
            let mut own = own.lock().unwrap_or_else(PoisonError::into_inner);
            *own = own.split_off(&(id + 1));
        }
    }
}
