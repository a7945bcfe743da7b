//! What a section says where it has nothing to show: what is lacking, and how to have it.

use console::words::InsightWords;
use leptos::prelude::*;
use protocol::Insights;

use super::Page;

/// Whether visits are told of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// They are.
    Told,
    /// Insights are off everywhere, and nothing is left from when they were on.
    Off,
    /// They are on, and nothing has come yet.
    Nothing,
}

/// Whether the sites that are asked for tell of visits.
pub fn telling(insights: &Insights) -> Telling {
    let is_empty = insights.visits.visits == 0 && insights.visits.asked == 0;
    let was_empty = insights.visits_before.visits == 0;
    match insights.sites.iter().any(|site| site.on) {
        _ if !is_empty => Telling::Told,
        false if was_empty => Telling::Off,
        _ => Telling::Nothing,
    }
}

/// What visits tell, drawn where they do.
pub fn or_lack(
    page: Page,
    insights: &Insights,
    lacks: &'static str,
    draw: impl FnOnce() -> AnyView,
) -> AnyView {
    match telling(insights) {
        Telling::Told => draw(),
        Telling::Off => off(lacks, page.words),
        Telling::Nothing => none(page.words.none_yet),
    }
}

/// A plain word where there is nothing.
pub fn none(text: &'static str) -> AnyView {
    view! { <p class="none muted">{text}</p> }.into_any()
}

/// What is lacking, and how to switch it on.
pub fn off(lacks: &'static str, words: &'static InsightWords) -> AnyView {
    view! {
        <div class="lack">
            <p>{lacks}</p>
            <p class="small">
                {words.lacks_how} {" "} <code>{"data-insights=\"on\""}</code> {" "}
                <a href="#/setup/sites">{words.lacks_link}</a>
            </p>
        </div>
    }
    .into_any()
}
