//! A one-time sign-in link, shown this once, with a way to copy it.

use console::words::fill;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::SignInCode;

use super::agent_sheet::TITLE_ID;
use super::clipboard::copy;
use super::{dates, language, setup_words};

/// The element id of the field that holds the link.
pub const FIELD_ID: &str = "one-time-link";

/// What came of copying it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Copied {
    NotYet,
    Done,
    ByHand,
}

/// The link for the agent called `name`; `shown` closes the dialog around it.
pub fn view(name: &str, code: &SignInCode, shown: RwSignal<bool>) -> impl IntoView + use<> {
    let words = setup_words();
    let field = NodeRef::<Input>::new();
    let copied = RwSignal::new(Copied::NotYet);
    let link = link(&code.code);
    let press = {
        let link = link.clone();
        move |_| {
            if let Some(field) = field.get_untracked() {
                field.select();
            }
            spawn_local(copy_or_mark(link.clone(), copied));
        }
    };
    let told = move || match copied.get() {
        Copied::NotYet => "",
        Copied::Done => words.copied,
        Copied::ByHand => words.copy_by_hand,
    };
    let until = dates::time_words(code.expires_at, language());
    view! {
        <h2 id=TITLE_ID tabindex="-1" dir="auto">{fill(words.link_title, &[("name", name)])}</h2>
        <p class="muted">{fill(words.link_lead, &[("at", &until)])}</p>
        <label for=FIELD_ID>{words.link_label}</label>
        <input id=FIELD_ID class="code" node_ref=field type="text" readonly=true value=link />
        <p class="small" role="status">{told}</p>
        <div class="ends">
            <button class="button" on:click=move |_| shown.set(false)>{words.done}</button>
            <button class="button go" on:click=press>{words.copy}</button>
        </div>
    }
}

/// The address of this very page with the code behind `#`, which no server is told.
fn link(code: &str) -> String {
    let location = window().location();
    let (origin, path) = (location.origin().unwrap_or_default(), location.pathname().unwrap_or_default());
    [&origin, &path, "#code=", code].concat()
}

/// Where there is no clipboard the link is marked, to be copied by hand.
async fn copy_or_mark(link: String, copied: RwSignal<Copied>) {
    copied.set(if copy(&link).await { Copied::Done } else { Copied::ByHand });
}
