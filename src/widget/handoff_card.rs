//! Waiting for a person: one warm card that says where it stands, what was passed on, and how to take it back.

use leptos::ev;
use leptos::html::{button, div, p, strong};
use leptos::prelude::*;

use crate::app::App;
use crate::conversation::Handoff;

/// The card, while a handoff is on its way, waiting or refused.
pub fn handoff_card(app: App) -> Option<AnyView> {
    let handoff = app.handoff.get()?;
    if handoff.undone || (handoff.refused.is_none() && (!handoff.is_open() || handoff.is_assigned())) {
        return None;
    }
    if let Some(why) = &handoff.refused {
        return Some(refused(app, why.clone()));
    }
    let (title, note) = words(app, &handoff);
    let see = RwSignal::new(false);
    let passed = app.say(if handoff.page { "card_passed_page" } else { "card_passed" });
    let toggle = button()
        .attr("type", "button")
        .class("link")
        .attr("aria-expanded", move || see.get().to_string())
        .on(ev::click, move |_| see.update(|shown| *shown = !*shown))
        .child(move || app.say(if see.get() { "card_hide" } else { "card_see" }));
    let undo = button()
        .attr("type", "button")
        .class("small")
        .on(ev::click, move |_| app.take_back())
        .child(app.say("card_undo"));
    let card = div().class("card").child((
        strong().child(title),
        p().child(note),
        div().class("row").child((p().child(passed), toggle)),
        move || see.get().then(|| passed_on(app)),
        div().class("tools").child(undo),
    ));
    Some(card.into_any())
}

fn words(app: App, handoff: &Handoff) -> (String, String) {
    let tries = app.outbox.with(|outbox| outbox.items().iter().find(|item| item.key == handoff.key).map(|it| it.attempts));
    match (tries, handoff.position) {
        (Some(0), _) => (app.say("card_sending"), String::new()),
        (Some(_), _) => (app.say("card_kept"), app.say("card_kept_note")),
        (None, _) if handoff.offline => (app.say("card_offline"), app.say("card_offline_note")),
        (None, Some(position)) if position > 1 => {
            (app.say_with("card_waiting", "count", &(position - 1).to_string()), wait(app, handoff))
        }
        (None, _) => (app.say("card_waiting_next"), wait(app, handoff)),
    }
}

fn wait(app: App, handoff: &Handoff) -> String {
    match handoff.expected_wait_s {
        Some(seconds) => app.say_with("card_wait_minutes", "count", &seconds.div_ceil(60).max(1).to_string()),
        None => app.say("card_wait_unknown"),
    }
}

/// Exactly the words that travelled.
fn passed_on(app: App) -> AnyView {
    let said = app.turns.with(|turns| {
        let words = turns.iter().filter(|turn| turn.kind != crate::conversation::Kind::Note);
        words.map(|turn| p().class("plain").child(turn.message.text.clone()).into_any()).collect::<Vec<_>>()
    });
    div().class("passed").attr("tabindex", "0").child(said).into_any()
}

fn refused(app: App, why: String) -> AnyView {
    let again = button()
        .attr("type", "button")
        .class("small")
        .on(ev::click, move |_| app.ask_again())
        .child(app.say("retry"));
    let contact = app.look(|inner| !inner.config.contacts.is_empty()).then(|| crate::contact_card::contact_card(app));
    div()
        .class("card")
        .child((strong().child(app.say("card_refused")), p().child(why), div().class("tools").child(again), contact))
        .into_any()
}
