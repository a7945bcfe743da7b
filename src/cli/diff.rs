//! `tandem diff`: what a new edition of a FAQ changes, in itself and for the questions that visitors ask.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use knowledge::preview::{Preview, Question, Report, Right};
use knowledge::{KnowledgeBase, differences};
use serde::{Deserialize, Deserializer};

use crate::lines::Lines;
use crate::{base, diff_report};

/// Show what a new edition changes: in the base itself, and for each question that comes to something else with it
///
/// A line of the questions is {"text": …, "entry"?: id or null, "lang"?: …, "times"?: …}: `entry` is what answers the
/// question, null where nothing should, and left out where nobody knows; `times` says how often it was asked. Questions
/// that got worse come first, and the command fails on them.
#[derive(clap::Args)]
pub struct Arguments {
    /// The knowledge base as it is
    old: PathBuf,
    /// The knowledge base as it is to be
    new: PathBuf,
    /// The questions, JSON a line; without them only the bases are compared
    #[arg(long)]
    questions: Option<PathBuf>,
    /// Succeed even where questions get worse
    #[arg(long)]
    allow_worse: bool,
    /// Write one object of JSON instead of text
    #[arg(long)]
    json: bool,
}

const SHAPE: &str = "{\"text\": \"…\", \"entry\"?: \"id\" or null, \"lang\"?: \"…\", \"times\"?: 1}";

/// Steps between two looks at whether there are more.
const SLICE: u32 = 1_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    text: String,
    /// None where the key is missing, none within where it is null.
    #[serde(default, deserialize_with = "given")]
    entry: Option<Option<String>>,
    #[serde(default)]
    lang: String,
    #[serde(default = "once")]
    times: u32,
}

fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

fn once() -> u32 {
    1
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let (old, new) = (open(&arguments.old)?, open(&arguments.new)?);
    let differences = differences(&old, &new);
    let (questions, faults) = match &arguments.questions {
        Some(path) => read(path, &old, &new)?,
        None => (Vec::new(), 0),
    };
    let report = match arguments.questions {
        Some(_) => Some(preview(&old, &new, questions)?),
        None => None,
    };
    if arguments.json {
        diff_report::json(&differences, report.as_ref())?;
    } else {
        diff_report::text(&differences, report.as_ref())?;
    }
    let worse = report.is_some_and(|report| report.worse.questions > 0) && !arguments.allow_worse;
    Ok(if faults == 0 && !worse { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Opens a base; one of which entries had to be left out can't be compared, since they would count as removed.
fn open(path: &Path) -> Result<KnowledgeBase> {
    let reading = base::read(path)?;
    if reading.has_errors() {
        let errors: Vec<_> =
            reading.faults.into_iter().filter(|fault| fault.severity == knowledge::Severity::Error).collect();
        base::tell(path, &errors, &mut std::io::stderr().lock())?;
        bail!("{} has {}; mend them first", path.display(), base::counted(errors.len(), "error"));
    }
    Ok(reading.knowledge)
}

/// The questions, each once with how often it was asked, and how many lines were faulty.
fn read(path: &Path, old: &KnowledgeBase, new: &KnowledgeBase) -> Result<(Vec<Question>, usize)> {
    let entries = old.entries.iter().chain(&new.entries);
    let known: HashSet<&str> = entries.map(|entry| entry.id.as_str()).collect();
    let mut questions: Vec<Question> = Vec::new();
    let mut places: BTreeMap<(String, Option<Option<String>>, String), usize> = BTreeMap::new();
    let faults = Lines::open(path, SHAPE)?.each(|line: Line| {
        let problem = match &line.entry {
            Some(Some(id)) if !known.contains(id.as_str()) => {
                Some(format!("neither base has an entry `{id}`; the question counts as missed by both"))
            }
            _ => None,
        };
        let right = match line.entry.clone() {
            None => Right::Unknown,
            Some(None) => Right::Nothing,
            Some(Some(id)) => Right::Entry(id),
        };
        let place =
            *places.entry((line.text.clone(), line.entry, line.lang.clone())).or_insert(questions.len());
        match questions.get_mut(place) {
            Some(question) => question.times = question.times.saturating_add(line.times),
            None => questions.push(Question {
                text: line.text,
                language: line.lang,
                right,
                times: line.times,
                before: None,
            }),
        }
        Ok(problem)
    })?;
    Ok((questions, faults))
}

fn preview(old: &KnowledgeBase, new: &KnowledgeBase, questions: Vec<Question>) -> Result<Report> {
    let mut preview = Preview::new(old, new, desk::packs(), questions);
    while preview.advance(SLICE) {}
    Ok(preview.report())
}
