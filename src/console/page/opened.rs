//! The open conversation, kept as the desk has it.

use std::time::Duration;

use console::{is_listed, last_note, last_seq, merge_notes, visitor_name, with_news};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{Author, ConversationDetail, News};

use super::desk::{self, Trouble};
use super::state::{Access, NoteTo, Pane, Standing, State};
use super::{called, listing, outgoing, reading};

/// A standing line tells what the inbox shows within this time; else it has died without a word.
const LINE_IS_LATE: Duration = Duration::from_millis(1_500);

/// Fetches the open conversation whenever another is opened, and where no line stands whenever the inbox tells of a
/// change in it.
pub fn follow(state: State) {
    let wanted = Memo::new(move |_| {
        let signed_in = state.signed_in();
        let id = state.open.get().filter(|_| signed_in)?;
        // What the desk doesn't list may have changed with any revision.
        let listed = state.listed.with(|listed| {
            let listed = listed.as_ref()?;
            let row = listed.get(&id).filter(|row| is_listed(row.status));
            let revision = row.is_none().then_some(listed.inbox.revision);
            Some((revision, row.map(|row| (row.seq, row.notes, row.status, row.agent_id.clone()))))
        });
        Some((id, listed))
    });
    Effect::new(move |before: Option<Option<String>>| {
        let id = wanted.get().map(|(id, _)| id);
        let is_other = before.flatten() != id;
        if is_other {
            close(state);
        }
        match id.clone() {
            Some(id) if is_other || !state.live.get_untracked() => spawn_local(fetch_open(state, id)),
            Some(id) => look_behind(state, id),
            None => {}
        }
        id
    });
}

fn close(state: State) {
    state.pane.set(Pane::Empty);
    state.refusal.set(None);
    state.background_shown.set(false);
    state.transfer_shown.set(false);
    state.corrected.set(None);
    state.sheet_shown.set(false);
    state.more_shown.set(false);
    // A box that is a reply's unless one says otherwise: nothing meant for the visitor is lost, nothing else gets there.
    state.noting.set(false);
    state.note_to.set(NoteTo::Team);
    state.offered.set(Vec::new());
}

/// While a line stands it tells the open conversation's news; where the inbox is ahead of it for long, it is fetched.
fn look_behind(state: State, id: String) {
    let is_behind = move |id: &str| {
        let listed = state.listed.with_untracked(|listed| {
            listed.as_ref().and_then(|it| it.get(id)).map(|row| (row.seq, row.notes))
        });
        let here = untrack(|| state.here()).filter(|(open, _)| open == id);
        let noted = untrack(|| state.notes(last_note));
        here.is_some_and(|(_, seq)| listed.is_some_and(|listed| listed.0 > seq || listed.1 > noted))
    };
    if is_behind(&id) {
        let fetch = move || {
            if is_behind(&id) {
                spawn_local(fetch_open(state, id));
            }
        };
        set_timeout(fetch, LINE_IS_LATE);
    }
}

/// Adds what the line tells to the open conversation.
pub fn take_news(state: State, news: &News) {
    let known = state.pane.with_untracked(|pane| match pane {
        Pane::Here(detail) if detail.summary.id == news.summary.id => Some(with_news(detail, news)),
        _ => None,
    });
    match known {
        Some(Some(detail)) => show(state, detail),
        Some(None) => spawn_local(fetch_open(state, news.summary.id.clone())),
        None => {}
    }
}

/// The desk no longer has a conversation.
pub fn gone(state: State, id: &str) {
    if state.open.with_untracked(|open| open.as_deref() == Some(id)) {
        state.pane.set(Pane::Missing);
    }
    listing::forget(state, id);
}

async fn fetch_open(state: State, id: String) {
    let answer = desk::conversation(&id).await;
    if state.open.with_untracked(|open| open.as_deref() != Some(&*id)) {
        return;
    }
    match answer {
        Ok(detail) => untrack(|| show(state, detail)),
        Err(Trouble::SignedOut) => state.access.set(Access::Over),
        Err(Trouble::Missing) => untrack(|| gone(state, &id)),
        Err(_) => state.standing.set(Standing::Away),
    }
}

fn show(state: State, mut detail: ConversationDetail) {
    // An answer that was under way while the line told more is old.
    let is_old = state.live.get_untracked()
        && state.pane.with_untracked(|pane| match pane {
            Pane::Here(here) => here.summary.id == detail.summary.id && last_seq(here) > last_seq(&detail),
            _ => false,
        });
    if is_old {
        return;
    }
    // Notes have numbers of their own: of those the line told meanwhile none is lost.
    state.pane.with_untracked(|pane| match pane {
        Pane::Here(here) if here.summary.id == detail.summary.id => {
            merge_notes(&mut detail.notes, &here.notes);
        }
        _ => {}
    });
    outgoing::acknowledge(state, &detail);
    tell_new_words(state, &detail);
    called::tell_new_notes(state, &detail);
    state.pane.set(Pane::Here(Box::new(detail)));
    reading::mark(state);
}

/// What the visitor said since the last look, for screen readers; once each.
fn tell_new_words(state: State, detail: &ConversationDetail) {
    let known = state.pane.with_untracked(|pane| match pane {
        Pane::Here(before) if before.summary.id == detail.summary.id => {
            before.events.last().map(|event| event.seq)
        }
        _ => Some(u64::MAX),
    });
    let is_news = |seq: u64| known.is_none_or(|known| seq > known);
    let events = detail.events.iter().filter(|event| is_news(event.seq));
    let mut said =
        events.filter_map(|event| event.message.as_ref()).filter(|message| message.author == Author::Visitor);
    if let Some(message) = said.next_back() {
        let words = state.language.get_untracked().words();
        let name = visitor_name(&detail.summary, words);
        let slots = [("name", name.as_str()), ("text", message.text.as_str())];
        state.speak(console::words::fill(words.said_now, &slots));
    }
}
