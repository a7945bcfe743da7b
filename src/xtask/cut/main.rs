//! Cuts a module where its source marks it, and writes `first.js`, the JavaScript between its first part and the
//! browser. Called with the module and a folder; prints a line a mark: its name, then the files that it needs.

use std::path::Path;

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::{Bindgen, Output};
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
    let mut output = bindgen.generate_output()?;
    let glue = shorten(&mut output)?;
    output.emit(folder)?;
    std::fs::write(folder.join("first.js"), glue)?;
    let mut marks: Vec<_> = parts.prefetch_map.into_iter().collect();
    marks.sort();
    for (mark, files) in marks {
        println!("{mark} {}", files.join(" "));
    }
    Ok(())
}

/// wasm-bindgen gives each import a long name with a digest, which doesn't compress: here each is named by a letter or
/// two, in the module and in the glue that this gives.
fn shorten(output: &mut Output) -> Result<String> {
    const MODULE: &str = "./first_bg.js";
    let mut glue = output.js().replacen(&format!("\"{MODULE}\""), "\"_\"", 1);
    let imports = output.wasm_mut().imports.iter_mut().filter(|import| import.module == MODULE);
    for (number, import) in imports.enumerate() {
        let name = name_of(number);
        glue = renamed(&glue, &import.name, &name)
            .with_context(|| format!("the glue does not name {} once", import.name))?;
        (import.module, import.name) = ("_".to_owned(), name);
    }
    Ok(glue)
}

/// `a` to `z`, then `a0` and so on.
fn name_of(number: usize) -> String {
    let letters = usize::from(b'z' - b'a') + 1;
    let letter = char::from(b'a' + u8::try_from(number % letters).unwrap_or_default());
    match number / letters {
        0 => letter.to_string(),
        round => format!("{letter}{}", round - 1),
    }
}

/// The text with its one word `from` turned into `to`; none where it stands elsewhere too, or nowhere.
fn renamed(text: &str, from: &str, to: &str) -> Option<String> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let mut places = text.match_indices(from).filter(|(at, _)| {
        !text[..*at].ends_with(is_word) && !text[at + from.len()..].starts_with(is_word)
    });
    let (at, _) = places.next()?;
    places.next().is_none().then(|| format!("{}{to}{}", &text[..at], &text[at + from.len()..]))
}
