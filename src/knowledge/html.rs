//! Turns the simple HTML of answers on the web into our Markdown; scripts, styles and unknown tags are dropped.

use crate::entity;
use crate::markdown::allowed_link;

/// Markdown, and the addresses of links that could not be kept.
pub(crate) struct Converted {
    pub markdown: String,
    pub lost_links: Vec<String>,
}

/// Turns HTML into Markdown. Cannot fail: what is no tag is text.
pub(crate) fn to_markdown(html: &str) -> Converted {
    let twice = !html.contains('<') && find_ignoring_case(html, "&lt;").is_some();
    let decoded = if twice { entity::decode(html) } else { html.to_owned() };
    let has_tags = decoded.contains('<');
    let mut writer = Writer::default();
    let mut rest = decoded.as_str();
    while let Some(next) = rest.chars().next() {
        let piece = if next == '<' { tag(rest) } else { None };
        match piece {
            Some(tag) => {
                rest = &rest[tag.length..];
                rest = &rest[dropped(&tag, rest)..];
                writer.tag(&tag);
            }
            None => {
                let end = rest[next.len_utf8()..].find('<').map_or(rest.len(), |end| next.len_utf8() + end);
                writer.text(&entity::decode(&rest[..end]), has_tags);
                rest = &rest[end..];
            }
        }
    }
    writer.close_marks();
    Converted { markdown: writer.out.trim().to_owned(), lost_links: writer.lost_links }
}

/// One tag or comment.
pub(crate) struct Tag<'a> {
    /// In lower case; empty for comments.
    pub name: String,
    pub closes: bool,
    attributes: &'a str,
    /// Bytes up to behind its `>`.
    pub length: usize,
}

impl Tag<'_> {
    /// The value of an attribute, entities decoded.
    pub fn attribute(&self, wanted: &str) -> Option<String> {
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/' || c == '=');
            let end = rest.find(|c: char| c.is_whitespace() || c == '=' || c == '/').unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            if name.is_empty() {
                return None;
            }
            let (value, after) = attribute_value(after.trim_start());
            if name.eq_ignore_ascii_case(wanted) {
                return Some(entity::decode(value));
            }
            rest = after;
        }
    }
}

