//! Reads questions with their answers out of plain text, as people write them in a mail or a document.

use crate::check::{self, Origin};
use crate::fault::{Faults, Place, Reading};
use crate::node::{Node, Value};

/// Longest line that is taken for a question by its mark alone, in characters: a longer one is a paragraph that ends in one.
const QUESTION_CHARACTERS: usize = 200;
/// Words that begin a question and an answer, in lower case; a number may stand behind them, then a colon.
const QUESTION_WORDS: [&str; 4] = ["question", "q", "问题", "问"];
const ANSWER_WORDS: [&str; 6] = ["answer", "a", "答案", "回答", "回复", "答"];
/// What stands before a question and is no part of it: marks of headings, lists and emphasis.
const MARKS: [char; 8] = ['#', '*', '_', '-', '•', '·', '>', '【'];

/// Reads plain text: `Q: …` and `A: …` (问：…, 答：…), or lines that end in a question mark with their answers below.
///
/// Several questions in a row are wordings of one; a line that begins with `#` is a tag of what follows. Never fails, as
/// [`crate::check`].
pub fn read_plain(text: &str) -> Reading {
    read(text, Faults::default())
}

/// Whether a text holds a question with an answer, so that it is worth reading.
#[cfg(any(test, feature = "read_text"))]
pub(crate) fn is_plain(text: &str) -> bool {
    let mut reader = Reader::new(text);
    reader.read(text, &mut Faults::default());
    reader.entries.iter().any(|entry| entry.get("answer").is_some())
}

pub(crate) fn read(text: &str, mut faults: Faults) -> Reading {
    let mut reader = Reader::new(text);
    reader.read(text, &mut faults);
    if reader.entries.is_empty() {
        let mend =
            "begin each question with `Q:` and its answer with `A:`, or end questions with a question mark";
        faults.error(Place::default(), &"there is no question", &mend);
    }
    let entries = Node { value: Value::List(reader.entries), line: None };
    let document = Node { value: Value::Object(vec![("entries".to_owned(), entries)]), line: None };
    check::check_from(Origin::Imported, &document, faults)
}

