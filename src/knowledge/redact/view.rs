//! A text as redaction reads it: each sign folded, with the bytes that it stands at.

use super::{Found, Span};

/// What stands where something private was found already, and after the end.
pub(super) const COVERED: char = '\0';

/// The folded signs of a text: full-width forms and other digits as ASCII, lower case, all dashes and spaces alike,
/// invisible ones left out.
pub(super) struct View {
    signs: Vec<(char, usize, usize)>,
}

impl View {
    pub(super) fn of(text: &str) -> Self {
        let signs = text.char_indices().filter_map(|(at, c)| Some((fold(c)?, at, at + c.len_utf8())));
        Self { signs: signs.collect() }
    }

    pub(super) fn len(&self) -> usize {
        self.signs.len()
    }

    /// The sign at a place.
    pub(super) fn at(&self, place: usize) -> char {
        self.signs.get(place).map_or(COVERED, |sign| sign.0)
    }

    /// The sign so many places before `place`; 1 is the one right before.
    pub(super) fn before(&self, place: usize, back: usize) -> char {
        place.checked_sub(back).map_or(COVERED, |place| self.at(place))
    }

    pub(super) fn is_digit(&self, place: usize) -> bool {
        self.at(place).is_ascii_digit()
    }

    pub(super) fn is_word(&self, place: usize) -> bool {
        self.at(place).is_ascii_alphanumeric()
    }

    /// Whether one of these signs stands at a place.
    //
    // Compared one by one: `str::contains` of a sign beyond ASCII searches a text in a text, and whoever is answered for the
    // first time would download that, 2 KB, as the widget's other parts use it too.
    pub(super) fn is_among(&self, place: usize, signs: &str) -> bool {
        signs.chars().any(|sign| sign == self.at(place))
    }

    /// Whether `word` begins at `place`.
    pub(super) fn begins(&self, place: usize, word: &str) -> bool {
        word.chars().zip(place..).all(|(c, place)| self.at(place) == c)
    }

    /// Where `word` begins if it ends before `end`; a word of letters must stand alone on its left.
    pub(super) fn ends(&self, end: usize, word: &str) -> Option<usize> {
        let mut from = end;
        for c in word.chars().rev() {
            from = from.checked_sub(1).filter(|place| self.at(*place) == c)?;
        }
        let joined = self.at(from).is_ascii_lowercase() && self.before(from, 1).is_ascii_lowercase();
        (!joined).then_some(from)
    }

    /// Hides what was found from whatever looks next.
    pub(super) fn cover(&mut self, found: &[Span]) {
        for span in found {
            for sign in self.signs.get_mut(span.from..span.to).into_iter().flatten() {
                sign.0 = COVERED;
            }
        }
    }

    /// What was found as bytes of the text, in order.
    pub(super) fn bytes(&self, mut found: Vec<Span>) -> Vec<Found> {
        found.sort_by_key(|span| span.from);
        let mut out: Vec<Found> = Vec::with_capacity(found.len());
        for span in found {
            let first = self.signs.get(span.from).map_or(0, |sign| sign.1);
            let end = self.signs.get(span.to.wrapping_sub(1)).map_or(0, |sign| sign.2);
            let start = out.last().map_or(first, |last| first.max(last.bytes.end));
            if start < end {
                out.push(Found { bytes: start..end, kind: span.kind });
            }
        }
        out
    }
}

/// A sign as it is compared; none for one that nobody sees.
fn fold(c: char) -> Option<char> {
    let shifted = |from: u32, to: char| char::from_u32(c as u32 - from + to as u32).unwrap_or(c);
    Some(match c {
        ' '..='~' => c.to_ascii_lowercase(),
        '\u{ff01}'..='\u{ff5e}' => shifted(0xff01, '!').to_ascii_lowercase(),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => return None,
        '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{20e3}' => return None,
        '\t' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
        '\u{660}'..='\u{669}' => shifted(0x660, '0'),
        '\u{6f0}'..='\u{6f9}' => shifted(0x6f0, '0'),
        '\u{2460}'..='\u{2468}' => shifted(0x2460, '1'),
        '\u{24ea}' => '0',
        '\u{fe6b}' => '@',
        '\u{b7}' | '\u{2022}' => '.',
        '\u{301c}' => '~',
        '【' | '〔' | '「' => '[',
        '】' | '〕' | '」' => ']',
        '’' | '‘' => '\'',
        '“' | '”' | '《' | '》' => '"',
        // What stands for something covered must not come from outside.
        COVERED => '\u{1}',
        _ => c,
    })
}
