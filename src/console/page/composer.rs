//! The reply box: Enter sends, drafts stay with their conversation, and the limit is told before it is met.

use console::words::{Words, fill};
use console::{Owner, cut, owner, visitor_name};
use leptos::html::Textarea;
use leptos::prelude::*;
use protocol::{ConversationDetail, ConversationSummary, MESSAGE_CHARACTERS, Status};
use web_sys::KeyboardEvent;

use super::canned::{self, Canned};
use super::live_link::{self, Writes};
use super::outgoing::{self, Manner};
use super::state::State;
use super::{clip, kept, keys, note_box, offers, words};

/// The element id of the reply box.
pub const REPLY_ID: &str = "reply";
/// From so many characters before the limit on, the rest is counted down.
const TOLD_FROM: usize = 300;
/// So many characters of an answer that is corrected are shown over the box.
pub const CORRECTED_CHARACTERS: usize = 120;

/// The reply box of the conversation `id`; a word in its place while a colleague has it.
pub fn view(state: State, id: String, detail: Memo<Option<ConversationDetail>>) -> impl IntoView {
    let words = words();
    let draft = RwSignal::new(kept::draft(&id));
    state.draft.set_value(Some(draft));
    let summary =
        Memo::new(move |_| detail.with(|detail| detail.as_ref().map(|detail| detail.summary.clone())));
    let mode = Memo::new(move |_| summary.with(|summary| mode(state, summary.as_ref(), words)));
    {
        let id = id.clone();
        Effect::new(move |_| draft.with(|draft| kept::keep_draft(&id, draft)));
    }
    let own_id = id.clone();
    let reply = move || match mode.get() {
        Mode::Colleague(name) => {
            view! { <p class="aside">{fill(words.reply_colleague, &[("name", &name)])}</p> }.into_any()
        }
        Mode::Reply => form(state, id.clone(), draft, detail, summary, Says::Reply).into_any(),
        Mode::Whisper => form(state, id.clone(), draft, detail, summary, Says::Whisper).into_any(),
    };
    note_box::either(state, own_id, reply)
}

/// What stands in the box's place.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Mode {
    Reply,
    Whisper,
    Colleague(String),
}

/// What the box's words are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    Reply,
    Whisper,
}

fn mode(state: State, summary: Option<&ConversationSummary>, words: &'static Words) -> Mode {
    match summary {
        Some(summary) if owner(summary, &state.me()) == Owner::Colleague => {
            Mode::Colleague(summary.agent.clone().unwrap_or_else(|| words.agent.to_owned()))
        }
        Some(summary) if summary.status == Status::Watched => Mode::Whisper,
        _ => Mode::Reply,
    }
}

