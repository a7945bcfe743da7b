//! Making what browsers download small, with npm's binaryen and esbuild.
//!
//! Never a `wasm-opt` from PATH: some distributions ship one that exits cleanly and breaks the module.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::workspace::{self, Workspace};
use crate::{npm, process};

/// What a visitor's browser must know; esbuild may write nothing newer.
const TARGET: &str = "--target=es2022";
/// Sinks that a page with Trusted Types refuses. The glue holds them only when code of ours uses them.
const FORBIDDEN: [&str; 3] = ["innerHTML", "outerHTML", "insertAdjacentHTML"];

/// The module after `wasm-opt -Oz`. No feature flags: `--all-features` writes imports that browsers refuse.
pub fn wasm(workspace: &Workspace, module: &Path) -> Result<Vec<u8>> {
    let content = std::fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    let kept = remembered(workspace, &content);
    if !kept.is_file() {
        let optimiser = npm::program(workspace, "binaryen/bin/wasm-opt")?;
        let unfinished = kept.with_extension("unfinished");
        workspace::write(&unfinished, "")?;
        let mut node = Command::new("node");
        process::run_quietly(node.arg(optimiser).arg("-Oz").arg(module).arg("-o").arg(&unfinished))?;
        std::fs::rename(&unfinished, &kept)?;
    }
    std::fs::read(&kept).with_context(|| format!("cannot read {}", kept.display()))
}

/// Optimising takes half a minute, so its result is kept under a hash of what went in.
fn remembered(workspace: &Workspace, content: &[u8]) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    workspace.path("target/shrunk").join(format!("{:016x}.wasm", hasher.finish()))
}

/// A module with all that it imports in one file, minified; fails if it holds a way to write HTML.
pub fn module(workspace: &Workspace, glue: &Path) -> Result<String> {
    let mut esbuild = esbuild(workspace)?;
    let script = process::read(esbuild.arg(glue).args(["--bundle", "--format=esm", "--minify", TARGET]))?;
    check_glue(&script).with_context(|| format!("{}", glue.display()))?;
    Ok(script)
}

/// A classic script, minified.
pub fn script(workspace: &Workspace, file: &Path) -> Result<String> {
    process::read(esbuild(workspace)?.arg(file).args(["--minify", TARGET]))
}

/// A style sheet, minified.
pub fn style(workspace: &Workspace, file: &Path) -> Result<String> {
    process::read(esbuild(workspace)?.arg(file).args(["--minify"]))
}

fn esbuild(workspace: &Workspace) -> Result<Command> {
    let mut command = Command::new("node");
    command.arg(npm::program(workspace, "esbuild/bin/esbuild")?);
    // UTF-8 keeps Chinese words as they are: three bytes instead of six.
    command.args(["--charset=utf8", "--legal-comments=none", "--log-level=warning"]);
    // The glue imports later.js once for each of its functions, under one name: the same object twice.
    command.arg("--log-override:duplicate-object-key=silent");
    Ok(command)
}

fn check_glue(script: &str) -> Result<()> {
    match FORBIDDEN.iter().find(|sink| script.contains(*sink)) {
        Some(sink) => bail!(
            "the glue uses {sink}, which Trusted Types refuse: build nodes, or write text as `{{\"…\"}}`"
        ),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glue_that_writes_html_is_refused() {
        for sink in FORBIDDEN {
            let error = check_glue(&format!("function f(e,t){{e.{sink}=t}}")).unwrap_err();
            assert!(error.to_string().contains(sink));
        }
        assert!(check_glue("e.textContent=t").is_ok());
    }
}
