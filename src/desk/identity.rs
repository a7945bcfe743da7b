//! Who a logged-in visitor is, by a short-lived token that the site's server signed.
//!
//! The token is a JWT (RFC 7519) with HS256 (RFC 7515). Of that standard the desk reads one algorithm and six claims,
//! so it is written here: the crates for it bring every algorithm, and with them the ways to confuse them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;

use crate::DeskError;
use crate::secret::{Hash, Secret};
use crate::sites::Site;
use crate::text::clean;

/// Shortest secret, bytes: as many as the signature has (RFC 7518, 3.2).
const KEY_BYTES: usize = 32;
/// Longest token, bytes.
const TOKEN_BYTES: usize = 4_096;
/// Longest time between issue and end, seconds.
const LIFE_S: i64 = 600;
/// How far the clocks of a site's server and the desk may stand apart, seconds.
const LEEWAY_S: i64 = 60;
/// Longest id, name, e-mail or nonce, characters.
const CLAIM_CHARACTERS: usize = 200;

/// A visitor as the site's server vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The site's id of the visitor.
    pub subject: String,
    /// The name to show.
    pub name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// Good for one conversation.
    pub nonce: Hash,
    /// When the token is surely past, Unix milliseconds.
    pub expires_at: i64,
}

/// Why a token is refused; the words are for whoever wrote the site's server and quote nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongIdentity {
    /// It is no token.
    #[error("it is not three parts of base64url with JSON in the first two")]
    Form,
    /// The site has no key.
    #[error("this site has no identity key: give the desk one")]
    NoKey,
    /// Another algorithm.
    #[error("`alg` must be HS256, without `crit`")]
    Algorithm,
    /// No key of the site made the signature.
    #[error("no identity key of this site made its signature")]
    Signature,
    /// It is meant for another.
    #[error("`aud` must be this site's id")]
    Audience,
    /// It names nobody.
    #[error("`sub` must be the visitor's id at the site, 1 to 200 characters")]
    Subject,
    /// It is from the future.
    #[error("`iat` must be the time of issue in seconds, and not lie ahead")]
    Issue,
    /// It is past, or good for too long.
    #[error("`exp` must be in seconds, not past, and at most 600 after `iat`")]
    End,
    /// It is not yet good.
    #[error("`nbf` must be in seconds and past")]
    NotYet,
    /// It has no nonce.
    #[error("`jti` must be new for each token, 1 to 200 characters")]
    Nonce,
    /// Another conversation used it.
    #[error("`jti` was used for another conversation: sign a new token")]
    Replayed,
    /// The conversation is somebody else's.
    #[error("`sub` is not the one that this conversation belongs to: begin a new conversation")]
    OtherSubject,
    /// The name cannot be one.
    #[error("`name` must be at most 200 characters")]
    Name,
    /// The address cannot be one.
    #[error("`email` must be an address of at most 200 characters")]
    Email,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    crit: Option<serde_json::Value>,
}

/// Any JSON, so that each claim is refused by its own name.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Claims {
    aud: serde_json::Value,
    sub: serde_json::Value,
    iat: serde_json::Value,
    exp: serde_json::Value,
    nbf: Option<serde_json::Value>,
    jti: serde_json::Value,
    name: Option<serde_json::Value>,
    email: Option<serde_json::Value>,
}

/// The visitor of a token that a key of the site signed and that is good now.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn read_identity(token: &str, site: &Site, now_ms: i64) -> Result<Identity, WrongIdentity> {
    let keys = &site.settings().identity_keys;
    if keys.is_empty() {
        return Err(WrongIdentity::NoKey);
    }
    let claims = verified_claims(token, keys)?;
    if claims.aud.as_str() != Some(site.id()) {
        return Err(WrongIdentity::Audience);
    }
    let end = check_times(&claims, now_ms.div_euclid(1_000))?;
    let optional = |claim: &Option<serde_json::Value>, wrong| {
        claim.as_ref().filter(|value| !value.is_null()).map(|value| text(value).ok_or(wrong)).transpose()
    };
    let email = optional(&claims.email, WrongIdentity::Email)?;
    if email.as_ref().is_some_and(|email| !is_address(email)) {
        return Err(WrongIdentity::Email);
    }
    let nonce = text(&claims.jti).ok_or(WrongIdentity::Nonce)?;
    Ok(Identity {
        subject: text(&claims.sub).ok_or(WrongIdentity::Subject)?,
        name: optional(&claims.name, WrongIdentity::Name)?,
        email,
        nonce: Hash::of_parts(&[site.id().as_bytes(), nonce.as_bytes()]),
        expires_at: (end + LEEWAY_S).saturating_mul(1_000),
    })
}

