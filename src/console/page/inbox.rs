//! The inbox: the search, the tabs, and the list under them.

use console::words::Words;
use console::{Look, TABS, Tab};
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::state::State;
use super::{filters, keys, list, search, words};

/// The column of conversations.
pub fn view(state: State) -> impl IntoView {
    let words = words();
    let shown = list::shown(state);
    let rows = NodeRef::new();
    let scrolled = list::Scrolled::of(rows);
    let fetched = Memo::new(move |_| match state.is_finding() {
        true => state.finding.with(|finding| finding.is_here),
        false => state.listed.with(Option::is_some),
    });
    let empty = Memo::new(move |_| shown.with(|shown| shown.ids.is_empty()));
    let panel = move || (!state.is_searching()).then(|| tab_id(state.tab.get()));
    view! {
        <section class="inbox" aria-label=words.inbox>
            <h1 class="unseen">{words.inbox}</h1>
            {search::view(state)}
            {filters::view(state)}
            <div class="tabs" role="tablist" aria-label=words.tabs on:keydown=move |event| walk_tabs(state, &event)>
                {TABS.map(|tab| tab_place(state, tab))}
            </div>
            {search::count(state)}
            <div class="rows" role="tabpanel" id=list::ROWS_ID aria-labelledby=panel aria-label=words.search_results
                node_ref=rows on:scroll=move |_| scrolled.look()
            >
                {move || match (fetched.get(), empty.get()) {
                    (false, _) => Some(view! { <p class="muted pad late" role="status">{words.loading}</p> }.into_any()),
                    (true, true) => Some(nothing(state, words).into_any()),
                    (true, false) => None,
                }}
                {list::view(state, shown, scrolled)}
            </div>
        </section>
    }
}

/// A tab that is mostly empty is there only while it shows something, or is looked at; that of the teams while the agent is in
/// one.
fn tab_place(state: State, tab: Tab) -> impl IntoView {
    let is_shown = Memo::new(move |_| is_there(state, tab));
    move || is_shown.get().then(|| tab_button(state, tab))
}

fn is_there(state: State, tab: Tab) -> bool {
    state.tab.get() == tab
        || match tab {
            Tab::Watched | Tab::Called | Tab::Snoozed => state.count(tab) > 0,
            Tab::Team => !state.myself().teams.is_empty(),
            _ => true,
        }
}

/// Another tab ends a search.
fn choose(state: State, tab: Tab) {
    state.go_look(Look { tab, words: String::new(), ..state.look() });
}

fn tab_button(state: State, tab: Tab) -> impl IntoView {
    let words = words();
    let chosen = Memo::new(move |_| state.tab.get() == tab && !state.is_searching());
    let reachable = Memo::new(move |_| state.tab.get() == tab);
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
            tabindex=move || if reachable.get() { "0" } else { "-1" }
            on:click=move |_| choose(state, tab)
        >
            {tab_words(tab, words)} {" "} {badge} {dot}
        </button>
    }
}

fn tab_id(tab: Tab) -> &'static str {
    match tab {
        Tab::Waiting => "tab-waiting",
        Tab::Mine => "tab-mine",
        Tab::Team => "tab-team",
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
        Tab::Team => words.of_team,
        Tab::All => words.all,
        Tab::Watched => words.watched,
        Tab::Resolved => words.resolved,
        Tab::Called => words.called,
        Tab::Snoozed => words.snoozed,
    }
}

fn nothing(state: State, words: &'static Words) -> impl IntoView {
    let (title, hint) = match state.tab.get() {
        _ if state.is_searching() => (words.search_empty, words.search_empty_hint),
        _ if state.filter.with(|filter| filter.count() > 0) => (words.filter_empty, words.filter_empty_hint),
        Tab::Waiting => (words.waiting_empty, words.waiting_empty_hint),
        Tab::Mine => (words.mine_empty, words.mine_empty_hint),
        Tab::Team => (words.team_empty, words.team_empty_hint),
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
    let tabs: Vec<Tab> = TABS.into_iter().filter(|tab| untrack(|| is_there(state, *tab))).collect();
    let step = match event.key().as_str() {
        "ArrowRight" => 1,
        "ArrowLeft" => tabs.len() - 1,
        _ => return,
    };
    event.prevent_default();
    let place = tabs.iter().position(|tab| *tab == now).unwrap_or(0);
    let tab = tabs[(place + step) % tabs.len()];
    choose(state, tab);
    keys::focus(tab_id(tab));
}
