//! The rail: the mark, where one is and can go, the language, the keys, and one's own account. A phone's has room for a few of
//! them; the others are in a menu there.

use console::words::Words;
use console::{Place, Setup, presence_words};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{Presence, Role};

use super::menu::{self, Item};
use super::state::{Access, Standing, State};
use super::{desk, kept, marks, words};

/// The rail; on a phone it is the bar over the list, where of the lesser places only the one that one is at stands in it.
pub fn view(state: State) -> impl IntoView {
    let words = words();
    let place = move |to: Place, text: &'static str| {
        let here = move || same_page(state.place.get(), to).then_some("page");
        let class = if to == Place::Inbox { "place" } else { "place lesser" };
        view! { <a class=class href=to.fragment() aria-current=here>{text}</a> }
    };
    let leads_here = state.role() >= Role::Lead;
    view! {
        <nav class="rail" aria-label=words.product>
            {marks::product_mark()}
            {place(Place::Inbox, words.inbox)}
            {place(Place::Knowledge, words.knowledge)}
            {place(Place::Review, words.review)}
            {suggestions(state)}
            {leads_here.then(|| place(Place::Insights, words.insights))}
            {place(Place::Agents, words.agents)}
            {leptos::html::span().class("gap")}
            {leads_here.then(|| place(Place::Setup(Setup::Sites), words.setup))}
            {others(state, words)}
            {language_switch(state)}
            <button class="quiet keys" aria-label=words.keys title=words.keys on:click=move |_| state.keys_shown.set(true)>
                {"?"}
            </button>
            {own(state)}
        </nav>
    }
}

/// On a phone: the places that the rail has no room for, and the other language.
fn others(state: State, words: &'static Words) -> impl IntoView {
    let items = move || {
        let leads_here = state.role() >= Role::Lead;
        let mut places = vec![(Place::Knowledge, words.knowledge), (Place::Review, words.review)];
        places.push((Place::Suggestions, words.suggestions));
        places.extend(leads_here.then_some((Place::Insights, words.insights)));
        places.push((Place::Agents, words.agents));
        places.extend(leads_here.then_some((Place::Setup(Setup::Sites), words.setup)));
        let to_item = |(to, label): (Place, &'static str)| Item {
            label,
            key: "",
            act: Box::new(move || state.go(to.fragment())),
        };
        let mut items: Vec<Item> = places.into_iter().map(to_item).collect();
        items.push(Item {
            label: words.language_switch,
            key: "",
            act: Box::new(move || switch_language(state)),
        });
        items
    };
    menu::view(RwSignal::new(false), "rail-more", words.menu, "", items)
}

/// The suggestions, with how many wait.
fn suggestions(state: State) -> impl IntoView {
    let words = words();
    let here = move || (state.place.get() == Place::Suggestions).then_some("page");
    let count = move || {
        let count = state.suggested.get();
        (count > 0).then(|| view! { <b class="rail-count">{count}</b> })
    };
    view! {
        <a class="place lesser" href=Place::Suggestions.fragment() aria-current=here>{words.suggestions} {count}</a>
    }
}

/// Asks how many suggestions wait, once somebody is signed in and the inbox has told of sites.
pub fn count_suggestions(state: State) {
    let asks = Memo::new(move |_| state.signed_in() && state.listed.with(Option::is_some));
    Effect::new(move |_| {
        if !asks.get() {
            return;
        }
        let sites = untrack(move || state.sites());
        spawn_local(async move {
            let mut count = 0;
            for site in sites {
                // Without it the rail has no number, nothing more.
                count += desk::suggestion_count(&site).await.unwrap_or_default();
            }
            state.suggested.set(count);
        });
    });
}

/// Whether two places are one link of the rail.
fn same_page(one: Place, other: Place) -> bool {
    one == other || matches!((one, other), (Place::Setup(_), Place::Setup(_)))
}

/// One's name with whether new conversations may come; it opens one's account.
fn own(state: State) -> impl IntoView {
    let words = words();
    let own = Memo::new(move |_| {
        state.access.with(|access| match access {
            Access::In(session) => (session.name.clone(), session.presence),
            _ => (String::new(), Presence::Here),
        })
    });
    let presence = move || presence_words(own.get().1, words);
    let is_away = move || own.get().1 == Presence::Away;
    view! {
        <button class="quiet own" aria-haspopup="dialog" on:click=move |_| state.account_shown.set(true)>
            <span class="own-name" dir="auto">{move || own.get().0}</span> {" "}
            <span class="presence" class:gone=is_away>{presence}</span> {" "}
            <span class="unseen">{words.your_account}</span>
        </button>
    }
}

/// Says plainly over everything when the page is not in step with the desk.
pub fn standing(state: State) -> impl IntoView {
    let words = words();
    let away = Memo::new(move |_| state.standing.get() == Standing::Away);
    view! {
        <div class="standing" role="status">
            {move || away.get().then(|| view! {
                <p class="away"><strong>{words.away}</strong> {" "} <span>{words.away_retry}</span></p>
            })}
        </div>
    }
}

/// Leads to the other language; the button is written in it.
pub fn language_switch(state: State) -> impl IntoView {
    let words = words();
    view! {
        <button class="quiet language" lang=words.language_switch_tag on:click=move |_| switch_language(state)>
            {words.language_switch}
        </button>
    }
}

fn switch_language(state: State) {
    let other = state.language.get_untracked().other();
    kept::keep(kept::LANGUAGE, other.tag());
    state.language.set(other);
}
