//! The adviser as a module of its own, so that the console starts without the engine.

#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "it runs in a browser only"))]

fn main() {}

#[cfg(target_arch = "wasm32")]
mod browser {
    use engine::Pack;
    use js_sys::{Array, Uint8Array};
    use protocol::Author;
    use wasm_bindgen::prelude::*;

    fn turn_of(turn: &JsValue) -> Option<(Author, String)> {
        let turn: &Array = turn.dyn_ref()?;
        let author = match turn.get(0).as_string()?.as_str() {
            "visitor" => Author::Visitor,
            "assistant" => Author::Assistant,
            _ => Author::Agent,
        };
        Some((author, turn.get(1).as_string()?))
    }

    /// Looks for replies in a site's material.
    #[wasm_bindgen]
    pub struct Adviser(console::Adviser);

    #[wasm_bindgen]
    impl Adviser {
        /// Indexes the desk's answer to `material`, with the packs' bytes; a pack that can't be read is left out.
        #[wasm_bindgen(constructor)]
        pub fn new(material: JsValue, packs: Array) -> Self {
            let bytes = packs.iter().map(|pack| Uint8Array::new(&pack).to_vec());
            let packs = bytes.filter_map(|bytes| Pack::read(&bytes).ok()).collect();
            Self(console::Adviser::new(ui::from_js(material).unwrap_or_default(), packs))
        }

        /// Fits the engine a little more; whether there is more to do.
        pub fn fit(&mut self) -> bool {
            self.0.fit()
        }

        /// How strongly the visitor felt at each of their turns; each turn is its author's word and its text.
        pub fn moods(&self, said: Array) -> Array {
            let said: Vec<(Author, String)> = said.iter().filter_map(|turn| turn_of(&turn)).collect();
            let moods = self.0.moods(said.iter().map(|(author, text)| (*author, text.as_str())));
            moods.into_iter().map(JsValue::from).collect()
        }

        /// For each reply: the entry's id or null, the question, the reply.
        pub fn offers(&self, question: &str, language: &str, own: &str) -> Array {
            let offer = |offer: console::Offer| {
                Array::of3(
                    &offer.entry.map_or(JsValue::NULL, JsValue::from),
                    &offer.question.into(),
                    &offer.text.into(),
                )
            };
            self.0.offers(question, language, own).into_iter().map(offer).collect()
        }
    }
}
