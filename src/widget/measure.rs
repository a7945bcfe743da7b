//! The engine alone in the browser, for `cargo xtask bench`: no build that ships has it.

use engine::{Dialogue, Pack};
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
        self.assistant =
            Assistant::new(self.reading.knowledge.clone(), packs, engine::Options::default(), "");
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
