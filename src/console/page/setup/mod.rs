//! What the desk is set to: the list of its pages, and the one that is open.

use console::words::Words;
use console::{Place, SETUP, Setup};
use leptos::prelude::*;

use super::state::State;
use super::words;

/// The page.
pub fn view(_: State, page: Setup) -> impl IntoView {
    let words = words();
    view! {
        <section class="board" aria-labelledby="setup-title">
            {pages(page, words)}
            <h1 id="setup-title">{title(page, words)}</h1>
        </section>
    }
}

/// The way from one page to the next.
fn pages(open: Setup, words: &'static Words) -> impl IntoView {
    let link = |page: Setup| {
        let here = (page == open).then_some("page");
        view! { <a href=Place::Setup(page).fragment() aria-current=here>{title(page, words)}</a> }
    };
    view! { <nav class="setup-pages" aria-label=words.setup_pages>{SETUP.map(link)}</nav> }
}

fn title(page: Setup, words: &Words) -> &'static str {
    match page {
        Setup::Sites => words.setup_sites,
        Setup::Teams => words.setup_teams,
        Setup::Wording => words.setup_wording,
        Setup::Embed => words.setup_embed,
        Setup::Webhooks => words.setup_webhooks,
        Setup::Kept => words.setup_kept,
        Setup::Audit => words.setup_audit,
    }
}
