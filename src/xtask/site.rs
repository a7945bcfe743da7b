//! What trunk builds: the shop's page with the widget, and the console.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::workspace::{self, Workspace};
use crate::{process, stamp, trunk};

/// How trunk builds the console: on its own, for the address `/console/` of the desk.
const CONSOLE_MANIFEST: &str = "src/console/Trunk.toml";

/// Builds the shop's page and the widget into target/trunk.
pub fn build_widget(workspace: &Workspace) -> Result<()> {
    process::run(trunk::command(workspace)?.args(["build", "--log", "warn"]))
}

/// Builds the console into target/site/console.
pub fn build_console(workspace: &Workspace) -> Result<()> {
    let mut trunk = trunk::command(workspace)?;
    trunk.args(["build", "--log", "warn", "--cargo-profile", "wasm", "--config"]);
    trunk.arg(workspace.path(CONSOLE_MANIFEST)).arg("--dist");
    let built = workspace.site().join("console");
    process::run(trunk.arg(&built))?;
    // What boot.js asks for: the tables of the engine that suggests replies.
    for language in stamp::languages(workspace)? {
        workspace::write(
            &built.join(format!("packs/{language}.txt")),
            stamp::join_pack(workspace, &language)?,
        )?;
    }
    Ok(())
}

/// The desk's program.
pub const TANDEM: &str = "tandem";

/// Builds what is chosen, with a program among it, and gives the program's place back.
pub fn build_program(workspace: &Workspace, chosen: &[&str], name: &str) -> Result<PathBuf> {
    let mut cargo = Command::new("cargo");
    cargo.arg("build").args(chosen);
    cargo.args(["--message-format", "json-render-diagnostics"]).current_dir(&workspace.root);
    let messages = process::read(&mut cargo)?;
    executable_in(&messages, name).with_context(|| format!("cargo built `{name}` but named no program"))
}

fn executable_in(messages: &str, name: &str) -> Option<PathBuf> {
    let mut programs = messages.lines().filter_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        // Its tests go by the same name.
        let is_program =
            message["target"]["kind"] == serde_json::json!(["bin"]) && message["profile"]["test"] == false;
        (message["target"]["name"] == name && is_program).then_some(())?;
        message["executable"].as_str().map(PathBuf::from)
    });
    programs.next_back()
}

/// The JavaScript and the WebAssembly that trunk made of the widget; their names carry a hash.
pub struct Built {
    /// wasm-bindgen's glue.
    pub glue: PathBuf,
    /// The module.
    pub wasm: PathBuf,
}

/// Finds what trunk made of the widget in a folder; exactly one of each, or an error.
pub fn find_widget(folder: &Path) -> Result<Built> {
    let names = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let names: Vec<String> =
        names.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect::<Result<_>>()?;
    let (glue, wasm) =
        built_names(&names).with_context(|| format!("trunk left no widget in {}", folder.display()))?;
    Ok(Built { glue: folder.join(glue), wasm: folder.join(wasm) })
}

/// `widget-<hash>.js` and `widget-<hash>_bg.wasm`, if there is one pair and no more.
fn built_names(names: &[String]) -> Option<(&str, &str)> {
    let mut modules = names.iter().filter(|name| name.starts_with("widget-") && name.ends_with("_bg.wasm"));
    let wasm = modules.next()?;
    let glue = names.iter().find(|name| name.strip_suffix(".js") == wasm.strip_suffix("_bg.wasm"))?;
    modules.next().is_none().then_some((glue, wasm))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(names: &[&str], expected: Option<(&str, &str)>) {
        let names: Vec<String> = names.iter().map(|name| name.to_string()).collect();
        assert_eq!(built_names(&names), expected);
    }

    #[test]
    fn the_pair_of_glue_and_module_is_found() {
        let pair = Some(("widget-1a.js", "widget-1a_bg.wasm"));
        check(&["index.html", "widget-1a_bg.wasm", "other.js", "widget-1a.js"], pair);
        check(&["widget-1a_bg.wasm"], None);
        check(&["console-1a_bg.wasm", "console-1a.js"], None);
        check(&["widget-1a.js", "widget-1a_bg.wasm", "widget-2b.js", "widget-2b_bg.wasm"], None);
    }

    #[test]
    fn the_program_is_read_from_cargos_messages() {
        let messages = r#"{"target":{"name":"desk","kind":["lib"]},"profile":{"test":false},"executable":null}
            not json
            {"target":{"name":"tandem","kind":["bin"]},"profile":{"test":false},"executable":"/a/tandem"}
            {"target":{"name":"tandem","kind":["bin"]},"profile":{"test":true},"executable":"/a/deps/tandem-1"}
            {"target":{"name":"tandem","kind":["test"]},"profile":{"test":true},"executable":"/a/deps/tandem-2"}"#;
        assert_eq!(executable_in(messages, "tandem"), Some(PathBuf::from("/a/tandem")));
    }
}
