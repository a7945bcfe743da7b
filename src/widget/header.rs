//! The header: who answers now, the menu, the way out.

use leptos::ev;
use leptos::html::{button, div, header as bar, p, span, strong};
use leptos::prelude::*;
use protocol::Author;

use crate::app::App;
use crate::conversation::{Handoff, Kind};
use crate::icon::{CLOSE, MORE, icon};

/// The panel's first row with its menu.
pub fn header(app: App) -> AnyView {
    let menu = RwSignal::new(false);
    let name = app.name().unwrap_or_else(|| app.say("panel_plain"));
    bar()
        .child((
            span().class("mark").attr("aria-hidden", "true").child((span(), span())),
            div().class("title").child((strong().child(name), p().child(move || subtitle(app)))),
            button()
                .class("icon")
                .attr("type", "button")
                .attr("aria-label", app.say("more"))
                .attr("aria-expanded", move || menu.get().to_string())
                .on(ev::click, move |_| menu.update(|shown| *shown = !*shown))
                .child(icon(MORE)),
            button()
                .class("icon close")
                .attr("type", "button")
                .attr("aria-label", app.say("close"))
                .on(ev::click, move |_| app.close())
                .child(icon(CLOSE)),
            move || menu.get().then(|| menu_view(app, menu)),
        ))
        .into_any()
}

fn subtitle(app: App) -> String {
    match app.handoff.get() {
        Some(handoff) if handoff.is_assigned() => {
            let agent = handoff.agent.unwrap_or_else(|| app.say("agent"));
            app.say_with("subtitle_agent", "name", &agent)
        }
        Some(handoff) if handoff.is_open() => app.say(waiting_word(app, &handoff)),
        _ => app.say("subtitle_assistant"),
    }
}

fn waiting_word(app: App, handoff: &Handoff) -> &'static str {
    let tried = app.outbox.with(|outbox| outbox.items().iter().any(|item| item.key == handoff.key && item.attempts > 0));
    if tried { "subtitle_kept" } else { "subtitle_waiting" }
}

fn menu_view(app: App, menu: RwSignal<bool>) -> AnyView {
    let sure = RwSignal::new(false);
    let copied = RwSignal::new(false);
    let copy = move |_| {
        crate::contact_card::copy(conversation_text(app));
        copied.set(true);
    };
    let clear = move |_| {
        if sure.get_untracked() {
            menu.set(false);
            app.forget();
        }
        sure.set(true);
    };
    let copy_word = move || app.say(if copied.get() { "copied" } else { "menu_copy" });
    let clear_word = move || app.say(if sure.get() { "menu_clear_sure" } else { "menu_clear" });
    div()
        .class("menu")
        .child((
            button().attr("type", "button").on(ev::click, copy).child(copy_word),
            button().attr("type", "button").class("grave").on(ev::click, clear).child(clear_word),
        ))
        .into_any()
}

/// The conversation as text, a paragraph a turn.
fn conversation_text(app: App) -> String {
    let turns = app.turns.get_untracked();
    let line = |turn: &crate::conversation::Turn| match (turn.kind, turn.message.author) {
        (Kind::Note, _) => turn.message.text.clone(),
        (_, author) => {
            let who = turn.message.name.clone().unwrap_or_else(|| app.say(author_word(author)));
            [who.as_str(), ": ", &turn.message.text].concat()
        }
    };
    turns.iter().map(line).collect::<Vec<_>>().join("\n\n")
}

/// The word for who speaks.
pub fn author_word(author: Author) -> &'static str {
    match author {
        Author::Visitor => "you",
        Author::Assistant => "assistant",
        Author::Agent => "agent",
    }
}
