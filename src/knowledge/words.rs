//! The owner's words in place of the widget's own, by language and key.

use crate::fault::{Faults, Place};
use crate::field::{self, WORDING_CHARACTERS};
use crate::node::{Node, Value};

/// One text of the owner's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Word {
    /// The language it is for, BCP 47.
    pub language: String,
    /// Which of the widget's texts it stands in place of.
    pub key: String,
    /// The text.
    pub text: String,
}

/// Reads `words` of a document: `{"en": {"small_greeting": "Ahoy!"}}`.
pub(crate) fn read(document: &Node, faults: &mut Faults) -> Vec<Word> {
    let mut words = Vec::new();
    let place = Place::default().of("words");
    for (language, texts) in pairs(document.get("words"), faults) {
        for (key, text) in pairs(Some(texts), faults) {
            if let Some(text) = field::line(Some(text), place, WORDING_CHARACTERS, faults) {
                words.push(Word { language: language.clone(), key: key.clone(), text });
            }
        }
    }
    words
}

fn pairs<'a>(node: Option<&'a Node>, faults: &mut Faults) -> &'a [(String, Node)] {
    match node {
        None => &[],
        Some(Node { value: Value::Object(pairs), .. }) => pairs,
        Some(node) => {
            let place = Place::default().of("words").at(node.line);
            field::wrong_type(node, place, "an object in curly brackets", faults);
            &[]
        }
    }
}
