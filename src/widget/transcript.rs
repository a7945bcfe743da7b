//! What was said, oldest first, in the panel's one live region; the handoff card and choices stand below it.

use protocol::Author;
use ui::{El, el, follow};

use crate::app::{App, Part};
use crate::conversation::Chip;
use crate::handoff_card::handoff_card;
use crate::turn_view::{chips_view, turn_view, who_view};

/// A reader within so many pixels of the end follows it; one further up is left in peace.
const NEAR_THE_END: i32 = 160;

/// The scrolling middle of the panel.
pub fn transcript(app: App) -> El {
    let ids = move || app.see(Part::Turns).kept.turns.iter().map(|turn| turn.message.id.clone()).collect();
    let log = el("div").class("log").attr("role", "log").attr("aria-live", "polite");
    let log = log.rows(ids, move |id| turn_view(app, id));
    let scroll = el("div")
        .class("scroll")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", &app.say("transcript"))
        .child(greeting(app))
        .child(log)
        .child_with(move || last_chips(app))
        .child_with(move || handoff_card(app));
    keep_in_sight(app, &scroll);
    scroll
}

/// The first word says that it is automatic, and that a person is near where one is.
fn greeting(app: App) -> El {
    let person = app.look().config.has_person().then(|| app.say("greeting_person"));
    let words = [app.say("greeting"), person.unwrap_or_default()].join(" ");
    let knows_nothing = app.look().assistant.knowledge.entries.is_empty();
    let mut greeting =
        el("div").class("greeting").child(who_view(app, Author::Assistant, None)).child(said(&words));
    if knows_nothing {
        greeting = greeting.child(said(&app.say("no_knowledge")));
    }
    greeting.child_with(move || {
        let state = app.see(Part::Turns);
        let ids = state.assistant.starters(&state.config.starters);
        let first = state.kept.turns.is_empty() && !ids.is_empty();
        first.then(|| chips_view(app, None, ids.into_iter().map(Chip::Entry).collect()))
    })
}

fn said(words: &str) -> El {
    el("div").class("say").child(el("div").class("box").child(el("p").text(words)))
}

/// The choices of the last turn; those of earlier turns have had their time.
fn last_chips(app: App) -> Option<El> {
    let last = app.see(Part::Turns).kept.turns.last().cloned()?;
    if last.chips.is_empty() {
        return None;
    }
    let heading = last.message.entry.is_some().then(|| app.say("follow_ups"));
    Some(chips_view(app, heading, last.chips))
}

/// Keeps the newest words in sight of a reader who is at the end.
fn keep_in_sight(app: App, scroll: &El) {
    let scroll = scroll.element().clone();
    follow(move || {
        let last = app.see(Part::Turns).kept.turns.last().map(|turn| turn.message.author);
        let own = last == Some(Author::Visitor);
        app.see(Part::Open);
        app.see(Part::Desk);
        let hidden = scroll.scroll_height() - scroll.client_height() - scroll.scroll_top();
        if own || hidden < NEAR_THE_END || scroll.scroll_top() == 0 {
            let scroll = scroll.clone();
            ui::next_frame(move || scroll.set_scroll_top(scroll.scroll_height()));
        }
    });
}
