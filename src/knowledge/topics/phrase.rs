//! Phrases that really stand in questions and could name what they are about.

use std::collections::{BTreeMap, BTreeSet};

/// Longest phrases, in words, and in characters of a script without spaces.
const MOST_WORDS: usize = 4;
const MOST_GLYPHS: usize = 12;

/// Words that no phrase begins or ends with: they tell nothing of the subject.
const EDGES: [&str; 110] = [
    "a", "an", "the", "i", "me", "my", "mine", "we", "us", "our", "you", "your", "it", "its", "he", "she",
    "they", "them", "this", "that", "these", "those", "is", "are", "am", "was", "were", "be", "been", "do",
    "does", "did", "don't", "can", "can't", "could", "will", "would", "should", "shall", "may", "might",
    "must", "have", "has", "had", "i'm", "i've", "i'd", "i'll", "it's", "what", "what's", "whats", "which",
    "who", "where", "where's", "when", "why", "how", "how's", "if", "and", "or", "but", "so", "then", "than",
    "to", "of", "in", "on", "at", "for", "from", "with", "by", "about", "into", "as", "there", "here",
    "please", "tell", "let", "know", "want", "wanna", "need", "like", "get", "give", "go", "going", "just",
    "some", "any", "much", "many", "too", "not", "no", "yes", "hi", "hello", "hey", "ok", "thanks", "really",
];

/// The same of Chinese characters, where they are no part of a word: 请, but not that of 申请.
const GLYPH_EDGES: &str = "的了吗嗎呢吧啊呀嘛么麼我你您他她它们們请請问問想要能可会會是在有把被给給让讓跟和与與或就都也还還又再才这這那哪什怎为為多少几幾个個些一从從对對好不没沒很着著过過得地之以後";

/// Words that tell nothing, of two characters: no phrase begins with the second of them.
const PAIRS: [&str; 9] = ["什么", "怎么", "那么", "这么", "多么", "多少", "什麼", "怎麼", "么时"];

/// A character is part of a word with one beside it that seldom stands without it, at least this often with it.
const BOUND: f64 = 0.6;

/// How often a character must have been seen to tell.
const SEEN: u32 = 2;

/// A word, or one character of a script without spaces.
#[derive(Clone, Copy)]
pub(super) struct Unit<'a> {
    pub(super) text: &'a str,
    pub(super) is_glyph: bool,
    /// Whether nothing but a space stands between it and the unit before.
    pub(super) follows: bool,
}

/// Which characters belong together in some texts.
#[derive(Default)]
pub(crate) struct Bonds {
    alone: BTreeMap<char, u32>,
    together: BTreeMap<(char, char), u32>,
}

