//! The box under the transcript as a reply's or a note's, and the note's own: `@` names a colleague, Enter adds it.

use console::words::fill;
use console::{cut, name_typed, named, offered, open_question, with_name};
use leptos::html::Textarea;
use leptos::prelude::*;
use protocol::{AgentProfile, MESSAGE_CHARACTERS};
use web_sys::KeyboardEvent;

use super::composer::{CORRECTED_CHARACTERS, REPLY_ID, rest};
use super::outgoing::{self, Manner};
use super::state::{NoteTo, State};
use super::{kept, keys, roster, words};

/// The element id of the note's box.
pub const NOTE_ID: &str = "note";
const NAMES_ID: &str = "names";

/// What `reply` draws, or the note's box; each with a draft of its own.
pub fn either(state: State, id: String, reply: impl Fn() -> AnyView + Send + 'static) -> impl IntoView {
    let key = ["note-", &id].concat();
    let draft = RwSignal::new(kept::draft(&key));
    state.note_draft.set_value(Some(draft));
    Effect::new(move |_| draft.with(|draft| kept::keep_draft(&key, draft)));
    view! {
        {switch(state)}
        {move || if state.noting.get() { form(state, id.clone(), draft).into_any() } else { reply() }}
    }
}

fn switch(state: State) -> impl IntoView {
    let words = words();
    let way = move |is_note: bool, label: &'static str, key: &'static str| {
        let pressed = move |_| if is_note { open(state, NoteTo::Team) } else { close(state) };
        view! {
            <button class="way" aria-keyshortcuts=key aria-pressed=move || (state.noting.get() == is_note).to_string() on:click=pressed>
                {label}
            </button>
        }
    };
    view! {
        <div class="ways" role="group" aria-label=words.says>
            {way(false, words.reply, "R")} {way(true, words.note, "N")}
        </div>
    }
}

/// Opens the note's box. What the agent's team is asked is answered by it, unless it goes elsewhere.
pub fn open(state: State, to: NoteTo) {
    let (teams, me) = (state.teams(), state.me());
    let asked = untrack(|| {
        state.notes(|notes| {
            open_question(notes, &teams, &me).map(|note| NoteTo::Answer(note.id.clone(), note.text.clone()))
        })
    });
    let was_noting = state.noting.get_untracked();
    match to {
        NoteTo::Team if was_noting => {}
        NoteTo::Team => state.note_to.set(asked.unwrap_or_default()),
        to => state.note_to.set(to),
    }
    state.noting.set(true);
    keys::focus_soon(NOTE_ID);
}

/// Back to the reply's box.
pub fn close(state: State) {
    state.noting.set(false);
    state.offered.set(Vec::new());
    keys::focus_soon(REPLY_ID);
}

/// A note that begins with a name, as by `@` in an empty reply.
pub fn open_with_name(state: State) {
    if let Some(draft) = state.note_draft.get_value() {
        draft.update(|draft| {
            let gap = if draft.is_empty() || draft.ends_with(char::is_whitespace) { "@" } else { " @" };
            draft.push_str(gap);
        });
        state.offered.set(colleagues(state, ""));
    }
    open(state, NoteTo::Team);
}

/// Closes the list of names; says whether it was open.
pub fn close_names(state: State) -> bool {
    let is_open = !state.offered.with_untracked(Vec::is_empty);
    if is_open {
        state.offered.set(Vec::new());
    }
    is_open
}

/// Takes a note that could not be kept back into its box, never into the reply's; false where it is no note.
pub fn put_back(state: State, id: &str) -> bool {
    let is_note =
        |outgoing: &Vec<outgoing::Outgoing>| outgoing.iter().any(|it| it.message.id == id && it.is_note());
    if !state.outgoing.with_untracked(is_note) {
        return false;
    }
    let text = outgoing::take_back(state, id);
    if let Some(draft) = state.note_draft.get_value() {
        draft.update(|draft| *draft = if draft.is_empty() { text } else { [&text, "\n\n", draft].concat() });
    }
    open(state, NoteTo::Team);
    true
}

fn colleagues(state: State, typed: &str) -> Vec<AgentProfile> {
    let me = state.me();
    state.roster.with_untracked(|agents| {
        agents.as_ref().map(|agents| offered(agents, typed, &me)).unwrap_or_default()
    })
}

