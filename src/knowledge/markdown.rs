//! The Markdown subset of answers: paragraphs, lists, strong, emphasis, code, links; whatever else stands there is text.
//!
//! Reading it cannot fail and takes time in proportion to the length, whatever is fed to it: no HTML, no images,
//! no headings, one level of lists. Each line break inside a paragraph is kept, as people mean it in a chat. A bare
//! `https://` address becomes a link. A backslash before a punctuation mark keeps that mark as it is.

use std::slice::SliceIndex;

use crate::inline;

/// A part of an answer that stands by itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// Running text, never empty.
    Paragraph(Vec<Inline>),
    /// Points, at least one.
    List {
        /// Numbered from 1, rather than bulleted.
        ordered: bool,
        /// The points in order.
        items: Vec<Vec<Inline>>,
    },
}

/// A run of text.
#[derive(Clone, Debug, PartialEq)]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// `**strong**`; may hold emphasis, code and links.
    Strong(Vec<Inline>),
    /// `*emphasis*`; may hold strong text, code and links.
    Emphasis(Vec<Inline>),
    /// `` `code` ``.
    Code(String),
    /// `[text](url)`.
    Link {
        /// Plain text.
        text: String,
        /// An address that [`allowed_link`] lets pass.
        url: String,
    },
    /// A line break.
    Break,
}

/// Reads Markdown; an empty source gives no blocks.
pub fn parse(source: &str) -> Vec<Block> {
    let mut blocks = Blocks::default();
    for line in source.lines() {
        blocks.line(line);
    }
    blocks.close();
    blocks.done
}

/// The text without its markup: a line for each paragraph, line break and point; of a link, its text.
pub fn plain(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    for block in parse(source) {
        match block {
            Block::Paragraph(inlines) => plain_line(&inlines, "", &mut text),
            Block::List { items, .. } => items.iter().for_each(|item| plain_line(item, "- ", &mut text)),
        }
    }
    text
}

/// Whether a link may lead there: https, http or mailto with something behind it, and no space or control character.
pub fn allowed_link(url: &str) -> bool {
    let after = |scheme: &str| {
        let (start, rest) = url.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    };
    let rest =
        after("https://").or_else(|| after("http://")).or_else(|| after("mailto:")).unwrap_or_default();
    let forbidden = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\\');
    !rest.is_empty() && !rest.starts_with(['/', '?', '#']) && !rest.contains(forbidden)
}

/// A part of a text. Its callers cut where characters begin; were one wrong, the part would be empty.
//
// Indexing would do, but the words with which it panics would be downloaded by every visitor: 3 KB.
pub(crate) fn part(text: &str, range: impl SliceIndex<str, Output = str>) -> &str {
    text.get(range).unwrap_or_default()
}

fn plain_line(inlines: &[Inline], mark: &str, text: &mut String) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(mark);
    plain_inlines(inlines, text);
}

fn plain_inlines(inlines: &[Inline], text: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(run) | Inline::Code(run) | Inline::Link { text: run, .. } => text.push_str(run),
            Inline::Strong(inner) | Inline::Emphasis(inner) => plain_inlines(inner, text),
            Inline::Break => text.push('\n'),
        }
    }
}

/// Gathers lines into blocks.
#[derive(Default)]
struct Blocks {
    done: Vec<Block>,
    paragraph: String,
    items: Vec<String>,
    ordered: bool,
    after_blank: bool,
}

impl Blocks {
    fn line(&mut self, line: &str) {
        let text = line.trim();
        if text.is_empty() {
            self.close_paragraph();
            self.after_blank = true;
            return;
        }
        let in_list = !self.items.is_empty();
        match point(text, in_list && self.ordered) {
            Some((ordered, rest)) => self.point(ordered, rest),
            None if in_list && line.starts_with([' ', '\t']) => self.continue_point(text),
            None => {
                self.close_list();
                append(&mut self.paragraph, text);
            }
        }
        self.after_blank = false;
    }

    fn point(&mut self, ordered: bool, text: &str) {
        self.close_paragraph();
        if ordered != self.ordered {
            self.close_list();
        }
        self.ordered = ordered;
        self.items.push(text.to_owned());
    }

    fn continue_point(&mut self, text: &str) {
        if let Some(item) = self.items.last_mut() {
            append(item, text);
        }
    }

    fn close(&mut self) {
        self.close_paragraph();
        self.close_list();
    }

    fn close_paragraph(&mut self) {
        if !self.paragraph.is_empty() {
            self.done.push(Block::Paragraph(inline::parse(&self.paragraph)));
            self.paragraph.clear();
        }
    }

    fn close_list(&mut self) {
        if !self.items.is_empty() {
            let items = self.items.iter().map(|item| inline::parse(item)).collect();
            self.done.push(Block::List { ordered: self.ordered, items });
            self.items.clear();
        }
    }
}

fn append(lines: &mut String, line: &str) {
    if !lines.is_empty() {
        lines.push('\n');
    }
    lines.push_str(line);
}