impl Bonds {
    /// As lower-case texts have them.
    pub(crate) fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut bonds = Self::default();
        for text in texts {
            let units = units(text);
            for (at, unit) in units.iter().enumerate().filter(|(_, unit)| unit.is_glyph) {
                *bonds.alone.entry(unit.glyph()).or_default() += 1;
                if let Some(next) = units.get(at + 1).filter(|next| next.is_glyph && next.follows) {
                    *bonds.together.entry((unit.glyph(), next.glyph())).or_default() += 1;
                }
            }
        }
        bonds
    }

    /// Whether an edge is the end of a word that `inner` begins, or the beginning of one that it ends.
    fn holds(&self, first: char, second: char, inner: char) -> bool {
        let seen = self.alone.get(&inner).copied().unwrap_or_default();
        let together = self.together.get(&(first, second)).copied().unwrap_or_default();
        seen >= SEEN && !GLYPH_EDGES.contains(inner) && f64::from(together) >= BOUND * f64::from(seen)
    }

    /// Whether two units that stand side by side are of one word, the `inner` of them being the first or the second.
    pub(super) fn joins(&self, first: &Unit<'_>, second: &Unit<'_>, inner: &Unit<'_>) -> bool {
        first.is_glyph && second.is_glyph && self.holds(first.glyph(), second.glyph(), inner.glyph())
    }

    /// Whether a phrase can begin with a unit of a text.
    pub(super) fn begins(&self, units: &[Unit<'_>], at: usize) -> bool {
        let last = at.checked_sub(1).map(|last| units[last].text).filter(|_| units[at].follows);
        let is_second =
            |pair: &&str| Some(*pair) == last.map(|last| [last, units[at].text].concat()).as_deref();
        if PAIRS.iter().any(is_second) {
            return false;
        }
        let next = units.get(at + 1).filter(|next| next.follows);
        !units[at].is_edge() || next.is_some_and(|next| self.joins(&units[at], next, next))
    }

    /// Whether a phrase can end with it.
    fn ends(&self, units: &[Unit<'_>], at: usize) -> bool {
        let last =
            at.checked_sub(1).map(|last| &units[last]).filter(|last| last.is_glyph && units[at].follows);
        let is_word = |last: &Unit<'_>| self.holds(last.glyph(), units[at].glyph(), last.glyph());
        !units[at].is_edge() || units[at].is_glyph && last.is_some_and(is_word)
    }
}

impl Unit<'_> {
    fn glyph(&self) -> char {
        self.text.chars().next().unwrap_or_default()
    }

    /// Whether it tells nothing of a subject by itself.
    pub(super) fn is_edge(&self) -> bool {
        match self.is_glyph {
            true => GLYPH_EDGES.contains(self.text),
            false => EDGES.contains(&self.text) || self.text.chars().all(|c| !c.is_alphabetic()),
        }
    }
}

/// All phrases of a lower-case text that could name a topic.
pub(crate) fn phrases(text: &str, bonds: &Bonds) -> BTreeSet<String> {
    let units = units(text);
    let mut out = BTreeSet::new();
    for from in (0..units.len()).filter(|at| bonds.begins(&units, *at)) {
        let mut phrase = String::new();
        let (mut words, mut glyphs) = (0, 0);
        for (at, unit) in units.iter().enumerate().skip(from) {
            if at > from && !unit.follows {
                break;
            }
            let spaced = at > from && !(unit.is_glyph || units[at - 1].is_glyph);
            phrase.push_str(if spaced { " " } else { "" });
            phrase.push_str(singular(unit.text));
            words += usize::from(!unit.is_glyph);
            glyphs += usize::from(unit.is_glyph);
            if words > MOST_WORDS || glyphs > MOST_GLYPHS {
                break;
            }
            if bonds.ends(&units, at) && (words > 0 || glyphs > 1) {
                out.insert(phrase.clone());
            }
        }
    }
    out
}

/// The words and characters of a text.
pub(super) fn units(text: &str) -> Vec<Unit<'_>> {
    let mut out: Vec<Unit<'_>> = Vec::new();
    let (mut from, mut follows) = (None, false);
    let ends = text.char_indices().map(|(at, c)| (at, Some(c))).chain([(text.len(), None)]);
    for (at, c) in ends {
        let glyph = c.is_some_and(|c| matches!(c, '\u{2e80}'..='\u{2fff}' | '\u{3005}' | '\u{3041}'..='\u{9fff}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..));
        let word = !glyph && c.is_some_and(|c| c.is_alphanumeric() || c == '\'' || c == '’');
        if let (Some(start), false) = (from, word) {
            out.push(Unit { text: &text[start..at], is_glyph: false, follows });
            (from, follows) = (None, true);
        }
        match c {
            Some(c) if glyph => {
                out.push(Unit { text: &text[at..at + c.len_utf8()], is_glyph: true, follows });
                follows = true;
            }
            Some(_) if word => from = from.or(Some(at)),
            Some(' ') => {}
            _ => follows = false,
        }
    }
    out
}

/// A word without the `s` of its plural, so that "gift card" and "gift cards" count as the same.
pub(super) fn singular(word: &str) -> &str {
    let stem =
        word.strip_suffix('s').filter(|stem| stem.len() > 2 && !stem.ends_with(['s', 'u', 'i', '\'', '’']));
    stem.unwrap_or(word)
}
