//! Reads questions with their answers out of a page's own text, where it carries no FAQPage: headings that end in a question
//! mark, `<summary>`, `<dt>`, and buttons that open an answer, each with what stands below.

use crate::check::{self, ENTRIES, Origin};
use crate::fault::{Faults, Place, Reading, say};
use crate::field::excerpt;
use crate::file::lines;
use crate::html::{self, Converted, Tag, dropped, find_ignoring_case, tag};
use crate::markdown;
use crate::node::{Node, Value};

/// Elements whose beginning ends an answer: they are no part of it.
const BESIDE: [&str; 5] = ["nav", "footer", "aside", "form", "header"];

/// Elements whose end ends an answer that began in them.
const AROUND: [&str; 7] = ["details", "dl", "main", "article", "section", "body", "html"];

/// Longest question with its markup, bytes: a tag that never closes isn't sought to the end of the page each time.
const QUESTION_BYTES: usize = 4_000;

/// The rank of what no heading outranks, and of a button, which every heading does.
const CONTAINER: u8 = 0;
const BUTTON: u8 = 7;

/// A question whose answer is being looked for.
struct Open<'a> {
    question: String,
    line: u32,
    /// Where the answer begins, in bytes and in lines.
    from: usize,
    answer_line: u32,
    /// What ends its answer: a heading of this rank or a higher one, 1 the highest.
    rank: u8,
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

/// A question and its answer.
struct Found {
    question: String,
    line: u32,
    answer: Converted,
    answer_line: u32,
}

fn questions(text: &str) -> Vec<Found> {
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
        let rank = rank(&tag);
        let near = &text[begin..text.floor_char_boundary(begin + QUESTION_BYTES)];
        let end = rank.and_then(|_| find_ignoring_case(near, &["</", &tag.name].concat()));
        let asked = end.map(|end| asked(&near[..end])).unwrap_or_default();
        let asks = match rank {
            Some(CONTAINER) => !asked.is_empty(),
            Some(_) => asked.ends_with(['?', '？']),
            None => false,
        };
        if open.as_ref().is_some_and(|open| open.is_ended_by(&tag, rank, asks)) {
            found.extend(open.take().and_then(|open| open.close(pos)));
        }
        let mut next = begin + dropped(&tag, &text[begin..]);
        if let (Some(rank), Some(length), true, None) = (rank, end, asks, &open) {
            let from = begin + length;
            let from = from + text[from..].find('>').map_or(0, |length| length + 1);
            let answer_line = line + lines(&text[pos..from]);
            open = Some(Open { question: asked, line, from, answer_line, rank, text });
            next = from;
        }
        line += lines(&text[pos..next]);
        pos = next;
    }
    found.extend(open.and_then(|open| open.close(text.len())));
    found
}

/// What a heading or the like says, in one line.
fn asked(html: &str) -> String {
    let plain = markdown::plain(&html::to_markdown(html).markdown);
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Open<'_> {
    /// Whether the answer ends before a tag.
    fn is_ended_by(&self, tag: &Tag<'_>, rank: Option<u8>, asks: bool) -> bool {
        let name = tag.name.as_str();
        match (tag.closes, rank) {
            (true, _) => AROUND.contains(&name),
            (false, None) => BESIDE.contains(&name),
            // In what opens, headings belong to the answer, whatever they ask.
            (false, Some(CONTAINER)) => true,
            (false, Some(rank)) => self.rank != CONTAINER && (asks || rank <= self.rank),
        }
    }

    /// The question with what stands up to here; none where nothing does and only a heading asks.
    fn close(self, end: usize) -> Option<Found> {
        let answer = html::to_markdown(self.text.get(self.from..end).unwrap_or_default());
        let Self { question, line, answer_line, rank, .. } = self;
        let is_answered = !answer.markdown.is_empty();
        (rank == CONTAINER || is_answered).then_some(Found { question, line, answer, answer_line })
    }
}

/// How high what a tag begins stands, where it may ask something.
fn rank(tag: &Tag<'_>) -> Option<u8> {
    if tag.closes {
        return None;
    }
    match tag.name.as_bytes() {
        b"summary" | b"dt" => Some(CONTAINER),
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        b"button" => {
            let opens = tag.attribute("aria-expanded").or_else(|| tag.attribute("aria-controls"));
            opens.map(|_| BUTTON)
        }
        _ => None,
    }
}

fn entry(one: Found, number: usize, faults: &mut Faults) -> Node {
    for link in &one.answer.lost_links {
        let place = Place { line: Some(one.answer_line), entry: Some(number), id: None, field: "answer" };
        let problem = say!("link `{}` is left out, its words stay", excerpt(link));
        faults.warning(place, &problem, &"give it a whole https, http or mailto address");
    }
    let pairs = vec![
        ("question".to_owned(), Node::text(one.question, Some(one.line))),
        ("answer".to_owned(), Node::text(one.answer.markdown, Some(one.answer_line))),
    ];
    Node { value: Value::Object(pairs), line: Some(one.line) }
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
    fn an_answer_may_have_headings_of_its_own() {
        let page = "<h2>How do I return it?</h2><h3>Online</h3><p>Thirty days.</p><h3>And in a shop?</h3><p>Yes.</p>
            <h2>Contact</h2><p>Not this.</p>
            <details><summary>Refunds</summary><h4>In the EU</h4><p>Five days.</p><h4>Elsewhere?</h4><p>Ten.</p></details>";
        let reading = read_named("faq.html", page);
        let entries: Vec<(&str, &str)> = reading
            .knowledge
            .entries
            .iter()
            .map(|it| (it.text.question.as_str(), it.text.answer.as_str()))
            .collect();
        let [returns, shop, refunds] = entries[..] else { panic!("{entries:?}") };
        assert_eq!((returns.0, shop.0, refunds.0), ("How do I return it?", "And in a shop?", "Refunds"));
        assert!(returns.1.contains("Online") && returns.1.contains("Thirty days."), "{returns:?}");
        assert_eq!(shop.1, "Yes.");
        for part in ["In the EU", "Five days.", "Elsewhere?", "Ten."] {
            assert!(refunds.1.contains(part), "{refunds:?}");
        }
    }

    #[test]
    fn tags_that_never_close_are_read_past() {
        let page =
            ["<h2>".repeat(20_000), "<h3>Where?</h3><p>Here.</p>".to_owned(), "<dt>".repeat(20_000)].concat();
        check(&page, &[("Where?", "Here.")], &[]);
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
