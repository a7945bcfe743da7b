//! One site: its name and pages, when people are there, what its visits tell, and who publishes its FAQ.

use console::lines_of;
use console::words::SetupWords;
use leptos::prelude::*;

use super::form::{Field, Form, Kind, figures, number, save_bar, text, tick};
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
                {tick(form, field("insights", words.insights, words.site_insights_hint), rules.insights, |draft, ticked| draft.site.insights = ticked)}
                {tick(form, field("agents_publish", words.agents_publish, words.agents_publish_hint), rules.agents_publish, |draft, ticked| draft.site.agents_publish = ticked)}
                <p class="small">{identity}</p>
                {save_bar(form, words)}
            </form>
        }
    })
    .into_any()
}
