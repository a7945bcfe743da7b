//! The teams of a site, and how the desk gives conversations to agents.

use console::words::{SetupWords, fill};
use leptos::prelude::*;
use protocol::{Assigning, Role, TeamRules};

use super::super::keys;
use super::form::{Draft, Field, Form, Kind, figures, framed, id_of, number, save_bar, text};

/// The form.
pub fn view(form: Form, words: &'static SetupWords) -> impl IntoView {
    let may_change = form.state.role() == Role::Owner && !form.is_read_only("teams");
    let add = move |_| {
        let place = form.draft.with_untracked(|draft| draft.site.teams.len());
        form.change(|draft| draft.site.teams.push(TeamRules::default()));
        form.draw();
        request_animation_frame(move || keys::focus(&id_of(&rule(place, "id"))));
    };
    let teams = move || {
        form.drawn();
        let teams = form.draft.with_untracked(|draft| draft.site.teams.clone());
        if teams.is_empty() {
            return view! { <p class="muted">{words.teams_unset}</p> }.into_any();
        }
        teams
            .into_iter()
            .enumerate()
            .map(|(place, it)| team(form, place, it, may_change, words))
            .collect_view()
            .into_any()
    };
    let note = super::form::fixed_note(form, "teams", words);
    view! {
        <form class="setup-form" on:submit=|event| event.prevent_default() novalidate=true>
            <p class="muted">{words.teams_lead} {note}</p>
            {teams}
            {may_change.then(|| view! { <button class="button" type="button" on:click=add>{words.team_add}</button> })}
            <h2>{words.giving_out}</h2>
            {giving_out(form, words)}
            {save_bar(form, words)}
        </form>
    }
}

fn rule(place: usize, part: &str) -> String {
    ["teams[", &place.to_string(), "].", part].concat()
}

fn team(
    form: Form,
    place: usize,
    team: TeamRules,
    may_change: bool,
    words: &'static SetupWords,
) -> impl IntoView + use<> {
    let own = move |draft: &mut Draft, put: &dyn Fn(&mut TeamRules)| {
        if let Some(team) = draft.site.teams.get_mut(place) {
            put(team);
        }
    };
    let remove = move |_| {
        form.change(|draft| drop(draft.site.teams.remove(place)));
        form.draw();
    };
    let called = if team.name.is_empty() { team.id.clone() } else { team.name.clone() };
    let label = fill(words.team_remove, &[("name", &called)]);
    let [id, name, target, hours] =
        ["id", "name", "first_response_target_s", "hours"].map(|part| rule(place, part));
    view! {
        <fieldset class="team">
            <legend dir="auto">{called}</legend>
            {text(form, Field { rule: &id, label: words.team_id, hint: words.team_id_hint }, Kind::Line, team.id, move |draft, typed| own(draft, &|team| team.id.clone_from(&typed)))}
            {text(form, Field { rule: &name, label: words.team_name, hint: "" }, Kind::Line, team.name, move |draft, typed| own(draft, &|team| team.name.clone_from(&typed)))}
            {text(form, Field { rule: &target, label: words.team_target, hint: words.team_target_hint }, Kind::Number, figures(team.first_response_target_s), move |draft, typed| own(draft, &|team| team.first_response_target_s = number(&typed)))}
            {text(form, Field { rule: &hours, label: words.team_hours, hint: words.team_hours_hint }, Kind::Line, team.hours.unwrap_or_default(), move |draft, typed| own(draft, &|team| team.hours = (!typed.trim().is_empty()).then(|| typed.clone())))}
            {may_change.then(|| view! { <button class="link" type="button" on:click=remove>{label}</button> })}
        </fieldset>
    }
}

fn giving_out(form: Form, words: &'static SetupWords) -> impl IntoView {
    let desk = form.draft.with_untracked(|draft| draft.desk.clone());
    let field = |rule, label, hint| Field { rule, label, hint };
    let chosen = move |event: leptos::ev::Event| {
        let assignment =
            if event_target_value(&event) == "load" { Assigning::Load } else { Assigning::Claim };
        form.change(|draft| draft.desk.assignment = assignment);
    };
    let by_load = desk.assignment == Assigning::Load;
    let choice = view! {
        <select id=id_of("assignment") disabled=form.is_read_only("assignment") on:change=chosen>
            <option value="claim" selected=!by_load>{words.assign_claim}</option>
            <option value="load" selected=by_load>{words.assign_load}</option>
        </select>
    }
    .into_any();
    view! {
        {framed(form, field("assignment", words.assignment, ""), choice)}
        {text(form, field("first_response_s", words.first_response, words.first_response_hint), Kind::Number, figures(desk.first_response_s), |draft, typed| draft.desk.first_response_s = number(&typed))}
        {text(form, field("expire_hours", words.expire_hours, words.expire_hours_hint), Kind::Number, desk.expire_hours.to_string(), |draft, typed| draft.desk.expire_hours = number(&typed).unwrap_or_default())}
    }
}
