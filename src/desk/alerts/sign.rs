//! Signatures: HMAC-SHA256 in base64, in the ways of each form.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// What a secret of the Standard Webhooks specification begins with.
const PREFIX: &str = "whsec_";
/// The bytes that the specification lets such a secret have.
const KEY_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// The key that a secret spells; none where it is no such secret.
pub fn key(secret: &str) -> Option<Vec<u8>> {
    let bytes = STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()?;
    KEY_BYTES.contains(&bytes.len()).then_some(bytes)
}

/// The value of `webhook-signature`: one signature a key, over `id.timestamp.body`.
pub fn standard(keys: &[Vec<u8>], id: &str, timestamp_s: i64, body: &str) -> String {
    let content = format!("{id}.{timestamp_s}.{body}");
    let signatures: Vec<String> =
        keys.iter().map(|key| format!("v1,{}", hmac(key, content.as_bytes()))).collect();
    signatures.join(" ")
}

/// The base64 of HMAC-SHA256.
pub fn hmac(key: &[u8], content: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(content);
    STANDARD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_signs() {
        let key = key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let body = r#"{"test": 2432232314}"#;
        let one = standard(std::slice::from_ref(&key), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        assert_eq!(one, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        let two = standard(&[key, vec![7; 24]], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        assert!(two.starts_with(&format!("{one} v1,")) && two.matches("v1,").count() == 2);
    }

    #[test]
    fn what_is_no_secret_is_refused() {
        for secret in ["", "whsec_", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!!!"] {
            assert_eq!(key(secret), None, "{secret}");
        }
    }
}
