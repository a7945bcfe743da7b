//! Languages without a pack: matched by their script's own n-grams, soundly if not finely; and several in one base.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use engine::{Dialogue, Engine, Entry, Options, Pack};

const LINES: &str = include_str!("data/languages.txt");
const PACKS: [&str; 2] =
    [include_str!("../src/engine/packs/en.txt"), include_str!("../src/engine/packs/zh.txt")];

/// A language's entries, and its questions, each with the entry that answers it.
#[derive(Default)]
struct Base {
    entries: Vec<Entry>,
    questions: Vec<(String, String)>,
}

fn bases() -> Result<BTreeMap<String, Base>> {
    let mut bases: BTreeMap<String, Base> = BTreeMap::new();
    for line in LINES.lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('|').map(str::trim);
        let base = bases.entry(columns.next().unwrap_or_default().to_owned()).or_default();
        let id = columns.next().with_context(|| format!("{line} names no entry"))?;
        match id.strip_prefix("? ") {
            Some(id) => base.questions.extend(columns.map(|text| (id.to_owned(), text.to_owned()))),
            None => base.entries.push(Entry {
                id: id.to_owned(),
                wordings: columns.map(str::to_owned).collect(),
                ..Entry::default()
            }),
        }
    }
    Ok(bases)
}

fn engine(entries: Vec<Entry>) -> Engine {
    let packs = PACKS.iter().filter_map(|pack| Pack::read(pack.as_bytes()).ok()).collect();
    Engine::new(entries, packs, Options::default()).fitted()
}

/// How many questions rank their entry first, how many there are, and whether one that no entry answers was answered.
fn count(
    engine: &Engine,
    questions: &[(String, String)],
    named: &dyn Fn(&str) -> String,
) -> (usize, usize, bool) {
    let (mut right, mut all, mut wrong) = (0, 0, false);
    for (id, text) in questions {
        let outcome = engine.decide(&mut Dialogue::default(), text);
        if id == "none" {
            println!("{text}: {:?}", outcome.ranking.matches.first());
            wrong |= !outcome.shown.is_empty();
            continue;
        }
        all += 1;
        let best = outcome.ranking.matches.first().map(|best| engine.entries()[best.entry].id.clone());
        right += usize::from(best == Some(named(id)));
    }
    (right, all, wrong)
}

#[test]
fn every_language_is_matched() -> Result<()> {
    let bases = bases()?;
    assert_eq!(bases.len(), 8);
    for (language, base) in bases {
        let (right, all, wrong) = count(&engine(base.entries), &base.questions, &str::to_owned);
        println!("{language}: {right} of {all}");
        assert!(right + 1 >= all, "{language}: only {right} of {all} find their entry");
        assert!(!wrong, "{language}: what no entry answers was answered");
    }
    Ok(())
}

#[test]
fn one_base_may_hold_them_all() -> Result<()> {
    let bases = bases()?;
    let mut entries = Vec::new();
    for (language, base) in &bases {
        let named = |entry: &Entry| Entry { id: format!("{language} {}", entry.id), ..entry.clone() };
        entries.extend(base.entries.iter().map(named));
    }
    let engine = engine(entries);
    for (language, base) in &bases {
        let (right, all, wrong) = count(&engine, &base.questions, &|id| format!("{language} {id}"));
        println!("{language}: {right} of {all}");
        assert!(right + 1 >= all, "{language}: only {right} of {all} find their entry");
        assert!(!wrong, "{language}: what no entry answers was answered");
    }
    Ok(())
}
