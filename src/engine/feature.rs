//! Features: what of a text is compared, hashed, each in its channel.

use crate::hash::{finish, pair, start, step};
use crate::pack::Pack;
use crate::token::{Kind, Token};

/// Most tokens of one text that are indexed or searched.
const MOST_TOKENS: usize = 400;

/// Letters of the parts of a word, its beginning and end counted as one letter each.
const PART_LENGTHS: std::ops::RangeInclusive<usize> = 3..=5;

/// What a feature is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Channel {
    /// A word or number.
    Word,
    /// Two neighbouring words.
    Pair,
    /// Three to five letters in a row.
    Part,
    /// One character of a script without spaces.
    Glyph,
    /// Two neighbouring characters.
    GlyphPair,
    /// A toneless syllable.
    Sound,
    /// Two neighbouring syllables.
    SoundPair,
    /// The small, middle and large class of alike words that a word belongs to.
    Class,
    Family,
    Field,
}

/// How many channels there are.
pub(crate) const CHANNELS: usize = 10;

/// The channels' names in an explanation.
pub(crate) const CHANNEL_NAMES: [&str; CHANNELS] = [
    "words",
    "word pairs",
    "parts of words",
    "characters",
    "character pairs",
    "sounds",
    "sound pairs",
    "alike words",
    "families of words",
    "fields of words",
];

/// The channels of the classes that a pack knows of a word, smallest first.
pub(crate) const CLASSES: [Channel; crate::pack::CLASSES] = [Channel::Class, Channel::Family, Channel::Field];

/// One feature of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Feature {
    pub(crate) hash: u32,
    pub(crate) channel: Channel,
    /// How rare it is in the language, 0 to 1; none where only the base can tell.
    pub(crate) rarity: Option<f32>,
    /// How often it stands in the text.
    pub(crate) count: u32,
}

/// The features of a text, each once, in the order in which they first stand.
pub(crate) fn features(tokens: &[Token], packs: &[Pack]) -> Vec<Feature> {
    let mut out = Vec::with_capacity(tokens.len() * 12);
    let mut last: Option<&Token> = None;
    for token in tokens.iter().filter(|token| token.is_searched()).take(MOST_TOKENS) {
        push_token(token, packs, &mut out);
        if let Some(last) = last {
            let channel = match (is_letter(last, packs), is_letter(token, packs), token.kind) {
                (true, true, _) => Channel::Glyph,
                (_, _, Kind::Glyph) => Channel::GlyphPair,
                _ => Channel::Pair,
            };
            push(&mut out, channel, pair(channel as u32, last.hash, token.hash), None);
        }
        last = Some(token);
    }
    push_sounds(&readings(tokens, packs), &mut out);
    counted(out)
}

/// The features of a question typed in pinyin: its sounds alone.
pub(crate) fn sound_features(syllables: &[u32]) -> Vec<Feature> {
    let mut out = Vec::new();
    let sounds: Vec<[u32; 2]> = syllables.iter().take(MOST_TOKENS).map(|sound| [*sound, 0]).collect();
    push_sounds(&sounds, &mut out);
    counted(out)
}

fn push(out: &mut Vec<Feature>, channel: Channel, hash: u32, rarity: Option<f32>) {
    out.push(Feature { hash, channel, rarity, count: 1 });
}

fn push_token(token: &Token, packs: &[Pack], out: &mut Vec<Feature>) {
    match token.kind {
        Kind::Glyph => {
            let rarity = token.text.chars().next().and_then(|c| glyph_rarity(c, packs));
            let channel = if rarity.is_some() { Channel::Glyph } else { Channel::Part };
            push(out, channel, finish(token.hash ^ 0x1000_0000), rarity);
        }
        _ => {
            push(out, Channel::Word, token.hash, word_rarity(token, packs));
            let classes = packs.iter().find_map(|pack| pack.classes(token.hash)).unwrap_or_default();
            for (channel, class) in CLASSES.into_iter().zip(classes) {
                push(out, channel, pair(channel as u32 + 16, class, 0), None);
            }
            push_parts(&token.text, out);
        }
    }
}

/// Whether a token is a character that no pack knows: a letter of a script without spaces, such as Thai, or of one whose
/// tables are not there. Alone it tells little, so two of them count as one character of Chinese does.
fn is_letter(token: &Token, packs: &[Pack]) -> bool {
    token.kind == Kind::Glyph && token.text.chars().all(|c| glyph_rarity(c, packs).is_none())
}

