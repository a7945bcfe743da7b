//! What `tandem build` has fitted, as it stands in a file: bytes in hexadecimal, which gzip takes back to their size.

/// The bytes that `text` stands for; none where it is no hexadecimal.
pub fn read(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|c| Some(c.to_digit(16)? as u8)).collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    Some(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// The text for `bytes`.
#[cfg(feature = "read_text")]
pub fn write(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(all(test, feature = "read_text"))]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_and_damage_is_seen() {
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(read(&write(&bytes)), Some(bytes));
        assert_eq!(read(""), Some(Vec::new()));
        for damaged in ["0", "0g", "é0", " 00"] {
            assert_eq!(read(damaged), None, "{damaged}");
        }
    }
}
