//! Phrase patterns over tokens: the small grammar in which a pack writes small talk, wishes and moods.
//!
//! A line is a label, a weight in percent (100 where it is left out) and elements:
//! `talk|speak` one of these, `put_me_through` words in a row, `$who` a class defined by `$who = human|agent`,
//! `the?` perhaps, `please*` up to four times, `_` any token, `_*` up to four of any, `!card` not followed by,
//! `^` and `$` the start and the end of a sentence, `^^` and `$$` of the whole text.

use crate::hash::order;
use crate::pack::PackError;
use crate::token::{Kind, Token};

/// Most repetitions of a starred element.
const MOST: usize = 4;

/// The patterns of one section.
#[derive(Clone, Debug, Default)]
pub(crate) struct Patterns {
    patterns: Vec<Pattern>,
    sets: Vec<Rows>,
    /// The token that a pattern must begin with, and its position; sorted by both.
    beginnings: Vec<(u32, usize)>,
    /// The words that the patterns name, so that slips in them can be mended; some more than once.
    words: Vec<String>,
}

/// Alternatives, each some token hashes in a row.
type Rows = Vec<Vec<u32>>;

#[derive(Clone, Debug)]
struct Pattern {
    label: String,
    weight: f64,
    elements: Vec<Element>,
}

#[derive(Clone, Debug)]
enum Element {
    /// One of the alternatives at this place in the sets.
    Words {
        set: usize,
        least: usize,
        most: usize,
    },
    /// Any tokens of one sentence.
    Any {
        least: usize,
        most: usize,
    },
    /// None of the alternatives at this place stands here; takes nothing.
    Not {
        set: usize,
    },
    SentenceStart,
    SentenceEnd,
    TextStart,
    TextEnd,
}

/// Where a pattern matched.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found<'a> {
    pub(crate) label: &'a str,
    /// 0 to 1.
    pub(crate) weight: f64,
    /// Positions of the first token and after the last.
    pub(crate) span: (usize, usize),
}

/// What reading the lines needs along the way.
struct Reader<'a> {
    tokens: &'a dyn Fn(&str) -> Vec<Token>,
    /// The classes' names and places in the sets.
    classes: Vec<(String, usize)>,
    sets: Vec<Rows>,
    words: Vec<String>,
}

impl Patterns {
    /// Reads numbered lines; `tokens` is how the language's text is taken apart.
    pub(crate) fn read(
        lines: &[(usize, &str)],
        tokens: &dyn Fn(&str) -> Vec<Token>,
    ) -> Result<Self, PackError> {
        let mut reader = Reader { tokens, classes: Vec::new(), sets: Vec::new(), words: Vec::new() };
        let mut patterns = Vec::new();
        for (line, text) in lines {
            let error = |problem| PackError { line: *line, problem };
            match text.split_once('=') {
                Some((name, rows)) if name.starts_with('$') => {
                    let set = reader.set(rows.trim_start()).map_err(error)?;
                    reader.classes.push((name.trim_end().to_owned(), set));
                }
                _ => patterns.push(reader.pattern(text).map_err(error)?),
            }
        }
        let beginnings = beginnings(&patterns, &reader.sets).ok_or(PackError {
            line: lines.first().map_or(0, |line| line.0),
            problem: "a pattern must begin with words that it needs",
        })?;
        Ok(Self { patterns, sets: reader.sets, beginnings, words: reader.words })
    }

    /// The words that the patterns name.
    pub(crate) fn words(&self) -> &[String] {
        &self.words
    }

    /// Every place where a pattern matches, in the order of the text.
    pub(crate) fn find(&self, tokens: &[Token]) -> Vec<Found<'_>> {
        let mut found = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            let first = self.beginnings.partition_point(|beginning| beginning.0 < token.hash);
            for (_, number) in self.beginnings[first..].iter().take_while(|row| row.0 == token.hash) {
                let pattern = &self.patterns[*number];
                if let Some(end) = self.match_from(&pattern.elements, tokens, at) {
                    found.push(Found { label: &pattern.label, weight: pattern.weight, span: (at, end) });
                }
            }
        }
        found
    }

    /// The label of the first pattern that matches.
    pub(crate) fn first(&self, tokens: &[Token]) -> Option<&str> {
        self.find(tokens).into_iter().next().map(|found| found.label)
    }
}

