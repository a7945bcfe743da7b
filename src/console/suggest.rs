//! The adviser and the workbench as a module of their own, so that the console starts without the engine.

#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "it runs in a browser only"))]

fn main() {}

#[cfg(target_arch = "wasm32")]
mod browser {
    use console::knowledge::BaseText;
    use engine::Pack;
    use js_sys::{Array, Uint8Array};
    use knowledge::KnowledgeBase;
    use protocol::{Author, KnownQuestion};
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

    /// The packs' tables; a pack that can't be read is left out.
    fn packs(packs: &Array) -> Vec<Pack> {
        let bytes = packs.iter().map(|pack| Uint8Array::new(&pack).to_vec());
        bytes.filter_map(|bytes| Pack::read(&bytes).ok()).collect()
    }

    /// Looks for replies in a site's material.
    #[wasm_bindgen]
    pub struct Adviser(console::Adviser);

    #[wasm_bindgen]
    impl Adviser {
        /// Indexes the desk's answer to `material`, with the packs' bytes; a pack that can't be read is left out.
        #[wasm_bindgen(constructor)]
        pub fn new(material: JsValue, packs: Array) -> Self {
            Self(console::Adviser::new(ui::from_js(material).unwrap_or_default(), self::packs(&packs)))
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

    /// Steps between two looks at the clock: some 5 ms in a base of 500 entries.
    const STEPS: u32 = 16;

    /// Does steps for so many milliseconds, at least once, while there are more to do; whether there are.
    fn for_a_while(milliseconds: f64, mut step: impl FnMut() -> bool) -> bool {
        let until = ui::now_ms() + milliseconds;
        loop {
            if !step() {
                return false;
            }
            if ui::now_ms() >= until {
                return true;
            }
        }
    }

    /// What the page of the knowledge base tries a base with; texts in and out are JSON.
    #[wasm_bindgen]
    pub struct Workbench(console::knowledge::Workbench);

    #[wasm_bindgen]
    impl Workbench {
        /// Empty, with the packs' bytes.
        #[wasm_bindgen(constructor)]
        pub fn new(packs: Array) -> Self {
            Self(console::knowledge::Workbench::new(self::packs(&packs)))
        }

        /// Takes a base, a [`BaseText`].
        pub fn hold(&mut self, base: &str) {
            self.0.hold(base_of(base));
        }

        /// Works on what the base's own wordings tell; whether there is more to do.
        pub fn work(&mut self, milliseconds: f64) -> bool {
            for_a_while(milliseconds, || self.0.work(STEPS))
        }

        /// That, each entry's [`console::knowledge::EntryHealth`]; none before all is done.
        pub fn health(&self) -> Option<String> {
            self.0.health().and_then(|health| ui::to_text(&health))
        }

        /// Puts an entry into the base that questions are tried on, an `EditedEntry`; empty for none.
        pub fn draft(&mut self, entry: &str) {
            self.0.draft(ui::from_text(entry));
        }

        /// Fits the engine that questions are tried on; whether there is more to do.
        pub fn learn(&mut self, milliseconds: f64) -> bool {
            for_a_while(milliseconds, || self.0.learn(STEPS))
        }

        /// A [`console::knowledge::Trial`] of a question.
        pub fn ask(&mut self, question: &str) -> Option<String> {
            ui::to_text(&self.0.ask(question))
        }

        /// Begins to find out what the edition of a hash makes of `KnownQuestion`s.
        pub fn foresee(&mut self, old: &str, hash: &str, questions: &str) {
            let questions: Vec<KnownQuestion> = ui::from_text(questions).unwrap_or_default();
            self.0.foresee(&base_of(old), hash, questions);
        }

        /// Goes on with that; whether there is more to come.
        pub fn look_ahead(&mut self, milliseconds: f64) -> bool {
            for_a_while(milliseconds, || self.0.look_ahead(STEPS))
        }

        /// Begins a preview of a base beside the edition of a hash, over `KnownQuestion`s.
        pub fn begin(&mut self, old: &str, hash: &str, new: &str, questions: &str) {
            let questions: Vec<KnownQuestion> = ui::from_text(questions).unwrap_or_default();
            self.0.begin(&base_of(old), hash, &base_of(new), questions);
        }

        /// Goes on with it; how much is done, 0 to 1.
        pub fn advance(&mut self, milliseconds: f64) -> f64 {
            let mut done = 0.0;
            for_a_while(milliseconds, || {
                done = self.0.advance(STEPS);
                done < 1.0
            });
            done
        }

        /// Its [`console::knowledge::PreviewReport`], once.
        pub fn report(&mut self) -> Option<String> {
            ui::to_text(&self.0.report()?)
        }

        /// Gives it up.
        pub fn cancel(&mut self) {
            self.0.cancel();
        }

        /// What was previewed is published under a hash.
        pub fn published(&mut self, hash: &str) {
            self.0.published(hash);
        }
    }

    fn base_of(text: &str) -> KnowledgeBase {
        ui::from_text::<BaseText>(text).unwrap_or_default().into()
    }
}
