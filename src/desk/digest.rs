//! What a browser tells of a visit, cleaned and measured before anything is kept.
//!
//! Nobody reads what is answered to a beacon, so only what no widget of ours sends is refused; what is too long is shortened.
//! What is private is taken out of words once more: what a browser missed must not lie here for months.

use std::borrow::Cow;

use knowledge::redact::redact;
use percent_encoding::percent_decode_str;
use protocol::{
    DIGEST_COUNT, DIGEST_ENTRIES, DIGEST_QUESTIONS, Digest, DigestQuestion, QUESTION_CHARACTERS, VERSION,
    VISIT_DIGESTS,
};

use crate::request::{
    Checked, LABEL_CHARACTERS, check_count, check_language, check_random, check_share, check_text, shorten,
    wrong,
};

/// Most reasons of one digest; there are fewer.
const MOST_REASONS: usize = 20;
/// Longest path of a page, characters.
const PAGE_CHARACTERS: usize = 200;
/// Most parts of a path that are kept; further ones are a matter of one visitor.
const PAGE_PARTS: usize = 6;
/// Digits in a part of a path from which on it is a number of somebody's: `/orders/10293847`. A year has 4.
const NUMBER_DIGITS: usize = 5;
/// Letters and digits in a part of a path from which on it is a random name, as those of shared carts are.
const RANDOM_CHARACTERS: usize = 20;
/// What stands for a part of a path that tells of one visitor.
const ANY: &str = "*";

/// Cleans and checks a digest, in place; gives how many of its questions were left aside.
pub fn check_digest(digest: &mut Digest) -> Result<usize, crate::request::Invalid> {
    if digest.version != VERSION {
        wrong("version", format!("is {}; this desk speaks {VERSION}", digest.version))?;
    }
    check_random("visit", &digest.visit)?;
    if !(1..=VISIT_DIGESTS).contains(&digest.number) {
        wrong("number", format!("is {}; it is 1 to {VISIT_DIGESTS}", digest.number))?;
    }
    check_language(&mut digest.language)?;
    digest.language = first_part(&digest.language);
    digest.page = page(&digest.page);
    check_counts(digest)?;
    check_count("questions", digest.questions.len(), DIGEST_QUESTIONS)?;
    for (at, question) in digest.questions.iter_mut().enumerate() {
        check_question(&format!("questions[{at}]"), question)?;
    }
    let told = digest.questions.len();
    digest.questions.retain(|question| !question.text.is_empty());
    Ok(told - digest.questions.len())
}

fn check_counts(digest: &mut Digest) -> Checked {
    let (bands, moods) = (&digest.confidence, &digest.moods);
    for (field, count) in [
        ("asked", digest.asked),
        ("unanswered", digest.unanswered),
        ("clarified", digest.clarified),
        ("confidence.below_50", bands.below_50),
        ("confidence.below_80", bands.below_80),
        ("confidence.below_95", bands.below_95),
        ("confidence.from_95", bands.from_95),
        ("moods.angry", moods.angry),
        ("moods.anxious", moods.anxious),
        ("moods.dejected", moods.dejected),
        ("moods.calm", moods.calm),
        ("moods.glad", moods.glad),
    ] {
        check_size(field, count)?;
    }
    check_count("entries", digest.entries.len(), DIGEST_ENTRIES)?;
    for (at, entry) in digest.entries.iter_mut().enumerate() {
        check_entry(&format!("entries[{at}].entry"), &mut entry.entry)?;
        for count in [entry.answered, entry.up, entry.down, entry.settled] {
            check_size(&format!("entries[{at}]"), count)?;
        }
    }
    check_count("handoffs", digest.handoffs.len(), MOST_REASONS)?;
    digest.handoffs.iter().try_for_each(|one| check_size("handoffs", one.count))?;
    if digest.asked == 0 && digest.entries.is_empty() && digest.handoffs.iter().all(|one| one.count == 0) {
        return wrong(
            "asked",
            "is 0, and nothing else is told: a visit without a question is none".to_owned(),
        );
    }
    Ok(())
}

