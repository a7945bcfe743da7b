//! Quoted speech: what a visitor cites tells nothing of how the visitor feels.

use crate::script::{Class, class};

/// Marks that open and close a quotation.
const MARKS: [(char, char); 8] =
    [('“', '”'), ('「', '」'), ('『', '』'), ('《', '》'), ('«', '»'), ('„', '“'), ('‘', '’'), ('"', '"')];

/// `text` without its quotations. Where nothing else would be left, the quotation is the message and stays.
pub(crate) fn without_quotes(text: &str) -> String {
    let mut own = String::with_capacity(text.len().min(crate::text::LONGEST * 4));
    let mut rest: String = text.chars().take(crate::text::LONGEST).collect();
    while let Some((from, to)) = first_quote(&rest) {
        own.extend(rest.get(..from));
        own.push(' ');
        rest.drain(..to);
    }
    own.push_str(&rest);
    let says_something = own
        .chars()
        .any(|c| matches!(class(c), Class::Letter | Class::Digit | Class::Glyph) || c.is_ascii_uppercase());
    if says_something { own } else { text.to_owned() }
}

/// Where the first closed quotation begins and ends, marks included.
fn first_quote(text: &str) -> Option<(usize, usize)> {
    let mut unclosed = [false; MARKS.len()];
    text.char_indices().find_map(|(from, c)| {
        let at = MARKS.iter().position(|(open, _)| *open == c)?;
        if unclosed[at] {
            return None;
        }
        let inner = text.get(from + c.len_utf8()..)?;
        let close = inner.find(MARKS[at].1);
        unclosed[at] = close.is_none();
        close.map(|length| (from, from + c.len_utf8() + length + MARKS[at].1.len_utf8()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ones_own_words_stay() {
        let cases = [
            ("我的顾客说“太差了”，怎么办", "我的顾客说 ，怎么办"),
            ("he wrote \"useless\" and \"bad\" to me", "he wrote   and   to me"),
            ("\"I want a human\"", "\"I want a human\""),
            ("5\" pipe", "5\" pipe"),
            ("don’t “stop", "don’t “stop"),
            ("《知否》哪里买", " 哪里买"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(without_quotes(text), expected, "{text}");
        }
    }

    #[test]
    fn many_unclosed_marks_take_no_time() {
        assert_eq!(without_quotes(&"“".repeat(100_000)).chars().count(), 100_000);
    }
}
