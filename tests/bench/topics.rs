//! How well unanswered questions are grouped into topics, and how fast: intents of the data beside the repository taken as
//! if no entry answered them.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use ::tests::Chance;
use ::tests::month::Shop;
use anyhow::{Context, Result};
use engine::Pack;
use knowledge::topics::Topic;
use serde::Deserialize;

/// Knowledge bases and questions for tuning, beside the repository; the project ships none of them.
const DATA: &str = "../shared/data";
/// Draws of intents from one half, and from all.
const DRAWS: usize = 24;
/// Fewest intents of a draw, how many more each further size has, and how many sizes there are.
const FEWEST: usize = 15;
const MORE: usize = 3;
const SIZES: usize = 6;
/// Each third of a shop's base is missing once.
const THIRDS: u64 = 3;
/// Questions of the measurement of time.
const MANY: usize = 10_000;

#[derive(Clone, Deserialize)]
struct Asked {
    text: String,
    entry: Option<String>,
}

/// What a grouping came to.
struct Found {
    /// Adjusted Rand index, each loner a group of its own.
    index: f64,
    topics: usize,
    loners: usize,
    /// The share of the questions in topics that are of the intent that most of their topic are of.
    pure: f64,
    /// The share of those about nothing that stand in a topic; none where there are none.
    astray: Option<f64>,
    seconds: f64,
}

/// Prints a table, a row each set of intents.
pub fn run() -> Result<()> {
    let packs = desk::packs();
    println!(
        "{:<44}{:>8}{:>8}{:>8}{:>8}{:>8}{:>8}{:>8}{:>9}",
        "topics", "asked", "intents", "topics", "loners", "ARI", "pure", "astray", "seconds"
    );
    for language in ["en", "zh"] {
        for seed in 0..THIRDS {
            let shop = Shop::open(language, seed)?;
            row(&format!("shop {language}, third {} missing", seed + 1), &missing(&shop), packs);
        }
    }
    for name in ["clinc150", "massive_zh", "banking77"] {
        let path = Path::new(DATA).join(name).join("queries_dev.jsonl");
        match std::fs::read_to_string(&path) {
            Ok(lines) => set(name, &read(&lines)?, packs),
            Err(_) => println!("{name}: not measured, there is no {}", path.display()),
        }
    }
    Ok(())
}

fn read(lines: &str) -> Result<Vec<Asked>> {
    lines.lines().map(|line| serde_json::from_str(line).context("a line of the questions")).collect()
}

/// All that is measured of one set: draws from one half of the intents (that of CLINC150 and of MASSIVE is what the method
/// was tuned on), from the other half, from both; all intents at once; and as many questions as make the promise.
fn set(name: &str, asked: &[Asked], packs: &[Pack]) {
    let intents = intents(asked);
    let (first, other) = intents.split_at(intents.len() / 2);
    let mut chance = Chance::new(20_261_126);
    for (of, drawn) in [("first half", first), ("other half", other), ("any", &intents)] {
        let mut sum = 0.0;
        for draw in 0..DRAWS {
            let chosen = draw_of(drawn, FEWEST + draw % SIZES * MORE, &mut chance);
            let title = format!("{name}, {of}, draw {}", draw + 1);
            sum += row(&title, &only(asked, &chosen), packs).index;
        }
        println!("{:<44}{:>48.3}", format!("{name}, {of}, mean of {DRAWS} draws"), sum / DRAWS as f64);
    }
    row(&format!("{name}, all intents"), &only(asked, &intents), packs);
    row(&format!("{name}, {MANY} questions"), &varied(asked, &mut chance), packs);
}

/// The intents, in an order that has nothing to do with their names.
fn intents(asked: &[Asked]) -> Vec<&str> {
    let hash = |text: &str| {
        text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    };
    let mut intents: Vec<&str> = asked.iter().filter_map(|one| one.entry.as_deref()).collect();
    intents.sort_unstable();
    intents.dedup();
    intents.sort_by_key(|intent| hash(intent) ^ hash(intent) >> 29);
    intents
}

/// What nothing answers while a third of a shop's entries is missing: their questions, and those about nothing that it sells.
fn missing(shop: &Shop) -> Vec<Asked> {
    let asked = shop.asked.iter().flat_map(|(entry, texts)| texts.iter().map(move |text| (text, entry)));
    let all = asked.chain(shop.held.iter().map(|(text, entry)| (text, entry)));
    let open = all.filter(|(_, entry)| entry.as_ref().is_none_or(|entry| shop.missing.contains(entry)));
    open.map(|(text, entry)| Asked { text: text.clone(), entry: entry.clone() }).collect()
}

fn draw_of<'a>(intents: &[&'a str], count: usize, chance: &mut Chance) -> Vec<&'a str> {
    let mut rest = intents.to_vec();
    let count = count.min(rest.len());
    (0..count).map(|_| rest.swap_remove(chance.below(rest.len()))).collect()
}

fn only(asked: &[Asked], intents: &[&str]) -> Vec<Asked> {
    let is_chosen = |one: &&Asked| one.entry.as_deref().is_some_and(|entry| intents.contains(&entry));
    asked.iter().filter(is_chosen).cloned().collect()
}

