//! The explicit wish for a person: a grammar over words, and one over sounds for homophones and pinyin.

use crate::pack::Pack;
use crate::pinyin::{sounds, syllables};
use crate::token::Token;

/// Whether the visitor asks for a person, in the visitor's own words: `mended` and as `typed`.
pub(crate) fn wants_person(mended: &[Token], typed: &[Token], packs: &[Pack]) -> bool {
    packs.iter().any(|pack| asks(mended, pack) || sounds_like_it(typed, pack, packs))
}

/// Whether no pack knows the words as something that only looks like a wish, `never`, or is `hardly` one: what the model
/// alone finds in them does not count.
pub(crate) fn may_be_one(mended: &[Token], packs: &[Pack]) -> bool {
    packs
        .iter()
        .all(|pack| pack.person.find(mended).iter().all(|found| !matches!(found.label, "never" | "hardly")))
}

/// Whether a wish stands there that no `never` overlaps.
fn asks(tokens: &[Token], pack: &Pack) -> bool {
    let found = pack.person.find(tokens);
    let of =
        |label: &'static str| found.iter().filter(move |found| found.label == label).map(|found| found.span);
    let clear = |wish: (usize, usize)| of("never").all(|never| never.1 <= wish.0 || wish.1 <= never.0);
    of("wish").any(clear)
}

/// Whether it sounds like a wish; what is spelt right has been judged by its words.
fn sounds_like_it(tokens: &[Token], pack: &Pack, packs: &[Pack]) -> bool {
    if pack.person_sound.is_empty() || pack.person.find(tokens).iter().any(|found| found.label == "spelt") {
        return false;
    }
    let heard = sounds(tokens, packs);
    let fee = pack.syllable("fei");
    let stands = |wish: &Vec<u32>| {
        let ends = heard.windows(wish.len()).enumerate().filter(|(_, part)| part == wish);
        ends.map(|(at, part)| at + part.len()).any(|end| fee.is_none() || heard.get(end).copied() != fee)
    };
    let wishes = pack.person_sound.iter().filter_map(|line| syllables(&line.replace(' ', ""), packs));
    wishes.filter(|wish| !wish.is_empty()).any(|wish| stands(&wish))
}
