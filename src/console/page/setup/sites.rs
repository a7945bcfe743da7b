//! One site: its name and pages, when people are there, and how long a visitor waits before being offered a choice.

use console::lines_of;
use console::words::SetupWords;
use leptos::prelude::*;

use super::form::{Field, Form, Kind, figures, framed, id_of, number, save_bar, text};
use super::hours;

/// The form.
pub fn view(form: Form, words: &'static SetupWords) -> impl IntoView {
    let Some(site) = form.site() else {
        return view! { <p class="muted">{words.no_sites}</p> }.into_any();
    };
    let identity = if site.has_identity { words.identity_set } else { words.identity_unset };
    (move || {
        form.drawn();
        let rules = form.draft.with_untracked(|draft| draft.site.clone());
        let field = |rule, label, hint| Field { rule, label, hint };
        view! {
            <form class="setup-form" on:submit=|event| event.prevent_default() novalidate=true>
                {text(form, field("name", words.site_name, words.site_name_hint), Kind::Line, rules.name, |draft, typed| draft.site.name = typed)}
                {text(form, field("origins", words.origins, words.origins_hint), Kind::Lines, rules.origins.join("\n"), |draft, typed| draft.site.origins = lines_of(&typed))}
                {hours::view(form, words)}
                {text(form, field("time_zone", words.time_zone, words.time_zone_hint), Kind::Line, rules.time_zone, |draft, typed| draft.site.time_zone = typed)}
                {text(form, field("holidays", words.holidays, words.holidays_hint), Kind::Lines, rules.holidays.join("\n"), |draft, typed| draft.site.holidays = lines_of(&typed))}
                {hours::preview(form, words)}
                {text(form, field("wait_limit_s", words.wait_limit, words.wait_limit_hint), Kind::Number, figures(rules.wait_limit_s), |draft, typed| draft.site.wait_limit_s = number(&typed))}
                {insights(form, rules.insights, words)}
                <p class="small">{identity}</p>
                {save_bar(form, words)}
            </form>
        }
    })
    .into_any()
}

/// Whether visits may tell what they came to.
fn insights(form: Form, is_on: bool, words: &'static SetupWords) -> impl IntoView {
    let chosen = move |event: leptos::ev::Event| {
        let is_on = event_target_value(&event) == "on";
        form.change(|draft| draft.site.insights = is_on);
    };
    let field = Field { rule: "insights", label: words.insights, hint: words.site_insights_hint };
    let choice = view! {
        <select id=id_of("insights") aria-describedby="rule-insights-hint" disabled=form.is_read_only("insights") on:change=chosen>
            <option value="" selected=!is_on>{words.no}</option>
            <option value="on" selected=is_on>{words.yes}</option>
        </select>
    }
    .into_any();
    framed(form, field, choice)
}
