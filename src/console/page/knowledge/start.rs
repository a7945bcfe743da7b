//! A new entry: blank, a copy, or from what a suggestion or a topic proposes.

use console::knowledge::Source;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::EditedEntry;

use super::super::knowledge_words;
use super::{Page, editor, wire};

/// The editor, once there is something to begin with.
pub fn view(page: Page, source: Source) -> AnyView {
    match source {
        Source::Blank => editor::of_new(page, EditedEntry::default(), None),
        Source::Copy(id) => editor::of_new(page, copy(page, &id), None),
        Source::Suggestion(_) | Source::Topic(_) => proposed(page, source),
    }
}

fn copy(page: Page, id: &str) -> EditedEntry {
    let found = page.entry(id).and_then(|entry| console::knowledge::newest(&entry).cloned());
    EditedEntry { id: String::new(), ..found.unwrap_or_default() }
}

/// What is proposed comes from the desk. What proposes to change an entry opens that one.
fn proposed(page: Page, source: Source) -> AnyView {
    let words = knowledge_words();
    let drawn = RwSignal::new(None::<Option<EditedEntry>>);
    let asked = source.clone();
    spawn_local(async move {
        let site = page.site();
        let found = match &asked {
            Source::Suggestion(id) => wire::suggested(&site, id).await,
            Source::Topic(id) => wire::topic(&site, id).await,
            Source::Blank | Source::Copy(_) => None,
        };
        let _ = drawn.try_set(Some(found));
    });
    let suggestion = match source {
        Source::Suggestion(id) => Some(id),
        _ => None,
    };
    let inside = move || match drawn.get() {
        None => view! {
            <h1 id="kb-title">{words.kb_new}</h1>
            <p class="muted late" role="status">{words.page_loading}</p>
        }
        .into_any(),
        Some(None) => view! {
            <p class="kb-note" role="note">{words.proposal_gone}</p>
            {editor::of_new(page, EditedEntry::default(), None)}
        }
        .into_any(),
        Some(Some(entry)) if page.entry(&entry.id).is_some() => {
            editor::of_proposal(page, entry, suggestion.clone())
        }
        Some(Some(entry)) => editor::of_new(page, entry, suggestion.clone()),
    };
    inside.into_any()
}
