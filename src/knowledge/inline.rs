//! Reads the runs inside one paragraph or point: strong, emphasis, code, links, line breaks.

use crate::markdown::{Inline, allowed_link, part};

/// Longest link text and longest address, in bytes; beyond them brackets are text, which bounds the search.
const LINK_TEXT: usize = 500;
const LINK_URL: usize = 2_000;

/// Strong inside emphasis inside strong: no markup needs more.
const DEPTH: usize = 3;

/// Reads one block's text; its line feeds become breaks.
pub(crate) fn parse(source: &str) -> Vec<Inline> {
    runs(source, DEPTH)
}

fn runs(source: &str, depth: usize) -> Vec<Inline> {
    let mut reader =
        Reader { source, pos: 0, depth, text: String::new(), out: Vec::new(), absent: [false; 3] };
    while reader.pos < source.len() {
        reader.step();
    }
    reader.flush();
    reader.out
}

/// The marks that come in pairs.
#[derive(Clone, Copy)]
enum Mark {
    Strong,
    Emphasis,
    Code,
}

struct Reader<'a> {
    source: &'a str,
    pos: usize,
    depth: usize,
    text: String,
    out: Vec<Inline>,
    /// Marks that are known not to close in what is left, so that none is searched for twice.
    absent: [bool; 3],
}

impl Reader<'_> {
    fn step(&mut self) {
        let bytes = self.source.as_bytes();
        match bytes[self.pos] {
            b'\\' => self.escaped(),
            b'\n' => {
                self.push(Inline::Break);
                self.pos += 1;
            }
            b'*' | b'`' => self.marks(),
            b'!' if bytes.get(self.pos + 1) == Some(&b'[') => self.literal(2),
            b'[' => self.link(),
            b'h' | b'H' => self.address(),
            _ => self.words(),
        }
    }

    /// Copies up to the next byte that could begin markup.
    fn words(&mut self) {
        let special = |byte: &u8| matches!(byte, b'\\' | b'\n' | b'*' | b'`' | b'!' | b'[' | b'h' | b'H');
        let rest = &self.source.as_bytes()[self.pos + 1..];
        let length = 1 + rest.iter().position(special).unwrap_or(rest.len());
        self.literal(length);
    }

    fn literal(&mut self, length: usize) {
        self.text.push_str(part(self.source, self.pos..self.pos + length));
        self.pos += length;
    }

    fn push(&mut self, inline: Inline) {
        self.flush();
        self.out.push(inline);
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.out.push(Inline::Text(std::mem::take(&mut self.text)));
        }
    }

    fn escaped(&mut self) {
        match self.source.as_bytes().get(self.pos + 1) {
            Some(next) if next.is_ascii_punctuation() => {
                self.pos += 1;
                self.literal(1);
            }
            _ => self.literal(1),
        }
    }

    /// A run of stars or backticks: opens what it can, else is text.
    fn marks(&mut self) {
        let byte = self.source.as_bytes()[self.pos];
        let run = run_length(self.source, self.pos, byte);
        let (mark, width) = match (byte, run) {
            (b'`', 1) => (Mark::Code, 1),
            (b'*', 2 | 3) => (Mark::Strong, 2),
            (b'*', 1) => (Mark::Emphasis, 1),
            _ => return self.literal(run),
        };
        match self.closer(mark, width) {
            Some(end) => self.enclose(mark, width, end),
            None => self.literal(run),
        }
    }

    fn enclose(&mut self, mark: Mark, width: usize, end: usize) {
        let inner = part(self.source, self.pos + width..end);
        let inline = match mark {
            Mark::Code => Inline::Code(inner.to_owned()),
            Mark::Strong => Inline::Strong(runs(inner, self.depth - 1)),
            Mark::Emphasis => Inline::Emphasis(runs(inner, self.depth - 1)),
        };
        self.push(inline);
        self.pos = end + width;
    }

    /// Where the mark that opens here closes.
    fn closer(&mut self, mark: Mark, width: usize) -> Option<usize> {
        if self.absent[mark as usize] || self.depth == 0 || !self.opens(mark, width) {
            return None;
        }
        let found = self.search(mark, self.pos + width);
        self.absent[mark as usize] = found.is_none();
        found
    }

    fn opens(&self, mark: Mark, width: usize) -> bool {
        let before = part(self.source, ..self.pos).chars().next_back();
        let after = part(self.source, self.pos + width..).chars().next();
        let inside_word = before.is_some_and(|c| c.is_ascii_alphanumeric());
        match mark {
            Mark::Code => after.is_some(),
            Mark::Strong => after.is_some_and(|c| !c.is_whitespace()),
            Mark::Emphasis => after.is_some_and(|c| !c.is_whitespace()) && !inside_word,
        }
    }

    fn search(&self, mark: Mark, from: usize) -> Option<usize> {
        let bytes = self.source.as_bytes();
        let mut pos = from;
        while pos < bytes.len() {
            match (bytes[pos], mark) {
                (b'`', Mark::Code) if pos > from => return Some(pos),
                (b'\\', Mark::Strong | Mark::Emphasis) => pos += 2,
                (b'*', Mark::Strong | Mark::Emphasis) => {
                    let run = run_length(self.source, pos, b'*');
                    if let Some(end) = self.closes(mark, from, pos, run) {
                        return Some(end);
                    }
                    pos += run;
                }
                _ => pos += 1,
            }
        }
        None
    }

    /// Whether a run of stars closes the mark, and where its closing stars begin.
    fn closes(&self, mark: Mark, from: usize, pos: usize, run: usize) -> Option<usize> {
        let after_space = part(self.source, ..pos).ends_with(char::is_whitespace);
        let before_word = part(self.source, pos + run..).starts_with(|c: char| c.is_ascii_alphanumeric());
        if pos == from || after_space {
            return None;
        }
        match (mark, run) {
            (Mark::Strong, 2 | 3) => Some(pos + run - 2),
            (Mark::Emphasis, 1) if !before_word => Some(pos),
            (Mark::Emphasis, 3) if !before_word => Some(pos + 2),
            _ => None,
        }
    }

    fn link(&mut self) {
        match self.link_parts() {
            Some((text, url, end)) => {
                let text = flat(&runs(text, self.depth.saturating_sub(1).min(1)));
                let url = url.to_owned();
                self.push(Inline::Link { text, url });
                self.pos = end;
            }
            None => self.literal(1),
        }
    }

    /// The text and the address of a link that opens here, and where it ends.
    fn link_parts(&self) -> Option<(&str, &str, usize)> {
        let bytes = self.source.as_bytes();
        let begin = self.pos + 1;
        let window = &bytes[begin..bytes.len().min(begin + LINK_TEXT)];
        let length = window.iter().position(|byte| matches!(byte, b']' | b'[' | b'\n'))?;
        let middle = begin + length;
        if length == 0 || bytes[middle] != b']' || bytes.get(middle + 1) != Some(&b'(') {
            return None;
        }
        let end = closing_bracket(bytes, middle + 2)?;
        let url = part(self.source, middle + 2..end);
        allowed_link(url).then(|| (part(self.source, begin..middle), url, end + 1))
    }

    /// A bare address becomes a link to itself.
    fn address(&mut self) {
        let before = part(self.source, ..self.pos).chars().next_back();
        let length = bare_address(&self.source.as_bytes()[self.pos..]);
        let url = part(self.source, self.pos..self.pos + length);
        if before.is_some_and(|c| c.is_ascii_alphanumeric()) || !allowed_link(url) {
            return self.words();
        }
        self.push(Inline::Link { text: url.to_owned(), url: url.to_owned() });
        self.pos += length;
    }
}

