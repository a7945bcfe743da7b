//! The programs of this folder: bundled by esbuild, run by node.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use ::tests::Places;
use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// Where they stand.
const SOURCE: &str = "tests/bench/peers";

/// A program of this folder and all that it imports in one minified file in `folder`.
///
/// # Errors
/// Where node or esbuild fails.
pub fn bundle(program: &str, folder: &Path) -> Result<PathBuf> {
    let modules = Places::npm().join("node_modules");
    let bundle = std::path::absolute(folder.join(program))?;
    let mut node = Command::new("node");
    node.arg(modules.join("esbuild/bin/esbuild")).arg(Path::new(SOURCE).join(program));
    node.args(["--bundle", "--minify", "--format=esm", "--platform=browser", "--target=es2022"]);
    node.args(["--charset=utf8", "--legal-comments=none", "--log-level=warning"]);
    // `sentiment` looks for languages that a site may add, and a bundle has none.
    node.arg("--log-override:empty-glob=silent");
    node.arg(format!("--outfile={}", bundle.display())).env("NODE_PATH", std::path::absolute(modules)?);
    let status = node.status().context("cannot start node")?;
    ensure!(status.success(), "esbuild could not bundle {program} ({status})");
    Ok(bundle)
}

/// Has a program of this folder carry out an order; gives back what it tells, both of them JSON.
///
/// # Errors
/// Where node fails or tells no JSON.
pub fn run(program: &str, order: &Value) -> Result<Value> {
    let mut node = Command::new("node");
    node.arg(Path::new(SOURCE).join(program)).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = node.spawn().context("cannot start node")?;
    let order = order.to_string();
    child.stdin.take().context("a piped child has a standard input")?.write_all(order.as_bytes())?;
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "node failed ({})", output.status);
    serde_json::from_slice(&output.stdout).context("node told no JSON")
}
