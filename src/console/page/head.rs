//! The head of a conversation: who, how they feel, how long they have waited, and what the agent can do with it.

use console::words::{Words, fill};
use console::{Owner, due, feeling, is_listed, main_step, owner, second_step, visitor_name, wait_words};
use leptos::prelude::*;
use leptos::task::spawn_local;
use link::Action;
use protocol::{ConversationDetail, ConversationSummary, Satisfaction, Status};

use super::desk::{self, Trouble};
use super::state::{Access, Standing, State};
use super::{called, composer, dates, keys, language, marks, more, parts, pulse, row, words};

/// The element id of the visitor's name, where the focus goes when a conversation fills the screen.
pub const WHO_ID: &str = "who";

/// The head of the conversation `id`.
pub fn view(state: State, id: String, detail: Memo<Option<ConversationDetail>>) -> impl IntoView {
    let words = words();
    let summary = Memo::new(move |_| detail.with(|it| it.as_ref().map(|detail| detail.summary.clone())));
    let standing =
        Memo::new(move |_| summary.with(|it| it.as_ref().map(|it| (it.status, owner(it, &state.me())))));
    let page = Memo::new(move |_| detail.with(|it| it.as_ref().and_then(page_words)));
    let rated = Memo::new(move |_| summary.with(|it| it.as_ref().and_then(|it| it.satisfaction.clone())));
    take_focus_on_a_phone(row::row_id(&id));
    view! {
        <div class="top">
            <header class="head">
                {back(words)}
                <div class="who">
                    <h1 dir="auto" id=WHO_ID tabindex="-1">{move || summary.get().map(|summary| visitor_name(&summary, words))}</h1>
                    <p class="where">
                        {move || summary.get().map(|summary| whereabouts(state, &summary))}
                        {looking(state)}
                        {move || page.get().map(|page| view! { <span class="page" dir="auto">{page}</span> })}
                    </p>
                </div>
                <div class="steps">
                    {more::view(state, summary)}
                    {move || standing.get().map(|(status, owner)| buttons(state, &id, status, owner))}
                </div>
            </header>
            {move || rated.get().map(|it| rating(it, words))}
            {parts::dialogs_of(state, summary)}
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
        {plan(state, summary)}
        {standing_words(state, summary)}
        <span>{tongue}</span>
    }
}

/// Who has it, or since when it waits, or what became of it.
fn standing_words(state: State, summary: &ConversationSummary) -> impl IntoView + use<> {
    let words = words();
    let text = match (summary.status, owner(summary, &state.me())) {
        (Status::Requested, _) => return waited(state, summary, words).into_any(),
        (_, Owner::Me) => return view! { <span class="unseen">{words.with_you}</span> }.into_any(),
        (_, Owner::Colleague) => {
            fill(words.with_colleague, &[("name", summary.agent.as_deref().unwrap_or(words.agent))])
        }
        (Status::Returned, _) => words.turned_returned.to_owned(),
        (Status::Expired, _) => words.turned_expired.to_owned(),
        (Status::Watched, _) => words.turned_watched.to_owned(),
        (Status::Resolved, _) if summary.exception => words.resolved_exception.to_owned(),
        (Status::Resolved | Status::Assigned, _) => words.turned_resolved.to_owned(),
    };
    view! { <span dir="auto">{text}</span> }.into_any()
}

fn waited(state: State, summary: &ConversationSummary, words: &'static Words) -> impl IntoView + use<> {
    let since = summary.requested_at;
    let wait = Memo::new(move |_| wait_words(since, state.now.get(), words));
    let target = summary.due_at.filter(|_| !summary.due_by_hand).map(|due_at| {
        let due = Memo::new(move |_| due(due_at, state.now.get(), words));
        let is_late = move || due.with(|due| due.is_late);
        view! { <span class="due" class:late=is_late>{move || due.with(|due| due.long.clone())}</span> }
    });
    view! { <span class="waited">{move || fill(words.waits_for, &[("wait", &wait.get())])}</span> {target} }
}

