//! The language packs that the program carries: topics and suggestions are worked out by the engine that visitors have.

use std::sync::LazyLock;

use engine::{Engine, Pack};
use knowledge::KnowledgeBase;

/// Alike words of Chinese, which no page loads.
const ALIKE: &[u8] = include_bytes!("../engine/packs/zh-alike.txt");

static PACKS: LazyLock<Vec<Pack>> = LazyLock::new(|| {
    let english = Pack::read(include_bytes!("../engine/packs/en.txt"));
    let chinese =
        Pack::read(include_bytes!("../engine/packs/zh.txt")).and_then(|pack| pack.with_alike(ALIKE));
    [english, chinese].into_iter().flatten().collect()
});

/// Every pack; read once, at the first call.
pub fn packs() -> &'static [Pack] {
    &PACKS
}

/// The packs that a page loads for a base in these languages (BCP 47), in that order.
pub fn packs_of(languages: &[String]) -> Vec<Pack> {
    engine::packs_of(packs(), languages)
}

/// What an engine learns of a base with the packs that a page loads for it, so that no visitor's browser learns it anew; none
/// where there are too few wordings or too many.
pub fn learnt(base: &KnowledgeBase) -> Option<Vec<u8>> {
    Engine::new(base.engine_entries(), packs_of(&base.languages), base.options()).fitted().learnt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_pack_is_broken() {
        let languages: Vec<&str> = packs().iter().map(Pack::language).collect();
        assert_eq!(languages, ["en", "zh"]);
    }

    #[test]
    fn a_base_gets_the_packs_of_its_languages() {
        let check = |languages: &[&str], expected: &[&str]| {
            let languages: Vec<String> = languages.iter().map(|&language| language.to_owned()).collect();
            let packs = packs_of(&languages);
            let found: Vec<&str> = packs.iter().map(Pack::language).collect();
            assert_eq!(found, expected, "{languages:?}");
        };
        check(&["en"], &["en"]);
        check(&["zh-TW", "en-GB", "zh"], &["zh", "en"]);
        check(&["fr"], &[]);
    }
}
