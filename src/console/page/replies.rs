//! The dialog in which canned replies are written, changed and deleted.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{CannedReply, MESSAGE_CHARACTERS, REPLY_NAME_CHARACTERS, Role};

use super::composer::REPLY_ID;
use super::desk::{self, Refusal, Trouble};
use super::state::{Access, State};
use super::{canned, dialog, keys, words};

const TITLE_ID: &str = "replies-title";

/// The dialog.
pub fn view(state: State) -> impl IntoView {
    // Whoever is done here goes on writing.
    Effect::new(move |was: Option<bool>| {
        let is = state.replies_shown.get();
        if was == Some(true) && !is {
            keys::focus_soon(REPLY_ID);
        }
        is
    });
    dialog::view(state.replies_shown, "sheet", TITLE_ID, move || inside(state))
}

fn inside(state: State) -> impl IntoView {
    let words = words();
    let edited = RwSignal::new(None::<CannedReply>);
    let new = move |_| {
        let id = ui::random_id().unwrap_or_default();
        edited.set(Some(CannedReply { id, ..CannedReply::default() }));
    };
    view! {
        <h2 id=TITLE_ID tabindex="-1">{words.canned}</h2>
        {move || match edited.get() {
            Some(reply) => form(state, reply, edited).into_any(),
            None => view! {
                <p class="muted">{words.canned_lead}</p>
                {list(state, edited)}
                <div class="ends">
                    <button class="button" on:click=move |_| state.replies_shown.set(false)>{words.close}</button>
                    <button class="button go" on:click=new>{words.canned_new}</button>
                </div>
            }.into_any(),
        }}
    }
}

fn list(state: State, edited: RwSignal<Option<CannedReply>>) -> impl IntoView {
    let words = words();
    let leads = state.role() >= Role::Lead;
    let row = move |reply: CannedReply| {
        let of_all = reply.shared.then(|| view! { <small>{words.canned_shared}</small> });
        let inside = view! { <b>{"/"} {reply.name.clone()}</b> {" "} <span dir="auto">{reply.text.clone()}</span> {of_all} };
        if reply.shared && !leads {
            return view! { <div class="leaf">{inside}</div> }.into_any();
        }
        view! { <button class="leaf" on:click=move |_| edited.set(Some(reply.clone()))>{inside}</button> }
            .into_any()
    };
    view! { <div class="leaves">{move || state.canned.get().into_iter().map(row).collect_view()}</div> }
}

fn form(state: State, reply: CannedReply, edited: RwSignal<Option<CannedReply>>) -> impl IntoView {
    let words = words();
    let leads = state.role() >= Role::Lead;
    let (name, text) = (RwSignal::new(reply.name.clone()), RwSignal::new(reply.text.clone()));
    let shared = RwSignal::new(reply.shared);
    let problem = RwSignal::new(None::<String>);
    let is_new = reply.name.is_empty();
    let id = StoredValue::new(reply.id);
    let after = move |answer: Result<(), Trouble>| match answer {
        Ok(()) => {
            edited.set(None);
            canned::fetch(state);
        }
        Err(Trouble::SignedOut) => state.access.set(Access::Over),
        Err(Trouble::Missing) => problem.set(Some(Refusal::missing().words(words))),
        Err(Trouble::Refused(refusal)) => problem.set(Some(refusal.words(words))),
        Err(Trouble::Away) => problem.set(Some(words.failed.to_owned())),
    };
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let name = name.get_untracked().trim().trim_start_matches('/').to_owned();
        if name.is_empty()
            || name.contains(char::is_whitespace)
            || text.with_untracked(|it| it.trim().is_empty())
        {
            return problem.set(Some(words.canned_name_hint.to_owned()));
        }
        let (text, shared) = (text.get_untracked(), shared.get_untracked());
        let reply = CannedReply { id: id.get_value(), name, text, shared };
        spawn_local(async move { after(desk::keep_canned(&reply).await) });
    };
    let delete = move |_| {
        let id = id.get_value();
        spawn_local(async move { after(desk::drop_canned(&id).await) });
    };
    view! {
        <form on:submit=save>
            <label class="field">{words.canned_name}
                <input prop:value=name maxlength=REPLY_NAME_CHARACTERS.to_string() autocapitalize="off" spellcheck="false"
                    on:input:target=move |event| name.set(event.target().value()) />
                <small>{words.canned_name_hint}</small>
            </label>
            <label class="field">{words.canned_text}
                <textarea rows="5" dir="auto" prop:value=text maxlength=MESSAGE_CHARACTERS.to_string()
                    on:input:target=move |event| text.set(event.target().value())></textarea>
                <small>{words.canned_text_hint}</small>
            </label>
            {leads.then(|| view! {
                <label class="choice">
                    <input type="checkbox" prop:checked=shared on:change:target=move |event| shared.set(event.target().checked()) />
                    <span>{words.canned_for_all}</span>
                </label>
            })}
            {move || problem.get().map(|why| view! { <p class="problem" role="alert">{why}</p> })}
            <div class="ends">
                {(!is_new).then(|| view! { <button class="button alarm" type="button" on:click=delete>{words.delete}</button> })}
                <button class="button" type="button" on:click=move |_| edited.set(None)>{words.cancel}</button>
                <button class="button go" type="submit">{words.save}</button>
            </div>
        </form>
    }
}
