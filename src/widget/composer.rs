//! The composer: a box that grows, Enter that respects an input method, the true privacy line, the way to a person.

use ui::{El, el, follow};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlTextAreaElement, KeyboardEvent};

use crate::app::{App, Part};
use crate::icon::SEND;
use crate::panel::{button, sign_button};

/// Tallest that the box grows, pixels.
const TALLEST: i32 = 132;

/// The panel's last rows.
pub fn composer(app: App) -> El {
    let send = sign_button("send", &app.say("send"), SEND, move |_| {
        send(app);
        app.focus_composer();
    });
    let notice = move || {
        let state = app.see(Part::Notice);
        state.notice.as_ref().map(|notice| el("p").class("notice").attr("role", "alert").text(notice))
    };
    let foot = el("div").class("foot").child(el("span").text_with(move || app.say(privacy(app))));
    el("footer")
        .child_with(notice)
        .child(el("div").class("compose").child(area(app)).child(send))
        .child(foot.child_with(move || person(app)))
}

fn area(app: App) -> El {
    let area = el("textarea")
        .attr("rows", "1")
        .attr("enterkeyhint", "send")
        .attr_with("aria-label", move || Some(placeholder(app)))
        .attr_with("placeholder", move || Some(placeholder(app)))
        .on("keydown", move |event| pressed(app, &event));
    let typed: HtmlTextAreaElement = area.cast();
    app.set(|state| state.composer = Some(typed.clone()));
    follow(move || {
        if app.see(Part::Open).open {
            // After the panel is drawn: what is hidden takes no focus.
            ui::next_frame(move || app.focus_composer());
        }
    });
    area.on("input", move |_| {
        app.typed(&typed.value());
        fit(&typed);
    })
}

fn pressed(app: App, event: &web_sys::Event) {
    if event.dyn_ref::<KeyboardEvent>().is_some_and(ui::sends) {
        event.prevent_default();
        send(app);
    }
}

/// Sends what stands in the box, whether or not an input event told of it; what is not taken stays there.
fn send(app: App) {
    let area = app.look().composer.clone();
    if let Some(area) = area
        && app.send(&area.value())
    {
        area.set_value("");
        fit(&area);
    }
}

/// Takes the words out of the box; none where there are none.
pub fn take(app: App) -> Option<String> {
    let area = app.look().composer.clone()?;
    let typed = area.value().trim().to_owned();
    area.set_value("");
    fit(&area);
    (!typed.is_empty()).then_some(typed)
}

fn fit(area: &HtmlTextAreaElement) {
    // Through the style object, which a strict CSP allows; a style attribute it would block.
    let style = HtmlElement::style(area);
    let _ = style.set_property("height", "auto");
    let height = area.scroll_height().min(TALLEST);
    let _ = style.set_property("height", &[&height.to_string(), "px"].concat());
}

fn placeholder(app: App) -> String {
    let state = app.see(Part::Desk);
    match state.with_person() {
        Some(handoff) if handoff.is_assigned() => {
            state.words.with("placeholder_agent", "name", &state.agent(handoff))
        }
        Some(_) => state.words.get("placeholder_waiting"),
        None => state.words.get("placeholder"),
    }
}

/// What is true of the visitor's words right now.
fn privacy(app: App) -> &'static str {
    let state = app.see(Part::Desk);
    match state.with_person() {
        Some(_) if state.kept.is_held_up() => "privacy_kept",
        Some(handoff) if handoff.is_assigned() => "privacy_agent",
        Some(_) => "privacy_waiting",
        None if state.config.supervise => "privacy_watched",
        None if state.tells => "privacy_told",
        None => "privacy_local",
    }
}

fn person(app: App) -> Option<El> {
    let state = app.see(Part::Desk);
    if state.with_person().is_some() || !state.config.has_person() {
        return None;
    }
    let press = move |_| {
        app.with_person_part(Box::new(move |person| (person.talk)(app)));
        app.focus_composer();
    };
    Some(button("person", &state.words.get("talk_to_person"), press))
}
