//! What calls the agent to a conversation: its marks in the inbox, and that they end once it was looked at.

use std::cell::RefCell;

use console::last_note;
use console::words::{Words, fill};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{ConversationDetail, ConversationSummary};

use super::state::{Pane, State};
use super::{dates, desk, language, words};

thread_local! {
    /// What the desk was told last: the conversation, and the number of the latest note.
    static TOLD: RefCell<(String, u64)> = RefCell::default();
}

/// Tells the desk that the agent has seen the open conversation's notes, while it is in sight.
pub fn follow(state: State) {
    let called = Memo::new(move |_| {
        let (id, _) = state.here()?;
        let is_called = state.summary(&id).is_some_and(|summary| summary.mentioned);
        Some((id, state.notes(last_note))).filter(|_| is_called)
    });
    Effect::new(move |_| mark(called.get()));
    window_event_listener_untyped("visibilitychange", move |_| mark(called.get_untracked()));
}

fn mark(called: Option<(String, u64)>) {
    let Some((id, number)) = called.filter(|_| !document().hidden()) else { return };
    if TOLD.with_borrow(|told| *told == (id.clone(), number)) {
        return;
    }
    TOLD.set((id.clone(), number));
    spawn_local(async move {
        // What is lost is told again by the next note or look.
        if desk::see_notes(&id, number).await.is_err() {
            TOLD.take();
        }
    });
}

/// What an inbox's row says beside the feeling.
pub fn flags(row: &ConversationSummary) -> impl IntoView + use<> {
    let words = words();
    let flag = |text: String| view! { <span class="flag" dir="auto">{text}</span> };
    let mut said: Vec<String> = Vec::new();
    if row.mentioned {
        said.push(words.mentioned.to_owned());
    }
    said.extend(row.asked.as_ref().map(|team| fill(words.asked_of, &[("team", team)])));
    said.extend(rest_words(row, words));
    said.into_iter().map(flag).collect_view()
}

/// Until when it rests, or that it is back.
pub fn rest_words(row: &ConversationSummary, words: &'static Words) -> Option<String> {
    match row.snoozed_until {
        Some(at) => Some(fill(words.snoozed_until, &[("at", &dates::soon_words(at, language()))])),
        None => row.back.then(|| words.back_again.to_owned()),
    }
}

/// A colleague's note that has come since the last look, for screen readers.
pub fn tell_new_notes(state: State, detail: &ConversationDetail) {
    let known = state.pane.with_untracked(|pane| match pane {
        Pane::Here(before) if before.summary.id == detail.summary.id => Some(before.notes.len()),
        _ => None,
    });
    let me = state.me();
    let latest = detail.notes.last().filter(|note| note.agent != me);
    if let Some(note) = latest.filter(|_| known.is_some_and(|known| known < detail.notes.len())) {
        let words = state.language.get_untracked().words();
        state.speak(fill(words.note_now, &[("name", &note.name), ("text", &note.text)]));
    }
}
