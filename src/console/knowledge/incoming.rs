//! What a file would bring: each of its entries held against those that are there.

use knowledge::{Fault, Reading, Severity, primary};
use protocol::{EditedEntry, EditedText, Knowledge};

use super::newest;

/// What an entry of a file would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Brings {
    /// There is none of its id or question.
    New,
    /// It changes one that is there, in these fields as the file's format names them; `translations` for other languages.
    Changes(Vec<&'static str>),
    /// It is there as it is.
    Same,
}

/// An entry of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Incoming {
    /// As its draft would be.
    pub entry: EditedEntry,
    /// What it would do.
    pub brings: Brings,
    /// What is wrong with it; what could be read of it is in the entry.
    pub faults: Vec<Fault>,
}

impl Incoming {
    /// Whether anything that stood in the file would be lost.
    pub fn is_faulty(&self) -> bool {
        self.faults.iter().any(|fault| fault.severity == Severity::Error)
    }
}

/// Each entry of a file, in its order. `is_whole` says that the file holds all of each entry, as our own format does; else
/// what an entry has beyond the file's texts stays. `language` is that of the file's texts.
pub fn incoming(reading: &Reading, is_whole: bool, language: &str, knowledge: &Knowledge) -> Vec<Incoming> {
    let mut taken: Vec<String> = Vec::new();
    let mut all = Vec::new();
    for (read, number) in reading.knowledge.entries.iter().zip(&reading.numbers) {
        let own = reading.faults.iter().filter(|fault| fault.entry == Some(*number));
        let faults: Vec<Fault> = own.cloned().collect();
        let read = EditedEntry::from(read);
        let known = known(knowledge, &read).filter(|known| !taken.contains(&known.id));
        let entry = match known {
            Some(known) if is_whole => EditedEntry { id: known.id.clone(), ..read },
            Some(known) => laid_over(known, read, language, &knowledge.language),
            None => EditedEntry { id: free_id(&read.id, knowledge, &taken), ..read },
        };
        taken.push(entry.id.clone());
        let brings = known.map_or(Brings::New, |known| match changes(known, &entry) {
            none if none.is_empty() => Brings::Same,
            fields => Brings::Changes(fields),
        });
        all.push(Incoming { entry, brings, faults });
    }
    all
}

/// The faults that belong to no entry that was read: an entry that could not be is told of here.
pub fn document_faults(reading: &Reading) -> Vec<Fault> {
    let is_own = |fault: &&Fault| !fault.entry.is_some_and(|number| reading.numbers.contains(&number));
    reading.faults.iter().filter(is_own).cloned().collect()
}

/// The entry of the same id or, as files made elsewhere carry no ids of ours, of the same question.
fn known<'a>(knowledge: &'a Knowledge, read: &EditedEntry) -> Option<&'a EditedEntry> {
    let all = || knowledge.entries.iter().filter_map(newest);
    let same = |one: &str, other: &str| one.trim().to_lowercase() == other.trim().to_lowercase();
    let asks = |entry: &&EditedEntry| {
        let spoken = entry.translations.values().map(|text| &text.question);
        std::iter::once(&entry.question).chain(spoken).any(|question| same(question, &read.question))
    };
    all().find(|entry| entry.id == read.id).or_else(|| all().find(asks))
}

fn free_id(id: &str, knowledge: &Knowledge, taken: &[String]) -> String {
    let is_taken = |id: &str| {
        taken.iter().any(|other| other == id) || knowledge.entries.iter().any(|entry| entry.id == id)
    };
    if !id.is_empty() && !is_taken(id) { id.to_owned() } else { super::free_id(id, is_taken) }
}

/// An entry with what a file tells of it: its texts in the file's language, and of lists what it adds.
fn laid_over(known: &EditedEntry, read: EditedEntry, language: &str, own: &str) -> EditedEntry {
    let mut entry = known.clone();
    let text = EditedText { question: read.question, variants: read.variants, answer: read.answer };
    if primary(language).eq_ignore_ascii_case(primary(own)) {
        let text = joined(
            &EditedText { question: entry.question, variants: entry.variants, answer: entry.answer },
            text,
        );
        (entry.question, entry.variants, entry.answer) = (text.question, text.variants, text.answer);
    } else {
        let before = entry.translations.get(language).cloned().unwrap_or_default();
        entry.translations.insert(language.to_owned(), joined(&before, text));
    }
    for (language, text) in read.translations {
        let before = entry.translations.get(&language).cloned().unwrap_or_default();
        entry.translations.insert(language, joined(&before, text));
    }
    add(&mut entry.tags, read.tags);
    add(&mut entry.follow_ups, read.follow_ups);
    entry.team = read.team.or(entry.team);
    entry.handoff = read.handoff.or(entry.handoff);
    entry
}

