//! Names of topics: a phrase that really stands in the questions, common in its topic and rare elsewhere.

use std::collections::{BTreeMap, BTreeSet};

/// Longest phrases, in words, and in characters of a script without spaces.
const MOST_WORDS: usize = 4;
const MOST_GLYPHS: usize = 8;

/// Phrases of a topic, by how many of its questions hold them, that are looked at more closely.
const CANDIDATES: usize = 60;

/// How much a phrase gains by each further word, or two characters: a longer one says more where as many hold it.
const LENGTH: f64 = 0.5;

/// Words that no phrase begins or ends with: they tell nothing of the subject.
const EDGES: [&str; 110] = [
    "a", "an", "the", "i", "me", "my", "mine", "we", "us", "our", "you", "your", "it", "its", "he", "she",
    "they", "them", "this", "that", "these", "those", "is", "are", "am", "was", "were", "be", "been", "do",
    "does", "did", "don't", "can", "can't", "could", "will", "would", "should", "shall", "may", "might",
    "must", "have", "has", "had", "i'm", "i've", "i'd", "i'll", "it's", "what", "what's", "whats", "which",
    "who", "where", "where's", "when", "why", "how", "how's", "if", "and", "or", "but", "so", "then", "than",
    "to", "of", "in", "on", "at", "for", "from", "with", "by", "about", "into", "as", "there", "here",
    "please", "tell", "let", "know", "want", "wanna", "need", "like", "get", "give", "go", "going", "just",
    "some", "any", "much", "many", "too", "not", "no", "yes", "hi", "hello", "hey", "ok", "thanks", "really",
];

/// The same of Chinese characters.
const GLYPH_EDGES: &str = "的了吗呢吧啊呀嘛么我你您他她它们请问想要能可会是在有把被给让跟和与或就都也还又再才这那哪什怎为多少几个些一从对好不没很着过得地之以";

/// A word, or one character of a script without spaces.
#[derive(Clone, Copy)]
struct Unit<'a> {
    text: &'a str,
    is_glyph: bool,
    /// Whether nothing but a space stands between it and the unit before.
    follows: bool,
}

/// A name for each group of texts, given by their places; the same name is given once, and none is empty.
pub(super) fn names(texts: &[&str], groups: &[&[usize]]) -> Vec<String> {
    let phrases: Vec<BTreeSet<String>> = texts.iter().map(|text| phrases(&text.to_lowercase())).collect();
    let candidates: Vec<Vec<(&str, usize)>> = groups.iter().map(|group| frequent(&phrases, group)).collect();
    let mut everywhere: BTreeMap<&str, usize> = BTreeMap::new();
    everywhere.extend(candidates.iter().flatten().map(|(phrase, _)| (*phrase, 0)));
    for phrase in phrases.iter().flatten() {
        everywhere.entry(phrase).and_modify(|count| *count += 1);
    }
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|group| std::cmp::Reverse(groups[*group].len()));
    let mut names = vec![String::new(); groups.len()];
    for group in order {
        let size = groups[group].len();
        let free = candidates[group].iter().filter(|(phrase, _)| !taken.contains(phrase));
        let scored = free.map(|(phrase, count)| (score(phrase, *count, everywhere[phrase], size), *phrase));
        let best = scored.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)));
        if let Some((_, phrase)) = best {
            taken.insert(phrase);
        }
        names[group] = match best {
            Some((_, phrase)) => as_typed(texts, groups[group], phrase),
            None => texts[groups[group][0]].to_owned(),
        };
    }
    names
}

/// How good a name a phrase is: the share of the topic that holds it, times the share of its holders that are in the topic,
/// times how much it says.
fn score(phrase: &str, count: usize, everywhere: usize, size: usize) -> f64 {
    let length = phrase.chars().count();
    let words = phrase.split(' ').count();
    let units = if phrase.is_ascii() || words > 1 { words as f64 } else { length as f64 / 2.0 };
    let (share, own) = (count as f64 / size as f64, count as f64 / everywhere.max(1) as f64);
    share * own * (1.0 + LENGTH * (units - 1.0))
}

/// The phrases that most texts of a group hold, at least two where there are such; of equals the first in the alphabet.
fn frequent<'a>(phrases: &'a [BTreeSet<String>], group: &[usize]) -> Vec<(&'a str, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for phrase in group.iter().flat_map(|text| &phrases[*text]) {
        *counts.entry(phrase).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let several = counts.partition_point(|(_, count)| *count > 1);
    counts.truncate(if several > 0 { several.min(CANDIDATES) } else { CANDIDATES });
    counts
}

