//! The browsers in which one is signed in, each with the way to end it.

use console::wait_words;
use console::words::fill;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::SessionSummary;

use super::desk::{self, Trouble};
use super::state::{Access, State};
use super::{dates, language, words};

/// Nearer than this a browser is in use now, milliseconds: the desk notes it to the minute.
const NOW_MS: i64 = 120_000;

/// The list as last asked for, and whether that failed.
#[derive(Clone, Copy)]
struct Browsers {
    list: RwSignal<Vec<SessionSummary>>,
    failed: RwSignal<bool>,
}

/// The list; it is asked for as it opens.
pub fn view(state: State) -> impl IntoView {
    let words = words();
    let browsers = Browsers { list: RwSignal::new(Vec::new()), failed: RwSignal::new(false) };
    spawn_local(ask(state, browsers));
    let rows = move || browsers.list.get().into_iter().map(|it| row(state, browsers, it)).collect_view();
    view! {
        <p class="muted">{words.browsers_hint}</p>
        {move || browsers.failed.get().then(|| view! { <p class="problem" role="alert">{words.failed}</p> })}
        <ul class="people">{rows}</ul>
        {move || browsers.list.with(|list| list.len() > 1).then(|| view! {
            <button class="button" on:click=move |_| end(state, browsers, None)>{words.end_others}</button>
        })}
    }
}

fn row(state: State, browsers: Browsers, session: SessionSummary) -> impl IntoView {
    let words = words();
    let began = dates::moment_words(session.created_at, language());
    let began = fill(words.signed_in_at, &[("at", &began)]);
    let now = state.now.get_untracked();
    let seen = if now - session.seen_at < NOW_MS {
        words.last_seen_now.to_owned()
    } else {
        fill(words.last_seen_ago, &[("wait", &wait_words(session.seen_at, now, words))])
    };
    let name = if session.current { words.this_browser } else { words.other_browser };
    let label = [words.end, words.colon, name, words.comma, &began].concat();
    let end = (!session.current).then(|| {
        view! { <button class="link" aria-label=label on:click=move |_| end(state, browsers, Some(session.id.clone()))>{words.end}</button> }
    });
    view! {
        <li class="person">
            <span class="who"><b>{name}</b> <small>{began}</small></span>
            <span class="muted">{seen}</span>
            {end}
        </li>
    }
}

async fn ask(state: State, browsers: Browsers) {
    match desk::sessions().await {
        Ok(sessions) => {
            browsers.failed.set(false);
            browsers.list.set(sessions.sessions);
        }
        Err(Trouble::SignedOut) => state.access.set(Access::Over),
        Err(_) => browsers.failed.set(true),
    }
}

/// Ends one, or without an id all but this one.
fn end(state: State, browsers: Browsers, id: Option<String>) {
    spawn_local(async move {
        match desk::end_session(id.as_deref()).await {
            // One that had ended already is gone from the list too.
            Ok(()) | Err(Trouble::Missing) => ask(state, browsers).await,
            Err(Trouble::SignedOut) => state.access.set(Access::Over),
            Err(_) => browsers.failed.set(true),
        }
    });
}
