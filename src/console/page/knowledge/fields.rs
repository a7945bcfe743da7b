//! The fields of an entry: its texts, languages side by side, and what it is sorted and handed over by.

use console::knowledge::{EntryForm, FieldFault, FormText, fault_words, newest, teams};
use console::words::{KnowledgeWords, fill};
use leptos::prelude::*;
use protocol::EntryPerson;

use super::super::{dates, knowledge_words, language};
use super::editor::Editor;

/// Languages that are offered beside those of the base; any other can be typed.
const OFFERED: [&str; 12] = ["en", "zh", "de", "fr", "es", "it", "pt", "nl", "pl", "ja", "ko", "ar"];

/// All fields; drawn anew where a language comes or other texts are shown.
pub fn view(editor: Editor) -> impl IntoView {
    let words = knowledge_words();
    let texts = move || {
        editor.drawn.get();
        let texts = editor.form.with_untracked(|form| form.texts.clone());
        let is_alone = texts.len() == 1;
        let all = texts.iter().enumerate().map(|(place, text)| tongue(editor, place, text, is_alone, words));
        view! { <div class="kb-tongues">{all.collect_view()}</div> }
    };
    let settings = move || {
        editor.drawn.get();
        settings(editor, words)
    };
    view! { {texts} {add_language(editor, words)} {settings} }
}

/// The texts in one language.
fn tongue(
    editor: Editor,
    place: usize,
    text: &FormText,
    is_alone: bool,
    words: &'static KnowledgeWords,
) -> impl IntoView + use<> {
    let tag = text.language.clone();
    let name = dates::language_words(&tag, language());
    let own =
        (place == 0 && !is_alone).then(|| view! { " " <span class="small">{words.own_language}</span> });
    let prefix = if place == 0 { String::new() } else { ["translations.", &tag, "."].concat() };
    let at = |field: &str| [&prefix, field].concat();
    let id = |field: &str| ["kb-", field, "-", &place.to_string()].concat();
    let put_in = move |put: fn(&mut FormText, String)| {
        move |typed: String| {
            editor.change(|form| {
                form.texts.get_mut(place).into_iter().for_each(|text| put(text, typed.clone()))
            })
        }
    };
    let look = {
        let tag = tag.clone();
        move |_| editor.tongue.set(tag.clone())
    };
    let fold = (place > 0).then(|| folding(editor, tag.clone(), name.clone(), words));
    let folded = {
        let tag = tag.clone();
        move || editor.folded.with(|folded| folded.contains(&tag))
    };
    let shown = {
        let tag = tag.clone();
        move || editor.folded.with(|folded| folded.contains(&tag)).then_some("true")
    };
    view! {
        <fieldset class="kb-tongue" class:folded=folded on:focusin=look lang=tag>
            <legend lang=language().tag()>{name} {own}</legend>
            {fold}
            <div class="kb-texts" hidden=shown>
                {line(editor, Typed { id: id("question"), field: at("question"), label: words.question, hint: "" }, text.question.clone(), put_in(|text, typed| text.question = typed))}
                {lines(editor, Typed { id: id("variants"), field: at("variants"), label: words.variants, hint: words.variants_hint }, "5", text.variants.clone(), put_in(|text, typed| text.variants = typed))}
                {lines(editor, Typed { id: id("answer"), field: at("answer"), label: words.answer, hint: words.answer_hint }, "8", text.answer.clone(), put_in(|text, typed| text.answer = typed))}
            </div>
        </fieldset>
    }
}

/// Folds a translation away, so that there is room for another beside the base's own language.
fn folding(editor: Editor, tag: String, name: String, words: &'static KnowledgeWords) -> impl IntoView {
    let is_folded = {
        let tag = tag.clone();
        Memo::new(move |_| editor.folded.with(|folded| folded.contains(&tag)))
    };
    let press = move |_| {
        editor.folded.update(|folded| {
            if !folded.remove(&tag) {
                folded.insert(tag.clone());
            }
        });
    };
    let text = move || if is_folded.get() { words.unfold } else { words.fold };
    let label = move || [text(), words.colon, &name].concat();
    let open = move || (!is_folded.get()).to_string();
    view! { <button class="link kb-fold" type="button" aria-label=label aria-expanded=open on:click=press>{text}</button> }
}