fn check_size(field: &str, count: u32) -> Checked {
    if count <= DIGEST_COUNT {
        return Ok(());
    }
    wrong(field, format!("is {count}; at most {DIGEST_COUNT} are allowed"))
}

fn check_entry(field: &str, entry: &mut String) -> Checked {
    check_text(field, entry, LABEL_CHARACTERS)?;
    if entry.is_empty() { wrong(field, "is empty; name the entry".to_owned()) } else { Ok(()) }
}

fn check_question(field: &str, question: &mut DigestQuestion) -> Checked {
    // The browser has done the same; an older one knew fewer forms of what is private.
    question.text = redact(question.text.trim());
    shorten(&mut question.text, QUESTION_CHARACTERS);
    if let Some(language) = &mut question.language {
        check_language(language)?;
        *language = first_part(language);
    }
    if let Some(entry) = &mut question.entry {
        check_entry(&format!("{field}.entry"), entry)?;
    }
    check_share(&format!("{field}.confidence"), question.confidence.unwrap_or(0.0))
}

/// `en-US` and `en-GB` are one language to whoever writes answers.
pub fn first_part(tag: &str) -> String {
    tag.split('-').next().unwrap_or_default().to_ascii_lowercase()
}

/// A page's path without what tells of one visitor: query, fragment, host, and parts that are numbers, addresses or random.
/// What a browser has percent-encoded is read as it was meant.
fn page(path: &str) -> String {
    let bare = path.split(['?', '#']).next().unwrap_or_default();
    let path = match bare.split_once("://") {
        Some((_, after)) => after.find('/').map_or("", |at| &after[at..]),
        None => bare,
    };
    let parts = path.split('/').filter(|part| !part.is_empty()).take(PAGE_PARTS);
    let parts: Vec<Cow<'_, str>> = parts.map(|part| percent_decode_str(part).decode_utf8_lossy()).collect();
    let parts: Vec<&str> = parts.iter().map(|part| if is_ones_own(part) { ANY } else { part }).collect();
    let mut page = format!("/{}", parts.join("/"));
    shorten(&mut page, PAGE_CHARACTERS);
    page
}

