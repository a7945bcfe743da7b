//! Language tags: whether one is well formed, and which language a text is likely in.

/// The mend for a tag that is not well formed (BCP 47 with a language of two or three letters); none for a good one.
pub(crate) fn tag_mend(tag: &str) -> Option<String> {
    let parts: Vec<&str> = tag.split('-').collect();
    let language = parts[0];
    let sound =
        |part: &&str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let short = (2..=3).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_alphabetic());
    if short && parts.len() <= 8 && parts[1..].iter().all(sound) {
        return None;
    }
    let dashed = tag.replace('_', "-");
    match dashed != tag && tag_mend(&dashed).is_none() {
        true => Some(format!("write `{dashed}`")),
        false => Some("use a tag such as en, zh or pt-BR".to_owned()),
    }
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
