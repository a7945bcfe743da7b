//! How an owner erases somebody: whom, what would go, and a second yes.

use console::words::{SetupWords, fill};
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::Erasable;

use super::super::desk::{self, Trouble};
use super::super::state::State;
use super::super::{dates, language};
use super::troubled;

/// How far it came.
#[derive(Clone, PartialEq)]
enum Step {
    Asked,
    Found(Vec<Erasable>),
    Sure(Vec<Erasable>),
    Gone(usize),
    Failed,
}

/// The part of the page.
pub fn view(state: State, words: &'static SetupWords) -> impl IntoView {
    let step = RwSignal::new(Step::Asked);
    let field = NodeRef::<Input>::new();
    let find = move |event: SubmitEvent| {
        event.prevent_default();
        let visitor = field.get_untracked().map(|field| field.value()).unwrap_or_default();
        if visitor.trim().is_empty() {
            return;
        }
        spawn_local(async move {
            step.set(match desk::erasable(visitor).await {
                Ok(found) => Step::Found(found.conversations),
                Err(trouble) => failed(state, &trouble),
            });
        });
    };
    let told = move || match step.get() {
        Step::Asked => ().into_any(),
        Step::Failed => view! { <p class="problem" role="alert">{words.failed}</p> }.into_any(),
        Step::Gone(count) => {
            let told = fill(words.erased_n, &[("what", &conversations(count, words))]);
            view! { <p class="saved" role="status">{told}</p> }.into_any()
        }
        Step::Found(found) if found.is_empty() => {
            view! { <p role="status">{words.erase_nobody}</p> }.into_any()
        }
        Step::Found(found) => shown(step, found, words).into_any(),
        Step::Sure(found) => sure(state, step, found, words).into_any(),
    };
    view! {
        <h2 id="erase-title">{words.erase}</h2>
        <form class="setup-form" on:submit=find aria-labelledby="erase-title">
            <div class="field">
                <label for="erase-whom">{words.erase_whom}</label>
                <input id="erase-whom" node_ref=field type="text" autocomplete="off" aria-describedby="erase-hint" />
                <p class="small" id="erase-hint">{words.erase_hint}</p>
            </div>
            <button class="button" type="submit">{words.erase_find}</button>
        </form>
        <div class="setup-form">{told}</div>
    }
}

fn failed(state: State, trouble: &Trouble) -> Step {
    troubled(state, trouble);
    Step::Failed
}

/// So many conversations, in words.
fn conversations(count: usize, words: &SetupWords) -> String {
    let told = if count == 1 { words.found_one } else { words.found_some };
    fill(told, &[("n", &count.to_string())])
}

fn list(found: &[Erasable], words: &'static SetupWords) -> impl IntoView + use<> {
    let line = |it: &Erasable| {
        let number = fill(words.visitor_numbered, &[("number", &it.number.to_string())]);
        let slots = [("messages", it.messages.to_string()), ("files", it.files.to_string())];
        let slots = slots.each_ref().map(|(name, count)| (*name, count.as_str()));
        view! {
            <li class="record">
                <time>{dates::moment_words(it.requested_at, language())}</time>
                <span><b>{number}</b> " " <span dir="auto">{it.visitor.clone()}</span></span>
                <span>{fill(words.erase_holds, &slots)}</span>
            </li>
        }
    };
    view! { <ul class="entries">{found.iter().map(line).collect_view()}</ul> }
}

fn shown(step: RwSignal<Step>, found: Vec<Erasable>, words: &'static SetupWords) -> impl IntoView {
    let list = list(&found, words);
    let go = fill(words.erase_n, &[("what", &conversations(found.len(), words))]);
    view! {
        <p role="status">{words.erase_would}</p>
        {list}
        <button class="button alarm" type="button" on:click=move |_| step.set(Step::Sure(found.clone()))>{go}</button>
    }
}

fn sure(
    state: State,
    step: RwSignal<Step>,
    found: Vec<Erasable>,
    words: &'static SetupWords,
) -> impl IntoView {
    let list = list(&found, words);
    let numbers: Vec<i64> = found.iter().map(|it| it.number).collect();
    let erase = move |_| {
        let numbers = numbers.clone();
        spawn_local(async move {
            let count = numbers.len();
            step.set(match desk::erase(numbers).await {
                Ok(()) => Step::Gone(count),
                Err(trouble) => failed(state, &trouble),
            });
        });
    };
    view! {
        {list}
        <div class="confirm" role="alert">
            <p>{words.erase_sure_lead}</p>
            <button class="button alarm" type="button" on:click=erase>{words.erase_sure}</button>
            <button class="button" type="button" on:click=move |_| step.set(Step::Asked)>{words.cancel}</button>
        </div>
    }
}
