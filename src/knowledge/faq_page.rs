//! Reads the FAQ that many sites already carry: schema.org's FAQPage as JSON-LD.

use crate::check::{self, ENTRIES, Origin};
use crate::fault::{Faults, Place, Reading, say};
use crate::field::excerpt;
use crate::html;
use crate::markdown;
use crate::node::{DEPTH, Node, Value};

/// Reads every `Question` with its `acceptedAnswer` out of JSON-LD documents: alone, in arrays, in `@graph`, in an
/// FAQPage's `mainEntity`.
///
/// The HTML of answers becomes our Markdown; ids are made from the questions; the language is that of `inLanguage`,
/// else guessed. Never fails, as [`crate::check`]; documents without a question give a fault that says so.
pub fn read_faq_page(documents: &[Node]) -> Reading {
    read(documents, None, Faults::default())
}

/// As [`read_faq_page`], with the language that the page itself tells.
pub(crate) fn read(documents: &[Node], page_language: Option<String>, mut faults: Faults) -> Reading {
    let mut found = Found { questions: Vec::new(), language: page_language };
    for document in documents {
        found.walk(document, 0);
    }
    if found.questions.is_empty() {
        let mend = "add JSON-LD of the type FAQPage whose mainEntity holds the questions";
        faults.error(Place::default(), &"there is no schema.org FAQPage with questions", &mend);
    }
    let mut entries: Vec<Node> = Vec::new();
    for question in found.questions {
        let entry = entry(question, entries.len() + 1, &mut faults);
        if !entries.iter().any(|earlier| earlier.value == entry.value) {
            entries.push(entry);
        }
    }
    let mut pairs = vec![("entries".to_owned(), Node { value: Value::List(entries), line: None })];
    pairs.extend(found.language.map(|language| ("language".to_owned(), Node::text(language, None))));
    check::check_from(Origin::Imported, &Node { value: Value::Object(pairs), line: None }, faults)
}

/// Whether a document is JSON-LD rather than our own format.
#[cfg(feature = "read_text")]
pub(crate) fn is_linked_data(document: &Node) -> bool {
    let first = match &document.value {
        Value::List(items) => items.first().unwrap_or(document),
        _ => document,
    };
    ["@context", "@graph", "@type"].iter().any(|key| first.get(key).is_some())
}

/// Whether any question stands in JSON-LD documents.
#[cfg(feature = "read_text")]
pub(crate) fn has_questions(documents: &[Node]) -> bool {
    let mut found = Found { questions: Vec::new(), language: None };
    documents.iter().for_each(|document| found.walk(document, 0));
    !found.questions.is_empty()
}

struct Found<'a> {
    questions: Vec<&'a Node>,
    language: Option<String>,
}

impl<'a> Found<'a> {
    fn walk(&mut self, node: &'a Node, depth: usize) {
        if depth > DEPTH || self.questions.len() > ENTRIES {
            return;
        }
        match &node.value {
            Value::List(items) => items.iter().for_each(|item| self.walk(item, depth + 1)),
            Value::Object(_) if is_type(node, "Question") => {
                self.tell_language(node);
                self.questions.push(node);
            }
            Value::Object(pairs) => {
                if is_type(node, "FAQPage") {
                    self.tell_language(node);
                }
                pairs.iter().for_each(|(_, value)| self.walk(value, depth + 1));
            }
            _ => {}
        }
    }

    fn tell_language(&mut self, node: &Node) {
        let told = node.get("inLanguage").and_then(Node::as_text).filter(|_| self.language.is_none());
        self.language = told.map(str::to_owned).or(self.language.take());
    }
}

/// Whether a node is of a schema.org type, however its name is written.
fn is_type(node: &Node, wanted: &str) -> bool {
    let fits = |node: &Node| node.as_text().and_then(|name| name.rsplit(['/', ':']).next()) == Some(wanted);
    match node.get("@type") {
        Some(Node { value: Value::List(types), .. }) => types.iter().any(fits),
        Some(one) => fits(one),
        None => false,
    }
}

