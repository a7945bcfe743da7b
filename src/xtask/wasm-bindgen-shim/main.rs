//! The `wasm-bindgen` command as far as trunk calls it, over the library that the real one uses.

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let mut bindgen = Bindgen::new();
    let mut folder = None;
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let (name, joined) = match word.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (word, None),
        };
        let mut value = || joined.clone().or_else(|| words.next()).with_context(|| format!("{name} needs a value"));
        match name.as_str() {
            "--version" | "-V" => {
                println!("wasm-bindgen {}", env!("CARGO_PKG_VERSION"));
                return Ok(());
            }
            "--out-dir" => folder = Some(value()?),
            "--out-name" => drop(bindgen.out_name(&value()?)),
            "--target" => target(&mut bindgen, &value()?)?,
            "--typescript" => drop(bindgen.typescript(true)),
            "--no-typescript" => drop(bindgen.typescript(false)),
            "--debug" => drop(bindgen.debug(true)),
            "--keep-debug" => drop(bindgen.keep_debug(true)),
            "--no-demangle" => drop(bindgen.demangle(false)),
            // The library finds out by itself what the module uses.
            "--reference-types" | "--weak-refs" => {}
            option if option.starts_with('-') => bail!("{option} is not known to this wasm-bindgen"),
            input => drop(bindgen.input_path(input)),
        }
    }
    bindgen.generate(folder.context("--out-dir is missing")?)
}

fn target(bindgen: &mut Bindgen, target: &str) -> Result<()> {
    match target {
        "web" => bindgen.web(true)?,
        "no-modules" => bindgen.no_modules(true)?,
        "bundler" => bindgen.bundler(true)?,
        "nodejs" => bindgen.nodejs(true)?,
        "deno" => bindgen.deno(true)?,
        other => bail!("--target {other} is not known to this wasm-bindgen"),
    };
    Ok(())
}
