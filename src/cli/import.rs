//! `tandem import`: a spreadsheet, a site's own FAQ or plain questions and answers as JSON in our format.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::base::{self, counted};

/// Turn a table, a FAQPage or plain questions with their answers into our JSON, on standard output; faults go to standard error
#[derive(clap::Args)]
pub struct Arguments {
    /// CSV, TSV, an HTML page, a .jsonld file, or a text with `Q:` and `A:` or questions that end in `?`
    file: PathBuf,
    /// Write to this file instead
    #[arg(long, short)]
    output: Option<PathBuf>,
    /// The language of the questions, where the one that is told or guessed is wrong (BCP 47)
    #[arg(long)]
    lang: Option<String>,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut reading = base::read(&arguments.file)?;
    base::tell(&arguments.file, &reading.faults, &mut std::io::stderr().lock())?;
    if reading.knowledge.entries.is_empty() {
        bail!("{} holds no entry that could be read", arguments.file.display());
    }
    if let Some(language) = &arguments.lang {
        let own = std::mem::replace(&mut reading.knowledge.language, language.clone());
        reading.knowledge.languages.retain(|one| *one != own && one != language);
        reading.knowledge.languages.insert(0, language.clone());
    }
    let json = reading.knowledge.to_json();
    match &arguments.output {
        Some(path) => {
            std::fs::write(path, json).with_context(|| format!("cannot write {}", path.display()))?
        }
        None => std::io::stdout().lock().write_all(json.as_bytes())?,
    }
    let entries = counted(reading.knowledge.entries.len(), "entry");
    base::note(format_args!("{entries} in `{}`", reading.knowledge.language));
    Ok(if reading.has_errors() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
