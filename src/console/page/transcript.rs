//! The transcript: it follows the latest word, but stays put while one reads further up.

use console::words::fill;
use console::{Line, found_line, lines, visitor_name};
use leptos::html::Div;
use leptos::prelude::*;
use protocol::{Author, ConversationDetail};
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

use super::outgoing::{self, Outgoing, Stage};
use super::state::State;
use super::{attachment, dates, message, words};

/// Nearer to the end than this, in CSS pixels, counts as reading the latest.
const NEAR_END_PX: i32 = 80;

/// The transcript of the conversation `id`.
pub fn view(state: State, id: String, detail: Memo<Option<ConversationDetail>>) -> impl IntoView {
    let words = words();
    let scroller = NodeRef::<Div>::new();
    let follows = StoredValue::new(true);
    let below = RwSignal::new(false);
    let lines = Memo::new(move |_| detail.with(|detail| detail.as_ref().map(lines).unwrap_or_default()));
    let waiting = Memo::new(move |_| undelivered(state, &id));
    Effect::new(move |before: Option<usize>| {
        // What opens over the reply box takes room from here.
        state.corrected.track();
        state.noting.track();
        state.note_to.track();
        let count = lines.with(Vec::len) + waiting.with(Vec::len);
        // One's own words are always followed.
        let own = waiting.with(|waiting| waiting.last().is_some_and(|it| it.stage == Stage::Sending));
        let begins = before.unwrap_or_default() == 0 && count > 0;
        let found = untrack(|| detail.with(|detail| found(state, detail.as_ref())));
        if let Some(found) = found.filter(|_| begins) {
            follows.set_value(false);
            request_animation_frame(move || show(&found));
        } else if follows.get_value() || own {
            request_animation_frame(move || to_end(scroller));
        } else if before.is_some_and(|before| before < count) {
            below.set(true);
        }
        count
    });
    let scrolled = move |_| {
        let near = scroller
            .get()
            .is_none_or(|it| it.scroll_height() - it.scroll_top() - it.client_height() < NEAR_END_PX);
        follows.set_value(near);
        if near {
            below.set(false);
        }
    };
    let label = move || {
        detail.with(|detail| {
            let name = detail.as_ref().map(|detail| visitor_name(&detail.summary, words)).unwrap_or_default();
            fill(words.transcript, &[("name", &name)])
        })
    };
    view! {
        <div class="log" node_ref=scroller role="region" aria-label=label tabindex="0" on:scroll=scrolled>
            <ol>
                <For each=move || marked(&lines.get()) key=|(line, _)| line.key.clone()
                    children=move |(line, new_day)| drawn(state, detail, line, new_day) />
                <For each=move || waiting.get() key=|it| it.message.id.clone()
                    children=move |it| pending(state, waiting, it) />
                {attachment::pending(state, detail)}
            </ol>
        </div>
        {writing(state, detail)}
        {move || below.get().then(|| view! {
            <button class="below" on:click=move |_| to_end(scroller)>{words.new_below} " ↓"</button>
        })}
    }
}

/// Who else writes just now. Its place is kept free, so that nothing jumps; screen readers hear the words once said.
fn writing(state: State, detail: Memo<Option<ConversationDetail>>) -> impl IntoView {
    let words = words();
    let text = move || {
        let writer = state.writer.get()?;
        let name = match writer.author {
            Author::Agent => writer.name.unwrap_or_else(|| words.agent.to_owned()),
            _ => detail.with(|detail| detail.as_ref().map(|it| visitor_name(&it.summary, words)))?,
        };
        Some(view! { <span class="pen" dir="auto">{fill(words.writing, &[("name", &name)])}</span> })
    };
    view! { <p class="writing" aria-hidden="true">{text}</p> }
}

/// The line in which the words that are searched for stand.
fn found(state: State, detail: Option<&ConversationDetail>) -> Option<String> {
    let detail = detail.filter(|_| state.is_finding())?;
    let spot = state.finding.with_untracked(|finding| finding.get(&detail.summary.id)?.spot.clone())?;
    found_line(detail, &spot)
}

/// Brings a line to the middle and marks it.
fn show(key: &str) {
    if let Some(line) = document().get_element_by_id(key) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Center);
        line.scroll_into_view_with_scroll_into_view_options(&options);
        // A class list takes any word without a space.
        let _ = line.class_list().add_1("found");
    }
}

fn to_end(scroller: NodeRef<Div>) {
    if let Some(scroller) = scroller.try_get_untracked().flatten() {
        scroller.set_scroll_top(scroller.scroll_height());
    }
}

/// Each line, and whether a new day begins with it; the first day is told only if it is not today.
fn marked(lines: &[Line]) -> Vec<(Line, bool)> {
    let mut before = dates::day_of(ui::now_ms() as i64);
    let mut marked = Vec::with_capacity(lines.len());
    for line in lines {
        let day = dates::day_of(line.at);
        marked.push((line.clone(), day != before));
        before = day;
    }
    marked
}

fn drawn(state: State, detail: Memo<Option<ConversationDetail>>, line: Line, new_day: bool) -> impl IntoView {
    let at = line.at;
    let line =
        detail.with_untracked(|detail| detail.as_ref().map(|detail| message::view(state, line, detail)));
    view! { {new_day.then(|| message::day(at))} {line} }
}

fn undelivered(state: State, id: &str) -> Vec<Outgoing> {
    let here = |it: &&Outgoing| it.conversation == id;
    state.outgoing.with(|outgoing| outgoing.iter().filter(here).cloned().collect())
}

/// A reply that is not in the conversation yet, with how far it got.
fn pending(state: State, waiting: Memo<Vec<Outgoing>>, reply: Outgoing) -> impl IntoView {
    let words = words();
    let id = reply.message.id.clone();
    let stage = Memo::new(move |_| {
        waiting.with(|waiting| waiting.iter().find(|it| it.message.id == id).map(|it| it.stage.clone()))
    });
    let id = reply.message.id.clone();
    let told = move || match stage.get() {
        None | Some(Stage::Acknowledged) => None,
        Some(Stage::Waits) => Some(view! { <p class="stage">{words.waiting_to_send}</p> }.into_any()),
        Some(Stage::Sending) => Some(view! { <p class="stage">{words.sending}</p> }.into_any()),
        Some(Stage::Stuck) => Some(failed(state, &id, words.not_sent_away.to_owned()).into_any()),
        Some(Stage::Refused(refusal)) => {
            let why = fill(words.not_sent_refused, &[("why", &refusal.words(words))]);
            Some(failed(state, &id, why).into_any())
        }
    };
    let (class, by) = match reply.is_note() {
        true => ("say note pending", words.note_yours),
        false => ("say agent pending", words.you),
    };
    let said = match reply.is_note() {
        true => view! { <p class="plain">{reply.message.text}</p> }.into_any(),
        false => ui::markdown_view(&reply.message.text).into_any(),
    };
    view! {
        <li class=class>
            <p class="by"><b>{by}</b></p>
            <div class="box" dir="auto">{said}</div>
            {told}
        </li>
    }
}

fn failed(state: State, id: &str, why: String) -> impl IntoView + use<> {
    let words = words();
    let (again, back) = (id.to_owned(), id.to_owned());
    view! {
        <p class="stage failed" role="alert">
            <span>{why}</span>
            <button class="link" on:click=move |_| outgoing::again(state, &again)>{words.send_again}</button>
            <button class="link" on:click=move |_| super::composer::put_back(state, &back)>{words.discard}</button>
        </p>
    }
}
