//! Engines over a base with the language packs that the program carries, so that it works wherever it is copied to.

use engine::Engine;
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
