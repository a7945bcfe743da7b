//! A shop: its whole base, the third of it that is missing, the questions that visitors ask and those that are held out.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use knowledge::KnowledgeBase;
use serde::Deserialize;

/// Of so many entries one is missing.
const MISSING: usize = 3;

/// A shop in one language, thinned and divided by a seed.
#[derive(Clone, Debug)]
pub struct Shop {
    /// `en` or `zh`.
    pub language: &'static str,
    /// What all chance comes from.
    pub seed: u64,
    /// The base as agents know it.
    pub whole: KnowledgeBase,
    /// Ids of the entries that are missing at first.
    pub missing: Vec<String>,
    /// What visitors ask, by the entry that answers it; of none, what nothing should answer.
    pub asked: BTreeMap<Option<String>, Vec<String>>,
    /// Questions that nobody asks in the month, and what answers each.
    pub held: Vec<(String, Option<String>)>,
}

#[derive(Deserialize)]
struct Line {
    text: String,
    entry: Option<String>,
}

impl Shop {
    /// The shop of a language; another seed leaves out another third and holds out the other half of the questions.
    ///
    /// # Errors
    /// Where its data cannot be read.
    pub fn open(language: &'static str, seed: u64) -> Result<Self> {
        let (base, lines) = match language {
            "en" => (include_str!("../data/shop-en.json"), include_str!("../data/questions-en.jsonl")),
            _ => (include_str!("../data/shop-zh.json"), include_str!("../data/questions-zh.jsonl")),
        };
        let whole = knowledge::read_text(base).knowledge;
        let ids: Vec<&String> = whole.entries.iter().map(|entry| &entry.id).collect();
        let missing: Vec<String> = ids
            .iter()
            .enumerate()
            .filter(|(place, _)| (place + seed as usize).is_multiple_of(MISSING))
            .map(|(_, id)| (*id).clone())
            .collect();
        let mut shop = Self { language, seed, missing, asked: BTreeMap::new(), held: Vec::new(), whole };
        let mut seen: BTreeMap<Option<String>, usize> = BTreeMap::new();
        for line in lines.lines() {
            let Line { text, entry } = serde_json::from_str(line).context("a question")?;
            let count = seen.entry(entry.clone()).or_default();
            *count += 1;
            // Every other question of an entry, from the first or the second on.
            match (*count + seed as usize / MISSING).is_multiple_of(2) {
                true => shop.held.push((text, entry)),
                false => shop.asked.entry(entry).or_default().push(text),
            }
        }
        // What the missing entries say of themselves is what the owner knew that visitors ask.
        for entry in shop.whole.entries.iter().filter(|entry| shop.missing.contains(&entry.id)) {
            let own = std::iter::once(&entry.text.question).chain(&entry.text.variants).cloned();
            shop.asked.entry(Some(entry.id.clone())).or_default().extend(own);
        }
        Ok(shop)
    }

    /// Ids of the entries that are there from the beginning.
    pub fn kept(&self) -> Vec<String> {
        let ids = self.whole.entries.iter().map(|entry| &entry.id);
        ids.filter(|id| !self.missing.contains(id)).cloned().collect()
    }

    /// The base without what is missing.
    pub fn thin(&self) -> KnowledgeBase {
        self.whole.with(self.missing.iter().map(|id| (id.clone(), None)).collect())
    }
}
