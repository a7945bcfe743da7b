//! What changed from one edition of a base to the next: entries added, removed, worded otherwise, answered otherwise.

use std::collections::BTreeMap;

use crate::base::{Entry, KnowledgeBase, Text, handoff_word};

/// What changed between two bases. Entries are the same where their ids are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// Entries that only the new one has, in its order: id and question.
    pub added: Vec<(String, String)>,
    /// Entries that only the old one had, in its order: id and question.
    pub removed: Vec<(String, String)>,
    /// Entries of both that differ, in the order of the new one.
    pub changed: Vec<EntryDifference>,
}

/// What changed in one entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryDifference {
    /// Its id.
    pub id: String,
    /// Its question now, in the base's own language.
    pub question: String,
    /// Wordings that came, of any language, in the order of the entry.
    pub wordings_added: Vec<String>,
    /// Wordings that went.
    pub wordings_removed: Vec<String>,
    /// The titles and answers that are others now.
    pub texts: Vec<TextDifference>,
    /// Which of `tags`, `team`, `handoff` and `follow_ups` are others now.
    pub settings: Vec<String>,
}

/// A title or an answer that is another one now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextDifference {
    /// BCP 47.
    pub language: String,
    /// `question` or `answer`, as in the file.
    pub field: String,
    /// What stood there; empty where there was none.
    pub before: String,
    /// What stands there now; empty where there is none.
    pub after: String,
}

impl Differences {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

/// What changed from `old` to `new`.
pub fn differences(old: &KnowledgeBase, new: &KnowledgeBase) -> Differences {
    let before = by_id(old);
    let after = by_id(new);
    let named = |entry: &Entry| (entry.id.clone(), entry.text.question.clone());
    let missing = |from: &KnowledgeBase, of: &BTreeMap<&str, &Entry>| {
        from.entries.iter().filter(|entry| !of.contains_key(entry.id.as_str())).map(named).collect()
    };
    let both = new.entries.iter().filter_map(|entry| Some((*before.get(entry.id.as_str())?, entry)));
    let changed = both.filter_map(|(was, is)| difference(old, was, new, is)).collect();
    Differences { added: missing(new, &before), removed: missing(old, &after), changed }
}

fn by_id(base: &KnowledgeBase) -> BTreeMap<&str, &Entry> {
    base.entries.iter().map(|entry| (entry.id.as_str(), entry)).collect()
}

/// What changed in an entry; none where nothing did.
fn difference(old: &KnowledgeBase, was: &Entry, new: &KnowledgeBase, is: &Entry) -> Option<EntryDifference> {
    let (had, has) = (wordings(was), wordings(is));
    let only = |from: &[&str], of: &[&str]| {
        from.iter().filter(|text| !of.contains(text)).map(|text| (*text).to_owned()).collect()
    };
    let found = EntryDifference {
        id: is.id.clone(),
        question: is.text.question.clone(),
        wordings_added: only(&has, &had),
        wordings_removed: only(&had, &has),
        texts: texts(&languages(old, was), &languages(new, is)),
        settings: settings(was, is),
    };
    let same = found.wordings_added.is_empty()
        && found.wordings_removed.is_empty()
        && found.texts.is_empty()
        && found.settings.is_empty();
    (!same).then_some(found)
}

fn wordings(entry: &Entry) -> Vec<&str> {
    let mut wordings = Vec::new();
    entry.each_wording(&mut |_, wording| wordings.push(wording));
    wordings
}

/// An entry's texts with their languages, its own first.
fn languages<'a>(base: &'a KnowledgeBase, entry: &'a Entry) -> Vec<(&'a str, &'a Text)> {
    let translations = entry.translations.iter().map(|(language, text)| (language.as_str(), text));
    std::iter::once((base.language.as_str(), &entry.text)).chain(translations).collect()
}

