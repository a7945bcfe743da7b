//! Who did what: the log, the newest first, by person and kind, and as a table to take along.

use console::words::SetupWords;
use console::{KINDS, doer_words, kind_words, object_words};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{AuditChange, AuditEntry};

use super::super::state::State;
use super::super::{dates, desk, language, roster};
use super::troubled;

#[derive(Clone, Copy)]
struct Log {
    state: State,
    entries: RwSignal<Vec<AuditEntry>>,
    more: RwSignal<bool>,
    agent: RwSignal<String>,
    kind: RwSignal<String>,
}

/// The page.
pub fn view(state: State, words: &'static SetupWords) -> impl IntoView {
    roster::ask(state);
    let log = Log {
        state,
        entries: RwSignal::new(Vec::new()),
        more: RwSignal::new(false),
        agent: RwSignal::new(String::new()),
        kind: RwSignal::new(String::new()),
    };
    Effect::new(move |_| {
        let query = query(&log.agent.get(), &log.kind.get(), None);
        spawn_local(fetch(log, query, false));
    });
    let older = move |_| {
        let last = log.entries.with_untracked(|entries| entries.last().map(|entry| entry.id));
        let query =
            log.agent.with_untracked(|agent| log.kind.with_untracked(|kind| query(agent, kind, last)));
        spawn_local(fetch(log, query, true));
    };
    let table =
        move || ["/api/v1/agent/audit/table", &query(&log.agent.get(), &log.kind.get(), None)].concat();
    let rows = move || {
        let entries = log.entries.get();
        if entries.is_empty() {
            return view! { <p class="muted">{words.audit_none}</p> }.into_any();
        }
        let rows = entries.iter().map(|it| entry(it, words)).collect_view();
        view! { <ul class="entries">{rows}</ul> }.into_any()
    };
    view! {
        <p class="muted">{words.audit_lead}</p>
        <div class="pair">
            {people(log, words)}
            <div class="field">
                <label for="audit-kind">{words.audit_kind}</label>
                <select id="audit-kind" on:change=move |event| log.kind.set(event_target_value(&event))>
                    <option value="">{words.everything}</option>
                    {KINDS.map(|(kind, word)| view! { <option value=word>{kind_words(kind, words)}</option> })}
                </select>
            </div>
        </div>
        <p><a href=table download="tandem-audit.csv">{words.audit_table}</a></p>
        {rows}
        {move || log.more.get().then(|| view! { <button class="button" on:click=older>{words.older}</button> })}
    }
}

fn people(log: Log, words: &'static SetupWords) -> impl IntoView {
    let options = move || {
        let agents = log.state.roster.get().unwrap_or_default();
        agents.into_iter().map(|agent| view! { <option value=agent.id>{agent.name}</option> }).collect_view()
    };
    view! {
        <div class="field">
            <label for="audit-agent">{words.audit_agent}</label>
            <select id="audit-agent" on:change=move |event| log.agent.set(event_target_value(&event))>
                <option value="">{words.everybody}</option>
                {options}
            </select>
        </div>
    }
}

/// Ids and kinds are plain, so that nothing in them needs another form.
fn query(agent: &str, kind: &str, before: Option<i64>) -> String {
    let before = before.map(|id| id.to_string()).unwrap_or_default();
    let parts = [("agent", agent), ("kind", kind), ("before", &before)];
    let given: Vec<String> = parts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| [name, "=", value].concat())
        .collect();
    if given.is_empty() { String::new() } else { ["?", &given.join("&")].concat() }
}

async fn fetch(log: Log, query: String, after: bool) {
    match desk::audit(&query).await {
        Ok(page) => {
            log.more.set(page.more);
            if after {
                log.entries.update(|entries| entries.extend(page.entries));
            } else {
                log.entries.set(page.entries);
            }
        }
        Err(trouble) => troubled(log.state, &trouble),
    }
}

fn entry(it: &AuditEntry, words: &'static SetupWords) -> impl IntoView + use<> {
    let object = object_words(it, words);
    view! {
        <li class="record">
            <time>{dates::moment_words(it.at, language())}</time>
            <span><b dir="auto">{doer_words(it, words)}</b></span>
            <span>{kind_words(it.kind, words)} {(!object.is_empty()).then(|| view! { {words.colon} <span dir="auto">{object}</span> })}</span>
            {(!it.changes.is_empty()).then(|| changes(&it.changes, words))}
        </li>
    }
}

/// What was changed: what the console has words for, else the name of the setting.
fn field_view(field: &str, words: &SetupWords) -> AnyView {
    let known = match field {
        "edition" => words.edition_changed,
        "role" => words.role,
        "name" => words.site_name,
        "teams" => words.teams,
        "capacity" => words.capacity,
        "login" => words.login,
        "disabled" => words.is_disabled,
        _ => return view! { <code>{field.to_owned()}</code> }.into_any(),
    };
    known.into_any()
}

fn changes(changes: &[AuditChange], words: &'static SetupWords) -> impl IntoView + use<> {
    let nothing = |value: &Option<String>| match value {
        Some(value) => match value.as_str() {
            "" => words.nothing,
            "agent" => words.role_agent,
            "lead" => words.role_lead,
            "owner" => words.role_owner,
            "true" => words.yes,
            "false" => words.no,
            value => value,
        }
        .to_owned(),
        None => words.nothing.to_owned(),
    };
    let line = |change: &AuditChange| {
        view! {
            <li>
                {field_view(&change.field, words)} {words.colon} <span dir="auto">{nothing(&change.old)}</span>
                <span aria-hidden="true">{" → "}</span> <span class="unseen">{words.becomes}</span> <span dir="auto">{nothing(&change.new)}</span>
            </li>
        }
    };
    view! { <ul class="changes">{changes.iter().map(line).collect_view()}</ul> }
}
