//! How fast the answers are, how right beside what a site could load instead, and whether the desk keeps its promises: the
//! bench program of `tests`.

use std::process::Command;

use anyhow::{Result, bail};

use crate::postgres::{Disk, Postgres};
use crate::setup::{self, Purpose};
use crate::workspace::Workspace;
use crate::{dist, parts, process, product, site};

/// A part of the bench that one can ask for by its name.
struct Part {
    name: &'static str,
    /// What the machine must have for it; [`Purpose::Test`] stands for the whole product, built.
    purpose: Purpose,
}

/// In the order in which they run.
const PARTS: [Part; 9] = [
    Part { name: "speed", purpose: Purpose::Test },
    Part { name: "console", purpose: Purpose::Test },
    Part { name: "mood", purpose: Purpose::Dist },
    Part { name: "matching", purpose: Purpose::Dist },
    Part { name: "topics", purpose: Purpose::Dist },
    Part { name: "preview", purpose: Purpose::Test },
    Part { name: "month", purpose: Purpose::Dist },
    Part { name: "insights", purpose: Purpose::Dist },
    Part { name: DESK, purpose: Purpose::Dist },
];

/// The program that measures.
const BENCH: &str = "bench";

/// The part that runs the desk; `desk-crash` and the like name one of its proofs, which the bench program knows.
const DESK: &str = "desk";

/// The names that ask for a Postgres.
const AT_SERVER: [&str; 5] = [DESK, "desk-server", "desk-sockets", "desk-trouble", "insights"];

/// Runs the named parts of the bench; all of them where none is named.
///
/// # Errors
/// Where a name is no part's, or something cannot be installed, built or measured.
pub fn run(workspace: &Workspace, names: &[&str]) -> Result<()> {
    let purpose = purpose(names)?;
    setup::run(workspace, purpose)?;
    // In one build, so that they share what they are made of.
    let program = |name| {
        let chosen =
            ["--release", "--package", "cli", "--package", "tests", "--bin", site::TANDEM, "--bin", BENCH];
        site::build_program(workspace, &chosen, name)
    };
    let (mut bench, tandem) = (Command::new(program(BENCH)?), program(site::TANDEM)?);
    bench.args(names);
    if purpose == Purpose::Test {
        dist::build(workspace)?;
        product::tell(&mut bench, workspace, &tandem)?;
        bench.env("TANDEM_MEASURED", parts::build_measured(workspace)?);
    }
    bench.env("TANDEM_PROGRAM", tandem);
    let is_at_server = names.is_empty() || names.iter().any(|name| AT_SERVER.contains(name));
    let server = if is_at_server { Postgres::start(Disk::Waited)? } else { None };
    if let Some(server) = &server {
        bench.env("TANDEM_POSTGRES", &server.address);
    }
    let predictions = workspace.path("target/predictions");
    std::fs::create_dir_all(&predictions)?;
    bench.env("TANDEM_NPM", workspace.npm()).env("TANDEM_PREDICTIONS", predictions);
    process::run(bench.current_dir(&workspace.root))
}

/// What the machine must have for the named parts.
fn purpose(names: &[&str]) -> Result<Purpose> {
    let known = PARTS.map(|part| part.name);
    if let Some(stranger) = names.iter().find(|name| !known.contains(&part_of(name))) {
        bail!("the bench has no part `{stranger}`: {}", known.join(", "));
    }
    let wanted =
        PARTS.iter().filter(|part| names.is_empty() || names.iter().any(|name| part_of(name) == part.name));
    Ok(wanted.map(|part| part.purpose).max().unwrap_or(Purpose::Dist))
}

/// The part that a name is of.
fn part_of(name: &str) -> &str {
    if name.starts_with("desk-") { DESK } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_needs_the_product_builds_it() {
        let cases: [(&[&str], Option<Purpose>); 9] = [
            (&[], Some(Purpose::Test)),
            (&["speed"], Some(Purpose::Test)),
            (&["matching"], Some(Purpose::Dist)),
            (&["matching", "speed"], Some(Purpose::Test)),
            (&["matchin"], None),
            (&["topics"], Some(Purpose::Dist)),
            (&["desk"], Some(Purpose::Dist)),
            (&["desk-crash", "desk-idle"], Some(Purpose::Dist)),
            (&["speed-crash"], None),
        ];
        for (names, expected) in cases {
            assert_eq!(purpose(names).ok(), expected, "{names:?}");
        }
    }
}
