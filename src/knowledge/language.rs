//! Language tags: whether one is well formed, and which language a text is likely in.

use crate::fault::{Faults, Place, TOLD, say};
use crate::field::excerpt;

/// The mend for a tag that is not well formed (BCP 47 with a language of two or three letters); none for a good one.
pub(crate) fn tag_mend(tag: &str) -> Option<String> {
    if is_well_formed(tag) {
        return None;
    }
    let dashed = say!("{}", tag.replace('_', "-"));
    Some(match TOLD && is_well_formed(&dashed) {
        true => say!("write `{dashed}`"),
        false => say!("use a tag such as en, zh or pt-BR"),
    })
}

/// Tells of a tag that is not well formed.
pub(crate) fn bad_tag(tag: &str, mend: &str, place: Place, faults: &mut Faults) {
    faults.error(place, &say!("`{}` is no language tag", excerpt(tag)), &mend);
}

fn is_well_formed(tag: &str) -> bool {
    let mut count = 0;
    for part in tag.split('-') {
        let sound = match count {
            0 => (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic()),
            _ => (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        };
        count += 1;
        if !sound || count > 8 {
            return false;
        }
    }
    true
}

/// Whether a text is written in Han characters, as Chinese is.
pub(crate) fn is_han(text: &str) -> bool {
    let kana = |c: char| matches!(c, '\u{3040}'..='\u{30ff}');
    text.chars().any(|c| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}'))
        && !text.contains(kana)
}

/// `zh` where most of the texts are in Han characters, else `en`: what the importers take where nothing tells.
pub(crate) fn guess<'a>(texts: impl Iterator<Item = &'a str>) -> &'static str {
    let (mut all, mut han) = (0usize, 0usize);
    for text in texts {
        all += 1;
        han += usize::from(is_han(text));
    }
    if han * 2 > all { "zh" } else { "en" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_well_formed_or_has_a_mend() {
        let check = |tag: &str, mend: Option<&str>| assert_eq!(tag_mend(tag).as_deref(), mend, "{tag:?}");
        for good in ["en", "zh", "pt-BR", "zh-Hant-TW", "EN-us", "yue"] {
            check(good, None);
        }
        check("en_US", Some("write `en-US`"));
        for bad in ["", "english", "中文", "e", "en-", "en--US", "en US", "12", "en-123456789"] {
            check(bad, Some("use a tag such as en, zh or pt-BR"));
        }
    }

    #[test]
    fn the_language_of_most_texts_is_guessed() {
        let check =
            |texts: &[&str], language: &str| assert_eq!(guess(texts.iter().copied()), language, "{texts:?}");
        check(&[], "en");
        check(&["Returns?", "退货"], "en");
        check(&["退货", "APP怎么登录", "OK?"], "zh");
        check(&["返品はできますか"], "en");
    }
}
