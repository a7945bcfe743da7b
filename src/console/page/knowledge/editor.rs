//! One entry in its form, beside how a visitor sees it and what the assistant would do with a question.

use std::collections::BTreeSet;
use std::time::Duration;

use console::knowledge::{EntryForm, FieldFault, FormText, Trial, View, faults, free_id, newest, together};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{DraftAction, DraftChange, EditedEntry, KnowledgeEntry};
use serde::{Deserialize, Serialize};

use super::super::desk::Trouble;
use super::super::{kept, keys, knowledge_words};
use super::{Page, engine, entry_bar, fields, seen, trial, wire};

/// After the last letter, before faults are looked for and what is typed is kept.
const REST: Duration = Duration::from_millis(350);

/// What is kept in the browser of an entry that the desk has not acknowledged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Unsaved {
    form: EntryForm,
    /// The draft's revision that was seen.
    revision: i64,
}

/// What came of the last saving.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Nothing was saved since.
    None,
    /// The desk has it.
    Saved,
    /// Somebody else changed it meanwhile: what the desk has now, and its revision.
    Conflict(Box<EntryForm>, i64),
    /// It came to nothing, in words.
    Refused(String),
}

/// The form with all that belongs to it; copying it copies only the handles.
#[derive(Clone, Copy)]
pub struct Editor {
    pub page: Page,
    /// What stands in the fields.
    pub form: RwSignal<EntryForm>,
    /// What the desk has, as it would stand in the fields.
    pub saved: RwSignal<EntryForm>,
    /// The draft's revision that was seen; 0 where there was none.
    pub revision: RwSignal<i64>,
    /// Whether the desk has no such entry yet.
    pub is_new: RwSignal<bool>,
    /// What is wrong in the fields.
    pub faults: RwSignal<Vec<FieldFault>>,
    pub outcome: RwSignal<Outcome>,
    pub busy: RwSignal<bool>,
    /// Whether what was typed before is back in the fields.
    pub restored: RwSignal<bool>,
    /// The language that is shown as a visitor sees it.
    pub tongue: RwSignal<String>,
    /// Languages whose fields are folded away.
    pub folded: RwSignal<BTreeSet<String>>,
    /// Counts how often the fields are drawn anew.
    pub drawn: RwSignal<u32>,
    /// What is tried.
    pub question: RwSignal<String>,
    pub trial: RwSignal<Option<Trial>>,
    /// The suggestion that it follows.
    suggestion: StoredValue<Option<String>>,
    /// Counts what was typed, so that only the last rest counts.
    typed: StoredValue<u32>,
    /// Whether the engine is learning what is written.
    pub learns: StoredValue<bool>,
}

/// The entry of an id.
pub fn of_entry(page: Page, id: &str) -> AnyView {
    let Some(entry) = page.entry(id) else {
        let words = knowledge_words();
        return view! { <h1 id="kb-title">{words.knowledge}</h1> <p class="muted">{words.entry_gone}</p> }
            .into_any();
    };
    let shown = newest(&entry).or(entry.published.as_ref()).cloned().unwrap_or_default();
    editor(page, shown.clone(), shown, (revision_of(&entry), false), None)
}

/// One that doesn't exist yet, with what it begins with.
pub fn of_new(page: Page, entry: EditedEntry, suggestion: Option<String>) -> AnyView {
    editor(page, entry, EditedEntry::default(), (0, false), suggestion)
}

/// One that exists, with what is proposed for it in its fields. Where somebody drafts it already, both are brought together;
/// where they changed the same text, both are shown.
pub fn of_proposal(page: Page, entry: EditedEntry, suggestion: Option<String>) -> AnyView {
    let known = page.entry(&entry.id).unwrap_or_default();
    let saved = newest(&known).cloned().unwrap_or_default();
    let drafted = known.draft.as_ref().and_then(|draft| draft.entry.as_ref());
    let (entry, clash) = match (drafted, &known.published) {
        (Some(draft), Some(published)) => together(published, draft, &entry),
        (Some(_), None) => (entry, true),
        (None, _) => (entry, false),
    };
    let revision = revision_of(&known);
    editor(page, entry, saved, (revision, clash), suggestion)
}

