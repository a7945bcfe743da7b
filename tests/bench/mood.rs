//! How well mood and the wish for a person are read, on turns that nothing was fitted on, with intervals; by ours, then
//! by what a site could use instead.

mod beside;
mod keywords;
mod share;

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use engine::{Dialogue, Engine, Options, Outcome, Pack};
use serde_json::Value;
use tests::labelled::{Labelled, LabelledTurn, read_folder};

use crate::mood::beside::{Calm, Turns};
use crate::mood::share::Share;

/// Calm questions of three sets, beside the repository.
const DATA: &str = "../shared/data";
/// Those of them that truly ask for a person or are upset, `set line`, the line as in its `queries_dev.jsonl`.
const STRUCK: &str = include_str!("../mood/struck.txt");
/// The share of calm questions that may be called upset.
const FALSE_MOODS: f64 = 0.005;

/// What a way of reading says of a line.
#[derive(Clone, Copy)]
struct Read {
    /// How upset, more being worse.
    upset: f64,
    /// Whether a person is wished for.
    wish: bool,
}

/// A visitor's turn as it was judged in its dialogue.
struct Judged<'a> {
    turn: &'a LabelledTurn,
    read: Read,
}

/// The folders and the kinds of dialogues in them that are measured; the first two are set beside others.
const KINDS: [(&str, &str); 3] = [("blind", "everyday"), ("blind", "hard"), ("train", "everyday")];

/// Prints the tables.
///
/// # Errors
/// Where a file cannot be read, or node or a library fails.
pub fn run() -> Result<()> {
    for language in ["en", "zh"] {
        let engine = engine(language)?;
        let calm = calm_questions(language, &engine)?;
        let threshold = threshold(&calm.ours);
        println!("\n{language}: percent (95 % interval)");
        match threshold {
            Some(threshold) => print_calm(&calm.ours, threshold),
            None => println!("{DATA} is missing: ours counts from mood 0.5 on, others from a score below 0"),
        }
        let kinds: Vec<Vec<Labelled>> =
            KINDS.iter().map(|(folder, kind)| dialogues(folder, kind, language)).collect::<Result<_>>()?;
        let mut blind = Vec::new();
        for ((folder, kind), dialogues) in KINDS.iter().zip(&kinds) {
            let judged: Vec<Vec<Judged>> = dialogues.iter().map(|it| replay(&engine, it)).collect();
            measure(&format!("{folder}, {kind}"), &judged, threshold.unwrap_or(0.5));
            if *folder == "blind" {
                let (turns, ours) = judged.iter().flatten().map(|one| (one.turn, one.read)).unzip();
                blind.push(Turns { kind, turns, ours });
            }
        }
        beside::print(language, &calm, &blind)?;
    }
    Ok(())
}

fn print_calm(calm: &[Read], threshold: f64) {
    let wishes = Share::count(calm.iter().map(|read| read.wish));
    let moods = Share::count(calm.iter().map(|read| read.upset >= 0.5));
    println!("{:<62}{wishes}", format!("{} calm questions taken for a wish", calm.len()));
    println!("{:<62}{moods}", "  called upset at mood 0.5");
    println!("{:<62}{threshold:>24.2}", "  mood that 0.5 % of them reach");
}

fn dialogues(folder: &str, kind: &str, language: &str) -> Result<Vec<Labelled>> {
    let all = read_folder(&Path::new("tests/mood").join(folder), language)?;
    Ok(all.into_iter().filter(|it| it.id.contains("-day") == (kind == "everyday")).collect())
}

fn engine(language: &str) -> Result<Engine> {
    let pack = std::fs::read(format!("src/engine/packs/{language}.txt"))?;
    let pack = Pack::read(&pack).ok().context("a broken pack")?;
    Ok(Engine::new(Vec::new(), vec![pack], Options { matching: false, ..Options::default() }))
}