fn attribute_value(text: &str) -> (&str, &str) {
    let Some(value) = text.strip_prefix('=').map(str::trim_start) else { return ("", text) };
    for quote in ['"', '\''] {
        if let Some(quoted) = value.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    value.split_at(value.find(char::is_whitespace).unwrap_or(value.len()))
}

/// The tag or comment that begins a text; none if the `<` there is a plain character.
pub(crate) fn tag(text: &str) -> Option<Tag<'_>> {
    let comment = |end: &str| {
        let length = find_ignoring_case(text, end).map_or(text.len(), |at| at + end.len());
        Some(Tag { name: String::new(), closes: false, attributes: "", length })
    };
    if text.starts_with("<!--") {
        return comment("-->");
    }
    if text.starts_with("<!") || text.starts_with("<?") {
        return comment(">");
    }
    let inner = text.strip_prefix('<')?;
    let (closes, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
    let name_length = inner.bytes().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let end = tag_end(&inner[name_length..])?;
    let attributes = &inner[name_length..name_length + end];
    let length = text.len() - inner.len() + name_length + end + 1;
    Some(Tag { name: inner[..name_length].to_ascii_lowercase(), closes, attributes, length })
}

/// Where the `>` stands that is in no quoted value.
fn tag_end(attributes: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in attributes.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'<') => return None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// How much to drop behind an opening tag whose content nobody reads.
pub(crate) fn dropped(tag: &Tag, rest: &str) -> usize {
    let unread =
        ["script", "style", "template", "noscript", "iframe", "svg", "object", "head", "title", "textarea"];
    if tag.closes || !unread.contains(&tag.name.as_str()) || tag.attributes.ends_with('/') {
        return 0;
    }
    find_ignoring_case(rest, &format!("</{}", tag.name)).unwrap_or(rest.len())
}

/// Where an ASCII word stands, whatever its case. Simple and short: a searcher for texts would cost a visitor more.
pub(crate) fn find_ignoring_case(text: &str, word: &str) -> Option<usize> {
    text.as_bytes().windows(word.len()).position(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}

#[derive(Default)]
struct Writer {
    out: String,
    lost_links: Vec<String>,
    /// Line feeds that stand before the next word: 1 for a line, 2 for a paragraph.
    breaks: usize,
    /// A space stands before the next word.
    space: bool,
    /// The mark of a point whose first word is still to come.
    point: &'static str,
    /// Kinds of the lists that are open, numbered or not.
    lists: Vec<bool>,
    /// A list has opened and not yet a point of it.
    list_begins: bool,
    /// Marks that are open, each with the position behind it once it was written.
    marks: Vec<(&'static str, Option<usize>)>,
    /// The link that is open: its address and where its text begins.
    link: Option<(String, usize)>,
}

impl Writer {
    fn text(&mut self, text: &str, collapse: bool) {
        for character in text.chars() {
            match character {
                '\n' if !collapse => self.breaks = (self.breaks + 1).min(2),
                _ if character.is_whitespace() => self.space = true,
                _ => self.character(character),
            }
        }
    }

    fn character(&mut self, character: char) {
        self.settle();
        if matches!(character, '*' | '`' | '[' | '\\') {
            self.out.push('\\');
        }
        self.out.push(character);
    }

    /// Writes the breaks, the space and the marks that wait for the next word.
    fn settle(&mut self) {
        if !self.out.is_empty() && self.breaks > 0 {
            self.out.push_str(if self.breaks > 1 { "\n\n" } else { "\n" });
            if self.point.is_empty() && !self.lists.is_empty() {
                self.out.push_str("  ");
            }
        } else if self.space && !self.out.is_empty() {
            self.out.push(' ');
        }
        (self.breaks, self.space) = (0, false);
        self.out.push_str(std::mem::take(&mut self.point));
        for (mark, position) in self.marks.iter_mut().filter(|(_, position)| position.is_none()) {
            self.out.push_str(mark);
            *position = Some(self.out.len());
        }
    }

    fn tag(&mut self, tag: &Tag) {
        match tag.name.as_str() {
            "b" | "strong" => self.mark("**", tag.closes),
            "i" | "em" => self.mark("*", tag.closes),
            "a" if tag.closes => self.close_link(),
            "a" => self.open_link(tag.attribute("href").unwrap_or_default()),
            "br" => self.breaks = (self.breaks + 1).min(2),
            "li" if !tag.closes => self.open_point(),
            "ul" | "ol" => self.list(tag.name == "ol", tag.closes),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.block();
                self.mark("**", tag.closes);
            }
            "p" | "div" | "section" | "article" | "table" | "tr" | "blockquote" | "pre" | "dl" | "dt"
            | "dd" => {
                self.block();
            }
            "td" | "th" => self.space = true,
            _ => {}
        }
    }

    /// A paragraph begins or ends here.
    fn block(&mut self) {
        self.close_link();
        self.close_marks();
        if self.point.is_empty() {
            self.breaks = 2;
        }
    }

    fn list(&mut self, numbered: bool, closes: bool) {
        self.point = "";
        self.block();
        self.list_begins = !closes;
        match closes {
            true => _ = self.lists.pop(),
            false => self.lists.push(numbered),
        }
    }

    fn open_point(&mut self) {
        self.block();
        self.breaks = if std::mem::take(&mut self.list_begins) { 2 } else { 1 };
        self.point = if self.lists.last() == Some(&true) { "1. " } else { "- " };
    }

    fn mark(&mut self, mark: &'static str, closes: bool) {
        let open = self.marks.iter().rposition(|(open, _)| *open == mark);
        match open {
            Some(open) if closes => {
                for (mark, position) in self.marks.split_off(open).into_iter().rev() {
                    self.close_mark(mark, position);
                }
            }
            None if !closes && self.link.is_none() => self.marks.push((mark, None)),
            _ => {}
        }
    }

    fn close_mark(&mut self, mark: &str, position: Option<usize>) {
        if position.is_some_and(|position| position < self.out.len()) {
            self.out.push_str(mark);
        }
    }

    fn close_marks(&mut self) {
        for (mark, position) in std::mem::take(&mut self.marks).into_iter().rev() {
            self.close_mark(mark, position);
        }
    }

    fn open_link(&mut self, url: String) {
        self.close_link();
        let url = url.trim().replace(' ', "%20").replace('(', "%28").replace(')', "%29");
        if allowed_link(&url) {
            self.settle();
            self.link = Some((url, self.out.len()));
            self.out.push('[');
        } else if !url.is_empty() {
            self.lost_links.push(url);
        }
    }

    fn close_link(&mut self) {
        let Some((url, start)) = self.link.take() else { return };
        if self.out.len() == start + 1 {
            self.out.truncate(start);
            return;
        }
        self.out.push_str("](");
        self.out.push_str(&url);
        self.out.push(')');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, markdown: &str) {
        assert_eq!(to_markdown(html).markdown, markdown, "{html:?}");
    }

    #[test]
    fn simple_html_becomes_markdown() {
        check(
            "<p>Within <b>30 days</b>&nbsp;of   buying.</p><p>See <em>below</em>.</p>",
            "Within **30 days** of buying.\n\nSee *below*.",
        );
        check("One<br>two<br/>three", "One\ntwo\nthree");
        check("<ul><li>a</li><li><p>b</p></li></ul>end", "- a\n- b\n\nend");
        check("Steps:<ol>\n <li>a\n <li>b\n</ol>", "Steps:\n\n1. a\n1. b");
        check(
            "<a href='https://a.example/?a=1&amp;b=2'>here</a> <a href=\"/x\">there</a>",
            "[here](https://a.example/?a=1&b=2) there",
        );
        check("<strong> spaced </strong>word", "**spaced** word");
        check("<b></b><a href=\"https://a.example\"></a>x", "x");
        check("<h3>Returns</h3>In 30 days", "**Returns**\n\nIn 30 days");
        check("<b>open <p>next", "**open**\n\nnext");
        check("plain\ntext\n\nmore", "plain\ntext\n\nmore");
        check("&lt;p&gt;Twice &amp;amp; encoded&lt;/p&gt;", "Twice & encoded");
        check("<table><tr><td>a</td><td>b</td></tr></table>", "a b");
    }

    #[test]
    fn nothing_that_runs_comes_through() {
        check("a<script>alert('<b>')</script><STYLE>p{}</style>b", "ab");
        check("a<!-- <b>no</b> -->b<![CDATA[x]]>c", "abc");
        check("<img src=x onerror=alert(1)>a", "a");
        check("<a href=\"javascript:alert(1)\">a</a>", "a");
        check("a <script>never closed", "a");
        check("5 < 6 & 7 > 3 <3", "5 < 6 & 7 > 3 <3");
        check("*a* [b](c) `d` \\", "\\*a\\* \\[b](c) \\`d\\` \\\\");
        check("<a title=\"a>b\" href=https://a.example>x</a>", "[x](https://a.example)");
        check("", "");
    }

    #[test]
    fn lost_links_are_named() {
        let converted = to_markdown("<a href='/returns'>a</a><a href='#x'>b</a><a>c</a>");
        assert_eq!((converted.markdown.as_str(), converted.lost_links.len()), ("abc", 2));
    }
}
