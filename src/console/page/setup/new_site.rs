//! One more site, and one taken away again: those of the settings file stay the file's matter.

use console::words::SetupWords;
use console::{lines_of, mend};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{DeskSetup, SiteChange, SiteRules, SiteSetup};

use super::super::desk::{self, Trouble};
use super::super::keys;
use super::super::state::State;
use super::troubled;

const ID: &str = "new-site-id";
const ORIGINS: &str = "new-site-origins";

/// Unfolds to the two things that a new site needs.
pub fn view(state: State, words: &'static SetupWords) -> impl IntoView {
    let (id, origins) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let problem = RwSignal::new(None::<String>);
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let id = id.get_untracked().trim().to_owned();
        let rules = SiteRules { origins: lines_of(&origins.get_untracked()), ..SiteRules::default() };
        if id.is_empty() || rules.origins.is_empty() {
            problem.set(Some(words.site_add_lacks.to_owned()));
            return keys::focus(if id.is_empty() { ID } else { ORIGINS });
        }
        spawn_local(async move {
            let change = SiteChange { version: 0, rules, any_origin: false, make: true };
            match desk::change_site(&id, &change).await {
                Ok(setup) => open(state, setup, &id),
                Err(trouble) => problem.set(refused(state, &trouble, words)),
            }
        });
    };
    view! {
        <details class="new-site">
            <summary>{words.site_add}</summary>
            <form class="setup-form" on:submit=add novalidate=true>
                <div class="field">
                    <label for=ID>{words.site_id}</label>
                    <input id=ID type="text" autocomplete="off" autocapitalize="off" spellcheck="false" aria-describedby="new-site-id-hint"
                        prop:value=id on:input:target=move |event| id.set(event.target().value()) />
                    <p class="small" id="new-site-id-hint">{words.site_id_hint}</p>
                </div>
                <div class="field">
                    <label for=ORIGINS>{words.origins}</label>
                    <textarea id=ORIGINS rows="2" aria-describedby="new-site-origins-hint"
                        prop:value=origins on:input:target=move |event| origins.set(event.target().value())></textarea>
                    <p class="small" id="new-site-origins-hint">{words.origins_hint}</p>
                </div>
                {move || problem.get().map(|why| view! { <p class="problem" role="alert">{why}</p> })}
                <button class="button go" type="submit">{words.site_add_button}</button>
            </form>
        </details>
    }
}

/// The way to take a site away that was made here, asked twice.
pub fn take_away(state: State, site: &SiteSetup, words: &'static SetupWords) -> impl IntoView + use<> {
    let id = StoredValue::new(site.id.clone());
    let sure = RwSignal::new(false);
    let problem = RwSignal::new(None::<String>);
    let gone = move |_| {
        spawn_local(async move {
            match desk::take_site_away(&id.get_value()).await {
                Ok(setup) => open(state, setup, ""),
                Err(trouble) => problem.set(refused(state, &trouble, words)),
            }
        });
    };
    move || match sure.get() {
        false => view! {
            <button class="link" type="button" on:click=move |_| sure.set(true)>{words.site_remove}</button>
        }
        .into_any(),
        true => view! {
            <div class="confirm" role="alert">
                <p>{words.site_remove_lead}</p>
                <button class="button" type="button" on:click=move |_| sure.set(false)>{words.cancel}</button>
                <button class="button alarm" type="button" on:click=gone>{words.site_remove_sure}</button>
                {move || problem.get().map(|why| view! { <p class="problem">{why}</p> })}
            </div>
        }
        .into_any(),
    }
}

fn open(state: State, setup: DeskSetup, site: &str) {
    state.setup_site.set(site.to_owned());
    // Drawn anew even where the same site stays open.
    state.setup.set(None);
    state.setup.set(Some(setup));
}

fn refused(state: State, trouble: &Trouble, words: &'static SetupWords) -> Option<String> {
    troubled(state, trouble);
    Some(match trouble {
        Trouble::Refused(refusal) => {
            let why = refusal.words(words);
            match refusal.field() {
                Some(field) => mend(field, &why, state.language.get_untracked())
                    .unwrap_or_else(|| [words.field_wrong, " ", &why].concat()),
                None => why,
            }
        }
        _ => words.failed.to_owned(),
    })
}
