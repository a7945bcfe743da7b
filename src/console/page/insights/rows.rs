//! What is asked most: by entry, page and language, each against the window before.

use std::sync::Arc;

use console::insights::{Change, Good, grouped};
use console::words::fill;
use leptos::prelude::*;
use protocol::{InsightRow, Insights};

use super::super::{dates, language};
use super::cards::{by_the_day, change_view};
use super::head::name_of;
use super::lack::{none, or_lack};
use super::topics::more_button;
use super::{Page, panel};

/// Rows shown at once.
const SHOWN: usize = 10;

/// A column: its name, and a row's count.
type Column = (&'static str, fn(&InsightRow) -> u64);

/// Entries by how often they were shown.
pub fn entries(page: Page, insights: &Arc<Insights>) -> AnyView {
    let words = page.words;
    let columns: [Column; 4] = [
        (words.up, |row| row.up),
        (words.down, |row| row.down),
        (words.solved_matters, |row| row.confirmed + row.presumed),
        (words.handed_over, |row| row.handed_over),
    ];
    let name: fn(&InsightRow) -> AnyView = |row| {
        let title = row.title.clone().unwrap_or_else(|| row.name.clone());
        view! { <span dir="auto">{title}</span> }.into_any()
    };
    let or_gone: fn(&InsightRow) -> AnyView = |row| match row.title {
        Some(_) => view! { <span dir="auto">{row.title.clone()}</span> }.into_any(),
        None => {
            let told = fill(language().insight_words().entry_gone, &[("name", &row.name)]);
            view! { <span class="muted" dir="auto">{told}</span> }.into_any()
        }
    };
    // Where no entry has a title, the desk doesn't hand the FAQ out, and none is known to be gone.
    let knows = insights.entries.iter().any(|row| row.title.is_some());
    let name = if knows { or_gone } else { name };
    let of = Rows { id: "entries-title", title: words.entries, lacks: words.lacks_entries };
    table(
        page,
        insights,
        of,
        (words.entry, words.shown_times),
        insights.entries.clone(),
        (columns.to_vec(), name),
    )
}

/// Pages by the questions asked there.
pub fn pages(page: Page, insights: &Arc<Insights>) -> AnyView {
    let words = page.words;
    let name = |row: &InsightRow| view! { <span dir="ltr">{row.name.clone()}</span> }.into_any();
    let of = Rows { id: "pages-title", title: words.pages, lacks: words.lacks_pages };
    table(page, insights, of, (words.page_name, words.asked_times), insights.pages.clone(), (few(page), name))
}

/// Languages by the questions asked in them.
pub fn languages(page: Page, insights: &Arc<Insights>) -> AnyView {
    let words = page.words;
    let name = |row: &InsightRow| dates::language_words(&row.name, language()).into_any();
    let of = Rows { id: "languages-title", title: words.languages, lacks: words.lacks_languages };
    table(
        page,
        insights,
        of,
        (words.language, words.asked_times),
        insights.languages.clone(),
        (few(page), name),
    )
}

fn few(page: Page) -> Vec<Column> {
    vec![
        (page.words.solved_matters, |row| row.confirmed + row.presumed),
        (page.words.handed_over, |row| row.handed_over),
    ]
}

/// A section of rows.
struct Rows {
    id: &'static str,
    title: &'static str,
    lacks: &'static str,
}

/// The section; `first` names the column of names and that of counts.
fn table(
    page: Page,
    insights: &Arc<Insights>,
    of: Rows,
    first: (&'static str, &'static str),
    rows: Vec<InsightRow>,
    (columns, name): (Vec<Column>, fn(&InsightRow) -> AnyView),
) -> AnyView {
    let held = Arc::clone(insights);
    let inside = or_lack(page, insights, of.lacks, move || {
        if rows.is_empty() {
            return none(page.words.none_yet);
        }
        let all_shown = RwSignal::new(false);
        let count = rows.len();
        // Where nothing was there before, the column would say so in every row.
        let is_news = |row: &InsightRow| !matches!(change(&held, row), None | Some(Change::First));
        let compares = rows.iter().any(is_news);
        let heads = [first.0, first.1]
            .into_iter()
            .chain(compares.then_some(page.words.change))
            .chain(columns.iter().map(|(name, _)| *name))
            .map(|name| view! { <th scope="col">{name}</th> })
            .collect::<Vec<_>>();
        let drawn = move || {
            let shown = if all_shown.get() { count } else { SHOWN };
            rows.iter()
                .take(shown)
                .map(|row| line(page, &held, row, &columns, (name, compares)))
                .collect::<Vec<_>>()
        };
        view! {
            <div class="table-frame" tabindex="0" role="group" aria-label=of.title>
                <table><thead><tr>{heads}</tr></thead><tbody>{drawn}</tbody></table>
            </div>
            {more_button(page, count, SHOWN, all_shown)}
        }
        .into_any()
    });
    panel(of.id, of.title, (), inside)
}

fn change(insights: &Insights, row: &InsightRow) -> Option<Change> {
    by_the_day(insights, row.count, row.before)
}

fn line(
    page: Page,
    insights: &Insights,
    row: &InsightRow,
    columns: &[Column],
    (name, compares): (fn(&InsightRow) -> AnyView, bool),
) -> impl IntoView + use<> {
    let words = page.words;
    let named = if row.name.is_empty() { words.others.into_any() } else { name(row) };
    // With several sites a page or an entry alone doesn't say whose it is.
    let site = insights.sites.iter().filter(|_| insights.sites.len() > 1).find(|site| site.id == row.site);
    let site = site.map(|site| view! { " " <small class="muted" dir="auto">{name_of(site)}</small> });
    let change = compares.then(|| {
        let change = change(insights, row).map(|change| change_view(page, change, Good::Neither));
        view! { <td>{change}</td> }
    });
    let counts: Vec<_> = columns.iter().map(|(_, of)| view! { <td>{grouped(of(row))}</td> }).collect();
    let before = fill(words.topic_count, &[("n", &grouped(row.count)), ("before", &grouped(row.before))]);
    view! {
        <tr>
            <th scope="row">{named} {site}</th>
            <td title=before>{grouped(row.count)}</td>
            {change}
            {counts}
        </tr>
    }
}
