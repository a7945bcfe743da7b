//! `tandem check`: every fault of a FAQ with its line and mend, and advice on how its entries and wordings get along.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;

use crate::advice::{Most, advice};
use crate::base::{self, counted};

/// Tell every fault of knowledge base files, `FILE:LINE: error: …`, and give advice on entries that compete and
/// wordings that miss their entry; fails on errors, not on warnings or advice
#[derive(clap::Args)]
pub struct Arguments {
    /// JSON in our format, CSV, TSV, or a page or file with a schema.org FAQPage
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Judge the form alone: no advice
    #[arg(long)]
    form: bool,
    /// Give all advice, not the first ten pieces of each kind
    #[arg(long)]
    all: bool,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    let mut errors = 0;
    let most = if arguments.all { Most::All } else { Most::First };
    for file in &arguments.files {
        let reading = match base::read(file) {
            Ok(reading) => reading,
            Err(error) => {
                errors += 1;
                base::note(format_args!("tandem: {error:#}"));
                continue;
            }
        };
        base::tell(file, &reading.faults, &mut out)?;
        // A base whose form is broken is mended first.
        let is_judged = !arguments.form && !reading.has_errors();
        let advice = if is_judged { advice(&reading.knowledge, most)? } else { Vec::new() };
        for line in &advice {
            writeln!(out, "{}: advice: {line}", file.display())?;
        }
        let found = reading.errors();
        errors += found;
        if arguments.files.len() > 1 {
            write!(out, "{}: ", file.display())?;
        }
        writeln!(
            out,
            "{}, {}, {}, {}, {} of advice",
            counted(reading.knowledge.entries.len(), "entry"),
            counted(reading.knowledge.wordings(), "wording"),
            counted(found, "error"),
            counted(reading.faults.len() - found, "warning"),
            counted(advice.len(), "piece"),
        )?;
    }
    Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
