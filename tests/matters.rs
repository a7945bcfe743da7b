//! Several questions in one message, follow-ups and small talk over the shops' bases, as data and as rates.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use engine::{Decision, Dialogue, Engine, HandoffReason, Options, Outcome, Pack};

const PACKS: [&[u8]; 2] =
    [include_bytes!("../src/engine/packs/en.txt"), include_bytes!("../src/engine/packs/zh.txt")];

fn shop(file: &str) -> Result<Engine> {
    let base = knowledge::read_text(file).knowledge;
    let packs = PACKS.iter().map(|bytes| Ok(Pack::read(bytes)?)).collect::<Result<Vec<Pack>>>()?;
    Ok(Engine::new(base.engine_entries(), packs, Options::default()).fitted())
}

/// What came of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    /// What is right was answered or handed over, or nothing where nothing is right.
    Right,
    /// The right entries are among those to choose from, or some of several were answered.
    Half,
    /// Nothing was answered.
    Missed,
    /// Something wrong was answered, or one matter was torn apart.
    Wrong,
}

/// How often a kind of line came out how.
type Counts = BTreeMap<(String, Verdict), usize>;

fn last_outcome(engine: &Engine, turns: &[&str]) -> Option<Outcome> {
    let mut dialogue = Dialogue::default();
    turns.iter().map(|turn| engine.decide(&mut dialogue, turn)).last()
}

fn judge(engine: &Engine, kind: &str, outcome: &Outcome, expected: &[&str]) -> Verdict {
    let id = |entry: usize| engine.entries()[entry].id.as_str();
    let known = |entry: usize| expected.contains(&id(entry));
    let shown: Vec<&str> = outcome.shown.iter().map(|shown| id(shown.entry)).collect();
    let (offered, departments) = match &outcome.decision {
        Decision::Clarify { entries } => (entries.iter().any(|entry| known(*entry)), false),
        Decision::Handoff { reason: HandoffReason::Departments, .. } => (false, true),
        _ => (false, false),
    };
    let right = match kind {
        "several" => departments || shown == expected,
        "one" => shown.len() < 2 && !departments,
        "talk" if expected.is_empty() => matches!(outcome.decision, Decision::SmallTalk(_)),
        _ if expected.is_empty() => shown.is_empty(),
        _ => shown.len() == 1 && expected.contains(&shown[0]),
    };
    let some = !shown.is_empty() && outcome.shown.iter().all(|shown| known(shown.entry));
    match right {
        true => Verdict::Right,
        false if offered || some => Verdict::Half,
        false if shown.is_empty() && !departments => Verdict::Missed,
        false => Verdict::Wrong,
    }
}

fn counts(base: &str, lines: &str) -> Result<Counts> {
    let engine = shop(base)?;
    let mut counts = Counts::new();
    for line in lines.lines().filter(|line| !line.starts_with('#')) {
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        let [kind, turns @ .., expected] = parts.as_slice() else {
            anyhow::bail!("{line} has no columns");
        };
        let expected: Vec<&str> = expected.split_whitespace().collect();
        let outcome = last_outcome(&engine, turns).context("a line has a message")?;
        let verdict = judge(&engine, kind, &outcome, &expected);
        if verdict != Verdict::Right {
            println!("{verdict:?}: {line}\n    {:?} {:?}", outcome.decision, outcome.shown);
        }
        *counts.entry(((*kind).to_owned(), verdict)).or_default() += 1;
    }
    println!("{counts:?}");
    Ok(counts)
}

/// Holds a kind of line to its least share that comes out right and its most that goes wrong, both in percent.
fn hold(counts: &Counts, kind: &str, least_right: usize, most_wrong: usize) {
    let of = |verdict| counts.get(&(kind.to_owned(), verdict)).copied().unwrap_or(0);
    let all: usize = counts.iter().filter(|((one, _), _)| one == kind).map(|(_, count)| count).sum();
    assert!(of(Verdict::Right) * 100 >= least_right * all, "{kind}: too few are right: {counts:?}");
    assert!(of(Verdict::Wrong) * 100 <= most_wrong * all, "{kind}: too many go wrong: {counts:?}");
}

fn check(base: &str, lines: &str) -> Result<()> {
    let counts = counts(base, lines)?;
    hold(&counts, "several", 50, 6);
    hold(&counts, "one", 96, 4);
    hold(&counts, "lean", 50, 8);
    hold(&counts, "new", 85, 8);
    hold(&counts, "talk", 92, 0);
    Ok(())
}

#[test]
fn english_messages() -> Result<()> {
    check(include_str!("data/shop-en.json"), include_str!("data/matters-en.txt"))
}

#[test]
fn chinese_messages() -> Result<()> {
    check(include_str!("data/shop-zh.json"), include_str!("data/matters-zh.txt"))
}
