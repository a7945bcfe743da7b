//! What an inbox from the desk changes: who arrived, and where the agent begins.

use console::{Tab, feeling, reason_words, visitor_name};
use leptos::prelude::*;
use protocol::{ConversationSummary, Inbox, Status};

use super::state::{Listed, State};
use super::{bell, marks};

/// The number of a question to the desk; an answer that a later one has overtaken is dropped.
pub fn ticket(state: State) -> u64 {
    let ticket = state.asked.get_value() + 1;
    state.asked.set_value(ticket);
    ticket
}

/// Shows an inbox, unless the answer to a later question is shown already.
pub fn take_in(state: State, inbox: Inbox, ticket: u64) {
    if ticket < state.answered.get_value() {
        return;
    }
    state.answered.set_value(ticket);
    let revision = |listed: &Option<Listed>| listed.as_ref().map(|listed| listed.inbox.revision);
    let before = state.listed.with_untracked(revision);
    if before == Some(inbox.revision) {
        return;
    }
    state.listed.with_untracked(|before| {
        if let Some(before) = before {
            tell_arrivals(state, before, &inbox);
            bell::ring(state, before, &inbox.conversations);
        }
    });
    let now_ms = inbox.now;
    let listed = Listed::new(inbox, now_ms);
    state.seen.update_untracked(|seen| seen.keep_only(|id| listed.get(id).is_some()));
    state.listed.set(Some(listed));
    if before.is_none() && !state.tab_chosen.get_value() {
        choose_tab(state);
    }
}

/// Takes a conversation out that the desk no longer has, as when its visitor took it back.
pub fn forget(state: State, id: &str) {
    if state.finding.with_untracked(|finding| finding.get(id).is_some()) {
        state.finding.update(|finding| finding.hits.retain(|hit| hit.summary.id != id));
    }
}

/// A link to a conversation opens the tab that shows it; with nobody waiting, the agent's own come first.
fn choose_tab(state: State) {
    let me = state.myself();
    let open = state.open.get_untracked().and_then(|id| state.summary(&id));
    let busy = state.count(Tab::Waiting) == 0 && state.count(Tab::Mine) > 0;
    let tab = open.map_or(if busy { Tab::Mine } else { Tab::Waiting }, |summary| Tab::of(&summary, &me));
    state.look_on(console::Look { tab, ..state.look() });
}

fn tell_arrivals(state: State, before: &Listed, inbox: &Inbox) {
    let words = state.language.get_untracked().words();
    let is_new =
        |row: &&ConversationSummary| before.get(&row.id).is_none_or(|row| !link::is_open(row.status));
    let waits = |row: &&ConversationSummary| row.status == Status::Requested;
    let arrived = inbox.conversations.iter().filter(waits).find(is_new);
    if let Some(row) = arrived {
        let mood = marks::feeling_words(feeling(&row.mood), words);
        let name = visitor_name(row, words);
        let slots = [("name", name.as_str()), ("mood", mood), ("why", reason_words(row.reason, words))];
        state.speak(console::words::fill(words.arrived, &slots));
    }
}
