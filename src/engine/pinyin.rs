//! Pinyin: Latin letters taken apart into toneless syllables, and a text as it sounds.

use crate::pack::Pack;
use crate::token::{Kind, Token};

/// Letters of the longest syllable (zhuang).
const LONGEST_SYLLABLE: usize = 6;

/// Letters of the longest run that is taken apart.
const LONGEST_RUN: usize = 60;

/// The syllables of a text typed wholly in pinyin, at least two; none where a word is anything else.
pub(crate) fn typed(tokens: &[Token], packs: &[Pack]) -> Option<Vec<u32>> {
    let mut sounds = Vec::new();
    for token in tokens.iter().filter(|token| token.is_searched()) {
        match token.kind {
            Kind::Word => sounds.extend(syllables(&token.text, packs)?),
            Kind::Number => {}
            _ => return None,
        }
    }
    (sounds.len() > 1).then_some(sounds)
}

/// How a text sounds, whether it is written in characters or in pinyin; other words sound as 0.
pub(crate) fn sounds(tokens: &[Token], packs: &[Pack]) -> Vec<u32> {
    let mut out = Vec::new();
    for token in tokens {
        match token.kind {
            Kind::Word => out.extend(syllables(&token.text, packs).unwrap_or_else(|| vec![0])),
            Kind::Glyph => out.push(glyph(&token.text, packs).unwrap_or(0)),
            Kind::Stop => {}
            _ => out.push(0),
        }
    }
    out
}

fn glyph(text: &str, packs: &[Pack]) -> Option<u32> {
    let c = text.chars().next()?;
    packs.iter().find_map(|pack| pack.reading(c)).map(|reading| reading.syllables[0])
}

/// The fewest syllables that `word` is made of; none where it isn't.
pub(crate) fn syllables(word: &str, packs: &[Pack]) -> Option<Vec<u32>> {
    if word.len() > LONGEST_RUN || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    let pack = packs.iter().find(|pack| pack.reads_pinyin())?;
    // `ways[end]`: the fewest syllables up to `end`, where the last one begins, and its number.
    let mut ways: Vec<Option<(u32, usize, u32)>> = vec![None; word.len() + 1];
    ways[0] = Some((0, 0, 0));
    for end in 1..=word.len() {
        for from in end.saturating_sub(LONGEST_SYLLABLE)..end {
            let Some((count, ..)) = ways[from] else { continue };
            if let Some(number) = word.get(from..end).and_then(|part| pack.syllable(part))
                && ways[end].is_none_or(|known| count + 1 < known.0)
            {
                ways[end] = Some((count + 1, from, number));
            }
        }
    }
    let mut out = Vec::new();
    let mut end = word.len();
    while end > 0 {
        let (_, from, number) = ways[end]?;
        out.push(number);
        end = from;
    }
    out.reverse();
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::shipped;
    use crate::token::tokens;

    fn check(text: &str, expected: &str) {
        let packs = shipped();
        let typed = typed(&tokens(text, &packs), &packs);
        let expected: Option<Vec<u32>> = expected
            .split_whitespace()
            .map(|part| packs.iter().find_map(|pack| pack.syllable(part)))
            .collect();
        assert_eq!(typed, expected.filter(|sounds| !sounds.is_empty()), "{text}");
    }

    #[test]
    fn pinyin_is_read_with_and_without_spaces() {
        check("wo yao tuikuan", "wo yao tui kuan");
        check("zenmechadingdan", "zen me cha ding dan");
        check("Zhuan Ren Gong", "zhuan ren gong");
        check("how do i get a refund", "");
        check("wo", "");
        check("我要tuikuan", "");
    }

    #[test]
    fn characters_and_letters_sound_alike() {
        let packs = shipped();
        let sounds = |text| sounds(&tokens(text, &packs), &packs);
        assert_eq!(sounds("转仁工"), sounds("zhuanrengong"));
        assert_eq!(sounds("转人工。"), sounds("zhuan ren gong"));
    }
}
