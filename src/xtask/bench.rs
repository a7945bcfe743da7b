//! How fast the answers are, and how right, in one table.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Map, Value};

use crate::setup::{self, Purpose};
use crate::workspace::{self, Workspace};
use crate::{dist, parts, process, product, site};

/// Knowledge bases and questions for tuning, beside the repository; the project ships none of them.
const DATA: &str = "../shared/data";

/// Runs the bench program of `tests`, then evaluates every data set that is found.
pub fn run(workspace: &Workspace) -> Result<()> {
    setup::run(workspace, Purpose::Test)?;
    dist::build(workspace)?;
    let tandem = site::build_tandem(workspace, "release")?;
    let mut cargo = Command::new("cargo");
    cargo.args(["run", "--quiet", "--release", "--package", "tests", "--bin", "bench"]);
    product::tell(&mut cargo, workspace, &tandem)?;
    cargo.env("TANDEM_MEASURED", parts::build_measured(workspace)?);
    process::run(cargo.current_dir(&workspace.root))?;
    let mut results = shops(workspace, &tandem)?;
    let data = workspace.path(DATA);
    if data.is_dir() {
        results.extend(evaluate_all(workspace, &tandem, &data)?);
    } else {
        println!("no data sets in {DATA}: only the demo shops are evaluated");
    }
    println!("{}", table(&results));
    Ok(())
}

/// The demo shops, by the questions that were written apart from them.
fn shops(workspace: &Workspace, tandem: &Path) -> Result<Results> {
    let mut results = Results::new();
    for language in ["en", "zh"] {
        let base = workspace.path(format!("tests/data/shop-{language}.json"));
        let queries = workspace.path(format!("tests/data/questions-{language}.jsonl"));
        let result = evaluate(workspace, tandem, &base, &queries)?;
        results.entry(format!("shop-{language}, asked by others")).or_default().push(result);
    }
    Ok(results)
}

/// What was measured for one kind of base and questions, once a seed.
type Results = BTreeMap<String, Vec<Map<String, Value>>>;

fn evaluate_all(workspace: &Workspace, tandem: &Path, data: &Path) -> Result<Results> {
    let mut results = Results::new();
    for set in std::fs::read_dir(data)? {
        let set = set?.path();
        if !set.is_dir() {
            continue;
        }
        let files = workspace::files_below(&set)?;
        let start = |path: &&PathBuf, start: &str| stem(path).starts_with(start);
        for base in files.iter().filter(|path| start(path, "kb_")) {
            for queries in files.iter().filter(|path| start(path, "queries_")) {
                let name = row_name(&stem(&set), &stem(base), &stem(queries));
                results.entry(name).or_default().push(evaluate(workspace, tandem, base, queries)?);
            }
        }
    }
    Ok(results)
}

fn evaluate(workspace: &Workspace, tandem: &Path, base: &Path, queries: &Path) -> Result<Map<String, Value>> {
    let mut command = Command::new(tandem);
    command.arg("evaluate").arg("--knowledge").arg(base).arg("--queries").arg(queries);
    command.arg("--predictions").arg(workspace.path("target/predictions.jsonl"));
    let printed = process::read(&mut command)?;
    let value: Value = serde_json::from_str(&printed).context("`tandem evaluate` printed no JSON object")?;
    value.as_object().cloned().context("`tandem evaluate` printed no JSON object")
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// `banking77 5shot dev_typo1`: seeds of the same kind share a row.
fn row_name(set: &str, base: &str, queries: &str) -> String {
    let kind = base.trim_start_matches("kb_").split("_s").next().unwrap_or_default();
    format!("{set} {kind} {}", queries.trim_start_matches("queries_"))
}

/// The figures of `tandem evaluate` with a heading that fits its column.
const COLUMNS: [(&str, &str); 7] = [
    ("n", "questions"),
    ("top1", "top-1"),
    ("top3", "top-3"),
    ("out_of_scope_auroc", "AUROC"),
    ("coverage_at_95_precision", "at 95 %"),
    ("expected_calibration_error", "ECE"),
    ("p99_us", "p99 µs"),
];

/// A row a kind with the means over its seeds.
fn table(results: &Results) -> String {
    let headings = COLUMNS.iter().map(|(_, heading)| (*heading).to_owned()).collect();
    let mut lines = vec![row("means over the seeds", headings)];
    for (name, runs) in results {
        let mean = |(column, _): &(&str, &str)| {
            let values: Vec<f64> = runs.iter().filter_map(|run| run.get(*column)?.as_f64()).collect();
            match values.is_empty() {
                true => "-".to_owned(),
                false => figure(values.iter().sum::<f64>() / values.len() as f64),
            }
        };
        lines.push(row(name, COLUMNS.iter().map(mean).collect()));
    }
    lines.join("\n")
}

/// Shares with three places, counts and times without.
fn figure(value: f64) -> String {
    if value.abs() <= 1.0 { format!("{value:.3}") } else { format!("{value:.0}") }
}

fn row(name: &str, cells: Vec<String>) -> String {
    let cells: String = cells.iter().map(|cell| format!(" {cell:>11.11}")).collect();
    format!("{name:<32}{cells}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_of_a_kind_share_a_row() {
        assert_eq!(row_name("banking77", "kb_5shot_s0", "queries_dev_typo1"), "banking77 5shot dev_typo1");
        assert_eq!(row_name("banking77", "kb_5shot_s2", "queries_dev"), "banking77 5shot dev");
    }

    #[test]
    fn a_row_shows_the_means_over_the_seeds() {
        let run = |text: &str| serde_json::from_str::<Map<String, Value>>(text).unwrap();
        let runs = vec![run("{\"n\": 10, \"top1\": 0.5}"), run("{\"n\": 20, \"top1\": 0.75}")];
        let table = table(&Results::from([("a set".to_owned(), runs)]));
        let words: Vec<&str> = table.lines().nth(1).unwrap().split_whitespace().collect();
        assert_eq!(words, ["a", "set", "15", "0.625", "-", "-", "-", "-", "-"]);
    }
}
