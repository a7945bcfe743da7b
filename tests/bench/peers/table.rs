//! The table: for each set and measure a row a method and a column for the questions and the number of wordings.

use std::fmt::Write;

use crate::peers::Told;
use crate::peers::set::Set;
use crate::score::{Draw, Estimate, Measure, estimate};

/// The measures and how the table calls them.
const MEASURES: [(Measure, &str); 5] = [
    (Measure::Top1, "right entry first"),
    (Measure::Top3, "among the first three"),
    (Measure::OutOfScope, "out-of-scope AUROC"),
    (Measure::Answered, "answered at 95 % precision"),
    (Measure::Calibration, "calibration error"),
];

/// A method with all its figures.
pub struct Row {
    /// Whose.
    pub name: &'static str,
    /// By set and column.
    pub cells: Vec<Vec<Cells>>,
    /// What the run took.
    pub told: Told,
    /// Whether its confidence claims to be a probability.
    pub is_probability: bool,
    /// Whether it was asked a sample only.
    pub is_sampled: bool,
}

/// The figures of one column, in the order of the measures.
pub struct Cells([Option<Estimate>; MEASURES.len()]);

impl Cells {
    /// Measures the draws.
    pub fn of(draws: &[Draw]) -> Self {
        Self(MEASURES.map(|(measure, _)| estimate(measure, draws)))
    }
}

/// All sets and measures, then what each method costs.
pub fn print(sets: &[Set], rows: &[Row]) -> String {
    let mut table =
        "\nper cent, means over the draws ± standard errors; columns: wordings an entry, slips a question\n"
            .to_owned();
    for (at, set) in sets.iter().enumerate() {
        for (number, (measure, name)) in MEASURES.iter().enumerate() {
            let titles: Vec<&str> = set.columns.iter().map(|column| column.title.as_str()).collect();
            let rows: Vec<(&str, Vec<String>)> = rows
                .iter()
                .filter(|row| *measure != Measure::Calibration || row.is_probability)
                .map(|row| (row.name, row.cells[at].iter().map(|cells| figure(cells.0[number])).collect()))
                .collect();
            if rows.iter().any(|(_, figures)| figures.iter().any(|figure| figure != NONE)) {
                block(&mut table, &format!("{}: {name}", set.name), &titles, &rows);
            }
        }
    }
    costs(&mut table, rows);
    table
}

/// Where a measure says nothing.
const NONE: &str = "–";

fn figure(estimate: Option<Estimate>) -> String {
    estimate.map_or(NONE.to_owned(), |Estimate { mean, error }| {
        format!("{:.1} ±{:.1}", 100.0 * mean, 100.0 * error)
    })
}

fn block(table: &mut String, name: &str, titles: &[&str], rows: &[(&str, Vec<String>)]) {
    let cells = |cells: &[String]| -> String { cells.iter().map(|cell| format!("{cell:>12}")).collect() };
    let titles: Vec<String> = titles.iter().map(|title| title.to_string()).collect();
    let _ = writeln!(table, "\n{name}\n{:<15}{}", "", cells(&titles));
    for (name, figures) in rows {
        let _ = writeln!(table, "{name:<15}{}", cells(figures));
    }
}

fn costs(table: &mut String, rows: &[Row]) {
    let titles = ["KB, brotli", "ms a load", "ms a reply", "asked"];
    let cells = |row: &Row| {
        let Told { brotli, slowest_load_ms, ask_ms, asked } = &row.told;
        vec![
            brotli.map_or(NONE.to_owned(), |bytes| format!("{:.1}", bytes as f64 / 1_000.0)),
            format!("{slowest_load_ms:.0}"),
            format!("{:.2}", ask_ms / (*asked).max(1) as f64),
            asked.to_string(),
        ]
    };
    let figures: Vec<(&str, Vec<String>)> = rows.iter().map(|row| (row.name, cells(row))).collect();
    block(table, "code; longest load of a base; mean reply; questions", &titles, &figures);
    table.push_str(
        "\nTandem runs natively here, the others in node. Its bytes: the table of `cargo xtask dist`.\n",
    );
    if let Some(row) = rows.iter().find(|row| row.is_sampled) {
        let _ = writeln!(
            table,
            "{} is slow, and asked an evenly spread sample of the questions: compare it with Tandem's row below it.",
            row.name
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peers::set::Column;
    use crate::score::Judged;

    #[test]
    fn a_block_shows_each_method_where_the_measure_says_something() {
        let column =
            |title: &str| Column { title: title.to_owned(), bases: Vec::new(), questions: "q".into() };
        let set = Set { name: "a set".to_owned(), columns: vec![column("1"), column("10 typo2")] };
        let right = Draw::new(vec![Judged { in_scope: true, rank: Some(0), confidence: 1.0 }; 4]);
        let row = |name, is_probability| Row {
            name,
            cells: vec![vec![Cells::of(std::slice::from_ref(&right)), Cells::of(&[])]],
            told: Told { brotli: Some(8_500), slowest_load_ms: 12.4, ask_ms: 30.0, asked: 4 },
            is_probability,
            is_sampled: false,
        };
        let table = print(&[set], &[row("Ours", true), row("Theirs", false)]);
        let after =
            |heading: &str| table.split(heading).nth(1).unwrap_or_default().lines().collect::<Vec<_>>();
        let top = after("a set: right entry first");
        assert_eq!(top[1].split_whitespace().collect::<Vec<_>>(), ["1", "10", "typo2"]);
        assert_eq!(top[3].split_whitespace().collect::<Vec<_>>(), ["Theirs", "100.0", "±0.0", "–"]);
        assert!(!table.contains("AUROC"), "no question is out of scope");
        let calibration = after("a set: calibration error");
        assert!(calibration[2].starts_with("Ours") && calibration[3].is_empty());
        assert_eq!(
            after("code;")[2].split_whitespace().collect::<Vec<_>>(),
            ["Ours", "8.5", "12", "7.50", "4"]
        );
    }
}
