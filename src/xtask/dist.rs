//! dist/: the folder that a site owner uploads to any static host, or lets the desk serve.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::budget::{self, Budget, Sized};
use crate::measure::{self, Compressed, Measure};
use crate::parts::{self, CONSOLE, Parts, SUGGEST, WIDGET};
use crate::site;
use crate::stamp;
use crate::workspace::{self, Workspace};
use crate::{embed, shrink};

/// Builds dist/ anew, prints what it weighs, and fails if a visitor would download too much.
pub fn run(workspace: &Workspace) -> Result<()> {
    budget::check(&build(workspace)?)
}

/// Builds dist/ anew, prints what it weighs, and gives that back beside what it may weigh.
pub fn build(workspace: &Workspace) -> Result<Vec<Budget>> {
    site::build_widget(workspace)?;
    // Only a whole folder replaces the one that stands.
    let draft = Draft { workspace, folder: workspace.path("target/dist.draft") };
    workspace::remove_folder(&draft.folder)?;
    let packs = draft.place_widget(&parts::build(workspace, &WIDGET)?)?;
    let suggest = parts::build_whole(workspace, &SUGGEST)?;
    draft.place_console(&parts::build(workspace, &CONSOLE)?, &suggest, &packs)?;
    draft.place_demo()?;
    workspace::write(&draft.folder.join("EMBED.html"), embed::page())?;
    workspace::write(&draft.folder.join("preview.html"), embed::preview())?;
    let files = draft.weigh()?;
    workspace::write(&draft.folder.join("manifest.json"), manifest(&files))?;
    workspace::remove_folder(&workspace.dist())?;
    std::fs::rename(&draft.folder, workspace.dist()).context("cannot put the new dist/ in its place")?;
    report(workspace, &files)
}

/// Of the widget's pieces so many come before the packs.
const FIRST: usize = 3;

/// A file as it goes out: its folder and name without the hash, its ending, its content.
struct Piece<'a> {
    stem: &'a str,
    ending: &'a str,
    content: Vec<u8>,
}

/// Where a piece went: its path with the hash in it, relative to dist/, and its integrity value.
#[derive(Clone)]
struct Placed {
    path: String,
    integrity: String,
}

/// dist/ while it is made.
struct Draft<'a> {
    workspace: &'a Workspace,
    folder: PathBuf,
}

