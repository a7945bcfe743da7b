//! `tandem check`: every fault of a FAQ with its line and mend.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;

use crate::base::{self, counted};

/// Tell every fault of knowledge base files: `FILE:LINE: error: …`; fails on errors, not on warnings
#[derive(clap::Args)]
pub struct Arguments {
    /// JSON in our format, CSV, TSV, or a page or file with a schema.org FAQPage
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    let mut errors = 0;
    for file in &arguments.files {
        let reading = match base::read(file) {
            Ok(reading) => reading,
            Err(error) => {
                errors += 1;
                eprintln!("tandem: {error:#}");
                continue;
            }
        };
        base::tell(file, &reading.faults, &mut out)?;
        let found = reading.errors();
        errors += found;
        if arguments.files.len() > 1 {
            write!(out, "{}: ", file.display())?;
        }
        writeln!(
            out,
            "{}, {}, {}, {}",
            counted(reading.knowledge.entries.len(), "entry"),
            counted(reading.knowledge.wordings(), "wording"),
            counted(found, "error"),
            counted(reading.faults.len() - found, "warning"),
        )?;
    }
    Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
