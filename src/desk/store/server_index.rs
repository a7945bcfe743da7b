//! The index of words at a server: the tokens that FTS5 would make of a text, as a `tsvector`, and marks around those found.

use std::fmt::Write;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::index::Sought;
use super::indexing::simplified;
use super::search::{CLOSES, OPENS};

/// The last place that a `tsvector` tells apart. What stands further back in a text is not found.
const MOST_TOKENS: usize = 16_383;
/// Bytes of one token that are compared; a server takes no more than 2,046.
const TOKEN_BYTES: usize = 500;
/// Bytes of all tokens of a text; a server takes a megabyte.
const VECTOR_BYTES: usize = 500_000;

/// A word of a text, folded, and where it stands.
struct Token {
    folded: String,
    at: Range<usize>,
}

/// A phrase: tokens one after another, of which the last may be the beginning of a word.
struct Phrase {
    tokens: Vec<String>,
    begins: bool,
}

/// The vector of a text, as the server reads it.
pub fn vector(words: &str) -> String {
    let mut out = String::new();
    for (place, token) in tokens(words).into_iter().take(MOST_TOKENS).enumerate() {
        if out.len() > VECTOR_BYTES {
            break;
        }
        write!(out, "'{}':{} ", token.folded, place + 1).expect("a text takes all");
    }
    out
}

/// What is looked for, as the server reads it.
pub fn matching(sought: Sought<'_>) -> String {
    let phrases: Vec<String> = sought.phrases().iter().map(|phrase| read(phrase).to_query()).collect();
    let between = sought.joined_by(" & ", " | ");
    phrases.join(between)
}

/// A text with signs around each of the phrases.
pub fn highlight(words: &str, phrases: &[String]) -> String {
    let tokens = tokens(words);
    let mut found = vec![false; tokens.len()];
    let mut ends = vec![false; tokens.len()];
    for phrase in phrases.iter().map(|phrase| read(phrase)) {
        let length = phrase.tokens.len();
        for from in 0..(tokens.len() + 1).saturating_sub(length.max(1)) {
            if phrase.stands_at(&tokens[from..from + length]) {
                found[from..from + length].fill(true);
                ends[from + length - 1] = true;
            }
        }
    }
    let mut out = String::with_capacity(words.len() + 8);
    let mut done = 0;
    let mut at = 0;
    while at < tokens.len() {
        if !found[at] {
            at += 1;
            continue;
        }
        let from = at;
        while !ends[at] && at + 1 < tokens.len() && found[at + 1] {
            at += 1;
        }
        out.push_str(&words[done..tokens[from].at.start]);
        out.push(OPENS);
        out.push_str(&words[tokens[from].at.start..tokens[at].at.end]);
        out.push(CLOSES);
        done = tokens[at].at.end;
        at += 1;
    }
    out.push_str(&words[done..]);
    out
}

impl Phrase {
    fn to_query(&self) -> String {
        let last = self.tokens.len().saturating_sub(1);
        let one = |(at, token): (usize, &String)| {
            format!("'{token}'{}", if self.begins && at == last { ":*" } else { "" })
        };
        let tokens: Vec<String> = self.tokens.iter().enumerate().map(one).collect();
        format!("({})", tokens.join(" <-> "))
    }

    fn stands_at(&self, tokens: &[Token]) -> bool {
        let last = self.tokens.len() - 1;
        self.tokens.iter().zip(tokens).enumerate().all(|(at, (sought, token))| {
            if self.begins && at == last { token.folded.starts_with(sought) } else { token.folded == *sought }
        })
    }
}

/// Reads a phrase as it is quoted for FTS5: `"退 款"*`.
fn read(quoted: &str) -> Phrase {
    let begins = quoted.ends_with('*');
    Phrase { tokens: tokens(quoted).into_iter().map(|token| token.folded).collect(), begins }
}

/// Letters and digits that stand together, without case and accents, as the tokenizer `unicode61` has them, and Simplified.
fn tokens(text: &str) -> Vec<Token> {
    let is_part = |sign: char| sign.is_alphanumeric() || is_combining_mark(sign);
    let mut tokens = Vec::new();
    let mut from = None;
    for (at, sign) in text.char_indices().chain([(text.len(), ' ')]) {
        match from {
            None if is_part(sign) => from = Some(at),
            Some(start) if !is_part(sign) => {
                from = None;
                let folded = fold(&text[start..at]);
                if !folded.is_empty() {
                    tokens.push(Token { folded, at: start..at });
                }
            }
            _ => {}
        }
    }
    tokens
}

fn fold(word: &str) -> String {
    let word = simplified(word);
    let bare = word.nfd().filter(|sign| !is_combining_mark(*sign)).flat_map(char::to_lowercase);
    let mut folded: String = bare.collect();
    if folded.len() > TOKEN_BYTES {
        let end = (0..=TOKEN_BYTES).rev().find(|at| folded.is_char_boundary(*at)).unwrap_or(0);
        folded.truncate(end);
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_its_tokens_in_their_places() {
        for (words, expected) in [
            ("Where is it?", "'where':1 'is':2 'it':3 "),
            ("我\u{1f}要\u{1f}退\u{1f}款", "'我':1 '要':2 '退':3 '款':4 "),
            ("退\u{1f}貨", "'退':1 '货':2 "),
            ("Café d'Été", "'cafe':1 'd':2 'ete':3 "),
            ("K-7 \\ ' :", "'k':1 '7':2 "),
            ("", ""),
        ] {
            assert_eq!(vector(words), expected, "{words}");
        }
        assert!(vector(&"word ".repeat(100_000)).len() < 2 * VECTOR_BYTES);
    }

    #[test]
    fn phrases_are_looked_for_as_they_were_quoted() {
        let phrases = ["\"退\u{1f}款\"".to_owned(), "\"ord\"*".to_owned()];
        assert_eq!(matching(Sought::All(&phrases)), "('退' <-> '款') & ('ord':*)");
        assert_eq!(matching(Sought::Any(&phrases)), "('退' <-> '款') | ('ord':*)");
    }

    #[test]
    fn what_is_found_stands_between_signs() {
        for (words, phrases, expected) in [
            ("Where is my order?", vec!["\"ord\"*"], "Where is my <order>?"),
            ("退\u{1f}款 退", vec!["\"退\u{1f}款\""], "<退\u{1f}款> 退"),
            ("Où est-il", vec!["\"ou\"", "\"il\"*"], "<Où> est-<il>"),
            ("a b", vec!["\"c\""], "a b"),
        ] {
            let phrases: Vec<String> = phrases.into_iter().map(str::to_owned).collect();
            let expected = expected.replace('<', "\u{2}").replace('>', "\u{3}");
            assert_eq!(highlight(words, &phrases), expected, "{words}");
        }
    }
}
