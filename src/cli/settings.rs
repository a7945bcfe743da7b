//! `tandem settings`: what holds for the desk and from where, or a file with every key.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use clap::ArgMatches;
use desk::{Sites, chosen_in_console};

use crate::layers::settle;
use crate::options::{MORE, Options};
use crate::records::wait;

const EXAMPLE: &str = include_str!("tandem.example.toml");

/// Print the desk's settings and where each comes from, secrets blotted out
#[derive(clap::Args)]
#[command(after_help = MORE)]
pub struct Arguments {
    /// Print a settings file that names every key, ready to be filled in
    #[arg(long)]
    example: bool,
    #[command(flatten)]
    options: Options,
}

pub fn run(arguments: &Arguments, matches: &ArgMatches) -> Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    if arguments.example {
        write!(out, "{EXAMPLE}")?;
        return Ok(ExitCode::SUCCESS);
    }
    let settled = settle(&arguments.options, matches)?;
    write!(out, "{settled}")?;
    let settings = settled.desk()?;
    Sites::read(&settings)?;
    for chosen in wait(async { Ok(chosen_in_console(&settings).await?) })? {
        writeln!(out, "{:60} # console", chosen)?;
    }
    Ok(ExitCode::SUCCESS)
}
