//! The answer while the visitor types: the top match, shown live; computed here and sent nowhere.

use leptos::ev;
use leptos::html::{button, div, kbd, p, small, span, strong};
use leptos::prelude::*;

use crate::app::App;
use crate::assistant::Suggestion;

/// How much of the answer is shown, in characters; the rest comes with Enter.
const EXCERPT_CHARACTERS: usize = 180;

/// The card that rises from the composer.
pub fn live_answer(app: App) -> AnyView {
    let card = move || app.suggestion.get().map(|suggestion| card(app, suggestion));
    div().class("live-place").child(card).into_any()
}

fn card(app: App, suggestion: Suggestion) -> AnyView {
    let Suggestion { entry, question, answer } = suggestion;
    // The visitor's own words go with the press: a half-typed question is never replaced by a title.
    let press = move |_| {
        let id = app.look(|inner| inner.assistant.entry(entry).map(|entry| entry.id.clone()));
        let typed = app.draft.get_untracked().trim().to_owned();
        if let Some(id) = id {
            app.choose(&id, (!typed.is_empty()).then_some(typed));
            app.focus_composer();
        }
    };
    button()
        .attr("type", "button")
        .class("live")
        .on(ev::click, press)
        .child((
            small().child((span().child(app.say("live")), kbd().child("Enter"))),
            strong().child(question),
            p().child(excerpt(&answer)),
        ))
        .into_any()
}

fn excerpt(answer: &str) -> String {
    let plain = knowledge::markdown::plain(answer).replace('\n', " ");
    if plain.chars().count() <= EXCERPT_CHARACTERS {
        return plain;
    }
    plain.chars().take(EXCERPT_CHARACTERS).chain(['…']).collect()
}
