//! What was said, oldest first, in the panel's one live region; the handoff card and choices stand below it.

use std::cell::Cell;
use std::rc::Rc;

use protocol::Author;
use ui::{El, el, follow};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::app::{App, Part};
use crate::conversation::Chip;
use crate::panel::button;
use crate::turn_view::{chips_view, turn_view, who_view};

/// A reader within so many pixels of the end follows it; one further up is left in peace.
const NEAR_THE_END: i32 = 160;
/// What is left above the visitor's words when an answer is long, pixels.
const ABOVE_THE_QUESTION: i32 = 12;

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
        .child_with(move || {
            let person = app.see(Part::Desk).person?;
            (person.handoff_card)(app)
        });
    keep_in_sight(app, scroll)
}

/// The first word says that it is automatic, and that a person is near where one is.
fn greeting(app: App) -> El {
    let knows_nothing = app.look().assistant.knowledge.entries.is_empty();
    let words = el("p").text_with(move || first_words(app, knows_nothing));
    let mut greeting =
        el("div").class("greeting").child(who_view(app, Author::Assistant, None)).child(said(words));
    if app.look().config.insights.is_some() {
        let see = button("small", &app.say("insights_see"), move |_| app.show_insights());
        greeting = greeting.child(el("div").class("tools").child(see));
    }
    if knows_nothing {
        greeting = greeting.child(said(el("p").text(&app.say("no_knowledge"))));
    }
    greeting.child_with(move || {
        let state = app.see(Part::Turns);
        let ids = state.assistant.starters(&state.config.starters);
        let first = state.kept.turns.is_empty() && !ids.is_empty();
        first.then(|| chips_view(app, None, ids.into_iter().map(Chip::Entry).collect()))
    })
}

/// They follow the visitor's word on what is told of the visit.
fn first_words(app: App, knows_nothing: bool) -> String {
    let state = app.see(Part::Desk);
    let config = &state.config;
    let keys = [
        Some(if knows_nothing { "greeting_empty" } else { "greeting" }),
        config.has_person().then_some("greeting_person"),
        config.supervise.then_some("greeting_watched"),
        config.insights.map(|_| if state.tells { "greeting_insights" } else { "greeting_insights_off" }),
    ];
    let mut words = String::new();
    for key in keys.into_iter().flatten() {
        // Full-width punctuation brings its own space.
        let space = if words.ends_with(|last: char| last.is_ascii()) { " " } else { "" };
        words += &[space, &state.words.get(key)].concat();
    }
    words
}

fn said(words: El) -> El {
    el("div").class("say").child(el("div").class("box").child(words))
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

/// Keeps the newest words in sight of a reader who is at the end; a long answer is shown from its question on.
fn keep_in_sight(app: App, scroll: El) -> El {
    let at_end = Rc::new(Cell::new(true));
    let seen = Cell::new(0);
    let (element, follows) = (scroll.element().clone(), Rc::clone(&at_end));
    follow(move || {
        let (asked, answered) = {
            let turns = &app.see(Part::Turns).kept.turns;
            let asked = turns.iter().filter(|turn| turn.message.author == Author::Visitor).count();
            (asked, turns.last().is_some_and(|turn| turn.message.author == Author::Assistant))
        };
        app.see(Part::Open);
        let waits = app.see(Part::Desk).with_person().is_some();
        if seen.replace(asked) < asked || follows.get() {
            let element = element.clone();
            let from_question = answered && !waits;
            ui::next_frame(move || {
                element.set_scroll_top(if from_question { question(&element) } else { i32::MAX })
            });
        }
    });
    let element = scroll.element().clone();
    scroll.on("scroll", move |_| {
        let hidden = element.scroll_height() - element.client_height() - element.scroll_top();
        at_end.set(hidden < NEAR_THE_END);
    })
}

/// Where the visitor's latest words begin, as a distance from the top.
fn question(scroll: &Element) -> i32 {
    let own = scroll.query_selector_all(".me").ok();
    let latest = own.and_then(|own| own.get(own.length().saturating_sub(1)));
    let top =
        latest.and_then(|latest| latest.dyn_into::<HtmlElement>().ok()).map(|latest| latest.offset_top());
    top.map_or(i32::MAX, |top| top - ABOVE_THE_QUESTION)
}