impl Reader<'_> {
    fn pattern(&mut self, text: &str) -> Result<Pattern, &'static str> {
        let mut parts = text.split_whitespace().peekable();
        let label = parts.next().unwrap_or_default().to_owned();
        let mut weight = 1.0;
        if let Some(percent) = parts.peek().and_then(|part| part.parse::<u8>().ok()) {
            weight = f64::from(percent) / 100.0;
            parts.next();
        }
        let elements = parts.map(|part| self.element(part)).collect::<Result<Vec<_>, _>>()?;
        if elements.is_empty() {
            return Err("write a label, a weight in percent and a pattern");
        }
        Ok(Pattern { label, weight, elements })
    }

    fn element(&mut self, part: &str) -> Result<Element, &'static str> {
        match part {
            "^" => return Ok(Element::SentenceStart),
            "$" => return Ok(Element::SentenceEnd),
            "^^" => return Ok(Element::TextStart),
            "$$" => return Ok(Element::TextEnd),
            _ => {}
        }
        if let Some(rows) = part.strip_prefix('!') {
            return Ok(Element::Not { set: self.set(rows)? });
        }
        let (body, least, most) = match (part.strip_suffix('?'), part.strip_suffix('*')) {
            (Some(body), _) => (body, 0, 1),
            (_, Some(body)) => (body, 0, MOST),
            _ => (part, 1, 1),
        };
        match body {
            "_" => Ok(Element::Any { least, most }),
            _ => Ok(Element::Words { set: self.set(body)?, least, most }),
        }
    }

    /// The place of some alternatives in the sets; a class alone is already there.
    fn set(&mut self, text: &str) -> Result<usize, &'static str> {
        if let Some(class) = self.classes.iter().find(|class| class.0 == text) {
            return Ok(class.1);
        }
        let rows = self.rows(text)?;
        self.sets.push(rows);
        Ok(self.sets.len() - 1)
    }

    fn rows(&mut self, text: &str) -> Result<Rows, &'static str> {
        let mut rows = Vec::new();
        for alternative in text.split('|') {
            if alternative.starts_with('$') {
                let class = self.classes.iter().find(|class| class.0 == alternative);
                let place = class.ok_or("a class is used before it is defined")?.1;
                rows.extend_from_slice(&self.sets[place]);
                continue;
            }
            let tokens = (self.tokens)(&alternative.replace('_', " "));
            if tokens.is_empty() {
                return Err("an alternative has no words");
            }
            rows.push(tokens.iter().map(|token| token.hash).collect());
            let words = tokens.into_iter().filter(|token| token.kind == Kind::Word);
            self.words.extend(words.map(|token| token.text));
        }
        Ok(rows)
    }
}

/// What each pattern can begin with; none where one begins with something that may be left out.
fn beginnings(patterns: &[Pattern], sets: &[Rows]) -> Option<Vec<(u32, usize)>> {
    let mut unsorted = Vec::new();
    for (number, pattern) in patterns.iter().enumerate() {
        let starts = |element: &&Element| !matches!(element, Element::SentenceStart | Element::TextStart);
        match pattern.elements.iter().find(starts) {
            Some(Element::Words { set, least: 1, .. }) => {
                unsorted.extend(sets[*set].iter().map(|row| (row[0], number)));
            }
            _ => return None,
        }
    }
    let places = order(unsorted.len(), &|at| unsorted[at].0);
    let mut beginnings: Vec<(u32, usize)> = places.into_iter().map(|at| unsorted[at]).collect();
    beginnings.dedup();
    Some(beginnings)
}

