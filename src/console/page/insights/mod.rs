//! What visitors need: figures, topics, plots and tables over a window, each against the window before.

mod bars;
mod cards;
mod head;
mod lack;
mod questions;
mod rows;
mod solved;
mod times;
mod topics;
mod week;

use std::sync::Arc;

use console::insights::Asked;
use console::words::InsightWords;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{EditionHead, InsightSite, Insights, Role};

use super::desk::{self, Trouble};
use super::state::{Access, Standing, State};
use super::{language, words as common_words};

/// The page, as its sections share it.
#[derive(Clone, Copy)]
struct Page {
    state: State,
    words: &'static InsightWords,
    /// What the address asks for.
    asked: Memo<Asked>,
    /// What the desk told last, and to what question.
    told: RwSignal<Option<Told>>,
    /// Whether the last question came to nothing.
    problem: RwSignal<bool>,
    /// Every site that the agent sees, as far as the desk has told.
    sites: RwSignal<Vec<InsightSite>>,
    /// Every language, likewise.
    languages: RwSignal<Vec<String>>,
}

/// The desk's answer; it is shared by the sections.
#[derive(Clone)]
struct Told {
    asked: Asked,
    insights: Arc<Insights>,
    /// The editions of the one site that is told of; empty where there are several, or the desk knows none.
    editions: Arc<Vec<EditionHead>>,
    /// When it came, Unix milliseconds.
    at: i64,
}

/// The page.
pub fn view(state: State) -> AnyView {
    let words = language().insight_words();
    if state.role() < Role::Lead {
        return view! { <section class="board"><p class="muted">{words.refused_role}</p></section> }
            .into_any();
    }
    let page = Page {
        state,
        words,
        asked: Memo::new(move |_| Asked::read(&state.query.get())),
        told: RwSignal::new(None),
        problem: RwSignal::new(false),
        sites: RwSignal::new(Vec::new()),
        languages: RwSignal::new(Vec::new()),
    };
    Effect::new(move |_| fetch(page, page.asked.get()));
    fetch_sites(page);
    let inside = move || match (page.problem.get(), page.told.get()) {
        (true, _) => failed(page).into_any(),
        (_, None) => {
            view! { <p class="muted late" role="status">{common_words().page_loading}</p> }.into_any()
        }
        (_, Some(told)) => sections(page, &told).into_any(),
    };
    // What is shown is of another window until the desk has answered.
    let behind =
        move || page.told.with(|told| told.as_ref().is_some_and(|told| told.asked != page.asked.get()));
    view! {
        <section class="board insights" aria-labelledby="insights-title">
            {head::view(page)}
            <div class="panels" class:behind=behind aria-busy=move || behind().to_string()>{inside}</div>
        </section>
    }
    .into_any()
}

fn failed(page: Page) -> impl IntoView {
    let words = common_words();
    view! {
        <p class="problem" role="alert">{words.failed}</p>
        <button class="button" on:click=move |_| fetch(page, page.asked.get_untracked())>{words.try_again}</button>
    }
}

fn sections(page: Page, told: &Told) -> impl IntoView + use<> {
    let insights = &told.insights;
    view! {
        {head::compared(page, insights)}
        {cards::view(page, insights)}
        <div class="panel-pair">
            {topics::view(page, told)}
            {solved::view(page, told)}
        </div>
        {week::view(page, insights)}
        <div class="panel-three">
            {bars::moods(page, insights)}
            {bars::scores(page, insights)}
            {bars::bands(page, insights)}
        </div>
        {rows::entries(page, insights)}
        <div class="panel-pair even">
            {rows::pages(page, insights)}
            {rows::languages(page, insights)}
        </div>
        <div class="panel-pair even">
            {times::reasons(page, insights)}
            {times::times(page, insights)}
        </div>
    }
}

/// A section of the page: its title, what stands beside that, and what it shows.
fn panel(id: &'static str, title: &'static str, side: impl IntoView, inside: impl IntoView) -> AnyView {
    view! {
        <section class="panel" aria-labelledby=id>
            <div class="panel-head"><h2 id=id>{title}</h2> <div class="panel-side">{side.into_any()}</div></div>
            {inside.into_any()}
        </section>
    }
    .into_any()
}

/// Asks the desk; an answer to a question that was overtaken is dropped.
fn fetch(page: Page, asked: Asked) {
    page.problem.set(false);
    spawn_local(async move {
        let answer = desk::insights(&asked.query()).await;
        if page.asked.try_get_untracked() != Some(asked.clone()) {
            return;
        }
        match answer {
            Ok(insights) => {
                note_choices(page, &asked, &insights);
                let editions = editions(&insights).await;
                let (insights, at) = (Arc::new(insights), ui::now_ms() as i64);
                page.told.try_set(Some(Told { asked, insights, editions: Arc::new(editions), at }));
            }
            Err(trouble) => troubled(page, &trouble),
        }
    });
}

/// The editions of the one site that is told of. A desk that knows none is as good as one that has none.
async fn editions(insights: &Insights) -> Vec<EditionHead> {
    let [site] = insights.sites.as_slice() else { return Vec::new() };
    desk::editions(&site.id).await.map(|list| list.editions).unwrap_or_default()
}

fn troubled(page: Page, trouble: &Trouble) {
    match trouble {
        Trouble::SignedOut => page.state.access.set(Access::Over),
        // A site or a language that was there when the address was kept.
        Trouble::Missing | Trouble::Refused(_) if page.asked.with_untracked(|asked| asked.site.is_some()) => {
            let days = page.asked.with_untracked(|asked| asked.days);
            page.state.go(&Asked { days, site: None, language: None }.fragment());
        }
        Trouble::Away => {
            page.state.standing.set(Standing::Away);
            page.problem.set(true);
        }
        _ => page.problem.set(true),
    }
}

/// What can be chosen is known from what was told of all.
fn note_choices(page: Page, asked: &Asked, insights: &Insights) {
    if asked.site.is_none() {
        page.sites.set(insights.sites.clone());
    }
    if asked.language.is_none() {
        let names = insights.languages.iter().map(|row| row.name.clone()).filter(|name| !name.is_empty());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names.dedup();
        page.languages.set(names);
    }
}

/// Where the address names a site from the start, the others are asked for once.
fn fetch_sites(page: Page) {
    if page.asked.with_untracked(|asked| asked.site.is_none()) {
        return;
    }
    let all = Asked { days: 7, site: None, language: None };
    spawn_local(async move {
        if let Ok(insights) = desk::insights(&all.query()).await {
            page.sites.try_set(insights.sites);
        }
    });
}
