//! The lines that the models are fitted on: labelled turns, lines that are calm, and the shops' own wordings.

use std::path::Path;

use anyhow::Result;
use engine::Engine;
use tests::labelled::{LabelledTurn, read_folder};

/// How much a line counts: an everyday turn, one that was written to be hard, one that is only calm.
const EVERYDAY: f64 = 1.0;
const HARD: f64 = 0.5;
const CALM: f64 = 4.0;

/// One line.
pub struct Line {
    /// Its pieces' buckets.
    pub buckets: Vec<u32>,
    /// 0 calm, 1 anger, 2 anxiety, 3 dejection, 4 gladness.
    pub class: usize,
    /// Whether it asks for a person.
    pub wish: bool,
    /// How much it counts.
    pub weight: f64,
    /// Lines of one dialogue are held out together.
    pub dialogue: usize,
}

impl Line {
    /// Whether it is angry, anxious or dejected.
    pub fn is_upset(&self) -> bool {
        (1..=3).contains(&self.class)
    }
}

/// Reads all lines of a language below the folder of tests.
pub fn read(tests: &Path, language: &str, engine: &Engine) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    let dialogues = read_folder(&tests.join("mood/train"), language)?;
    for (dialogue, labelled) in dialogues.iter().enumerate() {
        let weight = if labelled.id.contains("-day") { EVERYDAY } else { HARD };
        for turn in labelled.turns.iter().filter(|turn| turn.author == "visitor") {
            let buckets = engine.temper_buckets(&turn.text);
            lines.push(Line { buckets, class: class(turn), wish: turn.is("person"), weight, dialogue });
        }
    }
    let calm = std::fs::read_to_string(tests.join(format!("mood/calm/{language}.txt")))?;
    let shop = std::fs::read_to_string(tests.join(format!("data/shop-{language}.json")))?;
    let shop = knowledge::read_text(&shop).knowledge.engine_entries();
    let wordings = shop.iter().flat_map(|entry| &entry.wordings).map(String::as_str);
    for (at, text) in calm.lines().chain(wordings).enumerate() {
        let buckets = engine.temper_buckets(text);
        lines.push(Line { buckets, class: 0, wish: false, weight: CALM, dialogue: dialogues.len() + at });
    }
    Ok(lines)
}

fn class(turn: &LabelledTurn) -> usize {
    let of = |label: &&str| match *label {
        "angry" | "sarcastic" => Some(1),
        "anxious" => Some(2),
        "dejected" => Some(3),
        "glad" => Some(4),
        _ => None,
    };
    let first = turn.labels.iter().find_map(of);
    first.unwrap_or(usize::from(turn.is("threat")))
}
