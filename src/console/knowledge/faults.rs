//! What is wrong with an entry that is being written, at the field that it concerns.

use knowledge::{Entry, Fault, KnowledgeBase, Severity, read_text};
use protocol::EditedEntry;

use crate::words::{KnowledgeWords, fill};

/// Of a larger base only the entry itself is checked while one types: whether its wordings stand elsewhere too is told
/// when it is published. Reading a base of this size takes some 20 ms in a browser.
const WHOLE: usize = 3_000;

/// Something wrong in a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// As in the file: `question`, `variants`, `answer`, `tags`, `translations.zh.answer`, …
    pub field: String,
    /// Whether something that was typed would be lost.
    pub is_error: bool,
    /// What is wrong, in English.
    pub problem: String,
    /// What to do about it, in English.
    pub mend: String,
}

/// What is wrong with an entry beside the others of its base.
pub fn faults(base: &KnowledgeBase, edited: EditedEntry) -> Vec<FieldFault> {
    let id = edited.id.clone();
    let others = base.entries.iter().filter(|entry| entry.id != id).take(WHOLE);
    let mut checked =
        KnowledgeBase { entries: others.cloned().collect(), words: Vec::new(), learnt: None, ..base.clone() };
    if base.entries.len() > WHOLE {
        checked.entries.clear();
    }
    // The last one, as a wording that stands twice is told of where it stands the second time.
    checked.entries.push(Entry::from(edited));
    let number = checked.entries.len();
    let own = read_text(&checked.to_json()).faults.into_iter().filter(|fault| fault.entry == Some(number));
    let told = own.map(FieldFault::from);
    // Of a base that isn't whole, other entries can't be missed.
    told.filter(|fault| base.entries.len() <= WHOLE || fault.field != "follow_ups").collect()
}

/// A fault in the words of the console, where it is one that writers meet; else it is told in English.
pub fn fault_words(fault: &FieldFault, words: &KnowledgeWords) -> Option<String> {
    let field = fault.field.rsplit('.').next().unwrap_or_default();
    let quoted = || fault.problem.split('`').nth(1).unwrap_or_default().to_owned();
    let ends = |ending: &str| fault.problem.ends_with(ending);
    Some(match field {
        "question" if ends(" is empty") || ends(" is missing") => words.fault_no_question.to_owned(),
        "answer" if ends(" is empty") => words.fault_no_answer.to_owned(),
        _ if fault.problem.starts_with("link ") => fill(words.fault_link, &[("link", &quoted())]),
        _ if ends(" stands twice in it") => words.fault_twice.to_owned(),
        _ if fault.problem.contains("also stands in entry") => {
            fill(words.fault_elsewhere, &[("entry", &quoted())])
        }
        _ if ends("no language tag") => fill(words.fault_language, &[("tag", &quoted())]),
        _ if fault.problem.contains(" characters and is cut at ") => {
            let most = fault.problem.rsplit(' ').next().unwrap_or_default();
            fill(words.fault_long, &[("n", most)])
        }
        "id" if fault.problem.starts_with("`id` holds ") => words.fault_id.to_owned(),
        _ => return None,
    })
}

/// The same for a fault of a file that is read.
pub fn file_fault_words(fault: &Fault, words: &KnowledgeWords) -> Option<String> {
    fault_words(&FieldFault::from(fault.clone()), words)
}

impl From<Fault> for FieldFault {
    fn from(fault: Fault) -> Self {
        Self {
            field: fault.field.unwrap_or_default(),
            is_error: fault.severity == Severity::Error,
            problem: fault.problem,
            mend: fault.mend,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::base::tests::{drafted, edited};
    use crate::knowledge::{Chosen, base_of};
    use crate::words::{CHINESE_KNOWLEDGE, ENGLISH_KNOWLEDGE};

    fn check(entry: EditedEntry, expected: &[(&str, bool, &str)]) {
        let base = base_of(&drafted(), Chosen::Drafts);
        let found = faults(&base, entry);
        let told: Vec<(&str, bool, String)> = found
            .iter()
            .map(|fault| {
                assert!(fault_words(fault, &CHINESE_KNOWLEDGE).is_some(), "{fault:?}");
                let words = fault_words(fault, &ENGLISH_KNOWLEDGE).unwrap();
                (fault.field.as_str(), fault.is_error, words)
            })
            .collect();
        assert_eq!(told.len(), expected.len(), "{found:?}");
        for ((field, is_error, words), (wanted, grave, part)) in told.iter().zip(expected) {
            assert_eq!((field, is_error), (wanted, grave), "{found:?}");
            assert!(words.contains(part), "{words}");
        }
    }

    #[test]
    fn faults_are_told_at_their_field_in_the_writers_language() {
        check(edited("new", "May I pay later?", &["pay later"], "Yes."), &[]);
        check(edited("new", "", &[], "Yes."), &[("question", true, "question")]);
        check(edited("new", "May I?", &[], ""), &[("answer", false, "read")]);
        check(edited("new", "May I?", &["packstation"], "Yes."), &[("variants", false, "lockers")]);
        check(edited("new", "May I?", &["b", "b"], "Yes."), &[("variants", false, "twice")]);
        check(edited("new", "May I?", &[], "[x](javascript:y)"), &[("answer", true, "javascript")]);
        check(edited("new", &"a".repeat(1_001), &[], "Yes."), &[("question", true, "1000")]);
        check(edited("a b", "May I?", &[], "Yes."), &[("id", false, "letters")]);
        // What it says already is no repetition of itself.
        check(edited("lockers", "Do you deliver to a parcel locker?", &["packstation"], "Yes."), &[]);
        let mut spoken = edited("new", "May I?", &[], "Yes.");
        spoken.translations.insert("english_".to_owned(), protocol::EditedText::default());
        check(spoken, &[("translations.english_", true, "english_")]);
    }
}
