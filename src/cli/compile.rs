//! `tandem build`: a large FAQ checked, fitted and compressed, for the widget to load in its place.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use flate2::{Compression, write::GzEncoder};
use knowledge::KnowledgeBase;

use crate::base::{self, counted};

/// The ending of a compiled base.
const ENDING: &str = "tandem";

/// Compile a knowledge base: checked, fitted and compressed, so that no visitor's browser fits it anew. Worth it from
/// some 1,000 wordings on; the answers are the same
#[derive(clap::Args)]
pub struct Arguments {
    /// JSON in our format, CSV, TSV, or a page or file with a schema.org FAQPage
    file: PathBuf,
    /// Write to this file; else beside the base, with the ending `.tandem`
    #[arg(long, short)]
    output: Option<PathBuf>,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut reading = base::read(&arguments.file)?;
    base::tell(&arguments.file, &reading.faults, &mut std::io::stderr().lock())?;
    if reading.knowledge.entries.is_empty() {
        bail!("{} holds no entry that could be read", arguments.file.display());
    }
    let output = arguments.output.clone().unwrap_or_else(|| arguments.file.with_extension(ENDING));
    if output == arguments.file {
        bail!("{} would be written over itself; name another file with --output", output.display());
    }
    reading.knowledge.learnt = desk::learnt(&reading.knowledge);
    let packed = pack(&reading.knowledge)?;
    std::fs::write(&output, &packed).with_context(|| format!("cannot write {}", output.display()))?;
    writeln!(
        std::io::stdout(),
        "{}: {}, {}, {} KB; {}",
        output.display(),
        counted(reading.knowledge.entries.len(), "entry"),
        counted(reading.knowledge.wordings(), "wording"),
        packed.len().div_ceil(1024),
        match reading.knowledge.learnt {
            Some(_) => "fitted",
            None => "there are too few wordings to fit, or too many",
        },
    )?;
    Ok(if reading.has_errors() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn pack(knowledge: &KnowledgeBase) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(knowledge.to_json().as_bytes())?;
    Ok(encoder.finish()?)
}
