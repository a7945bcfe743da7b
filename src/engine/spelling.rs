//! Spelling: a word that nobody knows becomes the nearest word of the base, one slip away or, if it is long, two.

use crate::hash::{Table, order};
use crate::token::{Kind, Token};

/// Words of one text that are looked at; later ones stay as they are.
const MOST_WORDS: usize = 48;

/// Fewest letters of a word that is mended, of one that is mended to a word of the packs, and of one in which two
/// slips are: shorter ones are near too many others.
///
/// Top-1 on banking77 with 10 wordings and two slips a question: 71.3 with 4 letters and one slip, 71.9 with 3; 72.8
/// with two slips from 7 letters on, 73.1 from 6. Without slips it stays at 75.7.
const FEWEST_LETTERS: usize = 3;
const FEWEST_FOR_CUES: usize = 4;
const FEWEST_FOR_TWO: usize = 6;

/// How much likelier a word is that begins with the same letter, and one where neighbours on the keyboard or in the word
/// were mixed up. On the same questions 73.1 without the second, 73.4 with 10 and with 30.
const SAME_BEGINNING: u32 = 5;
const NEAR_KEYS: u32 = 10;

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

    /// The best word one slip away; of a long one two, if they leave its first letter.
    fn nearest(&self, text: &str) -> Option<&str> {
        let one = self.likeliest(text, 1, &one_slip);
        if one.is_some() || text.len() < FEWEST_FOR_TWO {
            return one;
        }
        self.likeliest(text, 2, &|typed, word| typed[0] == word[0] && two_slips(typed, word))
    }

    /// The likeliest of the words that are `near`, at most `slips` longer or shorter: the base's before the packs', then
    /// by use and kind of slip, then the first in the base.
    fn likeliest(&self, text: &str, slips: usize, near: &dyn Fn(&[u8], &[u8]) -> bool) -> Option<&str> {
        let typed = text.as_bytes();
        let first = *self.lengths.get(typed.len() - slips)?;
        let end = self.lengths.get(typed.len() + slips + 1).copied().unwrap_or(self.words.len());
        let mut best = (0, None);
        for word in &self.words[first..end] {
            let letters = word.text.as_bytes();
            let is_cue = word.count == 0;
            if is_cue && (slips > 1 || typed.len() < FEWEST_FOR_CUES) || !near(typed, letters) {
                continue;
            }
            let mut likely = if is_cue { 1 } else { word.count.saturating_mul(NEAR_KEYS * NEAR_KEYS) };
            if typed[0] == letters[0] {
                likely = likely.saturating_mul(SAME_BEGINNING);
            }
            if is_near_miss(typed, letters) {
                likely = likely.saturating_mul(NEAR_KEYS);
            }
            if likely > best.0 {
                best = (likely, Some(word.text.as_str()));
            }
        }
        best.1
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

/// Whether at most two letters are wrong, missing, added or swapped with their neighbours (Damerau's distance, each
/// part changed once).
fn two_slips(typed: &[u8], word: &[u8]) -> bool {
    let width = word.len() + 1;
    let mut slips: Vec<usize> = (0..width).collect();
    for at in 1..=typed.len() {
        slips.push(at);
        for to in 1..width {
            let here = at * width + to;
            let wrong = usize::from(typed[at - 1] != word[to - 1]);
            let mut least = (slips[here - width] + 1).min(slips[here - 1] + 1);
            least = least.min(slips[here - width - 1] + wrong);
            if at > 1 && to > 1 && typed[at - 1] == word[to - 2] && typed[at - 2] == word[to - 1] {
                least = least.min(slips[here - 2 * width - 2] + 1);
            }
            slips.push(least);
        }
    }
    slips[slips.len() - 1] <= 2
}

/// Whether one letter stands for its neighbour on the keyboard, or letters have changed places.
fn is_near_miss(typed: &[u8], word: &[u8]) -> bool {
    let mut wrong = typed.iter().zip(word).filter(|(a, b)| a != b);
    if typed.len() != word.len() {
        return false;
    }
    match (wrong.next(), wrong.next()) {
        (Some((a, b)), None) => match (key(*a), key(*b)) {
            (Some(a), Some(b)) => a.0.abs_diff(b.0) <= 1 && a.1.abs_diff(b.1) <= 1,
            _ => false,
        },
        _ => true,
    }
}

/// Row and place of a letter on the keyboard.
fn key(letter: u8) -> Option<(usize, usize)> {
    let at = b"qwertyuiop_asdfghjkl__zxcvbnm".iter().position(|key| *key == letter)?;
    Some((at / 11, at % 11))
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
    fn a_slip_is_mended_in_a_long_word_two() {
        let cases = [
            ("paymnet", "payment"),
            ("paymentt", "payment"),
            ("pyment", "payment"),
            ("oayment", "payment"),
            ("humna", "human"),
            ("refunb", "refund"),
            ("refund", "refund"),
            ("pxymenx", "payment"),
            ("pxymxnx", "pxymxnx"),
            ("xxyment", "xxyment"),
            ("delviey", "delivery"),
            ("czrs", "czrs"),
            ("cars", "cars"),
            ("caed", "card"),
            ("crd", "card"),
            ("csrt", "cart"),
            ("hmn", "hmn"),
            ("cr", "cr"),
            ("", ""),
            ("deliveryyyyyyyyyyyyyyyyyyyyyyyyyyyyyy", "deliveryyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"),
        ];
        for (word, expected) in cases {
            check(word, expected);
        }
    }
}
