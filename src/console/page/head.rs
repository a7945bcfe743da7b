//! The head of a conversation: who, how they feel, how long they have waited, and what the agent can do with it.

use console::words::{Words, fill};
use console::{Owner, Step, feeling, owner, steps, visitor_name, wait_words};
use leptos::prelude::*;
use leptos::task::spawn_local;
use link::Action;
use protocol::{ConversationDetail, ConversationSummary, Status};

use super::desk::{self, Trouble};
use super::state::{Access, Standing, State};
use super::{composer, dates, keys, language, marks, pulse, row, words};

/// The element id of the visitor's name, where the focus goes when a conversation fills the screen.
pub const WHO_ID: &str = "who";

/// The head of the conversation `id`.
pub fn view(state: State, id: String, detail: Memo<Option<ConversationDetail>>) -> impl IntoView {
    let words = words();
    let summary = Memo::new(move |_| detail.with(|it| it.as_ref().map(|detail| detail.summary.clone())));
    let standing =
        Memo::new(move |_| summary.with(|it| it.as_ref().map(|it| (it.status, owner(it, &state.me())))));
    let page = Memo::new(move |_| detail.with(|it| it.as_ref().and_then(page_words)));
    take_focus_on_a_phone(row::row_id(&id));
    view! {
        <div class="top">
            <header class="head">
                {back(words)}
                <div class="who">
                    <h1 dir="auto" id=WHO_ID tabindex="-1">{move || summary.get().map(|summary| visitor_name(&summary, words))}</h1>
                    <p class="where">
                        {move || summary.get().map(|summary| whereabouts(state, &summary))}
                        {move || page.get().map(|page| view! { <span class="page" dir="auto">{page}</span> })}
                    </p>
                </div>
                <div class="steps">
                    {move || standing.get().map(|(status, owner)| buttons(state, &id, status, owner))}
                </div>
            </header>
            {move || state.refusal.get().map(|refusal| view! {
                <p class="refusal" role="alert">{fill(words.refused, &[("why", &refusal.words(words))])}</p>
            })}
        </div>
    }
}

/// Back to the list, where the conversation fills the screen.
pub fn back(words: &'static Words) -> impl IntoView {
    view! { <a class="back" href="#/" aria-label=words.back>{"‹"}</a> }
}

/// Where the list has left the screen, the focus must not stay on its row.
fn take_focus_on_a_phone(row: String) {
    request_animation_frame(move || {
        let on_screen = document().get_element_by_id(&row).is_some_and(|row| row.client_height() > 0);
        if !on_screen {
            keys::focus(WHO_ID);
        }
    });
}

/// The page's title, else its address; none if the widget told neither.
fn page_words(detail: &ConversationDetail) -> Option<String> {
    let page = detail.request.page.as_ref()?;
    let words = if page.title.trim().is_empty() { &page.url } else { &page.title };
    (!words.trim().is_empty()).then(|| words.clone())
}

fn whereabouts(state: State, summary: &ConversationSummary) -> impl IntoView + use<> {
    let words = words();
    let tongue = dates::language_words(&summary.language, language());
    view! {
        {marks::mood_mark(feeling(&summary.mood), words)}
        {standing_words(state, summary)}
        <span>{tongue}</span>
    }
}

/// Who has it, or since when it waits, or what became of it.
fn standing_words(state: State, summary: &ConversationSummary) -> impl IntoView + use<> {
    let words = words();
    let text = match (summary.status, owner(summary, &state.me())) {
        (Status::Requested, _) => return waited(state, summary.requested_at, words).into_any(),
        (_, Owner::Me) => return view! { <span class="unseen">{words.with_you}</span> }.into_any(),
        (_, Owner::Colleague) => {
            fill(words.with_colleague, &[("name", summary.agent.as_deref().unwrap_or(words.agent))])
        }
        (Status::Returned, _) => words.turned_returned.to_owned(),
        (Status::Expired, _) => words.turned_expired.to_owned(),
        (Status::Watched, _) => words.turned_watched.to_owned(),
        (Status::Resolved | Status::Assigned, _) => words.turned_resolved.to_owned(),
    };
    view! { <span dir="auto">{text}</span> }.into_any()
}

fn waited(state: State, since: i64, words: &'static Words) -> impl IntoView {
    let wait = Memo::new(move |_| wait_words(since, state.now.get(), words));
    view! { <span class="waited">{move || fill(words.waits_for, &[("wait", &wait.get())])}</span> }
}

fn buttons(state: State, id: &str, status: Status, owner: Owner) -> impl IntoView + use<> {
    let words = words();
    let open = link::is_open(status);
    let button = |step: Step| button(state, id, step, step_words(step, open, words));
    steps(status, owner).into_iter().map(button).collect_view()
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
///
/// The button goes away with the change, so the focus moves on: into the reply box after a claim, else to the name.
pub fn act(state: State, id: &str, action: Action) {
    let id = id.to_owned();
    state.refusal.set(None);
    spawn_local(async move {
        match desk::act(&id, action).await {
            Ok(()) => keys::focus(if action == Action::Claim { composer::REPLY_ID } else { WHO_ID }),
            Err(Trouble::Missing) => {}
            Err(Trouble::SignedOut) => state.access.set(Access::Over),
            Err(Trouble::Away) => state.standing.set(Standing::Away),
            Err(Trouble::Refused(refusal)) => state.refusal.set(Some(refusal)),
        }
        pulse::now(state);
    });
}
