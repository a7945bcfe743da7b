//! Names of topics: a phrase that really stands in the questions, common in its topic and rare elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::phrase::{Bonds, Unit, phrases, singular, units};

/// Phrases of a topic, by how many of its questions hold them, that are looked at more closely.
const CANDIDATES: usize = 60;

/// How much a phrase gains by each further word, or two characters: a longer one says more where as many hold it.
const LENGTH: f64 = 0.5;

/// Where no phrase will do, the shortest of so many central questions is the name, as far as this, characters.
const CENTRAL: usize = 3;
const MOST_CHARACTERS: usize = 40;

/// A name for each group of texts, given by their places; the same name is given once, and none is empty.
pub(super) fn names(texts: &[&str], groups: &[&[usize]]) -> Vec<String> {
    let lower: Vec<String> = texts.iter().map(|text| text.to_lowercase()).collect();
    let bonds = Bonds::of(lower.iter().map(String::as_str));
    let phrases: Vec<BTreeSet<String>> = lower.iter().map(|text| phrases(text, &bonds)).collect();
    let candidates: Vec<Vec<(&str, usize)>> = groups
        .iter()
        .map(|group| {
            let within = Within(group.iter().map(|text| units(&lower[*text])).collect());
            frequent(&phrases, group)
                .into_iter()
                .filter(|(phrase, _)| within.is_whole(phrase, &bonds))
                .collect()
        })
        .collect();
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
            None => question(texts, groups[group]),
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

/// The phrases that most texts of a group hold, at least two; of equals the first in the alphabet.
fn frequent<'a>(phrases: &'a [BTreeSet<String>], group: &[usize]) -> Vec<(&'a str, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for phrase in group.iter().flat_map(|text| &phrases[*text]) {
        *counts.entry(phrase).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().filter(|(_, count)| *count > 1).collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.truncate(CANDIDATES);
    counts
}

/// The texts of a group, in lower case.
struct Within<'a>(Vec<Vec<Unit<'a>>>);

impl Within<'_> {
    /// Whether a phrase is not cut out of a longer one: on either side the texts go on in different ways, or end, or go on
    /// with what is of no phrase.
    fn is_whole(&self, phrase: &str, bonds: &Bonds) -> bool {
        let sought: Vec<&str> = units(phrase).iter().map(|unit| unit.text).collect();
        let (mut before, mut after) = (Side::None, Side::None);
        for units in &self.0 {
            for from in 0..=units.len().saturating_sub(sought.len()) {
                let held = units[from..].iter().map(|unit| singular(unit.text)).take(sought.len());
                if !held.eq(sought.iter().copied()) {
                    continue;
                }
                let (first, end) = (&units[from], from + sought.len());
                let last = from.checked_sub(1).map(|last| &units[last]).filter(|_| first.follows);
                before = before.and(last.filter(|last| !last.is_edge() || bonds.joins(last, first, first)));
                let (own, next) = (&units[end - 1], units.get(end).filter(|next| next.follows));
                after = after.and(next.filter(|next| !next.is_edge() || bonds.joins(own, next, own)));
            }
        }
        !matches!(before, Side::Same(_)) && !matches!(after, Side::Same(_))
    }
}

/// What stands beside a phrase.
enum Side<'a> {
    None,
    Same(&'a str),
    Different,
}

impl<'a> Side<'a> {
    fn and(self, unit: Option<&Unit<'a>>) -> Self {
        match (self, unit) {
            (Self::None, Some(unit)) => Self::Same(unit.text),
            (Self::Same(text), Some(unit)) if text == unit.text => Self::Same(text),
            _ => Self::Different,
        }
    }
}

/// The shortest of a group's central questions that tell of anything, cut where it is long.
fn question(texts: &[&str], group: &[usize]) -> String {
    let tells = |text: &&str| units(&text.to_lowercase()).iter().any(|unit| !unit.is_edge());
    let telling = group.iter().map(|text| texts[*text]).filter(tells);
    let central = telling.chain(group.iter().map(|text| texts[*text])).take(CENTRAL);
    let shortest = central.min_by_key(|text| text.chars().count()).unwrap_or_default();
    if shortest.chars().count() <= MOST_CHARACTERS {
        return shortest.to_owned();
    }
    let cut: String = shortest.chars().take(MOST_CHARACTERS).collect();
    // Not within a word.
    let end = cut.rfind(' ').unwrap_or(cut.len());
    [cut[..end].trim_end(), "…"].concat()
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The first of all `texts` are the group that gets the name.
    fn check(group: &[&str], others: &[&str], expected: &str) {
        let texts: Vec<&str> = group.iter().chain(others).copied().collect();
        let of: Vec<usize> = (0..group.len()).collect();
        assert_eq!(names(&texts, &[&of]), [expected], "{group:?}");
    }

    #[test]
    fn a_question_that_tells_nothing_is_no_name() {
        check(&["呀", "谁设计的椅子", "合作推广吗", "剪头发"], &[], "剪头发");
        check(&["呀", "吗"], &[], "呀");
    }

    #[test]
    fn a_name_is_not_cut_out_of_a_longer_phrase() {
        let parcel = ["pay extra to speed up delivery", "can I pay extra to speed up my delivery"];
        check(&parcel, &[], "pay extra");
        check(&["你们的幼儿园报名什么时候", "幼儿园报名要多少钱", "想问幼儿园报名"], &[], "幼儿园报名");
        check(&["设计师拿货有没有渠道", "设计师有优惠吗", "我是设计师"], &[], "设计师");
    }

    #[test]
    fn a_character_that_is_part_of_a_word_stays_with_it() {
        check(&["学生价怎么申请", "申请学生价", "学生价在哪申请"], &["请问几点开门"], "学生价");
        check(&["怎么申请", "在哪申请", "申请要多久"], &["请问几点开门", "请问在哪"], "申请");
        check(&["会员有什么好处", "怎么成为会员", "会员日是哪天"], &["你会修灯吗", "会不会褪色"], "会员");
        // A phrase does not begin within a word that tells nothing: 么破店, 少钱.
        check(&["这什么破店", "什么破店啊", "你们什么破店"], &[], "这什么破店");
        check(&["样品多少钱", "多少钱一张", "要多少钱"], &[], "要多少钱");
    }

    #[test]
    fn where_no_phrase_will_do_a_question_is_the_name() {
        check(&["the lamp hums", "a buzzing noise at night", "it makes sounds"], &[], "the lamp hums");
        let long = ["a word and then another word that nobody else has typed so far", "x"];
        check(&long[..1], &[], "a word and then another word that…");
    }
}
