//! How well mood and the wish for a person are read, on turns that nothing was fitted on, with intervals.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use engine::{Dialogue, Engine, Options, Outcome, Pack};
use serde_json::Value;
use tests::labelled::{Labelled, LabelledTurn, read_folder};

/// Calm questions of three sets, beside the repository.
const DATA: &str = "../shared/data";
/// Those of them that truly ask for a person or are upset, `set line`, the line as in its `queries_dev.jsonl`.
const STRUCK: &str = include_str!("../mood/struck.txt");
/// The share of calm questions that may be called upset.
const FALSE_MOODS: f64 = 0.005;

/// A share with its 95 % interval (Wilson 1927).
struct Share {
    hits: usize,
    of: usize,
}

impl Share {
    fn count(flags: impl Iterator<Item = bool>) -> Self {
        let (mut hits, mut of) = (0, 0);
        flags.for_each(|flag| {
            hits += usize::from(flag);
            of += 1;
        });
        Self { hits, of }
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.of == 0 {
            return write!(f, "{:>24}", "–");
        }
        let (n, p, z) = (self.of as f64, self.hits as f64 / self.of as f64, 1.96);
        let middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
        let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
        let percent = |share: f64| 100.0 * share.clamp(0.0, 1.0);
        let text = format!("{:.1} ({:.1}–{:.1})", percent(p), percent(middle - half), percent(middle + half));
        write!(f, "{text:>24}")
    }
}

/// A visitor's turn as it was judged in its dialogue.
struct Judged<'a> {
    turn: &'a LabelledTurn,
    upset: f64,
    wish: bool,
}

/// Prints the table.
pub fn run() -> Result<()> {
    for language in ["en", "zh"] {
        let engine = engine(language)?;
        let calm = calm_questions(language, &engine)?;
        let threshold = threshold(&calm);
        println!("\n{language}: percent (95 % interval)");
        if let Some(threshold) = threshold {
            let wishes = Share::count(calm.iter().map(|(_, wish)| *wish));
            let moods = Share::count(calm.iter().map(|(upset, _)| *upset >= 0.5));
            println!("{:<62}{wishes}", format!("{} calm questions taken for a wish", calm.len()));
            println!("{:<62}{moods}", "  called upset at mood 0.5");
            println!("{:<62}{threshold:>24.2}", "  mood that 0.5 % of them reach");
        }
        for (folder, kind) in [("blind", "-day"), ("blind", "-hard"), ("train", "-day")] {
            let all = read_folder(&Path::new("tests/mood").join(folder), language)?;
            let dialogues: Vec<Labelled> =
                all.into_iter().filter(|it| it.id.contains("-day") == (kind == "-day")).collect();
            let name = format!("{folder}, {}", if kind == "-day" { "everyday" } else { "hard" });
            measure(&name, &engine, &dialogues, threshold.unwrap_or(0.5));
        }
    }
    Ok(())
}

fn engine(language: &str) -> Result<Engine> {
    let pack = std::fs::read(format!("src/engine/packs/{language}.txt"))?;
    let pack = Pack::read(&pack).ok().context("a broken pack")?;
    Ok(Engine::new(Vec::new(), vec![pack], Options { matching: false, ..Options::default() }))
}

/// Mood and wish of each calm question of a language's sets, but for the struck ones.
fn calm_questions(language: &str, engine: &Engine) -> Result<Vec<(f64, bool)>> {
    let struck: BTreeSet<&str> = STRUCK.lines().filter(|line| !line.starts_with('#')).collect();
    let sets: &[&str] = if language == "zh" { &["massive_zh"] } else { &["banking77", "clinc150"] };
    let mut judged = Vec::new();
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
            judged.push((upset, wish));
        }
    }
    Ok(judged)
}

/// The mood that no more than the allowed share reaches; none without the sets.
fn threshold(calm: &[(f64, bool)]) -> Option<f64> {
    let mut moods: Vec<f64> = calm.iter().map(|(upset, _)| *upset).collect();
    moods.sort_by(|a, b| b.total_cmp(a));
    moods.get((moods.len() as f64 * FALSE_MOODS) as usize).map(|mood| mood + 1e-9)
}

fn measure(name: &str, engine: &Engine, dialogues: &[Labelled], threshold: f64) {
    let judged: Vec<Vec<Judged>> = dialogues.iter().map(|dialogue| replay(engine, dialogue)).collect();
    let turns = || judged.iter().flatten();
    let upset = |is: &dyn Fn(&LabelledTurn) -> bool| {
        Share::count(turns().filter(|one| is(one.turn)).map(|one| one.upset >= threshold))
    };
    if name.starts_with("train") && std::env::var_os("TANDEM_SHOW").is_some() {
        for one in turns() {
            if one.turn.is("person") != one.wish {
                println!("WISH {} {:?} {}", one.wish, one.turn.labels, one.turn.text);
            }
        }
    }
    let calm = |turn: &LabelledTurn| !turn.is_upset();
    let row = |what: &str, share: Share| println!("{:<62}{share}", format!("{name}: {what}"));
    row(
        "wishes for a person found",
        Share::count(turns().filter(|one| one.turn.is("person")).map(|one| one.wish)),
    );
    row(
        "other turns taken for one",
        Share::count(turns().filter(|one| !one.turn.is("person")).map(|one| one.wish)),
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
        Share::count(throughout.map(|turns| turns.iter().any(|one| one.upset >= 0.5))),
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
                judged.push(Judged { turn, upset: mood.strongest(), wish: wants_person });
            }
        }
    }
    judged
}
