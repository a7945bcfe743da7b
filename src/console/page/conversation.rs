//! The open conversation: its head with the buttons, the transcript, the reply box, and the background beside them.

use console::words::{Words, fill};
use console::{Owner, Step, feeling, owner, steps, wait_words};
use leptos::prelude::*;
use leptos::task::spawn_local;
use link::Action;
use protocol::{ConversationDetail, ConversationSummary};

use super::desk::{self, Trouble};
use super::state::{Access, Pane, State};
use super::{background, composer, dates, language, marks, pulse, transcript, words};

/// The pane; it is drawn anew only when another conversation is opened.
pub fn view(state: State) -> impl IntoView {
    let words = words();
    let shown = Memo::new(move |_| (state.open.get(), state.pane.with(kind)));
    view! {
        <main class="pane">
            {move || match shown.get() {
                (None, _) => nothing(words.choose, words.choose_hint).into_any(),
                (Some(_), Kind::Empty) => view! { <p class="muted pad" role="status">{words.loading}</p> }.into_any(),
                (Some(_), Kind::Missing) => view! { {back(words)} {nothing(words.gone, words.gone_hint)} }.into_any(),
                (Some(id), Kind::Here) => here(state, id).into_any(),
            }}
        </main>
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Empty,
    Missing,
    Here,
}

fn kind(pane: &Pane) -> Kind {
    match pane {
        Pane::Empty => Kind::Empty,
        Pane::Missing => Kind::Missing,
        Pane::Here(_) => Kind::Here,
    }
}

fn nothing(title: &'static str, hint: &'static str) -> impl IntoView {
    view! { <div class="nothing"><h2>{title}</h2><p>{hint}</p></div> }
}

fn here(state: State, id: String) -> impl IntoView {
    let detail = Memo::new(move |before: Option<&Option<ConversationDetail>>| {
        let now = state.pane.with(|pane| match pane {
            Pane::Here(detail) => Some((**detail).clone()),
            _ => None,
        });
        now.or_else(|| before.cloned().flatten())
    });
    view! {
        {head(state, detail)}
        {background::view(state, detail)}
        <div class="talk">
            {transcript::view(state, id.clone(), detail)}
            {composer::view(state, id, detail)}
        </div>
    }
}

fn back(words: &'static Words) -> impl IntoView {
    view! { <a class="back" href="#/" aria-label=words.back>{"‹"}</a> }
}

fn head(state: State, detail: Memo<Option<ConversationDetail>>) -> impl IntoView {
    let words = words();
    let summary =
        Memo::new(move |_| detail.with(|detail| detail.as_ref().map(|detail| detail.summary.clone())));
    view! {
        <div class="top">
        <header class="head">
            {back(words)}
            <div class="who">
                <h1 dir="auto" id="who" tabindex="-1">{move || summary.get().map(|summary| summary.visitor)}</h1>
                <p class="where">
                    {move || summary.get().map(|summary| marks::mood_mark(feeling(&summary.mood), words))}
                    {move || detail.with(|detail| detail.as_ref().map(whereabouts))}
                </p>
            </div>
            <div class="steps">
                {move || summary.get().map(|summary| standing(state, &summary))}
                {move || summary.get().map(|summary| buttons(state, summary))}
            </div>
        </header>
        {move || state.refusal.get().map(|refusal| view! {
            <p class="refusal" role="alert">{fill(words.refused, &[("why", &refusal.words(words))])}</p>
        })}
        </div>
    }
}

/// Page and language; what is unknown is left out.
fn whereabouts(detail: &ConversationDetail) -> impl IntoView + use<> {
    let page =
        detail.request.page.clone().map(|page| if page.title.is_empty() { page.url } else { page.title });
    let page = page
        .filter(|page| !page.is_empty())
        .map(|page| view! { <span class="page" dir="auto">{page}</span> });
    let tongue = dates::language_words(&detail.summary.language, language());
    view! { {page} <span>{tongue}</span> }
}

fn standing(state: State, summary: &ConversationSummary) -> impl IntoView + use<> {
    let words = words();
    let since = summary.requested_at;
    let whose = match owner(summary, &state.me()) {
        Owner::Me => return view! { <span class="unseen">{words.with_you}</span> }.into_any(),
        Owner::Colleague => {
            let name = summary.agent.as_deref().unwrap_or(words.agent);
            return view! { <span class="muted">{fill(words.with_colleague, &[("name", name)])}</span> }
                .into_any();
        }
        Owner::Nobody => link::is_open(summary.status),
    };
    let wait = Memo::new(move |_| wait_words(since, state.now.get(), words));
    let wait = move || whose.then(|| fill(words.waits_for, &[("wait", &wait.get())]));
    view! { <span class="muted waited">{wait}</span> }.into_any()
}

fn buttons(state: State, summary: ConversationSummary) -> impl IntoView {
    let words = words();
    let steps = steps(summary.status, owner(&summary, &state.me()));
    let open = link::is_open(summary.status);
    steps
        .into_iter()
        .map(move |step| button(state, &summary.id, step, step_words(step, open, words)))
        .collect_view()
}

fn step_words(step: Step, open: bool, words: &'static Words) -> &'static str {
    match step.action {
        Action::Claim if !open => words.claim_again,
        Action::Claim => words.claim,
        Action::Release => words.release,
        Action::Return => words.hand_back,
        _ => words.resolve,
    }
}

fn button(state: State, id: &str, step: Step, label: &'static str) -> impl IntoView + use<> {
    let id = id.to_owned();
    let class = if step.expected { "button go" } else { "button" };
    view! { <button class=class on:click=move |_| act(state, &id, step.action)>{label}</button> }
}

/// Asks the desk for a change of hands; its answer, not the click, changes what is on screen.
pub fn act(state: State, id: &str, action: Action) {
    let id = id.to_owned();
    state.refusal.set(None);
    spawn_local(async move {
        match desk::act(&id, action).await {
            Ok(()) | Err(Trouble::Missing) => {}
            Err(Trouble::SignedOut) => state.access.set(Access::Over),
            Err(Trouble::Away) => state.standing.set(super::state::Standing::Away),
            Err(Trouble::Refused(refusal)) => state.refusal.set(Some(refusal)),
        }
        pulse::now(state);
    });
}
