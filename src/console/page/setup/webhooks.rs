//! Who is told by the desk, how that goes, and what was sent, with the way to send it again.

use console::words::{SetupWords, fill};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{Delivery, DeliveryKind, DeliveryState, EndpointStanding};

use super::super::state::State;
use super::super::{dates, desk, language};
use super::troubled;

#[derive(Clone, Copy)]
struct Sent {
    state: State,
    endpoints: RwSignal<Option<Vec<EndpointStanding>>>,
    deliveries: RwSignal<Vec<Delivery>>,
}

/// The page.
pub fn view(state: State, words: &'static SetupWords) -> impl IntoView {
    let sent = Sent { state, endpoints: RwSignal::new(None), deliveries: RwSignal::new(Vec::new()) };
    fetch(sent);
    let endpoints = move || {
        sent.endpoints.get().map(|endpoints| {
            if endpoints.is_empty() {
                return view! { <p class="muted">{words.endpoints_none}</p> }.into_any();
            }
            let rows = endpoints.into_iter().map(|it| endpoint(it, words)).collect_view();
            view! { <ul class="cards">{rows}</ul> }.into_any()
        })
    };
    let deliveries = move || {
        let rows = sent.deliveries.get();
        if rows.is_empty() {
            return view! { <p class="muted">{words.deliveries_none}</p> }.into_any();
        }
        let rows = rows.into_iter().map(|it| delivery(sent, it, words)).collect_view();
        view! { <ul class="entries">{rows}</ul> }.into_any()
    };
    view! {
        <p class="muted">{words.webhooks_lead}</p>
        {endpoints}
        <header class="board-head">
            <h2>{words.deliveries}</h2>
            <button class="button" on:click=move |_| fetch(sent)>{words.look_again}</button>
        </header>
        {deliveries}
    }
}

fn fetch(sent: Sent) {
    spawn_local(async move {
        let (endpoints, deliveries) = (desk::endpoints().await, desk::deliveries().await);
        match (endpoints, deliveries) {
            (Ok(endpoints), Ok(deliveries)) => {
                sent.endpoints.set(Some(endpoints));
                sent.deliveries.set(deliveries);
            }
            (Err(trouble), _) | (_, Err(trouble)) => troubled(sent.state, &trouble),
        }
    });
}

fn endpoint(it: EndpointStanding, words: &'static SetupWords) -> impl IntoView {
    let at = |ms: i64| dates::moment_words(ms, language());
    let why = it.last_status.clone().unwrap_or_default();
    let (standing, is_bad) = match (it.disabled_at, it.failing_since) {
        (Some(gone), _) => (fill(words.endpoint_gone, &[("at", &at(gone))]), true),
        (None, Some(since)) => (fill(words.endpoint_failing, &[("at", &at(since)), ("why", &why)]), true),
        (None, None) => (words.endpoint_well.to_owned(), false),
    };
    let topics =
        if it.topics.is_empty() { words.all_events.to_owned() } else { it.topics.join(words.names_between) };
    let counts = [("waiting", it.waiting.to_string()), ("dead", it.dead.to_string())];
    let counts = counts.each_ref().map(|(name, count)| (*name, count.as_str()));
    view! {
        <li class="card-row">
            <b dir="ltr">{[&it.number.to_string(), ". ", &it.host].concat()}</b> " " <span class="muted">{it.form}</span>
            <p class:problem=is_bad>{standing}</p>
            <p class="small">{topics} {it.words.then(|| [" · ", words.words_go].concat())}</p>
            <p class="small">{fill(words.endpoint_counts, &counts)}</p>
        </li>
    }
}

fn delivery(sent: Sent, it: Delivery, words: &'static SetupWords) -> impl IntoView {
    let to = match (it.kind, it.endpoint) {
        (DeliveryKind::Mail, _) => words.contact_mail.to_owned(),
        (DeliveryKind::Webhook, Some(number)) => ["Webhook ", &number.to_string()].concat(),
        (DeliveryKind::Webhook, None) => "Webhook".to_owned(),
    };
    let state = match it.state {
        DeliveryState::Waiting => words.delivery_waiting,
        DeliveryState::Done => words.delivery_done,
        DeliveryState::Dead => words.delivery_dead,
    };
    let may_replay = it.state == DeliveryState::Dead
        || (it.state == DeliveryState::Done && it.kind == DeliveryKind::Webhook);
    let status = it.last_status.unwrap_or_default();
    let tried = fill(words.delivery_tried, &[("n", &it.attempts.to_string())]);
    let (id, label) = (it.id, [words.replay, words.colon, &it.event].concat());
    let replay = move |_| {
        spawn_local(async move {
            match desk::replay(id).await {
                Ok(()) => fetch(sent),
                Err(trouble) => troubled(sent.state, &trouble),
            }
        });
    };
    view! {
        <li class="record" class:problem=it.state == DeliveryState::Dead>
            <time>{dates::moment_words(it.created_at, language())}</time>
            <span><b dir="ltr">{it.event}</b> " → " {to}</span>
            <span>{state} " · " {tried} {(!status.is_empty()).then(|| [" · ", &status].concat())}</span>
            {may_replay.then(|| view! { <button class="link" aria-label=label on:click=replay>{words.replay}</button> })}
        </li>
    }
}
