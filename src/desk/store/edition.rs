//! Which entries of a site's knowledge base its latest edition changed.

use std::collections::BTreeMap;

use super::database::{query, query_as};
use super::{Store, StoreError};
use crate::secret::Hash;

impl Store {
    /// Takes in the entries that a site's base has now, each with the hash of its words. What differs from what was known is
    /// changed from `now` on; the first base of a site changes nothing.
    pub async fn note_entries(
        &self,
        site: &str,
        entries: &BTreeMap<String, Hash>,
        now: i64,
    ) -> Result<(), StoreError> {
        let mut change = self.write().await?;
        let known: Vec<(String, Vec<u8>)> =
            query_as("SELECT entry, digest FROM known_entries WHERE site = ?")
                .bind(site)
                .fetch_all(&mut change)
                .await?;
        let known: BTreeMap<String, Vec<u8>> = known.into_iter().collect();
        let is_same =
            |(entry, digest): &(&String, &Hash)| known.get(*entry).is_some_and(|it| digest.matches(it));
        if known.len() == entries.len() && entries.iter().all(|it| is_same(&it)) {
            return Ok(());
        }
        let changed_at = (!known.is_empty()).then_some(now);
        query("UPDATE known_entries SET changed_at = NULL WHERE site = ?")
            .bind(site)
            .execute(&mut change)
            .await?;
        for (entry, digest) in entries.iter().filter(|it| !is_same(it)) {
            query(
                "INSERT INTO known_entries (site, entry, digest, changed_at) VALUES (?, ?, ?, ?)
                 ON CONFLICT (site, entry) DO UPDATE SET digest = excluded.digest, changed_at = excluded.changed_at",
            )
            .bind(site)
            .bind(entry)
            .bind(digest.bytes())
            .bind(changed_at)
            .execute(&mut change)
            .await?;
        }
        for entry in known.keys().filter(|entry| !entries.contains_key(*entry)) {
            query("DELETE FROM known_entries WHERE site = ? AND entry = ?")
                .bind(site)
                .bind(entry)
                .execute(&mut change)
                .await?;
        }
        change.commit().await?;
        Ok(())
    }
}
