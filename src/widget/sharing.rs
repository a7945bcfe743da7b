//! What is shared, laid out for the visitor from the very value that is sent, with the switch.
//
// It lies over the whole panel; what is behind it can't be reached until it is closed.

use std::cell::RefCell;

use protocol::{Digest, DigestQuestion, EntryCounts, HandoffReason, QuestionEnd};
use reactive_graph::owner::Owner;
use reactive_graph::signal::RwSignal;
use reactive_graph::traits::{Get, Update};
use ui::{El, el, reflect};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use crate::app::{App, Part};
use crate::icon::CLOSE;
use crate::insights::{self, Told};
use crate::panel::{bare_button, button, sign_button};

thread_local! {
    static SHEET: RefCell<Option<Sheet>> = const { RefCell::new(None) };
}

struct Sheet {
    element: Element,
    owner: Owner,
    /// Changes whenever there may be something else to show.
    changes: RwSignal<bool>,
    /// What had the focus before.
    opener: Option<HtmlElement>,
}

/// Shows it.
pub fn show(app: App) {
    insights::follow(app);
    close(app);
    let Some(panel) = panel(app) else { return };
    let (owner, changes) = (Owner::new(), RwSignal::new(false));
    let sheet = owner.with(|| sheet(app, changes));
    let element = sheet.element().clone();
    let opener = root(app).and_then(|root| reflect::get(&root, "activeElement").dyn_into().ok());
    hide_behind(&panel, true);
    if panel.append_child(&element).is_ok() {
        focus(&element, "h2");
        SHEET.set(Some(Sheet { element, owner, changes, opener }));
    }
}

/// Takes it away, and gives the focus back.
pub fn close(app: App) {
    let Some(sheet) = SHEET.take() else { return };
    sheet.element.remove();
    sheet.owner.cleanup();
    panel(app).iter().for_each(|panel| hide_behind(panel, false));
    match sheet.opener.filter(|opener| reflect::get(opener, "isConnected").as_bool() == Some(true)) {
        Some(opener) => drop(opener.focus()),
        None => app.focus_composer(),
    }
}

/// Something happened meanwhile.
pub fn draw_anew() {
    let changes = SHEET.with_borrow(|sheet| sheet.as_ref().map(|sheet| sheet.changes));
    if let Some(changes) = changes {
        changes.update(|change| *change = !*change);
    }
}

fn panel(app: App) -> Option<Element> {
    app.look().composer.as_ref()?.closest(".panel").ok().flatten()
}

fn root(app: App) -> Option<web_sys::Node> {
    Some(app.look().composer.as_ref()?.get_root_node())
}

/// Keeps keyboard and screen reader away from what lies behind, or lets them back.
fn hide_behind(panel: &Element, hide: bool) {
    let mut next = reflect::get(panel, "firstElementChild");
    while let Ok(element) = next.dyn_into::<Element>() {
        // The names of attributes are ours and valid.
        let _ = if hide { element.set_attribute("inert", "") } else { element.remove_attribute("inert") };
        next = reflect::get(&element, "nextElementSibling");
    }
}

fn focus(within: &Element, selector: &str) {
    let found = within.query_selector(selector).ok().flatten();
    if let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        // What can't be focused leaves the focus where it is.
        let _ = found.focus();
    }
}

fn sheet(app: App, changes: RwSignal<bool>) -> El {
    let title = el("h2").attr("id", "sharing-title").attr("tabindex", "-1").text(&app.say("insights_title"));
    let leave = sign_button("icon", &app.say("close"), CLOSE, move |_| close(app));
    let body = el("div")
        .class("sharing-body")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-labelledby", "sharing-title")
        .child(el("p").text(&app.say("insights_lead")))
        .child(switch(app))
        .child_with(move || {
            changes.get();
            Some(preview(app))
        })
        .child(button("small", &app.say("insights_close"), move |_| close(app)));
    el("div")
        .class("sharing")
        .attr("role", "dialog")
        .attr("aria-modal", "true")
        .attr("aria-labelledby", "sharing-title")
        .on("keydown", move |event| {
            if event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == "Escape") {
                // Else it would close the panel too.
                event.stop_propagation();
                close(app);
            }
        })
        .child(el("div").class("sharing-head").child(title).child(leave))
        .child(body)
}

fn switch(app: App) -> El {
    let is_on = move || app.see(Part::Desk).tells;
    let state = move || app.say(if is_on() { "insights_on" } else { "insights_off" });
    bare_button("sharing-switch", move |_| {
        let on = app.look().tells;
        insights::switch(app, !on);
    })
    .attr("role", "switch")
    .attr("aria-label", &app.say("insights_switch"))
    .attr_with("aria-checked", move || Some(is_on().to_string()))
    .child(el("span").text(&app.say("insights_switch")))
    .child(el("span").class("sharing-state").attr("aria-hidden", "true").text_with(state))
    .child(el("span").class("sharing-knob").attr("aria-hidden", "true"))
}

