//! Our own engine over the same tasks.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use engine::{Dialogue, Engine, Options, Pack};
use serde_json::Value;

use crate::peers::Told;
use crate::peers::prediction;
use crate::peers::set::{self, Task};

/// The packs as they stand, all of them: a site loads its own languages' only.
const PACKS: [&str; 2] = ["src/engine/packs/en.txt", "src/engine/packs/zh.txt"];

/// Answers every task and writes the predictions.
pub fn run(tasks: &[Task]) -> Result<Told> {
    let packs: Vec<Pack> = PACKS.iter().map(|path| pack(path)).collect::<Result<_>>()?;
    let mut told = Told::default();
    for task in tasks {
        let start = Instant::now();
        let engine = load(&task.base, packs.clone())?;
        told.slowest_load_ms = told.slowest_load_ms.max(milliseconds(start));
        for round in &task.rounds {
            let questions = set::lines(&round.questions)?;
            let start = Instant::now();
            let predictions: Vec<Value> =
                questions.iter().map(|question| answer(&engine, question)).collect();
            told.ask_ms += milliseconds(start);
            told.asked += questions.len() as u64;
            prediction::write(round, &predictions)?;
        }
    }
    Ok(told)
}

fn pack(path: &str) -> Result<Pack> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {path}"))?;
    Pack::read(&bytes).ok().with_context(|| format!("{path} is broken"))
}

/// The engine as the widget builds it from a base, its head fitted.
fn load(base: &Path, packs: Vec<Pack>) -> Result<Engine> {
    let text = std::fs::read_to_string(base).with_context(|| format!("cannot read {}", base.display()))?;
    let knowledge = knowledge::read_text(&text).knowledge;
    Ok(Engine::new(knowledge.engine_entries(), packs, Options::default()).fitted())
}

fn answer(engine: &Engine, question: &Value) -> Value {
    let text = question["text"].as_str().unwrap_or_default();
    let outcome = engine.decide(&mut Dialogue::default(), text);
    let matches = outcome.ranking.matches.iter();
    let ranked: Vec<(&str, f64)> =
        matches.map(|found| (engine.entries()[found.entry].id.as_str(), found.confidence)).collect();
    prediction::line(text, &ranked)
}

fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1_000.0
}
