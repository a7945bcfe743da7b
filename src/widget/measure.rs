//! The engine alone in the browser, for `cargo xtask bench`: no build that ships has it.

use engine::{Dialogue, Engine, Options, Pack};
use knowledge::Reading;
use wasm_bindgen::prelude::*;

use crate::assistant::Assistant;
use crate::faq::{self, Faq};

/// A FAQ that was read and checked, and the assistant over it.
#[wasm_bindgen]
pub struct Measured {
    pack: Vec<u8>,
    faq: Vec<u8>,
    reading: Reading,
    assistant: Assistant,
}

#[wasm_bindgen]
impl Measured {
    /// Keeps the bytes of a pack and of a FAQ.
    #[wasm_bindgen(constructor)]
    pub fn new(pack: Vec<u8>, faq: Vec<u8>) -> Self {
        Self { pack, faq, reading: Reading::default(), assistant: Assistant::default() }
    }

    /// Reads the FAQ and checks it.
    pub fn read(&mut self) {
        if let Ok(Faq::Ours(node)) = faq::parse(&self.faq) {
            self.reading = knowledge::check(&node);
        }
    }

    /// Reads the pack and builds the index.
    pub fn index(&mut self) {
        let packs = Pack::read(&self.pack).into_iter().collect();
        self.assistant = Assistant::new(self.reading.knowledge.clone(), packs, Options::default(), "");
    }

    /// Fits the head, which the widget does in slices.
    pub fn fit(&mut self) {
        while self.assistant.fit() {}
    }

    /// Decides on an utterance in a fresh dialogue; gives back the confidence, 0 to 1.
    pub fn decide(&self, utterance: &str) -> f64 {
        let outcome = self.assistant.decide(&mut Dialogue::default(), utterance);
        outcome.ranking.matches.first().map_or(0.0, |best| best.confidence)
    }
}

/// The engine over no entries, with a language's tables: it reads mood and the wish for a person all the same.
#[wasm_bindgen]
pub struct MeasuredMood(Engine);

#[wasm_bindgen]
impl MeasuredMood {
    /// Reads the pack.
    #[wasm_bindgen(constructor)]
    pub fn new(pack: &[u8]) -> Self {
        Self(Engine::new(Vec::new(), Pack::read(pack).into_iter().collect(), Options::default()))
    }

    /// Whether one turn calls for a person: quotes taken away, words, patterns and the model.
    pub fn calls_for_person(&self, turn: &str) -> bool {
        self.0.calls_for_person(turn)
    }
}
