//! Suggested replies over the box: one key or a press puts one in, to be changed at will.

use console::words::fill;
use console::{Offer, Owner, cut, owner};
use leptos::prelude::*;
use protocol::{ConversationDetail, Status};
use web_sys::KeyboardEvent;

use super::composer::REPLY_ID;
use super::state::State;
use super::{advice, keys, words};

/// So many characters of a suggestion are shown before it is put in.
const SHOWN_CHARACTERS: usize = 160;

/// What is suggested for the open conversation; it gives way to what the agent writes.
pub fn offers(
    state: State,
    detail: Memo<Option<ConversationDetail>>,
    draft: RwSignal<String>,
) -> Memo<Vec<Offer>> {
    let is_empty = Memo::new(move |_| draft.with(String::is_empty));
    Memo::new(move |_| {
        if !is_empty.get() {
            return Vec::new();
        }
        detail.with(|detail| {
            let fitting = |detail: &&ConversationDetail| {
                let is_open = matches!(detail.summary.status, Status::Requested | Status::Assigned);
                is_open && owner(&detail.summary, &state.me()) != Owner::Colleague
            };
            detail.as_ref().filter(fitting).map(|detail| advice::offers(state, detail)).unwrap_or_default()
        })
    })
}

/// The list over the box.
pub fn view(offers: Memo<Vec<Offer>>, draft: RwSignal<String>) -> impl IntoView {
    let words = words();
    move || {
        let offers = offers.get();
        (!offers.is_empty()).then(|| {
            let rows = offers.into_iter().enumerate().map(|(place, offer)| row(place, offer, draft));
            view! {
                <ul class="offers" aria-label=words.offers>{rows.collect_view()}</ul>
            }
        })
    }
}

fn row(place: usize, offer: Offer, draft: RwSignal<String>) -> impl IntoView {
    let words = words();
    let key = ["Alt ", &(place + 1).to_string()].concat();
    let source = match &offer.entry {
        Some(_) => fill(words.offer_from_entry, &[("entry", &offer.question)]),
        None => words.offer_from_solved.to_owned(),
    };
    let shown = cut(knowledge::markdown::plain(&offer.text).trim(), SHOWN_CHARACTERS);
    let text = offer.text;
    view! {
        <li>
            <button class="offer" title=words.offer_put_in on:click=move |_| put_in(&text, draft)>
                <kbd>{key}</kbd>
                <span class="words" dir="auto">{shown}</span>
                <span class="from" dir="auto">{source}</span>
            </button>
        </li>
    }
}

fn put_in(text: &str, draft: RwSignal<String>) {
    draft.set(text.to_owned());
    keys::focus(REPLY_ID);
}

/// Alt with a figure puts a suggestion in; whether the key was one of these.
pub fn pressed(event: &KeyboardEvent, offers: Memo<Vec<Offer>>, draft: RwSignal<String>) -> bool {
    // The key's own sign changes with Alt on some keyboards, its place does not.
    let place = event.code().strip_prefix("Digit").and_then(|digit| digit.parse::<usize>().ok());
    let Some(place) = place.filter(|_| event.alt_key() && !event.ctrl_key()) else { return false };
    let text = offers.with_untracked(|offers| Some(offers.get(place.checked_sub(1)?)?.text.clone()));
    if let Some(text) = &text {
        event.prevent_default();
        put_in(text, draft);
    }
    text.is_some()
}