/// The words of runs in which links and breaks cannot stand.
fn flat(runs: &[Inline]) -> String {
    let mut text = String::new();
    for run in runs {
        match run {
            Inline::Text(run) | Inline::Code(run) | Inline::Link { text: run, .. } => text.push_str(run),
            Inline::Strong(inner) | Inline::Emphasis(inner) => text.push_str(&flat(inner)),
            Inline::Break => text.push(' '),
        }
    }
    text
}

fn run_length(source: &str, pos: usize, byte: u8) -> usize {
    source.as_bytes()[pos..].iter().take_while(|next| **next == byte).count()
}

/// What an owner may have meant as a link.
#[derive(Debug, PartialEq)]
pub(crate) enum Brackets<'a> {
    /// `![…](…`
    Image,
    /// `[…](…` without an end.
    Open,
    /// `[…](…)` and the address in it, allowed or not.
    Link(&'a str),
}

/// Everything outside code that looks like a link or an image, for the checks.
pub(crate) fn brackets(source: &str) -> Vec<Brackets<'_>> {
    let bytes = source.as_bytes();
    let mut found = Vec::new();
    let (mut pos, mut open) = (0, None);
    while pos < bytes.len() {
        match bytes[pos] {
            b'\\' => pos += 1,
            b'\n' => open = None,
            b'`' => {
                pos = bytes[pos + 1..].iter().position(|byte| *byte == b'`').map_or(pos, |end| pos + 1 + end)
            }
            b'[' => open = Some(pos),
            b']' if bytes.get(pos + 1) == Some(&b'(') => {
                found.extend(open.take().map(|open| bracket_pair(source, open, pos + 2)));
            }
            _ => {}
        }
        pos += 1;
    }
    found
}

fn bracket_pair(source: &str, open: usize, address: usize) -> Brackets<'_> {
    let bytes = source.as_bytes();
    let line = part(source, address..).find('\n').map_or(bytes.len(), |end| address + end);
    let end = closing_bracket(bytes, address)
        .or_else(|| part(source, address..line).find(')').map(|end| address + end));
    match end {
        _ if bytes[..open].ends_with(b"!") => Brackets::Image,
        Some(end) => Brackets::Link(part(source, address..end)),
        None => Brackets::Open,
    }
}

/// Where the bracket closes that was opened just before `from`; addresses may hold balanced brackets.
fn closing_bracket(bytes: &[u8], from: usize) -> Option<usize> {
    let mut open = 1usize;
    for (offset, byte) in bytes[from..bytes.len().min(from + LINK_URL)].iter().enumerate() {
        match byte {
            b'(' => open += 1,
            b')' => open -= 1,
            b'\n' | b' ' => return None,
            _ => {}
        }
        if open == 0 {
            return Some(from + offset);
        }
    }
    None
}

/// Length of an address that begins here: ASCII up to a space or bracket, without the sentence's punctuation.
fn bare_address(bytes: &[u8]) -> usize {
    let web = bytes.len() > 8 && (bytes.starts_with(b"https://") || bytes.starts_with(b"http://"));
    if !web {
        return 0;
    }
    let window = &bytes[..bytes.len().min(LINK_URL)];
    let stops = |byte: &u8| {
        !byte.is_ascii_graphic()
            || matches!(byte, b'<' | b'>' | b'"' | b'(' | b')' | b'*' | b'`' | b'\\' | b'[' | b']')
    };
    let length = window.iter().position(stops).unwrap_or(window.len());
    let trailing = |byte: &&u8| matches!(byte, b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'');
    length - window[..length].iter().rev().take_while(trailing).count()
}