fn revision_of(entry: &KnowledgeEntry) -> i64 {
    entry.draft.as_ref().map_or(0, |draft| draft.revision)
}

fn editor(
    page: Page,
    entry: EditedEntry,
    saved: EditedEntry,
    (revision, clash): (i64, bool),
    suggestion: Option<String>,
) -> AnyView {
    let own = page.with_known(|known| known.language.clone()).filter(|own| !own.is_empty());
    let own = own.unwrap_or_else(|| page.state.language.get_untracked().primary().to_owned());
    let form = EntryForm::of(&entry, &own);
    let is_just_saved = !entry.id.is_empty() && page.just_saved.with_value(|saved| *saved == entry.id);
    page.just_saved.set_value(String::new());
    let editor = Editor {
        page,
        form: RwSignal::new(form),
        saved: RwSignal::new(EntryForm::of(&saved, &own)),
        revision: RwSignal::new(revision),
        is_new: RwSignal::new(saved == EditedEntry::default()),
        faults: RwSignal::new(Vec::new()),
        outcome: RwSignal::new(if is_just_saved { Outcome::Saved } else { Outcome::None }),
        busy: RwSignal::new(false),
        restored: RwSignal::new(false),
        tongue: RwSignal::new(own),
        folded: RwSignal::new(BTreeSet::new()),
        drawn: RwSignal::new(0),
        question: RwSignal::new(String::new()),
        trial: RwSignal::new(None),
        suggestion: StoredValue::new(suggestion),
        typed: StoredValue::new(0),
        learns: StoredValue::new(false),
    };
    editor.restore();
    if clash {
        let saved = Box::new(editor.saved.get_untracked());
        editor.outcome.set(Outcome::Conflict(saved, revision));
    }
    editor.look_for_faults();
    on_cleanup(move || engine::draft(None));
    draw(editor).into_any()
}

fn draw(editor: Editor) -> impl IntoView {
    let words = knowledge_words();
    let title = Memo::new(move |_| {
        let question =
            editor.form.with(|form| form.texts.first().map(|text| text.question.trim().to_owned()));
        question.filter(|question| !question.is_empty()).unwrap_or_else(|| words.kb_new.to_owned())
    });
    let back = editor.page.address(&View::Entries);
    view! {
        <p class="kb-back"><a href=back>{words.kb_back}</a></p>
        <h1 id="kb-title" dir="auto">{title}</h1>
        {entry_bar::standing(editor)}
        <div class="kb-edit">
            <form class="setup-form" on:submit=|event| event.prevent_default() novalidate=true>
                {fields::view(editor)}
                {entry_bar::save_bar(editor)}
            </form>
            <div class="kb-beside">{seen::view(editor)} {trial::view(editor)}</div>
        </div>
    }
}

impl Editor {
    /// Takes in what was typed; when one rests, it is kept, looked through and tried.
    pub fn change(self, put: impl FnOnce(&mut EntryForm)) {
        self.form.update(put);
        if !matches!(self.outcome.get_untracked(), Outcome::None | Outcome::Conflict(..)) {
            self.outcome.set(Outcome::None);
        }
        let number = self.typed.get_value() + 1;
        self.typed.set_value(number);
        set_timeout(
            move || {
                if self.typed.try_get_value() == Some(number) {
                    self.rest();
                }
            },
            REST,
        );
        // The browser may be closed within the rest.
        self.keep();
    }

    fn rest(self) {
        self.look_for_faults();
        self.put_in_engine();
    }

