//! Cuts a module where its source marks it, and writes `first.js`, the JavaScript between its first part and the
//! browser. Called with the module and a folder; prints a line a mark: its name, then the files that it needs.

use std::path::Path;

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options, transform};

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.as_slice() {
        [word] if word == "--version" => println!("cut {}", env!("CARGO_PKG_VERSION")),
        [module, folder] => cut(Path::new(module), Path::new(folder))?,
        _ => return Err(anyhow!("call it with the module and a folder")),
    }
    Ok(())
}

fn cut(module: &Path, folder: &Path) -> Result<()> {
    let wasm = std::fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    let first = folder.join("first.wasm");
    let mut options = Options::new(&wasm);
    options.output_dir = folder;
    options.main_out_path = &first;
    options.main_module = "./first.js";
    options.link_name = "./later.js";
    let parts = transform(options).map_err(|error| anyhow!("{error:?}"))?;
    // What comes later calls the first part through its table of functions.
    let mut bindgen = Bindgen::new();
    bindgen.web(true)?.typescript(false).keep_lld_exports(true).out_name("first").input_path(&first);
    bindgen.generate(folder)?;
    let mut marks: Vec<_> = parts.prefetch_map.into_iter().collect();
    marks.sort();
    for (mark, files) in marks {
        println!("{mark} {}", files.join(" "));
    }
    Ok(())
}
