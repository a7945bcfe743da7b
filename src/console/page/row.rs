//! One row of the inbox: who, what they said, how they feel, why, and how long they have waited.

use console::words::fill;
use console::{address_of, due, feeling, reason_words, visitor_name, wait_words};
use leptos::prelude::*;
use protocol::{ConversationSummary, Status};

use super::state::State;
use super::{called, marks, words};

/// The element id of a row, to move the focus to it.
pub fn row_id(conversation: &str) -> String {
    ["row-", conversation].concat()
}

/// The row of a conversation; `ids` are the rows in order, of which one takes part in the tab order.
pub fn view(state: State, ids: Memo<Vec<String>>, id: String) -> impl IntoView {
    let row = {
        let id = id.clone();
        Memo::new(move |_| state.listed.with(|listed| listed.as_ref()?.get(&id).cloned()))
    };
    let open = {
        let id = id.clone();
        Memo::new(move |_| state.open.with(|open| open.as_deref() == Some(&*id)))
    };
    let reachable = {
        let id = id.clone();
        Memo::new(move |_| open.get() || is_entry(state, ids, &id))
    };
    let unread = Memo::new(move |_| {
        row.with(|row| {
            row.as_ref().is_some_and(|row| state.seen.with(|seen| seen.is_unread(row, &state.me())))
        })
    });
    view! {
        <li>
            <a class="row" id=row_id(&id) href=address_of(&id) class:on=open class:unread=unread
                aria-current=move || open.get().then_some("true")
                tabindex=move || if reachable.get() { "0" } else { "-1" }
            >
                {move || row.get().map(|row| inside(state, row, unread))}
            </a>
        </li>
    }
}

/// With nothing open in this list, the first row is where the Tab key enters it.
fn is_entry(state: State, ids: Memo<Vec<String>>, id: &str) -> bool {
    let open_here =
        state.open.with(|open| open.as_ref().is_some_and(|open| ids.with(|ids| ids.contains(open))));
    !open_here && ids.with(|ids| ids.first().is_some_and(|first| first == id))
}

fn inside(state: State, row: ConversationSummary, unread: Memo<bool>) -> impl IntoView {
    let words = words();
    let team = row.team.clone().map(|team| view! { <span dir="auto">{team}</span> });
    let reason = reason_words(row.reason, words);
    let mark = move || {
        unread.get().then(|| view! { <span class="dot"><span class="unseen">{words.unread}</span></span> })
    };
    let with = row.agent.clone().filter(|_| row.status == Status::Assigned);
    view! {
        <strong class="name" dir="auto">{visitor_name(&row, words)}</strong>
        <span class="times">{due_mark(state, &row)} {wait(state, &row)}</span>
        <span class="preview" dir="auto" lang=row.language.clone()>{row.preview.clone()}</span>
        {mark}
        <span class="why">
            {marks::mood_mark(feeling(&row.mood), words)}
            {called::flags(&row)}
            <span>{reason}</span>
            {team}
            {with.map(|agent| view! { <span class="with" dir="auto">{agent}</span> })}
        </span>
    }
}

fn wait(state: State, row: &ConversationSummary) -> impl IntoView + use<> {
    let words = words();
    let since = row.requested_at;
    let waits = row.status == Status::Requested;
    let short = Memo::new(move |_| wait_words(since, state.now.get(), words));
    let long = move || fill(if waits { words.waits_for } else { words.since }, &[("wait", &short.get())]);
    view! { <time class="wait" class:waits=waits aria-label=long>{short}</time> }
}

/// What is left of the time to a first answer; none once somebody has answered.
fn due_mark(state: State, row: &ConversationSummary) -> Option<impl IntoView + use<>> {
    let words = words();
    let due_at = row.due_at?;
    let due = Memo::new(move |_| due(due_at, state.now.get(), words));
    let (short, long) = (move || due.with(|due| due.short.clone()), move || due.with(|due| due.long.clone()));
    let is_late = move || due.with(|due| due.is_late);
    Some(view! {
        <span class="due" class:late=is_late>
            <span aria-hidden="true">{short}</span>
            <span class="unseen">{long}</span>
        </span>
    })
}