/// All phrases of a text that could name a topic.
pub(crate) fn phrases(text: &str) -> BTreeSet<String> {
    let units = units(text);
    let mut out = BTreeSet::new();
    for from in (0..units.len()).filter(|at| !is_edge(&units[*at])) {
        let mut phrase = String::new();
        let (mut words, mut glyphs) = (0, 0);
        for (at, unit) in units.iter().enumerate().skip(from) {
            if at > from && !unit.follows {
                break;
            }
            let spaced = at > from && !(unit.is_glyph || units[at - 1].is_glyph);
            phrase.push_str(if spaced { " " } else { "" });
            phrase.push_str(singular(unit.text));
            words += usize::from(!unit.is_glyph);
            glyphs += usize::from(unit.is_glyph);
            if words > MOST_WORDS || glyphs > MOST_GLYPHS {
                break;
            }
            if !is_edge(unit) && (words > 0 || glyphs > 1) {
                out.insert(phrase.clone());
            }
        }
    }
    out
}

/// The words and characters of a text.
fn units(text: &str) -> Vec<Unit<'_>> {
    let mut out: Vec<Unit<'_>> = Vec::new();
    let (mut from, mut follows) = (None, false);
    let ends = text.char_indices().map(|(at, c)| (at, Some(c))).chain([(text.len(), None)]);
    for (at, c) in ends {
        let glyph = c.is_some_and(|c| matches!(c, '\u{2e80}'..='\u{2fff}' | '\u{3005}' | '\u{3041}'..='\u{9fff}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..));
        let word = !glyph && c.is_some_and(|c| c.is_alphanumeric() || c == '\'' || c == '’');
        if let (Some(start), false) = (from, word) {
            out.push(Unit { text: &text[start..at], is_glyph: false, follows });
            (from, follows) = (None, true);
        }
        match c {
            Some(c) if glyph => {
                out.push(Unit { text: &text[at..at + c.len_utf8()], is_glyph: true, follows });
                follows = true;
            }
            Some(_) if word => from = from.or(Some(at)),
            Some(' ') => {}
            _ => follows = false,
        }
    }
    out
}

/// A word without the `s` of its plural, so that "gift card" and "gift cards" count as the same.
fn singular(word: &str) -> &str {
    let stem =
        word.strip_suffix('s').filter(|stem| stem.len() > 2 && !stem.ends_with(['s', 'u', 'i', '\'', '’']));
    stem.unwrap_or(word)
}

fn is_edge(unit: &Unit<'_>) -> bool {
    match unit.is_glyph {
        true => GLYPH_EDGES.contains(unit.text),
        false => EDGES.contains(&unit.text) || unit.text.chars().all(|c| !c.is_alphabetic()),
    }
}

/// A phrase as most of a group's questions write it, capitals and all; of equals as the most central does.
fn as_typed(texts: &[&str], group: &[usize], phrase: &str) -> String {
    let mut forms: Vec<(String, usize)> = Vec::new();
    for text in group.iter().map(|text| texts[*text]) {
        let Some(form) = find(text, phrase) else { continue };
        match forms.iter_mut().find(|known| known.0 == form) {
            Some(known) => known.1 += 1,
            None => forms.push((form, 1)),
        }
    }
    forms.reverse();
    forms.into_iter().max_by_key(|form| form.1).map_or_else(|| phrase.to_owned(), |form| form.0)
}

/// Where a text holds a phrase, that part of it.
fn find(text: &str, phrase: &str) -> Option<String> {
    let units = units(text);
    for from in 0..units.len() {
        let (mut lowered, mut typed) = (String::new(), String::new());
        for (at, unit) in units.iter().enumerate().skip(from) {
            let spaced = at > from && !(unit.is_glyph || units[at - 1].is_glyph);
            for out in [&mut lowered, &mut typed] {
                out.push_str(if spaced { " " } else { "" });
            }
            lowered.push_str(singular(&unit.text.to_lowercase()));
            typed.push_str(unit.text);
            if lowered == phrase {
                return Some(typed);
            }
            if !phrase.starts_with(&lowered) {
                break;
            }
        }
    }
    None
}
