//! How an agent gives a file: by the paper-clip at the reply box, by pasting, by dropping it onto the conversation.

use console::words::fill;
use leptos::ev::{dragleave, dragover, drop as dropped};
use leptos::html::Textarea;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::FILE_BYTES;
use ui::{El, FILES_AT_ONCE, Unfit, el, svg_el};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

use super::state::State;
use super::{composer, keys, uploads, words};

/// A paper-clip, on a 20 by 20 ground.
const CLIP: &str = "M16 9.2l-6.4 6.3a3.9 3.9 0 0 1-5.5-5.5l6.7-6.6a2.6 2.6 0 0 1 3.7 3.7l-6.6 6.5a1.3 1.3 0 0 1-1.9-1.8l5.9-5.8";

/// The paper-clip with its words on what can't be sent; it hears what is pasted into `field`, and what is dropped.
pub fn view(state: State, id: String, field: NodeRef<Textarea>) -> impl IntoView {
    let words = words();
    let notice = RwSignal::new(String::new());
    let over = RwSignal::new(false);
    let take = move |files: Vec<JsValue>| take(state, &id, notice, files);
    let input = input(take.clone());
    receive_drops(over, take.clone());
    Effect::new(move || {
        if let Some(field) = field.get() {
            let take = take.clone();
            let field = El::of(field.into()).on("paste", move |event| {
                let files = ui::pasted_files(&event);
                if !files.is_empty() {
                    event.prevent_default();
                    take(files);
                }
            });
            let _ = field.on("input", move |_| notice.set(String::new()));
        }
    });
    view! {
        {ui::leptos_view(vec![button(&input, words.file_choose), input])}
        {move || (!notice.with(String::is_empty)).then(|| {
            view! { <p class="unfit" role="alert" dir="auto">{notice.get()}</p> }
        })}
        {move || over.get().then(|| view! { <p class="drop" aria-hidden="true">{words.file_drop}</p> })}
    }
}

fn button(input: &El, label: &str) -> El {
    let (chooser, stroke) = (input.element().clone(), svg_el("path").attr("d", CLIP));
    el("button")
        .attr("type", "button")
        .class("clip")
        .attr("aria-label", label)
        .attr("title", label)
        .on("click", move |_| {
            // Outside of a press the browser may refuse.
            let _ = ui::reflect::call(&chooser, "click", &[]);
        })
        .child(svg_el("svg").attr("viewBox", "0 0 20 20").attr("aria-hidden", "true").child(stroke))
}

/// The browser's own chooser of files.
fn input(take: impl Fn(Vec<JsValue>) + 'static) -> El {
    let input =
        el("input").attr("type", "file").attr("accept", ui::ACCEPTED).attr("multiple", "").attr("hidden", "");
    let chosen = input.element().clone();
    input.on("change", move |_| {
        let files = ui::files_in(&ui::reflect::get(&chosen, "files"));
        // So that the same file can be chosen again.
        ui::reflect::set(&chosen, "value", &"".into());
        take(files);
        keys::focus(composer::REPLY_ID);
    })
}

/// Wherever in the page a file is let go, the browser doesn't leave the page for it.
fn receive_drops(over: RwSignal<bool>, take: impl Fn(Vec<JsValue>) + 'static) {
    let hovering = window_event_listener(dragover, move |event| {
        if ui::drags_files(&event) {
            event.prevent_default();
            over.set(is_over_talk(&event));
        }
    });
    let leaving = window_event_listener(dragleave, move |event| {
        // Between two elements of the page there is always a next one.
        if event.related_target().is_none() {
            over.set(false);
        }
    });
    let letting_go = window_event_listener(dropped, move |event| {
        if ui::drags_files(&event) {
            event.prevent_default();
            over.set(false);
            if is_over_talk(&event) {
                take(ui::dropped_files(&event));
            }
        }
    });
    on_cleanup(move || [hovering, leaving, letting_go].into_iter().for_each(|listener| listener.remove()));
}

fn is_over_talk(event: &web_sys::Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest(".talk").is_ok_and(|talk| talk.is_some()))
}

fn take(state: State, id: &str, notice: RwSignal<String>, files: Vec<JsValue>) {
    let words = state.language.get_untracked().words();
    notice.set(String::new());
    if files.len() > FILES_AT_ONCE {
        return notice.set(fill(words.file_count, &[("n", &FILES_AT_ONCE.to_string())]));
    }
    let id = id.to_owned();
    spawn_local(async move {
        for file in files {
            match ui::prepare(&file).await {
                Ok(chosen) => uploads::send(state, &id, chosen),
                Err(unfit) => {
                    let text = match unfit {
                        Unfit::Kind => words.file_kind,
                        Unfit::Large => words.file_large,
                        Unfit::Broken => words.file_broken,
                    };
                    let size = ui::size_words(FILE_BYTES as u64);
                    let told = fill(text, &[("name", &ui::name_of(&file)), ("size", &size)]);
                    // The conversation may have been left meanwhile.
                    notice.try_update(|notice| *notice = [notice, " ", &told].concat().trim().to_owned());
                }
            }
        }
    });
}
