//! Spelling: a word that nobody knows becomes the nearest word of the base, one slip away.

use crate::hash::{Table, order};
use crate::token::{Kind, Token};

/// Words of one text that are looked at; later ones stay as they are.
const MOST_WORDS: usize = 48;

/// Fewest letters of a word that is mended: shorter ones are near too many others.
const FEWEST_LETTERS: usize = 4;

/// Words that slips are mended to, the base's own before the packs'.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spelling {
    /// By length in bytes, then as they first stood in the base.
    words: Vec<Known>,
    /// Where each length begins in `words`.
    lengths: Vec<usize>,
    known: Table,
}

#[derive(Clone, Debug, PartialEq)]
struct Known {
    text: String,
    /// How often the base uses it; 0 for a word of the packs' patterns.
    count: u32,
}

impl Spelling {
    /// Learns the words of a base (each as often as it stands there) and then of the packs' patterns.
    pub(crate) fn new(base: &[Token], cues: &[&str]) -> Self {
        let mut words: Vec<Known> = Vec::new();
        let mut known = Table::default();
        for token in base.iter().filter(|token| token.kind == Kind::Word) {
            let at = known.get_or_insert(token.hash, words.len() as u32) as usize;
            match words.get_mut(at) {
                Some(word) => word.count += 1,
                None => words.push(Known { text: token.text.clone(), count: 1 }),
            }
        }
        for cue in cues {
            let token = Token::new((*cue).to_owned(), Kind::Word);
            if known.get_or_insert(token.hash, words.len() as u32) as usize == words.len() {
                words.push(Known { text: token.text, count: 0 });
            }
        }
        let by_length = order(words.len(), &|at| words[at].text.len() as u32);
        let words: Vec<Known> = by_length.into_iter().map(|at| words[at].clone()).collect();
        let longest = words.last().map_or(0, |word| word.text.len());
        let starts = |length| words.partition_point(|word| word.text.len() < length);
        let lengths = (0..=longest + 1).map(starts).collect();
        Self { words, lengths, known }
    }

    /// Mends the words of `tokens` that neither the base nor `is_common` knows.
    pub(crate) fn mend(&self, tokens: &mut [Token], is_common: &dyn Fn(u32) -> bool) {
        let unknown = tokens.iter_mut().filter(|token| {
            token.kind == Kind::Word
                && token.text.len() >= FEWEST_LETTERS
                && self.known.get(token.hash).is_none()
                && !is_common(token.hash)
        });
        for token in unknown.take(MOST_WORDS) {
            if let Some(word) = self.nearest(&token.text) {
                *token = Token::new(word.to_owned(), Kind::Word);
            }
        }
    }

    /// The word most used in the base that begins with `part`, which is itself no known word.
    pub(crate) fn completed(&self, part: &Token) -> Option<&str> {
        if self.known.get(part.hash).is_some() || part.text.len() < 3 {
            return None;
        }
        let longer = self.words.iter().filter(|word| word.count > 0 && word.text.starts_with(&part.text));
        longer.min_by_key(|word| std::cmp::Reverse(word.count)).map(|word| word.text.as_str())
    }

    /// The best word one slip away: the same first letter, then the most used, then the first in the base.
    fn nearest(&self, text: &str) -> Option<&str> {
        let first = *self.lengths.get(text.len() - 1)?;
        let end = self.lengths.get(text.len() + 2).copied().unwrap_or(self.words.len());
        let near =
            self.words[first..end].iter().filter(|word| one_slip(text.as_bytes(), word.text.as_bytes()));
        let begin = text.as_bytes().first();
        let best = near.min_by_key(|word| {
            let same = word.text.as_bytes().first() == begin;
            std::cmp::Reverse((word.count > 0, same, word.count))
        });
        best.map(|word| word.text.as_str())
    }
}

/// Whether one letter is wrong, missing, added, or two neighbours swapped (Damerau's distance of 1).
fn one_slip(typed: &[u8], word: &[u8]) -> bool {
    let same = typed.iter().zip(word).take_while(|(a, b)| a == b).count();
    let (typed, word) = (&typed[same..], &word[same..]);
    match typed.len() as isize - word.len() as isize {
        0 => {
            typed.len() > 1 && typed[0] == word[1] && typed[1] == word[0] && typed[2..] == word[2..]
                || !typed.is_empty() && typed[1..] == word[1..]
        }
        1 => typed[1..] == *word,
        -1 => *typed == word[1..],
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, expected: &str) {
        let base = crate::token::tokens("card cart payment refund refund delivery return returned", &[]);
        let spelling = Spelling::new(&base, &["human", "refunt"]);
        let mut tokens = vec![Token::new(word.to_owned(), Kind::Word)];
        spelling.mend(&mut tokens, &|hash| hash == Token::new("cars".to_owned(), Kind::Word).hash);
        assert_eq!(tokens[0].text, expected, "{word}");
    }

    #[test]
    fn one_slip_is_mended_and_no_more() {
        let cases = [
            ("paymnet", "payment"),
            ("paymentt", "payment"),
            ("pyment", "payment"),
            ("oayment", "payment"),
            ("humna", "human"),
            ("refunb", "refund"),
            ("refund", "refund"),
            ("pxymenx", "pxymenx"),
            ("cars", "cars"),
            ("caed", "card"),
            ("crd", "crd"),
            ("", ""),
            ("deliveryyyyyyyyyyyyyyyyyyyyyyyyyyyyyy", "deliveryyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"),
        ];
        for (word, expected) in cases {
            check(word, expected);
        }
    }
}
