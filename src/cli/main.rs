//! `tandem`: checks and imports a FAQ, asks it, measures it, serves the desk, lets its agents in, and looks after its records.

mod advice;
mod agent;
mod ask;
mod backup;
mod base;
mod check;
mod compile;
mod deliveries;
mod diff;
mod diff_report;
mod doctor;
mod erase;
mod evaluate;
mod example;
mod explain;
mod export;
mod import;
mod layers;
mod lines;
mod logs;
mod metrics;
mod migrate;
mod options;
mod packs;
mod records;
mod replay;
mod restore;
mod serve;
mod settings;
mod spans;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

/// Customer support in which software and people answer as one.
#[derive(Parser)]
#[command(name = "tandem", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Check(check::Arguments),
    Build(compile::Arguments),
    Import(import::Arguments),
    Ask(ask::Arguments),
    Evaluate(evaluate::Arguments),
    Diff(diff::Arguments),
    Replay(replay::Arguments),
    Serve(Box<serve::Arguments>),
    Agent(agent::Arguments),
    Deliveries(deliveries::Arguments),
    Settings(Box<settings::Arguments>),
    Doctor(Box<doctor::Arguments>),
    Backup(backup::Arguments),
    Restore(restore::Arguments),
    Migrate(migrate::Arguments),
    Export(export::Arguments),
    Erase(erase::Arguments),
    Example(example::Arguments),
}

fn main() -> ExitCode {
    let matches = Arguments::command().get_matches();
    let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    // What tells a flag from the environment.
    let matches = matches.subcommand().map_or(&matches, |(_, matches)| matches);
    let result = match arguments.command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Build(arguments) => compile::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::Ask(arguments) => ask::run(&arguments),
        Command::Evaluate(arguments) => evaluate::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Replay(arguments) => replay::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments, matches),
        Command::Agent(arguments) => agent::run(arguments),
        Command::Deliveries(arguments) => deliveries::run(&arguments),
        Command::Settings(arguments) => settings::run(&arguments, matches),
        Command::Doctor(arguments) => doctor::run(&arguments, matches),
        Command::Backup(arguments) => backup::run(&arguments),
        Command::Restore(arguments) => restore::run(&arguments),
        Command::Migrate(arguments) => migrate::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        Command::Erase(arguments) => erase::run(&arguments),
        Command::Example(arguments) => example::run(&arguments),
    };
    match result {
        Ok(code) => code,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            base::note(format_args!("tandem: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Whether the reader of our output went away, as `head` does: that is no failure of ours.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let io = error.chain().find_map(|cause| cause.downcast_ref::<std::io::Error>());
    io.is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
}
