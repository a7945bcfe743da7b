//! An answer in sentences, without greetings, thanks and signatures.

/// Abbreviations after whose dot a sentence goes on.
const ABBREVIATIONS: [&str; 11] =
    ["mr", "mrs", "ms", "dr", "prof", "e.g", "i.e", "approx", "nr", "st", "etc"];

/// What a sentence may begin with and lose, up to the comma or mark behind it; a name between the two goes too.
const OPENERS: [&str; 41] = [
    "hi",
    "hello",
    "hey",
    "dear",
    "good morning",
    "good afternoon",
    "good evening",
    "sorry",
    "apologies",
    "thanks",
    "thank you",
    "no problem",
    "no worries",
    "sure",
    "of course",
    "great question",
    "good question",
    "ok",
    "okay",
    "yes",
    "您好",
    "你好",
    "亲爱的",
    "亲",
    "早上好",
    "下午好",
    "晚上好",
    "不好意思",
    "抱歉",
    "非常抱歉",
    "对不起",
    "谢谢",
    "感谢",
    "好的",
    "好滴",
    "收到",
    "明白",
    "嗯嗯",
    "在吗",
    "quick question",
    "one question",
];

/// A sentence that begins so is courtesy as a whole.
const COURTESIES: [&str; 49] = [
    "thanks for",
    "thank you for",
    "thank you so",
    "many thanks",
    "sorry for",
    "sorry about",
    "sorry to",
    "apologies for",
    "we apologise",
    "we apologize",
    "you're welcome",
    "you are welcome",
    "happy to help",
    "glad to",
    "hope this helps",
    "hope that helps",
    "let us know",
    "let me know",
    "just let",
    "have a nice",
    "have a great",
    "have a good",
    "have a lovely",
    "best wishes",
    "best regards",
    "kind regards",
    "warm regards",
    "regards",
    "cheers",
    "take care",
    "sincerely",
    "yours",
    "all the best",
    "anything else",
    "is there anything",
    "感谢您",
    "谢谢您",
    "感谢你",
    "祝您",
    "祝你",
    "祝好",
    "有其他问题",
    "有什么问题",
    "有任何问题",
    "还有其他",
    "还有什么",
    "请问还有",
    "不客气",
    "辛苦您",
];

/// Most characters between a greeting and the mark behind it, a name; and of a script without spaces.
const NAME_CHARACTERS: usize = 24;
const NAME_GLYPHS: usize = 4;

/// Most words of a line that is a signature, and characters of a script without spaces.
const SIGNATURE_WORDS: usize = 3;
const SIGNATURE_GLYPHS: usize = 5;

/// Whether a character stands for a word or syllable: Han, kana, hangul.
pub(super) fn is_glyph(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fff}' | '\u{3041}'..='\u{9fff}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..)
}

/// The sentences of a line, each with its mark at the end.
pub(super) fn split(line: &str) -> Vec<&str> {
    let (mut out, mut from) = (Vec::new(), 0);
    let signs: Vec<(usize, char)> = line.char_indices().collect();
    for (place, (at, c)) in signs.iter().enumerate() {
        let next = signs.get(place + 1).map(|sign| sign.1);
        let ends = match c {
            '。' | '！' | '？' | '；' | '～' => true,
            '.' => next.is_none_or(char::is_whitespace) && !is_abbreviation(&line[from..*at]),
            '!' | '?' | ';' => next.is_none_or(|next| next.is_whitespace() || is_glyph(next)),
            _ => false,
        };
        if ends {
            let end = at + c.len_utf8();
            out.push(&line[from..end]);
            from = end;
        }
    }
    out.push(&line[from..]);
    out.retain(|sentence| !sentence.trim().is_empty());
    out
}

fn is_abbreviation(before: &str) -> bool {
    let word =
        before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default().to_lowercase();
    // A single letter is an initial.
    ABBREVIATIONS.contains(&word.as_str())
        || word.chars().count() == 1 && word.chars().all(char::is_alphabetic)
}

