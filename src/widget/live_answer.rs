//! The answer while the visitor types: the top match, shown live; computed here and sent nowhere.

use ui::{El, el};

use crate::app::{App, Part};
use crate::assistant::Suggestion;
use crate::panel::bare_button;

/// How much of the answer is shown, in characters; the rest comes with Enter.
const EXCERPT_CHARACTERS: usize = 180;

/// The card that rises from the composer.
pub fn live_answer(app: App) -> El {
    el("div").child_with(move || {
        app.see(Part::Suggestion).suggestion.as_ref().map(|suggestion| card(app, suggestion))
    })
}

fn card(app: App, suggestion: &Suggestion) -> El {
    let entry = suggestion.entry;
    let top = el("small").child(el("span").text(&app.say("live"))).child(el("kbd").text("Enter"));
    bare_button("live", move |_| press(app, entry))
        .child(top)
        .child(el("strong").text(&suggestion.question))
        .child(el("p").text(&excerpt(&suggestion.answer)))
}

/// The visitor's own words go with the press: a half-typed question is never replaced by a title.
fn press(app: App, entry: usize) {
    let id = app.look().assistant.entry(entry).map(|entry| entry.id.clone());
    let typed = crate::composer::take(app);
    if let Some(id) = id {
        app.choose(&id, typed);
        app.focus_composer();
    }
}

/// The answer on one line.
fn excerpt(answer: &str) -> String {
    let mut line = String::new();
    for part in knowledge::markdown::plain(answer).split('\n') {
        let point = part.strip_prefix("- ");
        let follows = point.is_none() || line.ends_with([':', '：']);
        line += if follows { " " } else { " · " };
        line += point.unwrap_or(part);
    }
    let excerpt = line.trim_start().chars().take(EXCERPT_CHARACTERS);
    let rest = line.chars().count() > EXCERPT_CHARACTERS;
    excerpt.chain(rest.then_some('…')).collect()
}
