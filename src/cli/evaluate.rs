//! `tandem evaluate`: what the matching makes of queries whose right entry is known.

use std::collections::HashSet;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use engine::{Dialogue, Engine, Outcome};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::base;
use crate::explain::word;
use crate::lines::{Lines, Writer};
use crate::metrics::{self, Judged};
use crate::packs;

/// Measure the matching: one line of JSON a query in, one out, and the figures on standard output
///
/// A line of the queries is {"text": …, "entry": id or null, "lang"?: …}; each gets a fresh dialogue. A line of the
/// predictions is {"text", "entry", "decision", "confidence", "ranked": [{"entry", "confidence"} × 5]}: `ranked` is the
/// ranker's best five before any policy, `entry` the first of them, `confidence` how likely that one is right.
#[derive(clap::Args)]
pub struct Arguments {
    /// The knowledge base; answers may be empty
    #[arg(long)]
    knowledge: PathBuf,
    /// The queries, JSON a line
    #[arg(long)]
    queries: PathBuf,
    /// Where the predictions go, JSON a line, in the order of the queries
    #[arg(long)]
    predictions: PathBuf,
}

const SHAPE: &str = "{\"text\": \"…\", \"entry\": \"id\" or null}";

#[derive(Deserialize)]
struct Query {
    text: Verbatim,
    #[serde(deserialize_with = "given")]
    entry: Option<String>,
    #[serde(default, rename = "lang")]
    _lang: Option<String>,
}

/// A text, and how it stood in the file.
struct Verbatim {
    raw: Box<RawValue>,
    text: String,
}

impl<'de> Deserialize<'de> for Verbatim {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let text = serde_json::from_str(raw.get());
        let text = text.map_err(|_| D::Error::custom("`text` is no text in double quotes"))?;
        Ok(Self { raw, text })
    }
}

/// Takes null as none, but not a missing key: nobody means "out of scope" by forgetting it.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Option::deserialize(deserializer)
}

#[derive(Serialize)]
struct Prediction<'a> {
    /// As it stood in the queries, byte for byte.
    text: &'a RawValue,
    entry: Option<&'a str>,
    decision: &'static str,
    confidence: f64,
    ranked: Vec<Ranked<'a>>,
}

#[derive(Serialize)]
struct Ranked<'a> {
    entry: &'a str,
    confidence: f64,
}

#[derive(Serialize)]
struct Figures {
    n: usize,
    in_scope: usize,
    top1: Option<f64>,
    top3: Option<f64>,
    out_of_scope_auroc: Option<f64>,
    coverage_at_95_precision: Option<f64>,
    expected_calibration_error: Option<f64>,
    p50_us: Option<f64>,
    p99_us: Option<f64>,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let knowledge = base::open(&arguments.knowledge)?;
    let engine = packs::engine(&knowledge);
    let known: HashSet<&str> = engine.entries().iter().map(|entry| entry.id.as_str()).collect();
    let mut predictions = Writer::create(&arguments.predictions)?;
    let mut judged: Vec<Judged> = Vec::new();
    let queries = Lines::open(&arguments.queries, SHAPE)?;
    let faults = queries.each(|query: Query| {
        let started = Instant::now();
        let outcome = engine.decide(&mut Dialogue::default(), &query.text.text);
        let micros = started.elapsed().as_secs_f64() * 1e6;
        let prediction = predict(&engine, &query.text.raw, &outcome);
        judged.push(judge(&prediction, query.entry.as_deref(), micros));
        predictions.write(&prediction)?;
        let unknown = query.entry.filter(|entry| !known.contains(entry.as_str()));
        Ok(unknown
            .map(|entry| format!("the base has no entry `{entry}`; the query counts as in scope and missed")))
    })?;
    predictions.finish()?;
    writeln!(std::io::stdout(), "{}", serde_json::to_string(&figures(&judged))?)?;
    Ok(if faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn predict<'a>(engine: &'a Engine, text: &'a RawValue, outcome: &Outcome) -> Prediction<'a> {
    let id = |position: usize| engine.entries()[position].id.as_str();
    let matches = outcome.ranking.matches.iter();
    let ranked: Vec<Ranked> =
        matches.map(|found| Ranked { entry: id(found.entry), confidence: found.confidence }).collect();
    Prediction {
        text,
        entry: ranked.first().map(|best| best.entry),
        decision: word(&outcome.decision),
        confidence: ranked.first().map_or(0.0, |best| best.confidence),
        ranked,
    }
}

fn judge(prediction: &Prediction, entry: Option<&str>, micros: f64) -> Judged {
    let rank = prediction.ranked.iter().position(|ranked| Some(ranked.entry) == entry);
    Judged { in_scope: entry.is_some(), rank, confidence: prediction.confidence, micros }
}

fn figures(judged: &[Judged]) -> Figures {
    Figures {
        n: judged.len(),
        in_scope: judged.iter().filter(|one| one.in_scope).count(),
        top1: metrics::top(judged, 1),
        top3: metrics::top(judged, 3),
        out_of_scope_auroc: metrics::out_of_scope_auroc(judged),
        coverage_at_95_precision: metrics::coverage_at_95_precision(judged),
        expected_calibration_error: metrics::expected_calibration_error(judged),
        p50_us: metrics::percentile_micros(judged, 50),
        p99_us: metrics::percentile_micros(judged, 99),
    }
}
