//! `tandem replay`: what the assistant would have decided at every turn of recorded dialogues.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use engine::{Dialogue, Engine, Options, Outcome};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::base;
use crate::explain::{reason, word};
use crate::lines::{Lines, Writer};
use crate::packs;

/// Replay dialogues: one line of JSON a dialogue in, one line a visitor's turn out
///
/// A line of the dialogues is {"id", "turns": [{"author": "visitor" | "assistant" | "agent", "text"}]}. A line of the
/// decisions is {"id", "turn", "decision", "reason", "confidence", "wants_person", "mood": {"anger", "anxiety",
/// "dejection"}, "reasons"}, with `turn` the turn's place in `turns`, from 0. Turns while a person owns the
/// conversation are decided too. Without a knowledge base matching is off: only mood and the wish for a person decide,
/// and confidence is null.
#[derive(clap::Args)]
pub struct Arguments {
    /// The knowledge base
    #[arg(long)]
    knowledge: Option<PathBuf>,
    /// The dialogues, JSON a line
    #[arg(long)]
    dialogues: PathBuf,
    /// Where the decisions go, JSON a line, in the order of the turns
    #[arg(long)]
    decisions: PathBuf,
}

const SHAPE: &str =
    "{\"id\": …, \"turns\": [{\"author\": \"visitor\" or \"assistant\" or \"agent\", \"text\": \"…\"}]}";

#[derive(Deserialize)]
struct Recorded {
    id: Box<RawValue>,
    turns: Vec<Turn>,
}

#[derive(Deserialize)]
struct Turn {
    author: Author,
    text: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Author {
    Visitor,
    Assistant,
    Agent,
}

#[derive(Serialize)]
struct Decided<'a> {
    id: &'a RawValue,
    turn: usize,
    decision: &'static str,
    reason: Option<&'static str>,
    confidence: Option<f64>,
    wants_person: bool,
    mood: Mood,
    reasons: Vec<Reason<'a>>,
}

#[derive(Serialize)]
struct Mood {
    anger: f64,
    anxiety: f64,
    dejection: f64,
}

#[derive(Serialize)]
struct Reason<'a> {
    sign: &'a str,
    span: &'a str,
    weight: f64,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let engine = engine(arguments)?;
    let mut decisions = Writer::create(&arguments.decisions)?;
    let dialogues = Lines::open(&arguments.dialogues, SHAPE)?;
    let faults = dialogues.each(|recorded: Recorded| {
        replay(&engine, &recorded, &mut decisions)?;
        Ok(None)
    })?;
    decisions.finish()?;
    Ok(if faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn engine(arguments: &Arguments) -> Result<Engine> {
    match &arguments.knowledge {
        Some(path) => Ok(packs::engine(&base::open(path)?)),
        None => {
            let options = Options { matching: false, ..Options::default() };
            Ok(Engine::new(Vec::new(), desk::packs().to_vec(), options))
        }
    }
}

/// Tells the engine each turn as it was: who owned the conversation is read from the recording, never from decisions.
fn replay(engine: &Engine, recorded: &Recorded, decisions: &mut Writer) -> Result<()> {
    let mut dialogue = Dialogue::default();
    for (turn, Turn { author, text }) in recorded.turns.iter().enumerate() {
        match author {
            Author::Assistant => dialogue.assistant_said(text),
            Author::Agent => dialogue.agent_said(text),
            Author::Visitor => {
                let outcome = engine.decide(&mut dialogue, text);
                decisions.write(&decided(&recorded.id, turn, &outcome))?;
            }
        }
    }
    Ok(())
}

fn decided<'a>(id: &'a RawValue, turn: usize, outcome: &'a Outcome) -> Decided<'a> {
    let mood = &outcome.mood;
    let reasons = mood.reasons.iter();
    Decided {
        id,
        turn,
        decision: word(&outcome.decision),
        reason: reason(&outcome.decision),
        confidence: outcome.ranking.matches.first().map(|best| best.confidence),
        wants_person: outcome.wants_person,
        mood: Mood { anger: mood.anger, anxiety: mood.anxiety, dejection: mood.dejection },
        reasons: reasons.map(|one| Reason { sign: one.sign, span: &one.span, weight: one.weight }).collect(),
    }
}
