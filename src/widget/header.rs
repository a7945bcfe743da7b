//! The header: who answers now, the menu, the way out.

use protocol::Author;
use reactive_graph::signal::RwSignal;
use reactive_graph::traits::{Get, GetUntracked, Set, Update};
use ui::{El, el};

use crate::app::{App, Part};
use crate::conversation::{Kind, Turn};
use crate::icon::{CLOSE, MORE};
use crate::panel::{bare_button, button, sign_button};

/// The panel's first row with its menu.
pub fn header(app: App) -> El {
    let menu = RwSignal::new(false);
    let name = app.look().name().map_or_else(|| app.say("panel_plain"), str::to_owned);
    let mark = el("span").class("mark").attr("aria-hidden", "true").child(el("span")).child(el("span"));
    let title = el("div").class("title");
    let title = title.child(el("strong").text(&name)).child(el("p").text_with(move || subtitle(app)));
    let more = sign_button("icon", &app.say("more"), MORE, move |_| menu.update(|shown| *shown = !*shown));
    let more = more.attr_with("aria-expanded", move || Some(menu.get().to_string()));
    let close = sign_button("icon close", &app.say("close"), CLOSE, move |_| app.close());
    el("header")
        .child(mark)
        .child(title)
        .child(more)
        .child(close)
        .child_with(move || menu.get().then(|| menu_view(app, menu)))
}

fn subtitle(app: App) -> String {
    let state = app.see(Part::Desk);
    match state.with_person() {
        Some(handoff) if handoff.is_assigned() => {
            state.words.with("subtitle_agent", "name", &state.agent(handoff))
        }
        Some(handoff) if state.tries(&handoff.key).is_some_and(|tries| tries > 0) => {
            state.words.get("subtitle_kept")
        }
        Some(_) => state.words.get("subtitle_waiting"),
        None => state.words.get("subtitle_assistant"),
    }
}

fn menu_view(app: App, menu: RwSignal<bool>) -> El {
    let sure = RwSignal::new(false);
    let copied = RwSignal::new(false);
    let copy = bare_button("", move |_| {
        copied.set(crate::contact_card::copy(app, &conversation_text(app)));
    });
    let clear = bare_button("grave", move |_| {
        if sure.get_untracked() {
            menu.set(false);
            app.forget();
            app.focus_composer();
        } else {
            sure.set(true);
        }
    });
    let see = app.look().config.insights.map(|_| {
        let see = move |_| {
            menu.set(false);
            app.show_insights();
        };
        button("", &app.say("insights_see"), see)
    });
    el("div")
        .class("menu")
        .children(see)
        .child(copy.text_with(move || app.say(if copied.get() { "copied" } else { "menu_copy" })))
        .child(clear.text_with(move || app.say(if sure.get() { "menu_clear_sure" } else { "menu_clear" })))
}

/// The conversation as text, a paragraph a turn.
pub fn conversation_text(app: App) -> String {
    let line = |turn: &Turn| {
        let who = turn.message.name.clone().unwrap_or_else(|| app.say(author_word(turn.message.author)));
        if turn.kind == Kind::Note {
            turn.message.text.clone()
        } else {
            [&who, ": ", &turn.message.text].concat()
        }
    };
    app.look().kept.turns.iter().map(line).collect::<Vec<_>>().join("\n\n")
}

/// The word for who speaks.
pub fn author_word(author: Author) -> &'static str {
    match author {
        Author::Visitor => "you",
        Author::Assistant => "assistant",
        Author::Agent => "agent",
    }
}
