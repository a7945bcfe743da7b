//! What a site's FAQ changed with its latest edition, noticed now and then: answers from changed entries are looked over.

use std::collections::BTreeMap;
use std::sync::Arc;

use knowledge::{Entry, KnowledgeBase, Text};

use crate::secret::Hash;
use crate::{Desk, DeskError};

impl Desk {
    /// Takes in what the bases hold now, where it is another edition than was taken in last.
    pub(crate) async fn note_editions(&self, now: i64) -> Result<(), DeskError> {
        let rules = self.rules();
        for site in rules.sites.iter() {
            let (held, id) = (Arc::clone(&rules), site.id().to_owned());
            let read = tokio::task::spawn_blocking(move || held.bases.of(&id)).await;
            let Some(edition) = read.ok().flatten() else { continue };
            if self.upkeep.is_noted(site.id(), &edition.tag) {
                continue;
            }
            let entries = words_of(&edition.knowledge);
            self.store.note_entries(site.id(), &entries, now).await.map_err(DeskError::Store)?;
            self.upkeep.noted(site.id(), &edition.tag);
        }
        Ok(())
    }
}

/// Each entry's id with the hash of what visitors read and type of it.
fn words_of(base: &KnowledgeBase) -> BTreeMap<String, Hash> {
    base.entries.iter().map(|entry| (entry.id.clone(), hash(entry))).collect()
}

fn hash(entry: &Entry) -> Hash {
    let translations = entry.translations.iter().map(|(language, text)| (language.as_str(), text));
    let texts = std::iter::once(("", &entry.text)).chain(translations);
    let parts = texts.flat_map(|(language, Text { question, variants, answer })| {
        [language, question, answer].into_iter().chain(variants.iter().map(String::as_str))
    });
    Hash::of_parts(&parts.map(str::as_bytes).collect::<Vec<_>>())
}