impl Patterns {
    /// Where a match of `elements` that begins at `at` ends.
    fn match_from(&self, elements: &[Element], tokens: &[Token], at: usize) -> Option<usize> {
        let Some((element, rest)) = elements.split_first() else {
            return Some(at);
        };
        let stop = |at: usize| tokens.get(at).is_none_or(|token| token.kind == Kind::Stop);
        let holds = match element {
            Element::SentenceStart => at == 0 || stop(at - 1),
            Element::SentenceEnd => stop(at),
            Element::TextStart => at == 0,
            Element::TextEnd => tokens[at..].iter().all(|token| !token.is_searched()),
            Element::Not { set } => row_ends(&self.sets[*set], tokens, at).next().is_none(),
            Element::Any { least, most } => return self.match_any((*least, *most), rest, tokens, at),
            Element::Words { set, least, most } => {
                return self.match_words(&self.sets[*set], (*least, *most), rest, tokens, at);
            }
        };
        if holds { self.match_from(rest, tokens, at) } else { None }
    }

    fn match_any(
        &self,
        (least, most): (usize, usize),
        rest: &[Element],
        tokens: &[Token],
        at: usize,
    ) -> Option<usize> {
        let run = tokens[at..].iter().take(most).take_while(|token| token.kind != Kind::Stop).count();
        (least..=run).find_map(|taken| self.match_from(rest, tokens, at + taken))
    }

    fn match_words(
        &self,
        rows: &Rows,
        (least, most): (usize, usize),
        rest: &[Element],
        tokens: &[Token],
        at: usize,
    ) -> Option<usize> {
        if most > 0 {
            let fewer = (least.saturating_sub(1), most - 1);
            let mut ends = row_ends(rows, tokens, at);
            let matched = ends.find_map(|end| self.match_words(rows, fewer, rest, tokens, end));
            if matched.is_some() {
                return matched;
            }
        }
        if least == 0 { self.match_from(rest, tokens, at) } else { None }
    }
}

/// Where the rows that stand at `at` end.
fn row_ends<'a>(rows: &'a Rows, tokens: &'a [Token], at: usize) -> impl Iterator<Item = usize> + 'a {
    rows.iter().filter_map(move |row| {
        let there = tokens.get(at..at + row.len())?;
        there.iter().zip(row).all(|(token, hash)| token.hash == *hash).then_some(at + row.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[&str], text: &str, expected: &[(&str, usize, usize)]) {
        let numbered: Vec<(usize, &str)> =
            lines.iter().enumerate().map(|(at, line)| (at + 1, *line)).collect();
        let patterns =
            Patterns::read(&numbered, &|text| crate::token::tokens(text, &[])).expect("well formed");
        let tokens = crate::token::tokens(text, &[]);
        let found: Vec<(&str, usize, usize)> =
            patterns.find(&tokens).iter().map(|found| (found.label, found.span.0, found.span.1)).collect();
        assert_eq!(found, expected, "{lines:?} in {text:?}");
    }

    #[test]
    fn elements_do_what_they_say() {
        check(&["a x|y z"], "x z, y z, x y", &[("a", 0, 2), ("a", 2, 4)]);
        check(&["a talk to the? human"], "talk to human. talk to the human", &[("a", 0, 3), ("a", 4, 8)]);
        check(&["a x y* z"], "x z. x y y y y z. x y y y y y z", &[("a", 0, 2), ("a", 3, 9)]);
        check(&["a x _* z"], "x 1 2 z. x. z", &[("a", 0, 4)]);
        check(&["a human !readable"], "human readable, human please", &[("a", 2, 3)]);
        check(&["a ^ human $"], "a human. human. human one", &[("a", 3, 4)]);
        check(&["a ^^ human $$"], "human!!!", &[("a", 0, 1)]);
        check(&["a ^^ human $$"], "human. no", &[]);
        check(
            &["$w = put_me|我要", "a 80 $w 人工|through !费"],
            "put me through 我要人工费 我要人工",
            &[("a", 0, 3), ("a", 8, 12)],
        );
    }

    #[test]
    fn a_malformed_line_is_named() {
        for line in ["a", "a 90", "a $nobody", "a _ x", "a x? y"] {
            let read = Patterns::read(&[(4, line)], &|text| crate::token::tokens(text, &[]));
            assert_eq!(read.err().map(|error| error.line), Some(4), "{line}");
        }
    }
}
