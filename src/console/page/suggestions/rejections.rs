//! What was turned down lately: by whom and why, and the way back.

use console::suggestions::title_words;
use console::words::fill;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{Rejection, Suggestion};

use super::super::{dates, desk, language};
use super::{Page, card, fetch};

/// The list, folded up; nothing where nothing was.
pub fn view(page: Page) -> AnyView {
    let words = page.words;
    let told = page.told.with(|told| match told {
        Some(Ok(told)) => told.rejections.clone(),
        _ => Vec::new(),
    });
    if told.is_empty() {
        return ().into_any();
    }
    let summary = fill(words.rejections, &[("n", &told.len().to_string())]);
    let rows = told.into_iter().map(|one| row(page, one)).collect_view();
    view! { <details class="rejections"><summary>{summary}</summary><ul>{rows}</ul></details> }.into_any()
}

fn row(page: Page, one: Rejection) -> impl IntoView {
    let words = page.words;
    let Rejection { id, kind, title, dial, why, by, at } = one;
    let title = title_words(&Suggestion { title, dial, ..Suggestion::default() }, words);
    let by = fill(words.rejected_by, &[("name", &by), ("at", &dates::moment_words(at, language()))]);
    let why = (!why.is_empty()).then(|| view! { " " <q dir="auto">{why}</q> });
    let problem = RwSignal::new(false);
    let press = move |_| {
        let (site, id) = (page.site.get_untracked(), id.clone());
        spawn_local(async move {
            match desk::reconsider(&site, &id).await {
                Ok(()) => {
                    page.back.try_set_value(Some(id));
                    fetch(page, site);
                }
                Err(_) => drop(problem.try_set(true)),
            }
        });
    };
    let about = ["\u{a0}", &title].concat();
    view! {
        <li>
            <p><b>{card::kind_words(kind, words)}</b> " " <span dir="auto">{title}</span></p>
            <p class="small">{by} {why}</p>
            <button class="button" type="button" on:click=press>{words.propose_again} <span class="unseen">{about}</span></button>
            {move || problem.get().then(|| view! { <p class="problem" role="alert">{words.failed}</p> })}
        </li>
    }
}
