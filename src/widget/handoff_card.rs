//! Waiting for a person: one warm card that says where it stands, what was passed on, and how to take it back.

use protocol::Wish;
use reactive_graph::signal::RwSignal;
use reactive_graph::traits::{Get, Update};
use ui::{El, el};

use crate::app::{App, Part};
use crate::conversation::{Handoff, Kind};
use crate::panel::{bare_button, button};
use crate::told::Told;
use crate::{after_card, reach_form};

/// The card, while a handoff is on its way, waiting or refused.
pub fn handoff_card(app: App) -> Option<El> {
    let handoff = app.see(Part::Desk).kept.handoff.clone()?;
    if handoff.undone {
        return None;
    }
    if let Some(why) = &handoff.refused {
        return Some(refused(app, why));
    }
    if handoff.is_assigned() {
        return Some(after_card::with_agent(app));
    }
    if !handoff.is_open() {
        return after_card::over(app, &handoff);
    }
    Some(waiting(app, &handoff))
}

/// What a visitor can do besides waiting, where nobody is there or it takes long.
fn choices(app: App, told: &Told) -> Option<El> {
    if told.reached || !(told.follow.offline || told.long_wait && !told.patient) {
        return None;
    }
    let stay = (!told.follow.offline).then(|| {
        button("chip", &app.say("choose_wait"), move |_| {
            app.change_handoff(|handoff| Told::change(handoff, |told| told.patient = true));
            app.focus_composer();
        })
    });
    let write = button("chip", &app.say("choose_message"), move |_| reach_form::open(app, Wish::Message));
    let call = button("chip", &app.say("choose_call"), move |_| reach_form::open(app, Wish::Callback));
    let heading = (!told.follow.offline).then(|| el("p").text(&app.say("long_wait")));
    Some(el("div").children(heading).child(el("div").class("chips").children(stay).child(write).child(call)))
}

fn waiting(app: App, handoff: &Handoff) -> El {
    let see = RwSignal::new(false);
    let (title, note) = words(app, handoff);
    let undo = button("small", &app.say("card_undo"), move |_| {
        app.take_back();
        app.focus_composer();
    });
    let passed = app.say(if Told::of(handoff).page { "card_passed_page" } else { "card_passed" });
    let toggle = bare_button("link", move |_| see.update(|shown| *shown = !*shown))
        .attr_with("aria-expanded", move || Some(see.get().to_string()))
        .text_with(move || app.say(if see.get() { "card_hide" } else { "card_see" }));
    el("div")
        .class("card")
        .child(el("strong").text(&title))
        .child(el("p").text(&note))
        .children(choices(app, &Told::of(handoff)))
        .child(el("div").class("row").child(el("p").text(&passed)).child(toggle))
        .child_with(move || see.get().then(|| passed_on(app)))
        .child(el("div").class("tools").child(undo))
}

fn words(app: App, handoff: &Handoff) -> (String, String) {
    let tries = app.look().tries(&handoff.key);
    let told = Told::of(handoff);
    match (tries, told.follow.position) {
        (Some(0), _) => (app.say("card_sending"), String::new()),
        (Some(_), _) => (app.say("card_kept"), app.say("card_kept_note")),
        (None, _) if told.follow.offline => (app.say("card_offline"), offline_note(app, &told)),
        (None, Some(position)) if position > 1 => {
            (app.say_with("card_waiting", "count", &(position - 1).to_string()), wait(app, &told))
        }
        (None, _) => (app.say("card_waiting_next"), wait(app, &told)),
    }
}

/// When people are back, in the visitor's own time zone and language, and what happens till then.
fn offline_note(app: App, told: &Told) -> String {
    let Some(opens_at) = told.follow.opens_at else { return app.say("card_offline_note") };
    let options = js_sys::Object::new();
    for (key, value) in [("weekday", "long"), ("hour", "numeric"), ("minute", "2-digit")] {
        // A plain object takes any property.
        let _ = js_sys::Reflect::set(&options, &key.into(), &value.into());
    }
    let date = js_sys::Date::new(&(opens_at as f64).into());
    let time = date.to_locale_string(&app.look().config.language, &options);
    app.say_with("card_offline_back", "time", &String::from(time))
}

fn wait(app: App, told: &Told) -> String {
    match told.follow.expected_wait_s {
        Some(seconds) => app.say_with("card_wait_minutes", "count", &seconds.div_ceil(60).max(1).to_string()),
        None => app.say("card_wait_unknown"),
    }
}

/// Exactly the words that travelled.
fn passed_on(app: App) -> El {
    let state = app.see(Part::Turns);
    let said = state.kept.turns.iter().filter(|turn| turn.kind != Kind::Note);
    let said = said.map(|turn| el("p").class("plain").text(&turn.message.text));
    el("div").class("passed").attr("tabindex", "0").children(said)
}

fn refused(app: App, why: &str) -> El {
    let again = button("small", &app.say("retry"), move |_| {
        app.ask_again();
        app.focus_composer();
    });
    let reachable = !app.look().config.contacts.is_empty();
    let contact = reachable.then(|| crate::contact_card::contact_card(app));
    el("div")
        .class("card")
        .child(el("strong").text(&app.say("card_refused")))
        .child(el("p").text(why))
        .child(el("div").class("tools").child(again))
        .children(contact)
}
