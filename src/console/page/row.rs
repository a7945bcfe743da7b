//! One row of the inbox: who, what they said, how they feel, why, and how long they have waited.

use console::words::fill;
use console::{due, feeling, is_listed, reason_words, visitor_name, wait_words};
use leptos::prelude::*;
use protocol::{ConversationSummary, Spot, Status};

use super::list::{Shown, pixels};
use super::state::State;
use super::{marks, words};

/// The element id of a row, to move the focus to it.
pub fn row_id(conversation: &str) -> String {
    ["row-", conversation].concat()
}

/// The row of a conversation at its place in `shown`; by `entry` the Tab key enters the list.
pub fn view(state: State, shown: Memo<Shown>, entry: Memo<Option<String>>, id: String) -> impl IntoView {
    let own = StoredValue::new(id.clone());
    let is_own =
        move |other: &Option<String>| other.as_ref().is_some_and(|other| own.with_value(|id| id == other));
    let row = Memo::new(move |_| own.with_value(|id| state.summary(id)));
    let spot = Memo::new(move |_| {
        own.with_value(|id| state.finding.with(|finding| finding.get(id).and_then(|hit| hit.spot.clone())))
    });
    let place =
        Memo::new(move |_| own.with_value(|id| shown.with(|shown| shown.place(id))).unwrap_or_default());
    let open = Memo::new(move |_| state.open.with(is_own));
    let reachable = Memo::new(move |_| entry.with(is_own));
    let unread = Memo::new(move |_| {
        row.with(|row| {
            row.as_ref().is_some_and(|row| state.seen.with(|seen| seen.is_unread(row, &state.me())))
        })
    });
    let href = move || {
        // The address tells how the inbox is looked at.
        state.tab.track();
        state.filter.track();
        state.sought.track();
        own.with_value(|id| state.address(Some(id), &state.look()))
    };
    let size = move || match state.finding.with(|finding| finding.more.is_some()) && state.is_finding() {
        // How many follow is not known.
        true => "-1".to_owned(),
        false => shown.with(|shown| shown.ids.len()).to_string(),
    };
    let leave = move |_| {
        if state.focused.with_untracked(is_own) {
            state.focused.set(None);
        }
    };
    view! {
        <li style:transform=move || ["translateY(", &pixels(place.get()), ")"].concat()
            aria-posinset=move || (place.get() + 1).to_string() aria-setsize=size
        >
            <a class="row" id=row_id(&id) href=href class:on=open class:unread=unread
                aria-current=move || open.get().then_some("true")
                tabindex=move || if reachable.get() { "0" } else { "-1" }
                on:focus=move |_| state.focused.set(Some(own.get_value())) on:blur=leave
            >
                {move || row.get().map(|row| inside(state, row, spot.get(), unread))}
            </a>
        </li>
    }
}

fn inside(state: State, row: ConversationSummary, spot: Option<Spot>, unread: Memo<bool>) -> impl IntoView {
    let words = words();
    let team = row.team.clone().map(|team| view! { <span dir="auto">{team}</span> });
    let reason = reason_words(row.reason, words);
    let mark = move || {
        unread.get().then(|| view! { <span class="dot"><span class="unseen">{words.unread}</span></span> })
    };
    let with = row.agent.clone().filter(|_| row.status == Status::Assigned);
    let is_closed = spot.is_some() && !is_listed(row.status);
    let with = with.or_else(|| is_closed.then(|| words.resolved.to_owned()));
    let preview = match spot {
        Some(spot) => marked(&spot).into_any(),
        None => row.preview.clone().into_any(),
    };
    view! {
        <strong class="name" dir="auto">{visitor_name(&row, words)}</strong>
        <span class="times">{due_mark(state, &row)} {wait(state, &row)}</span>
        <span class="preview" dir="auto" lang=row.language.clone()>{preview}</span>
        {mark}
        <span class="why">
            {marks::mood_mark(feeling(&row.mood), words)}
            <span>{reason}</span>
            {team}
            {with.map(|agent| view! { <span class="with" dir="auto">{agent}</span> })}
        </span>
    }
}

/// The words around those that were searched for, these marked.
fn marked(spot: &Spot) -> Vec<AnyView> {
    console::pieces(spot)
        .into_iter()
        .map(|(piece, is_mark)| match is_mark {
            true => view! { <mark>{piece}</mark> }.into_any(),
            false => piece.into_any(),
        })
        .collect()
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
