//! What narrows the inbox: a button that says how many filters are on, and a choice for each facet.

use console::words::{Words, fill};
use console::{FACETS, FEELINGS, Facet, Filter, Look, REASONS, reason_words, value_of};
use leptos::prelude::*;

use super::state::State;
use super::{dates, language, marks, parts, roster, words};

/// The element id of the choices.
const PANEL_ID: &str = "filters";

/// Unfolds the choices.
pub fn button(state: State) -> impl IntoView {
    let words = words();
    let shown = state.filters_shown;
    let on = Memo::new(move |_| state.filter.with(Filter::count));
    let unfold = move |_| {
        shown.update(|shown| *shown = !*shown);
        if shown.get_untracked() && state.roster.with_untracked(Option::is_none) {
            roster::ask(state);
        }
    };
    let text = move || match on.get() {
        0 => words.filter.to_owned(),
        on => fill(words.filter_on, &[("n", &on.to_string())]),
    };
    view! {
        <button class="button filter" class:on=move || on.get() != 0 aria-controls=PANEL_ID
            aria-expanded=move || shown.get().to_string() on:click=unfold
        >
            {text}
        </button>
    }
}

/// The choices, while they are unfolded.
pub fn view(state: State) -> impl IntoView {
    view! { <div id=PANEL_ID>{move || state.filters_shown.get().then(|| parts::filters(state))}</div> }
}

/// The choices themselves.
pub fn panel(state: State) -> impl IntoView {
    let words = words();
    let clear = move |_| state.go_look(Look { filter: Filter::default(), ..state.look() });
    let on = move || state.filter.with(Filter::count) > 0;
    view! {
        <div class="facets" role="group" aria-label=words.filter>
            {FACETS.map(|facet| choice(state, facet, words))}
            {move || on().then(|| view! { <button class="link" on:click=clear>{words.filter_clear}</button> })}
        </div>
    }
}

/// One facet, unless there is nothing to choose between.
fn choice(state: State, facet: Facet, words: &'static Words) -> impl IntoView {
    let language = language();
    let wanted =
        Memo::new(move |_| state.filter.with(|filter| filter.get(facet).unwrap_or_default().to_owned()));
    let values = Memo::new(move |_| values(state, facet));
    let title = move |value: &str| match facet {
        Facet::Language => dates::language_words(value, language),
        _ => value.to_owned(),
    };
    let choose = move |value: String| {
        let mut look = state.look();
        look.filter.set(facet, &value);
        state.go_look(look);
    };
    move || {
        let values = values.get();
        let is_choice = values.len() > 1 || !wanted.get().is_empty();
        is_choice.then(|| {
            let options = values.into_iter().map(|(value, name)| {
                let is_wanted = value == wanted.get();
                let name = name.unwrap_or_else(|| title(&value));
                view! { <option value=value selected=is_wanted>{name}</option> }
            });
            view! {
                <label>
                    <span>{facet_words(facet, words)}</span>
                    <select on:change:target=move |event| choose(event.target().value())>
                        <option value="" selected=wanted.get().is_empty()>{words.any}</option>
                        {options.collect_view()}
                    </select>
                </label>
            }
        })
    }
}

fn facet_words(facet: Facet, words: &'static Words) -> &'static str {
    match facet {
        Facet::Site => words.site,
        Facet::Team => words.team,
        Facet::Language => words.language,
        Facet::Reason => words.reason,
        Facet::Feeling => words.mood,
        Facet::Agent => words.agent,
    }
}

/// The values of a facet that conversations here have, with their names where another than the value; the wanted one and, of
/// reasons and feelings, all among them.
fn values(state: State, facet: Facet) -> Vec<(String, Option<String>)> {
    let words = state.language.get().words();
    let fixed = |names: Vec<(&str, &'static str)>| {
        names.into_iter().map(|(value, name)| (value.to_owned(), Some(name.to_owned()))).collect()
    };
    match facet {
        Facet::Reason => {
            return fixed(REASONS.map(|(reason, name)| (name, reason_words(reason, words))).into());
        }
        Facet::Feeling => {
            return fixed(
                FEELINGS.map(|(feeling, name)| (name, marks::feeling_words(feeling, words))).into(),
            );
        }
        _ => {}
    }
    let mut values: Vec<(String, Option<String>)> = Vec::new();
    let mut add = |value: String, name: Option<String>| {
        if values.iter().all(|(known, _)| *known != value) {
            values.push((value, name));
        }
    };
    state.roster.with(|roster| {
        for agent in roster.iter().flatten() {
            match facet {
                Facet::Agent => add(agent.id.clone(), Some(agent.name.clone())),
                Facet::Team => agent.teams.iter().for_each(|team| add(team.clone(), None)),
                _ => {}
            }
        }
    });
    let mut note = |row: &protocol::ConversationSummary| {
        if let Some(value) = value_of(facet, row) {
            add(value, row.agent.clone().filter(|_| facet == Facet::Agent));
        }
    };
    state
        .listed
        .with(|listed| listed.iter().for_each(|it| it.inbox.conversations.iter().for_each(&mut note)));
    state.finding.with(|finding| finding.hits.iter().for_each(|hit| note(&hit.summary)));
    if let Some(wanted) = state.filter.with(|filter| filter.get(facet).map(str::to_owned)) {
        add(wanted, None);
    }
    values
}
