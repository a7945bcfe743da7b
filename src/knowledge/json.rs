//! Reads JSON with the line of every value, and reads on past every fault that people make when they write it by hand.
//!
//! Written here because no well-kept parser recovers: they stop at the first fault, and then an owner who forgot one
//! comma learns of nothing else. A test holds it to `serde_json` on what is JSON and what is not.

use crate::fault::{Faults, Place};
use crate::node::{DEPTH, Node, Value};
use crate::scan::{Scan, is_quote};

/// Most faults of syntax before reading stops: past them the document is likely no JSON at all.
const SYNTAX_FAULTS: usize = 50;

/// Most values of one document, so that a hostile one cannot fill the memory.
const VALUES: usize = 2_000_000;

/// Most keys of one object.
const KEYS: usize = 1_000;

/// Reads one document that begins on line `first_line` of its file; none where there is nothing but space.
pub(crate) fn read(text: &str, first_line: u32, faults: &mut Faults) -> Option<Node> {
    read_up_to(VALUES, text, first_line, faults)
}

fn read_up_to(values: usize, text: &str, first_line: u32, faults: &mut Faults) -> Option<Node> {
    let scan = Scan::new(text, first_line, SYNTAX_FAULTS, faults);
    let mut reader = Reader { scan, open: Vec::new(), values_left: values, comma_forgiven: false };
    let mut root = reader.value();
    while root.is_none() && reader.scan.peek().is_some() {
        reader.stray();
        root = reader.value();
    }
    reader.scan.space();
    if reader.scan.peek().is_some() {
        reader
            .scan
            .fault("something stands behind the document's end", "delete it, or mend the brackets before it");
    }
    root
}

struct Reader<'a> {
    scan: Scan<'a>,
    /// The bracket that closes each list and object that is open, outermost first.
    open: Vec<u8>,
    values_left: usize,
    /// A missing bracket was told just now, so the comma that is missing too is not.
    comma_forgiven: bool,
}