/// A line of the text.
enum Line<'a> {
    Blank,
    Question(&'a str),
    Answer(&'a str),
    Tag(&'a str),
    Text(&'a str),
}

/// An entry in the making.
#[derive(Default)]
struct Entry<'a> {
    /// Each with its line; the first is the question.
    wordings: Vec<(&'a str, u32)>,
    answer: Vec<&'a str>,
    /// Where the answer begins.
    answer_line: Option<u32>,
}

struct Reader<'a> {
    /// Whether questions and answers carry their words.
    is_marked: bool,
    tag: Option<(&'a str, u32)>,
    entry: Option<Entry<'a>>,
    /// Whether the line before may stand before a question: it is blank, a tag or a question.
    is_open: bool,
    entries: Vec<Node>,
}

impl<'a> Reader<'a> {
    fn new(text: &str) -> Self {
        let is_marked = text.lines().any(|line| marked(line, &QUESTION_WORDS).is_some());
        Self { is_marked, tag: None, entry: None, is_open: true, entries: Vec::new() }
    }

    fn read(&mut self, text: &'a str, faults: &mut Faults) {
        let mut stray = None;
        for (number, line) in (1u32..).zip(text.lines()) {
            let line = self.line(line.trim());
            let is_open = matches!(line, Line::Blank | Line::Tag(_) | Line::Question(_));
            match line {
                Line::Blank => self.text(""),
                Line::Question(question) => self.question(question, number),
                Line::Answer(answer) => self.answer(answer, number, faults),
                Line::Tag(tag) => {
                    self.finish();
                    self.tag = Some((tag, number));
                }
                Line::Text(text) if self.entry.is_some() => self.said(text, number),
                Line::Text(_) => stray = stray.or(Some(number)),
            }
            self.is_open = is_open;
        }
        self.finish();
        if let (Some(_), false) = (stray, self.entries.is_empty()) {
            let place = Place { line: stray, ..Place::default() };
            let mend = "make it a heading with `#`, or begin the question that it belongs to with `Q:`";
            faults.warning(place, &"text before a question is not read", &mend);
        }
    }

    /// What a line is.
    fn line(&self, line: &'a str) -> Line<'a> {
        let bare = bare(line);
        if line.is_empty() {
            Line::Blank
        } else if let Some(question) = marked(line, &QUESTION_WORDS) {
            Line::Question(question)
        } else if let Some(answer) = marked(line, &ANSWER_WORDS).filter(|_| self.is_marked) {
            Line::Answer(answer)
        } else if !self.is_marked && self.is_open && asks(bare) {
            Line::Question(bare)
        } else if line.starts_with('#') && !bare.is_empty() {
            Line::Tag(bare)
        } else {
            Line::Text(line)
        }
    }

    fn question(&mut self, question: &'a str, line: u32) {
        // Wordings of one question stand in a row; a blank line or an answer ends it.
        if self.entry.as_ref().is_some_and(|entry| !entry.answer.is_empty()) {
            self.finish();
        }
        let (question, answer) = split(question);
        let entry = self.entry.get_or_insert_default();
        if !question.is_empty() {
            entry.wordings.push((question, line));
        }
        if let Some(answer) = answer {
            entry.answer.push(answer);
            entry.answer_line = Some(line);
        }
    }

    fn answer(&mut self, answer: &'a str, line: u32, faults: &mut Faults) {
        let Some(entry) = &mut self.entry else {
            let place = Place { line: Some(line), ..Place::default() };
            return faults.error(
                place,
                &"an answer stands without a question",
                &"write its question before it",
            );
        };
        entry.answer_line = entry.answer_line.or(Some(line));
        entry.answer.push(answer);
    }

    /// A line of an answer, or the question where its word stands on a line alone.
    fn said(&mut self, text: &'a str, line: u32) {
        let Some(entry) = &mut self.entry else { return };
        if entry.wordings.is_empty() {
            return entry.wordings.push((bare(text), line));
        }
        entry.answer_line = entry.answer_line.or(Some(line));
        entry.answer.push(text);
    }

    /// A blank line parts paragraphs of an answer.
    fn text(&mut self, text: &'a str) {
        if let Some(entry) = &mut self.entry {
            entry.answer.push(text);
        }
    }

    fn finish(&mut self) {
        let Some(Entry { wordings, answer, answer_line }) = self.entry.take() else { return };
        let mut wordings = wordings.into_iter().map(|(text, line)| Node::text(text, Some(line)));
        let Some(question) = wordings.next() else { return };
        let line = question.line;
        let mut pairs = vec![("question".to_owned(), question)];
        let variants: Vec<Node> = wordings.collect();
        if !variants.is_empty() {
            pairs.push(("variants".to_owned(), Node { value: Value::List(variants), line }));
        }
        let answer = answer.join("\n").trim().to_owned();
        if !answer.is_empty() {
            pairs.push(("answer".to_owned(), Node::text(answer, answer_line)));
        }
        if let Some((tag, line)) = self.tag {
            let tags = vec![Node::text(tag, Some(line))];
            pairs.push(("tags".to_owned(), Node { value: Value::List(tags), line: Some(line) }));
        }
        self.entries.push(Node { value: Value::Object(pairs), line });
    }
}

/// What stands behind one of these words and a colon, where a line begins so: `Q: …`, `问题 3：…`, `A1) …`.
fn marked<'a>(line: &'a str, words: &[&str]) -> Option<&'a str> {
    let line = line.trim().trim_start_matches(MARKS).trim_start();
    words.iter().find_map(|word| {
        let head = line.get(..word.len())?;
        let rest = head.to_lowercase().eq(word).then(|| &line[word.len()..])?;
        let after = rest.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
        let is_numbered = after.len() < rest.trim_start().len();
        let mut letters = after.trim_start_matches(['】', '*', ' ']).chars();
        let ends = match letters.next()? {
            ':' | '：' => true,
            '.' | ')' | '、' | '）' | '．' => is_numbered,
            _ => false,
        };
        ends.then(|| letters.as_str().trim().trim_end_matches(['*', '_']).trim_start_matches(['*', '_', ' ']))
    })
}

/// A line without the marks of headings, lists and emphasis, and without its number.
fn bare(line: &str) -> &str {
    let line = line.trim_matches(|c: char| MARKS.contains(&c) || c.is_whitespace());
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = rest.len() < line.len() && rest.starts_with(['.', ')', '、', '．', '）']);
    if !numbered {
        return line;
    }
    let mut letters = rest.chars();
    letters.next();
    letters.as_str().trim_start_matches(|c: char| MARKS.contains(&c) || c.is_whitespace())
}

/// Whether a line is a question by its mark: one sentence, which ends in it.
fn asks(line: &str) -> bool {
    let holds_more = [". ", "! ", "。", "！"].iter().any(|end| line.contains(end));
    line.ends_with(['?', '？']) && !holds_more && line.chars().count() <= QUESTION_CHARACTERS
}

/// A question and the answer that stands on the same line, where one does.
fn split(question: &str) -> (&str, Option<&str>) {
    let signs = [" A:", " A：", " a:", " Answer:", "答：", "答:"];
    let found = signs.iter().filter_map(|sign| Some((question.find(sign)?, sign.len()))).min();
    match found {
        Some((at, length)) => (question[..at].trim(), Some(question[at + length..].trim())),
        None => (question, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `question / variants = answer #tag`, and the faults as `line: problem`.
    fn check(text: &str, entries: &[&str], faults: &[&str]) {
        let reading = read_plain(text);
        let shown: Vec<String> = reading
            .knowledge
            .entries
            .iter()
            .map(|entry| {
                let wordings =
                    [std::slice::from_ref(&entry.text.question), &entry.text.variants].concat().join(" / ");
                let tags: String = entry.tags.iter().map(|tag| format!(" #{tag}")).collect();
                format!("{wordings} = {}{tags}", entry.text.answer)
            })
            .collect();
        assert_eq!(shown, entries, "{text:?}: {:?}", reading.faults);
        let told: Vec<String> = reading
            .faults
            .iter()
            .map(|fault| format!("{}: {}", fault.line.unwrap_or(0), fault.problem))
            .collect();
        assert_eq!(told.len(), faults.len(), "{text:?}: {told:#?}");
        for (told, expected) in told.iter().zip(faults) {
            assert!(told.contains(expected), "{text:?}: {told}");
        }
    }

    #[test]
    fn questions_and_answers_with_their_words_are_read() {
        check(
            "Q: How do I return it?\nA: Within 30 days.\nFree of charge.\n\nBring the box.\n\nQ2. And a gift?\nA2. So too.",
            &[
                "How do I return it? = Within 30 days.\nFree of charge.\n\nBring the box.",
                "And a gift? = So too.",
            ],
            &[],
        );
        check(
            "问：怎么退货？\n答：30天内。\n问题2：运费谁出？\n答案：我们。",
            &["怎么退货？ = 30天内。", "运费谁出？ = 我们。"],
            &[],
        );
        check("**Q: How so?**\n**A:** Thus.\n", &["How so? = Thus."], &[]);
        check("Question:\nHow so\nAnswer:\nThus: so.\n", &["How so = Thus: so."], &[]);
        check(
            "Q: How so? A: Thus.\n问：怎么退？答：30天内。",
            &["How so? = Thus.", "怎么退？ = 30天内。"],
            &[],
        );
        check(
            "Q: How so?\nQ: In what way?\nA: Thus. Is it not?\nQuality: high",
            &["How so? / In what way? = Thus. Is it not?\nQuality: high"],
            &[],
        );
        check("Q: How so?\nThus.\n", &["How so? = Thus."], &[]);
    }

    #[test]
    fn lines_that_end_in_a_question_mark_are_read_with_what_stands_below() {
        check(
            "# Returns\n\n1. How do I return it?\nWithin 30 days. Do you have the box?\n\n- bring it\n\n2. And a gift?\nSo too.\n\n## Delivery\nHow long?\nTwo days.",
            &[
                "How do I return it? = Within 30 days. Do you have the box?\n\n- bring it #Returns",
                "And a gift? = So too. #Returns",
                "How long? = Two days. #Delivery",
            ],
            &[],
        );
        check(
            "怎么退货？\n怎么退？\n30天内。\n\n**运费谁出？**\n我们。",
            &["怎么退货？ / 怎么退？ = 30天内。", "运费谁出？ = 我们。"],
            &[],
        );
    }

    #[test]
    fn faults_of_plain_text_name_their_lines() {
        check("Hello,\nhere it is.\n\nHow so?\nThus.", &["How so? = Thus."], &["1: text before a question"]);
        check(
            "A: Thus.\nQ: How so?\nA: So.",
            &["How so? = So."],
            &["1: an answer stands without a question"],
        );
        check("How so?\n\nWhy?\nThus.", &["How so? = ", "Why? = Thus."], &["1: `answer` is empty"]);
        check("Q: How so?\nA: [x](javascript:y)", &["How so? = [x](javascript:y)"], &["2: link scheme"]);
        check("nothing of the kind", &[], &["0: there is no question", "0: there is no entry"]);
    }

    #[test]
    fn what_is_no_text_of_this_kind_is_told_apart() {
        let check = |text: &str, expected: bool| assert_eq!(is_plain(text), expected, "{text:?}");
        check("Q: a\nA: b", true);
        check("How so?\nThus.", true);
        check("A?,x\nB?,b\n", false);
        check("question,answer\nA?,x", false);
        check("How so?", false);
        check("", false);
        let hostile = "Q:\n?\nA:\n#".repeat(20_000);
        assert!(!read_plain(&hostile).faults.is_empty());
    }
}
