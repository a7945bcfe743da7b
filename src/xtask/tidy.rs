//! The checks of the house: the top level, the files' first lines and lengths, the maps, the arrows, the licences, the
//! advisories.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Result, bail};

use crate::named_paths::named_paths;
use crate::workspace::{self, Workspace};
use crate::{advisories, arrows, licences, sides};

/// All that may stand at the top level, beside files whose name starts with a dot and what builds make.
const TOP_LEVEL: [&str; 9] =
    ["Cargo.lock", "Cargo.toml", "LICENSE", "README.md", "Trunk.toml", "index.html", "src", "style", "tests"];
/// Made by builds and ignored by git.
const BUILT: [&str; 3] = ["dist", "node_modules", "target"];
/// Past this a file holds more than one idea.
const MOST_LINES: usize = 500;
/// What people write by hand and others read; data may be long.
const WRITTEN: [&str; 5] = [".rs", ".js", ".mjs", ".css", ".html"];

/// Prints every fault and fails if there is one.
pub fn run(workspace: &Workspace) -> Result<()> {
    let mut faults = top_level(&names(&workspace.root)?);
    for folder in ["src", "tests", "style"] {
        for path in workspace::files_below(&workspace.path(folder))? {
            let shown = path.strip_prefix(&workspace.root)?.to_string_lossy().replace('\\', "/");
            if WRITTEN.iter().any(|ending| shown.ends_with(ending)) {
                faults.extend(written_file(&shown, &std::fs::read_to_string(&path)?));
            }
        }
    }
    let styles = console_styles(workspace)?;
    faults.extend(twice_styled(&styles));
    faults.extend(sides::faults(&styles));
    faults.extend(map(workspace, "README.md")?);
    faults.extend(map(workspace, "src/README.md")?);
    faults.extend(arrows::faults(workspace)?);
    faults.extend(licences::faults(workspace)?);
    faults.extend(advisories::faults(workspace)?);
    match faults.is_empty() {
        true => Ok(()),
        false => bail!("the house is not tidy:\n  - {}", faults.join("\n  - ")),
    }
}

fn names(folder: &Path) -> Result<Vec<String>> {
    let entries = std::fs::read_dir(folder)?;
    let mut names: Vec<String> =
        entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect::<Result<_>>()?;
    names.sort();
    Ok(names)
}

fn top_level(names: &[String]) -> Vec<String> {
    let known = |name: &str| name.starts_with('.') || TOP_LEVEL.contains(&name) || BUILT.contains(&name);
    let strangers = names.iter().filter(|name| !known(name));
    strangers.map(|name| format!("`{name}` may not stand at the top level: move it into a room")).collect()
}

fn written_file(path: &str, content: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if path.ends_with(".rs") && !content.starts_with("//!") {
        faults.push(format!("{path} must open with a `//!` sentence that says what it is"));
    }
    let lines = content.lines().count();
    if lines > MOST_LINES {
        faults.push(format!("{path} has {lines} lines, {MOST_LINES} at most: split it by idea"));
    }
    faults
}

/// The console's own style sheets, as its page names them: path and content.
fn console_styles(workspace: &Workspace) -> Result<Vec<(String, String)>> {
    let page = workspace.read("src/console/index.html")?;
    let named = page.split('"').filter_map(|part| part.strip_prefix("../../"));
    named
        .filter(|path| path.ends_with(".css"))
        .map(|path| Ok((path.to_owned(), workspace.read(path)?)))
        .collect()
}

/// Classes that two sheets of one page style by themselves: each means another thing, and each gets the other's look.
fn twice_styled(sheets: &[(String, String)]) -> Vec<String> {
    let mut styled: BTreeMap<&str, &str> = BTreeMap::new();
    let mut faults = Vec::new();
    for (path, content) in sheets {
        for class in bare_classes(content) {
            let first = *styled.entry(class).or_insert(path);
            if first != path {
                faults
                    .push(format!("{path} styles `.{class}` as {first} does: give one of them another name"));
            }
        }
    }
    faults
}

/// The classes that alone are the selector of a rule.
fn bare_classes(sheet: &str) -> BTreeSet<&str> {
    let heads = sheet.split('{').map(|before| before.rsplit(['}', '/']).next().unwrap_or_default());
    let selectors = heads.flat_map(|head| head.split(',')).filter_map(|one| one.trim().strip_prefix('.'));
    let is_name = |name: &&str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    selectors.filter(is_name).collect()
}

/// Paths that a README names and that are not there. They may be meant from its own folder, the top level or src/.
fn map(workspace: &Workspace, readme: &str) -> Result<Vec<String>> {
    if !workspace.path(readme).is_file() {
        return Ok(vec![format!("{readme} is missing")]);
    }
    let mut rooms = names(&workspace.path("src"))?;
    rooms.extend(names(&workspace.root)?);
    let own = Path::new(readme).parent().unwrap_or(Path::new(""));
    let stands = |path: &str| {
        [own, Path::new(""), Path::new("src")].iter().any(|base| workspace.path(base.join(path)).exists())
    };
    let paths = named_paths(&workspace.read(readme)?, &rooms);
    Ok(paths
        .iter()
        .filter(|path| !stands(path))
        .map(|path| format!("{readme} names {path}, which is not there"))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_belongs_to_one_sheet() {
        let sheet = |path: &str, content: &str| (path.to_owned(), content.to_owned());
        let found = twice_styled(&[
            sheet("a.css", "/* A list */\n.row { color: red; }\n@media (x) {\n  .row, .cell { top: 0; } }"),
            sheet("b.css", ".row .cell { top: 0; }\n.cell:hover { top: 0; }\n.other { top: 0; }"),
            sheet("c.css", ".cell { top: 0; }"),
        ]);
        assert_eq!(found, ["c.css styles `.cell` as a.css does: give one of them another name"]);
    }

    #[test]
    fn the_top_level_is_the_owners_card() {
        let names = |names: &[&str]| names.iter().map(|name| name.to_string()).collect::<Vec<_>>();
        assert!(top_level(&names(&[".ci", ".gitignore", "Cargo.toml", "dist", "src", "target"])).is_empty());
        assert_eq!(
            top_level(&names(&["docs", "src"])),
            ["`docs` may not stand at the top level: move it into a room"]
        );
    }

    #[test]
    fn a_rust_file_opens_with_its_sentence() {
        assert!(written_file("src/a.rs", "//! What it is.\n").is_empty());
        assert_eq!(written_file("src/a.rs", "use std::fmt;\n").len(), 1);
        assert!(written_file("style/a.css", "a{}\n").is_empty());
    }

    #[test]
    fn a_file_is_at_most_500_lines_long() {
        assert!(written_file("src/a.js", &"x\n".repeat(500)).is_empty());
        let faults = written_file("src/a.js", &"x\n".repeat(501));
        assert_eq!(faults, ["src/a.js has 501 lines, 500 at most: split it by idea"]);
    }
}
