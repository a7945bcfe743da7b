//! Every check and every test, in the order in which they tell most soonest.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::setup::{self, Purpose};
use crate::tally::Tally;
use crate::workspace::Workspace;
use crate::{budget, dist, postgres, process, product, site, tidy};
use postgres::{Disk, Postgres};

/// Rooms that run in a browser.
const BROWSER_ROOMS: [&str; 3] = ["ui", "widget", "console"];
/// All the others, in one selection: cargo gives a crate the features that the chosen packages want together, and compiles
/// it anew for another choice.
const OTHER_ROOMS: [&str; 7] =
    ["--workspace", "--exclude", "ui", "--exclude", "widget", "--exclude", "console"];

/// The journeys of agents with each other and with visitors.
const TOGETHER: [&str; 10] = [
    "agent_keyboard::",
    "colleagues::",
    "inbox::",
    "knowledge::",
    "live::",
    "notes::",
    "person::",
    "phone::",
    "replies::",
    "suggestions::",
];

/// Sets up and runs everything; one failure does not keep the rest from being heard.
pub fn run(workspace: &Workspace) -> Result<()> {
    let mut suite = Suite { workspace, rows: Vec::new(), tally: Tally::default(), server: None };
    suite.step("set-up", |suite| setup::run(suite.workspace, Purpose::Test));
    if suite.has_failed() {
        return suite.close();
    }
    suite.step("tidy", |suite| tidy::run(suite.workspace));
    suite.step("format", |suite| process::run(suite.cargo().args(["fmt", "--all", "--check"])));
    suite.step("clippy", Suite::clippy);
    suite.step("clippy for the browser", Suite::clippy_for_the_browser);
    let tandem = suite.step("build", |suite| suite.build());
    suite.step("unit tests", |suite| suite.test(&[&OTHER_ROOMS[..], &["--lib", "--bins"]]));
    suite.step("examples in the documents", |suite| suite.test(&[&OTHER_ROOMS, &["--doc"]]));
    suite.step("unit tests of the browser's rooms", |suite| {
        suite.test(&[&["--package", "ui", "--package", "console"]])
    });
    let budgets = suite.step("dist", |suite| dist::build(suite.workspace));
    if let Some(budgets) = &budgets {
        suite.step("budgets", |_| budget::check(budgets));
    }
    suite.step("the desk on Postgres", Suite::on_postgres);
    if let (Some(_), Some(tandem)) = (budgets, tandem) {
        suite.step("the whole product", |suite| suite.whole(&tandem));
        suite.step("what people do together, on Postgres", |suite| suite.together_on_postgres(&tandem));
    } else {
        println!("\nthe whole product was not tested: it could not be built");
    }
    suite.close()
}

/// A step that has run.
struct Row {
    name: &'static str,
    took: Duration,
    failed: bool,
}

/// What has run so far.
struct Suite<'a> {
    workspace: &'a Workspace,
    rows: Vec<Row>,
    tally: Tally,
    /// Runs to the end of the suite.
    server: Option<Postgres>,
}

