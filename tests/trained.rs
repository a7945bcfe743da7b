//! What a pack's models of mood were made of: a mark that tells whether they are still those of the lines and the pack.

use std::path::Path;

use anyhow::Result;

/// The pack without its models.
pub fn without_models(pack: &str) -> String {
    let Some(from) = pack.find("[temper]") else { return pack.to_owned() };
    let rest = &pack[from + 1..];
    let to = rest.find("\n[").map_or(pack.len(), |to| from + 1 + to + 1);
    [&pack[..from], &pack[to..]].concat()
}

/// The line that stands before the models: over the pack without them and all that they are fitted on, FNV-1a, 64 bits.
pub fn mark(pack: &str, language: &str) -> Result<String> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = std::fs::read_dir(tests.join("mood/train"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<_>>()?;
    let of = |path: &std::path::PathBuf| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(language))
    };
    files.retain(of);
    files.sort();
    files.push(tests.join(format!("mood/calm/{language}.txt")));
    files.push(tests.join(format!("data/shop-{language}.json")));
    files.extend(["lines.rs", "main.rs", "model.rs"].map(|name| tests.join("train-mood").join(name)));
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut take = |bytes: &[u8]| {
        for byte in bytes {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    };
    take(without_models(pack).trim_end().as_bytes());
    for file in files {
        take(&std::fs::read(file)?);
    }
    Ok(format!("# made of {hash:016x}"))
}
