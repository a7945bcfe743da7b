//! Set-up: each step is looked at first, skipped when satisfied, and says what it does, why and how long it takes.

use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;
use crate::{npm, packages, process, trunk, wasm_bindgen};

/// What the machine is made ready for; each includes the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Building and serving, unoptimised: needs no Node.
    Serve,
    /// The folder for upload, made small by npm's tools.
    Dist,
    /// The journeys in a real browser.
    Test,
}

/// One thing that a machine needs.
struct Step {
    purpose: Purpose,
    what: &'static str,
    why: &'static str,
    takes: &'static str,
    is_done: fn(&Workspace, Purpose) -> Result<bool>,
    carry_out: fn(&Workspace, Purpose) -> Result<()>,
}

/// In the order in which they run: what may have to stop comes first, the long builds last.
const STEPS: [Step; 6] = [
    Step {
        purpose: Purpose::Dist,
        what: "the system's packages",
        why: "Node runs the tools that shrink the widget; Chromium runs the journeys; the desk is tested on Postgres too",
        takes: "1 to 2 minutes",
        is_done: |_, purpose| Ok(packages::missing(purpose).is_empty()),
        carry_out: |_, purpose| packages::install(purpose),
    },
    Step {
        purpose: Purpose::Serve,
        what: "rustc's wasm32-unknown-unknown target",
        why: "the widget and the console run in the browser",
        takes: "half a minute",
        is_done: |_, _| has_wasm_target(),
        carry_out: |_, _| add_wasm_target(),
    },
    Step {
        purpose: Purpose::Dist,
        what: "npm's packages, in target/npm",
        why: "binaryen and esbuild shrink the widget; Playwright and axe-core test it; the bench sets it beside other libraries",
        takes: "half a minute",
        is_done: |workspace, _| Ok(npm::is_installed(workspace)),
        carry_out: |workspace, _| npm::install(workspace),
    },
    Step {
        purpose: Purpose::Serve,
        what: "wasm-bindgen at Cargo.lock's version, in trunk's cache",
        why: "it writes the JavaScript between browser and widget, and trunk asks for this very version",
        takes: "1 to 2 minutes",
        is_done: |workspace, _| wasm_bindgen::is_installed(workspace),
        carry_out: |workspace, _| wasm_bindgen::install(workspace),
    },
    Step {
        purpose: Purpose::Dist,
        what: "the program that cuts the widget's module, in target/tools",
        why: "what not every visit needs is downloaded only by those that do",
        takes: "2 minutes",
        is_done: |workspace, _| wasm_bindgen::is_cut_installed(workspace),
        carry_out: |workspace, _| wasm_bindgen::install_cut(workspace),
    },
    Step {
        purpose: Purpose::Serve,
        what: "trunk",
        why: "it builds the widget into its page and serves it",
        takes: "7 to 10 minutes on two cores",
        is_done: |workspace, _| Ok(trunk::find(workspace).is_some()),
        carry_out: |workspace, _| trunk::install(workspace),
    },
];

/// Installs what is missing for the purpose. Stops before any long build when something cannot be installed here.
pub fn run(workspace: &Workspace, purpose: Purpose) -> Result<()> {
    let mut open = Vec::new();
    for step in STEPS.iter().filter(|step| step.purpose <= purpose) {
        if !(step.is_done)(workspace, purpose)? {
            open.push(step);
        }
    }
    if open.is_empty() {
        return Ok(());
    }
    check_possible(purpose)?;
    for (number, step) in open.iter().enumerate() {
        println!("set-up {}/{}: {}", number + 1, open.len(), step.what);
        println!("    {}; takes {}", step.why, step.takes);
        let start = Instant::now();
        (step.carry_out)(workspace, purpose)
            .with_context(|| format!("set-up could not get {}", step.what))?;
        println!("    done in {} s", start.elapsed().as_secs());
    }
    Ok(())
}

/// Names everything that a person has to install, all at once and before anything long has begun.
fn check_possible(purpose: Purpose) -> Result<()> {
    let mut obstacles = Vec::new();
    obstacles.extend(packages::obstacle(purpose));
    if process::on_path("rustup").is_none() && !has_wasm_target()? {
        obstacles.push(
            "rustup is missing: install it, or install the standard library of wasm32-unknown-unknown \
             for this rustc with your system's own packages"
                .to_owned(),
        );
    }
    if !obstacles.is_empty() {
        bail!("set-up stops here, before any build:\n  - {}", obstacles.join("\n  - "));
    }
    Ok(())
}

fn has_wasm_target() -> Result<bool> {
    let mut rustc = std::process::Command::new("rustc");
    let folder =
        process::read(rustc.args(["--print", "target-libdir", "--target", "wasm32-unknown-unknown"]))?;
    Ok(std::path::Path::new(folder.trim()).is_dir())
}

fn add_wasm_target() -> Result<()> {
    process::run(std::process::Command::new("rustup").args(["target", "add", "wasm32-unknown-unknown"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_stop_comes_before_the_long_builds() {
        let place = |what: &str| STEPS.iter().position(|step| step.what.contains(what));
        assert!(place("system's packages") < place("wasm-bindgen"));
        assert!(place("npm") < place("trunk"));
        assert!(place("wasm32") < place("wasm-bindgen"));
    }

    #[test]
    fn serving_needs_no_node() {
        let serving: Vec<_> = STEPS.iter().filter(|step| step.purpose == Purpose::Serve).collect();
        assert!(serving.iter().all(|step| !step.what.contains("npm") && !step.what.contains("packages")));
    }
}
