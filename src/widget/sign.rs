//! What insights may tell of, taken down as it happens in this tab; what becomes of it is downloaded once something was asked.

use std::rc::Rc;

use engine::{HandoffReason, Outcome};
use wasm_bindgen_futures::spawn_local;

use crate::app::App;
use crate::conversation::Turn;
use crate::later::{self, Insights};

/// Where a visit's token is kept, or [`OFF`] in its place.
pub const VISIT_KEY: &str = "visit";
/// Kept where the visitor has switched insights off.
pub const OFF: &str = "off";

/// One thing that happened.
pub enum Sign {
    /// Something was said, by whomever.
    Said(Turn),
    /// The engine's word on what the visitor said last, and whether that is a question.
    Decided(Rc<Outcome>, bool),
    /// An answer was rated.
    Rated(Turn),
    /// A person was asked for.
    Passed(HandoffReason),
}

impl App {
    /// Takes a sign down where this visit is told of.
    pub fn sign(self, sign: Sign) {
        if self.look().tells {
            self.set(|state| state.signs.push(sign));
            self.with_insights(|insights| insights.follow);
        }
    }

    /// Does what needs insights, once they have been downloaded; where they can't be had nothing is told.
    pub fn with_insights(self, pick: fn(&Insights) -> fn(App)) {
        spawn_local(async move {
            if let Ok(insights) = later::insights().await
                && !self.look().stopped
            {
                self.set(|state| state.insights = Some(insights));
                pick(insights)(self);
            }
        });
    }

    /// Takes up where the visitor left off: a token of theirs may have to go, and a wish to tell nothing stands.
    pub fn begin_insights(self) {
        let kept = self.look().storage.get(VISIT_KEY);
        let offers = self.look().config.insights.is_some();
        self.set(|state| state.tells = offers && kept.as_deref() != Some(OFF));
        if self.look().tells && kept.is_some() {
            self.with_insights(|insights| insights.follow);
        }
    }

    /// Shows what is shared, with the switch.
    pub fn show_insights(self) {
        self.with_insights(|insights| insights.show);
    }
}
