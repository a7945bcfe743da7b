//! Entries as people edit them: to and from the wire, and a base with some of them changed.

use std::collections::BTreeMap;

use protocol::{EditedEntry, EditedText, EntryPerson};

use crate::base::{Entry, KnowledgeBase, Text};

impl From<&Entry> for EditedEntry {
    fn from(entry: &Entry) -> Self {
        let Text { question, variants, answer } = entry.text.clone();
        let translations = entry.translations.iter().map(|(language, text)| (language.clone(), text.into()));
        Self {
            id: entry.id.clone(),
            question,
            variants,
            answer,
            tags: entry.tags.clone(),
            team: entry.team.clone(),
            handoff: entry.handoff.map(|handoff| match handoff {
                engine::EntryHandoff::Always => EntryPerson::Always,
                engine::EntryHandoff::Offer => EntryPerson::Offer,
            }),
            follow_ups: entry.follow_ups.clone(),
            translations: translations.collect(),
        }
    }
}

impl From<&Text> for EditedText {
    fn from(text: &Text) -> Self {
        let Text { question, variants, answer } = text.clone();
        Self { question, variants, answer }
    }
}

impl From<EditedText> for Text {
    fn from(text: EditedText) -> Self {
        let EditedText { question, variants, answer } = text;
        Self { question, variants, answer }
    }
}

impl From<EditedEntry> for Entry {
    fn from(edited: EditedEntry) -> Self {
        let EditedEntry { id, question, variants, answer, tags, team, handoff, follow_ups, translations } =
            edited;
        Self {
            id,
            text: Text { question, variants, answer },
            translations: translations.into_iter().map(|(language, text)| (language, text.into())).collect(),
            tags,
            team,
            handoff: handoff.map(|handoff| match handoff {
                EntryPerson::Always => engine::EntryHandoff::Always,
                EntryPerson::Offer => engine::EntryHandoff::Offer,
            }),
            follow_ups,
        }
    }
}

impl KnowledgeBase {
    /// This base with entries changed, by id: written in the place of the one that is there or at the end, or removed where
    /// there is none. Follow-ups that lead nowhere by it are left out, languages that came with it are added, and what an
    /// engine had learnt from the entries before goes.
    pub fn with(&self, changes: BTreeMap<String, Option<EditedEntry>>) -> Self {
        if changes.is_empty() {
            return self.clone();
        }
        let mut changes = changes;
        let kept = self.entries.iter().filter_map(|entry| match changes.remove(&entry.id) {
            None => Some(entry.clone()),
            Some(changed) => {
                // The order of translations is the document's; the wire has them by language.
                changed.map(|edited| in_order_of(edited.into(), &entry.translations))
            }
        });
        let mut entries: Vec<Entry> = kept.collect();
        entries.extend(changes.into_values().flatten().map(Entry::from));
        let ids: Vec<String> = entries.iter().map(|entry| entry.id.clone()).collect();
        for entry in &mut entries {
            entry.follow_ups.retain(|id| ids.contains(id));
        }
        let mut languages = self.languages.clone();
        let told = entries.iter().flat_map(|entry| entry.translations.iter().map(|(language, _)| language));
        let own = std::iter::once(&self.language);
        for language in own.chain(told) {
            if !languages.contains(language) {
                languages.push(language.clone());
            }
        }
        Self { languages, entries, learnt: None, ..self.clone() }
    }
}

fn in_order_of(mut entry: Entry, before: &[(String, Text)]) -> Entry {
    let place = |language: &String| before.iter().position(|(known, _)| known == language);
    entry.translations.sort_by_key(|(language, _)| place(language).unwrap_or(usize::MAX));
    entry
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> KnowledgeBase {
        let text = |question: &str| Text { question: question.to_owned(), ..Text::default() };
        let entry = |id: &str, follow_ups: &[&str]| Entry {
            id: id.to_owned(),
            text: text(id),
            translations: vec![("zh".to_owned(), text("甲")), ("fr".to_owned(), text("a"))],
            follow_ups: follow_ups.iter().map(|id| (*id).to_owned()).collect(),
            handoff: Some(engine::EntryHandoff::Offer),
            ..Entry::default()
        };
        KnowledgeBase {
            language: "en".to_owned(),
            languages: vec!["en".to_owned(), "zh".to_owned(), "fr".to_owned()],
            entries: vec![entry("a", &["b"]), entry("b", &["a"])],
            learnt: Some(vec![1]),
            ..KnowledgeBase::default()
        }
    }

    fn check(changes: &[(&str, Option<EditedEntry>)], expected: &[&str]) -> KnowledgeBase {
        let changes = changes.iter().map(|(id, edited)| ((*id).to_owned(), edited.clone())).collect();
        let changed = base().with(changes);
        let questions: Vec<&str> = changed.entries.iter().map(|entry| entry.text.question.as_str()).collect();
        assert_eq!(questions, expected);
        changed
    }

    #[test]
    fn an_entry_comes_back_from_the_wire_as_it_was() {
        let entry = base().entries.remove(0);
        let same = in_order_of(EditedEntry::from(&entry).into(), &entry.translations);
        assert_eq!(same, entry);
    }

    #[test]
    fn entries_are_written_added_and_removed() {
        let edited = |id: &str, question: &str| {
            Some(EditedEntry { id: id.to_owned(), question: question.to_owned(), ..EditedEntry::default() })
        };
        assert_eq!(check(&[], &["a", "b"]), base());
        check(&[("a", edited("a", "A?"))], &["A?", "b"]);
        check(&[("c", edited("c", "C?"))], &["a", "b", "C?"]);
        let removed = check(&[("b", None)], &["a"]);
        assert_eq!((removed.entries[0].follow_ups.len(), removed.learnt), (0, None));
    }

    #[test]
    fn a_new_language_is_one_of_the_bases() {
        let translations = BTreeMap::from([("de".to_owned(), EditedText::default())]);
        let edited = EditedEntry { id: "c".to_owned(), translations, ..EditedEntry::default() };
        assert_eq!(check(&[("c", Some(edited))], &["a", "b", ""]).languages, ["en", "zh", "fr", "de"]);
    }
}
