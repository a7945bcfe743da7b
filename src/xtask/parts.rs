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
    let (short, shortened) = with_short_names(&std::fs::read_to_string(&glue)?, std::fs::read(&wasm)?);
    workspace::write(&glue, short)?;
    workspace::write(&wasm, shortened)?;
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

/// wasm-bindgen names each import with 16 hexadecimal digits, which don't compress: here they are numbered instead.
/// The names keep their length, so that the module stays as it is.
fn with_short_names(glue: &str, module: Vec<u8>) -> (String, Vec<u8>) {
    let digests = digests(glue);
    let (mut glue, mut module) = (glue.to_owned(), module);
    for (number, digest) in digests.iter().enumerate() {
        let short = format!("{number:016}");
        glue = glue.replace(digest, &short);
        replace(&mut module, digest.as_bytes(), short.as_bytes());
    }
    (glue, module)
}

/// The digests at the end of the imports' names, each once.
fn digests(glue: &str) -> Vec<String> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let names = glue.split(|c| !is_word(c)).filter(|word| word.starts_with("__wbg_"));
    let mut digests: Vec<String> = Vec::new();
    for name in names {
        let Some((_, digest)) = name.rsplit_once('_') else { continue };
        let is_digest = digest.len() == 16 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_digest && !digests.iter().any(|known| known == digest) {
            digests.push(digest.to_owned());
        }
    }
    digests
}

/// Replaces each occurrence by something of the same length.
fn replace(bytes: &mut [u8], old: &[u8], new: &[u8]) {
    let mut from = 0;
    while let Some(at) = bytes[from..].windows(old.len()).position(|window| window == old) {
        bytes[from + at..from + at + old.len()].copy_from_slice(new);
        from += at + old.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_numbered_in_both_files_and_keep_their_length() {
        let glue = "__wbg_abort_f8d1589eb0c65ee2: f, __wbg_get_00aabbccddeeff00: g, __wbg_abort_f8d1589eb0c65ee2, \
                    __wbg_short_12ab, x_f8d1589eb0c65ee3";
        let module = b"\x1d__wbg_abort_f8d1589eb0c65ee2\0__wbg_get_00aabbccddeeff00".to_vec();
        let (short, cut) = with_short_names(glue, module.clone());
        assert_eq!(
            short,
            "__wbg_abort_0000000000000000: f, __wbg_get_0000000000000001: g, __wbg_abort_0000000000000000, \
             __wbg_short_12ab, x_f8d1589eb0c65ee3"
        );
        assert_eq!(cut, b"\x1d__wbg_abort_0000000000000000\0__wbg_get_0000000000000001");
        assert_eq!(cut.len(), module.len());
    }

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
