//! Words from outside, made safe to keep: control characters go, everything else stays.

/// A text without control characters but for line breaks and tabs; line breaks become `\n`.
///
/// Emoji joiners, direction marks and unassigned characters stay: screens isolate them, and taking them out would
/// change what was said.
pub fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.chars().map(|c| if c == '\r' { '\n' } else { c }).filter(|c| is_kept(*c)).collect()
}

/// Longest name of a file, characters, its ending not counted.
const NAME_CHARACTERS: usize = 100;

/// A file's name that is a name and nothing else: no folders, no control and direction marks, no dots before it, and the
/// ending that its kind has, whatever it came with.
pub fn file_name(name: &str, ending: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|c| !c.is_control() && !turns(*c)).collect();
    let stem = match plain.rsplit_once('.') {
        Some((stem, old))
            if (1..=5).contains(&old.len()) && old.bytes().all(|b| b.is_ascii_alphanumeric()) =>
        {
            stem
        }
        _ => &plain,
    };
    let stem: String =
        stem.trim_matches(|c: char| c == '.' || c.is_whitespace()).chars().take(NAME_CHARACTERS).collect();
    if stem.is_empty() { format!("file.{ending}") } else { format!("{stem}.{ending}") }
}

/// Marks that turn the direction of writing, with which `gpj.exe` looks like `exe.jpg`.
fn turns(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
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

    #[test]
    fn a_file_is_named_by_its_last_part_and_its_kind() {
        for (name, kept) in [
            ("photo.png", "photo.png"),
            ("my receipt.JPG", "my receipt.png"),
            ("../../etc/passwd", "passwd.png"),
            ("..\\..\\boot.ini", "boot.png"),
            ("/", "file.png"),
            ("..", "file.png"),
            ("", "file.png"),
            ("invoice.pdf.exe", "invoice.pdf.png"),
            ("a\0b\r\nc\u{202e}gpj.html", "abcgpj.png"),
            ("收据.webp", "收据.png"),
            ("2026.11.25 at noon", "2026.11.25 at noon.png"),
        ] {
            assert_eq!(file_name(name, "png"), kept, "{name:?}");
        }
        assert_eq!(file_name(&"语".repeat(9_000), "png").chars().count(), 104);
    }
}