/// The calm questions of a language's sets but for the struck ones, with their mood and wish.
fn calm_questions(language: &str, engine: &Engine) -> Result<Calm> {
    let struck: BTreeSet<&str> = STRUCK.lines().filter(|line| !line.starts_with('#')).collect();
    let sets: &[&str] = if language == "zh" { &["massive_zh"] } else { &["banking77", "clinc150"] };
    let mut calm = Calm { texts: Vec::new(), ours: Vec::new() };
    for set in sets {
        let Ok(lines) = std::fs::read_to_string(format!("{DATA}/{set}/queries_dev.jsonl")) else { continue };
        for (at, line) in lines.lines().enumerate() {
            let line: Value = serde_json::from_str(line)?;
            let text = line["text"].as_str().context("a question without a text")?;
            let outcome = engine.decide(&mut Dialogue::default(), text);
            let (upset, wish) = (outcome.mood.strongest(), outcome.wants_person);
            if struck.contains(format!("{set} {}", at + 1).as_str()) {
                continue;
            }
            if std::env::var_os("TANDEM_SHOW").is_some() && (upset >= 0.35 || wish) {
                println!("{set} {} {upset:.2} {wish} {text}", at + 1);
            }
            calm.texts.push(text.to_owned());
            calm.ours.push(Read { upset, wish });
        }
    }
    Ok(calm)
}

/// The mood that no more than the allowed share reaches; none without the sets.
fn threshold(calm: &[Read]) -> Option<f64> {
    let mut moods: Vec<f64> = calm.iter().map(|read| read.upset).collect();
    moods.sort_by(|a, b| b.total_cmp(a));
    moods.get((moods.len() as f64 * FALSE_MOODS) as usize).map(|mood| mood + 1e-9)
}

fn measure(name: &str, judged: &[Vec<Judged>], threshold: f64) {
    let turns = || judged.iter().flatten();
    let upset = |is: &dyn Fn(&LabelledTurn) -> bool| {
        Share::count(turns().filter(|one| is(one.turn)).map(|one| one.read.upset >= threshold))
    };
    if name.starts_with("train") && std::env::var_os("TANDEM_SHOW").is_some() {
        for one in turns() {
            if one.turn.is("person") != one.read.wish {
                println!("WISH {} {:?} {}", one.read.wish, one.turn.labels, one.turn.text);
            }
        }
    }
    let calm = |turn: &LabelledTurn| !turn.is_upset();
    let row = |what: &str, share: Share| println!("{:<62}{share}", format!("{name}: {what}"));
    row(
        "wishes for a person found",
        Share::count(turns().filter(|one| one.turn.is("person")).map(|one| one.read.wish)),
    );
    row(
        "other turns taken for one",
        Share::count(turns().filter(|one| !one.turn.is("person")).map(|one| one.read.wish)),
    );
    row("upset turns found", upset(&|turn| turn.is_upset()));
    for label in ["angry", "anxious", "dejected", "sarcastic"] {
        row(&format!("  {label}"), upset(&|turn| turn.is(label)));
    }
    row(
        "quoting and reports called upset",
        upset(&|turn| calm(turn) && (turn.is("quoting") || turn.is("report"))),
    );
    row(
        "calm and glad turns called upset",
        upset(&|turn| calm(turn) && (turn.is("calm") || turn.is("glad"))),
    );
    let throughout = judged
        .iter()
        .filter(|turns| turns.len() > 1 && turns.iter().all(|one| calm(one.turn) && !one.turn.is("person")));
    row(
        "calm dialogues handed over for mood",
        Share::count(throughout.map(|turns| turns.iter().any(|one| one.read.upset >= 0.5))),
    );
}

fn replay<'a>(engine: &Engine, labelled: &'a Labelled) -> Vec<Judged<'a>> {
    let mut dialogue = Dialogue::default();
    let mut judged = Vec::new();
    for turn in &labelled.turns {
        match turn.author {
            "assistant" => dialogue.assistant_said(&turn.text),
            "agent" => dialogue.agent_said(&turn.text),
            _ => {
                let Outcome { mood, wants_person, .. } = engine.decide(&mut dialogue, &turn.text);
                let read = Read { upset: mood.strongest(), wish: wants_person };
                judged.push(Judged { turn, read });
            }
        }
    }
    judged
}