impl Reader<'_> {
    /// Reads the value that begins here; none where none begins.
    fn value(&mut self) -> Option<Node> {
        self.scan.space();
        let line = Some(self.scan.line);
        let first = self.scan.peek()?;
        if self.values_left == 0 {
            self.scan.stop("the document holds too many values to go on", "spread it over several files");
            return None;
        }
        self.values_left -= 1;
        let value = match first {
            b'{' | b'[' if self.open.len() >= DEPTH => self.too_deep(),
            b'{' => Value::Object(self.object()),
            b'[' => Value::List(self.list()),
            b'}' | b']' | b',' | b':' => return None,
            b'-' | b'+' | b'.' | b'0'..=b'9' => self.scan.number(),
            _ if self.scan.at_quote() => Value::Text(self.scan.text()),
            _ => self.scan.word()?,
        };
        self.scan.mark_end();
        Some(Node { value, line })
    }

    fn object(&mut self) -> Vec<(String, Node)> {
        let opened = self.enter(b'}');
        let mut pairs: Vec<(String, Node)> = Vec::new();
        while !self.closed(opened) {
            let line = self.scan.line;
            if self.scan.peek() == Some(b'{') && self.open.len() > 1 {
                self.scan.fault("`}` is missing before `{`", "close the object before the next one begins");
                self.comma_forgiven = true;
                break;
            }
            let Some(key) = self.key() else {
                self.stray();
                continue;
            };
            if let Some(value) = self.value_of(&key) {
                self.add(&mut pairs, key, value, line);
            }
            self.separator();
        }
        self.open.pop();
        pairs
    }

    fn list(&mut self) -> Vec<Node> {
        let opened = self.enter(b']');
        let mut items = Vec::new();
        while !self.closed(opened) {
            match self.value() {
                Some(item) => {
                    items.push(item);
                    self.separator();
                }
                None => self.stray(),
            }
        }
        self.open.pop();
        items
    }

    fn enter(&mut self, closer: u8) -> u32 {
        self.open.push(closer);
        let line = self.scan.line;
        self.scan.skip(1);
        self.scan.mark_end();
        line
    }

    /// Whether the list or object that was opened on a line ends here, rightly or not.
    fn closed(&mut self, opened: u32) -> bool {
        self.scan.space();
        let closer = self.open.last().copied().unwrap_or_default();
        match self.scan.peek() {
            None => {
                let problem = format!("the file ends before the `{}` for line {opened}", char::from(closer));
                self.scan.stop(&problem, "add what is missing at its end");
                true
            }
            Some(byte) if byte == closer => {
                self.scan.skip(1);
                true
            }
            Some(byte @ (b'}' | b']')) => self.closed_by_another(closer, byte),
            Some(_) => false,
        }
    }

    /// Here stands the bracket of another kind: mistyped, or the right one was forgotten.
    fn closed_by_another(&mut self, closer: u8, found: u8) -> bool {
        let (closer, found_char) = (char::from(closer), char::from(found));
        let outer_open = self.open[..self.open.len() - 1].contains(&found);
        let mistyped = found == b'}' && self.scan.key_follows();
        if outer_open && !mistyped {
            let problem = format!("`{closer}` is missing before `{found_char}`");
            self.scan.fault(&problem, &format!("add `{closer}`"));
            return true;
        }
        let problem = format!("`{found_char}` stands where `{closer}` is meant");
        self.scan.fault(&problem, &format!("write `{closer}`"));
        self.scan.skip(1);
        true
    }

    fn key(&mut self) -> Option<String> {
        if self.scan.at_quote() {
            return Some(self.scan.quoted_key());
        }
        self.scan.bare_key()
    }

    fn value_of(&mut self, key: &str) -> Option<Node> {
        self.scan.mark_end();
        self.scan.space();
        if !self.scan.take(b':', '：') {
            self.scan.fault_at_end(&format!("`:` is missing after `{key}`"), "add `:`");
        }
        let value = self.value();
        if value.is_none() && !self.scan.stopped() {
            self.scan.fault(&format!("`{key}` has no value"), "write one, or delete the key");
        }
        value
    }

    fn add(&mut self, pairs: &mut Vec<(String, Node)>, key: String, value: Node, line: u32) {
        if let Some((_, earlier)) = pairs.iter_mut().find(|(name, _)| *name == key) {
            let problem = format!("key `{key}` stands twice in one object, and only the last is read");
            let place = Place { line: Some(line), ..Place::default() };
            self.scan.faults.error(place, &problem, &"delete one");
            *earlier = value;
        } else if pairs.len() < KEYS {
            pairs.push((key, value));
        } else if pairs.len() == KEYS {
            self.scan.stop(&format!("an object holds more than {KEYS} keys"), "use a list");
        }
    }

    /// Steps over the comma between two items, and tells of one that is missing or too many.
    fn separator(&mut self) {
        self.scan.space();
        let forgiven = std::mem::take(&mut self.comma_forgiven);
        if self.scan.take(b',', '，') {
            self.scan.space();
            match self.scan.peek() {
                Some(b'}' | b']') => {
                    self.scan.fault_at_end("a comma stands behind the last item", "delete the comma");
                }
                Some(b',') => self.stray(),
                _ => {}
            }
            return;
        }
        match self.scan.peek() {
            None | Some(b'}' | b']' | b':') => {}
            Some(_) if forgiven => {}
            Some(_) => self.scan.fault_at_end("a comma is missing", "add `,` behind it"),
        }
    }

    /// Steps over one character that cannot stand here.
    fn stray(&mut self) {
        let Some(character) = self.scan.character() else { return };
        let mend = match character {
            ',' => "delete the comma, or write what is missing before it",
            ':' => "a `{` is missing, or a `}` or `]` came too early",
            _ => "delete it",
        };
        self.scan.fault(&format!("`{}` cannot stand here", character.escape_debug()), mend);
        self.scan.skip(character.len_utf8());
    }

    fn too_deep(&mut self) -> Value {
        let problem = format!("lists and objects are nested deeper than {DEPTH}");
        self.scan.fault(&problem, "the inner ones are not read; delete them");
        self.scan.skip_nested();
        Value::Null
    }
}

