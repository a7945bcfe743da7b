//! What the desk proposes and people decide: a card each, with what it rests on.

mod card;
mod changes;
mod evidence;
mod proposal;
mod rejections;
mod walk;

use console::suggestions::{FIRST_SITE, Sought, site_address};
use console::words::{SuggestWords, fill};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{Rejection, Role, Suggestion, Suggestions};

use super::desk::{self, Trouble};
use super::state::{Access, Standing, State};
use super::{advice, dates, keys, language};

/// The element id of the page's title, where the focus rests when the last card has gone.
const TITLE_ID: &str = "suggestions-title";
/// Cards shown at first, and so many more each time.
const CARDS: usize = 10;

/// The page, as its cards share it.
#[derive(Clone, Copy)]
struct Page {
    state: State,
    words: &'static SuggestWords,
    /// The site whose suggestions are shown.
    site: Memo<String>,
    told: RwSignal<Option<Result<Suggestions, Missing>>>,
    /// How many cards are drawn.
    drawn: RwSignal<usize>,
    /// What was decided last, in words, and whether a draft came of it.
    done: RwSignal<Option<(String, bool)>>,
    /// The suggestion that is wanted back: it gets the focus when the desk has answered.
    back: StoredValue<Option<String>>,
}

/// Why there is nothing to show.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    /// There is no such site for this agent.
    Site,
    /// The desk can't be reached.
    Desk,
}

/// The page.
pub fn view(state: State) -> impl IntoView {
    let words = language().suggest_words();
    let sought = Memo::new(move |_| Sought::read(&state.query.get()));
    let site = Memo::new(move |_| sought.get().site.unwrap_or_else(|| FIRST_SITE.to_owned()));
    let (told, done) = (RwSignal::new(None), RwSignal::new(None));
    let (drawn, back) = (RwSignal::new(CARDS), StoredValue::new(None));
    let page = Page { state, words, site, told, drawn, done, back };
    Effect::new(move |_| fetch(page, site.get()));
    walk::listen(page);
    let shape = Memo::new(move |_| shape(page));
    // The one that the address names is gone to once it is there, and not again with each decision.
    Effect::new(move |gone_to: Option<Option<String>>| {
        let named = sought.get().suggestion;
        let is_here = page.told.with(Option::is_some);
        let gone_to = gone_to.flatten();
        match named {
            Some(id) if is_here && gone_to.as_ref() != Some(&id) => {
                reach(page, &id);
                Some(id)
            }
            _ => gone_to,
        }
    });
    let done = move || {
        page.done.get().map(|(told, is_draft)| {
            let drafts = is_draft.then(|| {
                let href = move || ["#/knowledge?site=", &page.site.get()].concat();
                view! { " " <a href=href>{words.to_drafts}</a> }
            });
            view! { <p class="decision" role="status">{told} {drafts}</p> }
        })
    };
    view! {
        <section class="board suggestions" aria-labelledby=TITLE_ID>
            <div class="board-head">
                <div>
                    <h1 id=TITLE_ID tabindex="-1">{words.suggestions}</h1>
                    <p class="muted">{words.lead}</p>
                </div>
                {sites(page)}
            </div>
            {done}
            {move || inside(page, shape.get())}
        </section>
    }
}

/// The element id of a card.
fn card_id(suggestion: &str) -> String {
    ["suggestion-", suggestion].concat()
}

/// What there is to show. A list that gets shorter stays the same list, so that ticks in it stay as they are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Loading,
    Missing(Missing),
    /// Nobody has looked yet.
    Pending,
    Empty,
    List,
}

fn shape(page: Page) -> Shape {
    page.told.with(|told| match told {
        None => Shape::Loading,
        Some(Err(missing)) => Shape::Missing(*missing),
        Some(Ok(told)) if !told.suggestions.is_empty() => Shape::List,
        Some(Ok(told)) if told.at.is_none() => Shape::Pending,
        Some(Ok(_)) => Shape::Empty,
    })
}

fn inside(page: Page, shape: Shape) -> AnyView {
    let words = page.words;
    let nothing = |title: &'static str, hint: &'static str| {
        view! { <div class="nothing"><h2>{title}</h2><p>{hint}</p></div> }.into_any()
    };
    match shape {
        Shape::Loading => view! { <p class="muted late" role="status">{words.page_loading}</p> }.into_any(),
        Shape::Missing(Missing::Site) => view! { <p class="muted">{words.unknown_site}</p> }.into_any(),
        Shape::Missing(Missing::Desk) => view! {
            <p class="problem" role="alert">{words.failed}</p>
            <button class="button" on:click=move |_| fetch(page, page.site.get_untracked())>{words.try_again}</button>
        }
        .into_any(),
        Shape::Pending => view! { {working(page)} {nothing(words.pending, words.pending_hint)} }.into_any(),
        Shape::Empty => view! {
            {working(page)} {nothing(words.empty, words.empty_hint)} {lack(page)} {past(page)} {move || rejections::view(page)}
        }
        .into_any(),
        Shape::List => view! {
            {working(page)}
            {past(page)}
            <ul class="suggestion-list">
                <For each=move || drawn(page) key=|it| it.id.clone() children=move |it| card::view(page, it) />
            </ul>
            {move || (listed(page).len() > page.drawn.get()).then(|| view! {
                <button class="button more-cards" on:click=move |_| page.drawn.update(|drawn| *drawn += CARDS)>{words.show_more}</button>
            })}
            {move || rejections::view(page)}
        }
        .into_any(),
    }
}