fn texts(had: &[(&str, &Text)], has: &[(&str, &Text)]) -> Vec<TextDifference> {
    let empty = Text::default();
    let find = |texts: &[(&str, &Text)], language: &str| {
        texts.iter().find(|one| one.0 == language).map_or_else(|| empty.clone(), |one| one.1.clone())
    };
    let mut all: Vec<&str> = has.iter().map(|one| one.0).collect();
    all.extend(had.iter().map(|one| one.0).filter(|language| !has.iter().any(|one| one.0 == *language)));
    let mut found = Vec::new();
    for language in all {
        let (before, after) = (find(had, language), find(has, language));
        for (field, before, after) in
            [("question", before.question, after.question), ("answer", before.answer, after.answer)]
        {
            if before != after {
                found.push(TextDifference {
                    language: language.to_owned(),
                    field: field.to_owned(),
                    before,
                    after,
                });
            }
        }
    }
    found
}

fn settings(was: &Entry, is: &Entry) -> Vec<String> {
    let all = [
        ("tags", was.tags != is.tags),
        ("team", was.team != is.team),
        ("handoff", handoff_word(was.handoff) != handoff_word(is.handoff)),
        ("follow_ups", was.follow_ups != is.follow_ups),
    ];
    all.iter().filter(|(_, differs)| *differs).map(|(name, _)| (*name).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(entries: &[(&str, &str, &[&str], &str)]) -> KnowledgeBase {
        let text = |question: &str, variants: &[&str], answer: &str| Text {
            question: question.to_owned(),
            variants: variants.iter().map(|variant| (*variant).to_owned()).collect(),
            answer: answer.to_owned(),
        };
        let entry = |(id, question, variants, answer): &(&str, &str, &[&str], &str)| Entry {
            id: (*id).to_owned(),
            text: text(question, variants, answer),
            ..Entry::default()
        };
        let entries = entries.iter().map(entry).collect();
        KnowledgeBase { language: "en".to_owned(), entries, ..KnowledgeBase::default() }
    }

    #[test]
    fn what_came_went_and_changed_is_told_once() {
        let old = base(&[("a", "A?", &["one", "two"], "x"), ("b", "B?", &[], "y"), ("c", "C?", &[], "z")]);
        let mut new =
            base(&[("d", "D?", &[], ""), ("a", "A!", &["two", "three"], "X"), ("c", "C?", &[], "z")]);
        let found = differences(&old, &new);
        assert_eq!(found.added, [("d".to_owned(), "D?".to_owned())]);
        assert_eq!(found.removed, [("b".to_owned(), "B?".to_owned())]);
        let [changed] = &found.changed[..] else { panic!("{found:?}") };
        assert_eq!((changed.id.as_str(), changed.question.as_str()), ("a", "A!"));
        assert_eq!(changed.wordings_added, ["A!", "three"]);
        assert_eq!(changed.wordings_removed, ["A?", "one"]);
        let texts: Vec<(&str, &str, &str)> = changed
            .texts
            .iter()
            .map(|one| (one.field.as_str(), one.before.as_str(), one.after.as_str()))
            .collect();
        assert_eq!(texts, [("question", "A?", "A!"), ("answer", "x", "X")]);
        assert!(changed.settings.is_empty());
        new.entries[2].team = Some("t".to_owned());
        new.entries[2]
            .translations
            .push(("zh".to_owned(), Text { answer: "乙".to_owned(), ..Text::default() }));
        let found = differences(&old, &new);
        assert_eq!(found.changed[1].settings, ["team"]);
        assert_eq!(
            (found.changed[1].texts[0].language.as_str(), found.changed[1].texts[0].after.as_str()),
            ("zh", "乙")
        );
    }

    #[test]
    fn the_same_base_has_no_difference_whatever_the_order() {
        let old = base(&[("a", "A?", &["one"], "x"), ("b", "B?", &[], "y")]);
        let mut new = old.clone();
        new.entries.reverse();
        assert!(differences(&old, &new).is_empty());
        assert!(!differences(&old, &KnowledgeBase::default()).is_empty());
    }
}