/// Checks that there are at most two keys, each long enough.
///
/// # Errors
/// [`DeskError::IdentityKeys`] with the mend.
pub fn check_keys(keys: &[Secret]) -> Result<(), DeskError> {
    if keys.len() > 2 {
        return Err(DeskError::IdentityKeys { mend: "give one, or two while one takes the other's place" });
    }
    if keys.iter().any(|key| key.bytes().len() < KEY_BYTES) {
        return Err(DeskError::IdentityKeys { mend: "make each at least 32 bytes long, at random" });
    }
    Ok(())
}

fn verified_claims(token: &str, keys: &[Secret]) -> Result<Claims, WrongIdentity> {
    if token.len() > TOKEN_BYTES {
        return Err(WrongIdentity::Form);
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(WrongIdentity::Form)?;
    let (header, claims) = signed.split_once('.').ok_or(WrongIdentity::Form)?;
    let header: Header = part(header)?;
    if header.alg != "HS256" || header.crit.is_some() {
        return Err(WrongIdentity::Algorithm);
    }
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| WrongIdentity::Form)?;
    if !keys.iter().any(|key| is_signed(signed, &signature, key)) {
        return Err(WrongIdentity::Signature);
    }
    part(claims)
}

fn part<T: DeserializeOwned>(text: &str) -> Result<T, WrongIdentity> {
    let json = URL_SAFE_NO_PAD.decode(text).map_err(|_| WrongIdentity::Form)?;
    serde_json::from_slice(&json).map_err(|_| WrongIdentity::Form)
}

/// Takes the same time wherever the signatures differ.
fn is_signed(signed: &str, signature: &[u8], key: &Secret) -> bool {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.bytes()) else {
        return false;
    };
    mac.update(signed.as_bytes());
    mac.verify_slice(signature).is_ok()
}

/// Gives the end, Unix seconds.
fn check_times(claims: &Claims, now_s: i64) -> Result<i64, WrongIdentity> {
    let issue = claims.iat.as_i64().filter(|issue| (0..=now_s + LEEWAY_S).contains(issue));
    let issue = issue.ok_or(WrongIdentity::Issue)?;
    let begins =
        claims.nbf.as_ref().is_none_or(|nbf| nbf.as_i64().is_some_and(|nbf| nbf <= now_s + LEEWAY_S));
    if !begins {
        return Err(WrongIdentity::NotYet);
    }
    let good = |end: &i64| (issue..=issue + LIFE_S).contains(end) && now_s <= *end + LEEWAY_S;
    claims.exp.as_i64().filter(good).ok_or(WrongIdentity::End)
}

/// A claim that is some words, cleaned.
fn text(value: &serde_json::Value) -> Option<String> {
    let text = clean(value.as_str()?).trim().to_owned();
    (1..=CLAIM_CHARACTERS).contains(&text.chars().count()).then_some(text)
}

