//! The composer: a box that grows, Enter that respects an input method, the true privacy line, the way to a person.

use leptos::ev;
use leptos::html::{Textarea, button, div, footer, p, span, textarea};
use leptos::prelude::*;

use crate::app::App;
use crate::conversation::Handoff;
use crate::icon::{SEND, icon};

/// Tallest that the box grows, pixels.
const TALLEST: i32 = 132;

/// The panel's last rows.
pub fn composer(app: App) -> AnyView {
    let area = NodeRef::<Textarea>::new();
    app.set_composer(area);
    focus_on_open(app, area);
    Effect::new(move || write_back(app, area));
    let send = move || {
        if let Some(area) = area.get_untracked() {
            app.send(&area.value());
        }
    };
    footer()
        .child((
            move || app.notice.get().map(|notice| p().class("notice").attr("role", "alert").child(notice)),
            div().class("compose").child((
                textarea()
                    .node_ref(area)
                    .attr("rows", "1")
                    .attr("aria-label", move || placeholder(app))
                    .attr("placeholder", move || placeholder(app))
                    .attr("enterkeyhint", "send")
                    .on(ev::input, move |_| typed(app, area))
                    .on(ev::keydown, move |event| {
                        if ui::sends(&event) {
                            event.prevent_default();
                            send();
                        }
                    }),
                button()
                    .attr("type", "button")
                    .class("send")
                    .attr("aria-label", app.say("send"))
                    .on(ev::click, move |_| {
                        send();
                        app.focus_composer();
                    })
                    .child(icon(SEND)),
            )),
            div().class("foot").child((span().child(move || app.say(privacy(app))), move || person(app))),
        ))
        .into_any()
}

fn typed(app: App, area: NodeRef<Textarea>) {
    let Some(area) = area.get_untracked() else { return };
    app.typed(area.value());
    fit(&area);
}

/// What the program puts into the box (an emptied draft) reaches it; what stands there already is left alone.
fn write_back(app: App, area: NodeRef<Textarea>) {
    let draft = app.draft.get();
    let Some(area) = area.get() else { return };
    if area.value() != draft {
        area.set_value(&draft);
        fit(&area);
    }
}

fn fit(area: &web_sys::HtmlTextAreaElement) {
    // Through the style object, which a strict CSP allows; a style attribute it would block.
    let style = web_sys::HtmlElement::style(area);
    let _ = style.set_property("height", "auto");
    let height = area.scroll_height().min(TALLEST);
    let _ = style.set_property("height", &[&height.to_string(), "px"].concat());
}

fn focus_on_open(app: App, area: NodeRef<Textarea>) {
    Effect::new(move || {
        if app.open.get()
            && let Some(area) = area.get()
        {
            request_animation_frame(move || {
                let _ = area.focus();
            });
        }
    });
}

fn placeholder(app: App) -> String {
    match app.handoff.get() {
        Some(handoff) if handoff.is_assigned() => {
            let agent = handoff.agent.unwrap_or_else(|| app.say("agent"));
            app.say_with("placeholder_agent", "name", &agent)
        }
        Some(handoff) if handoff.is_open() => app.say("placeholder_waiting"),
        _ => app.say("placeholder"),
    }
}

/// What is true of the visitor's words right now.
fn privacy(app: App) -> &'static str {
    let kept = app.outbox.with(|outbox| outbox.items().iter().any(|item| item.attempts > 0));
    match app.handoff.get() {
        Some(handoff) if handoff.is_open() && kept => "privacy_kept",
        Some(handoff) if handoff.is_assigned() => "privacy_agent",
        Some(handoff) if handoff.is_open() => "privacy_waiting",
        _ => "privacy_local",
    }
}

fn person(app: App) -> Option<AnyView> {
    let open = app.handoff.with(|handoff| handoff.as_ref().is_some_and(Handoff::is_open));
    if open || !app.look(|inner| inner.config.has_person()) {
        return None;
    }
    let press = move |_| {
        app.talk_to_person();
        app.focus_composer();
    };
    Some(button().attr("type", "button").class("person").on(ev::click, press).child(app.say("talk_to_person")).into_any())
}