fn preview(app: App) -> El {
    let part = el("div");
    if !app.look().tells {
        return part.child(el("p").class("sharing-off").text(&app.say("insights_is_off")));
    }
    let part = part.child(el("h3").text(&app.say("insights_now")));
    match insights::preview(app) {
        None => part.child(el("p").text(&app.say("insights_nothing"))),
        Some(told) => part.children(laid_out(app, &told)),
    }
}

/// Everything that the text holds, in words; and the text.
fn laid_out(app: App, told: &Told) -> [El; 4] {
    let digest = &told.digest;
    let questions = digest.questions.iter().map(|question| question_view(app, question));
    let list = match digest.questions.is_empty() {
        true => el("p").text(&app.say("insights_no_questions")),
        false => el("ul").class("sharing-questions").children(questions),
    };
    let text = el("pre").attr("tabindex", "0").attr("dir", "ltr").text(&told.text);
    let exact = el("details").child(el("summary").text(&app.say("insights_exact"))).child(text);
    [facts(app, digest), el("h3").text(&app.say("insights_questions")), list, exact]
}

fn facts(app: App, digest: &Digest) -> El {
    let (bands, moods) = (&digest.confidence, &digest.moods);
    let bands = [
        ("insights_below_50", bands.below_50),
        ("insights_below_80", bands.below_80),
        ("insights_below_95", bands.below_95),
        ("insights_from_95", bands.from_95),
    ];
    let moods = [
        ("insights_angry", moods.angry),
        ("insights_anxious", moods.anxious),
        ("insights_dejected", moods.dejected),
        ("insights_calm", moods.calm),
        ("insights_glad", moods.glad),
    ];
    let handoffs: Vec<_> = digest.handoffs.iter().map(|one| (reason_word(one.reason), one.count)).collect();
    let entries = digest.entries.iter().map(|entry| entry_words(app, entry)).collect();
    el("dl")
        .children(fact(app, "insights_page", vec![digest.page.clone()]))
        .children(fact(app, "insights_language", vec![digest.language.clone()]))
        .children(fact(app, "insights_asked", vec![digest.asked.to_string()]))
        .children(fact(app, "insights_unanswered", vec![digest.unanswered.to_string()]))
        .children(fact(app, "insights_clarified", vec![digest.clarified.to_string()]))
        .children(fact(app, "insights_sure", counted(app, &bands)))
        .children(fact(app, "insights_moods", counted(app, &moods)))
        .children(fact(app, "insights_handoffs", counted(app, &handoffs)))
        .children(fact(app, "insights_entries", entries))
        .children(fact(app, "insights_visit", vec![digest.visit.clone(), app.say("insights_visit_note")]))
        .children(fact(app, "insights_number", vec![digest.number.to_string()]))
}

/// A name with what is told of it, a line each; nothing where nothing is.
fn fact(app: App, name: &str, lines: Vec<String>) -> Option<El> {
    let dd = || el("dd").children(lines.iter().map(|line| el("span").text(line)));
    (!lines.is_empty()).then(|| el("div").child(el("dt").text(&app.say(name))).child(dd()))
}

/// The counts that are not 0, each with its word.
fn counted(app: App, counts: &[(&str, u32)]) -> Vec<String> {
    let counts = counts.iter().filter(|(_, count)| *count > 0);
    counts.map(|(word, count)| [&app.say(word), " × ", &count.to_string()].concat()).collect()
}

fn entry_words(app: App, entry: &EntryCounts) -> String {
    let counts = [
        ("insights_answered", entry.answered),
        ("insights_up", entry.up),
        ("insights_down", entry.down),
        ("insights_settled", entry.settled),
    ];
    [&entry.entry, ": ", &counted(app, &counts).join(", ")].concat()
}

fn question_view(app: App, question: &DigestQuestion) -> El {
    let mut about = vec![app.say(end_word(question.end))];
    about.extend(question.entry.clone());
    // Rounded down: what is called unsure must not look sure.
    about.extend(
        question.confidence.map(|confidence| [&((confidence * 100.0) as u32).to_string(), " %"].concat()),
    );
    about.extend(question.language.clone());
    el("li")
        .child(el("p").attr("dir", "auto").text(&question.text))
        .child(el("small").text(&about.join(" · ")))
}

fn end_word(end: QuestionEnd) -> &'static str {
    match end {
        QuestionEnd::Unanswered => "insights_end_unanswered",
        QuestionEnd::RatedDown => "insights_end_rated_down",
        QuestionEnd::Clarified => "insights_end_clarified",
        QuestionEnd::LowConfidence => "insights_end_low_confidence",
        QuestionEnd::RatedUp => "insights_end_rated_up",
        QuestionEnd::Sampled => "insights_end_sampled",
    }
}

fn reason_word(reason: HandoffReason) -> &'static str {
    match reason {
        HandoffReason::LowConfidence => "insights_low_confidence",
        HandoffReason::Frustration => "insights_frustration",
        HandoffReason::Asked => "insights_asked_for",
        HandoffReason::RepeatedMiss => "insights_repeated_miss",
        HandoffReason::Entry => "insights_entry",
        HandoffReason::Departments => "insights_departments",
        HandoffReason::Urgent => "insights_urgent",
        HandoffReason::Threat => "insights_threat",
        HandoffReason::Watched => "insights_watched",
    }
}
