//! `tandem serve`: the desk.

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::ArgMatches;

use crate::layers::settle;
use crate::logs;
use crate::options::{MORE, Options};

/// Serve the desk: handoffs, the console, and with --site the widget's files
#[derive(clap::Args)]
#[command(after_help = MORE)]
pub struct Arguments {
    #[command(flatten)]
    options: Options,
}

pub fn run(arguments: &Arguments, matches: &ArgMatches) -> Result<ExitCode> {
    let settled = settle(&arguments.options, matches)?;
    let options = &settled.options;
    let (format, level) = (options.log_format.unwrap_or_default(), options.log_level.unwrap_or_default());
    // What is collected yet is sent when this goes, after the desk.
    let _spans = logs::start(format, level, options.otlp.as_deref())?;
    raise_handles();
    let settings = settled.desk()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.context("cannot start the desk's threads")?.block_on(desk::serve(settings))?;
    Ok(ExitCode::SUCCESS)
}

/// Lets the process open as many sockets and files as it may: commonly it begins with 1,024, and each visitor takes one.
#[cfg(unix)]
fn raise_handles() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }) {
        tracing::warn!(cause = %error, "the desk may open no more sockets than it began with");
    }
}

#[cfg(not(unix))]
fn raise_handles() {}
