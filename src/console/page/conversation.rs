//! The open conversation: its head with the buttons, the transcript, the reply box, and the background beside them.

use leptos::prelude::*;
use protocol::ConversationDetail;

use super::state::{Pane, State};
use super::{background, composer, head, transcript, words};

/// The pane; it is drawn anew only when another conversation is opened.
pub fn view(state: State) -> impl IntoView {
    let words = words();
    let shown = Memo::new(move |_| (state.open.get(), state.pane.with(kind)));
    view! {
        <section class="pane">
            {move || match shown.get() {
                (None, _) => nothing(words.choose, words.choose_hint).into_any(),
                (Some(_), Kind::Empty) => view! { <p class="muted pad late" role="status">{words.loading}</p> }.into_any(),
                (Some(_), Kind::Missing) => view! { {head::back(words)} {nothing(words.gone, words.gone_hint)} }.into_any(),
                (Some(id), Kind::Here) => here(state, id).into_any(),
            }}
        </section>
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Empty,
    Missing,
    Here,
}

fn kind(pane: &Pane) -> Kind {
    match pane {
        Pane::Empty => Kind::Empty,
        Pane::Missing => Kind::Missing,
        Pane::Here(_) => Kind::Here,
    }
}

fn nothing(title: &'static str, hint: &'static str) -> impl IntoView {
    view! { <div class="nothing"><h2>{title}</h2><p>{hint}</p></div> }
}

fn here(state: State, id: String) -> impl IntoView {
    let detail = Memo::new(move |before: Option<&Option<ConversationDetail>>| {
        let now = state.pane.with(|pane| match pane {
            Pane::Here(detail) => Some((**detail).clone()),
            _ => None,
        });
        now.or_else(|| before.cloned().flatten())
    });
    view! {
        {head::view(state, id.clone(), detail)}
        {background::view(state, detail)}
        <div class="talk">
            {transcript::view(state, id.clone(), detail)}
            {composer::view(state, id, detail)}
        </div>
    }
}
