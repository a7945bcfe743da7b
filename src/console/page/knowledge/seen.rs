//! An entry as a visitor sees it: the widget's look, cool side, with the words in the language of the fields.

use console::words::KnowledgeWords;
use console::words::Language;
use leptos::prelude::*;
use protocol::{EditedText, EntryPerson};

use super::super::{dates, knowledge_words, language};
use super::editor::Editor;

/// What is shown of the form.
#[derive(Clone, Debug, Default, PartialEq)]
struct Look {
    language: String,
    text: EditedText,
    person: Option<EntryPerson>,
    /// The questions of the follow-ups.
    next: Vec<String>,
}

/// The panel.
pub fn view(editor: Editor) -> impl IntoView {
    let words = knowledge_words();
    let look = Memo::new(move |_| look(editor));
    let tongues = Memo::new(move |_| {
        editor.form.with(|form| form.texts.iter().map(|text| text.language.clone()).collect::<Vec<_>>())
    });
    view! {
        <section class="kb-panel" aria-labelledby="kb-seen">
            <div class="kb-panel-head">
                <h2 id="kb-seen">{words.as_visitor}</h2>
                {move || (tongues.with(Vec::len) > 1).then(|| choose(editor, tongues.get(), words))}
            </div>
            {move || panel(&look.get())}
        </section>
    }
}

fn choose(editor: Editor, tongues: Vec<String>, words: &'static KnowledgeWords) -> impl IntoView {
    let option = |tag: String| {
        let name = dates::language_words(&tag, language());
        let value = tag.clone();
        view! { <option value=value selected=move || editor.tongue.with(|shown| *shown == tag)>{name}</option> }
    };
    let chosen = move |event| editor.tongue.set(event_target_value(&event));
    view! { <select aria-label=words.language on:change=chosen>{tongues.into_iter().map(option).collect_view()}</select> }
}

/// A text that a language lacks is shown in the base's own, as visitors get it.
fn look(editor: Editor) -> Look {
    let tongue = editor.tongue.get();
    editor.form.with(|form| {
        let entry = form.edited();
        let translated = entry.translations.get(&tongue).filter(|text| !text.question.is_empty()).cloned();
        let own = EditedText { question: entry.question, variants: entry.variants, answer: entry.answer };
        Look {
            language: tongue.clone(),
            text: translated.unwrap_or(own),
            person: entry.handoff,
            next: entry.follow_ups.iter().map(|id| editor.page.title(id)).collect(),
        }
    })
}

fn panel(look: &Look) -> impl IntoView + use<> {
    // What the widget says itself, it says in the visitor's language.
    let visitors = Language::choose(None, Some(&look.language)).knowledge_words();
    let EditedText { question, answer, .. } = look.text.clone();
    let body = match answer.trim().is_empty() {
        true => view! { <p class="muted">{knowledge_words().seen_no_answer}</p> }.into_any(),
        false => ui::markdown_view(&answer).into_any(),
    };
    let person = match look.person {
        Some(EntryPerson::Always) => Some(visitors.seen_always),
        Some(EntryPerson::Offer) => Some(visitors.seen_offer),
        None => None,
    };
    let chips = look
        .next
        .iter()
        .map(|next| view! { <span class="kb-chip" dir="auto">{next.clone()}</span> })
        .collect_view();
    view! {
        <div class="kb-seen" lang=look.language.clone()>
            {(!question.is_empty()).then(|| view! { <p class="kb-asked" dir="auto">{question}</p> })}
            <p class="kb-who">{leptos::html::span().class("kb-dot").aria_hidden("true")} {visitors.assistant}</p>
            <div class="kb-box" dir="auto">{body}</div>
            <p class="kb-tools-seen"><span>{visitors.seen_helpful}</span> <span>{visitors.seen_not_helpful}</span></p>
            {person.map(|text| view! { <p class="kb-chips"><span class="kb-chip person">{text}</span></p> })}
            {(!look.next.is_empty()).then(|| view! { <p class="kb-chips">{chips}</p> })}
        </div>
    }
}
