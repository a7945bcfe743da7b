//! What stands over an entry's fields and below them: how it stands, who drafted it, saving, and what came of it.

use console::knowledge::{Condition, EntryForm, RowFilter, ailments, condition, newest, rows};
use console::words::{KnowledgeWords, fill};
use leptos::prelude::*;
use protocol::{DraftAction, EntryDraft, KnowledgeEntry};

use super::super::knowledge_words;
use super::editor::{Editor, Outcome};
use super::{moment, row};

/// How the entry stands, and what can be done with its draft.
pub fn standing(editor: Editor) -> impl IntoView {
    let words = knowledge_words();
    let page = editor.page;
    let id = Memo::new(move |_| editor.form.with(|form| form.id.clone()));
    let known = Memo::new(move |_| {
        let id = id.get();
        page.known.with(|known| known.as_ref()?.entries.iter().find(|entry| entry.id == id).cloned())
    });
    let badges = move || {
        let id = id.get();
        page.known.with(|known| {
            let all = rows(known.as_ref()?, &[], &RowFilter::default());
            all.into_iter().find(|row| row.id == id).map(|row| row::badges(&row, words))
        })
    };
    let draft =
        move || known.get().and_then(|entry| entry.draft).map(|draft| draft_view(editor, &draft, words));
    let used = move || known.get().and_then(|entry| entry.used).map(|used| row::used_view(&used, words));
    view! {
        <div class="kb-standing">
            <p class="small kb-facts">{badges} <span class="kb-id" dir="auto">{move || id.get()}</span> {used}</p>
            {draft}
            {move || known.get().map(|entry| health_view(editor, &entry, words))}
            {move || editor.restored.get().then(|| view! {
                <p class="kb-note" role="note">
                    {words.restored} " "
                    <button class="link" type="button" on:click=move |_| editor.show_saved()>{words.restored_drop}</button>
                </p>
            })}
        </div>
    }
}

fn draft_view(editor: Editor, draft: &EntryDraft, words: &'static KnowledgeWords) -> impl IntoView + use<> {
    let slots = [("by", draft.by.as_str()), ("at", &moment(draft.at))];
    let drafted = fill(words.drafted_by, &slots);
    let why = (!draft.why.is_empty()).then(|| view! { " " <q dir="auto">{draft.why.clone()}</q> });
    let approved = draft.approved_by.clone().map(|by| fill(words.approved_by, &[("by", &by)]));
    let may = editor.page.with_known(|known| known.may).unwrap_or_default();
    let approve = (may.review && may.approve && draft.approved_by.is_none()).then(|| {
        // What somebody approves is what the desk has, not what stands in the fields.
        let off = move || editor.busy.get() || editor.is_changed();
        view! { <button class="button" type="button" disabled=off on:click=move |_| editor.act(DraftAction::Approve)>{words.approve}</button> }
    });
    let is_removal = draft.entry.is_none();
    let text = if is_removal { words.keep_it } else { words.drop_draft };
    let sure = RwSignal::new(false);
    let drop = move || {
        match sure.get() {
        true => view! {
            <div class="confirm" role="alert">
                <p>{words.drop_lead}</p>
                <button class="button alarm" type="button" on:click=move |_| editor.act(DraftAction::Drop)>{words.drop_sure}</button>
                <button class="button" type="button" on:click=move |_| sure.set(false)>{words.cancel}</button>
            </div>
        }
        .into_any(),
        false => {
            let press = move |_| if is_removal { editor.act(DraftAction::Drop) } else { sure.set(true) };
            view! { <button class="button" type="button" on:click=press>{text}</button> }.into_any()
        }
    }
    };
    let behind = draft.is_behind.then(|| view! { <p class="kb-note" role="note">{words.behind_hint}</p> });
    view! {
        <div class="kb-draft"><p class="small">{drafted} {why} {approved.map(|text| [" ", &text].concat())}</p> {approve} {drop}</div>
        {behind}
    }
}

