//! E-mail addresses, written with their sign or spelled out.

use super::view::View;
use super::{Private, Span};

/// Longest part before the sign and longest domain that is looked at (RFC 5321 allows 64 and 255).
const LONGEST_LOCAL: usize = 64;
const LONGEST_DOMAIN: usize = 255;

/// How far before a spelled-out address a word such as "email" counts.
const CUE_REACH: usize = 40;

/// Words that stand for the sign and for the dot.
const AT: [&str; 9] = ["(at)", "[at]", "{at}", "<at>", "at", "(@)", "艾特", "圈a", "#"];
const DOT: [&str; 7] = ["(dot)", "[dot]", "{dot}", "<dot>", "dot", "点", "(.)"];
/// Words for what is typed as one sign within the part before the sign.
const WITHIN: [(&str, char); 4] = [("dot", '.'), ("点", '.'), ("underscore", '_'), ("dash", '-')];

/// Domains without their end that tell of mail by themselves.
const PROVIDERS: [&str; 16] = [
    "gmail",
    "googlemail",
    "hotmail",
    "outlook",
    "yahoo",
    "icloud",
    "live",
    "proton",
    "protonmail",
    "qq",
    "163",
    "126",
    "foxmail",
    "sina",
    "aol",
    "gmx",
];

/// Words before an "at" that is meant as the word: "I bought it at shop dot example".
const COMMON: [&str; 24] = [
    "it",
    "me",
    "us",
    "them",
    "this",
    "that",
    "one",
    "look",
    "is",
    "are",
    "was",
    "out",
    "order",
    "ordered",
    "bought",
    "saw",
    "sale",
    "price",
    "found",
    "not",
    "only",
    "here",
    "available",
    "shopping",
];

/// Words that announce an address.
const CUES: [&str; 8] = ["mail", "address", "contact", "reach", "write to", "paypal", "邮", "联系"];

/// All addresses of a text that are written with their sign.
pub(super) fn written(view: &View) -> Vec<Span> {
    all(view, &|at, least| (view.at(at) == '@').then(|| around(view, at, least))?)
}

/// All addresses of a text that are spelled out.
pub(super) fn spelled(view: &View) -> Vec<Span> {
    all(view, &|at, least| named(view, at, least))
}

/// What `find` finds at each place, given where it may begin at the earliest.
fn all(view: &View, find: &dyn Fn(usize, usize) -> Option<(usize, usize)>) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let mut least = 0;
    for at in 0..view.len() {
        if let Some((from, to)) = find(at, least).filter(|_| at >= least) {
            found.push(Span { from, to, kind: Private::Email });
            least = to;
        }
    }
    found
}

/// An address around its sign, nothing of it before `least`.
fn around(view: &View, at: usize, least: usize) -> Option<(usize, usize)> {
    let spaced = usize::from(view.before(at, 1) == ' ');
    let start = local_start(view, at - spaced, least)?;
    let gap = usize::from(view.at(at + 1) == ' ');
    let (end, dots) = domain_end(view, at + 1 + gap);
    let loose = spaced + gap > 0;
    // `anna@gmail` is meant as an address; `3 @ 15` and `2 lamps @ 5.90` are none.
    let named = dots > 0 && view.before(end, 1).is_alphabetic()
        || !loose && view.at(at + 1).is_ascii_alphabetic() && end > at + 2;
    named.then_some((start, end))
}

/// Where the part before the sign begins; none where there is none.
fn local_start(view: &View, end: usize, least: usize) -> Option<usize> {
    let mut start = end;
    let limit = least.max(end.saturating_sub(LONGEST_LOCAL));
    while start > limit {
        let dotted = view.before(start, 1) == ' ' && view.before(start, 2) == '.' && start < end;
        let before_dot = view.at(start) == '.' && view.before(start, 1) == ' ' && start >= limit + 2;
        if is_local(view.before(start, 1)) {
            start -= 1;
        } else if (dotted || before_dot) && start >= limit + 2 && is_local(view.before(start, 2)) {
            start -= 2;
        } else {
            break;
        }
    }
    while start < end && matches!(view.at(start), '.' | '\'' | '-' | '/' | '=') {
        start += 1;
    }
    (start < end).then_some(start)
}

fn is_local(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'' | '&' | '!' | '*')
        || matches!(c, '\u{c0}'..='\u{24f}' | '\u{370}'..='\u{52f}')
}

/// Where a domain that begins at `from` ends, and how many dots it has. A Chinese full stop between Latin letters is a dot
/// typed with the input method on; Chinese labels count where a Latin one follows.
fn domain_end(view: &View, from: usize) -> (usize, usize) {
    let (mut end, mut dots, mut at) = (from, 0, from);
    while at < from + LONGEST_DOMAIN {
        let c = view.at(at);
        if c.is_ascii_alphanumeric() || matches!(c, '\u{c0}'..='\u{24f}') {
            at += 1;
            end = at;
        } else if c == '-' && view.is_word(at + 1) {
            at += 1;
        } else if let Some(after) = dot(view, at).filter(|_| end == at) {
            dots += 1;
            at = after;
        } else if let Some(after) = foreign_label(view, at).filter(|_| end != at || at == from) {
            at = after;
            end = at;
        } else {
            break;
        }
    }
    (whole_label(view, from, end), dots)
}