/// A sentence without its greeting; none where nothing else is in it.
pub(super) fn without_courtesy(sentence: &str) -> Option<&str> {
    let mut rest = sentence.trim();
    loop {
        let lower = rest.to_lowercase();
        if COURTESIES.iter().any(|courtesy| begins(&lower, courtesy)) {
            return None;
        }
        let Some(opener) = OPENERS.iter().find(|opener| begins(&lower, opener)) else { break };
        let tail = rest.get(opener.len()..).unwrap_or_default();
        let is_mark =
            |c: char| matches!(c, ',' | '，' | '!' | '！' | '~' | '～' | '.' | '。' | ':' | '：' | '—');
        let most = if opener.is_ascii() { NAME_CHARACTERS } else { NAME_GLYPHS };
        match tail.char_indices().find(|(_, c)| is_mark(*c)) {
            Some((at, mark)) if tail[..at].chars().count() <= most => {
                rest = tail[at + mark.len_utf8()..].trim_start();
            }
            // "Yes you can" and "好的商品" are no greetings.
            _ if tail.chars().filter(|c| c.is_alphanumeric()).count() > NAME_CHARACTERS / 2 => break,
            _ => return None,
        }
        if rest.is_empty() {
            return None;
        }
    }
    Some(rest)
}

/// Whether a text in lower case begins with a phrase that ends there.
fn begins(lower: &str, phrase: &str) -> bool {
    lower.strip_prefix(phrase).is_some_and(|rest| {
        !phrase.is_ascii()
            || rest.chars().next().is_none_or(|c| !c.is_alphanumeric() && c != '\'' && c != '’')
    })
}

/// Whether a line is a name under a letter: few words without a mark behind them.
pub(super) fn is_signature(line: &str) -> bool {
    let line = line.trim().trim_start_matches(['—', '–']).trim();
    let is_item =
        line.starts_with(['-', '*', '#', '>', '`', '[']) || line.starts_with(|c: char| c.is_ascii_digit());
    let glyphs = line.chars().filter(|c| is_glyph(*c)).count();
    let is_short = match glyphs {
        0 => line.split_whitespace().count() <= SIGNATURE_WORDS,
        _ => glyphs <= SIGNATURE_GLYPHS,
    };
    !is_item && is_short && !line.ends_with(['.', '!', '?', '。', '！', '？', ':', '：'])
}

/// A sentence without the owner's own labels, which name buttons and pages: strong words ("**I'm ordering for a
/// business**", "**我的 → 订单**") and the addresses of links.
pub(super) fn without_labels(sentence: &str) -> String {
    let parts: Vec<&str> = sentence.split("**").collect();
    let mut out = String::with_capacity(sentence.len());
    for (number, part) in parts.iter().enumerate() {
        let is_label = number % 2 == 1 && number + 1 < parts.len();
        out.push_str(if is_label { "·" } else { part });
    }
    while let Some(from) = out.find("](") {
        let Some(length) = out[from..].find(')') else { break };
        out.replace_range(from..=from + length, " ");
    }
    out.replace('[', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_split_where_sentences_end() {
        let check = |line: &str, expected: &[&str]| assert_eq!(split(line), expected, "{line}");
        check("One. Two! Three?", &["One.", " Two!", " Three?"]);
        check(
            "It is 3.5 kg, e.g. a lamp. Mr. Smith called.",
            &["It is 3.5 kg, e.g. a lamp.", " Mr. Smith called."],
        );
        check("可以。不行！为什么？再说", &["可以。", "不行！", "为什么？", "再说"]);
        check("", &[]);
    }

    #[test]
    fn a_greeting_goes_and_what_follows_stays() {
        let check = |sentence: &str, expected: Option<&str>| {
            assert_eq!(without_courtesy(sentence), expected, "{sentence}")
        };
        check("Hi Anna, we ship there.", Some("we ship there."));
        check("Hello!", None);
        check("Hi there", None);
        check("Sorry, hello, we don't.", Some("we don't."));
        check("Thanks for waiting, Anna.", None);
        check("您好，可以的。", Some("可以的。"));
        check(
            "好的商品都在首页，请看那里的列表，每周更新一次。",
            Some("好的商品都在首页，请看那里的列表，每周更新一次。"),
        );
        check("Hiking boots are in the shop.", Some("Hiking boots are in the shop."));
    }

    #[test]
    fn names_under_a_letter_are_signatures() {
        let check = |line: &str, expected: bool| assert_eq!(is_signature(line), expected, "{line}");
        check("— Tom", true);
        check("Tom Berg", true);
        check("客服小李", true);
        check("- Tom", false);
        check("It is.", false);
        check("the parcel is on its way", false);
        check("", true);
    }
}
