//! Modules in parts: what a page starts with, and what only some visits need.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::workspace::{self, Workspace};
use crate::{process, shrink, stamp, wasm_bindgen};

/// A program that is built for browsers.
pub struct Module {
    package: &'static str,
    program: &'static str,
    /// Feature of the package.
    feature: Option<&'static str>,
}

/// The widget, cut where src/widget/later.rs says.
pub const WIDGET: Module = Module { package: "widget", program: "widget", feature: Some("split") };
/// The console, cut where src/console/page/parts.rs says.
pub const CONSOLE: Module = Module { package: "console", program: "console", feature: Some("split") };
/// The engine that suggests replies in the console.
pub const SUGGEST: Module = Module { package: "console", program: "suggest", feature: None };
/// The widget with the engine laid open, for the bench.
const MEASURED: Module = Module { package: "widget", program: "widget", feature: Some("measure") };

/// A module taken apart, in a folder of its own.
pub struct Parts {
    /// wasm-bindgen's glue, which imports `later.js` beside it.
    pub glue: PathBuf,
    /// The module that a page starts with.
    pub wasm: PathBuf,
    /// Each mark with the modules that it needs, in the order in which they must load.
    pub later: BTreeMap<String, Vec<PathBuf>>,
}

/// Builds a module and cuts it. Its glue is whole after [`Parts::write_loader`].
pub fn build(workspace: &Workspace, module: &Module) -> Result<Parts> {
    let folder = workspace.path("target/parts").join(module.program);
    workspace::remove_folder(&folder)?;
    let compiled = compile(workspace, module, &["-C", "link-arg=--emit-relocs"])?;
    let marks = process::read(Command::new(wasm_bindgen::cut(workspace)).arg(compiled).arg(&folder))?;
    let (glue, wasm) = (folder.join("first.js"), folder.join("first_bg.wasm"));
    Ok(Parts { glue, wasm, later: marks_in(&marks, &folder) })
}

impl Parts {
    /// Writes what the glue imports: the script that loads the other parts, from the files of each mark as seen from
    /// where the glue will stand.
    pub fn write_loader(&self, workspace: &Workspace, files: &BTreeMap<&str, Vec<String>>) -> Result<()> {
        const LOADER: &str = "src/ui/later.js";
        let mut script = stamp::stamp(LOADER, &workspace.read(LOADER)?, &serde_json::json!(files))?;
        for mark in files.keys() {
            script.push_str(&format!("export const __wasm_split_load_{mark} = part(\"{mark}\");\n"));
        }
        workspace::write(&self.glue.with_file_name("later.js"), script)
    }
}

/// Builds the widget with the engine laid open, for the bench: `widget.js` and `widget_bg.wasm` in a folder.
pub fn build_measured(workspace: &Workspace) -> Result<PathBuf> {
    let folder = build_whole(workspace, &MEASURED)?;
    let wasm = folder.join("widget_bg.wasm");
    let small = shrink::wasm(workspace, &wasm)?;
    workspace::write(&wasm, small)?;
    Ok(folder)
}

/// Builds a module in one: `NAME.js` and `NAME_bg.wasm` in the folder that this gives.
pub fn build_whole(workspace: &Workspace, module: &Module) -> Result<PathBuf> {
    let folder = workspace.path("target/whole").join(module.program);
    let compiled = compile(workspace, module, &[])?;
    let mut bindgen = Command::new(wasm_bindgen::program(workspace)?);
    bindgen.args(["--target", "web", "--no-typescript", "--out-name", module.program, "--out-dir"]);
    process::run(bindgen.arg(&folder).arg(compiled))?;
    Ok(folder)
}

/// The whole module; the linker's notes, where asked for, are what it is taken apart by.
fn compile(workspace: &Workspace, module: &Module, link: &[&str]) -> Result<PathBuf> {
    let mut cargo = Command::new("cargo");
    cargo.args(["rustc", "--package", module.package, "--bin", module.program, "--profile", "wasm"]);
    cargo.args(module.feature.iter().flat_map(|feature| ["--features", feature]));
    cargo.args(["--target", "wasm32-unknown-unknown", "--message-format", "json-render-diagnostics", "--"]);
    cargo.args(link).current_dir(&workspace.root);
    let messages = process::read(&mut cargo)?;
    module_in(&messages, module.program)
        .with_context(|| format!("cargo built {} but named no module", module.program))
}

fn module_in(messages: &str, name: &str) -> Option<PathBuf> {
    let mut files = messages.lines().filter_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        (message["target"]["name"] == name).then_some(())?;
        let files = message["filenames"].as_array()?.clone();
        files.iter().filter_map(|file| file.as_str()).find(|file| file.ends_with(".wasm")).map(PathBuf::from)
    });
    files.next_back()
}

fn marks_in(lines: &str, folder: &Path) -> BTreeMap<String, Vec<PathBuf>> {
    let mark = |line: &str| {
        let mut words = line.split(' ');
        let name = words.next()?.to_owned();
        Some((name, words.map(|file| folder.join(format!("{file}.wasm"))).collect()))
    };
    lines.lines().filter_map(mark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mark_names_its_modules_in_order() {
        let marks = marks_in("import chunk_3 split_import\nperson split_person\n", Path::new("p"));
        assert_eq!(marks["import"], [Path::new("p/chunk_3.wasm"), Path::new("p/split_import.wasm")]);
        assert_eq!(marks["person"], [Path::new("p/split_person.wasm")]);
    }

    #[test]
    fn the_module_is_read_from_cargos_messages() {
        let messages = "{\"target\":{\"name\":\"ui\"},\"filenames\":[\"/a/ui.wasm\"]}\nnot json\n\
                        {\"target\":{\"name\":\"widget\"},\"filenames\":[\"/a/w.d\",\"/a/w.wasm\"]}";
        assert_eq!(module_in(messages, "widget"), Some(PathBuf::from("/a/w.wasm")));
    }
}
