//! Phone numbers said in words: "five five five, oh one two", 一三八零零…

use super::view::View;
use super::{Private, Span};

/// Least digits said in a row.
const LEAST: usize = 7;

/// Words for a digit; "double" and "triple" go with the next one.
const WORDS: [&str; 14] = [
    "zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "double", "triple",
    "o",
];

/// Characters for a digit; without tens and hundreds, which make an amount.
const CHARACTERS: &str = "零〇一二三四五六七八九幺";

/// All numbers that are said in words.
pub(super) fn find(view: &View) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < view.len() {
        let (mut end, mut next, mut count) = (at, at, 0);
        while let Some(after) = digit(view, next) {
            (end, count) = (after, count + 1);
            next = (after..after + 2)
                .find(|place| !matches!(view.at(*place), ' ' | ',' | '-'))
                .unwrap_or(after + 2);
        }
        if count >= LEAST {
            found.push(Span { from: at, to: end, kind: Private::Phone });
        }
        at = end.max(at + 1);
    }
    found
}

/// Where the digit that begins at `at` ends; none where there is none.
fn digit(view: &View, at: usize) -> Option<usize> {
    if view.is_among(at, CHARACTERS) {
        return Some(at + 1);
    }
    if view.before(at, 1).is_ascii_lowercase() {
        return None;
    }
    let ends = WORDS.iter().filter(|word| view.begins(at, word)).map(|word| at + word.len());
    ends.max().filter(|end| !view.is_word(*end))
}