impl Suite<'_> {
    fn step<T>(&mut self, name: &'static str, work: impl FnOnce(&mut Self) -> Result<T>) -> Option<T> {
        println!("\n== {name}");
        let start = Instant::now();
        let result = work(self);
        if let Err(error) = &result {
            println!("{name} failed: {error:#}");
        }
        self.rows.push(Row { name, took: start.elapsed(), failed: result.is_err() });
        result.ok()
    }

    fn has_failed(&self) -> bool {
        self.rows.iter().any(|row| row.failed)
    }

    fn cargo(&self) -> Command {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(&self.workspace.root);
        cargo
    }

    fn clippy(&mut self) -> Result<()> {
        let mut cargo = self.cargo();
        // What is built only on demand is compiled here, which checks it at little cost.
        cargo.args(["clippy", "--workspace", "--all-targets", "--features", "cli/otel"]);
        // These two are looked at for the browser: Leptos is checked once, not twice.
        cargo.args(["--exclude", "ui", "--exclude", "widget", "--", "--deny", "warnings"]);
        process::run(&mut cargo)
    }

    fn clippy_for_the_browser(&mut self) -> Result<()> {
        let mut cargo = self.cargo();
        cargo.args(["clippy", "--all-targets", "--target", "wasm32-unknown-unknown"]);
        for room in BROWSER_ROOMS {
            cargo.args(["--package", room]);
        }
        process::run(cargo.args(["--", "--deny", "warnings"]))
    }

    /// Compiles what the tests of the other rooms run, and gives the desk's program back.
    fn build(&self) -> Result<PathBuf> {
        let chosen = [&OTHER_ROOMS[..], &["--lib", "--bins", "--tests"]].concat();
        site::build_program(self.workspace, &chosen, site::TANDEM)
    }

    fn test(&mut self, chosen: &[&[&str]]) -> Result<()> {
        let mut cargo = self.cargo();
        self.listen(cargo.arg("test").args(chosen.concat()))
    }

    /// The desk by HTTP once more, at a real server. Without one it is skipped, but not where nobody would see that.
    fn on_postgres(&mut self) -> Result<()> {
        self.server = Postgres::start(Disk::NotWaited)?;
        let Some(server) = &self.server else {
            let word = "SKIPPED: this machine has no Postgres, so that the desk was tested on SQLite alone";
            println!("{word}");
            return match std::env::var_os("CI") {
                Some(_) => bail!("{word}; install Postgres 15 or later"),
                None => Ok(()),
            };
        };
        let mut cargo = self.cargo();
        // The same selection as elsewhere, so that nothing is compiled anew.
        cargo.arg("test").args(OTHER_ROOMS).args(["--test", "http"]);
        cargo.env("TANDEM_TEST_POSTGRES", &server.address);
        self.listen(&mut cargo)
    }

    /// The whole product, met as files and processes.
    fn whole(&mut self, tandem: &Path) -> Result<()> {
        let mut cargo = self.cargo();
        cargo.arg("test").args(OTHER_ROOMS).args(["--test", "*"]);
        product::tell(&mut cargo, self.workspace, tandem)?;
        if let Some(server) = &self.server {
            cargo.env("TANDEM_POSTGRES", &server.address);
        }
        self.listen(&mut cargo)
    }

    /// Once more with the desks at a server, where there is one.
    fn together_on_postgres(&mut self, tandem: &Path) -> Result<()> {
        let Some(server) = &self.server else { return Ok(()) };
        let mut cargo = self.cargo();
        cargo
            .arg("test")
            .args(OTHER_ROOMS)
            .args(["--test", "journeys", "--no-fail-fast", "--"])
            .args(TOGETHER);
        product::tell(&mut cargo, self.workspace, tandem)?;
        cargo.env("TANDEM_DESKS", &server.address);
        self.hear(&mut cargo)
    }

    /// Runs tests and counts them; all programs run, also after one has failed, so that the count is whole.
    fn listen(&mut self, cargo: &mut Command) -> Result<()> {
        self.hear(cargo.arg("--no-fail-fast"))
    }

    fn hear(&mut self, cargo: &mut Command) -> Result<()> {
        process::run_listening(cargo, |line| self.tally.hear(line))
    }

    /// What ran, how long each step took, and the count of all of it: a step counts as one, like a test.
    fn close(mut self) -> Result<()> {
        println!("\n{:<40}{:>8}", "what ran", "seconds");
        for row in &self.rows {
            let word = if row.failed { "  failed" } else { "" };
            println!("{:<40}{:>8.1}{word}", row.name, row.took.as_secs_f64());
        }
        let failed: Vec<&str> = self.rows.iter().filter(|row| row.failed).map(|row| row.name).collect();
        self.tally.failed += failed.len() as u64;
        self.tally.passed += (self.rows.len() - failed.len()) as u64;
        println!("\n{}", self.tally.closing_line());
        match failed.is_empty() {
            true => Ok(()),
            false => bail!("failed: {}", failed.join(", ")),
        }
    }
}
