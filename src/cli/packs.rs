//! The language packs that the program carries, so that it works wherever it is copied to.

use anyhow::{Context, Result};
use engine::{Engine, Options, Pack};
use knowledge::KnowledgeBase;

const PACKS: [&[u8]; 2] =
    [include_bytes!("../engine/packs/en.txt"), include_bytes!("../engine/packs/zh.txt")];

/// An engine over a base with all packs, its head fitted, or as the base has it from `tandem build`.
pub fn engine(knowledge: &KnowledgeBase, options: Options) -> Result<Engine> {
    let mut engine = Engine::new(knowledge.engine_entries(), all()?, options);
    if let Some(learnt) = &knowledge.learnt {
        // What was learnt for other packs or by another version is learnt anew.
        engine.take_learnt(learnt);
    }
    Ok(engine.fitted())
}

/// The packs that a page loads for a base in these languages (BCP 47), in that order.
pub fn of(languages: &[String]) -> Result<Vec<Pack>> {
    let all = all()?;
    let primary = |tag: &String| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let mut packs: Vec<Pack> = Vec::new();
    for language in languages.iter().map(primary) {
        let is_new = packs.iter().all(|pack| pack.language() != language);
        packs.extend(all.iter().find(|pack| is_new && pack.language() == language).cloned());
    }
    Ok(packs)
}

/// Every pack.
pub fn all() -> Result<Vec<Pack>> {
    let packs: Result<Vec<Pack>, _> = PACKS.iter().map(|bytes| Pack::read(bytes)).collect();
    packs.ok().context("a language pack in this program is broken; build it again")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_gets_the_packs_of_its_languages() {
        let check = |languages: &[&str], expected: &[&str]| {
            let languages: Vec<String> = languages.iter().map(|&language| language.to_owned()).collect();
            let packs = of(&languages).unwrap();
            let found: Vec<&str> = packs.iter().map(Pack::language).collect();
            assert_eq!(found, expected, "{languages:?}");
        };
        check(&["en"], &["en"]);
        check(&["zh-TW", "en-GB", "zh"], &["zh", "en"]);
        check(&["fr"], &[]);
    }
}
