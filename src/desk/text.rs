//! Words from outside, made safe to keep: control characters go, everything else stays.

/// A text without control characters but for line breaks and tabs; line breaks become `\n`.
///
/// Emoji joiners, direction marks and unassigned characters stay: screens isolate them, and taking them out would
/// change what was said.
pub fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.chars().map(|c| if c == '\r' { '\n' } else { c }).filter(|c| is_kept(*c)).collect()
}

fn is_kept(c: char) -> bool {
    !c.is_control() || matches!(c, '\n' | '\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_control_characters_go() {
        for (text, kept) in [
            ("a\0b\u{7}c\u{1b}[31m\u{7f}\u{85}", "abc[31m"),
            ("one\r\ntwo\rthree\n\tfour", "one\ntwo\nthree\n\tfour"),
            ("👩\u{200d}👧 שלום \u{202e}x\u{2066} é 退货", "👩\u{200d}👧 שלום \u{202e}x\u{2066} é 退货"),
            ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ] {
            assert_eq!(clean(text), kept);
        }
    }
}