/// Where a text is typed.
struct Typed {
    id: String,
    /// As faults name it.
    field: String,
    label: &'static str,
    hint: &'static str,
}

fn line(
    editor: Editor,
    at: Typed,
    value: String,
    put: impl Fn(String) + Send + Sync + 'static,
) -> impl IntoView {
    let Typed { id, field, label, hint } = at;
    let wrong = invalid(editor, field.clone());
    let typed = move |event| put(event_target_value(&event));
    view! {
        <div class="field">
            <label for=id.clone() lang=language().tag()>{label}</label>
            <input id=id.clone() type="text" dir="auto" autocomplete="off" aria-describedby=[&id, "-told"].concat() aria-invalid=wrong prop:value=value on:input=typed />
            {told(editor, &id, field, hint)}
        </div>
    }
}

fn lines(
    editor: Editor,
    at: Typed,
    rows: &'static str,
    value: String,
    put: impl Fn(String) + Send + Sync + 'static,
) -> impl IntoView {
    let Typed { id, field, label, hint } = at;
    let wrong = invalid(editor, field.clone());
    let typed = move |event| put(event_target_value(&event));
    view! {
        <div class="field">
            <label for=id.clone() lang=language().tag()>{label}</label>
            <textarea id=id.clone() rows=rows dir="auto" aria-describedby=[&id, "-told"].concat() aria-invalid=wrong prop:value=value on:input=typed></textarea>
            {told(editor, &id, field, hint)}
        </div>
    }
}

fn invalid(editor: Editor, field: String) -> impl Fn() -> Option<&'static str> + Send + Sync + 'static {
    move || {
        editor
            .faults
            .with(|faults| faults.iter().any(|fault| fault.is_error && fault.field == field))
            .then_some("true")
    }
}

/// The hint below a field, and what is wrong in it.
fn told(editor: Editor, id: &str, field: String, hint: &'static str) -> impl IntoView + use<> {
    let words = knowledge_words();
    let found = Memo::new(move |_| {
        let is_own = |fault: &&FieldFault| fault.field == field || is_of_language(&fault.field, &field);
        editor.faults.with(|faults| faults.iter().filter(is_own).cloned().collect::<Vec<_>>())
    });
    let line = move |fault: FieldFault| {
        let class = if fault.is_error { "kb-fault error" } else { "kb-fault" };
        match fault_words(&fault, words) {
            Some(text) => view! { <p class=class dir="auto">{text}</p> }.into_any(),
            None => view! { <p class=class lang="en">{fault.problem} "; " {fault.mend}</p> }.into_any(),
        }
    };
    let all = move || found.get().into_iter().map(line).collect_view();
    let hint = (!hint.is_empty()).then(|| view! { <p class="small">{hint}</p> });
    view! { <div id=[id, "-told"].concat() lang=language().tag() role="status" class="kb-told">{all} {hint}</div> }
}

/// A fault of a whole language is told at its question.
fn is_of_language(fault: &str, field: &str) -> bool {
    field.strip_suffix(".question").is_some_and(|language| language == fault)
}

fn add_language(editor: Editor, words: &'static KnowledgeWords) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let offered = move || {
        editor.drawn.get();
        let taken: Vec<String> =
            editor.form.with_untracked(|form| form.texts.iter().map(|text| text.language.clone()).collect());
        let own = editor.page.with_known(|known| known.languages.clone()).unwrap_or_default();
        let mut all: Vec<String> = own;
        all.extend(OFFERED.map(str::to_owned));
        all.retain(|tag| !taken.contains(tag));
        let mut seen = std::collections::BTreeSet::new();
        all.retain(|tag| seen.insert(tag.clone()));
        all.into_iter()
            .map(|tag| {
                let name = dates::language_words(&tag, language());
                view! { <option value=tag>{name}</option> }
            })
            .collect_view()
    };
    let add = move |_| {
        editor.add_language(typed.get_untracked().trim());
        typed.set(String::new());
    };
    view! {
        <div class="kb-line">
            <input type="text" list="kb-languages" class="kb-short" aria-label=words.add_language_tag placeholder=words.add_language_tag autocomplete="off"
                prop:value=move || typed.get() on:input=move |event| typed.set(event_target_value(&event)) />
            <datalist id="kb-languages">{offered}</datalist>
            <button class="button" type="button" on:click=add>{words.add_language}</button>
        </div>
    }
}

