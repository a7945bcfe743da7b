//! The rail: the mark, where one is, the language, the keys and the way out.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::desk;
use super::state::{Access, Standing, State};
use super::{kept, marks, words};

/// The rail; on a phone it is the bar over the list.
pub fn view(state: State) -> impl IntoView {
    let words = words();
    let name = state.access.with_untracked(|access| match access {
        Access::In(session) => session.name.clone(),
        _ => String::new(),
    });
    let leave = move |_| {
        spawn_local(async move {
            // Out is out on this screen even if the desk is away; the cookie then ends by its own date.
            let _ = desk::sign_out().await;
            state.access.set(Access::Left);
        });
    };
    view! {
        <nav class="rail" aria-label=words.product>
            {marks::product_mark()}
            <a class="place" href="#/" aria-current="page">{words.inbox}</a>
            {leptos::html::span().class("gap")}
            {language_switch(state)}
            <button class="quiet keys" aria-label=words.keys title=words.keys on:click=move |_| state.keys_shown.set(true)>
                {"?"}
            </button>
            <button class="quiet" title=name on:click=leave>{words.sign_out}</button>
        </nav>
    }
}

/// Says plainly over everything when the page is not in step with the desk.
pub fn standing(state: State) -> impl IntoView {
    let words = words();
    let away = Memo::new(move |_| state.standing.get() == Standing::Away);
    view! {
        <div class="standing" role="status">
            {move || away.get().then(|| view! {
                <p class="away"><strong>{words.away}</strong> {" "} <span>{words.away_retry}</span></p>
            })}
        </div>
    }
}

/// Leads to the other language; the button is written in it.
pub fn language_switch(state: State) -> impl IntoView {
    let words = words();
    let switch = move |_| {
        let other = state.language.get_untracked().other();
        kept::keep(kept::LANGUAGE, other.tag());
        state.language.set(other);
    };
    view! {
        <button class="quiet language" lang=words.language_switch_tag on:click=switch>{words.language_switch}</button>
    }
}
