//! What the desk is set to: the list of its pages, and the one that is open.

mod audit;
mod embed;
mod erasure;
mod form;
mod hours;
mod kept;
mod new_site;
mod sites;
mod teams;
mod triage;
mod webhooks;
mod wording;

use console::words::SetupWords;
use console::{Place, SETUP, Setup};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{DeskSetup, Role};

use self::form::Form;
use super::desk::{self, Trouble};
use super::setup_words;
use super::state::{Access, Standing, State};

/// The page; those with settings are drawn when the desk has told them.
pub fn view(state: State, page: Setup) -> impl IntoView {
    let words = setup_words();
    // What another owner changed since is shown, not what was known.
    state.setup.set(None);
    fetch(state);
    let site = Memo::new(move |_| (state.setup.with(Option::is_some), state.setup_site.get()));
    let least = if matches!(page, Setup::Webhooks | Setup::Audit) { Role::Owner } else { Role::Lead };
    let inside = move || {
        if state.role() < least {
            return view! { <p class="muted">{words.refused_role}</p> }.into_any();
        }
        if !site.get().0 {
            return view! { <p class="muted late" role="status">{words.setup_loading}</p> }.into_any();
        }
        let setup = state.setup.get_untracked();
        setup.map(|setup| inside(state, page, &setup, words)).into_any()
    };
    view! {
        <section class="board setup" aria-labelledby="setup-title">
            {pages(state, page, words)}
            <h1 id="setup-title">{title(page, words)}</h1>
            {inside}
        </section>
    }
}

fn inside(state: State, page: Setup, setup: &DeskSetup, words: &'static SetupWords) -> AnyView {
    let problem = setup
        .problem
        .clone()
        .map(|problem| view! { <p class="problem" role="alert">{words.setup_problem} " " {problem}</p> });
    let form = Form::new(state, setup);
    let body = match page {
        Setup::Sites => sites::view(form, words).into_any(),
        Setup::Teams => teams::view(form, words).into_any(),
        Setup::Wording => wording::view(form, words).into_any(),
        Setup::Triage => triage::view(form, words).into_any(),
        Setup::Embed => embed::view(form, words).into_any(),
        Setup::Webhooks => webhooks::view(state, words).into_any(),
        Setup::Kept => kept::view(form, words).into_any(),
        Setup::Audit => audit::view(state, words).into_any(),
    };
    let of_site = matches!(page, Setup::Sites | Setup::Teams | Setup::Wording | Setup::Triage | Setup::Embed);
    let chooser = (of_site && setup.sites.len() > 1).then(|| choose_site(state, setup, words));
    let is_owner = state.role() == Role::Owner;
    let own = form.site().filter(|_| page == Setup::Sites && is_owner);
    let away = own.as_ref().filter(|site| site.made).map(|site| new_site::take_away(state, site, words));
    let more = own.map(|_| new_site::view(state, words));
    view! { {problem} {chooser} {body} {away} {more} }.into_any()
}

/// Asks what holds.
pub fn fetch(state: State) {
    spawn_local(async move {
        match desk::setup().await {
            Ok(setup) => state.setup.set(Some(setup)),
            Err(trouble) => troubled(state, &trouble),
        }
    });
}

/// What a call that came to nothing means for the whole page.
fn troubled(state: State, trouble: &Trouble) {
    match trouble {
        Trouble::SignedOut => state.access.set(Access::Over),
        Trouble::Away => state.standing.set(Standing::Away),
        Trouble::Missing | Trouble::Refused(_) => {}
    }
}

/// The way from one page to the next; what is for owners alone isn't shown to leads.
fn pages(state: State, open: Setup, words: &'static SetupWords) -> impl IntoView {
    let is_owner = state.role() == Role::Owner;
    let shown = SETUP.into_iter().filter(|page| is_owner || !matches!(page, Setup::Webhooks | Setup::Audit));
    let link = |page: Setup| {
        let here = (page == open).then_some("page");
        view! { <a href=Place::Setup(page).fragment() aria-current=here>{title(page, words)}</a> }
    };
    view! { <nav class="setup-pages" aria-label=words.setup_pages>{shown.map(link).collect_view()}</nav> }
}

fn choose_site(state: State, setup: &DeskSetup, words: &'static SetupWords) -> impl IntoView + use<> {
    let open = state.setup_site.get_untracked();
    let option = |site: &protocol::SiteSetup| {
        let name = if site.rules.name.is_empty() { site.id.clone() } else { site.rules.name.clone() };
        view! { <option value=site.id.clone() selected=site.id == open>{name}</option> }
    };
    view! {
        <div class="field">
            <label for="setup-site">{words.setup_site}</label>
            <select id="setup-site" on:change=move |event| state.setup_site.set(event_target_value(&event))>
                {setup.sites.iter().map(option).collect_view()}
            </select>
        </div>
    }
}

fn title(page: Setup, words: &SetupWords) -> &'static str {
    match page {
        Setup::Sites => words.setup_sites,
        Setup::Teams => words.setup_teams,
        Setup::Wording => words.setup_wording,
        Setup::Triage => words.setup_triage,
        Setup::Embed => words.setup_embed,
        Setup::Webhooks => words.setup_webhooks,
        Setup::Kept => words.setup_kept,
        Setup::Audit => words.setup_audit,
    }
}
