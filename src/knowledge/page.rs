//! Reads questions with their answers out of a page's own text, where it carries no FAQPage: headings that end in a question
//! mark, `<summary>`, `<dt>`, and buttons that open an answer, each with what stands below.

use crate::check::{self, ENTRIES, Origin};
use crate::fault::{Faults, Place, Reading, say};
use crate::field::excerpt;
use crate::html::{self, Tag, dropped, find_ignoring_case, tag};
use crate::markdown;
use crate::node::{Node, Value};

/// Elements whose beginning ends an answer: they are no part of it.
const BESIDE: [&str; 5] = ["nav", "footer", "aside", "form", "header"];

/// Elements whose end ends an answer that began in them.
const AROUND: [&str; 7] = ["details", "dl", "main", "article", "section", "body", "html"];

/// A question whose answer is being looked for.
struct Open<'a> {
    question: String,
    line: u32,
    /// The page from behind the question on.
    from: usize,
    /// Where the answer begins in lines.
    answer_line: u32,
    /// Whether the page says by its elements that something is asked; a heading only seems to.
    is_sure: bool,
    text: &'a str,
}

/// Reads a page; none where no question with an answer stands in it.
pub(crate) fn read(text: &str, language: Option<&String>, faults: Faults) -> Result<Reading, Faults> {
    let found = questions(text);
    if found.is_empty() {
        return Err(faults);
    }
    let mut faults = faults;
    let entries =
        found.into_iter().take(ENTRIES + 1).enumerate().map(|(at, one)| entry(one, at + 1, &mut faults));
    let entries: Vec<Node> = entries.collect();
    let mut pairs = vec![("entries".to_owned(), Node { value: Value::List(entries), line: None })];
    pairs.extend(language.map(|language| ("language".to_owned(), Node::text(language.clone(), None))));
    Ok(check::check_from(Origin::Imported, &Node { value: Value::Object(pairs), line: None }, faults))
}

/// A question and the HTML of its answer.
struct Found<'a> {
    question: String,
    line: u32,
    answer: &'a str,
    answer_line: u32,
}

fn questions(text: &str) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    let mut open: Option<Open<'_>> = None;
    let (mut pos, mut line) = (0, 1);
    while let Some(at) = text[pos..].find('<') {
        line += lines(&text[pos..pos + at]);
        pos += at;
        let Some(tag) = tag(&text[pos..]) else {
            pos += 1;
            continue;
        };
        let begin = pos + tag.length;
        if ends(&tag) {
            found.extend(open.take().and_then(|open| open.close(pos)));
        }
        let asks = asks(&tag);
        let end = match asks {
            true => find_ignoring_case(&text[begin..], &["</", &tag.name].concat()).map(|end| begin + end),
            false => None,
        };
        let next = end.map_or(begin + dropped(&tag, &text[begin..]), |end| end);
        if let Some(end) = end {
            let question = markdown::plain(&html::to_markdown(&text[begin..end]).markdown);
            let question = question.split_whitespace().collect::<Vec<_>>().join(" ");
            let is_sure = matches!(tag.name.as_str(), "summary" | "dt");
            let from = end + text[end..].find('>').map_or(0, |length| length + 1);
            let is_meant = !question.is_empty() && (is_sure || question.ends_with(['?', '？']));
            open = is_meant.then(|| Open {
                question,
                line,
                from,
                answer_line: line + lines(&text[pos..from]),
                is_sure,
                text,
            });
        }
        line += lines(&text[pos..next]);
        pos = next;
    }
    found.extend(open.and_then(|open| open.close(text.len())));
    found
}

impl<'a> Open<'a> {
    /// The question with what stands up to here; none where nothing does and nobody said that something is asked.
    fn close(self, end: usize) -> Option<Found<'a>> {
        let answer = self.text.get(self.from..end).unwrap_or_default();
        let Self { question, line, answer_line, is_sure, .. } = self;
        let is_answered = !html::to_markdown(answer).markdown.is_empty();
        (is_sure || is_answered).then_some(Found { question, line, answer, answer_line })
    }
}

/// Whether a tag begins a question, or a heading that may be one.
fn asks(tag: &Tag<'_>) -> bool {
    if tag.closes {
        return false;
    }
    match tag.name.as_str() {
        "summary" | "dt" => true,
        "button" => tag.attribute("aria-expanded").or_else(|| tag.attribute("aria-controls")).is_some(),
        name => is_heading(name),
    }
}

