//! Reads one entry out of a document.

use engine::EntryHandoff;

use crate::answer;
use crate::base::{Entry, Text};
use crate::fault::{Faults, Place, say};
use crate::field::{self, ANSWER_CHARACTERS, NAME_CHARACTERS, WORDING_CHARACTERS, excerpt};
use crate::id;
use crate::language;
use crate::node::{Node, Value};

/// The keys of an entry.
const KEYS: [&str; 9] =
    ["id", "question", "variants", "answer", "tags", "team", "handoff", "follow_ups", "translations"];

/// The keys of a translation.
const TEXT_KEYS: [&str; 3] = ["question", "variants", "answer"];

/// An entry as it stood in the document, before it is held against the others.
#[derive(Debug)]
pub(crate) struct Draft {
    /// Its id is empty where none was given.
    pub entry: Entry,
    /// Its number in the document, from 1.
    pub number: usize,
    /// The line it begins on.
    pub line: Option<u32>,
    /// The line of each wording, in the order of the entry's texts, each question before its variants.
    pub wording_lines: Vec<Option<u32>>,
    /// The line of each follow-up.
    pub follow_up_lines: Vec<Option<u32>>,
}

impl Draft {
    /// Where faults of this entry are.
    pub fn place(&self) -> Place<'_> {
        let id = (!self.entry.id.is_empty()).then_some(self.entry.id.as_str());
        Place { line: self.line, entry: Some(self.number), id, field: "" }
    }
}

/// Reads an entry; none where not even a question can be had from it.
pub(crate) fn read(node: &Node, number: usize, faults: &mut Faults) -> Option<Draft> {
    let named =
        node.get("id").and_then(Node::as_text).map(str::trim).filter(|id| !id.is_empty()).map(excerpt);
    let place = Place { line: node.line, entry: Some(number), id: named.as_deref(), field: "" };
    if !matches!(node.value, Value::Object(_)) {
        let mend = "write an object: {\"id\": …, \"question\": …, \"answer\": …}";
        faults.error(place, &say!("it is {}", node.kind()), &mend);
        return None;
    }
    field::known_keys(node, &KEYS, place, faults);
    let id = read_id(node, place, faults);
    let mut wording_lines = Vec::new();
    let text = read_text(node, "", place, &mut wording_lines, faults);
    let translations = read_translations(node, place, &mut wording_lines, faults);
    let (follow_ups, follow_up_lines) =
        field::texts(node.get("follow_ups"), place.of("follow_ups"), NAME_CHARACTERS, faults);
    let (tags, _) = field::texts(node.get("tags"), place.of("tags"), NAME_CHARACTERS, faults);
    let team = field::line(node.get("team"), place.of("team"), NAME_CHARACTERS, faults);
    let handoff = read_handoff(node.get("handoff"), place.of("handoff"), faults);
    // Not before all of it has been looked at: an entry that is left out has its other faults too.
    let entry = Entry { id, text: text?, translations, tags, team, handoff, follow_ups };
    Some(Draft { entry, number, line: node.line, wording_lines, follow_up_lines })
}

fn read_id(node: &Node, place: Place, faults: &mut Faults) -> String {
    let place = place.of("id");
    let Some(given) = node.get("id") else { return String::new() };
    if let Value::Number(number) = given.value {
        let whole = number as i64;
        let mend = say!("write \"{whole}\" in double quotes");
        faults.error(place.at(given.line), &"`id` is a number", &mend);
        return whole.to_string();
    }
    let id = field::line(Some(given), place, NAME_CHARACTERS, faults).unwrap_or_default();
    if let Some(odd) = id::odd_character(&id) {
        let problem = say!("`id` holds `{}`", odd);
        faults.warning(place.at(given.line), &problem, &"use letters, digits, `-`, `_` and `.` only");
    }
    id
}

