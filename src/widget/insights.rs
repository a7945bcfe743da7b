//! What is told of a visit: counted in the browser, sent at its end by one beacon, and only while the visitor lets it.
//
// Nothing is kept but the visit's token, when it was made and the next number; what is counted lives as long as the page.

use std::cell::RefCell;

use link::{Ticket, Visit};
use protocol::{Digest, VERSION};
use ui::reflect;
use wasm_bindgen::prelude::*;
use web_sys::{Event, EventTarget, StorageEvent, window};

use crate::app::{App, Part};
use crate::counting::Counting;
use crate::sign::{OFF, VISIT_KEY};
use crate::{dress, lead, sharing};

/// Path of the desk's endpoint, below its base.
const DIGEST: &str = "api/v1/digest";
/// The lock under which a number is reserved, so that no two tabs have the same.
const LOCK: &str = "tandem:visit";

/// An event's target and name, and what hears it.
type Listener = (EventTarget, &'static str, Closure<dyn Fn(Event)>);

thread_local! {
    static TELLING: RefCell<Telling> = RefCell::default();
}

#[derive(Default)]
struct Telling {
    counting: Counting,
    /// The number that the next digest has.
    ticket: Option<Ticket>,
    /// A number is being reserved.
    asks: bool,
    /// How many conversations were forgotten when this was counted.
    forgotten: u32,
    listeners: Vec<Listener>,
}

/// Counts what happened, and reserves a number for it: at the page's end there is no time for that.
pub fn follow(app: App) {
    begin(app);
    take_signs(app);
    let wants = TELLING.with_borrow_mut(|telling| {
        let wants = telling.counting.visit.has_news() && telling.ticket.is_none() && !telling.asks;
        telling.asks |= wants;
        wants
    });
    if wants {
        reserve_in_turn(app);
    }
    sharing::draw_anew();
}

/// Brings the words and the style, and begins to listen to the page.
pub fn begin(app: App) {
    if TELLING.with_borrow(|telling| !telling.listeners.is_empty()) {
        return;
    }
    app.set(|state| state.words.add(ui::insights_words(&state.config.language)));
    dress::dress(app, dress::SHARING);
    let Some(window) = window() else { return };
    let document = window.document().map(EventTarget::from);
    listen(Some(window.clone().into()), "pagehide", move |_| send(app, true));
    listen(document, "visibilitychange", move |_| {
        if !lead::is_shown() {
            send(app, false);
        }
    });
    listen(Some(window.into()), "storage", move |event| {
        let ours = ui::Storage::names(VISIT_KEY);
        if event.dyn_into::<StorageEvent>().is_ok_and(|event| event.key() == Some(ours)) {
            // In another tab the conversation was deleted, and the visit with it.
            if app.look().storage.get(VISIT_KEY).is_none() {
                forget();
            }
            obey(app);
        }
    });
    obey(app);
    let kept = app.look().storage.get(VISIT_KEY);
    if kept.is_some_and(|kept| kept != OFF && Ticket::is_over(&kept, ui::now_ms())) {
        app.look().storage.remove(VISIT_KEY);
    }
}

fn listen(target: Option<EventTarget>, name: &'static str, hear: impl Fn(Event) + 'static) {
    let Some(target) = target else { return };
    let closure = Closure::<dyn Fn(Event)>::new(hear);
    // A page that refuses its own events has switched insights off.
    let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    TELLING.with_borrow_mut(|telling| telling.listeners.push((target, name, closure)));
}

/// Tells what is still to be told, and lets go of the page.
pub fn leave(app: App) {
    send(app, true);
    sharing::close(app);
    for (target, name, closure) in TELLING.take().listeners {
        let _ = target.remove_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    }
}

/// The visitor's word on whether this visit is told of; it is kept, and another tab follows.
pub fn switch(app: App, on: bool) {
    if on {
        app.look().storage.remove(VISIT_KEY);
    } else {
        app.look().storage.set(VISIT_KEY, OFF);
    }
    obey(app);
}

/// Does as the visitor wished, here or in another tab. What was counted before it was switched off is never told.
fn obey(app: App) {
    let is_off = app.look().storage.get(VISIT_KEY).as_deref() == Some(OFF);
    if is_off == app.look().tells {
        app.change(Part::Desk, |state| {
            state.tells = !is_off;
            state.signs.clear();
        });
        forget();
    }
    sharing::draw_anew();
}

fn forget() {
    TELLING.with_borrow_mut(|telling| {
        telling.counting = Counting::default();
        telling.ticket = None;
    });
}

fn take_signs(app: App) {
    let mut signs = Vec::new();
    app.set(|state| signs = std::mem::take(&mut state.signs));
    let state = app.look();
    if TELLING.with_borrow(|telling| telling.forgotten != state.forgotten) {
        forget();
    }
    TELLING.with_borrow_mut(|telling| {
        telling.forgotten = state.forgotten;
        signs.into_iter().for_each(|sign| telling.counting.take(&state, sign));
    });
}

/// Reserves a number while no other tab does. A page without TLS has no locks: there the visitor, who is in one tab at a
/// time, keeps others from asking in the same instant.
fn reserve_in_turn(app: App) {
    let held = Closure::once_into_js(move |_: JsValue| reserve(app));
    let locks = window().map(|window| reflect::get(&reflect::get(&window, "navigator"), "locks"));
    let asked = locks.and_then(|locks| reflect::call(&locks, "request", &[&LOCK.into(), &held]).ok());
    let Some(asked) = asked else { return reserve(app) };
    // Where the browser refuses after all, the number is taken at the page's end.
    let refused = Closure::once_into_js(|_: JsValue| ());
    let _ = reflect::call(&asked, "catch", &[&refused]);
}

/// Takes the next number of the visit, and keeps that it is taken before anything is sent under it.
fn reserve(app: App) {
    let kept = app.look().storage.get(VISIT_KEY);
    let may = app.look().tells && !app.look().stopped && kept.as_deref() != Some(OFF);
    let reserved =
        ui::random_id().filter(|_| may).and_then(|id| Ticket::reserve(kept.as_deref(), &id, ui::now_ms()));
    let ticket = reserved.map(|(ticket, next)| {
        app.look().storage.set(VISIT_KEY, &next);
        ticket
    });
    TELLING.with_borrow_mut(|telling| (telling.ticket, telling.asks) = (ticket, false));
    sharing::draw_anew();
}

/// What is told.
pub struct Told {
    pub digest: Digest,
    /// The very text that is sent.
    pub text: String,
    /// The visit as it is then.
    visit: Visit,
}

/// What would be told if the visit ended now; none where it is nothing.
pub fn preview(app: App) -> Option<Told> {
    take_signs(app);
    TELLING.with_borrow(|telling| telling.tell(app, true))
}

impl Telling {
    /// What is told now. Where the page `ends`, so does the question that the visitor is asked about.
    fn tell(&self, app: App, ends: bool) -> Option<Told> {
        let ticket = self.ticket.as_ref()?;
        let counting = &self.counting;
        let mut visit = counting.visit.clone();
        if ends {
            visit.close();
        }
        let language = Some(&counting.language).filter(|language| !language.is_empty());
        let digest = visit.digest(Digest {
            version: VERSION,
            visit: ticket.visit.clone(),
            number: ticket.number,
            language: language.unwrap_or(&app.look().config.language).clone(),
            page: counting.page.clone(),
            ..Digest::default()
        })?;
        let text = ui::to_text(&digest)?;
        Some(Told { digest, text, visit })
    }
}

/// Tells the desk. What the browser does not take is still to be told.
fn send(app: App, ends: bool) {
    take_signs(app);
    let is_off = app.look().storage.get(VISIT_KEY).as_deref() == Some(OFF);
    if is_off || !app.look().tells {
        return;
    }
    let wants = TELLING.with_borrow(|telling| {
        let is_good = telling.ticket.as_ref().is_some_and(|ticket| ticket.is_good(ui::now_ms()));
        telling.counting.visit.has_news() && !is_good
    });
    if wants {
        reserve(app);
    }
    let told = TELLING.with_borrow(|telling| telling.tell(app, ends));
    let Some(Told { digest, text, mut visit }) = told else { return };
    if beacon(app, &text) {
        visit.sent(digest);
        TELLING.with_borrow_mut(|telling| {
            telling.counting.visit = visit;
            telling.ticket = None;
        });
        sharing::draw_anew();
    }
}

/// Whether the browser took it. As text, so that it asks for no preflight.
fn beacon(app: App, text: &str) -> bool {
    let Some(window) = window() else { return false };
    let url = [app.look().config.desk.as_deref().unwrap_or_default(), DIGEST].concat();
    let navigator = reflect::get(&window, "navigator");
    let taken = reflect::call(&navigator, "sendBeacon", &[&url.into(), &text.into()]);
    taken.is_ok_and(|taken| taken.as_bool() == Some(true))
}
