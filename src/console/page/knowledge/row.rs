//! An entry of the list: its question, how it stands, how it is, and what can be done with it at once.

use console::knowledge::{Ailment, Condition, Row, Source, Standing, View};
use console::words::{KnowledgeWords, fill};
use leptos::prelude::*;
use protocol::{DraftAction, EntryUse};

use super::super::knowledge_words;
use super::{Page, wire};

/// The row.
pub fn view(page: Page, row: Row) -> impl IntoView {
    let words = knowledge_words();
    let site = page.site();
    let href = console::knowledge::fragment(&site, &View::Entry(row.id.clone()));
    let copy = console::knowledge::fragment(&site, &View::New(Source::Copy(row.id.clone())));
    let tags = row
        .tags
        .iter()
        .map(|tag| view! { <span class="kb-tag" dir="auto">{tag.clone()}</span> })
        .collect_view();
    let label = |text: &str| [text, words.colon, &row.question].concat();
    view! {
        <li class="kb-row" class:gone=row.standing == Standing::Removed>
            <div class="kb-what">
                <a class="kb-question" href=href dir="auto">{row.question.clone()}</a>
                <p class="small">{badges(&row, words)} <span class="kb-id" dir="auto">{row.id.clone()}</span> {tags}</p>
                {ailments_view(page, &row, words)}
            </div>
            <div class="kb-numbers">{answered(&row, words)} {row.used.as_ref().map(|used| used_view(used, words))}</div>
            <div class="kb-does">
                <a class="link" href=copy aria-label=label(words.duplicate)>{words.duplicate}</a>
                {does(page, &row, words)}
            </div>
        </li>
    }
}

/// How it stands, in words with a colour each.
pub fn badges(row: &Row, words: &'static KnowledgeWords) -> impl IntoView + use<> {
    let standing = match row.standing {
        Standing::Published => None,
        Standing::New => Some(("kb-badge new", words.is_new)),
        Standing::Changed => Some(("kb-badge changed", words.is_changed)),
        Standing::Removed => Some(("kb-badge removed", words.is_removed)),
    };
    let badge = |(class, text): (&'static str, &'static str)| view! { <span class=class>{text}</span> " " };
    view! {
        {standing.map(badge)}
        {row.needs_approval.then(|| badge(("kb-badge waits", words.needs_approval)))}
        {row.is_behind.then(|| badge(("kb-badge waits", words.is_behind)))}
    }
}

/// The worst that is to be said of it; all of it is on its own page.
fn ailments_view(page: Page, row: &Row, words: &'static KnowledgeWords) -> impl IntoView + use<> {
    let more = row.ailments.len().saturating_sub(1);
    let class = condition_class(row.condition);
    row.ailments.first().map(|worst| {
        let more =
            (more > 0).then(|| [words.gap, &fill(words.and_more, &[("n", &more.to_string())])].concat());
        view! { <p class=["kb-state ", class].concat()>{ailment_words(page, worst, words)} {more}</p> }
    })
}

/// Its shape's class.
pub fn condition_class(condition: Condition) -> &'static str {
    match condition {
        Condition::Poor => "poor",
        Condition::Fair => "fair",
        Condition::Well => "well",
    }
}

/// What an entry suffers from, in words.
pub fn ailment_words(page: Page, ailment: &Ailment, words: &KnowledgeWords) -> String {
    match ailment {
        Ailment::NoAnswer => words.ails_no_answer.to_owned(),
        Ailment::Missed { count, of, other } => fill(
            words.ails_missed,
            &[("n", &count.to_string()), ("of", &of.to_string()), ("other", &page.title(other))],
        ),
        Ailment::Disliked { down, rated } => {
            fill(words.ails_disliked, &[("n", &down.to_string()), ("of", &rated.to_string())])
        }
        Ailment::Competes(rival) => fill(
            words.ails_competes,
            &[("other", &page.title(&rival.other)), ("n", &rival.shared.to_string())],
        ),
        Ailment::Strays(astray) => {
            fill(words.ails_strays, &[("wording", &astray.wording), ("other", &page.title(&astray.other))])
        }
        Ailment::FewWordings => words.ails_few.to_owned(),
    }
}

/// How many of its own wordings find it.
fn answered(row: &Row, words: &'static KnowledgeWords) -> impl IntoView + use<> {
    let (of, found) = row.answered?;
    let text = fill(words.wordings_found, &[("n", &found.to_string()), ("of", &of.to_string())]);
    Some(view! { <span>{text}</span> })
}

/// How it was used.
pub fn used_view(used: &EntryUse, words: &'static KnowledgeWords) -> impl IntoView + use<> {
    let number = |text: &str, n: u64| fill(text, &[("n", &n.to_string())]);
    let rated = used.up + used.down;
    let liked = fill(words.used_liked, &[("n", &used.up.to_string()), ("of", &rated.to_string())]);
    view! {
        <span>{number(words.used_shown, used.shown)}</span>
        {(used.solved > 0).then(|| view! { <span>{number(words.used_solved, used.solved)}</span> })}
        {(rated > 0).then(|| view! { <span>{liked}</span> })}
    }
}

/// Removes it, or keeps it after all; a draft's words are dropped on its own page alone, where one sees them.
fn does(page: Page, row: &Row, words: &'static KnowledgeWords) -> impl IntoView + use<> {
    let id = row.id.clone();
    let (text, done, action) = match row.standing {
        Standing::Removed => (words.keep_it, words.kept_it, DraftAction::Drop),
        Standing::Published => (words.remove_entry, words.removed, DraftAction::Remove),
        Standing::New | Standing::Changed => return None,
    };
    let label = [text, words.colon, &row.question].concat();
    let press = move |_| {
        let revision = page.entry(&id).and_then(|entry| entry.draft).map_or(0, |draft| draft.revision);
        page.change_aside(wire::plain(&id, revision, action.clone()), done);
    };
    Some(view! { <button class="link" type="button" aria-label=label on:click=press>{text}</button> })
}