fn form(state: State, id: String, draft: RwSignal<String>) -> impl IntoView {
    let words = words();
    roster::ask(state);
    let field = NodeRef::<Textarea>::new();
    let chosen = RwSignal::new(0_usize);
    let length = Memo::new(move |_| draft.with(|draft| draft.chars().count()));
    let sendable =
        Memo::new(move |_| length.get() <= MESSAGE_CHARACTERS && draft.with(|it| !it.trim().is_empty()));
    let add = move || {
        if sendable.get_untracked() {
            let text = draft.get_untracked().trim().to_owned();
            outgoing::send(state, &id, text.clone(), manner(state, &text));
            draft.set(String::new());
            state.offered.set(Vec::new());
        }
    };
    let look = move || {
        let Some(field) = field.try_get_untracked().flatten() else { return };
        let (text, caret) = (field.value(), caret(&field));
        let names = name_typed(&text, caret).map(|(_, typed)| colleagues(state, typed));
        chosen.set(0);
        state.offered.set(names.unwrap_or_default());
    };
    // Who is at the desk may be known only after the first sign was typed.
    Effect::new(move |_| {
        state.roster.track();
        untrack(look);
    });
    let take = move |name: &str| {
        let Some(field) = field.get_untracked() else { return };
        let (text, at) = (field.value(), caret(&field));
        let Some((from, _)) = name_typed(&text, at) else { return };
        let (text, at) = with_name(&text, from, at, name);
        field.set_value(&text);
        draft.set(text);
        state.offered.set(Vec::new());
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        // A text field takes any place, held at its end.
        let _ = field.set_selection_range(at, at);
    };
    let by_key = {
        let add = add.clone();
        move |event: KeyboardEvent| {
            if among_names(state, chosen, &event, take) {
                event.prevent_default();
            } else if ui::sends(&event) {
                event.prevent_default();
                add();
            }
        }
    };
    let lines = move || draft.with(|draft| draft.split('\n').count().clamp(2, 8).to_string());
    let active = move || state.offered.with(|names| !names.is_empty()).then(|| name_id(chosen.get()));
    view! {
        <div class="compose noting">
            {move || banner(state, state.note_to.get())}
            {move || names(state, chosen, take)}
            <textarea id=NOTE_ID node_ref=field rows=lines dir="auto" enterkeyhint="send" placeholder=words.note_prompt
                aria-label=words.note_label aria-describedby="note-hint" aria-autocomplete="list"
                aria-controls=move || state.offered.with(|names| !names.is_empty()).then_some(NAMES_ID)
                aria-activedescendant=active aria-invalid=move || (length.get() > MESSAGE_CHARACTERS).then_some("true")
                prop:value=draft on:input:target=move |event| { draft.set(event.target().value()); look(); }
                on:keydown=by_key on:click=move |_| look() on:blur=move |_| state.offered.set(Vec::new())
            ></textarea>
            <div class="under">
                <span class="hint" id="note-hint">{words.send_hint}</span>
                {move || rest(length.get(), words)}
                <button class="button go" disabled=move || !sendable.get()
                    on:click=move |_| { add(); keys::focus(NOTE_ID); }>{words.note_add}</button>
            </div>
        </div>
    }
}

/// The browser's place of the caret, in UTF-16 units.
fn caret(field: &web_sys::HtmlTextAreaElement) -> usize {
    field.selection_start().ok().flatten().unwrap_or(0) as usize
}

fn manner(state: State, text: &str) -> Manner {
    let mentions = state
        .roster
        .with_untracked(|agents| agents.as_ref().map(|agents| named(text, agents)).unwrap_or_default());
    let to = state.note_to.get_untracked();
    state.note_to.set(NoteTo::Team);
    let (asks, answers) = match to {
        NoteTo::Team => (None, None),
        NoteTo::Ask(team) => (Some(team), None),
        NoteTo::Answer(question, _) => (None, Some(question)),
    };
    Manner::Note { mentions, asks, answers }
}

/// Keys while names are offered; says whether one was for them.
fn among_names(state: State, chosen: RwSignal<usize>, event: &KeyboardEvent, take: impl Fn(&str)) -> bool {
    let count = state.offered.with_untracked(Vec::len);
    if count == 0 || event.is_composing() || event.key_code() == 229 || event.shift_key() {
        return false;
    }
    match event.key().as_str() {
        "ArrowDown" => chosen.update(|at| *at = (*at + 1) % count),
        "ArrowUp" => chosen.update(|at| *at = (*at + count - 1) % count),
        "Enter" | "Tab" => {
            let name = state
                .offered
                .with_untracked(|names| names.get(chosen.get_untracked()).map(|it| it.name.clone()));
            if let Some(name) = name {
                take(&name);
            }
        }
        _ => return false,
    }
    true
}

fn name_id(at: usize) -> String {
    ["name-", &at.to_string()].concat()
}

/// The colleagues who may be meant, over the box.
fn names(
    state: State,
    chosen: RwSignal<usize>,
    take: impl Fn(&str) + Copy + Send + 'static,
) -> Option<impl IntoView> {
    let words = words();
    let found = state.offered.get();
    let option = move |(at, agent): (usize, AgentProfile)| {
        let name = agent.name.clone();
        let teams = agent.teams.join(words.names_between);
        view! {
            <li class="name-choice" role="option" id=name_id(at) aria-selected=move || (chosen.get() == at).to_string()
                on:mousedown=move |event| { event.prevent_default(); take(&name); }
            >
                <b dir="auto">{agent.name}</b> {" "} <small dir="auto">{teams}</small>
            </li>
        }
    };
    (!found.is_empty()).then(|| {
        view! {
            <ul class="names" role="listbox" id=NAMES_ID aria-label=words.names_label>
                {found.into_iter().enumerate().map(option).collect_view()}
            </ul>
        }
    })
}

/// To whom the note goes, over the box, with the way back to a plain one.
fn banner(state: State, to: NoteTo) -> Option<impl IntoView> {
    let words = words();
    let (told, quoted) = match to {
        NoteTo::Team => return None,
        NoteTo::Ask(team) => (fill(words.asking, &[("team", &team)]), None),
        NoteTo::Answer(_, text) => (words.answering.to_owned(), Some(cut(&text, CORRECTED_CHARACTERS))),
    };
    let plain = move |_| {
        state.note_to.set(NoteTo::Team);
        keys::focus(NOTE_ID);
    };
    Some(view! {
        <p class="correcting" role="status">
            <span dir="auto">{told}</span> {" "}
            {quoted.map(|text| view! { <q dir="auto">{text}</q> })}
            <button class="link" on:click=plain>{words.note_plain}</button>
        </p>
    })
}
