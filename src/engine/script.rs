//! Which script a character belongs to, and which language a text is likely in.

/// How a character takes part in tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Joined with its neighbours to a word.
    Letter,
    /// Joined with its neighbours to a number.
    Digit,
    /// A token by itself: scripts written without spaces, and Hangul.
    Glyph,
    /// Emoji and other pictures.
    Symbol,
    /// Ends a sentence.
    Stop,
    /// Everything between tokens.
    Space,
}

/// The class of a normalised character.
pub(crate) fn class(c: char) -> Class {
    match c {
        'a'..='z' => Class::Letter,
        '0'..='9' => Class::Digit,
        '.' | '!' | '?' | ';' | '\n' | '。' | '…' => Class::Stop,
        '\0'..='\u{a9}' | '×' | '÷' => Class::Space,
        '\u{0e01}'..='\u{0eff}' | '\u{1000}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}' => Class::Glyph,
        '\u{2000}'..='\u{20cf}' => Class::Space,
        '\u{2190}'..='\u{2bff}' => Class::Symbol,
        '\u{2e80}'..='\u{3004}' | '\u{3008}'..='\u{3040}' | '\u{30fb}' => Class::Space,
        '\u{3005}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => Class::Glyph,
        '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe6f}' | '\u{ff00}'..='\u{ffff}' => Class::Space,
        '\u{1f000}'..='\u{1faff}' => Class::Symbol,
        '\u{e0000}'.. => Class::Space,
        _ => Class::Letter,
    }
}

/// The language that the script of `text` tells of, as a BCP 47 tag; none for scripts that several share
/// (Latin, Cyrillic, Arabic), where the page's language is the better guess.
///
/// Kana tell Japanese at any share; else the script of most characters decides.
pub fn language_of(text: &str) -> Option<&'static str> {
    const TAGS: [&str; 4] = ["zh", "ko", "th", "el"];
    let mut counts = [0_u32; 4];
    let mut others = 0;
    for c in text.chars().take(crate::text::LONGEST) {
        match c {
            '\u{3041}'..='\u{30fa}' => return Some("ja"),
            '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => counts[0] += 2,
            '\u{ac00}'..='\u{d7a3}' => counts[1] += 2,
            '\u{e01}'..='\u{e5b}' => counts[2] += 1,
            '\u{370}'..='\u{3ff}' => counts[3] += 1,
            _ if c.is_ascii_alphabetic() || class(c) == Class::Letter => others += 1,
            _ => {}
        }
    }
    let best = (0..TAGS.len()).max_by_key(|at| (counts[*at], TAGS.len() - at))?;
    (counts[best] > 0 && counts[best] * 2 > others).then_some(TAGS[best])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_tells_the_language_where_it_can() {
        let cases = [
            ("怎么退款", Some("zh")),
            ("我的wifi密码", Some("zh")),
            ("返品したい", Some("ja")),
            ("환불 방법", Some("ko")),
            ("คืนสินค้า", Some("th")),
            ("how do I say 你好 in a letter", None),
            ("возврат", None),
            ("😡", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(language_of(text), expected, "{text}");
        }
    }
}