impl Draft<'_> {
    /// `first/`, `later/`, `packs/` and `tandem.js`, which knows their names; gives the packs back.
    fn place_widget(&self, parts: &Parts) -> Result<Vec<Placed>> {
        self.place_later(parts, "later")?;
        let style = self.workspace.path("target/widget.css");
        workspace::write(&style, stamp::join_style(self.workspace)?)?;
        let mut pieces = vec![
            piece("first/widget", "js", shrink::module(self.workspace, &parts.glue)?),
            piece("first/widget", "wasm", shrink::wasm(self.workspace, &parts.wasm)?),
            piece("first/widget", "css", shrink::style(self.workspace, &style)?),
        ];
        let languages = stamp::languages(self.workspace)?;
        let stems: Vec<String> = languages.iter().map(|language| format!("packs/{language}")).collect();
        for (language, stem) in languages.iter().zip(&stems) {
            pieces.push(piece(stem, "txt", stamp::join_pack(self.workspace, language)?));
        }
        let mut placed = self.place(pieces)?;
        self.place_loader(&assets(&placed))?;
        Ok(placed.split_off(FIRST))
    }

    /// Puts what loads later into a folder, and tells the glue, which stands in a folder of dist/, where it is.
    fn place_later(&self, parts: &Parts, folder: &str) -> Result<()> {
        let mut marks = BTreeMap::new();
        for (mark, modules) in &parts.later {
            let mut files = Vec::new();
            for module in modules {
                let name = module.file_stem().unwrap_or_default().to_string_lossy();
                let stem = format!("{folder}/{}", name.trim_start_matches("split_"));
                let placed = self.place(vec![piece(&stem, "wasm", shrink::wasm(self.workspace, module)?)])?;
                files.extend(placed.iter().map(|file| format!("../{}", file.path)));
            }
            marks.insert(mark.as_str(), files);
        }
        parts.write_loader(self.workspace, &marks)
    }

    fn place_loader(&self, assets: &Value) -> Result<()> {
        let stamped = self.workspace.path("target/tandem.js");
        let loader = self.workspace.read("src/widget/loader.js")?;
        workspace::write(&stamped, stamp::stamp("src/widget/loader.js", &loader, assets)?)?;
        workspace::write(&self.folder.join("tandem.js"), shrink::script(self.workspace, &stamped)?)
    }

    /// `console/`: its page, and all that it loads, made small and named by its content.
    fn place_console(&self, parts: &Parts, suggest: &Path, packs: &[Placed]) -> Result<()> {
        self.place_later(parts, "console/later")?;
        let script = |file: &Path| shrink::module(self.workspace, file);
        let module = |file: &Path| shrink::wasm(self.workspace, file);
        let code = self.place(vec![
            piece("console/console", "js", script(&parts.glue)?),
            piece("console/console_bg", "wasm", module(&parts.wasm)?),
            piece("console/suggest", "js", script(&suggest.join("suggest.js"))?),
            piece("console/suggest_bg", "wasm", module(&suggest.join("suggest_bg.wasm"))?),
        ])?;
        let page = self.workspace.read("src/console/index.html")?;
        let shown = self.place_console_files(&page, &code, packs)?;
        let page = console_page(&page, &[code, shown].concat())?;
        workspace::write(&self.folder.join("console/index.html"), page)
    }

    /// What the console's page names beside its code: boot.js, the mark and the styles.
    fn place_console_files(&self, page: &str, code: &[Placed], packs: &[Placed]) -> Result<Vec<Placed>> {
        let boot = self.workspace.path("target/boot.js");
        let script = with_names(&self.workspace.read("src/console/boot.js")?, "./", code);
        workspace::write(&boot, with_packs(&script, packs)?)?;
        let mut pieces = vec![
            piece("console/boot", "js", shrink::script(self.workspace, &boot)?),
            piece("console/mark", "svg", self.workspace.read("src/console/mark.svg")?),
        ];
        let styles: Vec<&str> = page.lines().filter_map(|line| built(line, "css")).collect();
        let later: Vec<&str> =
            page.lines().filter(|line| is_later(line)).filter_map(|line| built(line, "css")).collect();
        let folder = |style: &&str| if later.contains(style) { "console/later" } else { "console" };
        let stems: Vec<String> =
            styles.iter().map(|style| format!("{}/{}", folder(style), stem(Path::new(style)))).collect();
        for (stem, style) in stems.iter().zip(&styles) {
            let style = self.workspace.path("src/console").join(style);
            pieces.push(piece(stem, "css", shrink::style(self.workspace, &style)?));
        }
        self.place(pieces)
    }

    /// `demo/`: the two shops, embedding the widget that stands one folder up.
    fn place_demo(&self) -> Result<()> {
        let demo = self.folder.join("demo");
        let page = std::fs::read_to_string(self.workspace.trunk_output().join("index.html"))?;
        workspace::write(&demo.join("index.html"), one_folder_up(&page))?;
        for file in stamp::demo_files(self.workspace)? {
            let content =
                std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
            workspace::write(&demo.join(stamp::name(&file)), one_folder_up(&content))?;
        }
        Ok(())
    }

    /// Writes pieces under names that carry the hash of their content.
    fn place(&self, pieces: Vec<Piece>) -> Result<Vec<Placed>> {
        let path = |piece: &Piece| self.folder.join(format!("{}.{}", piece.stem, piece.ending));
        for piece in &pieces {
            workspace::write(&path(piece), &piece.content)?;
        }
        let paths: Vec<PathBuf> = pieces.iter().map(path).collect();
        let measures = measure::measure(self.workspace, &paths, Compressed::Counted)?;
        let place = |(piece, measure): (&Piece, Measure)| {
            let named = format!("{}-{}.{}", piece.stem, measure.hash, piece.ending);
            std::fs::rename(path(piece), self.folder.join(&named))?;
            Ok(Placed { path: named, integrity: measure.integrity })
        };
        pieces.iter().zip(measures).map(place).collect()
    }

    /// Every file with its measures, the compressed form beside it.
    fn weigh(&self) -> Result<Vec<(String, Measure)>> {
        let paths = workspace::files_below(&self.folder)?;
        let measures = measure::measure(self.workspace, &paths, Compressed::Kept)?;
        let relative = |path: &PathBuf| -> Result<String> {
            let parts = path.strip_prefix(&self.folder)?.iter().map(|part| part.to_string_lossy());
            Ok(parts.collect::<Vec<_>>().join("/"))
        };
        paths.iter().zip(measures).map(|(path, measure)| Ok((relative(path)?, measure))).collect()
    }
}

