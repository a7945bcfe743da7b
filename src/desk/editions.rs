//! What a site's FAQ changed with its latest edition, noticed now and then: answers from changed entries are looked over.

use std::collections::BTreeMap;

use knowledge::{Entry, KnowledgeBase, Text};

use crate::secret::Hash;
use crate::{Desk, DeskError};

impl Desk {
    /// Takes in what the bases hold now, where it is another edition than was taken in last.
    pub(crate) async fn note_editions(&self, now: i64) -> Result<(), DeskError> {
        let rules = self.rules();
        for site in rules.sites.iter() {
            // A fault is in the log already, and the others go on.
            let _ = self.take_file(&rules, site.id()).await;
            let Ok(Some(edition)) = self.edition(&rules, site.id()).await else { continue };
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
    base.entries.iter().map(|entry| (entry.id.clone(), entry_hash(entry))).collect()
}

/// Tells whether what visitors read and type of an entry is another.
pub(crate) fn entry_hash(entry: &Entry) -> Hash {
    let translations = entry.translations.iter().map(|(language, text)| (language.as_str(), text));
    let texts = std::iter::once(("", &entry.text)).chain(translations);
    let parts = texts.flat_map(|(language, Text { question, variants, answer })| {
        [language, question, answer].into_iter().chain(variants.iter().map(String::as_str))
    });
    Hash::of_parts(&parts.map(str::as_bytes).collect::<Vec<_>>())
}
