//! What was said, oldest first, in the panel's one live region; the handoff card and choices stand below it.

use leptos::html::{Div, div, p};
use leptos::prelude::*;
use protocol::Author;

use crate::app::App;
use crate::conversation::{Chip, Turn};
use crate::handoff_card::handoff_card;
use crate::turn_view::{chips_view, turn_view};

/// A reader within so many pixels of the end follows it; one further up is left in peace.
const NEAR_THE_END: i32 = 160;

/// The scrolling middle of the panel.
pub fn transcript(app: App) -> AnyView {
    let scroll = NodeRef::<Div>::new();
    follow(app, scroll);
    let rows = For(ForProps::builder()
        .each(move || app.turns.get())
        .key(|turn: &Turn| turn.message.id.clone())
        .children(move |turn| turn_view(app, turn))
        .build());
    div()
        .class("scroll")
        .node_ref(scroll)
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", app.say("panel_plain"))
        .child((
            greeting(app),
            div().class("log").attr("role", "log").attr("aria-live", "polite").child(rows),
            move || last_chips(app),
            move || handoff_card(app),
        ))
        .into_any()
}

/// The first word says that it is automatic, and that a person is near where one is.
fn greeting(app: App) -> AnyView {
    let automatic = app.say("greeting");
    let person = app.look(|inner| inner.config.has_person()).then(|| app.say("greeting_person"));
    let words = [automatic, person.unwrap_or_default()].join(" ");
    let unloaded = app.look(|inner| inner.assistant.knowledge.entries.is_empty()).then(|| {
        div().class("say").child(div().class("box").child(p().child(app.say("no_knowledge")))).into_any()
    });
    let starters = move || {
        app.turns.with(Vec::is_empty).then(|| {
            let ids = app.look(|inner| inner.assistant.starters(&inner.config.starters));
            chips_view(app, None, ids.into_iter().map(Chip::Entry).collect())
        })
    };
    div()
        .class("greeting")
        .child((
            crate::turn_view::who_view(app, Author::Assistant, None),
            div().class("say").child(div().class("box").child(p().child(words))),
            unloaded,
            starters,
        ))
        .into_any()
}

/// The choices of the last turn; those of earlier turns have had their time.
fn last_chips(app: App) -> Option<AnyView> {
    let last = app.turns.with(|turns| turns.last().cloned())?;
    if last.chips.is_empty() {
        return None;
    }
    let heading = last.message.entry.is_some().then(|| app.say("follow_ups"));
    Some(chips_view(app, heading, last.chips))
}

/// Keeps the newest words in sight of a reader who is at the end.
fn follow(app: App, scroll: NodeRef<Div>) {
    Effect::new(move || {
        let own = app.turns.with(|turns| turns.last().is_some_and(|turn| turn.message.author == Author::Visitor));
        let opened = app.open.get();
        app.handoff.track();
        let Some(scroll) = scroll.get() else { return };
        let hidden = scroll.scroll_height() - scroll.client_height() - scroll.scroll_top();
        if !opened || own || hidden < NEAR_THE_END || scroll.scroll_top() == 0 {
            request_animation_frame(move || scroll.set_scroll_top(scroll.scroll_height()));
        }
    });
}
