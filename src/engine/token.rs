//! Tokens: the words, numbers, glyphs and sentence ends of a normalised text.

use crate::hash::hash;
use crate::pack::Pack;
use crate::script::{Class, class};
use crate::text::normalise;

/// Seed of a token's own hash.
const SEED: u32 = 1;

/// Digits from which a number is one of many (an order, a phone, a card) and only "a long number" is kept; hotlines such as
/// 12315 have five.
const LONG_NUMBER: usize = 6;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A word of letters, perhaps with digits.
    Word,
    /// Digits; long ones are all the same token, `#`.
    Number,
    /// One character of a script without spaces.
    Glyph,
    /// An emoji.
    Symbol,
    /// The end of a sentence, `.`.
    Stop,
}

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) kind: Kind,
    /// Of `text`; the same text has the same hash in every pack and base.
    pub(crate) hash: u32,
}

impl Token {
    pub(crate) fn new(text: String, kind: Kind) -> Self {
        let hash = hash(SEED, text.as_bytes());
        Self { text, kind, hash }
    }

    /// Whether the knowledge base is searched for it.
    pub(crate) fn is_searched(&self) -> bool {
        matches!(self.kind, Kind::Word | Kind::Number | Kind::Glyph)
    }
}

/// The tokens of any text: normalised, contractions opened, plurals folded.
pub(crate) fn tokens(text: &str, packs: &[Pack]) -> Vec<Token> {
    let text = packs.iter().fold(normalise(text, packs), |text, pack| pack.common_wording(text));
    let mut out = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        match class(c) {
            Class::Letter | Class::Digit => word.push(c),
            Class::Space if c == '\'' && !word.is_empty() => word.push(c),
            apart => {
                push_word(&mut word, packs, &mut out);
                push_apart(c, apart, &mut out);
            }
        }
    }
    push_word(&mut word, packs, &mut out);
    out
}

fn push_apart(c: char, class: Class, out: &mut Vec<Token>) {
    match class {
        Class::Glyph => out.push(Token::new(c.to_string(), Kind::Glyph)),
        Class::Symbol => out.push(Token::new(c.to_string(), Kind::Symbol)),
        Class::Stop if out.last().is_some_and(|last| last.kind != Kind::Stop) => {
            out.push(Token::new(".".to_owned(), Kind::Stop));
        }
        _ => {}
    }
}

/// Takes `word` apart where a pack knows it as a contraction, and leaves it empty.
fn push_word(word: &mut String, packs: &[Pack], out: &mut Vec<Token>) {
    let raw = word.trim_matches('\'');
    if !raw.is_empty() {
        match packs.iter().find_map(|pack| pack.opened(raw)) {
            Some(opened) => opened.split(' ').for_each(|part| out.push(folded(part, packs))),
            None if raw.contains('\'') => out.push(folded(&raw.replace('\'', ""), packs)),
            None => out.push(folded(raw, packs)),
        }
    }
    word.clear();
}

/// The token of one word: a long number becomes `#`, a plural its singular.
fn folded(word: &str, packs: &[Pack]) -> Token {
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        let text = if word.len() < LONG_NUMBER { word } else { "#" };
        return Token::new(text.to_owned(), Kind::Number);
    }
    let singular = packs.iter().find_map(|pack| pack.singular(word));
    Token::new(singular.unwrap_or_else(|| word.to_owned()), Kind::Word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            let tokens = tokens(text, &crate::pack::shipped());
            let joined: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
            assert_eq!(joined.join(" "), *expected, "{text:?}");
        }
    }

    #[test]
    fn english_words_are_opened_and_folded() {
        check(&[
            ("I can't find my orders!", "i can not find my order ."),
            ("Where's the customer's parcel?? It's lost", "where is the customer parcel . it is lost"),
            ("'quoted' 2 deliveries, boxes & glasses", "quoted 2 delivery box glass"),
            ("order 1234567 of class A4", "order # of class a4"),
            ("dont wanna", "do not want to"),
        ]);
    }

    #[test]
    fn chinese_characters_stand_alone_and_mix_with_words() {
        check(&[
            ("我的WiFi密碼是啥？", "我 的 wifi 密 码 是 啥 ."),
            ("退款、退货", "退 款 退 货"),
            ("宅配幾時到？唔該", "快 递 什 么 时 候 到 . 麻 烦"),
        ]);
    }

    #[test]
    fn other_scripts_and_pictures_are_kept_apart() {
        check(&[("возврат 😡!!", "возврат 😡 ."), ("환불", "환 불"), ("...", ""), ("\u{202e}abc", "abc")]);
    }
}