    /// What stands in the fields belongs to what questions are tried on. Only where one is: indexing a large base anew takes
    /// a tenth of a second.
    pub fn put_in_engine(self) {
        if self.question.with_untracked(|question| !question.trim().is_empty()) {
            engine::draft(Some(&self.as_tried()));
            trial::again(self);
        }
    }

    /// The id under which the entry is tried.
    pub fn tried_id(self) -> String {
        self.form
            .with_untracked(|form| self.free_id(form.texts.first().map_or("", |text| text.question.trim())))
    }

    /// The entry as questions are tried on it.
    fn as_tried(self) -> EditedEntry {
        let mut entry = self.form.with_untracked(EntryForm::edited);
        if entry.id.is_empty() {
            entry.id = self.free_id(&entry.question);
        }
        entry
    }

    fn free_id(self, question: &str) -> String {
        free_id(question, |id| self.page.entry(id).is_some())
    }

    fn look_for_faults(self) {
        let is_blank =
            self.is_new.get_untracked() && self.form.with_untracked(|form| form.edited().question.is_empty());
        let found = if is_blank { Vec::new() } else { faults(&self.page.base(), self.as_tried()) };
        if self.faults.with_untracked(|before| *before != found) {
            self.faults.set(found);
        }
    }

    /// Whether what stands in the fields isn't what the desk has; followed.
    pub fn is_changed(self) -> bool {
        self.form.with(|form| {
            self.saved.with(|saved| {
                let (mut form, saved) = (form.edited(), saved.edited());
                if self.is_new.get() {
                    form.id.clone_from(&saved.id);
                }
                form != saved
            })
        })
    }

    fn key(self) -> String {
        let id = if self.is_new.get_untracked() {
            String::new()
        } else {
            self.form.with_untracked(|form| form.id.clone())
        };
        ["console-unsaved:", &self.page.site(), ":", &id].concat()
    }

    fn keep(self) {
        let unsaved = Unsaved { form: self.form.get_untracked(), revision: self.revision.get_untracked() };
        kept::keep(&self.key(), &ui::to_text(&unsaved).unwrap_or_default());
    }

    fn forget(self) {
        kept::forget(&self.key());
    }

    /// Puts back what was typed here and never saved; a proposal or a copy goes before it.
    fn restore(self) {
        let is_blank = self.form.with_untracked(|form| self.saved.with_untracked(|saved| form == saved));
        let unsaved = kept::recall(&self.key()).and_then(|text| ui::from_text::<Unsaved>(&text));
        if let Some(unsaved) =
            unsaved.filter(|unsaved| is_blank && self.saved.with_untracked(|saved| unsaved.form != *saved))
        {
            self.form.set(unsaved.form);
            self.revision.set(unsaved.revision);
            self.restored.set(true);
        }
    }

    /// Shows what the desk has in place of what was typed.
    pub fn show_saved(self) {
        self.forget();
        self.restored.set(false);
        self.outcome.set(Outcome::None);
        self.take_saved();
    }

    /// Takes what the desk has into the fields; a new entry begins anew.
    fn take_saved(self) {
        let id = self.form.with_untracked(|form| form.id.clone());
        let known = self.page.entry(&id);
        self.revision.set(known.as_ref().map_or(0, revision_of));
        if let Some(entry) = known.as_ref().and_then(|entry| newest(entry).or(entry.published.as_ref())) {
            let own = self.form.with_untracked(|form| form.texts.first().map(|text| text.language.clone()));
            self.saved.set(EntryForm::of(entry, &own.unwrap_or_default()));
        }
        self.form.set(self.saved.get_untracked());
        self.drawn.update(|drawn| *drawn += 1);
        self.rest();
    }

    /// Adds a language's fields.
    pub fn add_language(self, language: &str) {
        self.change(|form| {
            if !language.is_empty() && !form.texts.iter().any(|text| text.language == language) {
                form.texts.push(FormText::blank(language));
            }
        });
        self.drawn.update(|drawn| *drawn += 1);
    }