/// Everything that is to be said of it, as the desk has it.
fn health_view(
    editor: Editor,
    entry: &KnowledgeEntry,
    words: &'static KnowledgeWords,
) -> impl IntoView + use<> {
    let page = editor.page;
    let (id, used) = (entry.id.clone(), entry.used);
    let text = newest(entry).cloned();
    let found = move || {
        let health = page.health.with(|all| all.iter().find(|health| health.id == id).cloned());
        let found =
            text.as_ref().map(|text| ailments(text, health.as_ref(), used.as_ref())).unwrap_or_default();
        match condition(&found) {
            Condition::Well => health.map(|health| {
                let n = health.wordings.to_string();
                view! { <p class="kb-state well">{fill(words.is_well, &[("n", &n)])}</p> }.into_any()
            }),
            _ => {
                let line = |ailment| {
                    let class = row::condition_class(condition(std::slice::from_ref(ailment)));
                    view! { <li class=["kb-state ", class].concat()>{row::ailment_words(page, ailment, words)}</li> }
                };
                Some(view! { <ul class="kb-ails">{found.iter().map(line).collect_view()}</ul> }.into_any())
            }
        }
    };
    view! { {found} }
}

/// The reason, the button that saves, and what came of it.
pub fn save_bar(editor: Editor) -> impl IntoView {
    let words = knowledge_words();
    let why = move || {
        editor.drawn.get();
        let value = editor.form.with_untracked(|form| form.why.clone());
        let typed = move |event| {
            let typed = event_target_value(&event);
            editor.change(|form| form.why = typed);
        };
        view! { <input id="kb-why" type="text" dir="auto" autocomplete="off" maxlength="500" prop:value=value on:input=typed /> }
    };
    let told = move || match editor.outcome.get() {
        Outcome::None => {
            editor.is_changed().then(|| view! { <p class="small">{words.not_saved}</p> }).into_any()
        }
        Outcome::Saved => view! { <p class="saved" role="status">{words.draft_saved}</p> }.into_any(),
        Outcome::Refused(why) => view! { <p class="problem" role="alert">{why}</p> }.into_any(),
        Outcome::Conflict(theirs, revision) => conflict(editor, &theirs, revision, words).into_any(),
    };
    view! {
        <div class="field">
            <label for="kb-why">{words.why_label}</label>
            {why}
        </div>
        <div class="save-bar">
            <button class="button go" type="button" disabled=move || editor.busy.get() on:click=move |_| editor.save()>{words.save_draft}</button>
            {told}
        </div>
    }
}

/// Both versions where somebody else was faster: field by field where they differ.
fn conflict(
    editor: Editor,
    theirs: &EntryForm,
    revision: i64,
    words: &'static KnowledgeWords,
) -> impl IntoView + use<> {
    let mine = editor.form.get_untracked();
    let differing = differing(&mine, theirs, words);
    let rows = differing.into_iter().map(|(field, mine, theirs)| {
        view! {
            <tr>
                <th scope="row">{field}</th>
                <td dir="auto">{mine}</td>
                <td dir="auto">{theirs}</td>
            </tr>
        }
    });
    view! {
        <div class="confirm" role="alert">
            <p>{words.conflict}</p>
            <table class="kb-both">
                <thead><tr><td>{""}</td><th scope="col">{words.conflict_mine}</th><th scope="col">{words.conflict_theirs}</th></tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
            <button class="button" type="button" on:click=move |_| editor.save_over(revision)>{words.take_mine}</button>
            <button class="button" type="button" on:click=move |_| editor.show_saved()>{words.take_theirs}</button>
        </div>
    }
}

/// The fields that differ: their names, and both texts.
fn differing(mine: &EntryForm, theirs: &EntryForm, words: &KnowledgeWords) -> Vec<(String, String, String)> {
    let blank = console::knowledge::FormText::default();
    let mut found = Vec::new();
    let mut add = |name: &str, mine: &str, theirs: &str| {
        if mine.trim() != theirs.trim() {
            found.push((name.to_owned(), mine.to_owned(), theirs.to_owned()));
        }
    };
    for text in &mine.texts {
        let other = theirs.texts.iter().find(|other| other.language == text.language).unwrap_or(&blank);
        let named = |field: &str| [field, " (", &text.language, ")"].concat();
        add(&named(words.question), &text.question, &other.question);
        add(&named(words.variants), &text.variants, &other.variants);
        add(&named(words.answer), &text.answer, &other.answer);
    }
    add(words.tags, &mine.tags, &theirs.tags);
    add(words.team, &mine.team, &theirs.team);
    add(words.follow_ups, &mine.follow_ups.join(", "), &theirs.follow_ups.join(", "));
    found
}
