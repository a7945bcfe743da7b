//! What happened before a desk was there: counted as if it had been, for a desk that is filled.

use protocol::Digest;

use crate::digest::check_digest;
use crate::store::{Arrived, PastHelp};
use crate::{Desk, DeskError};

/// A digest of the past.
#[derive(Clone, Debug)]
pub struct PastDigest {
    /// The site's id.
    pub site: String,
    /// When it came, Unix milliseconds.
    pub at: i64,
    /// What it told.
    pub digest: Digest,
}

impl Desk {
    /// Takes digests in that came in the past, in the order of time, all in one transaction, and closes what was over by the last
    /// of them. Those that no desk would take are left out. Gives how many were taken.
    ///
    /// # Errors
    /// When there is no such site, or the database cannot be written.
    pub async fn add_digests(&self, mut past: Vec<PastDigest>) -> Result<usize, DeskError> {
        past.retain_mut(|one| check_digest(&mut one.digest).is_ok());
        let rules = self.rules();
        let mut arrived = Vec::with_capacity(past.len());
        for PastDigest { site, at, digest } in &past {
            rules.sites.check(site)?;
            let calendar = rules.sites.get(site).map(|site| site.calendar());
            let moment = calendar.map(|calendar| calendar.moment(*at)).unwrap_or_default();
            arrived.push(Arrived { site, moment, at: *at, digest });
        }
        let taken = self.store.take_digests(&arrived).await.map_err(DeskError::Store)?;
        if let Some(last) = past.last() {
            self.store.close_visits(last.at).await.map_err(DeskError::Store)?;
        }
        Ok(taken)
    }

    /// Adds requests for a person that were served in the past.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn add_helps(&self, past: &[PastHelp]) -> Result<(), DeskError> {
        self.store.add_helps(past).await.map_err(DeskError::Store)
    }
}
