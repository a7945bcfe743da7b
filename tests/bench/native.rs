//! The engine alone, natively.

use std::time::Instant;

use anyhow::{Context, Result};
use engine::{Dialogue, Engine, Options, Pack};
use tests::Places;

use crate::base::{Base, Language};
use crate::sample;

/// Times that the index is built.
pub const BUILDS: usize = 15;

/// Builds the index and decides on every question, each in a fresh dialogue.
pub fn measure(base: &Base) -> Result<()> {
    let name = format!("{:?}, native", base.language);
    let knowledge = knowledge::read_text(&base.json.to_string()).knowledge;
    let pack =
        Pack::read(&std::fs::read(Places::pack(tag(base.language))?)?).ok().context("a broken pack")?;
    let build = || Engine::new(knowledge.engine_entries(), vec![pack.clone()], Options::default());
    sample::print(&format!("{name}: index built"), (0..BUILDS).map(|_| timed(build)).collect(), "");
    let engine = build();
    let decide = |question: &String| timed(|| engine.decide(&mut Dialogue::default(), question));
    sample::print(&format!("{name}: decision"), base.questions.iter().map(decide).collect(), "");
    Ok(())
}

fn timed<T>(work: impl FnOnce() -> T) -> f64 {
    let start = Instant::now();
    let done = work();
    let took = start.elapsed().as_secs_f64() * 1_000.0;
    drop(done);
    took
}

/// The language's tag, as packs are named.
pub fn tag(language: Language) -> &'static str {
    if language == Language::English { "en" } else { "zh" }
}
