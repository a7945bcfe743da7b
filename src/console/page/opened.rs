//! The open conversation, kept as the desk has it.

use console::visitor_name;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{Author, ConversationDetail};

use super::desk::{self, Trouble};
use super::state::{Access, Pane, Standing, State};
use super::{kept, listing, outgoing};

/// Fetches the open conversation whenever another is opened or the inbox tells of a change in it.
pub fn follow(state: State) {
    let wanted = Memo::new(move |_| {
        let signed_in = state.access.with(|access| matches!(access, Access::In(_)));
        let id = state.open.get().filter(|_| signed_in)?;
        // What the desk doesn't list may have changed with any revision.
        let listed = state.listed.with(|listed| {
            let listed = listed.as_ref()?;
            let row = listed.get(&id).filter(|row| link::is_open(row.status));
            let revision = row.is_none().then_some(listed.inbox.revision);
            Some((revision, row.map(|row| (row.seq, row.status, row.agent_id.clone()))))
        });
        Some((id, listed))
    });
    Effect::new(move |before: Option<Option<String>>| {
        let id = wanted.get().map(|(id, _)| id);
        if before.flatten() != id {
            state.pane.set(Pane::Empty);
            state.refusal.set(None);
            state.background_shown.set(false);
        }
        if let Some(id) = id.clone() {
            spawn_local(fetch_open(state, id));
        }
        id
    });
}

async fn fetch_open(state: State, id: String) {
    let answer = desk::conversation(&id).await;
    if state.open.with_untracked(|open| open.as_deref() != Some(&*id)) {
        return;
    }
    match answer {
        Ok(detail) => untrack(|| show(state, detail)),
        Err(Trouble::SignedOut) => state.access.set(Access::Over),
        Err(Trouble::Missing) => {
            state.pane.set(Pane::Missing);
            untrack(|| listing::forget(state, &id));
        }
        Err(_) => state.standing.set(Standing::Away),
    }
}

fn show(state: State, detail: ConversationDetail) {
    outgoing::acknowledge(state, &detail);
    tell_new_words(state, &detail);
    let news = state.seen.try_update(|seen| seen.mark(&detail.summary.id, detail.summary.seq));
    if news == Some(true) {
        kept::keep(kept::SEEN, &state.seen.with_untracked(console::Seen::to_text));
    }
    state.pane.set(Pane::Here(Box::new(detail)));
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
