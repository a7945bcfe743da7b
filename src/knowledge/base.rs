//! The knowledge base as it is used: its entries, their texts in each language, and the edition they make up.

use protocol::Triage;

use crate::markdown;
use crate::triage;
use crate::words::Word;

/// All that the assistant can answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KnowledgeBase {
    /// The language of the entries' own texts, BCP 47.
    pub language: String,
    /// All languages: its own first, then those of `languages` and of the translations.
    pub languages: Vec<String>,
    /// Whose questions these are.
    pub name: Option<String>,
    /// The owner's words in place of the widget's own, by language.
    pub words: Vec<Word>,
    /// The owner's dials of the triage.
    pub triage: Triage,
    /// The questions in the order of the document.
    pub entries: Vec<Entry>,
    /// What an engine has learnt from these very entries (`engine::Engine::take_learnt`); no part of the edition.
    pub learnt: Option<Vec<u8>>,
}

/// One question with its answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// Unique in its base, never empty.
    pub id: String,
    /// The texts in the base's own language.
    pub text: Text,
    /// Texts in further languages, each language once.
    pub translations: Vec<(String, Text)>,
    /// The owner's words to sort by.
    pub tags: Vec<String>,
    /// The team that a handoff of this matter goes to.
    pub team: Option<String>,
    /// Whether the owner wants a person for this matter.
    pub handoff: Option<engine::EntryHandoff>,
    /// Ids of entries that visitors often ask next; all of them are in the base.
    pub follow_ups: Vec<String>,
}

/// An entry's texts in one language.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Text {
    /// The question as the owner words it; shown as a title, never empty.
    pub question: String,
    /// Other wordings of it.
    pub variants: Vec<String>,
    /// Markdown source, see [`markdown`]; empty in evaluation files.
    pub answer: String,
}

impl KnowledgeBase {
    /// The entries as the engine indexes them, at the same positions.
    pub fn engine_entries(&self) -> Vec<engine::Entry> {
        let mut entries: Vec<engine::Entry> = self.entries.iter().map(Entry::for_engine).collect();
        // Where an entry names no team, a tag that is one's name does.
        let teams: Vec<&String> = self.entries.iter().filter_map(|entry| entry.team.as_ref()).collect();
        for (known, entry) in self.entries.iter().zip(&mut entries) {
            let tagged = || known.tags.iter().find(|tag| teams.contains(tag)).cloned();
            entry.team = entry.team.take().or_else(tagged);
        }
        entries
    }

    /// What the engine is told of the owner's dials.
    pub fn options(&self) -> engine::Options {
        triage::options(self.triage.clone())
    }

    /// How many wordings there are over all entries and languages.
    pub fn wordings(&self) -> usize {
        let mut count = 0;
        self.entries.iter().for_each(|entry| entry.each_wording(&mut |_, _| count += 1));
        count
    }

    /// An entry's texts in a language (BCP 47), else in the nearest there is:
    /// the same tag, the same language without its region, at last the base's own.
    pub fn text<'a>(&self, entry: &'a Entry, language: &str) -> &'a Text {
        let same_tag = |tag: &str| tag.eq_ignore_ascii_case(language);
        let same_language = |tag: &str| primary(tag).eq_ignore_ascii_case(primary(language));
        let find = |fits: &dyn Fn(&str) -> bool| {
            let translation = entry.translations.iter().find(|(tag, _)| fits(tag));
            translation.map(|(_, text)| text)
        };
        if same_tag(&self.language) {
            return &entry.text;
        }
        match find(&same_tag) {
            Some(text) => text,
            None if same_language(&self.language) => &entry.text,
            None => find(&same_language).unwrap_or(&entry.text),
        }
    }

    /// 16 hexadecimal digits that change when anything in the base changes (FNV-1a, 64 bits).
    pub fn edition(&self) -> String {
        let mut hash = Fnv::default();
        hash.text(&self.language);
        hash.list(&self.languages);
        hash.text(self.name.as_deref().unwrap_or_default());
        for word in &self.words {
            hash.text(&word.language);
            hash.text(&word.key);
            hash.text(&word.text);
        }
        hash.triage(&self.triage);
        for entry in &self.entries {
            entry.hash(&mut hash);
        }
        format!("{:016x}", hash.0)
    }
}