/// Whether a line is a point, and its text. A numbered list begins at 1, so that "2024. A good year" stays text.
fn point(line: &str, in_ordered: bool) -> Option<(bool, &str)> {
    for mark in ["- ", "* ", "• "] {
        if let Some(rest) = line.strip_prefix(mark) {
            return Some((false, rest.trim_start()));
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let after = part(line, digits..);
    let rest = after.strip_prefix(". ").or_else(|| after.strip_prefix(") "))?;
    let numbered = part(line, ..digits) == "1" || (in_ordered && (1..=3).contains(&digits));
    numbered.then(|| (true, rest.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A short notation: `p(…)`, `ul(…|…)`, `ol(…|…)`, `s(…)`, `e(…)`, `c(…)`, `a(text→url)`, `⏎`.
    fn notation(inlines: &[Inline]) -> String {
        let one = |inline: &Inline| match inline {
            Inline::Text(text) => text.clone(),
            Inline::Strong(inner) => format!("s({})", notation(inner)),
            Inline::Emphasis(inner) => format!("e({})", notation(inner)),
            Inline::Code(code) => format!("c({code})"),
            Inline::Link { text, url } => format!("a({text}→{url})"),
            Inline::Break => "⏎".to_owned(),
        };
        inlines.iter().map(one).collect()
    }

    fn check(source: &str, expected: &[&str]) {
        let blocks: Vec<String> = parse(source)
            .iter()
            .map(|block| match block {
                Block::Paragraph(inlines) => format!("p({})", notation(inlines)),
                Block::List { ordered, items } => {
                    let items: Vec<String> = items.iter().map(|item| notation(item)).collect();
                    format!("{}({})", if *ordered { "ol" } else { "ul" }, items.join("|"))
                }
            })
            .collect();
        assert_eq!(blocks, expected, "{source:?}");
    }

    #[test]
    fn the_subset_is_read() {
        check("", &[]);
        check(" \n\n ", &[]);
        check("One\ntwo\r\n\nthree", &["p(One⏎two)", "p(three)"]);
        check("**Within** *30* `days`", &["p(s(Within) e(30) c(days))"]);
        check("打开**我的 → 订单**，就能看到", &["p(打开s(我的 → 订单)，就能看到)"]);
        check("***both*** and **a *b* c**", &["p(s(e(both)) and s(a e(b) c))"]);
        check("*a **b** c*", &["p(e(a s(b) c))"]);
        check("**[Orders](https://a.example/o)**", &["p(s(a(Orders→https://a.example/o)))"]);
        check("[a *b*](mailto:x@y.example?subject=hi)", &["p(a(a b→mailto:x@y.example?subject=hi))"]);
        check("[w](https://a.example/x_(y)) z", &["p(a(w→https://a.example/x_(y)) z)"]);
        check(
            "See https://a.example/b?c=d, or",
            &["p(See a(https://a.example/b?c=d→https://a.example/b?c=d), or)"],
        );
        check("见https://a.example/b。好", &["p(见a(https://a.example/b→https://a.example/b)。好)"]);
    }

    #[test]
    fn lists_are_read() {
        check("Steps:\n- a\n- **b**\n\nEnd", &["p(Steps:)", "ul(a|s(b))", "p(End)"]);
        check("1. a\n2. b\n   more\n\n3. c\nEnd", &["ol(a|b⏎more|c)", "p(End)"]);
        check("- a\n1. b\n* c", &["ul(a)", "ol(b)", "ul(c)"]);
        check("- a\n  - b", &["ul(a|b)"]);
        check("2024. A good year\n-5 degrees\n1.5 m", &["p(2024. A good year⏎-5 degrees⏎1.5 m)"]);
    }

    #[test]
    fn what_is_no_markup_is_text() {
        for text in [
            "5 * 3 * 2",
            "2*3*4",
            "Price* and terms*",
            "**open",
            "** a **",
            "****",
            "`open",
            "``",
            "snake_case_name __x__",
            "[a]",
            "[a](b",
            "[a]()",
            "[a](javascript:alert(1))",
            "[a](java\tscript:alert(1))",
            "[a](data:text/html,x)",
            "[a](//a.example)",
            "[a](/relative)",
            "<b>bold</b> <script>alert(1)</script>",
            "# Heading",
            "xhttps://a.example",
            "http://",
            "\\",
            "👩‍👩‍👧 שלום \u{202e}",
        ] {
            let expected = format!("p({text})");
            check(text, &[&expected]);
        }
        check("![a](b.png)", &["p(![a](b.png))"]);
        check("[](http://a.b)", &["p([](a(http://a.b→http://a.b)))"]);
        check("\\*a\\* \\[b](c) \\n", &["p(*a* [b](c) \\n)"]);
    }

    #[test]
    fn plain_keeps_the_words() {
        let source = "Go to **[Your orders](https://a.example)**:\n\n1. `tap`\n2. wait";
        assert_eq!(plain(source), "Go to Your orders:\n- tap\n- wait");
    }

    #[test]
    fn hostile_input_takes_no_longer_than_its_length_allows() {
        let pieces = [
            "*",
            "**a ",
            "*a ",
            "a* ",
            "[",
            "[a](",
            "](",
            "`",
            "`a``",
            "\\",
            "[a]",
            "***",
            "**a*",
            "- ",
            "1. ",
            "\n",
            "https://a.",
            "[a](https://b(",
            "**a\n",
            "( ",
            "![",
        ];
        for piece in pieces {
            let source = piece.repeat(50_000 / piece.len());
            let started = std::time::Instant::now();
            let blocks = parse(&source);
            assert!(started.elapsed().as_secs() < 5, "{piece:?} took {:?}", started.elapsed());
            assert!(blocks.len() <= source.len());
        }
    }

    #[test]
    fn links_lead_only_where_they_may() {
        let check = |url: &str, allowed: bool| assert_eq!(allowed_link(url), allowed, "{url:?}");
        check("https://a.example", true);
        check("HTTP://a.example/b?c#d", true);
        check("mailto:help@a.example", true);
        check("https://例子.example/退货", true);
        for url in
            ["", "https://", "https:///a", "mailto:", "javascript:alert(1)", " https://a", "tel:1", "ftp://a"]
        {
            check(url, false);
        }
        for url in
            ["https:\\\\a", "https://a b", "https://a\n", "/a", "a.example", "data:,x", "https://a\"x", "//a"]
        {
            check(url, false);
        }
    }
}
