//! Secrets: made at random, kept as hashes, compared in constant time.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Fewest characters of base64url that hold 128 bits.
const SHORTEST: usize = 22;
/// No honest secret is longer.
const LONGEST: usize = 128;

/// A secret of the owner's; what is printed of it is a mark.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// The secret's bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("…")
    }
}

/// The SHA-256 of a secret; all that the store ever sees of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hash([u8; 32]);

impl Hash {
    /// The hash of some text.
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// The hash of several parts, which no other parts share: each is preceded by its length.
    pub fn of_parts(parts: &[&[u8]]) -> Self {
        let mut digest = Sha256::new();
        for part in parts {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        Self(digest.finalize().into())
    }

    /// A hash from the bytes that were kept; none if they are of another length.
    pub fn kept(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Whether a kept hash is this one; takes the same time wherever they differ.
    pub fn matches(&self, kept: &[u8]) -> bool {
        self.0.ct_eq(kept).into()
    }

    /// The bytes to keep.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A hash of bytes that come a piece at a time.
#[derive(Default)]
pub struct Digesting(Sha256);

impl Digesting {
    /// The next piece.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all of them.
    pub fn finish(self) -> Hash {
        Hash(self.0.finalize().into())
    }
}

/// A new secret of 256 random bits, in hexadecimal, which is base64url too.
///
/// # Errors
/// When the system gives no randomness.
pub fn new_secret() -> std::io::Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Six random digits, to be typed from a mail; 4294 of 2³² are left over, so none is likelier by more than a millionth.
///
/// # Errors
/// When the system gives no randomness.
pub fn new_digits() -> std::io::Result<String> {
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    Ok(format!("{:06}", u32::from_be_bytes(bytes) % 1_000_000))
}

/// Whether a text has the form of a secret or random id: base64url of at least 128 bits.
pub fn has_secret_form(text: &str) -> bool {
    (SHORTEST..=LONGEST).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_secret_is_long_and_never_the_same() {
        let (one, two) = (new_secret().unwrap(), new_secret().unwrap());
        assert_ne!(one, two);
        assert!(has_secret_form(&one) && one.len() == 64);
    }

    #[test]
    fn a_hash_matches_itself_alone() {
        let hash = Hash::of("a");
        assert!(hash.matches(Hash::of("a").bytes()));
        for other in [Hash::of("b").bytes(), &[], &hash.bytes()[..31]] {
            assert!(!hash.matches(other));
        }
        assert_ne!(Hash::of_parts(&[b"ab", b"c"]), Hash::of_parts(&[b"a", b"bc"]));
    }

    #[test]
    fn only_base64url_of_128_bits_has_the_form() {
        for (text, good) in [
            ("AAAAAAAAAAAAAAAAAAAAA-_", true),
            ("AAAAAAAAAAAAAAAAAAAAA", false),
            ("AAAAAAAAAAAAAAAAAAAAAA=", false),
            ("AAAAAAAAAAAAAAAAAAAA/../", false),
            ("ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ", false),
            ("", false),
        ] {
            assert_eq!(has_secret_form(text), good, "{text}");
        }
        assert!(!has_secret_form(&"A".repeat(129)));
    }
}
