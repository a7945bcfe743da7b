//! Turns the bytes of a file into text: UTF-8, UTF-16, else a guess, and a fault that says what was guessed.

use encoding_rs::{Encoding, GB18030, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::fault::{Faults, Place};

/// The text of a file; none for files that hold none, such as workbooks and archives.
pub(crate) fn decode(bytes: &[u8], faults: &mut Faults) -> Option<String> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Some(decode_as(encoding, &bytes[mark..], faults));
    }
    if let Some((what, mend)) = no_text(bytes) {
        faults.error(Place::default(), &format_args!("the file is {what}"), &mend);
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if !bytes.contains(&0) => return Some(text.to_owned()),
        _ => {}
    }
    let encoding = guess(bytes);
    if encoding == GB18030 || encoding == WINDOWS_1252 {
        let problem = format_args!("the file is not UTF-8, and is read as {}", encoding.name());
        faults.warning(Place::default(), &problem, &"save it as UTF-8 if characters look wrong");
    }
    Some(decode_as(encoding, bytes, faults))
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8], faults: &mut Faults) -> String {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    if damaged {
        let before = text.split('\u{fffd}').next().unwrap_or_default();
        let line = 1 + before.bytes().filter(|byte| *byte == b'\n').count() as u32;
        let place = Place { line: Some(line), ..Place::default() };
        let problem = format_args!("some bytes are no {}, and � stands for them", encoding.name());
        faults.error(place, &problem, &"save the file as UTF-8");
    }
    text.into_owned()
}

/// What a file is that holds no text, and the mend.
fn no_text(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let kinds: [(&[u8], &str); 4] = [
        (b"PK\x03\x04", "an Excel workbook or a zip archive"),
        (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
        (b"%PDF", "a PDF"),
        (b"\x89PNG", "an image"),
    ];
    let kind = kinds.iter().find(|(start, _)| bytes.starts_with(start));
    if let Some((_, what)) = kind {
        return Some((what, "save the table as CSV (UTF-8) and read that"));
    }
    let window = &bytes[..bytes.len().min(1_000)];
    let zeros = window.iter().filter(|byte| **byte == 0).count();
    let binary = zeros > 0 && without_mark(window).is_none() && std::str::from_utf8(bytes).is_err();
    binary.then_some(("no text", "give a .json, .csv, .tsv or .html file"))
}

/// UTF-16 without its mark, told by where the zero bytes of its ASCII characters stand.
fn without_mark(window: &[u8]) -> Option<&'static Encoding> {
    let zeros = |at: usize| window.iter().skip(at).step_by(2).filter(|byte| **byte == 0).count();
    let (high_first, low_first) = (zeros(0), zeros(1));
    let many = |zeros: usize, others: usize| zeros * 10 >= window.len() / 2 && zeros > others * 4;
    match (many(low_first, high_first), many(high_first, low_first)) {
        (true, _) => Some(UTF_16LE),
        (_, true) => Some(UTF_16BE),
        _ => None,
    }
}

/// The encoding of bytes that are not UTF-8.
fn guess(bytes: &[u8]) -> &'static Encoding {
    if let Some(encoding) = without_mark(&bytes[..bytes.len().min(1_000)]) {
        return encoding;
    }
    if mostly_utf_8(bytes) {
        return encoding_rs::UTF_8;
    }
    let (_, damaged) = GB18030.decode_without_bom_handling(bytes);
    if !damaged && pairs_are_high(bytes) { GB18030 } else { WINDOWS_1252 }
}

/// Whether damage is rare among the characters beyond ASCII.
fn mostly_utf_8(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let beyond = text.chars().filter(|c| !c.is_ascii()).count();
    let damaged = text.chars().filter(|c| *c == '\u{fffd}').count();
    damaged * 3 < beyond
}

/// Whether the bytes beyond ASCII come in pairs, as Chinese text has them; in Western text they stand alone.
fn pairs_are_high(bytes: &[u8]) -> bool {
    let (mut pairs, mut alone, mut at) = (0usize, 0usize, 0);
    while at < bytes.len() {
        let high = bytes[at] >= 0x80;
        let paired = high && bytes.get(at + 1).is_some_and(|next| *next >= 0x80);
        pairs += usize::from(paired);
        alone += usize::from(high && !paired);
        at += if paired { 2 } else { 1 };
    }
    pairs > alone * 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], text: Option<&str>, faults: &[&str]) {
        let mut told = Faults::default();
        assert_eq!(decode(bytes, &mut told).as_deref(), text, "{bytes:?}");
        let told: Vec<String> = told.finish().iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), faults.len(), "{bytes:?}: {told:?}");
        for (told, part) in told.iter().zip(faults) {
            assert!(told.contains(part), "{told}");
        }
    }

    fn utf_16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn every_common_encoding_is_read() {
        let text = "question,answer\n怎么退货？,30天内";
        check(text.as_bytes(), Some(text), &[]);
        check(format!("\u{feff}{text}").as_bytes(), Some(text), &[]);
        check(&utf_16(&format!("\u{feff}{text}"), u16::to_le_bytes), Some(text), &[]);
        check(&utf_16(&format!("\u{feff}{text}"), u16::to_be_bytes), Some(text), &[]);
        check(&utf_16(text, u16::to_le_bytes), Some(text), &[]);
        check(&utf_16(text, u16::to_be_bytes), Some(text), &[]);
        check(&GB18030.encode(text).0, Some(text), &["read as gb18030"]);
        let western = "question,answer\nOù est le café déjà vu?,À Orléans";
        check(&WINDOWS_1252.encode(western).0, Some(western), &["read as windows-1252"]);
        check(b"", Some(""), &[]);
    }

    #[test]
    fn damage_and_what_is_no_text_is_told() {
        check(
            "退货\n退\u{8d27}".as_bytes()[..11].as_ref(),
            Some("退货\n退\u{fffd}"),
            &["some bytes are no UTF-8"],
        );
        check(b"PK\x03\x04abc", None, &["an Excel workbook"]);
        check(b"\x00\x01\xff\x00\x03", None, &["no text"]);
        check(b"%PDF-1.7", None, &["a PDF"]);
    }
}