/// A Question as an entry of our format.
fn entry(question: &Node, number: usize, faults: &mut Faults) -> Node {
    let line = question.line;
    let mut pairs = Vec::new();
    if let Some(name) = first_text(question, &["name", "text", "headline"]) {
        let text = markdown::plain(&html::to_markdown(name.as_text().unwrap_or_default()).markdown);
        pairs.push(("question".to_owned(), Node::text(text, name.line.or(line))));
    }
    let answers = ["acceptedAnswer", "suggestedAnswer"].into_iter().filter_map(|key| question.get(key));
    if let Some(answer) = answers.filter_map(answer_text).next() {
        let converted = html::to_markdown(answer.as_text().unwrap_or_default());
        for link in &converted.lost_links {
            let place = Place { line: answer.line, entry: Some(number), id: None, field: "answer" };
            let problem = say!("link `{}` is left out, its words stay", excerpt(link));
            faults.warning(place, &problem, &"give it a whole https, http or mailto address");
        }
        pairs.push(("answer".to_owned(), Node::text(converted.markdown, answer.line.or(line))));
    }
    Node { value: Value::Object(pairs), line }
}

/// The text of an Answer, of the first in a list, or of an answer that is a text itself.
fn answer_text(answer: &Node) -> Option<&Node> {
    match &answer.value {
        Value::List(answers) => answers.iter().find_map(|answer| first_text(answer, &["text"])),
        Value::Text(_) => Some(answer),
        _ => first_text(answer, &["text", "articleBody", "description"]),
    }
}

fn first_text<'a>(node: &'a Node, keys: &[&str]) -> Option<&'a Node> {
    keys.iter()
        .filter_map(|key| node.get(key))
        .find(|value| value.as_text().is_some_and(|text| !text.is_empty()))
}

#[cfg(all(test, feature = "read_text"))]
mod tests {
    use super::*;
    use crate::json;

    fn check(document: &str, language: &str, entries: &[(&str, &str)], faults: &[&str]) {
        let mut syntax = Faults::default();
        let node = json::read(document, 1, &mut syntax).expect("the test writes JSON");
        assert!(syntax.finish().is_empty(), "{document}");
        let reading = read_faq_page(&[node]);
        let shown: Vec<(&str, &str)> = reading
            .knowledge
            .entries
            .iter()
            .map(|entry| (entry.text.question.as_str(), entry.text.answer.as_str()))
            .collect();
        assert_eq!(shown, entries, "{document}");
        assert_eq!(reading.knowledge.language, language, "{document}");
        let told: Vec<String> = reading.faults.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), faults.len(), "{document}: {told:?}");
        for (told, part) in told.iter().zip(faults) {
            assert!(told.contains(part), "{document}: {told}");
        }
    }

    fn question(name: &str, answer: &str) -> String {
        format!(
            r#"{{"@type": "Question", "name": "{name}", "acceptedAnswer": {{"@type": "Answer", "text": "{answer}"}}}}"#
        )
    }

    #[test]
    fn every_shape_of_faq_page_is_read() {
        let (a, b) = (question("A &amp; B?", "<p>One</p>"), question("怎么退货？", "30天"));
        let page =
            format!(r#""@context": "https://schema.org", "@type": "FAQPage", "mainEntity": [{a}, {b}]"#);
        let entries = [("A & B?", "One"), ("怎么退货？", "30天")];
        check(&format!("{{{page}}}"), "en", &entries, &[]);
        check(&format!(r#"{{{page}, "inLanguage": "de"}}"#), "de", &entries, &[]);
        check(&format!(r#"[{{"@type": "WebSite"}}, {{{page}}}, {{{page}}}]"#), "en", &entries, &[]);
        check(
            &format!(r#"{{"@graph": [{{"@type": ["WebPage", "FAQPage"], "mainEntity": {a}}}]}}"#),
            "en",
            &entries[..1],
            &[],
        );
        check(
            &format!(r#"{{"@type": "https://schema.org/FAQPage", "mainEntity": [{b}]}}"#),
            "zh",
            &entries[1..],
            &[],
        );
    }

    #[test]
    fn faults_of_faq_pages_are_told() {
        check(r#"{"@type": "WebSite"}"#, "en", &[], &["no schema.org FAQPage", "no entry"]);
        let nameless = r#"{"@type": "Question", "acceptedAnswer": {"text": "x"}}"#;
        check(nameless, "en", &[], &["entry 1: `question` is missing"]);
        let silent = r#"{"@type": "Question", "name": "A?"}"#;
        check(silent, "en", &[("A?", "")], &["entry 1: `answer` is empty"]);
        let lost = question("A?", "<a href='/b'>b</a><script>alert(1)</script>");
        check(&lost, "en", &[("A?", "b")], &["link `/b` is left out"]);
    }
}