/// The end of a domain without the digits of what follows: no top-level domain has any, so `qq.com2` is `qq.com` and a 2.
fn whole_label(view: &View, from: usize, end: usize) -> usize {
    let label = (from..end).rev().find(|at| view.at(*at) == '.').map_or(end, |dot| dot + 1);
    let digit = (label..end).find(|at| view.is_digit(*at)).filter(|at| *at > label);
    digit.unwrap_or(end)
}

/// The place behind a dot of a domain, if something follows that can be its next label.
fn dot(view: &View, at: usize) -> Option<usize> {
    let spaced = usize::from(view.at(at) == ' ' && view.at(at + 1) == '.');
    let at = at + spaced;
    let gap = usize::from(view.at(at + 1) == ' ' && spaced == 1);
    let is_dot = view.at(at) == '.' || view.at(at) == '。' && view.at(at + 1).is_ascii_lowercase();
    let follows = view.is_word(at + 1 + gap) || foreign_label(view, at + 1).is_some();
    (is_dot && follows).then_some(at + 1 + gap)
}

/// The end of a label in another script that a dot and a Latin label follow.
fn foreign_label(view: &View, from: usize) -> Option<usize> {
    let end = (from..from + 20)
        .find(|place| !matches!(view.at(*place), '\u{370}'..='\u{52f}' | '\u{4e00}'..='\u{9fff}'))?;
    (end > from && view.at(end) == '.' && view.at(end + 1).is_ascii_lowercase()).then_some(end)
}

/// An address whose sign is spelled out at `at`: `jane (at) shop (dot) example`.
fn named(view: &View, at: usize, least: usize) -> Option<(usize, usize)> {
    let (sign, after) = word_at(view, at, &AT)?;
    let start = spelled_local(view, skip_back(view, at), least)?;
    let (domain, mut end, mut dots) = (skip(view, after), word_end(view, skip(view, after))?, 0);
    let (mut last, mut said) = (domain, false);
    loop {
        let dot = word_at(view, skip(view, end), &DOT).map(|(_, after)| skip(view, after));
        let next = dot.or_else(|| Some(end + 1).filter(|_| view.at(end) == '.'));
        match next.and_then(|from| Some((from, word_end(view, from)?))) {
            Some((from, to)) => (last, end, dots, said) = (from, to, dots + 1, said || dot.is_some()),
            None => break,
        }
    }
    let provider = PROVIDERS.iter().any(|name| view.begins(domain, name));
    let is_common = COMMON.iter().any(|word| view.ends(skip_back(view, at), word).is_some());
    let plain = sign == "at" && said && !is_common;
    let told = provider || plain || !matches!(sign, "at" | "#") || is_announced(view, start);
    (dots > 0 && told && !view.is_digit(last)).then_some((start, end))
}

/// The word of `words` that stands by itself at a place, and where it ends.
fn word_at<'a>(view: &View, at: usize, words: &[&'a str]) -> Option<(&'a str, usize)> {
    let word = words.iter().find(|word| view.begins(at, word))?;
    let end = at + word.chars().count();
    let plain = word.as_bytes()[0].is_ascii_lowercase();
    let joined = plain && (view.before(at, 1).is_ascii_lowercase() || view.at(end).is_ascii_lowercase());
    (!joined).then_some((*word, end))
}

/// The beginning of a spelled-out part before the sign, which ends before `end`.
fn spelled_local(view: &View, end: usize, least: usize) -> Option<usize> {
    let limit = least.max(end.saturating_sub(LONGEST_LOCAL));
    let mut start = local_start(view, end, limit)?;
    loop {
        let before = skip_back(view, start);
        let joint = WITHIN.iter().find_map(|(word, _)| view.ends(before, word)).filter(|from| *from > limit);
        match joint.and_then(|from| local_start(view, skip_back(view, from), limit)) {
            Some(earlier) => start = earlier,
            None => return Some(start),
        }
    }
}

fn word_end(view: &View, from: usize) -> Option<usize> {
    let end = (from..from + LONGEST_LOCAL).find(|place| !view.is_word(*place) && view.at(*place) != '-')?;
    (end > from).then_some(end)
}

fn skip(view: &View, at: usize) -> usize {
    at + usize::from(view.at(at) == ' ')
}

fn skip_back(view: &View, at: usize) -> usize {
    at - usize::from(view.before(at, 1) == ' ')
}

/// Whether a word before an address says that one comes.
fn is_announced(view: &View, start: usize) -> bool {
    (start.saturating_sub(CUE_REACH)..start).any(|place| CUES.iter().any(|cue| view.begins(place, cue)))
}
