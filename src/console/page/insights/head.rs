//! The head of the page: what is counted and over how long, and the tables to take along.

use console::insights::{Asked, TABLES, WINDOWS};
use console::words::{InsightWords, fill};
use leptos::prelude::*;
use protocol::{InsightSite, Insights};

use super::super::{dates, language};
use super::Page;

/// The title, the choices and the export.
pub fn view(page: Page) -> impl IntoView {
    let words = page.words;
    view! {
        <div class="insights-head">
            <h1 id="insights-title" tabindex="-1">{words.title}</h1>
            <div class="insights-choices" role="group" aria-label=words.narrow>
                {sites(page)}
                {languages(page)}
                {windows(page)}
            </div>
            {export(page)}
        </div>
    }
}

/// Which days are compared with which, and which sites tell nothing.
pub fn compared(page: Page, insights: &Insights) -> impl IntoView + use<> {
    let words = page.words;
    let told = insights.sites.first().map(|site| {
        let day = |date: &str| dates::short_date_words(date, language());
        let slots =
            [("from", &*day(&site.from)), ("until", &day(&site.until)), ("n", &insights.days.to_string())];
        fill(words.compared, &slots)
    });
    let off: Vec<String> = insights.sites.iter().filter(|site| !site.on).map(name_of).collect();
    // Where all are off each section says so.
    let some_off = (off.len() < insights.sites.len() && !off.is_empty())
        .then(|| fill(words.off_some, &[("sites", &off.join(words.names_between))]));
    let sample = insights.sample.then(|| {
        view! { <p class="compared" role="note">{words.sample} " " <code>{"tandem erase Sample"}</code></p> }
    });
    view! { {sample} <p class="compared muted">{told} {some_off.map(|told| view! { " " <span dir="auto">{told}</span> })}</p> }
}

/// A site as people call it.
pub fn name_of(site: &InsightSite) -> String {
    if site.name.is_empty() { site.id.clone() } else { site.name.clone() }
}

/// The site's choice; nothing where there is only one.
fn sites(page: Page) -> impl IntoView {
    let words = page.words;
    let choose = move |value: String| {
        // Another site has other languages.
        let days = page.asked.with_untracked(|asked| asked.days);
        let site = Some(value).filter(|value| !value.is_empty());
        page.state.go(&Asked { days, site, language: None }.fragment());
    };
    move || {
        let sites = page.sites.get();
        let chosen = page.asked.with(|asked| asked.site.clone()).unwrap_or_default();
        (sites.len() > 1).then(|| {
            let options = sites.iter().map(|site| (site.id.clone(), name_of(site))).collect();
            select(words.site, words.all_sites, options, &chosen, choose)
        })
    }
}

fn languages(page: Page) -> impl IntoView {
    let words = page.words;
    let choose = move |value: String| {
        let asked = page.asked.get_untracked();
        page.state.go(&Asked { language: Some(value).filter(|value| !value.is_empty()), ..asked }.fragment());
    };
    move || {
        let mut tags = page.languages.get();
        let chosen = page.asked.with(|asked| asked.language.clone()).unwrap_or_default();
        if !chosen.is_empty() && !tags.contains(&chosen) {
            tags.push(chosen.clone());
        }
        (tags.len() > 1 || !chosen.is_empty()).then(|| {
            let options = tags.into_iter().map(|tag| {
                let name = dates::language_words(&tag, language());
                (tag, name)
            });
            select(words.language, words.all_languages, options.collect(), &chosen, choose)
        })
    }
}

fn select(
    label: &'static str,
    all: &'static str,
    options: Vec<(String, String)>,
    chosen: &str,
    choose: impl Fn(String) + 'static,
) -> AnyView {
    let option = |(value, name): (String, String)| {
        let is_chosen = value == chosen;
        view! { <option value=value selected=is_chosen>{name}</option> }
    };
    let options: Vec<_> = options.into_iter().map(option).collect();
    view! {
        <select aria-label=label on:change=move |event| choose(event_target_value(&event))>
            <option value="" selected=chosen.is_empty()>{all}</option>
            {options}
        </select>
    }
    .into_any()
}

/// The windows, as links: each is an address of its own.
fn windows(page: Page) -> impl IntoView {
    let words = page.words;
    let link = move |days: u32| {
        let href = move || Asked { days, ..page.asked.get() }.fragment();
        let here = move || page.asked.with(|asked| asked.days == days).then_some("true");
        view! { <a href=href aria-current=here>{fill(words.days, &[("n", &days.to_string())])}</a> }
    };
    view! { <span class="windows" role="group" aria-label=words.window>{WINDOWS.map(link)}</span> }
}

/// The tables to take along.
fn export(page: Page) -> impl IntoView {
    let words = page.words;
    let link = move |table: &'static str| {
        let href = move || page.asked.with(|asked| asked.table(table));
        view! { <li><a href=href download="">{table_words(table, words)}</a></li> }
    };
    view! {
        <details class="export">
            <summary class="button">{words.export}</summary>
            <div class="export-list">
                <p class="small">{words.export_lead}</p>
                <ul>{TABLES.map(link)}</ul>
            </div>
        </details>
    }
}

fn table_words(table: &str, words: &InsightWords) -> &'static str {
    match table {
        "figures" => words.table_figures,
        "topics" => words.table_topics,
        "days" => words.table_days,
        "hours" => words.table_hours,
        "entries" => words.table_entries,
        "pages" => words.table_pages,
        "languages" => words.table_languages,
        "reasons" => words.table_reasons,
        _ => words.table_questions,
    }
}