fn is_address(email: &str) -> bool {
    let parts = email.split_once('@');
    parts.is_some_and(|(user, host)| !user.is_empty() && host.contains('.') && !host.contains('@'))
        && !email.contains(|c: char| c.is_whitespace() || "<>,;\"".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    use crate::settings::SiteSettings;
    use crate::{Settings, Sites};

    const NOW_S: i64 = 1_800_000_000;
    const OLD: &str = "an old secret of more than 32 bytes";
    const NEW: &str = "a new secret of more than 32 bytes!";

    fn sites(keys: &[&str]) -> Sites {
        let identity_keys = keys.iter().map(|key| Secret::new(*key)).collect();
        let site = SiteSettings { id: "shop".to_owned(), identity_keys, ..SiteSettings::default() };
        Sites::read(&Settings { sites: vec![site], ..Settings::default() }).unwrap()
    }

    fn sign(header: &Value, claims: &str, key: &str) -> String {
        let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let signed = format!("{}.{}", encode(&header.to_string()), encode(claims));
        let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
        mac.update(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    }

    fn claims() -> Value {
        json!({"aud": "shop", "sub": "u-7", "iat": NOW_S, "exp": NOW_S + 300, "jti": "n-1",
            "name": "Anna", "email": "anna@shop.example"})
    }

    fn read(token: &str) -> Result<Identity, WrongIdentity> {
        let sites = sites(&[OLD, NEW]);
        let site = sites.iter().nth(1).expect("the shop");
        read_identity(token, site, NOW_S * 1_000)
    }

    #[test]
    fn either_key_of_the_site_is_good() {
        for key in [OLD, NEW] {
            let identity =
                read(&sign(&json!({"alg": "HS256", "typ": "JWT"}), &claims().to_string(), key)).unwrap();
            assert_eq!(
                (identity.subject.as_str(), identity.email.as_deref()),
                ("u-7", Some("anna@shop.example"))
            );
            assert_eq!(identity.expires_at, (NOW_S + 360) * 1_000);
        }
    }

    #[test]
    fn each_wrong_claim_is_named() {
        use WrongIdentity as W;
        for (claim, value, wrong) in [
            ("aud", json!("other"), W::Audience),
            ("aud", json!(["shop"]), W::Audience),
            ("aud", Value::Null, W::Audience),
            ("sub", json!(""), W::Subject),
            ("sub", json!(7), W::Subject),
            ("sub", json!("x".repeat(201)), W::Subject),
            ("iat", json!(NOW_S + 61), W::Issue),
            ("iat", json!("now"), W::Issue),
            ("iat", json!(-1), W::Issue),
            ("exp", json!(NOW_S + 601), W::End),
            ("exp", json!(NOW_S - 1), W::End),
            ("exp", json!(i64::MAX), W::End),
            ("exp", json!(1.8e9), W::End),
            ("exp", Value::Null, W::End),
            ("nbf", json!(NOW_S + 61), W::NotYet),
            ("jti", Value::Null, W::Nonce),
            ("jti", json!("\u{7}"), W::Nonce),
            ("name", json!({"x": 1}), W::Name),
            ("email", json!("anna"), W::Email),
            ("email", json!("a@b.c\r\nbcc: x@y.z"), W::Email),
        ] {
            let mut claims = claims();
            claims[claim] = value.clone();
            let told = read(&sign(&json!({"alg": "HS256"}), &claims.to_string(), OLD)).map(drop);
            assert_eq!(told, Err(wrong), "{claim} {value}");
        }
    }

    #[test]
    fn the_clocks_may_stand_a_minute_apart() {
        for (issued, good) in [(-360, true), (-361, false), (60, true), (61, false)] {
            let mut claims = claims();
            claims["iat"] = (NOW_S + issued).into();
            claims["exp"] = (NOW_S + issued + 300).into();
            let told = read(&sign(&json!({"alg": "HS256"}), &claims.to_string(), OLD));
            assert_eq!(told.is_ok(), good, "{issued}");
        }
    }

    #[test]
    fn forged_and_confused_tokens_are_refused() {
        use WrongIdentity as W;
        let claims = claims().to_string();
        let good = sign(&json!({"alg": "HS256"}), &claims, OLD);
        let bare = &good[..good.rfind('.').unwrap()];
        let twice = claims.replacen('{', "{\"sub\":\"admin\",", 1);
        for (token, wrong) in [
            (sign(&json!({"alg": "none"}), &claims, OLD), W::Algorithm),
            (sign(&json!({"alg": "RS256"}), &claims, OLD), W::Algorithm),
            (sign(&json!({"alg": "hs256"}), &claims, OLD), W::Algorithm),
            (sign(&json!({"alg": "HS256", "crit": ["exp"]}), &claims, OLD), W::Algorithm),
            (sign(&json!({}), &claims, OLD), W::Form),
            (sign(&json!({"alg": "HS256"}), &claims, "another secret of more than 32 bytes"), W::Signature),
            (sign(&json!({"alg": "HS256"}), &twice, OLD), W::Form),
            (sign(&json!({"alg": "HS256"}), "[]", OLD), W::Audience),
            (format!("{bare}."), W::Signature),
            (format!("{good}="), W::Form),
            (bare.to_owned(), W::Form),
            (format!("{good}.x"), W::Form),
            (String::new(), W::Form),
            ("ä.ö.ü".to_owned(), W::Form),
            ("x".repeat(5_000), W::Form),
        ] {
            assert_eq!(read(&token).map(drop), Err(wrong), "{token}");
        }
        let sites = sites(&[]);
        let site = sites.iter().nth(1).expect("the shop");
        assert_eq!(read_identity(&good, site, NOW_S * 1_000), Err(W::NoKey));
    }

    #[test]
    fn keys_are_long_and_at_most_two() {
        for (keys, good) in
            [(vec![OLD; 2], true), (vec![OLD; 3], false), (vec!["short"], false), (vec![], true)]
        {
            let keys: Vec<Secret> = keys.into_iter().map(Secret::new).collect();
            assert_eq!(check_keys(&keys).is_ok(), good, "{}", keys.len());
        }
    }
}
