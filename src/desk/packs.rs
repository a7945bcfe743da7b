//! The language packs that the program carries: topics and suggestions are worked out by the engine that visitors have.

use std::sync::LazyLock;

use engine::Pack;

static PACKS: LazyLock<Vec<Pack>> = LazyLock::new(|| {
    let files: [&[u8]; 2] =
        [include_bytes!("../engine/packs/en.txt"), include_bytes!("../engine/packs/zh.txt")];
    files.iter().filter_map(|bytes| Pack::read(bytes).ok()).collect()
});

/// Every pack; read once, at the first call.
pub fn packs() -> &'static [Pack] {
    &PACKS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_pack_is_broken() {
        let languages: Vec<&str> = packs().iter().map(Pack::language).collect();
        assert_eq!(languages, ["en", "zh"]);
    }
}
