//! How far this agent has read: kept in the browser for the inbox's dots, and told to the desk for the visitor.

use std::cell::RefCell;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::state::State;
use super::{desk, kept, live_link};

thread_local! {
    /// What the desk was told last: the conversation and the number.
    static TOLD: RefCell<(String, u64)> = RefCell::default();
}

/// Marks again whenever the page comes back into sight.
pub fn follow(state: State) {
    window_event_listener_untyped("visibilitychange", move |_| mark(state));
}

/// Notes that the open conversation was read to its end, while it is in sight.
pub fn mark(state: State) {
    let Some((id, seq)) = untrack(|| state.here()).filter(|_| !document().hidden()) else { return };
    let news = state.seen.try_update(|seen| seen.mark(&id, seq));
    if news == Some(true) {
        kept::keep(kept::SEEN, &state.seen.with_untracked(console::Seen::to_text));
    }
    let is_told = TOLD.with_borrow(|(told, up_to)| *told == id && *up_to >= seq);
    if is_told || seq == 0 {
        return;
    }
    if live_link::read(&id, seq) {
        note(id, seq);
    } else if !state.live.get_untracked() {
        note(id.clone(), seq);
        // A mark that is lost is told by the next.
        spawn_local(async move { drop(desk::read(&id, seq).await) });
    }
}

fn note(id: String, seq: u64) {
    TOLD.set((id, seq));
}
