//! npm's packages at the exact versions of tests/package-lock.json, in target/npm.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::process;
use crate::workspace::{self, Workspace};

/// Where npm installs to and what it wrote there last.
const LISTS: [&str; 2] = ["package.json", "package-lock.json"];
/// Written after npm has finished: a copy of the lock file that it worked from.
const INSTALLED: &str = "installed.json";

/// Whether target/npm holds what the lock file asks for.
pub fn is_installed(workspace: &Workspace) -> bool {
    let installed = std::fs::read_to_string(workspace.npm().join(INSTALLED)).ok();
    installed.is_some() && installed == workspace.read("tests/package-lock.json").ok()
}

/// Installs the packages through npm's own client. No package's own install script runs.
pub fn install(workspace: &Workspace) -> Result<()> {
    let folder = workspace.npm();
    for list in LISTS {
        workspace::copy(&workspace.path("tests").join(list), &folder.join(list))?;
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&folder);
    process::run_quietly(&mut npm)?;
    workspace::copy(&workspace.path("tests/package-lock.json"), &folder.join(INSTALLED))
}

/// A program of an installed package, to be run by node.
pub fn program(workspace: &Workspace, path: &str) -> Result<PathBuf> {
    let program = workspace.npm().join("node_modules").join(path);
    if !program.is_file() {
        bail!("{} is missing: remove target/npm and try again", program.display());
    }
    Ok(program)
}
