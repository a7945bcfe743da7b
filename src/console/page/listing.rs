//! What an inbox from the desk changes: who arrived, who left the list, and where the agent begins.

use console::{Tab, feeling, is_listed, reason_words, visitor_name};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{ConversationSummary, Inbox, Status};

use super::desk;
use super::marks;
use super::state::{Listed, State};

/// So many closed conversations are kept in the list; the latest come first.
const CLOSED: usize = 50;

/// The number of a question to the desk; an answer that a later one has overtaken is dropped.
pub fn ticket(state: State) -> u64 {
    let ticket = state.asked.get_value() + 1;
    state.asked.set_value(ticket);
    ticket
}

/// Shows an inbox, unless the answer to a later question is shown already.
pub fn take_in(state: State, mut inbox: Inbox, ticket: u64) {
    if ticket < state.answered.get_value() {
        return;
    }
    state.answered.set_value(ticket);
    let before = state.listed.get_untracked();
    if before.as_ref().is_some_and(|before| before.inbox.revision == inbox.revision) {
        return;
    }
    if let Some(before) = &before {
        tell_arrivals(state, before, &inbox);
        carry_over(state, before, &mut inbox);
    }
    state.seen.update_untracked(|seen| seen.keep_only(&inbox.conversations));
    state.listed.set(Some(Listed::new(inbox)));
    if before.is_none() {
        choose_tab(state);
    }
}

/// The desk lists what is open. What has left its list stays in ours as closed, as long as the desk still has it.
fn carry_over(state: State, before: &Listed, inbox: &mut Inbox) {
    let listed = Listed::new(inbox.clone());
    let gone = before.inbox.conversations.iter().filter(|row| listed.get(&row.id).is_none());
    let (left, closed): (Vec<_>, Vec<_>) = gone.cloned().partition(|row| is_listed(row.status));
    // What called the agent to it is seen by now.
    let quiet = |row| ConversationSummary { mentioned: false, asked: None, ..row };
    inbox.conversations.extend(closed.into_iter().map(quiet));
    for row in left {
        spawn_local(look_after(state, row.id));
    }
}

async fn look_after(state: State, id: String) {
    if let Ok(detail) = desk::conversation(&id).await {
        add_closed(state, detail.summary);
    }
}

/// Adds a closed conversation to the list, before those that were closed earlier.
fn add_closed(state: State, summary: ConversationSummary) {
    let Some(mut inbox) = state.listed.with_untracked(|listed| listed.as_ref().map(|it| it.inbox.clone()))
    else {
        return;
    };
    let known = inbox.conversations.iter().any(|row| row.id == summary.id);
    if known || is_listed(summary.status) {
        return;
    }
    let open = inbox.conversations.iter().filter(|row| is_listed(row.status)).count();
    inbox.conversations.insert(open, summary);
    inbox.conversations.truncate(open + CLOSED);
    state.listed.set(Some(Listed::new(inbox)));
}

/// Takes a conversation out that the desk no longer has, as when its visitor took it back.
pub fn forget(state: State, id: &str) {
    let closed = |listed: &Listed| listed.get(id).is_some_and(|row| !is_listed(row.status));
    if state.listed.with_untracked(|listed| listed.as_ref().is_some_and(closed)) {
        state.listed.update(|listed| {
            if let Some(Listed { inbox, .. }) = listed.take() {
                let mut inbox = inbox;
                inbox.conversations.retain(|row| row.id != id);
                *listed = Some(Listed::new(inbox));
            }
        });
    }
}

/// A link to a conversation opens the tab that shows it; with nobody waiting, the agent's own come first.
fn choose_tab(state: State) {
    let me = state.me();
    let open = state.open.get_untracked().and_then(|id| state.summary(&id));
    let busy = state.count(Tab::Waiting) == 0 && state.count(Tab::Mine) > 0;
    let tab = open.map_or(if busy { Tab::Mine } else { Tab::Waiting }, |summary| Tab::of(&summary, &me));
    state.tab.set(tab);
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
