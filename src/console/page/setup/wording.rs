//! The owner's words in the place of the widget's, by language, with the widget's own as placeholders.

use console::words::SetupWords;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{WordList, WordText};

use super::super::{dates, desk, language};
use super::form::{Form, fixed_note, save_bar};
use super::troubled;

/// The form.
pub fn view(form: Form, words: &'static SetupWords) -> impl IntoView {
    if !form.site().is_some_and(|site| site.has_knowledge) {
        return view! { <p class="muted">{words.wording_nowhere}</p> }.into_any();
    }
    let lists = RwSignal::new(Vec::<WordList>::new());
    spawn_local(async move {
        match desk::word_lists().await {
            Ok(known) => lists.set(known),
            Err(trouble) => troubled(form.state, &trouble),
        }
    });
    let tongue = RwSignal::new("en".to_owned());
    let sought = RwSignal::new(String::new());
    let tongues = move || {
        let option = |list: WordList| {
            let name = dates::language_words(&list.language, language());
            view! { <option value=list.language>{name}</option> }
        };
        lists.get().into_iter().map(option).collect_view()
    };
    let shown = Memo::new(move |_| {
        form.drawn();
        let tongue = tongue.get();
        let words = lists
            .with(|lists| lists.iter().find(|list| list.language == tongue).map(|list| list.words.clone()));
        let sought = sought.get().to_lowercase();
        let own = |key: &str| form.draft.with_untracked(|draft| own_text(&draft.site.wording, &tongue, key));
        let fits = |word: &WordText| {
            [&word.key, &word.text, &own(&word.key)].iter().any(|text| text.to_lowercase().contains(&sought))
        };
        let rows = words.unwrap_or_default().into_iter().filter(fits);
        rows.map(|word| (tongue.clone(), word)).collect::<Vec<_>>()
    });
    let rows = move || shown.get().into_iter().map(|(tongue, word)| row(form, tongue, word)).collect_view();
    view! {
        <form class="setup-form" on:submit=|event| event.prevent_default() novalidate=true>
            <p class="muted">{words.wording_lead} {fixed_note(form, "wording", words)}</p>
            <div class="pair">
                <div class="field">
                    <label for="wording-language">{words.language}</label>
                    <select id="wording-language" on:change=move |event| tongue.set(event_target_value(&event))>{tongues}</select>
                </div>
                <div class="field">
                    <label for="wording-sought">{words.wording_sought}</label>
                    <input id="wording-sought" type="search" autocomplete="off" on:input=move |event| sought.set(event_target_value(&event)) />
                </div>
            </div>
            <ul class="wordings">{rows}</ul>
            {save_bar(form, words)}
        </form>
    }
    .into_any()
}

fn own_text(wording: &protocol::Wordings, language: &str, key: &str) -> String {
    wording.get(language).and_then(|texts| texts.get(key)).cloned().unwrap_or_default()
}

/// One text; empty is the widget's own.
fn row(form: Form, tongue: String, WordText { key, text }: WordText) -> impl IntoView {
    let id = ["word-", &key].concat();
    let own = form.draft.with_untracked(|draft| own_text(&draft.site.wording, &tongue, &key));
    let label = key.replace('_', " ");
    let lang = tongue.clone();
    let typed = move |event: leptos::ev::Event| {
        let typed = event_target_value(&event);
        form.change(|draft| {
            let texts = draft.site.wording.entry(tongue.clone()).or_default();
            if typed.trim().is_empty() {
                texts.remove(&key);
            } else {
                texts.insert(key.clone(), typed);
            }
            draft.site.wording.retain(|_, texts| !texts.is_empty());
        });
    };
    view! {
        <li>
            <label for=id.clone()>{label}</label>
            <input id=id type="text" lang=lang dir="auto" autocomplete="off" placeholder=text readonly=form.is_read_only("wording")
                prop:value=own on:input=typed />
        </li>
    }
}
