//! Everyone at the desk: what they take, what they have, and for owners the way to let them in and shut them out.

use std::time::Duration;

use console::words::{SetupWords, fill};
use console::{Reach, presence_words, reach, role_words, wait_words};
use leptos::leptos_dom::helpers::set_interval_with_handle;
use leptos::prelude::*;
use protocol::{AgentProfile, Presence, Role};

use super::agent_sheet::{self, Sheet};
use super::state::State;
use super::{roster, setup_words};

/// Between two questions who is here and has how much, while somebody looks.
const ASKED: Duration = Duration::from_secs(15);

/// The page.
pub fn view(state: State) -> impl IntoView {
    let words = setup_words();
    let sheet = Sheet::new(state);
    keep_fresh(state);
    let unknown = Memo::new(move |_| state.roster.with(Option::is_none));
    let ids = Memo::new(move |_| {
        let ids =
            |agents: &Vec<AgentProfile>| agents.iter().map(|agent| agent.id.clone()).collect::<Vec<_>>();
        state.roster.with(|roster| roster.as_ref().map(ids).unwrap_or_default())
    });
    let invite = (state.role() == Role::Owner).then(|| {
        view! { <button class="button go" on:click=move |_| sheet.invite()>{words.invite}</button> }
    });
    view! {
        <section class="board" aria-labelledby="agents-title">
            <header class="board-head">
                <div>
                    <h1 id="agents-title">{words.agents}</h1>
                    <p class="muted">{words.agents_lead}</p>
                </div>
                {invite}
            </header>
            {move || unknown.get().then(|| view! { <p class="muted pad late" role="status">{words.loading}</p> })}
            <ul class="people">
                <For each=move || ids.get() key=String::clone children=move |id| row(state, sheet, id) />
            </ul>
            {agent_sheet::view(sheet)}
        </section>
    }
}

fn keep_fresh(state: State) {
    roster::ask(state);
    let ask = move || {
        if !document().hidden() {
            roster::ask(state);
        }
    };
    if let Ok(handle) = set_interval_with_handle(ask, ASKED) {
        on_cleanup(move || handle.clear());
    }
}

/// One agent; what changes is drawn anew around the button, which keeps the focus.
fn row(state: State, sheet: Sheet, id: String) -> impl IntoView {
    let words = setup_words();
    let agent = Memo::new(move |_| {
        state.roster.with(|roster| roster.as_ref()?.iter().find(|agent| agent.id == id).cloned())
    });
    let told = move |tell: fn(&AgentProfile) -> bool| agent.with(|agent| agent.as_ref().is_some_and(tell));
    let role = state.role();
    let may_edit =
        Memo::new(move |_| agent.with(|it| it.as_ref().is_some_and(|it| reach(role, it) != Reach::None)));
    let label =
        move || agent.with(|agent| agent.as_ref().map(|agent| fill(words.edit_of, &[("name", &agent.name)])));
    let edit = move |_| {
        if let Some(agent) = agent.get_untracked() {
            sheet.change(agent);
        }
    };
    view! {
        <li class="person" class:shut=move || told(|agent| agent.disabled)>
            {move || agent.get().map(|agent| facts(state, &agent, words))}
            <span class="does">
                {move || may_edit.get().then(|| view! { <button class="button" aria-label=label on:click=edit>{words.edit}</button> })}
            </span>
        </li>
    }
}

fn facts(state: State, agent: &AgentProfile, words: &'static SetupWords) -> impl IntoView + use<> {
    let teams = if agent.teams.is_empty() {
        view! { <span class="teams muted">{words.teams_none}</span> }.into_any()
    } else {
        view! { <span class="teams" dir="auto">{agent.teams.join(words.names_between)}</span> }.into_any()
    };
    let login = agent.login.clone().map(|login| view! { <small dir="auto">{login}</small> });
    view! {
        <span class="who"><b dir="auto">{agent.name.clone()}</b> {login}</span>
        <span class="role">{role_words(agent.role, words)}</span>
        {teams}
        {standing(agent, words)}
        {seen(state, agent, words)}
    }
}

/// Here or away with how much they have; a shut account says only that.
fn standing(agent: &AgentProfile, words: &'static SetupWords) -> impl IntoView + use<> {
    if agent.disabled {
        return view! { <span class="presence gone">{words.is_disabled}</span> }.into_any();
    }
    let numbers = [("load", agent.load.to_string()), ("capacity", agent.capacity.to_string())];
    let slots = numbers.each_ref().map(|(name, number)| (*name, number.as_str()));
    view! {
        <span class="presence" class:gone=agent.presence == Presence::Away>
            {presence_words(agent.presence, words)}
            <span aria-hidden="true">{["· ", &fill(words.load_of, &slots)].concat()}</span>
            <span class="unseen">{fill(words.load_words, &slots)}</span>
        </span>
    }
    .into_any()
}

/// When they last asked the desk for anything; only leads and owners are told.
fn seen(state: State, agent: &AgentProfile, words: &'static SetupWords) -> impl IntoView + use<> {
    let text = match agent.seen_at {
        None if state.role() == Role::Agent => String::new(),
        None => words.seen_never.to_owned(),
        // Who is here is not said to have gone long ago.
        Some(_) if agent.presence == Presence::Here && !agent.disabled => String::new(),
        Some(at) => {
            let now = state.now.get_untracked();
            fill(words.last_seen_ago, &[("wait", &wait_words(at, now.max(at + 60_000), words))])
        }
    };
    view! { <span class="seen muted">{text}</span> }
}