    /// What stands in the fields goes to the desk as a draft.
    pub fn save(self) {
        let mut entry = self.form.with_untracked(EntryForm::edited);
        if entry.id.is_empty() {
            entry.id = self.free_id(&entry.question);
        }
        let is_grave = |fault: &FieldFault| fault.is_error && fault.field == "question";
        self.look_for_faults();
        if entry.question.is_empty() || self.faults.with_untracked(|faults| faults.iter().any(is_grave)) {
            let words = self.page.state.language.get_untracked().knowledge_words();
            self.outcome.set(Outcome::Refused(words.fault_no_question.to_owned()));
            return keys::focus("kb-question-0");
        }
        let change = DraftChange {
            revision: self.revision.get_untracked(),
            change: DraftAction::Write(Box::new(entry.clone())),
            why: self.form.with_untracked(|form| form.why.trim().to_owned()),
            suggestion: self.suggestion.get_value(),
            id: entry.id.clone(),
        };
        let sent = self.form.get_untracked();
        self.send(change, move || self.is_saved(sent, &entry));
    }

    /// The desk has acknowledged it: the browser need keep it no longer, unless more was typed meanwhile.
    fn is_saved(self, sent: EntryForm, entry: &EditedEntry) {
        let was_new = self.is_new.get_untracked();
        let is_same = self.form.with_untracked(|form| *form == sent);
        if is_same || was_new {
            self.forget();
        }
        self.saved.set(EntryForm { id: entry.id.clone(), ..sent });
        self.form.update(|form| form.id.clone_from(&entry.id));
        self.restored.set(false);
        self.suggestion.set_value(None);
        self.outcome.set(Outcome::Saved);
        if was_new {
            self.page.just_saved.set_value(entry.id.clone());
            self.page.go(&View::Entry(entry.id.clone()));
        }
    }

    /// Does something with the draft that leaves the fields as they are.
    pub fn act(self, action: DraftAction) {
        let id = self.form.with_untracked(|form| form.id.clone());
        let is_drop = action == DraftAction::Drop;
        let change = wire::plain(&id, self.revision.get_untracked(), action);
        self.send(change, move || {
            if !is_drop {
                return self.take_revision();
            }
            self.forget();
            if self.page.entry(&id).is_some() { self.take_saved() } else { self.page.go(&View::Entries) }
        });
    }

    fn take_revision(self) {
        let id = self.form.with_untracked(|form| form.id.clone());
        self.revision.set(self.page.entry(&id).as_ref().map_or(0, revision_of));
    }

    fn send(self, change: DraftChange, done: impl FnOnce() + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let id = change.id.clone();
        spawn_local(async move {
            let sent = self.page.change(vec![change]).await;
            // Whoever has gone on meanwhile is told nothing; what was typed is kept in the browser.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match sent {
                Ok(()) => {
                    self.revision.set(self.page.entry(&id).as_ref().map_or(0, revision_of));
                    done();
                }
                Err(Trouble::Refused(refusal)) if refusal.is_conflict() => self.meet(&id),
                Err(trouble) => self.outcome.set(Outcome::Refused(self.page.trouble_words(&trouble))),
            }
        });
    }

    /// Somebody else was faster: both are shown.
    fn meet(self, id: &str) {
        let own = self.form.with_untracked(|form| form.texts.first().map(|text| text.language.clone()));
        let theirs = self.page.entry(id).unwrap_or_default();
        let text = newest(&theirs).or(theirs.published.as_ref()).cloned().unwrap_or_default();
        let form = EntryForm::of(&text, &own.unwrap_or_default());
        self.outcome.set(Outcome::Conflict(Box::new(form), revision_of(&theirs)));
    }

    /// Of the two, one's own goes over the other.
    pub fn save_over(self, revision: i64) {
        self.revision.set(revision);
        self.outcome.set(Outcome::None);
        self.save();
    }
}