/// The texts in one language; `prefix` leads to them, such as `translations.zh.`, and is empty for the entry's own.
fn read_text(
    node: &Node,
    prefix: &str,
    place: Place,
    lines: &mut Vec<Option<u32>>,
    faults: &mut Faults,
) -> Option<Text> {
    let [question_key, variants_key, answer_key] = TEXT_KEYS.map(|key| format!("{prefix}{key}"));
    let question = field::line(node.get("question"), place.of(&question_key), WORDING_CHARACTERS, faults);
    let (mut variants, mut variant_lines) =
        field::texts(node.get("variants"), place.of(&variants_key), WORDING_CHARACTERS, faults);
    let question_line = node.get("question").map_or(node.line, |question| question.line);
    let question = match question {
        Some(question) => {
            lines.push(question_line);
            Some(question)
        }
        None => {
            missing_question(node, place.of(&question_key), variants.first(), faults);
            (!variants.is_empty()).then(|| variants.remove(0))
        }
    };
    lines.append(&mut variant_lines);
    let answer = read_answer(node.get("answer"), place.of(&answer_key), faults);
    Some(Text { question: question?, variants, answer })
}

fn missing_question(node: &Node, place: Place, variant: Option<&String>, faults: &mut Faults) {
    let given = node.get("question").filter(|question| question.value != Value::Null);
    let mend = match variant {
        Some(variant) => say!("write one; the variant \"{}\" stands in for it", excerpt(variant)),
        None => say!("write one, else the entry is not read"),
    };
    match given {
        None => faults.error(place, &say!("`{}` is missing", place.field), &mend),
        Some(question) if matches!(question.value, Value::Text(_)) => {
            faults.error(place.at(question.line), &say!("`{}` is empty", place.field), &mend);
        }
        Some(_) => {}
    }
}

fn read_answer(node: Option<&Node>, place: Place, faults: &mut Faults) -> String {
    let place = place.at(node.and_then(|node| node.line));
    let Some(text) = field::text(node, place, ANSWER_CHARACTERS, faults) else {
        if node.is_none_or(|node| matches!(node.value, Value::Null | Value::Text(_))) {
            let problem = say!("`{}` is empty", place.field);
            faults.warning(place, &problem, &"write what a visitor should read");
        }
        return String::new();
    };
    answer::check(&text, place, faults);
    text
}

fn read_translations(
    node: &Node,
    place: Place,
    lines: &mut Vec<Option<u32>>,
    faults: &mut Faults,
) -> Vec<(String, Text)> {
    let Some(given) = node.get("translations").filter(|node| node.value != Value::Null) else {
        return Vec::new();
    };
    let Value::Object(pairs) = &given.value else {
        field::wrong_type(
            given,
            place.of("translations").at(given.line),
            "an object with a language as key",
            faults,
        );
        return Vec::new();
    };
    let mut translations: Vec<(String, Text)> = Vec::new();
    for (language, text) in pairs {
        let name = format!("translations.{}", excerpt(language));
        let place = place.of(&name).at(text.line);
        if let Some(mend) = language::tag_mend(language) {
            faults.error(place, &say!("`{}` is no language tag", excerpt(language)), &mend);
        } else if !matches!(text.value, Value::Object(_)) {
            field::wrong_type(text, place, "an object: {\"question\": …, \"answer\": …}", faults);
        } else {
            field::known_keys(text, &TEXT_KEYS, place, faults);
            let read = read_text(text, &format!("{name}."), place, lines, faults);
            translations.extend(read.map(|text| (language.clone(), text)));
        }
    }
    translations
}

fn read_handoff(node: Option<&Node>, place: Place, faults: &mut Faults) -> Option<EntryHandoff> {
    let node = node.filter(|node| node.value != Value::Null)?;
    match node.as_text() {
        Some("always") => return Some(EntryHandoff::Always),
        Some("offer") => return Some(EntryHandoff::Offer),
        Some(other) => {
            let problem = say!("`handoff` is `{}`", excerpt(other));
            faults.error(place.at(node.line), &problem, &"write \"always\" or \"offer\", or delete it");
        }
        None => field::wrong_type(node, place.at(node.line), "\"always\" or \"offer\", or delete it", faults),
    }
    None
}