fn is_heading(name: &str) -> bool {
    matches!(name.as_bytes(), [b'h', b'1'..=b'6'])
}

/// Whether a tag ends the answer before it.
fn ends(tag: &Tag<'_>) -> bool {
    let name = tag.name.as_str();
    match tag.closes {
        true => AROUND.contains(&name),
        false => asks(tag) || BESIDE.contains(&name),
    }
}

fn entry(one: Found<'_>, number: usize, faults: &mut Faults) -> Node {
    let converted = html::to_markdown(one.answer);
    for link in &converted.lost_links {
        let place = Place { line: Some(one.answer_line), entry: Some(number), id: None, field: "answer" };
        let problem = say!("link `{}` is left out, its words stay", excerpt(link));
        faults.warning(place, &problem, &"give it a whole https, http or mailto address");
    }
    let pairs = vec![
        ("question".to_owned(), Node::text(one.question, Some(one.line))),
        ("answer".to_owned(), Node::text(converted.markdown, Some(one.answer_line))),
    ];
    Node { value: Value::Object(pairs), line: Some(one.line) }
}

fn lines(text: &str) -> u32 {
    text.bytes().filter(|byte| *byte == b'\n').count() as u32
}

#[cfg(all(test, feature = "read_text"))]
mod tests {
    use crate::read_named;

    fn check(page: &str, expected: &[(&str, &str)], faults: &[&str]) {
        let reading = read_named("faq.html", page);
        let entries = reading.knowledge.entries.iter();
        let found: Vec<(&str, &str)> =
            entries.map(|entry| (entry.text.question.as_str(), entry.text.answer.as_str())).collect();
        assert_eq!(found, expected, "{:#?}", reading.faults);
        let told: Vec<String> = reading.faults.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), faults.len(), "{told:#?}");
        for (told, part) in told.iter().zip(faults) {
            assert!(told.contains(part), "{told}");
        }
    }

    #[test]
    fn headings_that_ask_have_their_answers_below() {
        let page = "<!doctype html><html lang=\"en\"><head><title>What?</title></head><body>\n<nav><a href=\"#a\">How do I pay?</a></nav>
            <main><h1>Questions</h1><p>Before you write:</p>
            <h2>How do I <em>pay</em>?</h2><p>By card, or by <a href=\"https://pay.example/x\">invoice</a>.</p><ul><li>No cash</li></ul>
            <script>var h = '<h3>No?</h3>';</script>
            <h3>Where is it？</h3><p>On its way.</p><h2>Contact</h2><p>Write to us.</p></main>
            <footer><h3>Any more?</h3></footer></body></html>";
        check(
            page,
            &[
                ("How do I pay?", "By card, or by [invoice](https://pay.example/x).\n\n- No cash"),
                ("Where is it？", "On its way."),
            ],
            &[],
        );
        assert_eq!(read_named("x.html", page).knowledge.language, "en");
    }

    #[test]
    fn what_opens_an_answer_asks() {
        let lists = "<details><summary>Returns</summary><p>Within 30 days.</p></details>
            <details><summary><h3>退货运费谁出？</h3></summary>我们出。</details><p>Not this.</p>
            <dl><dt>Card</dt><dd>Yes.</dd><dt>Cash</dt><dd>No.</dd></dl><p>Nor this.</p>
            <div><button aria-expanded=\"false\">Do you ship?</button><div>Everywhere.</div></div>
            <button>Shall we?</button>";
        check(
            lists,
            &[
                ("Returns", "Within 30 days."),
                ("退货运费谁出？", "我们出。"),
                ("Card", "Yes."),
                ("Cash", "No."),
                ("Do you ship?", "Everywhere.\n\nShall we?"),
            ],
            &[],
        );
    }

    #[test]
    fn a_page_that_asks_nothing_says_what_is_missing() {
        check("<h1>Hello</h1><p>Hi</p><h2>What?</h2>", &[], &["no schema.org FAQPage", "no entry"]);
        check("<dl><dt>Card</dt></dl>", &[("Card", "")], &["`answer` is empty"]);
        check(
            "<h2>Where?</h2><p>Here <a href=\"/x\">now</a>.</p>",
            &[("Where?", "Here now.")],
            &["`/x` is left out"],
        );
    }
}