/// Many different questions: one word, or character, of each further one is another question's.
fn varied(asked: &[Asked], chance: &mut Chance) -> Vec<Asked> {
    let mut out = asked.to_vec();
    while out.len() < MANY {
        let (one, other) = (&asked[chance.below(asked.len())], &asked[chance.below(asked.len())]);
        let space = if one.text.is_ascii() { " " } else { "" };
        let parts = |text: &str| -> Vec<String> {
            match space {
                "" => text.chars().map(String::from).collect(),
                _ => text.split(' ').map(str::to_owned).collect(),
            }
        };
        let (mut words, others) = (parts(&one.text), parts(&other.text));
        let at = chance.below(words.len());
        words[at].clone_from(&others[chance.below(others.len())]);
        out.push(Asked { text: words.join(space), entry: one.entry.clone() });
    }
    out
}

fn row(title: &str, asked: &[Asked], packs: &[Pack]) -> Found {
    let found = measure(asked, packs);
    let intents = intents(asked).len();
    let astray = found.astray.map_or_else(String::new, |share| format!("{share:.2}"));
    println!(
        "{title:<44}{:>8}{intents:>8}{:>8}{:>8}{:>8.3}{:>8.2}{astray:>8}{:>9.2}",
        asked.len(),
        found.topics,
        found.loners,
        found.index,
        found.pure,
        found.seconds
    );
    found
}

fn measure(asked: &[Asked], packs: &[Pack]) -> Found {
    let texts: Vec<&str> = asked.iter().map(|one| one.text.as_str()).collect();
    let start = Instant::now();
    let topics = knowledge::topics::find(&texts, packs, &[]);
    let seconds = start.elapsed().as_secs_f64();
    let mut groups: Vec<usize> = (0..asked.len()).map(|place| topics.topics.len() + place).collect();
    for (number, topic) in topics.topics.iter().enumerate() {
        topic.questions.iter().for_each(|place| groups[*place] = number);
    }
    let most = |topic: &Topic| {
        let mut counts: BTreeMap<Option<&str>, usize> = BTreeMap::new();
        for place in &topic.questions {
            *counts.entry(asked[*place].entry.as_deref()).or_default() += 1;
        }
        counts.into_values().max().unwrap_or_default()
    };
    let placed: usize = topics.topics.iter().map(|topic| topic.questions.len()).sum();
    let pure = topics.topics.iter().map(most).sum::<usize>() as f64 / placed.max(1) as f64;
    // Questions of no intent have no right group: they are asked with the others, and not judged.
    let judged = asked.iter().zip(&groups).filter_map(|(one, group)| Some((one.entry.as_deref()?, *group)));
    let judged: Vec<(&str, usize)> = judged.collect();
    let others = asked.iter().zip(&groups).filter(|(one, _)| one.entry.is_none());
    let others: Vec<bool> = others.map(|(_, group)| *group < topics.topics.len()).collect();
    let astray = others.iter().filter(|is_astray| **is_astray).count() as f64 / others.len() as f64;
    Found {
        index: adjusted_rand(&judged),
        pure,
        topics: topics.topics.len(),
        loners: topics.loners.len(),
        astray: (!others.is_empty()).then_some(astray),
        seconds,
    }
}

/// The adjusted Rand index of two groupings of the same things (Hubert and Arabie 1985): 1 where they are the same, 0 in
/// the mean by chance.
fn adjusted_rand(pairs: &[(&str, usize)]) -> f64 {
    let mut both: BTreeMap<(&str, usize), f64> = BTreeMap::new();
    let (mut first, mut second): (BTreeMap<&str, f64>, BTreeMap<usize, f64>) = Default::default();
    for (one, other) in pairs {
        *both.entry((one, *other)).or_default() += 1.0;
        *first.entry(one).or_default() += 1.0;
        *second.entry(*other).or_default() += 1.0;
    }
    let choose = |count: &f64| count * (count - 1.0) / 2.0;
    let (both, first, second): (f64, f64, f64) = (
        both.values().map(choose).sum(),
        first.values().map(choose).sum(),
        second.values().map(choose).sum(),
    );
    let expected = first * second / choose(&(pairs.len() as f64)).max(1.0);
    let most = f64::midpoint(first, second);
    if most > expected { (both - expected) / (most - expected) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_is_one_for_the_same_groups_and_about_nothing_by_chance() {
        let check = |pairs: &[(&str, usize)], expected: f64| {
            let found = adjusted_rand(pairs);
            assert!((found - expected).abs() < 1e-9, "{pairs:?}: {found}");
        };
        check(&[("a", 5), ("a", 5), ("b", 7), ("b", 7)], 1.0);
        check(&[("a", 1), ("a", 2), ("b", 1), ("b", 2)], -0.5);
        // Hand-worked: pairs together in both 1, in the first 2, in the second 3, of 10; expected 0.6, most 2.5.
        check(&[("a", 1), ("a", 1), ("b", 1), ("b", 2), ("c", 3)], (1.0 - 0.6) / (2.5 - 0.6));
        check(&[], 1.0);
    }
}