/// The newer text where it says something, with the wordings of both.
fn joined(before: &EditedText, new: EditedText) -> EditedText {
    let mut variants = before.variants.clone();
    let question = if new.question.is_empty() { before.question.clone() } else { new.question };
    add(&mut variants, new.variants);
    variants.retain(|variant| *variant != question);
    let answer = if new.answer.is_empty() { before.answer.clone() } else { new.answer };
    EditedText { question, variants, answer }
}

fn add(list: &mut Vec<String>, more: Vec<String>) {
    for one in more {
        if !list.contains(&one) {
            list.push(one);
        }
    }
}

fn changes(was: &EditedEntry, is: &EditedEntry) -> Vec<&'static str> {
    let all = [
        ("question", was.question != is.question),
        ("variants", was.variants != is.variants),
        ("answer", was.answer != is.answer),
        ("tags", was.tags != is.tags),
        ("team", was.team != is.team),
        ("handoff", was.handoff != is.handoff),
        ("follow_ups", was.follow_ups != is.follow_ups),
        ("translations", was.translations != is.translations),
    ];
    all.iter().filter(|(_, differs)| *differs).map(|(name, _)| *name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::base::tests::drafted;
    use knowledge::read_named;

    fn check(name: &str, text: &str, language: &str, expected: &[(&str, Brings, bool)]) -> Vec<Incoming> {
        let reading = read_named(name, text);
        let found = incoming(&reading, name == "faq.json", language, &drafted());
        let told: Vec<(&str, Brings, bool)> =
            found.iter().map(|one| (one.entry.id.as_str(), one.brings.clone(), one.is_faulty())).collect();
        assert_eq!(told, expected, "{found:?}");
        found
    }

    #[test]
    fn a_table_adds_to_what_is_there() {
        let found = check(
            "faq.csv",
            "question,answer,variants,tags\n\
             how do i return a lamp?,Within **60** days.,give it back,Returns\n\
             Do you deliver to a parcel locker?,Yes.,,\n\
             May I pay later?,[x](javascript:y),,\n",
            "en",
            &[
                ("returns", Brings::Changes(vec!["question", "variants", "tags"]), false),
                ("lockers", Brings::Same, false),
                ("may-i-pay-later", Brings::New, true),
            ],
        );
        assert_eq!(found[0].entry.variants, ["send it back", "give it back"]);
        assert_eq!(found[2].faults[0].line, Some(4));
    }

    #[test]
    fn our_own_format_says_all_of_an_entry() {
        let text = r#"{"version": 1, "language": "en", "entries": [
            {"id": "lockers", "question": "Do you deliver to a parcel locker?", "answer": "Yes."},
            {"id": "old", "question": "Do you sell candles?", "answer": "We do."}]}"#;
        // What is to be removed is there no longer.
        let expected = [("lockers", Brings::Changes(vec!["variants"]), false), ("old-2", Brings::New, false)];
        check("faq.json", text, "en", &expected);
    }

    #[test]
    fn texts_in_another_language_are_translations() {
        let found = check(
            "faq.csv",
            "id,question,answer\nreturns,怎么退货？,60 天内。\nhours,几点开门？,九点。\n",
            "zh",
            &[("returns", Brings::Changes(vec!["translations"]), false), ("hours", Brings::New, false)],
        );
        assert_eq!(found[0].entry.translations["zh"].answer, "60 天内。");
        assert_eq!(found[0].entry.question, "How do I return a lamp?");
        // A second file with the same Chinese question finds it by that.
        let mut knowledge = drafted();
        knowledge.entries[0].draft.as_mut().unwrap().entry = Some(found[0].entry.clone());
        let reading = read_named("faq.txt", "问：怎么退货？\n答：60 天内。");
        assert_eq!(incoming(&reading, false, "zh", &knowledge)[0].brings, Brings::Same);
    }

    #[test]
    fn faults_of_the_whole_file_are_told_apart() {
        let reading = read_named("faq.csv", "question,answer,colour\nA?,,red\n");
        let whole: Vec<String> =
            document_faults(&reading).iter().map(|fault| fault.problem.clone()).collect();
        assert_eq!(whole.len(), 1, "{whole:?}");
        assert!(whole[0].contains("colour"));
    }
}