fn piece<'a>(stem: &'a str, ending: &'a str, content: impl Into<Vec<u8>>) -> Piece<'a> {
    Piece { stem, ending, content: content.into() }
}

/// What the loader must know: glue, module and style in this order, then a pack a language. No integrity value for the
/// glue: `import()` takes none; nor for the packs, which are data and checked as such. Each value costs the loader 48
/// bytes that do not compress.
fn assets(placed: &[Placed]) -> Value {
    let packs: serde_json::Map<String, Value> =
        placed[FIRST..].iter().map(|pack| (language_of(pack).to_owned(), json!(pack.path))).collect();
    let checked = placed[1..].iter().filter(|file| file.path.starts_with("first/"));
    let integrity: serde_json::Map<String, Value> =
        checked.map(|file| (file.path.clone(), json!(file.integrity))).collect();
    json!({
        "js": placed[0].path, "wasm": placed[1].path, "css": placed[2].path,
        "packs": packs, "integrity": integrity,
    })
}

/// The file that trunk would build into a page, where a line of it asks for one of this kind.
fn built<'a>(line: &'a str, kind: &str) -> Option<&'a str> {
    let asks = line.contains("<link data-trunk ") && line.contains(&format!(" rel=\"{kind}\""));
    asks.then(|| line.split_once(" href=\"")?.1.split_once('"')).flatten().map(|(file, _)| file)
}

/// Whether a line asks for a style that only some pages need: boot.js makes it one when such a page is opened.
fn is_later(line: &str) -> bool {
    line.contains(" data-later ")
}

/// The console's page without trunk: each style and icon by its name with the hash in it; the code is boot.js's matter.
fn console_page(page: &str, placed: &[Placed]) -> Result<String> {
    let mut lines = Vec::new();
    for line in page.lines() {
        if built(line, "rust").is_some() || built(line, "copy-file").is_some() {
            continue;
        }
        let linked = [("css", "stylesheet"), ("icon", "icon")]
            .iter()
            .find_map(|(kind, relation)| built(line, kind).map(|file| (file, relation)));
        lines.push(match linked {
            Some((file, _)) if is_later(line) => {
                let name = stamp::name(Path::new(file));
                format!("    <link rel=\"later\" href=\"later/{}\" />", named(&name, placed)?)
            }
            Some((file, relation)) => {
                let name = stamp::name(Path::new(file));
                format!("    <link rel=\"{relation}\" href=\"{}\" />", named(&name, placed)?)
            }
            None => with_names(line, "", placed),
        });
    }
    let page = lines.join("\n") + "\n";
    ensure!(!page.contains("data-trunk"), "src/console/index.html asks trunk for what dist does not know");
    Ok(page)
}

/// A file's name with the hash in it.
fn named(name: &str, placed: &[Placed]) -> Result<String> {
    let found =
        placed.iter().find(|file| plain_name(file) == name).map(|file| stamp::name(Path::new(&file.path)));
    found.with_context(|| format!("src/console/index.html names {name}, which dist/ lacks"))
}

/// Puts the names with hashes in the place of those without, where they stand in quotes after `before`.
fn with_names(text: &str, before: &str, placed: &[Placed]) -> String {
    placed.iter().fold(text.to_owned(), |text, file| {
        let named = stamp::name(Path::new(&file.path));
        text.replace(&format!("\"{before}{}\"", plain_name(file)), &format!("\"{before}{named}\""))
    })
}

/// The name before it was given the hash: `NAME-HASH.ENDING`.
fn plain_name(file: &Placed) -> String {
    let named = stamp::name(Path::new(&file.path));
    let parts = named.rsplit_once('-').zip(named.rsplit_once('.'));
    parts.map(|((name, _), (_, ending))| format!("{name}.{ending}")).unwrap_or(named)
}

/// The last part of a path, without its ending.
fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The console takes the widget's packs, one folder up.
fn with_packs(boot: &str, packs: &[Placed]) -> Result<String> {
    let mut boot = boot.to_owned();
    for pack in packs {
        let asked = format!("\"./packs/{}.txt\"", language_of(pack));
        ensure!(
            boot.contains(&asked),
            "src/console/boot.js does not ask for {asked}: name every language there"
        );
        boot = boot.replace(&asked, &format!("\"../{}\"", pack.path));
    }
    Ok(boot)
}

