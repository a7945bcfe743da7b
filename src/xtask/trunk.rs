//! Trunk at the one version that is known to build these pages, and calls of it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;
use crate::workspace::Workspace;

/// 0.22 asks for a newer rustc than the workspace's `rust-version`.
const VERSION: &str = "0.21.14";

/// The trunk to use: the one on PATH at the right version, else our own under target/tools.
pub fn find(workspace: &Workspace) -> Option<PathBuf> {
    let wanted = format!("trunk {VERSION}");
    let candidates = [process::on_path("trunk"), Some(own(workspace))];
    let mut works = candidates.into_iter().flatten();
    works.find(|path| process::version_of(&mut Command::new(path)).is_some_and(|version| version == wanted))
}

/// Builds trunk with cargo: into cargo's folder, or beside the user's own other version of it.
pub fn install(workspace: &Workspace) -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.args(["install", "trunk", "--version", VERSION, "--locked"]).current_dir(&workspace.root);
    if process::on_path("trunk").is_some() {
        println!("    another version of trunk stands on PATH and stays; {VERSION} goes to target/tools");
        cargo.arg("--root").arg(own_root(workspace));
    }
    process::run(&mut cargo)?;
    find(workspace)
        .context("cargo installed trunk but it is not on PATH: add cargo's bin folder to PATH")
        .map(|_| ())
}

/// A call of trunk in the root folder, where it finds Trunk.toml.
pub fn command(workspace: &Workspace) -> Result<Command> {
    let trunk = find(workspace).context("trunk is missing: run `cargo xtask setup`")?;
    let mut command = Command::new(trunk);
    // This trunk refuses to start when NO_COLOR=1, the usual value, is set.
    command.current_dir(&workspace.root).env_remove("NO_COLOR").env("TRUNK_SKIP_VERSION_CHECK", "true");
    Ok(command)
}

fn own_root(workspace: &Workspace) -> PathBuf {
    workspace.path("target/tools")
}

fn own(workspace: &Workspace) -> PathBuf {
    own_root(workspace).join("bin").join(format!("trunk{}", std::env::consts::EXE_SUFFIX))
}

/// Where trunk keeps the tools that it has downloaded, by the rules of the `directories` crate that it uses.
pub fn cache_folder() -> Result<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = variable("HOME");
    let cache = match std::env::consts::OS {
        "macos" => home.map(|home| home.join("Library/Caches/dev.trunkrs.trunk")),
        "windows" => variable("LOCALAPPDATA").map(|local| local.join("trunkrs/trunk/cache")),
        _ => variable("XDG_CACHE_HOME")
            .filter(|path| Path::is_absolute(path))
            .or_else(|| home.map(|home| home.join(".cache")))
            .map(|cache| cache.join("trunk")),
    };
    cache.context("no home folder: HOME is not set")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_asks_trunk_for_the_same_version() {
        let workspace = Workspace::find().unwrap();
        let manifest = workspace.read("Trunk.toml").unwrap();
        assert!(manifest.contains(&format!("trunk-version = \"~{VERSION}\"")));
    }
}
