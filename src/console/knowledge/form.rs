//! An entry as it stands in the fields of its form, and back.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{EditedEntry, EditedText, EntryPerson};
use serde::{Deserialize, Serialize};

/// What is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryForm {
    /// The entry's id; empty for a new one until it has one.
    pub id: String,
    /// Its texts, the base's own language first.
    pub texts: Vec<FormText>,
    /// With commas between.
    pub tags: String,
    /// The team that a handoff goes to; empty for none.
    pub team: String,
    /// Whether a person is wanted for it.
    pub handoff: Option<EntryPerson>,
    /// Ids of the entries that visitors ask next.
    pub follow_ups: Vec<String>,
    /// Why it is changed; not part of the entry.
    pub why: String,
}

/// What is typed in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormText {
    /// BCP 47.
    pub language: String,
    /// The question.
    pub question: String,
    /// One other wording a line.
    pub variants: String,
    /// Markdown.
    pub answer: String,
}

impl FormText {
    /// No text yet.
    pub fn blank(language: &str) -> Self {
        Self { language: language.to_owned(), ..Self::default() }
    }

    fn of(language: &str, text: EditedText) -> Self {
        let EditedText { question, variants, answer } = text;
        Self { language: language.to_owned(), question, variants: variants.join("\n"), answer }
    }

    fn edited(&self) -> EditedText {
        let variants = self.variants.lines().map(str::trim).filter(|line| !line.is_empty());
        EditedText {
            question: self.question.trim().to_owned(),
            variants: variants.map(str::to_owned).collect(),
            answer: self.answer.trim_end().to_owned(),
        }
    }

    fn is_blank(&self) -> bool {
        [&self.question, &self.variants, &self.answer].iter().all(|text| text.trim().is_empty())
    }
}

impl EntryForm {
    /// An entry as it is shown in the form of a base in the language `own`.
    pub fn of(entry: &EditedEntry, own: &str) -> Self {
        let EditedEntry { id, question, variants, answer, tags, team, handoff, follow_ups, translations } =
            entry.clone();
        let mut texts = vec![FormText::of(own, EditedText { question, variants, answer })];
        texts.extend(translations.into_iter().map(|(language, text)| FormText::of(&language, text)));
        Self {
            id,
            texts,
            tags: tags.join(", "),
            team: team.unwrap_or_default(),
            handoff,
            follow_ups,
            why: String::new(),
        }
    }

    /// What is typed as an entry; a language without a word in it is left out.
    pub fn edited(&self) -> EditedEntry {
        let mut texts = self.texts.iter();
        let EditedText { question, variants, answer } =
            texts.next().map(FormText::edited).unwrap_or_default();
        let translations: BTreeMap<String, EditedText> = texts
            .filter(|text| !text.is_blank())
            .map(|text| (text.language.clone(), text.edited()))
            .collect();
        let tags = self.tags.split([',', '，', '、', '\n']).map(str::trim).filter(|tag| !tag.is_empty());
        let mut seen = BTreeSet::new();
        EditedEntry {
            id: self.id.clone(),
            question,
            variants,
            answer,
            tags: tags.filter(|tag| seen.insert(tag.to_owned())).map(str::to_owned).collect(),
            team: Some(self.team.trim().to_owned()).filter(|team| !team.is_empty()),
            handoff: self.handoff,
            follow_ups: self.follow_ups.clone(),
            translations,
        }
    }
}

/// An id for an entry that has none, made from its question and taken by no other.
pub fn free_id(question: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let stem = match knowledge::derived_id(question) {
        stem if stem.is_empty() => "entry".to_owned(),
        stem => stem,
    };
    let numbered = (2..).map(|number: u32| [stem.as_str(), "-", &number.to_string()].concat());
    let mut all = std::iter::once(stem.clone()).chain(numbered);
    all.find(|id| !is_taken(id)).unwrap_or(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_what_is_saved() {
        let chinese = EditedText {
            question: "怎么退货？".to_owned(),
            answer: "30 天内。".to_owned(),
            ..EditedText::default()
        };
        let entry = EditedEntry {
            id: "returns".to_owned(),
            question: "How do I return it?".to_owned(),
            variants: vec!["send it back".to_owned(), "give it back".to_owned()],
            answer: "Within:\n\n- 30 days".to_owned(),
            tags: vec!["Returns".to_owned(), "Money back".to_owned()],
            team: Some("returns".to_owned()),
            handoff: Some(EntryPerson::Offer),
            follow_ups: vec!["refund".to_owned()],
            translations: BTreeMap::from([("zh".to_owned(), chinese)]),
        };
        assert_eq!(EntryForm::of(&entry, "en").edited(), entry);
        assert_eq!(EntryForm::of(&EditedEntry::default(), "en").edited(), EditedEntry::default());
    }

    #[test]
    fn what_is_typed_is_put_in_order() {
        let typed = |variants: &str, tags: &str| {
            let text = FormText {
                question: " A? ".to_owned(),
                variants: variants.to_owned(),
                ..FormText::blank("en")
            };
            let texts = vec![text, FormText::blank("zh")];
            EntryForm { texts, tags: tags.to_owned(), team: " ".to_owned(), ..EntryForm::default() }.edited()
        };
        let entry = typed(" b \n\n c\n", "x，y, x,,");
        assert_eq!(
            (entry.question.as_str(), &entry.variants[..]),
            ("A?", &["b".to_owned(), "c".to_owned()][..])
        );
        assert_eq!((entry.tags.join("|").as_str(), entry.team), ("x|y", None));
        assert!(entry.translations.is_empty());
    }

    #[test]
    fn a_new_entry_gets_an_id_of_its_own() {
        let taken = ["how-so", "how-so-2", "entry"];
        let free = |question: &str| free_id(question, |id| taken.contains(&id));
        assert_eq!(free("How so?"), "how-so-3");
        assert_eq!(free("怎么退货？"), "怎么退货");
        assert_eq!(free("?"), "entry-2");
    }
}
