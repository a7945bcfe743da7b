//! Passing a conversation on: to a colleague, with what they have on their hands, or to a team's line.

use console::words::{Words, fill};
use console::{presence_words, teams_of, visitor_name};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{AgentProfile, ConversationSummary, Presence, Transfer};

use super::desk::{self, Refusal, Trouble};
use super::state::{Access, State};
use super::{dialog, head, keys, pulse, roster, words};

const TITLE_ID: &str = "transfer-title";

/// The dialog for the open conversation.
pub fn view(state: State, summary: Memo<Option<ConversationSummary>>) -> impl IntoView {
    Effect::new(move |_| {
        if state.transfer_shown.get() {
            roster::ask(state);
        }
    });
    dialog::view(state.transfer_shown, "sheet", TITLE_ID, move || {
        summary.get_untracked().map(|summary| inside(state, summary))
    })
}

fn inside(state: State, summary: ConversationSummary) -> impl IntoView {
    let words = words();
    let chosen = RwSignal::new(None::<Transfer>);
    let problem = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let title = fill(words.pass_on_title, &[("name", &visitor_name(&summary, words))]);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(to) = chosen.get_untracked().filter(|_| !busy.get_untracked()) else { return };
        busy.set(true);
        problem.set(None);
        let id = summary.id.clone();
        spawn_local(async move {
            let answer = desk::transfer(&id, &to).await;
            busy.set(false);
            match answer {
                Ok(()) => {
                    state.transfer_shown.set(false);
                    keys::focus(head::WHO_ID);
                    pulse::now(state);
                }
                Err(Trouble::SignedOut) => state.access.set(Access::Over),
                Err(Trouble::Missing) => problem.set(Some(Refusal::missing().words(words))),
                Err(Trouble::Refused(refusal)) => problem.set(Some(refusal.words(words))),
                Err(Trouble::Away) => problem.set(Some(words.failed.to_owned())),
            }
        });
    };
    view! {
        <form on:submit=submit>
            <h2 id=TITLE_ID tabindex="-1" dir="auto">{title}</h2>
            <p class="muted">{words.pass_on_lead}</p>
            <div class="targets">
                {move || match state.roster.get() {
                    None => view! { <p class="muted late" role="status">{words.loading}</p> }.into_any(),
                    Some(agents) => targets(state, agents, chosen, words).into_any(),
                }}
            </div>
            {move || problem.get().map(|why| view! { <p class="problem" role="alert">{why}</p> })}
            <div class="ends">
                <button class="button" type="button" on:click=move |_| state.transfer_shown.set(false)>{words.cancel}</button>
                <button class="button go" type="submit" disabled=move || busy.get() || chosen.with(Option::is_none)>{words.pass_on}</button>
            </div>
        </form>
    }
}

/// Those who take new conversations come first; where nobody else is, it is said.
fn targets(
    state: State,
    agents: Vec<AgentProfile>,
    chosen: RwSignal<Option<Transfer>>,
    words: &'static Words,
) -> impl IntoView {
    let me = state.me();
    let teams = teams_of(&agents);
    let mut others: Vec<AgentProfile> =
        agents.into_iter().filter(|agent| agent.id != me && !agent.disabled).collect();
    others.sort_by_key(|agent| agent.presence == Presence::Away);
    let nobody = others.is_empty().then(|| view! { <p class="muted">{words.nobody_else}</p> });
    let to_team = (!teams.is_empty()).then(|| {
        view! {
            <fieldset class="choices">
                <legend>{words.to_team}</legend>
                <p class="small">{words.to_team_hint}</p>
                {teams.into_iter().map(|team| team_choice(team, chosen)).collect_view()}
            </fieldset>
        }
    });
    view! {
        <fieldset class="choices">
            <legend>{words.to_agent}</legend>
            {nobody}
            {others.into_iter().map(|agent| agent_choice(agent, chosen, words)).collect_view()}
        </fieldset>
        {to_team}
    }
}

fn agent_choice(
    agent: AgentProfile,
    chosen: RwSignal<Option<Transfer>>,
    words: &'static Words,
) -> impl IntoView {
    let to = Transfer { agent: Some(agent.id.clone()), team: None };
    let numbers = [("load", agent.load.to_string()), ("capacity", agent.capacity.to_string())];
    let slots = numbers.each_ref().map(|(name, number)| (*name, number.as_str()));
    let teams = agent.teams.join(words.names_between);
    view! {
        <label class="choice">
            <input type="radio" name="to" on:change=move |_| chosen.set(Some(to.clone())) />
            <span><b dir="auto">{agent.name}</b> <small dir="auto">{teams}</small></span>
            <span class="presence" class:gone=agent.presence == Presence::Away>{presence_words(agent.presence, words)}</span>
            <span class="load">
                <span aria-hidden="true">{fill(words.load_of, &slots)}</span>
                <span class="unseen">{fill(words.load_words, &slots)}</span>
            </span>
        </label>
    }
}

fn team_choice(team: String, chosen: RwSignal<Option<Transfer>>) -> impl IntoView {
    let to = Transfer { agent: None, team: Some(team.clone()) };
    view! {
        <label class="choice">
            <input type="radio" name="to" on:change=move |_| chosen.set(Some(to.clone())) />
            <span><b dir="auto">{team}</b></span>
        </label>
    }
}
