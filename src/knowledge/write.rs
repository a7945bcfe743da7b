//! Writes a knowledge base in our own format, as a person would lay it out.

use crate::base::{Entry, KnowledgeBase, Text, handoff_word};
use crate::learnt;
use crate::node::{Node, Value};
use crate::triage;
use crate::words::Word;

/// Longest list or object that stands on one line, in characters.
const LINE: usize = 100;

impl KnowledgeBase {
    /// The base as JSON in our own format; reading it gives the same base.
    pub fn to_json(&self) -> String {
        let mut pairs = vec![pair("version", Value::Number(1.0)), text("language", &self.language)];
        if self.languages.len() > 1 {
            pairs.push(texts("languages", &self.languages));
        }
        pairs.extend(self.name.iter().map(|name| text("name", name)));
        if !self.words.is_empty() {
            let languages = self.words.chunk_by(|one, next| one.language == next.language);
            let texts = |words: &[Word]| {
                Value::Object(words.iter().map(|word| text(&word.key, &word.text)).collect())
            };
            let languages = languages.map(|words| pair(&words[0].language, texts(words)));
            pairs.push(pair("words", Value::Object(languages.collect())));
        }
        pairs.extend(triage::written(&self.triage).map(|dials| pair("triage", dials)));
        let entries = self.entries.iter().map(entry).collect();
        pairs.push(pair("entries", Value::List(entries)));
        pairs.extend(self.learnt.iter().map(|learnt| text("learnt", &learnt::write(learnt))));
        let mut out = String::new();
        write(&Value::Object(pairs), 0, &mut out);
        out.push('\n');
        out
    }
}

fn entry(entry: &Entry) -> Node {
    let mut pairs = vec![text("id", &entry.id)];
    pairs.extend(wordings(&entry.text));
    if !entry.tags.is_empty() {
        pairs.push(texts("tags", &entry.tags));
    }
    pairs.extend(entry.team.iter().map(|team| text("team", team)));
    if entry.handoff.is_some() {
        pairs.push(text("handoff", handoff_word(entry.handoff)));
    }
    if !entry.follow_ups.is_empty() {
        pairs.push(texts("follow_ups", &entry.follow_ups));
    }
    if !entry.translations.is_empty() {
        let translation = |(language, text): &(String, Text)| pair(language, Value::Object(wordings(text)));
        pairs.push(pair("translations", Value::Object(entry.translations.iter().map(translation).collect())));
    }
    node(Value::Object(pairs))
}

fn wordings(one: &Text) -> Vec<(String, Node)> {
    let mut pairs = vec![text("question", &one.question)];
    if !one.variants.is_empty() {
        pairs.push(texts("variants", &one.variants));
    }
    pairs.push(text("answer", &one.answer));
    pairs
}

fn node(value: Value) -> Node {
    Node { value, line: None }
}

fn pair(key: &str, value: Value) -> (String, Node) {
    (key.to_owned(), node(value))
}

fn text(key: &str, text: &str) -> (String, Node) {
    pair(key, Value::Text(text.to_owned()))
}

fn texts(key: &str, texts: &[String]) -> (String, Node) {
    pair(key, Value::List(texts.iter().map(|text| Node::text(text.as_str(), None)).collect()))
}

fn write(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::Text(text) => quote(text, out),
        Value::List(items) => {
            let written = items.iter().map(|item| written(&item.value, indent + 1)).collect();
            enclose(written, ['[', ']'], indent, out);
        }
        Value::Object(pairs) => {
            let pair = |(key, node): &(String, Node)| {
                let mut line = String::new();
                quote(key, &mut line);
                line.push_str(": ");
                write(&node.value, indent + 1, &mut line);
                line
            };
            enclose(pairs.iter().map(pair).collect(), ['{', '}'], indent, out);
        }
    }
}

fn written(value: &Value, indent: usize) -> String {
    let mut out = String::new();
    write(value, indent, &mut out);
    out
}

/// Items on one line where they are short texts, else each on its own.
fn enclose(items: Vec<String>, brackets: [char; 2], indent: usize, out: &mut String) {
    let length: usize = items.iter().map(|item| item.chars().count() + 2).sum();
    let short =
        length <= LINE && brackets[0] == '[' && !items.iter().any(|item| item.starts_with(['{', '[']));
    out.push(brackets[0]);
    if short || items.is_empty() {
        out.push_str(&items.join(", "));
    } else {
        let line = |depth: usize| format!("\n{}", "  ".repeat(depth));
        out.push_str(&line(indent + 1));
        out.push_str(&items.join(&format!(",{}", line(indent + 1))));
        out.push_str(&line(indent));
    }
    out.push(brackets[1]);
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            character if character.is_control() => out.push_str(&format!("\\u{:04x}", character as u32)),
            character => out.push(character),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use crate::{KnowledgeBase, read_table, read_text};

    fn check(base: &KnowledgeBase) {
        let json = base.to_json();
        let reading = read_text(&json);
        assert_eq!(&reading.knowledge, base, "{json}");
        assert!(!reading.has_errors(), "{:?} in {json}", reading.faults);
    }

    #[test]
    fn what_is_written_is_read_again_as_it_was() {
        check(&KnowledgeBase {
            language: "en".to_owned(),
            languages: vec!["en".to_owned()],
            learnt: Some(vec![0, 1, 255]),
            ..KnowledgeBase::default()
        });
        check(&read_text(include_str!("../../tests/data/shop-en.json")).knowledge);
        check(&read_text(include_str!("../../tests/data/shop-zh.json")).knowledge);
        check(&read_table("question,answer\n\"Say \"\"hi\"\" \\ / \u{1f600}\",\"a\n\tb \u{7f}\"").knowledge);
        let translated = r#"{"version": 1, "language": "en", "name": "Shop", "languages": ["en", "zh", "de"],
            "entries": [{"id": "a", "question": "A?", "variants": ["b", "c"], "answer": "**d**", "tags": ["x"],
            "team": "t", "handoff": "always", "translations": {"zh": {"question": "甲？", "answer": "乙"}}}]}"#;
        check(&read_text(translated).knowledge);
    }

    #[test]
    fn the_layout_is_what_a_person_would_write() {
        let json = read_table("id,question,answer,variants\na,A?,x,b|c").knowledge.to_json();
        let expected = "{\n  \"version\": 1,\n  \"language\": \"en\",\n  \"entries\": [\n    {\n      \"id\": \"a\",\n      \
                        \"question\": \"A?\",\n      \"variants\": [\"b\", \"c\"],\n      \"answer\": \"x\"\n    }\n  ]\n}\n";
        assert_eq!(json, expected);
    }
}
