//! The licences of everything that goes into what we ship.

use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process;
use crate::workspace::Workspace;

/// Licences under which a crate may be part of what we ship under Apache-2.0.
const ALLOWED: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Crates that only run our tests and are part of nothing that we ship, under licences that let us run them.
const TEST_TOOLS: [&str; 1] = ["webdriver"];

/// Every dependency whose licence is not on the list, in words.
pub fn faults(workspace: &Workspace) -> Result<Vec<String>> {
    let rustc = process::read(Command::new("rustc").arg("-vV"))?;
    let host = rustc.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    let mut cargo = Command::new("cargo");
    cargo.args(["metadata", "--format-version", "1", "--filter-platform", host]);
    cargo.args(["--filter-platform", "wasm32-unknown-unknown"]).current_dir(&workspace.root);
    let metadata: Value = serde_json::from_str(&process::read(&mut cargo)?)?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    Ok(packages.iter().filter(|package| !package["source"].is_null()).filter_map(fault).collect())
}

fn fault(package: &Value) -> Option<String> {
    let licence = package["license"].as_str().unwrap_or("no licence");
    let name = package["name"].as_str().unwrap_or_default();
    (!allows(licence) && !TEST_TOOLS.contains(&name))
        .then(|| format!("the crate `{name}` stands under {licence}, which is not on our list"))
}

/// Whether an SPDX expression leaves a choice that is on the list: AND binds tighter than OR, as SPDX says.
fn allows(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ");
    split(&expression, " OR ")
        .iter()
        .any(|choice| split(choice, " AND ").iter().all(|part| allows_part(part)))
}

fn allows_part(part: &str) -> bool {
    let part = part.trim();
    match part.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) => allows(inner),
        None => ALLOWED.contains(&part),
    }
}

/// Splits at an operator that stands outside all brackets.
fn split<'a>(expression: &'a str, operator: &str) -> Vec<&'a str> {
    let mut depth = 0_usize;
    let mut start = 0;
    let mut parts = Vec::new();
    for (place, letter) in expression.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 && place >= start && expression[place..].starts_with(operator) => {
                parts.push(&expression[start..place]);
                start = place + operator.len();
            }
            _ => {}
        }
    }
    parts.push(&expression[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_passes_if_one_choice_does() {
        let cases = [
            ("MIT", true),
            ("MIT OR Apache-2.0", true),
            ("MIT/Apache-2.0", true),
            ("GPL-3.0 OR MIT", true),
            ("GPL-3.0", false),
            ("MIT AND GPL-3.0", false),
            ("(MIT OR GPL-3.0) AND Unicode-3.0", true),
            ("(GPL-2.0 OR GPL-3.0) AND Unicode-3.0", false),
            ("Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT", true),
            ("GPL-3.0 OR (MIT AND ISC)", true),
            ("", false),
        ];
        for (expression, expected) in cases {
            assert_eq!(allows(expression), expected, "{expression}");
        }
    }
}
