//! `wasm-bindgen` at Cargo.lock's very version, where plain `trunk serve` finds it.
//!
//! Trunk takes a `wasm-bindgen` on PATH if its version fits, then one in its own cache, then downloads. Installing the
//! real command takes minutes, so a small program over the same library stands in trunk's cache; nothing on PATH changes.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::workspace::{self, Workspace};
use crate::{process, trunk};

const SOURCE: &str = include_str!("wasm-bindgen-shim/main.rs");

/// Whether trunk will find the version that it wants.
pub fn is_installed(workspace: &Workspace) -> Result<bool> {
    let version = workspace.locked_version("wasm-bindgen")?;
    let wanted = format!("wasm-bindgen {version}");
    let answers =
        |program: PathBuf| process::version_of(&mut Command::new(program)).is_some_and(|it| it == wanted);
    Ok(process::on_path("wasm-bindgen").is_some_and(answers) || answers(place(&version)?))
}

/// Builds the program and puts it into trunk's cache.
pub fn install(workspace: &Workspace) -> Result<()> {
    let version = workspace.locked_version("wasm-bindgen")?;
    let folder = workspace.path("target/wasm-bindgen-shim");
    workspace::write(&folder.join("Cargo.toml"), manifest(&version))?;
    workspace::write(&folder.join("main.rs"), SOURCE)?;
    let target = folder.join("target");
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--release", "--quiet", "--target-dir"]).arg(&target).current_dir(&folder);
    process::run(&mut cargo)?;
    let built = target.join("release").join(format!("wasm-bindgen{}", std::env::consts::EXE_SUFFIX));
    let place = place(&version)?;
    workspace::copy(&built, &place)?;
    std::fs::set_permissions(&place, std::fs::metadata(&built)?.permissions())?;
    workspace::remove_folder(&target)
}

fn place(version: &str) -> Result<PathBuf> {
    let folder = trunk::cache_folder()?.join(format!("wasm-bindgen-{version}"));
    Ok(folder.join(format!("wasm-bindgen{}", std::env::consts::EXE_SUFFIX)))
}

/// The library has the same version numbers as `wasm-bindgen` itself. A workspace of its own: it shares nothing.
fn manifest(version: &str) -> String {
    format!(
        "[workspace]\n\n[package]\nname = \"wasm-bindgen\"\nversion = \"{version}\"\nedition = \"2024\"\n\n\
         [[bin]]\nname = \"wasm-bindgen\"\npath = \"main.rs\"\n\n\
         [dependencies]\nanyhow = \"1\"\nwasm-bindgen-cli-support = \"={version}\"\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_built_at_the_very_version() {
        let manifest = manifest("0.2.130");
        assert!(manifest.contains("version = \"0.2.130\""));
        assert!(manifest.contains("wasm-bindgen-cli-support = \"=0.2.130\""));
        assert!(manifest.starts_with("[workspace]"));
    }
}