/// The language of a pack that was placed.
fn language_of(pack: &Placed) -> &str {
    let name = pack.path.trim_start_matches("packs/");
    name.split(['-', '.']).next().unwrap_or_default()
}

fn one_folder_up(page: &str) -> String {
    page.replace("src=\"tandem.js\"", "src=\"../tandem.js\"")
}

/// manifest.json: each file with its size and integrity value, for those who pin what they embed.
fn manifest(files: &[(String, Measure)]) -> String {
    let file = |(path, measure): &(String, Measure)| {
        let Measure { raw, brotli, integrity, .. } = measure;
        (path.clone(), json!({ "bytes": raw, "brotli": brotli, "integrity": integrity }))
    };
    let files: serde_json::Map<String, Value> = files.iter().map(file).collect();
    let manifest = json!({ "version": env!("CARGO_PKG_VERSION"), "loader": "tandem.js", "files": files });
    format!("{manifest:#}\n")
}

fn report(workspace: &Workspace, files: &[(String, Measure)]) -> Result<Vec<Budget>> {
    let sized = |(path, measure): &(String, Measure)| Sized {
        path: path.clone(),
        raw: measure.raw,
        brotli: measure.brotli,
    };
    let files: Vec<Sized> = files.iter().map(sized).collect();
    let mut entries = Vec::new();
    for file in files.iter().filter(|file| file.path.starts_with("demo/") && file.path.ends_with(".json")) {
        let faq: Value = serde_json::from_str(&workspace.read(Path::new("dist").join(&file.path))?)?;
        entries.push((file.path.clone(), faq["entries"].as_array().map_or(0, Vec::len)));
    }
    let budgets = budget::budgets(&files, &entries);
    println!("{}\n", budget::table(&files, &budgets));
    Ok(budgets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loader_is_told_every_name_and_what_it_can_check() {
        let placed = |path: &str| Placed { path: path.to_owned(), integrity: format!("sha384-{path}") };
        let files = ["first/w.js", "first/w.wasm", "first/w.css", "packs/en.txt", "packs/zh.txt"].map(placed);
        let assets = assets(&files);
        assert_eq!(assets["wasm"], "first/w.wasm");
        assert_eq!(assets["packs"]["zh"], "packs/zh.txt");
        assert_eq!(assets["integrity"]["first/w.css"], "sha384-first/w.css");
        assert!(assets["integrity"]["packs/en.txt"].is_null());
        assert!(assets["integrity"]["first/w.js"].is_null());
    }

    #[test]
    fn the_consoles_page_gets_the_names_with_hashes() {
        let placed = |path: &str| Placed { path: path.to_owned(), integrity: String::new() };
        let names = [
            "console/boot-1a.js",
            "console/tokens-2b.css",
            "console/mark-3c.svg",
            "console/later/some-4d.css",
        ];
        let files = names.map(placed);
        let page = "<link data-trunk rel=\"rust\" href=\"Cargo.toml\" />\n\
                    <link data-trunk rel=\"css\" href=\"../../style/tokens.css\" />\n\
                    <link data-trunk data-later rel=\"css\" href=\"../../style/some.css\" />\n\
                    <link data-trunk rel=\"icon\" href=\"mark.svg\" />\n\
                    <script src=\"boot.js\"></script><p>not boot.js here</p>\n";
        let expected = "    <link rel=\"stylesheet\" href=\"tokens-2b.css\" />\n    \
                        <link rel=\"later\" href=\"later/some-4d.css\" />\n    \
                        <link rel=\"icon\" href=\"mark-3c.svg\" />\n\
                        <script src=\"boot-1a.js\"></script><p>not boot.js here</p>\n";
        assert_eq!(console_page(page, &files).unwrap(), expected);
        assert_eq!(with_names("import(\"./boot.js\")", "./", &files), "import(\"./boot-1a.js\")");
        let lacks = "<link data-trunk rel=\"css\" href=\"../../style/other.css\" />";
        assert!(console_page(lacks, &files).is_err(), "a style that is nowhere");
        let strange = "<link data-trunk rel=\"sass\" href=\"a.sass\" />";
        assert!(console_page(strange, &files).is_err(), "what only trunk can build");
    }

    #[test]
    fn a_demo_page_finds_the_widget_one_folder_up() {
        let page = one_folder_up("<script async src=\"tandem.js\" data-knowledge=\"shop-en.json\"></script>");
        assert_eq!(page, "<script async src=\"../tandem.js\" data-knowledge=\"shop-en.json\"></script>");
    }
}
