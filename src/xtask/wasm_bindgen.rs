//! `wasm-bindgen` at Cargo.lock's very version, where plain `trunk serve` finds it; and `cut`, which takes a
//! module apart first.
//!
//! Trunk takes a `wasm-bindgen` on PATH if its version fits, then one in its own cache, then downloads. Installing the
//! real command takes minutes, so a small program over the same library stands in trunk's cache; nothing on PATH changes.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::workspace::{self, Workspace};
use crate::{process, trunk};

const SHIM: &str = include_str!("wasm-bindgen-shim/main.rs");
const CUT: &str = include_str!("cut/main.rs");
/// The cutting library, which reads the marks of `wasm_split_helpers` in the root manifest.
const SPLIT: &str = "=0.2.4";

/// Whether trunk will find the version that it wants.
pub fn is_installed(workspace: &Workspace) -> Result<bool> {
    Ok(find(workspace)?.is_some())
}

/// The program that trunk takes too.
pub fn program(workspace: &Workspace) -> Result<PathBuf> {
    find(workspace)?.context("wasm-bindgen is missing: run `cargo xtask setup`")
}

fn find(workspace: &Workspace) -> Result<Option<PathBuf>> {
    let version = workspace.locked_version("wasm-bindgen")?;
    let wanted = format!("wasm-bindgen {version}");
    let answers =
        |program: &PathBuf| process::version_of(&mut Command::new(program)).is_some_and(|it| it == wanted);
    Ok([process::on_path("wasm-bindgen"), Some(place(&version)?)].into_iter().flatten().find(answers))
}

/// Builds the program and puts it into trunk's cache.
pub fn install(workspace: &Workspace) -> Result<()> {
    let version = workspace.locked_version("wasm-bindgen")?;
    build(workspace, &manifest("wasm-bindgen", &version, &version, &[]), SHIM, &place(&version)?)
}

/// Whether `cut` stands ready, over the libraries at Cargo.lock's versions.
pub fn is_cut_installed(workspace: &Workspace) -> Result<bool> {
    let wanted = format!("cut {}", cut_version(workspace)?);
    Ok(process::version_of(&mut Command::new(cut(workspace))).is_some_and(|it| it == wanted))
}

/// Builds `cut` into target/tools.
pub fn install_cut(workspace: &Workspace) -> Result<()> {
    let bindgen = workspace.locked_version("wasm-bindgen")?;
    let split = [("wasm_split_cli_support", SPLIT)];
    let manifest = manifest("cut", &cut_version(workspace)?, &bindgen, &split);
    build(workspace, &manifest, CUT, &cut(workspace))
}

/// The program that takes a module apart.
pub fn cut(workspace: &Workspace) -> PathBuf {
    workspace.path("target/tools/bin").join(format!("cut{}", std::env::consts::EXE_SUFFIX))
}

/// Its version names both libraries and its source, so that it is built anew when one of them changes.
fn cut_version(workspace: &Workspace) -> Result<String> {
    let mut source = DefaultHasher::new();
    CUT.hash(&mut source);
    let (bindgen, split) = (workspace.locked_version("wasm-bindgen")?, SPLIT.trim_start_matches('='));
    Ok(format!("{bindgen}+split.{split}.{:016x}", source.finish()))
}

/// Builds one of our small programs and puts it into its place.
fn build(workspace: &Workspace, manifest: &str, source: &str, place: &Path) -> Result<()> {
    let name = place.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let folder = workspace.path("target").join(format!("{name}-program"));
    workspace::write(&folder.join("Cargo.toml"), manifest)?;
    workspace::write(&folder.join("main.rs"), source)?;
    let target = folder.join("target");
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--release", "--quiet", "--target-dir"]).arg(&target).current_dir(&folder);
    process::run(&mut cargo)?;
    let built = target.join("release").join(place.file_name().unwrap_or_default());
    workspace::copy(&built, place)?;
    std::fs::set_permissions(place, std::fs::metadata(&built)?.permissions())?;
    workspace::remove_folder(&target)
}

fn place(version: &str) -> Result<PathBuf> {
    let folder = trunk::cache_folder()?.join(format!("wasm-bindgen-{version}"));
    Ok(folder.join(format!("wasm-bindgen{}", std::env::consts::EXE_SUFFIX)))
}

/// wasm-bindgen's library has the same version numbers as `wasm-bindgen` itself. A workspace of its own: it shares nothing.
fn manifest(name: &str, version: &str, bindgen: &str, others: &[(&str, &str)]) -> String {
    let others: String = others.iter().map(|(name, version)| format!("{name} = \"{version}\"\n")).collect();
    format!(
        "[workspace]\n\n[package]\nname = \"{name}\"\nversion = \"{version}\"\nedition = \"2024\"\n\n\
         [[bin]]\nname = \"{name}\"\npath = \"main.rs\"\n\n\
         [dependencies]\nanyhow = \"1\"\nwasm-bindgen-cli-support = \"={bindgen}\"\n{others}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_built_at_the_very_version() {
        let manifest = manifest("wasm-bindgen", "0.2.130", "0.2.130", &[("other", "=1.2")]);
        assert!(manifest.contains("version = \"0.2.130\""));
        assert!(manifest.ends_with("other = \"=1.2\"\n"));
        assert!(manifest.contains("wasm-bindgen-cli-support = \"=0.2.130\""));
        assert!(manifest.starts_with("[workspace]"));
    }
}
