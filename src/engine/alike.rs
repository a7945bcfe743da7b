//! Alike words of a language without spaces, in classes of three sizes, and words that are about nothing. No page loads them:
//! they are for whoever compares many questions with one another, where one whose words stand in no other is a stranger to all.

use crate::feature::{CLASSES, Feature};
use crate::hash::{Table, hash, pair};
use crate::pack::{CLASSES as SIZES, PackError};
use crate::token::{Kind, Token};

/// Seed of the table that words are looked up in.
const SEED: u32 = 3;

/// Sets the hash of a class apart from those of the words that a pack lists.
const APART: u32 = 48;

/// Words and the classes that each belongs to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Alike {
    /// Position in `classes` by the hash of a word.
    words: Table,
    /// Numbers of a word's classes, smallest class first.
    classes: Vec<[u32; SIZES]>,
    /// Characters of the longest word.
    longest: usize,
    /// Words that make a question or a wish of what they stand with, and tell nothing of what it is about.
    idle: Table,
    /// Characters of the longest of them.
    longest_idle: usize,
}

impl Alike {
    /// Reads lines of words: a line is a middle class, `|` stands between its small ones, and `+` begins a large one. Words
    /// behind `- ` are about nothing. Lines that begin with `# ` say something to people.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, PackError> {
        let text =
            std::str::from_utf8(bytes).map_err(|_| PackError { line: 1, problem: "save it as UTF-8" })?;
        let mut alike = Self::default();
        let mut classes = [0; SIZES];
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with("# ")) {
            if let Some(idle) = line.strip_prefix("- ") {
                for word in idle.split_whitespace() {
                    alike.idle.set(hash(SEED, word.as_bytes()), 0);
                    alike.longest_idle = alike.longest_idle.max(word.chars().count());
                }
                continue;
            }
            classes[1] += 1;
            classes[2] += u32::from(line.starts_with('+'));
            for small in line.trim_start_matches('+').split('|') {
                classes[0] += 1;
                for word in small.split(' ') {
                    if word.is_empty() {
                        return Err(PackError {
                            line: at + 1,
                            problem: "write words with one space between",
                        });
                    }
                    alike.longest = alike.longest.max(word.chars().count());
                    let next = alike.classes.len() as u32;
                    if alike.words.get_or_insert(hash(SEED, word.as_bytes()), next) == next {
                        alike.classes.push(classes);
                    }
                }
            }
        }
        Ok(alike)
    }

    /// A text without the words that are about nothing, the longest first where several begin at one character; as it is where
    /// nothing else stands in it.
    pub(crate) fn without_idle(&self, tokens: Vec<Token>) -> Vec<Token> {
        let mut out = Vec::with_capacity(tokens.len());
        let mut rest = tokens.as_slice();
        while let Some(first) = rest.first() {
            let idle = (1..=self.longest_idle.min(rest.len())).rev().find(|length| {
                let word: String = rest[..*length].iter().map(|token| token.text.as_str()).collect();
                self.idle.get(hash(SEED, word.as_bytes())).is_some()
            });
            if idle.is_none() {
                out.push(first.clone());
            }
            rest = &rest[idle.unwrap_or(1)..];
        }
        if out.iter().any(Token::is_searched) { out } else { tokens }
    }

    /// The classes of the words in a text, the longest word first where several begin at one character.
    pub(crate) fn features(&self, tokens: &[Token], out: &mut Vec<Feature>) {
        let glyphs = |token: &&Token| token.kind == Kind::Glyph;
        let mut rest = tokens;
        while !rest.is_empty() {
            let run = rest.iter().take(self.longest).take_while(glyphs).count();
            let known = (1..=run).rev().find_map(|length| {
                let word: String = rest[..length].iter().map(|token| token.text.as_str()).collect();
                Some((length, self.classes[self.words.get(hash(SEED, word.as_bytes()))? as usize]))
            });
            for (channel, class) in CLASSES.into_iter().zip(known.iter().flat_map(|known| known.1)) {
                let hash = pair(channel as u32 + APART, class, 0);
                out.push(Feature { hash, channel, rarity: None, count: 1 });
            }
            rest = &rest[known.map_or(1, |known| known.0)..];
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::pack::{Pack, PackError};
    use crate::vectors;

    fn chinese(alike: &[u8]) -> Result<Pack, PackError> {
        let chinese = crate::pack::shipped().into_iter().find(|pack| pack.language() == "zh");
        chinese.expect("it is shipped").with_alike(alike)
    }

    /// The cosine of two texts.
    fn near(alike: &str, one: &str, other: &str) -> f32 {
        let rows = vectors(&[one, other], &[chinese(alike.as_bytes()).expect("well formed")]);
        let of = |feature: u32| rows[1].iter().filter(move |cell| cell.0 == feature).map(|cell| cell.1);
        rows[0].iter().map(|(feature, weight)| of(*feature).sum::<f32>() * weight).sum()
    }

    #[test]
    fn texts_that_share_no_character_share_the_classes_of_their_words() {
        let alike = "# For people.\n+购物 选择|下单 订购\n付款 支付\n+快递 包裹";
        assert_eq!(near("", "付款", "下单"), 0.0);
        let (small, middle, large) =
            (near(alike, "订购", "下单"), near(alike, "选择", "下单"), near(alike, "支付", "下单"));
        assert!(small > middle && middle > large && large > 0.0, "{small} {middle} {large}");
        assert_eq!(near(alike, "包裹", "下单"), 0.0);
    }

    #[test]
    fn the_longest_word_is_the_one_that_is_meant() {
        let alike = "+红\n+花 草\n+红花 茶";
        assert!(near(alike, "红花", "茶") > 0.0);
        assert_eq!(near(alike, "红花", "草"), 0.0);
        assert!(near(alike, "白花", "草") > 0.0, "a word begins at any character");
    }

    #[test]
    fn words_that_only_ask_are_no_matter_where_another_stands_beside_them() {
        let alike = "- 怎么 怎么样 吗 能 我";
        assert!(near("", "我能付款吗", "我能下单吗") > 0.0);
        assert_eq!(near(alike, "我能付款吗", "我能下单吗"), 0.0);
        assert!((near(alike, "怎么样", "怎么样吗") - 1.0).abs() < 0.5, "nothing else is asked");
        assert!((near(alike, "我怎么付款", "付款") - 1.0).abs() < 1e-5);
    }

    #[test]
    fn a_broken_line_is_named() {
        for (bytes, line, problem) in [
            (&b"+\xff"[..], 1, "UTF-8"),
            ("# 一\n买 购\n\n".as_bytes(), 3, "one space"),
            ("买  购".as_bytes(), 1, "one space"),
            ("买||购".as_bytes(), 1, "one space"),
        ] {
            let error = chinese(bytes).expect_err("it is broken");
            assert!(error.line == line && error.problem.contains(problem), "{error}");
        }
    }
}
