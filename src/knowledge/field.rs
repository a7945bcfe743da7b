//! Reads single fields out of a document: their type, their length, their characters, and keys that nobody knows.

use crate::fault::{Faults, Place, TOLD, say};
use crate::markdown::part;
use crate::node::{Node, Value};

/// Longest question or variant, in characters.
pub(crate) const WORDING_CHARACTERS: usize = 1_000;

/// Longest answer, in characters.
pub(crate) const ANSWER_CHARACTERS: usize = 20_000;

/// Longest id, name, tag or team, in characters.
pub(crate) const NAME_CHARACTERS: usize = 200;

/// The text of a field, trimmed; none where it is missing, null, empty or no text.
pub(crate) fn text(node: Option<&Node>, place: Place, limit: usize, faults: &mut Faults) -> Option<String> {
    let node = node.filter(|node| node.value != Value::Null)?;
    let place = place.at(node.line);
    let Some(text) = node.as_text() else {
        wrong_type(node, place, "a text in double quotes", faults);
        return None;
    };
    let text = without_control_characters(text.trim(), place, faults);
    let text = no_longer_than(limit, text.trim(), place, faults);
    (!text.is_empty()).then_some(text)
}

/// The text of a field that stands on one line: breaks and tabs become spaces.
pub(crate) fn line(node: Option<&Node>, place: Place, limit: usize, faults: &mut Faults) -> Option<String> {
    let text = text(node, place, limit, faults)?;
    let mut line = String::with_capacity(text.len());
    for part in text.split(['\n', '\r', '\t']) {
        let part = part.trim();
        if !line.is_empty() && !part.is_empty() {
            line.push(' ');
        }
        line.push_str(part);
    }
    Some(line)
}

/// The texts of a list, each on one line, without the empty ones; and the line of each.
pub(crate) fn texts(
    node: Option<&Node>,
    place: Place,
    limit: usize,
    faults: &mut Faults,
) -> (Vec<String>, Vec<Option<u32>>) {
    let (mut texts, mut lines) = (Vec::new(), Vec::new());
    let Some(node) = node.filter(|node| node.value != Value::Null) else { return (texts, lines) };
    let items = match &node.value {
        Value::List(items) => items.as_slice(),
        _ => {
            wrong_type(node, place.at(node.line), "a list in square brackets", faults);
            std::slice::from_ref(node)
        }
    };
    for item in items {
        let at = item.line.or(node.line);
        if let Some(text) = line(Some(item), place, limit, faults) {
            texts.push(text);
            lines.push(at);
        } else if is_empty(item) {
            faults.warning(place.at(at), &say!("`{}` holds an empty text", place.field), &"delete it");
        }
    }
    (texts, lines)
}

/// Whether a value is null, or a text: where no text was had from it, an empty one.
pub(crate) fn is_empty(node: &Node) -> bool {
    matches!(node.value, Value::Null | Value::Text(_))
}

/// Tells of a value that is not what its field holds.
pub(crate) fn wrong_type(node: &Node, place: Place, wanted: &str, faults: &mut Faults) {
    faults.error(place, &say!("`{}` is {}", place.field, node.kind()), &say!("write {wanted}"));
}

/// Tells of keys that nobody knows, with the one that was likely meant.
pub(crate) fn known_keys(node: &Node, known: &[&str], place: Place, faults: &mut Faults) {
    let Value::Object(pairs) = &node.value else { return };
    for (key, value) in pairs {
        if known.contains(&key.as_str()) {
            continue;
        }
        let mend = match nearest(key, known) {
            Some(meant) => say!("write `{meant}` if that is meant, else delete it"),
            None => say!("delete it; known are {}", listed(known)),
        };
        let problem = say!("key `{}` is unknown and not read", excerpt(key));
        faults.warning(place.of(key).at(value.line), &problem, &mend);
    }
}

fn listed(words: &[&str]) -> String {
    let mut listed = String::new();
    for word in words {
        listed.push_str(if listed.is_empty() { "" } else { ", " });
        listed.push_str(word);
    }
    listed
}

/// The known word that a mistyped one is close to, whatever its case.
pub(crate) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let (mut least, mut found) = ((word.len() / 3).min(2) + 1, None);
    for one in known.iter().filter(|_| TOLD) {
        let distance = distance(word.as_bytes(), one.as_bytes());
        if distance < least {
            (least, found) = (distance, Some(*one));
        }
    }
    found
}

/// The beginning of a text, short enough to quote in a fault.
pub(crate) fn excerpt(text: &str) -> String {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    let mut excerpt: String = text.chars().take(40).map(clean).collect();
    if excerpt.len() < text.len() {
        excerpt.push('…');
    }
    excerpt
}

/// Levenshtein's distance in bytes, whatever their case; words that differ much in length or are long count as far.
fn distance(one: &[u8], other: &[u8]) -> usize {
    if one.len().abs_diff(other.len()) > 2 || other.len() > 64 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, byte) in one.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, other_byte) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(!byte.eq_ignore_ascii_case(other_byte));
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}

fn without_control_characters(text: &str, place: Place, faults: &mut Faults) -> String {
    let Some(found) = text.chars().find(|c| is_stray(*c)) else { return text.to_owned() };
    let problem =
        say!("`{}` holds the control character U+{:04X}, which is left out", place.field, found as u32);
    faults.warning(place, &problem, &"delete it");
    text.chars().filter(|c| !is_stray(*c)).collect()
}

/// Control characters, byte order marks inside a text, and marks that force a direction of writing.
fn is_stray(c: char) -> bool {
    let control = c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    control || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{202d}' | '\u{202e}')
}

fn no_longer_than(limit: usize, text: &str, place: Place, faults: &mut Faults) -> String {
    let Some((end, _)) = text.char_indices().nth(limit) else { return text.to_owned() };
    let count = text.chars().count();
    let problem = say!("`{}` has {count} characters and is cut at {limit}", place.field);
    faults.error(place, &problem, &"shorten it, or spread it over several entries");
    part(text, ..end).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_key_finds_the_known_one() {
        let known = ["id", "question", "answer", "variants", "follow_ups"];
        let check = |word: &str, meant: Option<&str>| assert_eq!(nearest(word, &known), meant, "{word}");
        check("Question", Some("question"));
        check("varients", Some("variants"));
        check("anwser", Some("answer"));
        check("followups", Some("follow_ups"));
        check("ID", Some("id"));
        check("ix", None);
        check("title", None);
        check("问题", None);
        check(&"answer".repeat(1_000), None);
    }

    #[test]
    fn a_text_is_trimmed_cut_and_freed_of_control_characters() {
        let check = |text_in: &str, expected: Option<&str>, faults_expected: usize| {
            let mut faults = Faults::default();
            let place = Place::default().of("question");
            let found = text(Some(&Node::text(text_in, None)), place, 10, &mut faults);
            assert_eq!(found.as_deref(), expected, "{text_in:?}");
            assert_eq!(faults.finish().len(), faults_expected, "{text_in:?}");
        };
        check(" a\tb\n ", Some("a\tb"), 0);
        check("a\u{7}b\u{202e}c", Some("abc"), 1);
        check("退货退货退货退货退货", Some("退货退货退货退货退货"), 0);
        check("退货退货退货退货退货退", Some("退货退货退货退货退货"), 1);
        check("  ", None, 0);
    }
}
