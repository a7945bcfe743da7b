//! Known faults of the crates that we build on, where `cargo audit` and its database stand ready.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::process;
use crate::workspace::Workspace;

/// What `cargo audit` objects to, in words. Nothing is fetched: without the command or its database it says so and
/// finds nothing, so that the checks run without a network.
pub fn faults(workspace: &Workspace) -> Result<Vec<String>> {
    if process::on_path("cargo-audit").is_none() || !database().is_some_and(|folder| folder.is_dir()) {
        println!(
            "advisories: not checked; `cargo install cargo-audit && cargo audit` once, and they will be"
        );
        return Ok(Vec::new());
    }
    let mut audit = Command::new("cargo");
    audit.args(["audit", "--no-fetch", "--stale", "--quiet", "--color", "never"]);
    let output = audit.current_dir(&workspace.root).output()?;
    match output.status.success() {
        true => Ok(Vec::new()),
        false => {
            Ok(vec![format!("cargo audit objects:\n{}", String::from_utf8_lossy(&output.stdout).trim())])
        }
    }
}

/// Where `cargo audit` keeps its database.
fn database() -> Option<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")));
    home.map(|home| home.join("advisory-db"))
}