impl Entry {
    /// Hands out its texts, its own first, with the language of each; empty for the base's own.
    fn each_text<'a>(&'a self, take: &mut dyn FnMut(&'a str, &'a Text)) {
        take("", &self.text);
        for (language, text) in &self.translations {
            take(language, text);
        }
    }

    /// Hands out every wording with its language, each question before its variants.
    pub(crate) fn each_wording<'a>(&'a self, take: &mut dyn FnMut(&'a str, &'a str)) {
        self.each_text(&mut |language, text| {
            take(language, &text.question);
            text.variants.iter().for_each(|variant| take(language, variant));
        });
    }

    fn for_engine(&self) -> engine::Entry {
        let (mut wordings, mut answer) = (Vec::new(), String::new());
        self.each_wording(&mut |_, wording| wordings.push(wording.to_owned()));
        self.each_text(&mut |_, text| {
            let plain = markdown::plain(&text.answer);
            answer.push_str(if answer.is_empty() || plain.is_empty() { "" } else { "\n" });
            answer.push_str(&plain);
        });
        let (id, team) = (self.id.clone(), self.team.clone());
        engine::Entry { id, wordings, answer, team, handoff: self.handoff }
    }

    fn hash(&self, hash: &mut Fnv) {
        hash.text(&self.id);
        self.each_text(&mut |language, text| {
            hash.text(language);
            hash.text(&text.question);
            hash.list(&text.variants);
            hash.text(&text.answer);
        });
        hash.list(&self.tags);
        hash.text(self.team.as_deref().unwrap_or_default());
        hash.text(handoff_word(self.handoff));
        hash.list(&self.follow_ups);
    }
}

/// The word for a handoff in files; empty where the owner wrote none.
pub(crate) fn handoff_word(handoff: Option<engine::EntryHandoff>) -> &'static str {
    match handoff {
        None => "",
        Some(engine::EntryHandoff::Always) => "always",
        Some(engine::EntryHandoff::Offer) => "offer",
    }
}

/// The language of a tag without region or script: `pt` of `pt-BR`.
pub fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// FNV-1a over 64 bits; each text goes in with its length, so that no two bases run together.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    fn text(&mut self, text: &str) {
        self.bytes(&(text.len() as u64).to_le_bytes());
        self.bytes(text.as_bytes());
    }

    fn list(&mut self, texts: &[String]) {
        self.bytes(&(texts.len() as u64).to_le_bytes());
        texts.iter().for_each(|text| self.text(text));
    }

    fn triage(&mut self, triage: &Triage) {
        let Triage { sensitivity, precision, clarify, urgent, always, never } = triage;
        self.bytes(&[sensitivity.map_or(0, |set| set as u8 + 1), clarify.map_or(0, |times| times as u8 + 1)]);
        self.bytes(&precision.unwrap_or_default().to_le_bytes());
        for phrases in [urgent, always, never] {
            self.list(phrases);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(question: &str) -> Text {
        Text { question: question.to_owned(), ..Text::default() }
    }

    fn base() -> KnowledgeBase {
        let translations = vec![("zh-TW".to_owned(), text("退貨")), ("fr".to_owned(), text("retours"))];
        let entry =
            Entry { id: "returns".to_owned(), text: text("returns"), translations, ..Entry::default() };
        KnowledgeBase { language: "en".to_owned(), entries: vec![entry], ..KnowledgeBase::default() }
    }

    #[test]
    fn a_text_is_in_the_nearest_language() {
        let check = |language: &str, question: &str| {
            let base = base();
            assert_eq!(base.text(&base.entries[0], language).question, question, "{language}");
        };
        check("en", "returns");
        check("en-GB", "returns");
        check("fr", "retours");
        check("FR-ca", "retours");
        check("zh-TW", "退貨");
        check("zh", "退貨");
        check("de", "returns");
        check("", "returns");
    }

    #[test]
    fn an_edition_tells_every_change_and_nothing_else() {
        let edition = base().edition();
        assert_eq!(edition.len(), 16);
        assert_eq!(edition, base().edition());
        let changes: [fn(&mut KnowledgeBase); 8] = [
            |base| base.triage.precision = Some(0.8),
            |base| base.triage.never.push("human hair".to_owned()),
            |base| base.language = "de".to_owned(),
            |base| base.entries[0].text.answer = "30 days".to_owned(),
            |base| base.entries[0].text.variants.push(String::new()),
            |base| base.entries[0].handoff = Some(engine::EntryHandoff::Offer),
            |base| base.entries[0].translations[1].0 = "de".to_owned(),
            |base| base.entries[0].follow_ups.push("x".to_owned()),
        ];
        for (number, change) in changes.iter().enumerate() {
            let mut changed = base();
            change(&mut changed);
            assert_ne!(changed.edition(), edition, "change {number}");
        }
    }

    #[test]
    fn the_engine_gets_every_wording_and_the_plain_answer() {
        let mut base = base();
        base.entries[0].text.variants.push("send back".to_owned());
        base.entries[0].text.answer = "**Within** 30 days".to_owned();
        let entry = &base.engine_entries()[0];
        assert_eq!(entry.wordings, ["returns", "send back", "退貨", "retours"]);
        assert_eq!(entry.answer, "Within 30 days");
        assert_eq!(base.wordings(), 4);
    }
}