/// Whether a document could be JSON by its first character.
pub(crate) fn begins(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with(['{', '[']) || text.starts_with(is_quote)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fault;

    fn read_all(text: &str) -> (Option<Node>, Vec<Fault>) {
        let mut faults = Faults::default();
        let node = read(text, 1, &mut faults);
        (node, faults.finish())
    }

    /// What was read, as JSON again.
    fn shown(node: &Node) -> String {
        match &node.value {
            Value::Null => "null".to_owned(),
            Value::Bool(value) => value.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Text(text) => format!("{text:?}"),
            Value::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(",")),
            Value::Object(pairs) => {
                let pairs: Vec<String> =
                    pairs.iter().map(|(key, value)| format!("{key}:{}", shown(value))).collect();
                format!("{{{}}}", pairs.join(","))
            }
        }
    }

    fn check(text: &str, read: &str, faults: &[(u32, &str)]) {
        let (node, told) = read_all(text);
        assert_eq!(node.as_ref().map(shown).unwrap_or_default(), read, "{text:?}: {told:?}");
        assert_eq!(told.len(), faults.len(), "{text:?}: {told:#?}");
        for (fault, (line, part)) in told.iter().zip(faults) {
            assert_eq!(fault.line, Some(*line), "{text:?}: {fault}");
            assert!(fault.to_string().contains(part), "{text:?}: {fault}");
        }
    }

    #[test]
    fn json_is_read() {
        check("", "", &[]);
        check("{}", "{}", &[]);
        check(
            " [1, -2.5e1, true, null, \"a\\n\\u9000\\ud83d\\ude00\"]\n",
            "[1,-25,true,null,\"a\\n退😀\"]",
            &[],
        );
        check("{\"a\": {\"b\": []}, \"c\": \"\"}", "{a:{b:[]},c:\"\"}", &[]);
    }

    #[test]
    fn what_people_mistype_is_told_and_read_all_the_same() {
        check("{\"a\": 1\n \"b\": 2}", "{a:1,b:2}", &[(1, "column 8: a comma is missing; add `,`")]);
        check("[1,\n2,\n]", "[1,2]", &[(2, "column 2: a comma stands behind the last item")]);
        check("[1,,2]", "[1,2]", &[(1, "`,` cannot stand here")]);
        check("{\"a\" 1}", "{a:1}", &[(1, "`:` is missing after `a`")]);
        check("{\"a\":}", "{}", &[(1, "`a` has no value")]);
        check(
            "{a: 1, 'b': 'it's'}",
            "{a:1,b:\"it's\"}",
            &[(1, "`a`"), (1, "double quotes"), (1, "double quotes")],
        );
        check(
            "{“a”： “b”，\n\"c\": 1}",
            "{a:\"b\",c:1}",
            &[(1, "quotes"), (1, "："), (1, "quotes"), (1, "，")],
        );
        check("{\"a\": True, \"b\": None}", "{a:true,b:null}", &[(1, "write true"), (1, "write null")]);
        check("{\"a\": always}", "{a:\"always\"}", &[(1, "`always` stands without double quotes")]);
        check("{\"a\": 1, // why\n\"b\": 2}", "{a:1,b:2}", &[(1, "comment")]);
        check("[1] x", "[1]", &[(1, "behind the document's end")]);
        check("[01, 1.]", "[1,1]", &[(1, "`01`"), (1, "`1.`")]);
        check("{\"a\": 1, \"a\": 2}", "{a:2}", &[(1, "stands twice")]);
        check("{\"a\"\u{a0}: 1}", "{a:1}", &[(1, "U+00A0")]);
    }

    #[test]
    fn texts_that_are_not_closed_or_closed_too_early_are_mended() {
        check("{\"a\": \"Say \"hi\", then go\"}", "{a:\"Say \\\"hi\\\", then go\"}", &[(1, "write \\\"")]);
        check("{\"a\": \"one,\n\"b\": 2}", "{a:\"one\",b:2}", &[(1, "closing")]);
        check("[\"one,\n\"two\"]", "[\"one\",\"two\"]", &[(1, "closing")]);
        check("{\"a\": \"one\n  two\"}", "{a:\"one\\n  two\"}", &[(1, "line break")]);
        check("[\"a\tb\"]", "[\"a\\tb\"]", &[(1, "tab")]);
        check("[\"\\*a\\*\"]", "[\"\\\\*a\\\\*\"]", &[(1, "`\\*` is no escape"), (1, "`\\*` is no escape")]);
        check("[\"\\ud800 \\u12\"]", "[\"\u{fffd} \\\\u12\"]", &[(1, "half"), (1, "`\\u` is no escape")]);
    }

    #[test]
    fn brackets_that_are_missing_or_wrong_cost_no_entry() {
        check("{\"a\": [{\"b\": 1}", "{a:[{b:1}]}", &[(1, "ends before the `]` for line 1")]);
        check("[{\"a\": 1,\n{\"b\": 2}]", "[{a:1},{b:2}]", &[(2, "`}` is missing before `{`")]);
        check("{\"a\": [1, 2}", "{a:[1,2]}", &[(1, "`]` is missing before `}`")]);
        check("{\"a\": [1}, \"b\": 2}", "{a:[1],b:2}", &[(1, "`}` stands where `]` is meant")]);
        check("[{\"a\": 1], 2]", "[{a:1}]", &[(1, "`}` is missing"), (1, "behind the document's end")]);
    }

    #[test]
    fn hostile_documents_end() {
        let deep = "[".repeat(10_000);
        let (node, faults) = read_all(&deep);
        assert!(node.is_some() && faults.len() < 5, "{faults:?}");
        for piece in [
            "{\"a\":", "}", "]{", "\"", ",", "{,", "\\", "[\"", "“", "{a", "/*", "1.", "\"a\" \"", "：",
            "a\n",
        ] {
            let text = piece.repeat(2_000);
            let (_, faults) = read_all(&text);
            assert!((1..=SYNTAX_FAULTS + 2).contains(&faults.len()), "{piece:?}: {}", faults.len());
        }
        let mut faults = Faults::default();
        let node = read_up_to(4, "[1, 2, 3, 4, 5]", 1, &mut faults);
        assert_eq!(node.as_ref().map(shown).as_deref(), Some("[1,2,3]"));
        assert!(faults.finish()[0].problem.contains("too many values"));
    }

    #[test]
    fn serde_json_agrees_on_what_is_json() {
        let source = include_str!("../../tests/data/shop-en.json");
        let sample: String = source.chars().take(2_600).collect();
        let document = format!(
            "{}\"answer\": \"x\"}}]}}",
            &sample[..sample.rfind("\"answer\"").expect("it has answers")]
        );
        assert_eq!(read_all(&document).1, [], "{document}");
        let marks = ["\"", ",", ":", "{", "}", "[", "]", "\\", "\n", "1", "a", "/", " ", "\u{1}", "，"];
        for (at, _) in document.char_indices() {
            let mut shorter = document.clone();
            shorter.remove(at);
            agrees(&shorter);
            let mut longer = document.clone();
            longer.insert_str(at, marks[at % marks.len()]);
            agrees(&longer);
            agrees(&document[..at]);
        }
    }

    fn agrees(text: &str) {
        let json = serde_json::from_str::<serde_json::Value>(text).is_ok();
        let (_, mut faults) = read_all(text);
        faults.retain(|fault| !fault.problem.contains("stands twice"));
        let empty = text.trim().is_empty();
        assert_eq!(faults.is_empty() && !empty, json, "{faults:?} in {text}");
    }
}
