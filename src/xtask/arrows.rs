//! The arrows between rooms, and who may know which outside crate: the manifests are held to this list.

use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process;
use crate::workspace::Workspace;

/// Each room with all rooms that it may use.
const ARROWS: [(&str, &[&str]); 11] = [
    ("engine", &[]),
    ("knowledge", &["protocol", "engine"]),
    ("protocol", &["engine"]),
    ("link", &["protocol"]),
    ("ui", &["link", "knowledge", "protocol"]),
    ("widget", &["engine", "knowledge", "protocol", "link", "ui"]),
    ("desk", &["engine", "knowledge", "protocol", "link"]),
    ("console", &["engine", "knowledge", "protocol", "link", "ui"]),
    ("cli", &["desk", "knowledge", "engine", "protocol"]),
    ("xtask", &[]),
    ("tests", &["desk", "link", "knowledge", "engine", "protocol"]),
];

/// Outside crates that only some rooms may know.
const RESERVED: [(&str, &[&str]); 6] = [
    ("leptos", &["ui", "widget", "console"]),
    ("web-sys", &["ui", "widget", "console"]),
    ("gloo-net", &["ui", "widget", "console"]),
    ("axum", &["desk", "cli", "tests"]),
    ("tokio", &["desk", "cli", "tests"]),
    ("sqlx", &["desk"]),
];

/// What a manifest says: the package and the names of all its dependencies, of every kind and target.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Manifest {
    name: String,
    uses: Vec<String>,
}

/// Every dependency that the house forbids, in words.
pub fn faults(workspace: &Workspace) -> Result<Vec<String>> {
    let mut cargo = Command::new("cargo");
    cargo.args(["metadata", "--format-version", "1", "--no-deps"]).current_dir(&workspace.root);
    let metadata: Value = serde_json::from_str(&process::read(&mut cargo)?)?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    Ok(check(&packages.iter().map(read).collect::<Vec<_>>()))
}

fn read(package: &Value) -> Manifest {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let uses =
        package["dependencies"].as_array().into_iter().flatten().map(|used| text(&used["name"])).collect();
    Manifest { name: text(&package["name"]), uses }
}

fn check(manifests: &[Manifest]) -> Vec<String> {
    let mut faults = Vec::new();
    for Manifest { name, uses } in manifests {
        let Some((_, allowed)) = ARROWS.iter().find(|(room, _)| room == name) else {
            faults.push(format!("`{name}` is no room of the house: name it in src/xtask/arrows.rs"));
            continue;
        };
        let rooms = uses.iter().filter(|used| ARROWS.iter().any(|(room, _)| room == used));
        faults.extend(
            rooms
                .filter(|used| !allowed.contains(&used.as_str()))
                .map(|used| format!("`{name}` may not use `{used}`")),
        );
        let foreign = RESERVED
            .iter()
            .filter(|(used, rooms)| uses.iter().any(|it| it == used) && !rooms.contains(&name.as_str()));
        faults.extend(
            foreign.map(|(used, rooms)| {
                format!("`{name}` may not know `{used}`: only {} may", rooms.join(", "))
            }),
        );
        let impure = uses.iter().filter(|used| name == "engine" && *used != "libm");
        faults
            .extend(impure.map(|used| format!("`engine` stays pure: it may use `libm` alone, not `{used}`")));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_one(name: &str, uses: &[&str], expected: &[&str]) {
        let uses = uses.iter().map(|used| used.to_string()).collect();
        assert_eq!(check(&[Manifest { name: name.to_owned(), uses }]), expected);
    }

    #[test]
    fn arrows_of_the_house_pass() {
        check_one("widget", &["ui", "engine", "leptos"], &[]);
        check_one("desk", &["axum", "sqlx", "protocol", "serde"], &[]);
        check_one("engine", &["libm"], &[]);
    }

    #[test]
    fn other_arrows_are_named() {
        check_one("widget", &["desk"], &["`widget` may not use `desk`"]);
        check_one("xtask", &["engine"], &["`xtask` may not use `engine`"]);
        check_one("link", &["tokio"], &["`link` may not know `tokio`: only desk, cli, tests may"]);
        check_one("engine", &["serde"], &["`engine` stays pure: it may use `libm` alone, not `serde`"]);
        check_one("helpers", &[], &["`helpers` is no room of the house: name it in src/xtask/arrows.rs"]);
    }

    #[test]
    fn the_manifests_keep_to_the_arrows() {
        assert_eq!(faults(&Workspace::find().unwrap()).unwrap(), Vec::<String>::new());
    }
}
