//! Engines over a base with the language packs that the program carries, so that it works wherever it is copied to.

use engine::{Engine, Pack};
use knowledge::KnowledgeBase;

/// An engine over a base with all packs, its head fitted, or as the base has it from `tandem build`.
pub fn engine(knowledge: &KnowledgeBase) -> Engine {
    let mut engine = Engine::new(knowledge.engine_entries(), desk::packs().to_vec(), knowledge.options());
    if let Some(learnt) = &knowledge.learnt {
        // What was learnt for other packs or by another version is learnt anew.
        engine.take_learnt(learnt);
    }
    engine.fitted()
}

/// The packs that a page loads for a base in these languages (BCP 47), in that order.
pub fn of(languages: &[String]) -> Vec<Pack> {
    let primary = |tag: &String| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let mut packs: Vec<Pack> = Vec::new();
    for language in languages.iter().map(primary) {
        let is_new = packs.iter().all(|pack| pack.language() != language);
        packs.extend(desk::packs().iter().find(|pack| is_new && pack.language() == language).cloned());
    }
    packs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_gets_the_packs_of_its_languages() {
        let check = |languages: &[&str], expected: &[&str]| {
            let languages: Vec<String> = languages.iter().map(|&language| language.to_owned()).collect();
            let packs = of(&languages);
            let found: Vec<&str> = packs.iter().map(Pack::language).collect();
            assert_eq!(found, expected, "{languages:?}");
        };
        check(&["en"], &["en"]);
        check(&["zh-TW", "en-GB", "zh"], &["zh", "en"]);
        check(&["fr"], &[]);
    }
}
