//! Chores: set up, serve, test, dist, bench, tidy.

mod workspace;
// What a machine needs.
mod browser;
mod npm;
mod packages;
mod parts;
mod postgres;
mod process;
mod setup;
mod trunk;
mod wasm_bindgen;
// What is built.
mod budget;
mod dist;
mod embed;
mod measure;
mod product;
mod shrink;
mod sides;
mod site;
mod stamp;
// What is checked.
mod advisories;
mod arrows;
mod licences;
mod named_paths;
mod tally;
mod tidy;
// What runs.
mod bench;
mod schemathesis;
mod serve;
mod suite;

use std::process::{Command, ExitCode};

use anyhow::{Result, bail};

use crate::setup::Purpose;
use crate::workspace::Workspace;

const HELP: &str = "cargo xtask COMMAND

  serve   the demo shop with the widget, the desk and the console, on this machine
  test    every check and every test, the journeys in a real browser too
  dist    dist/: the folder that a site owner uploads, under its byte budgets
  bench   how fast the answers are, how right beside other libraries', how well moods are read, how quick insights are, and
          whether the desk keeps its promises; `bench speed`, `bench console`, `bench matching`, `bench mood`,
          `bench topics`, `bench preview`, `bench month`, `bench insights`, `bench desk`: one of them (`bench desk-server`,
          `desk-sockets` and `desk-trouble` have two desks on Postgres, the last replaces them, by $TANDEM_BEFORE if set);
          `bench schemathesis` asks a desk what its contract allows and forbids, and is run by its name alone
  train-mood   fit the models of mood on tests/mood and write them into the language packs
  tidy    the checks of the house alone: seconds, no browser
  setup   only install what serve, test and dist need

Each installs what is missing first and says what it does.";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Fits the models of mood: a program of `tests`, since it uses the engine.
fn train_mood(workspace: &Workspace) -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.args(["run", "--release", "--package", "tests", "--bin", "train-mood"]);
    process::run(cargo.current_dir(&workspace.root))
}

fn run(words: &[String]) -> Result<()> {
    let workspace = Workspace::find()?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["setup"] => setup::run(&workspace, Purpose::Test),
        ["serve"] => serve::run(&workspace),
        ["test"] => suite::run(&workspace),
        ["dist"] => setup::run(&workspace, Purpose::Dist).and_then(|()| dist::run(&workspace)),
        ["train-mood"] => train_mood(&workspace),
        ["bench", "schemathesis"] => schemathesis::run(&workspace),
        ["bench", ref names @ ..] => bench::run(&workspace, names),
        ["tidy"] => tidy::run(&workspace),
        // Not for people: Trunk.toml calls it after every build.
        ["stamp"] => stamp::run(&workspace),
        [] | ["help" | "-h" | "--help"] => {
            println!("{HELP}");
            Ok(())
        }
        _ => bail!("`{}` is no command\n\n{HELP}", words.join(" ")),
    }
}
