//! Canned replies in the box: `/` and a few letters list them, Enter puts one in.

use console::{filled, matching, sought};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::CannedReply;
use web_sys::KeyboardEvent;

use super::composer::REPLY_ID;
use super::state::State;
use super::{desk, keys, words};

/// The element id of the list.
pub const LIST_ID: &str = "canned";

/// The list while a draft asks for one.
#[derive(Clone, Copy)]
pub struct Canned {
    state: State,
    draft: RwSignal<String>,
    /// The replies that fit.
    fitting: Memo<Vec<CannedReply>>,
    /// The place of the one that Enter puts in.
    chosen: RwSignal<usize>,
}

/// Fetches the agent's replies, once a sign-in and after each change.
pub fn fetch(state: State) {
    spawn_local(async move {
        // Without them `/` is a sign like others.
        if let Ok(replies) = desk::canned().await {
            state.canned.set(replies.replies);
        }
    });
}

impl Canned {
    /// For the reply box with this draft.
    pub fn new(state: State, draft: RwSignal<String>) -> Self {
        let chosen = RwSignal::new(0);
        let fitting = Memo::new(move |_| {
            let sought = draft.with(|draft| sought(draft).map(str::to_owned));
            sought.map(|sought| state.canned.with(|replies| matching(replies, &sought))).unwrap_or_default()
        });
        Effect::new(move |_| {
            fitting.track();
            chosen.set(0);
        });
        Self { state, draft, fitting, chosen }
    }

    /// The element id of the one that Enter puts in, for the box.
    pub fn active(self) -> Option<String> {
        self.fitting.with(|fitting| (!fitting.is_empty()).then(|| row_id(self.chosen.get())))
    }

    /// Whether the key was the list's.
    pub fn pressed(self, event: &KeyboardEvent, visitor: &str) -> bool {
        let count = self.fitting.with_untracked(Vec::len);
        if count == 0 || event.is_composing() || event.key_code() == 229 {
            return false;
        }
        match event.key().as_str() {
            "ArrowDown" => self.chosen.update(|chosen| *chosen = (*chosen + 1) % count),
            "ArrowUp" => self.chosen.update(|chosen| *chosen = (*chosen + count - 1) % count),
            "Enter" if !event.shift_key() => self.put_in(self.chosen.get_untracked(), visitor),
            "Escape" => self.draft.set(String::new()),
            _ => return false,
        }
        event.prevent_default();
        event.stop_propagation();
        true
    }

    fn put_in(self, place: usize, visitor: &str) {
        let text = self.fitting.with_untracked(|fitting| fitting.get(place).map(|reply| reply.text.clone()));
        if let Some(text) = text {
            self.draft.set(filled(&text, visitor, &self.state.own_name()));
            keys::focus(REPLY_ID);
        }
    }

    /// The list over the box.
    pub fn view(self, visitor: Signal<String>) -> impl IntoView {
        let words = words();
        let row = move |(place, reply): (usize, CannedReply)| {
            let is_chosen = move || self.chosen.get() == place;
            view! {
                <li role="option" id=row_id(place) class="canned" aria-selected=move || is_chosen().to_string()
                    on:mousedown=move |event| {
                        event.prevent_default();
                        self.put_in(place, &visitor.get_untracked());
                    }
                >
                    <b>{"/"} {reply.name}</b> {" "} <span dir="auto">{reply.text}</span>
                </li>
            }
        };
        move || {
            let fitting = self.fitting.get();
            (!fitting.is_empty()).then(|| {
                let rows = fitting.into_iter().enumerate().map(row).collect_view();
                view! { <ul class="offers" role="listbox" id=LIST_ID aria-label=words.canned>{rows}</ul> }
            })
        }
    }
}

fn row_id(place: usize) -> String {
    ["canned-", &place.to_string()].concat()
}
