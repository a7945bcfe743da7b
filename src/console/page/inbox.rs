//! The inbox: its tabs and the list under them, in the desk's order.

use console::words::Words;
use console::{TABS, Tab};
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::state::State;
use super::{keys, row, words};

/// The column of conversations.
pub fn view(state: State) -> impl IntoView {
    let words = words();
    let ids = Memo::new(move |_| state.ids(state.tab.get()));
    let fetched = Memo::new(move |_| state.listed.with(Option::is_some));
    let empty = Memo::new(move |_| ids.with(Vec::is_empty));
    view! {
        <section class="inbox" aria-label=words.inbox>
            <h1 class="unseen">{words.inbox}</h1>
            <div class="tabs" role="tablist" aria-label=words.tabs on:keydown=move |event| walk_tabs(state, &event)>
                {TABS.map(|tab| tab_place(state, tab))}
            </div>
            <div class="rows" role="tabpanel" id="rows" aria-labelledby=move || tab_id(state.tab.get())>
                {move || match (fetched.get(), empty.get()) {
                    (false, _) => Some(view! { <p class="muted pad late" role="status">{words.loading}</p> }.into_any()),
                    (true, true) => Some(nothing(state.tab.get(), words).into_any()),
                    (true, false) => None,
                }}
                <ul>
                    <For each=move || ids.get() key=String::clone children=move |id| row::view(state, ids, id) />
                </ul>
            </div>
        </section>
    }
}

/// A tab that is mostly empty is there only while it shows something, or is looked at.
fn tab_place(state: State, tab: Tab) -> impl IntoView {
    let is_shown = Memo::new(move |_| !tab.is_passing() || state.tab.get() == tab || state.count(tab) > 0);
    move || is_shown.get().then(|| tab_button(state, tab))
}

fn tab_button(state: State, tab: Tab) -> impl IntoView {
    let words = words();
    let chosen = Memo::new(move |_| state.tab.get() == tab);
    let count = Memo::new(move |_| state.count(tab));
    let unread = Memo::new(move |_| match tab {
        Tab::Mine => state.any_unread(tab),
        Tab::Called => state.count(tab) > 0,
        _ => false,
    });
    let badge = move || {
        (count.get() > 0 && tab != Tab::Resolved).then(|| view! { <span class="count">{count.get()}</span> })
    };
    let dot = move || {
        unread.get().then(|| view! { <span class="dot"><span class="unseen">{words.unread}</span></span> })
    };
    view! {
        <button role="tab" id=tab_id(tab) aria-controls="rows" class="tab"
            aria-selected=move || chosen.get().to_string()
            tabindex=move || if chosen.get() { "0" } else { "-1" }
            on:click=move |_| state.tab.set(tab)
        >
            {tab_words(tab, words)} {" "} {badge} {dot}
        </button>
    }
}

fn tab_id(tab: Tab) -> &'static str {
    match tab {
        Tab::Waiting => "tab-waiting",
        Tab::Mine => "tab-mine",
        Tab::All => "tab-all",
        Tab::Watched => "tab-watched",
        Tab::Resolved => "tab-resolved",
        Tab::Called => "tab-called",
        Tab::Snoozed => "tab-snoozed",
    }
}

fn tab_words(tab: Tab, words: &'static Words) -> &'static str {
    match tab {
        Tab::Waiting => words.waiting,
        Tab::Mine => words.mine,
        Tab::All => words.all,
        Tab::Watched => words.watched,
        Tab::Resolved => words.resolved,
        Tab::Called => words.called,
        Tab::Snoozed => words.snoozed,
    }
}

fn nothing(tab: Tab, words: &'static Words) -> impl IntoView {
    let (title, hint) = match tab {
        Tab::Waiting => (words.waiting_empty, words.waiting_empty_hint),
        Tab::Mine => (words.mine_empty, words.mine_empty_hint),
        Tab::All => (words.all_empty, words.all_empty_hint),
        Tab::Watched => (words.watched_empty, words.watched_empty_hint),
        Tab::Resolved => (words.resolved_empty, words.resolved_empty_hint),
        Tab::Called => (words.called_empty, words.called_empty_hint),
        Tab::Snoozed => (words.snoozed_empty, words.snoozed_empty_hint),
    };
    view! { <div class="nothing"><h2>{title}</h2><p>{hint}</p></div> }
}

/// Left and right walk the tabs, as in every list of tabs.
fn walk_tabs(state: State, event: &KeyboardEvent) {
    let now = state.tab.get_untracked();
    let is_shown = |tab: &Tab| !tab.is_passing() || *tab == now || untrack(|| state.count(*tab)) > 0;
    let tabs: Vec<Tab> = TABS.into_iter().filter(is_shown).collect();
    let step = match event.key().as_str() {
        "ArrowRight" => 1,
        "ArrowLeft" => tabs.len() - 1,
        _ => return,
    };
    event.prevent_default();
    let place = tabs.iter().position(|tab| *tab == now).unwrap_or(0);
    let tab = tabs[(place + step) % tabs.len()];
    state.tab.set(tab);
    keys::focus(tab_id(tab));
}
