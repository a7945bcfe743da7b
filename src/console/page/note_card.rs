//! A note in the transcript: who wrote it for whom, its words, and how far a question got.

use console::words::{Words, fill};
use console::{cut, pieces};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{Note, Question, Role, Settling};

use super::composer::CORRECTED_CHARACTERS;
use super::state::{NoteTo, State};
use super::{dates, desk, head, language, note_box, words};

/// The card; it is drawn once, and only how far its question got follows.
pub fn view(state: State, note: Note) -> impl IntoView {
    let words = words();
    let is_own = note.agent == state.me();
    let by = by(&note, is_own, words);
    let with_return = note.with_return.then(|| view! { <span>{words.note_with_return}</span> });
    let answers = note.answers.as_ref().map(|id| answered(state, id, words));
    let piece = |(text, is_name): (String, bool)| {
        if is_name { view! { <b>{text}</b> }.into_any() } else { text.into_any() }
    };
    let said = pieces(&note).into_iter().map(piece).collect_view();
    let at = dates::time_words(note.at, language());
    let under = note.question.is_some().then(|| question(state, note, is_own));
    view! {
        <li class="say note">
            <p class="by">
                <b dir="auto">{by}</b> {with_return}
                <span>{words.note_only_team}</span>
                <time>{at}</time>
            </p>
            {answers}
            <div class="box" dir="auto"><p class="plain">{said}</p></div>
            {under}
        </li>
    }
}

fn by(note: &Note, is_own: bool, words: &'static Words) -> String {
    let (text, team) = match (&note.question, is_own) {
        (Some(question), true) => (words.question_yours, question.team.as_str()),
        (Some(question), false) => (words.question_from, question.team.as_str()),
        (None, true) => (words.note_yours, ""),
        (None, false) => (words.note_from, ""),
    };
    fill(text, &[("name", &note.name), ("team", team)])
}

/// The words of the question that it answers.
fn answered(state: State, id: &str, words: &'static Words) -> impl IntoView + use<> {
    let text = untrack(|| {
        state.notes(|notes| notes.iter().find(|it| it.id == id).map(|it| cut(&it.text, CORRECTED_CHARACTERS)))
    });
    text.map(|text| view! { <p class="corrects" dir="auto">{fill(words.answers, &[("text", &text)])}</p> })
}

/// How far a question got, and what can be done with it while it waits.
fn question(state: State, note: Note, is_own: bool) -> impl IntoView {
    let words = words();
    let id = note.id.clone();
    let now = Memo::new(move |_| {
        state.notes(|notes| notes.iter().find(|it| it.id == id).and_then(|it| it.question.clone()))
    });
    let told = move |question: Question| {
        let by = question.by.unwrap_or_default();
        match question.settled {
            None => words.question_open.to_owned(),
            Some(Settling::Answered) => fill(words.question_answered, &[("name", &by)]),
            Some(Settling::Closed) => fill(words.question_closed, &[("name", &by)]),
        }
    };
    let may_close = is_own || state.role() >= Role::Lead;
    move || {
        let question = now.get()?;
        let is_open = question.settled.is_none();
        let (to, closed) = (NoteTo::Answer(note.id.clone(), note.text.clone()), note.id.clone());
        let answer = (is_open && !is_own).then(|| {
            let answer = move |_| note_box::open(state, to.clone());
            view! { <button class="link" on:click=answer>{words.question_answer}</button> }
        });
        let close = (is_open && may_close).then(|| {
            view! { <button class="link" on:click=move |_| close(state, closed.clone())>{words.question_close}</button> }
        });
        Some(view! { <p class="stage"><span>{told(question)}</span> {answer} {close}</p> })
    }
}

fn close(state: State, note: String) {
    let Some(id) = state.open.get_untracked() else { return };
    state.refusal.set(None);
    spawn_local(async move {
        head::acted(state, desk::close_question(&id, note).await, note_box::NOTE_ID);
    });
}
