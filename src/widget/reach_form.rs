//! How to reach a visitor who leaves: an address or a number, what will come of it, and the code that proves an address.
//
// The form stands beside the card, not in it: the card is drawn anew while the line moves, and would take the focus along.

use std::cell::RefCell;

use js_sys::Reflect;
use protocol::{ConfirmContact, ContactReply, MailOutcome, NewContact, Problem, Wish};
use reactive_graph::owner::Owner;
use reactive_graph::signal::RwSignal;
use reactive_graph::traits::{Get, GetUntracked, Set};
use serde::Serialize;
use ui::{El, el};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement};

use crate::app::App;
use crate::panel::button;
use crate::told::Told;

/// How far the visitor got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Fields,
    Code,
    Done(&'static str),
}

thread_local! {
    static FORM: RefCell<Option<(Element, Owner)>> = const { RefCell::new(None) };
}

/// Shows the form below the conversation; `wish` is what the visitor chose.
pub fn open(app: App, wish: Wish) {
    close();
    let Some(composer) = app.look().composer.clone() else { return };
    let root: Element = composer.get_root_node().unchecked_into();
    let Some(scroll) = root.query_selector_all(".scroll").ok().and_then(|found| found.get(0)) else { return };
    let owner = Owner::new();
    let form = owner.with(|| form(app, wish));
    let element = form.element().clone();
    if scroll.append_child(&element).is_ok() {
        element.scroll_into_view();
        focus_first(&element);
        FORM.set(Some((element, owner)));
    }
}

/// Takes the form away.
pub fn close() {
    if let Some((element, owner)) = FORM.take() {
        element.remove();
        owner.cleanup();
    }
}

fn form(app: App, wish: Wish) -> El {
    let step = RwSignal::new(Step::Fields);
    let problem = RwSignal::new(String::new());
    let by_mail = wish == Wish::Message;
    let title = app.say(if by_mail { "reach_title" } else { "reach_call_title" });
    el("div")
        .class("card form")
        .attr("role", "group")
        .attr("aria-label", &title)
        .child(el("strong").text(&title))
        .child_with(move || {
            Some(match step.get() {
                Step::Fields => fields(app, wish, step, problem),
                Step::Code => code(app, step, problem),
                Step::Done(word) => el("p").attr("role", "status").text(&app.say(word)),
            })
        })
        .child_with(move || {
            let problem = problem.get();
            (!problem.is_empty()).then(|| el("p").class("wrong").attr("role", "alert").text(&problem))
        })
}

fn fields(app: App, wish: Wish, step: RwSignal<Step>, problem: RwSignal<String>) -> El {
    let email = field(app, "reach_email", "email", "email");
    let phone = field(app, "reach_phone", "tel", "tel");
    let note = field(app, "reach_note", "text", "off");
    let (of_email, of_phone, of_note) = (input(&email), input(&phone), input(&note));
    let send = button("chip person", &app.say("reach_send"), move |_| {
        let contact =
            NewContact { email: value(&of_email), phone: value(&of_phone), note: value(&of_note), wish };
        if contact.email.is_none() && contact.phone.is_none() {
            return problem.set(app.say("reach_empty"));
        }
        let has_mail = contact.email.is_some();
        submit(app, "/contact", &contact, problem, move |reply| {
            step.set(match reply.mail {
                MailOutcome::CodeSent => Step::Code,
                MailOutcome::Confirmed => Step::Done("reach_confirmed"),
                MailOutcome::TryLater if has_mail => Step::Done("reach_try_later"),
                MailOutcome::NotOffered | MailOutcome::TryLater => Step::Done("reach_kept"),
            });
        });
    });
    let parts = if wish == Wish::Callback { [phone, note, email] } else { [email, phone, note] };
    el("div").children(parts).child(el("p").text(&app.say("reach_how"))).child(row(app, send))
}

fn code(app: App, step: RwSignal<Step>, problem: RwSignal<String>) -> El {
    let code = field(app, "reach_code", "text", "one-time-code");
    let typed = input(&code);
    // Digits on a phone's keyboard.
    let _ = typed.set_attribute("inputmode", "numeric");
    let send = button("chip person", &app.say("reach_confirm"), move |_| {
        let code = value(&typed).unwrap_or_default();
        submit(app, "/contact/confirm", &ConfirmContact { code }, problem, move |reply| {
            let confirmed = reply.mail == MailOutcome::Confirmed;
            step.set(Step::Done(if confirmed { "reach_confirmed" } else { "reach_kept" }));
        });
    });
    el("div").child(el("p").text(&app.say("reach_code_sent"))).child(code).child(row(app, send))
}

fn row(app: App, send: El) -> El {
    let leave = button("small", &app.say("reach_close"), move |_| {
        close();
        app.focus_composer();
    });
    el("div").class("tools").child(send).child(leave)
}

/// A labelled field.
fn field(app: App, label: &str, kind: &str, autocomplete: &str) -> El {
    let input = el("input").attr("type", kind).attr("autocomplete", autocomplete).attr("maxlength", "254");
    el("label").child(el("span").text(&app.say(label))).child(input)
}

fn input(field: &El) -> Element {
    field.element().last_element_child().unwrap_or_else(|| field.element().clone())
}

/// What stands in a field; none where nothing does.
fn value(input: &Element) -> Option<String> {
    let value = Reflect::get(input, &"value".into()).ok()?.as_string()?;
    Some(value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// Sends a form to the conversation's `path`; what the desk refuses is said in its words.
fn submit<T: Serialize>(
    app: App,
    path: &str,
    body: &T,
    problem: RwSignal<String>,
    done: impl FnOnce(ContactReply) + 'static,
) {
    let Some(handoff) = app.look().kept.handoff.clone() else { return };
    let desk = app.look().config.desk.clone().unwrap_or_default();
    let url = [&desk, "api/v1/conversations/", &handoff.conversation, path].concat();
    let body = ui::to_text(body).unwrap_or_default();
    if !problem.get_untracked().is_empty() {
        problem.set(String::new());
    }
    spawn_local(async move {
        let Ok(reply) = ui::fetch("POST", &url, &handoff.token, &body).await else {
            return problem.set(app.say("reach_failed"));
        };
        match (reply.status, ui::from_js::<ContactReply>(reply.body.clone())) {
            (200..=299, Some(reply)) => {
                app.change_handoff(|handoff| Told::change(handoff, |told| told.reached = true));
                done(reply);
            }
            _ => {
                let told = ui::from_js::<Problem>(reply.body).and_then(|problem| problem.detail);
                problem.set(told.unwrap_or_else(|| app.say("reach_failed")));
            }
        }
    });
}

fn focus_first(form: &Element) {
    let first = form.query_selector_all("input").ok().and_then(|found| found.get(0));
    if let Some(first) = first {
        // What can't be focused leaves the focus where it is.
        let _ = first.unchecked_into::<HtmlElement>().focus();
    }
}