/// Until when it rests or that it is back, and by when it is due by an agent's word.
fn plan(state: State, summary: &ConversationSummary) -> impl IntoView + use<> {
    let words = words();
    let rests = called::rest_words(summary, words).map(|text| view! { <span class="flag">{text}</span> });
    let by_hand = summary.due_at.filter(|_| summary.due_by_hand).map(|due_at| {
        let is_late = Memo::new(move |_| due_at <= state.now.get());
        let text = fill(words.due_by, &[("at", &dates::soon_words(due_at, language()))]);
        view! { <span class="due" class:late=move || is_late.get()>{text}</span> }
    });
    view! { {rests} {by_hand} }
}

/// Colleagues who look at it at the same time.
fn looking(state: State) -> impl IntoView {
    let words = words();
    move || {
        let names = state.looking.get();
        let text = if names.len() > 1 { words.looking_many } else { words.looking };
        let told = || fill(text, &[("names", &names.join(words.names_between))]);
        (!names.is_empty()).then(|| view! { <span class="looking" dir="auto">{told()}</span> })
    }
}

/// What the visitor said of the help.
fn rating(satisfaction: Satisfaction, words: &'static Words) -> impl IntoView {
    let score = fill(words.rated, &[("score", &satisfaction.score.to_string())]);
    let comment = satisfaction.comment.filter(|comment| !comment.trim().is_empty());
    let comment = comment.map(|comment| view! { <q dir="auto">{comment}</q> });
    view! { <p class="rated"><b>{score}</b> {" "} {comment}</p> }
}

/// What an agent does next as a rule, and what it may be instead; all else stands in the menu.
fn buttons(state: State, id: &str, status: Status, owner: Owner) -> impl IntoView + use<> {
    let words = words();
    let button = |action: Action, class: &'static str| {
        let id = id.to_owned();
        view! { <button class=class on:click=move |_| act(state, &id, action)>{step_words(action, status, words)}</button> }
    };
    let second = second_step(owner).map(|action| button(action, "button"));
    let main = main_step(owner).map(|action| button(action, "button go"));
    view! { {second} {main} }
}

fn step_words(action: Action, status: Status, words: &'static Words) -> &'static str {
    match action {
        Action::Claim if status == Status::Watched => words.step_in,
        Action::Claim if !is_listed(status) => words.reopen,
        Action::Claim => words.claim,
        Action::Release => words.release,
        Action::Return => words.hand_back,
        _ => words.resolve,
    }
}

/// Asks the desk for a change of hands; its answer, not the click, changes what is on screen.
///
/// The button goes away with the change, so the focus moves on: into the reply box after a claim, else to the name.
pub fn act(state: State, id: &str, action: Action) {
    let id = id.to_owned();
    state.refusal.set(None);
    spawn_local(async move {
        let focus = if action == Action::Claim { composer::REPLY_ID } else { WHO_ID };
        acted(state, desk::act(&id, action).await, focus);
    });
}

/// Takes a conversation from the colleague whom the list names.
pub fn take_over(state: State, id: &str) {
    let Some(from) = untrack(|| state.summary(id)).and_then(|summary| summary.agent_id) else { return };
    let id = id.to_owned();
    state.refusal.set(None);
    spawn_local(async move { acted(state, desk::take_over(&id, from).await, WHO_ID) });
}

/// What the desk said to what was asked of it; done, the focus goes on.
pub fn acted(state: State, answer: Result<(), Trouble>, focus: &str) {
    match answer {
        Ok(()) => keys::focus(focus),
        Err(Trouble::Missing) => {}
        Err(Trouble::SignedOut) => state.access.set(Access::Over),
        Err(Trouble::Away) => state.standing.set(Standing::Away),
        Err(Trouble::Refused(refusal)) => state.refusal.set(Some(refusal)),
    }
    pulse::now(state);
}
