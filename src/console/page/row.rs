//! One row of the inbox: who, what they said, how they feel, why, and how long they have waited.

use std::any::Any;
use std::cell::RefCell;

use console::words::fill;
use console::{due, feeling, is_listed, reason_words, visitor_name, wait_words};
use leptos::mount::mount_to;
use leptos::prelude::*;
use protocol::{ConversationSummary, Spot, Status};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::list::{Shown, pixels};
use super::state::State;
use super::{called, marks, words};

/// The element id of a row, to move the focus to it.
pub fn row_id(conversation: &str) -> String {
    ["row-", conversation].concat()
}

/// A row that is drawn; it goes from the page with this.
pub struct Row {
    /// The conversation.
    pub id: String,
    /// What stands in the list.
    pub item: HtmlElement,
    _owner: Owner,
    _inside: Box<dyn Any>,
}

impl Drop for Row {
    fn drop(&mut self) {
        self.item.remove();
    }
}

/// Draws the row of a conversation at its place in `shown`; by `entry` the Tab key enters the list. Its element is not yet in
/// the page.
pub fn draw(state: State, shown: Memo<Shown>, entry: Memo<Option<String>>, id: String) -> Row {
    let (item, link) = (element("li"), element("a"));
    link.set_id(&row_id(&id));
    // A fresh element takes any other.
    let _ = item.append_child(&link);
    let owner = Owner::new();
    let inside = owner.with(|| {
        let (row, spot) = (known(state, id.clone()), spot(state, id.clone()));
        let unread = Memo::new(move |_| {
            row.with(|row| {
                row.as_ref().is_some_and(|row| state.seen.with(|seen| seen.is_unread(row, &state.me())))
            })
        });
        let (item, outside, id) = (item.clone(), link.clone(), id.clone());
        let last = RefCell::new(Vec::new());
        Effect::new(move |_| {
            let marks = marks(state, shown, entry, unread, &id);
            write(&item, &outside, &last.borrow(), &marks);
            last.replace(marks);
        });
        let inside = move || row.get().map(|row| inside(state, row, spot.get(), unread));
        mount_to(link, move || inside.into_any())
    });
    Row { id, item, _owner: owner, _inside: Box::new(inside) }
}

fn known(state: State, id: String) -> Memo<Option<ConversationSummary>> {
    Memo::new(move |_| state.summary(&id))
}

fn spot(state: State, id: String) -> Memo<Option<Spot>> {
    Memo::new(move |_| state.finding.with(|finding| finding.get(&id).and_then(|hit| hit.spot.clone())))
}

/// What a row and its link are marked with. What stands there already is not written again: while one scrolls, the list's
/// entry moves on all the time, and of all rows only two are touched.
const MARKS: [&str; 7] =
    ["aria-posinset", "aria-setsize", "transform", "class", "href", "tabindex", "aria-current"];

/// The texts of [`MARKS`]: where the row stands, for the eye and for a screen reader, whether it is open or unread, and where
/// it leads: the address tells how the inbox is looked at too.
fn marks(
    state: State,
    shown: Memo<Shown>,
    entry: Memo<Option<String>>,
    unread: Memo<bool>,
    id: &str,
) -> Vec<String> {
    let is_own = |other: &Option<String>| other.as_deref() == Some(id);
    let is_open = state.open.with(is_own);
    let (place, count) = shown.with(|shown| (shown.place(id).unwrap_or_default(), shown.ids.len()));
    // Where more pages follow, how many there are is not known.
    let is_open_end = state.is_finding() && state.finding.with(|finding| finding.more.is_some());
    state.tab.track();
    state.filter.track();
    state.sought.track();
    vec![
        (place + 1).to_string(),
        if is_open_end { "-1".to_owned() } else { count.to_string() },
        ["translateY(", &pixels(place), ")"].concat(),
        ["row", if is_open { " on" } else { "" }, if unread.get() { " unread" } else { "" }].concat(),
        state.address(Some(id), &state.look()),
        if entry.with(is_own) { "0" } else { "-1" }.to_owned(),
        if is_open { "true" } else { "false" }.to_owned(),
    ]
}

/// Writes [`MARKS`] at the row's item and its link, those that are other than before.
fn write(item: &HtmlElement, link: &HtmlElement, before: &[String], marks: &[String]) {
    for (at, text) in marks.iter().enumerate() {
        if before.get(at) == Some(text) {
            continue;
        }
        // An element takes any attribute of a sound name.
        let _ = match at {
            2 => item.style().set_property(MARKS[at], text),
            _ => if at < 2 { item } else { link }.set_attribute(MARKS[at], text),
        };
    }
}

fn element(name: &str) -> HtmlElement {
    let made = document().create_element(name).expect("the name of an HTML element is sound");
    made.unchecked_into()
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
            {called::flags(&row)}
            <span>{reason}</span>
            {team}
            {with.map(|agent| view! { <span class="with" dir="auto">{agent}</span> })}
        </span>
    }
}

/// The words around those that were searched for, these marked.
fn marked(spot: &Spot) -> Vec<AnyView> {
    console::spot_pieces(spot)
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