fn settings(editor: Editor, words: &'static KnowledgeWords) -> impl IntoView {
    let form = editor.form.get_untracked();
    let at = |id: &str, field: &str, label, hint| Typed {
        id: id.to_owned(),
        field: field.to_owned(),
        label,
        hint,
    };
    let person = move |event| {
        let chosen = match event_target_value(&event).as_str() {
            "always" => Some(EntryPerson::Always),
            "offer" => Some(EntryPerson::Offer),
            _ => None,
        };
        editor.change(|form| form.handoff = chosen);
    };
    let option = |value: &'static str, text: &'static str, is: Option<EntryPerson>| {
        view! { <option value=value selected=form.handoff == is>{text}</option> }
    };
    view! {
        <div class="pair">
            {line(editor, at("kb-tags", "tags", words.tags, words.tags_hint), form.tags.clone(), move |typed| editor.change(|form| form.tags = typed))}
            {team(editor, &form, words)}
            <div class="field">
                <label for="kb-person">{words.handoff}</label>
                <select id="kb-person" on:change=person>
                    {option("", words.handoff_none, None)}
                    {option("offer", words.handoff_offer, Some(EntryPerson::Offer))}
                    {option("always", words.handoff_always, Some(EntryPerson::Always))}
                </select>
            </div>
        </div>
        {follow_ups(editor, words)}
    }
}

fn team(editor: Editor, form: &EntryForm, words: &'static KnowledgeWords) -> impl IntoView + use<> {
    let known = editor.page.with_known(teams).unwrap_or_default();
    let known = known
        .into_iter()
        .map(|team| view! { <option value=team.clone()>{team.clone()}</option> })
        .collect_view();
    let typed = move |event| {
        let typed = event_target_value(&event);
        editor.change(|form| form.team = typed);
    };
    view! {
        <div class="field">
            <label for="kb-team">{words.team}</label>
            <input id="kb-team" type="text" list="kb-teams" dir="auto" autocomplete="off" aria-describedby="kb-team-told" prop:value=form.team.clone() on:input=typed />
            <datalist id="kb-teams">{known}</datalist>
            {told(editor, "kb-team", "team".to_owned(), words.team_hint)}
        </div>
    }
}

/// Entries that visitors ask next, chosen by their questions.
fn follow_ups(editor: Editor, words: &'static KnowledgeWords) -> impl IntoView {
    let page = editor.page;
    let chosen = Memo::new(move |_| editor.form.with(|form| form.follow_ups.clone()));
    let own = editor.form.with_untracked(|form| form.id.clone());
    let others: Vec<(String, String)> = page
        .with_known(|known| {
            let others = known.entries.iter().filter_map(newest).filter(|entry| entry.id != own);
            others.map(|entry| (entry.id.clone(), entry.question.clone())).collect()
        })
        .unwrap_or_default();
    let options = others
        .iter()
        .map(|(_, question)| view! { <option value=question.clone()>{question.clone()}</option> });
    let options = options.collect_view();
    let typed = RwSignal::new(String::new());
    let take = move |event| {
        let question = event_target_value(&event);
        let found = others.iter().find(|(id, known)| *known == question || *id == question);
        let Some((id, _)) = found else { return typed.set(question) };
        let id = id.clone();
        editor.change(|form| {
            if !form.follow_ups.contains(&id) {
                form.follow_ups.push(id);
            }
        });
        typed.set(String::new());
    };
    let drop = move |id: String| {
        let title = page.title(&id);
        let label = fill(words.follow_up_drop, &[("question", &title)]);
        let press = move |_| editor.change(|form| form.follow_ups.retain(|other| *other != id));
        view! {
            <li><span dir="auto">{title}</span> <button class="link" type="button" aria-label=label on:click=press>{words.remove_entry}</button></li>
        }
    };
    view! {
        <div class="field">
            <label for="kb-follow">{words.follow_ups}</label>
            <ul class="kb-chosen">{move || chosen.get().into_iter().map(drop).collect_view()}</ul>
            <input id="kb-follow" type="text" list="kb-others" dir="auto" autocomplete="off" aria-describedby="kb-follow-told"
                placeholder=words.follow_ups_find prop:value=move || typed.get() on:input=take />
            <datalist id="kb-others">{options}</datalist>
            {told(editor, "kb-follow", "follow_ups".to_owned(), words.follow_ups_hint)}
        </div>
    }
}
