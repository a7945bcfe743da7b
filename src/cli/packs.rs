//! The language packs that the program carries, so that it works wherever it is copied to.

use anyhow::{Context, Result};
use engine::{Engine, Entry, Options, Pack};

const PACKS: [&[u8]; 2] =
    [include_bytes!("../engine/packs/en.txt"), include_bytes!("../engine/packs/zh.txt")];

/// An engine over entries with all packs, its head fitted.
pub fn engine(entries: Vec<Entry>, options: Options) -> Result<Engine> {
    let packs: Result<Vec<Pack>, _> = PACKS.iter().map(|bytes| Pack::read(bytes)).collect();
    let packs = packs.ok().context("a language pack in this program is broken; build it again")?;
    Ok(Engine::new(entries, packs, options).fitted())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_packs_can_be_read() {
        let languages: Vec<String> =
            PACKS.iter().map(|bytes| Pack::read(bytes).unwrap().language().to_owned()).collect();
        assert_eq!(languages, ["en", "zh"]);
    }
}