/// 0 for the commonest words, 1 for those that no pack lists.
fn word_rarity(token: &Token, packs: &[Pack]) -> Option<f32> {
    let spoken = packs.iter().filter(|pack| pack.lists_words());
    let level = spoken.map(|pack| pack.rarity(token.hash).unwrap_or(crate::pack::UNLISTED)).min()?;
    Some((level as f32 + 0.5) / (crate::pack::UNLISTED as f32 + 0.5))
}

/// 0 for the commonest characters, 1 for the rarest; none for a character that no pack knows.
fn glyph_rarity(c: char, packs: &[Pack]) -> Option<f32> {
    let reading = packs.iter().find_map(|pack| pack.reading(c))?;
    Some(reading.rarity as f32 / crate::pack::RAREST as f32)
}

fn push_parts(word: &str, out: &mut Vec<Feature>) {
    // The bytes of its letters, its beginning and its end.
    let mut bytes = Vec::with_capacity(word.len() + 2);
    bytes.push(b'^');
    bytes.extend(word.bytes());
    bytes.push(b'$');
    let begins = |byte: u8| byte & 0xc0 != 0x80;
    for from in (0..bytes.len()).filter(|at| begins(bytes[*at])) {
        let (mut state, mut at) = (start(Channel::Part as u32 + 16), from);
        for length in 0..*PART_LENGTHS.end() {
            if at == bytes.len() {
                break;
            }
            state = step(state, bytes[at]);
            at += 1;
            while at < bytes.len() && !begins(bytes[at]) {
                state = step(state, bytes[at]);
                at += 1;
            }
            if PART_LENGTHS.contains(&(length + 1)) {
                push(out, Channel::Part, finish(state), None);
            }
        }
    }
}

/// How the characters among `tokens` sound; what stands between them is left out.
fn readings(tokens: &[Token], packs: &[Pack]) -> Vec<[u32; 2]> {
    let glyphs = tokens.iter().take(MOST_TOKENS).filter(|token| token.kind == Kind::Glyph);
    let characters = glyphs.filter_map(|token| token.text.chars().next());
    characters.filter_map(|c| packs.iter().find_map(|pack| pack.reading(c))).map(|r| r.syllables).collect()
}

fn push_sounds(sounds: &[[u32; 2]], out: &mut Vec<Feature>) {
    for (at, sound) in sounds.iter().enumerate() {
        for second in sound.iter().filter(|sound| **sound != 0) {
            push(out, Channel::Sound, pair(Channel::Sound as u32 + 16, *second, 0), None);
            for first in at.checked_sub(1).map_or(&[][..], |before| &sounds[before]) {
                if *first != 0 {
                    push(
                        out,
                        Channel::SoundPair,
                        pair(Channel::SoundPair as u32 + 16, *first, *second),
                        None,
                    );
                }
            }
        }
    }
}

/// Equal features made one with their count, in the order in which they first stand.
pub(crate) fn counted(features: Vec<Feature>) -> Vec<Feature> {
    let mut out: Vec<Feature> = Vec::with_capacity(features.len());
    // Places in `out`, one more than they are, by hash with open addressing; at most half are taken.
    let mut places = vec![0_u32; (features.len() * 2).next_power_of_two()];
    let mask = places.len() - 1;
    for feature in features {
        let mut slot = feature.hash as usize & mask;
        loop {
            match out.get_mut((places[slot] as usize).wrapping_sub(1)) {
                None => {
                    out.push(feature);
                    places[slot] = out.len() as u32;
                    break;
                }
                Some(known) if known.hash == feature.hash => {
                    known.count += 1;
                    break;
                }
                Some(_) => slot = (slot + 1) & mask,
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::shipped;
    use crate::token::tokens;

    fn hashes(text: &str, channel: Channel) -> Vec<u32> {
        let packs = shipped();
        let all = features(&tokens(text, &packs), &packs);
        all.iter().filter(|feature| feature.channel == channel).map(|feature| feature.hash).collect()
    }

    #[test]
    fn homophones_sound_alike() {
        assert_eq!(hashes("转人工", Channel::Sound), hashes("转仁工", Channel::Sound));
        assert_ne!(hashes("转人工", Channel::Glyph), hashes("转仁工", Channel::Glyph));
        assert_eq!(hashes("transfer", Channel::Sound), []);
    }

    #[test]
    fn words_come_with_pairs_and_parts() {
        let count = |channel| hashes("cat hat cat", channel).len();
        // cat, hat; cat-hat, hat-cat; of ^cat$ and ^hat$: ^ca cat at$ ^cat cat$ ^cat$, where at$ is shared.
        assert_eq!((count(Channel::Word), count(Channel::Pair), count(Channel::Part)), (2, 2, 11));
    }
}
