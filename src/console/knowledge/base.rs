//! The desk's entries and drafts as a base that an engine can be asked about.

use std::collections::{BTreeMap, BTreeSet};

use knowledge::{Entry, KnowledgeBase};
use protocol::{EditedEntry, Knowledge, KnowledgeEntry, Triage};
use serde::{Deserialize, Serialize};

/// Which drafts count.
#[derive(Clone, Copy, Debug)]
pub enum Chosen<'a> {
    /// None: what visitors get.
    Published,
    /// All of them.
    Drafts,
    /// Those of these entries.
    Only(&'a BTreeSet<String>),
}

/// A base on its way between the page and the engine's module.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BaseText {
    /// The language of the entries' own texts, BCP 47.
    pub language: String,
    /// All languages, its own first.
    pub languages: Vec<String>,
    /// Its entries.
    pub entries: Vec<EditedEntry>,
    /// The owner's dials that stand in it.
    #[serde(default)]
    pub triage: Triage,
    /// What an engine has learnt of the published entries, in hexadecimal, so that it need not be learnt again; no matter of
    /// other entries.
    #[serde(default)]
    pub learnt: String,
}

impl From<BaseText> for KnowledgeBase {
    fn from(text: BaseText) -> Self {
        let entries = text.entries.into_iter().map(Entry::from).collect();
        let learnt = knowledge::read_learnt(&text.learnt).filter(|bytes| !bytes.is_empty());
        let (language, languages, triage) = (text.language, text.languages, text.triage);
        Self { language, languages, triage, entries, learnt, ..Self::default() }
    }
}

impl From<&KnowledgeBase> for BaseText {
    fn from(base: &KnowledgeBase) -> Self {
        let entries = base.entries.iter().map(EditedEntry::from).collect();
        let learnt = base.learnt.as_deref().map(knowledge::write_learnt).unwrap_or_default();
        let (language, languages) = (base.language.clone(), base.languages.clone());
        Self { language, languages, entries, triage: base.triage.clone(), learnt }
    }
}

/// An entry as its draft has it, else as it is published; none where it is to be removed.
pub fn newest(entry: &KnowledgeEntry) -> Option<&EditedEntry> {
    match &entry.draft {
        Some(draft) => draft.entry.as_ref(),
        None => entry.published.as_ref(),
    }
}

/// What the desk has as a base, with the drafts that count.
pub fn base_of(knowledge: &Knowledge, chosen: Chosen) -> KnowledgeBase {
    let published = knowledge.entries.iter().filter_map(|entry| entry.published.clone());
    let base = KnowledgeBase {
        language: knowledge.language.clone(),
        languages: knowledge.languages.clone(),
        name: knowledge.name.clone(),
        entries: published.map(Entry::from).collect(),
        ..KnowledgeBase::default()
    };
    let counts = |id: &String| match chosen {
        Chosen::Published => false,
        Chosen::Drafts => true,
        Chosen::Only(ids) => ids.contains(id),
    };
    let drafts = knowledge.entries.iter().filter(|entry| counts(&entry.id));
    let changes: BTreeMap<String, Option<EditedEntry>> =
        drafts.filter_map(|entry| Some((entry.id.clone(), entry.draft.as_ref()?.entry.clone()))).collect();
    base.with(changes)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use protocol::EntryDraft;

    /// An entry of the wire.
    pub(crate) fn edited(id: &str, question: &str, variants: &[&str], answer: &str) -> EditedEntry {
        EditedEntry {
            id: id.to_owned(),
            question: question.to_owned(),
            variants: variants.iter().map(|text| (*text).to_owned()).collect(),
            answer: answer.to_owned(),
            ..EditedEntry::default()
        }
    }

    /// Two published entries, one of them to be removed, the other changed, and a new one.
    pub(crate) fn drafted() -> Knowledge {
        let entry =
            |id: &str, published: Option<EditedEntry>, draft: Option<Option<EditedEntry>>| KnowledgeEntry {
                id: id.to_owned(),
                published,
                draft: draft.map(|entry| EntryDraft {
                    revision: 1,
                    entry,
                    by: "Mei".to_owned(),
                    ..EntryDraft::default()
                }),
                used: None,
            };
        let returns = edited("returns", "How do I return a lamp?", &["send it back"], "Within 30 days.");
        let better = EditedEntry { answer: "Within **60** days.".to_owned(), ..returns.clone() };
        let old = edited("old", "Do you sell candles?", &["candles"], "No.");
        let lockers = edited("lockers", "Do you deliver to a parcel locker?", &["packstation"], "Yes.");
        Knowledge {
            site: "shop".to_owned(),
            language: "en".to_owned(),
            languages: vec!["en".to_owned()],
            entries: vec![
                entry("returns", Some(returns), Some(Some(better))),
                entry("old", Some(old), Some(None)),
                entry("lockers", None, Some(Some(lockers))),
            ],
            ..Knowledge::default()
        }
    }

    fn check(chosen: Chosen, expected: &[(&str, &str)]) {
        let base = base_of(&drafted(), chosen);
        let found: Vec<(&str, &str)> =
            base.entries.iter().map(|entry| (entry.id.as_str(), entry.text.answer.as_str())).collect();
        assert_eq!(found, expected, "{chosen:?}");
        let there_and_back = KnowledgeBase::from(BaseText::from(&base));
        assert_eq!((there_and_back.edition(), there_and_back.name), (base.edition(), base.name));
    }

    #[test]
    fn drafts_count_where_they_are_chosen() {
        check(Chosen::Published, &[("returns", "Within 30 days."), ("old", "No.")]);
        check(Chosen::Drafts, &[("returns", "Within **60** days."), ("lockers", "Yes.")]);
        let only = BTreeSet::from(["old".to_owned()]);
        check(Chosen::Only(&only), &[("returns", "Within 30 days.")]);
    }
}
