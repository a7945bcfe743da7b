//! Text made comparable: width, case, accents, Traditional forms and invisible characters folded away.

use crate::pack::Pack;

/// Most characters of one text that are read; the rest of a longer one is ignored.
///
/// The composer and the desk hold the same limit (`protocol::MESSAGE_CHARACTERS`), so only misuse meets it.
pub(crate) const LONGEST: usize = 4_000;

/// Base letters of U+00C0 to U+017F; `.` where there is none.
const LATIN: &[u8] = b"aaaaaa.ceeeeiiiidnooooo.ouuuuyt.aaaaaa.ceeeeiiiidnooooo.ouuuuyty\
aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkk.llllll..llnnnnnn.nnoooooo..rrrrrrssssssss\
ttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/// Base letters of U+1E00 to U+1EFF; `.` where there is none.
const LATIN_ADDITIONAL: &[u8] = b"aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm\
mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy.s....\
aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";

/// `text` in the form that is compared: the part of NFKC that visitors type, lower case, accents off Latin
/// letters, Simplified for Traditional where a pack knows the pair, control and invisible characters dropped.
pub(crate) fn normalise(text: &str, packs: &[Pack]) -> String {
    let mut out = String::with_capacity(text.len().min(LONGEST * 4));
    for c in text.chars().take(LONGEST) {
        fold(c, packs, &mut out);
    }
    out
}

fn fold(c: char, packs: &[Pack], out: &mut String) {
    match c {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => out.push('\n'),
        '\t' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => out.push(' '),
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' => {}
        '`' => out.push('\''),
        ' '..='~' => out.push(c.to_ascii_lowercase()),
        '\u{ff01}'..='\u{ff5e}' => fold(shifted(c, 0xff01, 0x21), packs, out),
        '’' | '‘' | 'ʼ' | '´' => out.push('\''),
        'ß' => out.push_str("ss"),
        'æ' | 'Æ' => out.push_str("ae"),
        'œ' | 'Œ' => out.push_str("oe"),
        '\u{fb00}'..='\u{fb06}' => {
            out.push_str(["ff", "fi", "fl", "ffi", "ffl", "st", "st"][c as usize - 0xfb00])
        }
        '\u{c0}'..='\u{17f}' => fold_latin(c, LATIN[c as usize - 0xc0], out),
        '\u{1e00}'..='\u{1eff}' => fold_latin(c, LATIN_ADDITIONAL[c as usize - 0x1e00], out),
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => {}
        '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}' => {}
        '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => out.push(simplified(c, packs)),
        _ => out.push(lower(c)),
    }
}

fn fold_latin(c: char, base: u8, out: &mut String) {
    match base {
        b'.' => out.push(c),
        letter => out.push(char::from(letter)),
    }
}

/// The lower case of Greek, Cyrillic and Armenian letters. Latin ones are folded before; the standard library's
/// tables of all scripts would cost a visitor some kilobytes.
fn lower(c: char) -> char {
    match c {
        'Α'..='Ω' | 'А'..='Я' => shifted(c, 0, 32),
        'Ѐ'..='Џ' => shifted(c, 0, 80),
        'Ѡ'..='Ҁ' | 'Ҋ'..='Ҿ' | 'Ӑ'..='ԯ' if (c as u32).is_multiple_of(2) => shifted(c, 0, 1),
        'Ա'..='Ֆ' => shifted(c, 0, 48),
        'Ά' | 'ά' => 'α',
        'Έ' | 'έ' => 'ε',
        'Ή' | 'ή' => 'η',
        'Ί' | 'ί' => 'ι',
        'Ό' | 'ό' => 'ο',
        'Ύ' | 'ύ' => 'υ',
        'Ώ' | 'ώ' => 'ω',
        'ς' => 'σ',
        _ => c,
    }
}

fn shifted(c: char, from: u32, to: u32) -> char {
    char::from_u32(c as u32 - from + to).unwrap_or(c)
}

fn simplified(c: char, packs: &[Pack]) -> char {
    packs.iter().find_map(|pack| pack.simplified(c)).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            assert_eq!(normalise(text, &crate::pack::shipped()), *expected, "{text:?}");
        }
    }

    #[test]
    fn what_looks_the_same_becomes_the_same() {
        check(&[
            ("Ｗｈｅｒｅ　ｉｓ　ＭＹ order？", "where is my order?"),
            ("Crème brûlée, ﬁne Straße", "creme brulee, fine strasse"),
            ("Cafe\u{301}", "cafe"),
            ("Điện thoại", "dien thoai"),
            ("re\u{200b}turn\u{ad}s\u{0}", "returns"),
            ("can’t", "can't"),
            ("我要轉真人客服", "我要转真人客服"),
            ("ВОЗВРАТ Ё", "возврат ё"),
            ("ΠΌΣΟ πόσο", "ποσο ποσο"),
            ("", ""),
        ]);
    }

    #[test]
    fn a_message_of_a_hundred_thousand_characters_is_cut() {
        let text = "退款".repeat(50_000);
        assert_eq!(normalise(&text, &[]).chars().count(), LONGEST);
    }
}
