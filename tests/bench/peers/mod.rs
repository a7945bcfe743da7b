//! How right the answers are, beside those of the libraries that a site could load instead, on the same data.

mod library;
pub mod node;
mod prediction;
mod set;
mod table;
mod tandem;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use ::tests::Places;
use anyhow::{Context, Result};

use crate::peers::library::LIBRARIES;
use crate::peers::set::{Column, Round, Set, Task};
use crate::peers::table::{Cells, Row};

/// One run of a method over all sets: what it took, beside its predictions.
#[derive(Clone, Debug, Default)]
struct Told {
    /// Bytes of the code, minified and compressed by brotli; none for ours, which `cargo xtask dist` weighs.
    brotli: Option<u64>,
    /// The longest that it took to take in a base.
    slowest_load_ms: f64,
    /// The sum over all questions.
    ask_ms: f64,
    asked: u64,
}

/// Runs every method over every set, scores them all alike and prints the table.
///
/// # Errors
/// Where a file cannot be read, node or a library fails, or predictions do not fit their questions.
pub fn run() -> Result<()> {
    let sets = set::all()?;
    let folder = Places::predictions();
    let mut rows = vec![measure("Tandem", &sets, &folder, None, tandem::run)?];
    for library in LIBRARIES {
        let bundle = library.bundle(&folder)?;
        let run = |tasks: &[Task]| library::run(&bundle, tasks);
        rows.push(measure(library.name, &sets, &folder, library.most_questions, run)?);
        if library.most_questions.is_some() {
            // A sample may be easier than the whole: ours on the same questions stands beside it.
            rows.push(measure("Tandem, sample", &sets, &folder, library.most_questions, tandem::run)?);
        }
    }
    println!("{}", table::print(&sets, &rows));
    Ok(())
}

/// Runs one method and scores its predictions.
fn measure(
    name: &'static str,
    sets: &[Set],
    folder: &Path,
    most_questions: Option<usize>,
    run: impl Fn(&[Task]) -> Result<Told>,
) -> Result<Row> {
    let start = Instant::now();
    let folder = folder.join(name);
    std::fs::create_dir_all(&folder)?;
    let tasks = tasks(sets, &folder, most_questions)?;
    let told = run(&tasks).with_context(|| format!("{name} failed"))?;
    let cells = sets
        .iter()
        .map(|set| set.columns.iter().map(|column| score(column, &tasks)).collect())
        .collect::<Result<Vec<Vec<Cells>>>>()?;
    let seconds = start.elapsed().as_secs_f64();
    println!("{name}: {} questions to {} bases in {seconds:.0} s", told.asked, tasks.len());
    Ok(Row { name, cells, told, is_probability: name == "Tandem", is_sampled: most_questions.is_some() })
}

/// Every base once, with all that is asked of it.
fn tasks(sets: &[Set], folder: &Path, most_questions: Option<usize>) -> Result<Vec<Task>> {
    let mut rounds: BTreeMap<&PathBuf, Vec<Round>> = BTreeMap::new();
    for column in sets.iter().flat_map(|set| &set.columns) {
        let questions = match most_questions {
            Some(most) => set::sample(&column.questions, most, folder)?,
            None => column.questions.clone(),
        };
        for base in &column.bases {
            let predictions = folder.join(format!("{}--{}", set::label(base), set::label(&questions)));
            let round =
                Round { questions: questions.clone(), predictions, asked_as: column.questions.clone() };
            rounds.entry(base).or_default().push(round);
        }
    }
    Ok(rounds.into_iter().map(|(base, rounds)| Task { base: base.clone(), rounds }).collect())
}

fn score(column: &Column, tasks: &[Task]) -> Result<Cells> {
    let draws = column.bases.iter().map(|base| {
        let task = tasks.iter().find(|task| task.base == *base).context("every base has its task")?;
        let round = task.rounds.iter().find(|round| round.asked_as == column.questions);
        prediction::judge(round.context("every question file is asked of its bases")?)
    });
    Ok(Cells::of(&draws.collect::<Result<Vec<_>>>()?))
}