fn form(
    state: State,
    id: String,
    draft: RwSignal<String>,
    detail: Memo<Option<ConversationDetail>>,
    summary: Memo<Option<ConversationSummary>>,
    says: Says,
) -> impl IntoView {
    let words = words();
    let own_id = id.clone();
    let canned = Canned::new(state, draft);
    let offers = offers::offers(state, detail, draft);
    let preview = RwSignal::new(false);
    let visitor = Signal::derive(move || {
        summary.with(|it| it.as_ref().map(|it| visitor_name(it, words)).unwrap_or_default())
    });
    let field = NodeRef::<Textarea>::new();
    let length = Memo::new(move |_| draft.with(|draft| draft.chars().count()));
    let sendable =
        Memo::new(move |_| length.get() <= MESSAGE_CHARACTERS && draft.with(|it| !it.trim().is_empty()));
    let send = move || {
        if sendable.get_untracked() {
            outgoing::send(state, &id, draft.get_untracked().trim().to_owned(), manner(state, says));
            draft.set(String::new());
            preview.set(false);
            live_link::typed(Writes::Off);
        }
    };
    let by_key = {
        let send = send.clone();
        move |event: KeyboardEvent| {
            if canned.pressed(&event, &visitor.get_untracked()) || offers::pressed(&event, offers, draft) {
                return;
            }
            if ui::sends(&event) {
                event.prevent_default();
                send();
            } else if event.key() == "@" && !event.is_composing() && draft.with_untracked(String::is_empty) {
                // A reply hardly begins so; a note to a colleague does.
                event.prevent_default();
                note_box::open_with_name(state);
            }
        }
    };
    let by_button = move |_| {
        send();
        keys::focus(REPLY_ID);
    };
    let typed = move |text: String| {
        let writes = if text.trim().is_empty() { Writes::Off } else { Writes::On };
        draft.set(text);
        let is_mine =
            summary.with_untracked(|it| it.as_ref().is_some_and(|it| owner(it, &state.me()) == Owner::Me));
        if is_mine {
            live_link::typed(writes);
        }
    };
    let placeholder = move || summary.with(|summary| summary.as_ref().map(|it| prompt(it, state, words)));
    let label = move || {
        summary
            .with(|it| it.as_ref().map(|it| fill(words.reply_label, &[("name", &visitor_name(it, words))])))
    };
    let lines = move || draft.with(|draft| draft.split('\n').count().clamp(2, 8).to_string());
    let send_words = move || match (says, state.corrected.with(Option::is_some)) {
        (Says::Reply, _) => words.send,
        (Says::Whisper, true) => words.correct,
        (Says::Whisper, false) => words.add,
    };
    view! {
        <div class="compose">
            {(says == Says::Reply).then(|| offers::view(offers, draft))}
            {canned.view(visitor)}
            {move || preview.get().then(|| view! {
                <div class="reply-preview" role="region" aria-label=words.preview dir="auto">{ui::markdown_view(&draft.get())}</div>
            })}
            {move || state.corrected.get().filter(|_| says == Says::Whisper).map(|it| correcting(state, &it.text))}
            <textarea id=REPLY_ID node_ref=field rows=lines dir="auto" enterkeyhint="send" placeholder=placeholder aria-label=label
                aria-autocomplete="list" aria-controls=move || canned.active().map(|_| canned::LIST_ID)
                aria-activedescendant=move || canned.active()
                aria-describedby="reply-hint" aria-invalid=move || (length.get() > MESSAGE_CHARACTERS).then_some("true")
                prop:value=draft on:input:target=move |event| typed(event.target().value()) on:keydown=by_key
            ></textarea>
            <div class="under">
                {(says == Says::Reply).then(|| clip::view(state, own_id, field))}
                <button class="link" on:click=move |_| state.replies_shown.set(true)><kbd>{"/"}</kbd> {" "} <span>{words.canned_open}</span></button>
                <button class="link" aria-pressed=move || preview.get().to_string() on:click=move |_| preview.update(|it| *it = !*it)>{words.preview}</button>
                <span class="hint" id="reply-hint">{words.send_hint}</span>
                {move || rest(length.get(), words)}
                <button class="button go" disabled=move || !sendable.get() on:click=by_button>{send_words}</button>
            </div>
        </div>
    }
}

fn manner(state: State, says: Says) -> Manner {
    match says {
        Says::Reply => Manner::Reply,
        Says::Whisper => {
            let corrected = state.corrected.get_untracked();
            state.corrected.set(None);
            Manner::Whisper { corrects: corrected.map(|it| it.id) }
        }
    }
}

/// What is about to be corrected, over the box, with the way back.
fn correcting(state: State, text: &str) -> impl IntoView + use<> {
    let words = words();
    let back = move |_| {
        state.corrected.set(None);
        keys::focus(REPLY_ID);
    };
    view! {
        <p class="correcting" role="status">
            <span>{words.correcting}</span> {" "}
            <q dir="auto">{cut(&knowledge::markdown::plain(text), CORRECTED_CHARACTERS)}</q>
            <button class="link" on:click=back>{words.correct_not}</button>
        </p>
    }
}

fn prompt(summary: &ConversationSummary, state: State, words: &'static Words) -> String {
    let text = match owner(summary, &state.me()) {
        Owner::Nobody if summary.status == Status::Watched => words.whisper_to,
        Owner::Nobody if link::is_open(summary.status) => words.reply_claims,
        Owner::Nobody => words.reply_closed,
        _ => words.reply_to,
    };
    fill(text, &[("name", &visitor_name(summary, words))])
}

/// How many characters are left, told near the limit and past it.
pub fn rest(length: usize, words: &'static Words) -> Option<impl IntoView> {
    let (text, number, class) = match MESSAGE_CHARACTERS.checked_sub(length) {
        Some(left) if left > TOLD_FROM => return None,
        Some(left) => (words.characters_left, left, "rest"),
        None => (words.too_long, length - MESSAGE_CHARACTERS, "rest over"),
    };
    Some(view! { <span class=class>{fill(text, &[("n", &number.to_string())])}</span> })
}

/// Takes a reply that could not be sent back into the box, before what stands there by now.
pub fn put_back(state: State, id: &str) {
    if note_box::put_back(state, id) {
        return;
    }
    note_box::close(state);
    let text = outgoing::take_back(state, id);
    if let Some(draft) = state.draft.get_value() {
        draft.update(|draft| *draft = if draft.is_empty() { text } else { [&text, "\n\n", draft].concat() });
    }
    keys::focus(REPLY_ID);
}