fn is_ones_own(part: &str) -> bool {
    let digits = part.chars().filter(|c| c.is_numeric()).count();
    let mut runs = part.split(['-', '_', '.', ' ']);
    let is_random = runs.any(|run| run.len() >= RANDOM_CHARACTERS && run.is_ascii());
    digits >= NUMBER_DIGITS || is_random || part.contains(['@', '＠', ':', '/'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn digest() -> Value {
        json!({
            "version": 1, "visit": "v".repeat(22), "number": 1, "language": "en", "page": "/cart", "asked": 1,
            "entries": [{"entry": "delivery", "answered": 1}],
            "questions": [{"text": "where is it", "end": "unanswered"}],
        })
    }

    /// Checks a digest with one value put in; gives the field that is wrong, or the digest as it is kept.
    fn check(key: &str, value: Value) -> Result<Digest, String> {
        let mut told = digest();
        told[key] = value;
        let mut digest: Digest = serde_json::from_value(told).unwrap();
        check_digest(&mut digest).map_err(|invalid| invalid.field)?;
        Ok(digest)
    }

    #[test]
    fn what_no_widget_sends_is_named() {
        let entry = |count: u32| json!({"entry": "e", "answered": count});
        for (key, value, field) in [
            ("version", json!(2), "version"),
            ("visit", json!("short"), "visit"),
            ("number", json!(0), "number"),
            ("number", json!(64), "number"),
            ("language", json!("<b>"), "language"),
            ("asked", json!(1_001), "asked"),
            ("handoffs", json!(vec![json!({"reason": "asked", "count": 1}); 21]), "handoffs"),
            ("entries", json!([entry(1_001)]), "entries[0]"),
            ("entries", json!([{"entry": ""}]), "entries[0].entry"),
            ("entries", json!(vec![entry(1); 101]), "entries"),
            ("moods", json!({"angry": 1_001}), "moods.angry"),
            ("confidence", json!({"from_95": 4_000_000_000_u32}), "confidence.from_95"),
            ("handoffs", json!([{"reason": "asked", "count": 1_001}]), "handoffs"),
            ("questions", json!(vec![json!({"text": "x", "end": "sampled"}); 41]), "questions"),
            (
                "questions",
                json!([{"text": "x", "end": "sampled", "confidence": 2}]),
                "questions[0].confidence",
            ),
        ] {
            assert_eq!(check(key, value.clone()).err(), Some(field.to_owned()), "{key} {value}");
        }
    }

    #[test]
    fn a_page_tells_of_no_visitor() {
        for (path, kept) in [
            ("/cart", "/cart"),
            ("", "/"),
            ("/help/returns?email=anna@home.example#top", "/help/returns"),
            ("https://shop.example/cart", "/cart"),
            ("https://shop.example", "/"),
            ("/orders/10293847/return", "/orders/*/return"),
            ("/orders/A-10293-X", "/orders/*"),
            ("/u/anna@home.example", "/u/*"),
            ("/u/anna%40home.example", "/u/*"),
            ("/c/3f9a77d1c0b24e5f8a6d", "/c/*"),
            ("/c/aZbYcXdWeVfUgThSiRjQ", "/c/*"),
            ("/blog/2026/how-to-choose-the-right-lamp", "/blog/2026/how-to-choose-the-right-lamp"),
            ("//a//b/", "/a/b"),
            ("/1/2/3/4/5/6/7/8", "/1/2/3/4/5/6"),
            ("/top-10-lamps-for-the-garden", "/top-10-lamps-for-the-garden"),
            ("/产品/台灯", "/产品/台灯"),
            ("/%E4%BA%A7%E5%93%81/%41%00b", "/产品/Ab"),
            ("/a/%2e%2e%2fb", "/a/*"),
        ] {
            assert_eq!(check("page", json!(path)).unwrap().page, kept, "{path}");
        }
        assert!(check("page", json!("/x".repeat(9_000))).unwrap().page.len() <= PAGE_CHARACTERS);
    }

    #[test]
    fn what_is_still_private_in_a_question_is_taken_out() {
        for (text, kept) in [
            ("where is my parcel", "where is my parcel"),
            ("write to anna.b+c@home.example please", "write to [@] please"),
            ("我的邮箱是anna@home.example谢谢", "我的邮箱是[@]谢谢"),
            ("2 lamps @ 5.90 each", "2 lamps @ 5.90 each"),
        ] {
            let digest = check("questions", json!([{"text": text, "end": "unanswered"}])).unwrap();
            let texts: Vec<&str> = digest.questions.iter().map(|question| question.text.as_str()).collect();
            assert_eq!((texts, digest.asked), (vec![kept], 1), "{text:?}");
        }
        let empty = check("questions", json!([{"text": "  ", "end": "unanswered"}])).unwrap();
        assert_eq!((empty.questions.len(), empty.asked), (0, 1));
    }

    #[test]
    fn what_is_long_is_shortened_and_a_language_is_its_first_part() {
        let long = json!([{"text": "问".repeat(9_000), "end": "sampled", "language": "zh_Hans-CN"}]);
        let kept = check("questions", long).unwrap();
        assert_eq!(kept.questions[0].text.chars().count(), QUESTION_CHARACTERS);
        assert_eq!(kept.questions[0].language.as_deref(), Some("zh"));
        assert_eq!(check("language", json!("EN-gb")).unwrap().language, "en");
        assert_eq!(check("language", json!("")).unwrap().language, "und");
    }

    #[test]
    fn a_visit_without_a_question_is_none() {
        let mut told = digest();
        (told["asked"], told["entries"]) = (json!(0), json!([]));
        for (handoffs, is_sound) in [
            (json!([]), false),
            (json!([{"reason": "asked", "count": 0}]), false),
            (json!([{"reason": "asked", "count": 1}]), true),
        ] {
            told["handoffs"] = handoffs;
            let mut digest: Digest = serde_json::from_value(told.clone()).unwrap();
            assert_eq!(check_digest(&mut digest).is_ok(), is_sound, "{told}");
        }
    }
}
