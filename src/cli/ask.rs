//! `tandem ask`: what a visitor would be told.

use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use engine::{Decision, Dialogue, Engine, Outcome};
use knowledge::{Entry, KnowledgeBase, markdown};

use crate::base;
use crate::explain::{reason, tree, word};
use crate::packs;

/// Ask a knowledge base as a visitor would: the decision, its confidence and the answer
#[derive(clap::Args)]
pub struct Arguments {
    /// The knowledge base
    #[arg(long)]
    knowledge: PathBuf,
    /// Show where the numbers of each decision come from
    #[arg(long)]
    explain: bool,
    /// The language of the answers (BCP 47); the base's own where it has no other
    #[arg(long)]
    lang: Option<String>,
    /// What the visitor types, one argument an utterance, all in one dialogue; read line by line if there is none
    text: Vec<String>,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let knowledge = base::open(&arguments.knowledge)?;
    let engine = packs::engine(&knowledge);
    let mut session = Session { arguments, knowledge, engine, dialogue: Dialogue::default() };
    for text in &arguments.text {
        session.ask(text)?;
    }
    if arguments.text.is_empty() {
        for line in std::io::stdin().lock().lines() {
            let line = line.context("standard input cannot be read as UTF-8")?;
            session.ask(&line)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

struct Session<'a> {
    arguments: &'a Arguments,
    knowledge: KnowledgeBase,
    engine: Engine,
    dialogue: Dialogue,
}

impl Session<'_> {
    fn ask(&mut self, text: &str) -> Result<()> {
        if text.trim().is_empty() {
            return Ok(());
        }
        let before = self.dialogue.clone();
        let outcome = self.engine.decide(&mut self.dialogue, text);
        let mut out = std::io::stdout().lock();
        if self.arguments.text.len() != 1 {
            writeln!(out, "> {text}")?;
        }
        writeln!(out, "{}", self.headline(&outcome))?;
        let answer = self.reply(&outcome);
        if !answer.is_empty() {
            self.dialogue.assistant_said(&answer);
            writeln!(out, "{answer}")?;
        }
        if self.arguments.explain {
            write!(out, "{}", tree(&self.engine.explain(&before, text)))?;
        }
        Ok(())
    }

    /// `answer returns, confidence 0.93`
    fn headline(&self, outcome: &Outcome) -> String {
        let mut line = word(&outcome.decision).to_owned();
        match &outcome.decision {
            Decision::Answer { offer, .. } => {
                for shown in &outcome.shown {
                    line.push_str(&format!(" {}", self.entry(shown.entry).id));
                }
                line.push_str(if *offer { " (and offers a person)" } else { "" });
            }
            Decision::SmallTalk(talk) => line.push_str(&format!(" {talk:?}").to_lowercase()),
            decision => {
                line.push_str(&reason(decision).map(|reason| format!(" {reason}")).unwrap_or_default())
            }
        }
        let best = outcome.ranking.matches.first();
        line + &best.map(|best| format!(", confidence {:.2}", best.confidence)).unwrap_or_default()
    }

    fn reply(&self, outcome: &Outcome) -> String {
        let text = |entry: &Entry| self.knowledge.text(entry, self.language()).clone();
        match &outcome.decision {
            Decision::Clarify { entries } => {
                let lines = entries.iter().map(|entry| format!("- {}", text(self.entry(*entry)).question));
                lines.collect::<Vec<_>>().join("\n")
            }
            _ => {
                let answers = outcome.shown.iter().map(|shown| text(self.entry(shown.entry)).answer);
                answers.map(|answer| markdown::plain(&answer)).collect::<Vec<_>>().join("\n\n")
            }
        }
    }

    fn entry(&self, position: usize) -> &Entry {
        &self.knowledge.entries[position]
    }

    fn language(&self) -> &str {
        self.arguments.lang.as_deref().unwrap_or(&self.knowledge.language)
    }
}
