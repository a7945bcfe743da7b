//! How large files are, compressed as browsers get them, and the values that prove them unchanged.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::workspace::Workspace;

/// What was found of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Bytes as it stands.
    pub raw: u64,
    /// Bytes after brotli at quality 11.
    pub brotli: u64,
    /// The value for `integrity`: `sha384-` and base64.
    pub integrity: String,
    /// The first 10 hexadecimal digits of the same digest, for names.
    pub hash: String,
}

/// Whether the compressed form is wanted as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compressed {
    /// Only its size counts.
    Counted,
    /// Kept beside the file as `<file>.br`.
    Kept,
}

/// Measures files, in their order, by node's own brotli and SHA-384.
pub fn measure(workspace: &Workspace, files: &[PathBuf], compressed: Compressed) -> Result<Vec<Measure>> {
    let mut node = Command::new("node");
    node.arg(workspace.path("src/xtask/measure.mjs"));
    if compressed == Compressed::Kept {
        node.arg("--keep");
    }
    let mut child = node.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context("cannot start node")?;
    let mut stdin = child.stdin.take().context("a piped child has a standard input")?;
    stdin.write_all(serde_json::to_string(files)?.as_bytes())?;
    drop(stdin);
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!("measuring the files failed ({})", output.status);
    }
    let measures: Vec<Value> = serde_json::from_slice(&output.stdout)?;
    measures.iter().map(read).collect()
}

fn read(value: &Value) -> Result<Measure> {
    let number = |key: &str| value[key].as_u64().with_context(|| format!("no `{key}` in a measure"));
    let text = |key: &str| {
        value[key].as_str().map(str::to_owned).with_context(|| format!("no `{key}` in a measure"))
    };
    Ok(Measure {
        raw: number("raw")?,
        brotli: number("brotli")?,
        integrity: text("integrity")?,
        hash: text("hash")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_is_read_whole_or_refused() {
        let whole = serde_json::json!({ "raw": 10, "brotli": 7, "integrity": "sha384-x", "hash": "ab" });
        let expected =
            Measure { raw: 10, brotli: 7, integrity: "sha384-x".to_owned(), hash: "ab".to_owned() };
        assert_eq!(read(&whole).unwrap(), expected);
        assert!(read(&serde_json::json!({ "raw": 10 })).is_err());
    }
}