/// Says that newer ones are on their way, and shows them on demand, so that nothing moves under whoever reads.
fn working(page: Page) -> impl IntoView {
    let words = page.words;
    let is_working = page.told.with_untracked(|told| matches!(told, Some(Ok(told)) if told.working));
    is_working.then(|| {
        view! {
            <p class="decision" role="status">
                {words.working} " "
                <button class="link" type="button" on:click=move |_| fetch(page, page.site.get_untracked())>{words.look_again}</button>
            </p>
        }
    })
}

/// What is lacking where visits tell nothing, and how to have it.
fn lack(page: Page) -> impl IntoView {
    let words = page.words;
    let is_off = page.told.with_untracked(|told| matches!(told, Some(Ok(told)) if !told.insights));
    is_off.then(|| view! { <p class="muted">{words.lacks} " " <code>{"data-insights=\"on\""}</code></p> })
}

/// The first of them: a page of a hundred cards is read by nobody.
fn drawn(page: Page) -> Vec<Suggestion> {
    let mut cards = listed(page);
    cards.truncate(page.drawn.get());
    cards
}

/// Draws as many cards as it takes to show this one, which gets the focus.
fn reach(page: Page, id: &str) {
    let place = listed(page).iter().position(|it| it.id == id).unwrap_or_default();
    page.drawn.update(|drawn| *drawn = place.saturating_add(1).max(*drawn));
    let card = card_id(id);
    request_animation_frame(move || keys::focus(&card));
}

fn listed(page: Page) -> Vec<Suggestion> {
    page.told.with(|told| match told {
        Some(Ok(told)) => told.suggestions.clone(),
        _ => Vec::new(),
    })
}

/// What was decided lately, when the desk looked last, and the keys.
fn past(page: Page) -> impl IntoView {
    let words = page.words;
    let told = page.told.with_untracked(|told| match told {
        Some(Ok(told)) => (told.accepted, told.rejected, told.at, told.suggestions.is_empty()),
        _ => (0, 0, None, true),
    });
    let (accepted, rejected, at, is_empty) = told;
    let counts = [("accepted", &*accepted.to_string()), ("rejected", &rejected.to_string())];
    let decided = (accepted + rejected > 0).then(|| fill(words.decided, &counts));
    let at = at.map(|at| fill(words.as_of, &[("at", &dates::moment_words(at, language()))]));
    let keys = (!is_empty).then(|| view! { <span class="keys-hint">{words.keys}</span> });
    view! { <p class="suggestion-sum muted">{at} {words.gap} {decided} {words.gap} {keys}</p> }
}

/// The site's choice; nothing where only one is known.
fn sites(page: Page) -> impl IntoView {
    let known = RwSignal::new(Vec::<(String, String)>::new());
    if page.state.role() >= Role::Lead {
        spawn_local(async move {
            if let Ok(setup) = desk::setup().await {
                let named = |site: protocol::SiteSetup| {
                    let name = if site.rules.name.is_empty() { site.id.clone() } else { site.rules.name };
                    (site.id, name)
                };
                known.try_set(setup.sites.into_iter().map(named).collect());
            }
        });
    } else {
        known.set(page.state.sites().into_iter().map(|site| (site.clone(), site)).collect());
    }
    move || {
        let chosen = page.site.get();
        (known.with(Vec::len) > 1).then(|| {
            let option = |(id, name): (String, String)| {
                let is_chosen = id == chosen;
                view! { <option value=id selected=is_chosen>{name}</option> }
            };
            let options: Vec<_> = known.get().into_iter().map(option).collect();
            let choose = move |event| page.state.go(&site_address(&event_target_value(&event)));
            view! { <select class="suggestion-site" aria-label=page.words.site on:change=choose>{options}</select> }
        })
    }
}

/// Asks the desk; an answer of a site that was left meanwhile is dropped.
fn fetch(page: Page, site: String) {
    page.told.set(None);
    page.drawn.set(CARDS);
    page.done.set(None);
    // The entries as they are, to show beside what is proposed.
    advice::want(page.state, site.clone());
    spawn_local(async move {
        let answer = desk::suggestions(&site).await;
        if page.site.try_get_untracked().as_ref() != Some(&site) {
            return;
        }
        let told = match answer {
            Ok(told) => Ok(told),
            Err(Trouble::SignedOut) => return page.state.access.set(Access::Over),
            Err(Trouble::Away) => {
                page.state.standing.set(Standing::Away);
                Err(Missing::Desk)
            }
            Err(_) => Err(Missing::Site),
        };
        page.told.set(Some(told));
        let Some(id) = page.back.get_value() else { return };
        page.back.set_value(None);
        match listed(page).iter().any(|it| it.id == id) {
            true => reach(page, &id),
            false => {
                page.done.set(Some((page.words.proposal_rests.to_owned(), false)));
                request_animation_frame(|| keys::focus(TITLE_ID));
            }
        }
    });
}

/// A suggestion was decided on: it goes, and the next one gets the focus.
fn decided(page: Page, suggestion: &Suggestion, told: &'static str, is_draft: bool) {
    let said = fill(told, &[("title", &suggestion.title)]);
    page.state.suggested.update(|count| *count = count.saturating_sub(1));
    let next = walk::after(page, &suggestion.id);
    page.told.update(|told| {
        if let Some(Ok(told)) = told {
            told.suggestions.retain(|it| it.id != suggestion.id);
        }
    });
    page.done.set(Some((said, is_draft)));
    match next {
        Some(id) => reach(page, &id),
        None => request_animation_frame(|| keys::focus(TITLE_ID)),
    }
}

/// One that was turned down at a site stands in their list at once.
fn rejected(page: Page, site: &str, rejection: Rejection) {
    if page.site.try_get_untracked().as_deref() != Some(site) {
        return;
    }
    page.told.try_update(|told| {
        if let Some(Ok(told)) = told {
            told.rejections.insert(0, rejection);
        }
    });
}
