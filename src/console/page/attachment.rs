//! Images and documents in the transcript: those that the desk has, and those on their way.

use console::refusal_words;
use console::words::{Words, fill};
use leptos::prelude::*;
use protocol::{Attachment, ConversationDetail};

use super::state::State;
use super::uploads::{self, No, Stage, Uploading};
use super::words;

/// The kind of problem by which a desk says that a conversation has as many files as it may.
const FULL: &str = "/problems/many-files";

/// A file that the desk has.
pub fn view(file: &Attachment) -> impl IntoView + use<> {
    let address = ["/api/v1/files/", &file.id].concat();
    let source = if link::is_image(file.kind) { address.clone() } else { String::new() };
    ui::leptos_view(vec![ui::attachment_view(file, &source, move || Some(address.clone()))])
}

/// The files that the conversation doesn't show yet, with how far each got.
pub fn pending(state: State, detail: Memo<Option<ConversationDetail>>) -> impl IntoView {
    let waiting = Memo::new(move |_| {
        detail.with(|detail| {
            let detail = detail.as_ref();
            let shown = |id: &str| {
                let mut said = detail.iter().flat_map(|it| &it.events).filter_map(|it| it.message.as_ref());
                said.any(|message| message.id == id)
            };
            let of_it = |it: &&Uploading| detail.is_some_and(|it_is| it_is.summary.id == it.conversation);
            let hidden = |it: &&Uploading| of_it(it) && !shown(&it.message);
            state.uploads.with(|uploads| uploads.iter().filter(hidden).cloned().collect::<Vec<_>>())
        })
    });
    Effect::new(move |before: Option<usize>| {
        let count = waiting.with(Vec::len);
        if before.is_some_and(|before| before < count) {
            show_the_end();
        }
        count
    });
    view! {
        <For each=move || waiting.get() key=|it| it.message.clone()
            children=move |it| one_pending(state, waiting, it) />
    }
}

/// One's own words are always followed, and files too.
fn show_the_end() {
    let log = document().query_selector(".talk .log").ok().flatten();
    if let Some(log) = log {
        request_animation_frame(move || log.set_scroll_top(log.scroll_height()));
    }
}

fn one_pending(state: State, waiting: Memo<Vec<Uploading>>, upload: Uploading) -> impl IntoView {
    let words = words();
    let id = upload.message.clone();
    let now = Memo::new(move |_| {
        waiting
            .with(|waiting| waiting.iter().find(|it| it.message == id).map(|it| (it.stage.clone(), it.part)))
    });
    let stage = Memo::new(move |_| now.with(|now| now.as_ref().map(|(stage, _)| stage.clone())));
    let part = move || now.with(|now| now.as_ref().map_or(0.0, |(_, part)| *part).to_string());
    let id = upload.message.clone();
    let told = move || {
        match stage.get() {
        None | Some(Stage::Done) => None,
        Some(Stage::Waits) => Some(view! { <p class="stage">{words.waiting_to_send}</p> }.into_any()),
        Some(Stage::Sending) => Some(
            view! {
                <p class="stage moving"><progress max="1" value=part aria-hidden="true"></progress> {words.sending}</p>
            }
            .into_any(),
        ),
        Some(Stage::Stuck) => Some(failed(state, &id, words.not_sent_away.to_owned()).into_any()),
        Some(Stage::Refused(no)) => {
            Some(failed(state, &id, fill(words.not_sent_refused, &[("why", &why(&no, words))])).into_any())
        }
    }
    };
    view! {
        <li class="say agent pending">
            <p class="by"><b>{words.you}</b></p>
            {ui::leptos_view(vec![ui::attachment_view(&upload.file, "", || None)])}
            {told}
        </li>
    }
}

fn why(no: &No, words: &'static Words) -> String {
    let problem = match no {
        No::SignedOut => return words.session_over.to_owned(),
        No::Status(status) => return fill(words.desk_refused, &[("status", &status.to_string())]),
        No::Problem(problem) => problem,
    };
    let known = match problem.kind.as_str() {
        FULL => Some(words.file_full),
        kind => refusal_words(kind, words),
    };
    known.map_or_else(|| problem.detail.clone().unwrap_or_else(|| problem.title.clone()), str::to_owned)
}

fn failed(state: State, id: &str, why: String) -> impl IntoView + use<> {
    let words = words();
    let (again, gone) = (id.to_owned(), id.to_owned());
    view! {
        <p class="stage failed" role="alert">
            <span>{why}</span>
            <button class="link" on:click=move |_| uploads::again(state, &again)>{words.send_again}</button>
            <button class="link" on:click=move |_| uploads::give_up(state, &gone)>{words.file_gone}</button>
        </p>
    }
}
