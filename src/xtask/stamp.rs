//! Trunk's last step: joins packs and styles, and writes into the loader under which names the rest stands.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::site::{self, Built};
use crate::workspace::{self, Workspace};

/// What stands in src/widget/loader.js and src/ui/later.js until they are stamped.
const PLACEHOLDER: &str = "/*stamped*/ {}";
/// The languages that a visitor can be answered in, a pack each: those that src/ui/words has a file of.
pub fn languages(workspace: &Workspace) -> Result<Vec<String>> {
    let folder = workspace.path("src/ui/words");
    let files = workspace::files_below(&folder)?;
    // The folder below holds the words that only the conversation with a person needs.
    let packs = files.iter().filter(|file| file.parent() == Some(&folder));
    let mut languages: Vec<String> =
        packs.filter_map(|file| name(file).strip_suffix(".txt").map(str::to_owned)).collect();
    languages.sort();
    Ok(languages)
}

/// Called by trunk after each build of the shop's page, with the folder that it fills in TRUNK_STAGING_DIR.
pub fn run(workspace: &Workspace) -> Result<()> {
    let folder = std::env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from);
    stamp_shop(workspace, &folder.context("TRUNK_STAGING_DIR is not set: trunk calls this command")?)
}

fn stamp_shop(workspace: &Workspace, folder: &Path) -> Result<()> {
    let Built { glue, wasm } = site::find_widget(folder)?;
    workspace::write(&folder.join("widget.css"), join_style(workspace)?)?;
    let mut packs = serde_json::Map::new();
    for language in languages(workspace)? {
        let pack = format!("packs/{language}.txt");
        workspace::write(&folder.join(&pack), join_pack(workspace, &language)?)?;
        packs.insert(language, json!(pack));
    }
    let assets = json!({ "js": name(&glue), "wasm": name(&wasm), "css": "widget.css", "packs": packs });
    let loader = workspace.read("src/widget/loader.js")?;
    workspace::write(&folder.join("tandem.js"), stamp("src/widget/loader.js", &loader, &assets)?)?;
    for page in demo_files(workspace)? {
        workspace::copy(&page, &folder.join(name(&page)))?;
    }
    Ok(())
}

/// Writes the names of other files into a script; fails unless it has exactly one place for them.
pub fn stamp(path: &str, script: &str, assets: &Value) -> Result<String> {
    if script.matches(PLACEHOLDER).count() != 1 {
        bail!("{path} must hold `{PLACEHOLDER}` exactly once");
    }
    Ok(script.replace(PLACEHOLDER, &assets.to_string()))
}

/// The widget's style, in this order: what a brand changes, then what stands on it.
const STYLES: [&str; 3] = ["style/tokens.css", "style/widget.css", "style/composer.css"];

/// The widget's whole style.
pub fn join_style(workspace: &Workspace) -> Result<String> {
    let styles = STYLES.iter().map(|style| workspace.read(style)).collect::<Result<Vec<_>>>()?;
    let style = styles.join("\n");
    match style.contains("@import") {
        true => bail!("the widget's style may hold no @import: a constructed style sheet ignores it"),
        false => Ok(style),
    }
}

/// A language's pack: the engine's tables, where there are any, then the words on screen.
pub fn join_pack(workspace: &Workspace, language: &str) -> Result<String> {
    let path = format!("src/engine/packs/{language}.txt");
    let tables = match workspace.path(&path).exists() {
        true => workspace.read(path)?,
        false => format!("tandem-pack 1 {language}\n"),
    };
    let words = workspace.read(format!("src/ui/words/{language}.txt"))?;
    Ok(format!("{}\n{words}", tables.trim_end()))
}

/// The demo's FAQs and its pages other than index.html.
pub fn demo_files(workspace: &Workspace) -> Result<Vec<PathBuf>> {
    let data = workspace::files_below(&workspace.path("tests/data"))?;
    let faqs =
        data.into_iter().filter(|path| name(path).starts_with("shop-") && name(path).ends_with(".json"));
    let pages = workspace::files_below(&workspace.path("tests/pages"))?;
    Ok(faqs.chain(pages).collect())
}

/// The last part of a path.
pub fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loader_gets_the_names_once() {
        let assets = json!({ "js": "a.js", "packs": { "en": "packs/en.txt" } });
        let stamped =
            stamp("loader.js", "const ASSETS = /*stamped*/ {};\nload(ASSETS.js);", &assets).unwrap();
        assert_eq!(
            stamped,
            "const ASSETS = {\"js\":\"a.js\",\"packs\":{\"en\":\"packs/en.txt\"}};\nload(ASSETS.js);"
        );
    }

    #[test]
    fn a_loader_without_the_one_place_is_refused() {
        assert!(stamp("loader.js", "const ASSETS = {};", &json!({})).is_err());
        assert!(stamp("loader.js", "/*stamped*/ {} /*stamped*/ {}", &json!({})).is_err());
    }

    #[test]
    fn one_file_of_words_is_a_language() {
        let root = std::env::temp_dir().join(format!("tandem-languages-{}", std::process::id()));
        let words = root.join("src/ui/words");
        std::fs::create_dir_all(&words).unwrap();
        for language in ["en", "fr"] {
            std::fs::write(words.join(format!("{language}.txt")), "[words]\nsend = Envoyer\n").unwrap();
        }
        let workspace = Workspace { root: root.clone() };
        assert_eq!(languages(&workspace).unwrap(), ["en", "fr"]);
        let pack = join_pack(&workspace, "fr").unwrap();
        assert!(pack.starts_with("tandem-pack 1 fr\n") && pack.contains("send = Envoyer"), "{pack}");
        std::fs::remove_dir_all(root).unwrap();
    }
}
