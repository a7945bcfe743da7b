//! The way in: a link that works once, and the name that visitors will see.

use console::sign_in_code;
use console::words::Words;
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

use super::desk::{self, Trouble};
use super::state::{Access, State, location_fragment};
use super::{kept, marks, words};

/// A display name is cut here, in characters.
const NAME_CHARACTERS: usize = 60;

/// The code of the link that was opened; it leaves the address at once and is kept nowhere else.
#[derive(Clone)]
struct Code(StoredValue<Option<String>>);

/// Spends the link's code if there is one and a name is known, else asks the desk who is signed in.
pub fn enter(state: State) {
    let code = sign_in_code(&location_fragment()).map(str::to_owned);
    provide_context(Code(StoredValue::new(code.clone())));
    if code.is_some() {
        clear_address();
    }
    match (code, kept::recall(kept::NAME)) {
        (Some(code), Some(name)) => spend(state, code, name),
        (Some(_), None) => state.access.set(Access::Naming),
        (None, _) => look(state),
    }
}

fn clear_address() {
    let here = window().location().pathname().unwrap_or_default();
    // Replacing the address by our own path cannot be refused.
    let _ = window()
        .history()
        .and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&here)));
}

fn look(state: State) {
    state.access.set(Access::Checking);
    spawn_local(async move {
        state.access.set(match desk::session().await {
            Ok(session) => Access::In(session),
            Err(Trouble::Away) => Access::Away,
            Err(_) => Access::NoLink,
        });
    });
}

fn spend(state: State, code: String, name: String) {
    state.access.set(Access::Checking);
    spawn_local(async move {
        let name = Some(name).filter(|name| !name.is_empty());
        match desk::sign_in(&code, name).await {
            Ok(session) => {
                kept::keep(kept::NAME, &session.name);
                state.access.set(Access::In(session));
            }
            Err(Trouble::Away) => state.access.set(Access::Away),
            // A link that was opened twice in the same browser: the first time is still good.
            Err(_) => state.access.set(desk::session().await.map_or(Access::Spent, Access::In)),
        }
    });
}

/// What stands there while nobody is signed in.
pub fn view(state: State) -> impl IntoView {
    let words = words();
    let code = expect_context::<Code>().0;
    let again = move || match (code.get_value(), kept::recall(kept::NAME)) {
        (Some(code), Some(name)) => spend(state, code, name),
        (Some(_), None) => state.access.set(Access::Naming),
        (None, _) => look(state),
    };
    view! {
        <main class="door">
            <div class="card">
                <div class="door-top">{marks::product_mark()} <span>{words.product}</span></div>
                {move || match state.access.get() {
                    Access::Naming => name_form(state, code, words).into_any(),
                    Access::Checking | Access::In(_) => view! { <p class="muted" role="status">{words.signing_in}</p> }.into_any(),
                    Access::Away => away(words, again).into_any(),
                    Access::NoLink => told(words.no_link, words.no_link_lead, words.new_link).into_any(),
                    Access::Spent => told(words.link_spent, words.link_spent_lead, words.new_link).into_any(),
                    Access::Over => told(words.session_over, words.session_over_lead, words.new_link).into_any(),
                    Access::Left => told(words.signed_out, words.signed_out_lead, "").into_any(),
                }}
            </div>
            {super::rail::language_switch(state)}
        </main>
    }
}

fn told(title: &'static str, lead: &'static str, next: &'static str) -> impl IntoView {
    let next = (!next.is_empty()).then(|| view! { <p>{next}</p> });
    view! { <h1>{title}</h1> <p>{lead}</p> {next} }
}

fn away(words: &'static Words, again: impl Fn() + 'static) -> impl IntoView {
    view! {
        <h1>{words.away}</h1>
        <p>{words.away_at_sign_in}</p>
        <button class="button go" on:click=move |_| again()>{words.try_again}</button>
    }
}

fn name_form(state: State, code: StoredValue<Option<String>>, words: &'static Words) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let name: String = field.get().map(|field| field.value()).unwrap_or_default();
        let name: String = name.trim().chars().take(NAME_CHARACTERS).collect();
        if let Some(code) = code.get_value().filter(|_| !name.is_empty()) {
            spend_with_new_name(state, code, name);
        }
    };
    view! {
        <h1>{words.sign_in}</h1>
        <p>{words.sign_in_lead}</p>
        <form on:submit=submit>
            <label for="name">{words.your_name}</label>
            <input id="name" node_ref=field type="text" autocomplete="nickname" required=true
                maxlength=NAME_CHARACTERS.to_string() placeholder=words.your_name_hint autofocus=true />
            <button class="button go" type="submit">{words.sign_in_button}</button>
        </form>
    }
}

/// The name is kept before the desk answers, so that a try after a failure doesn't ask for it again.
fn spend_with_new_name(state: State, code: String, name: String) {
    kept::keep(kept::NAME, &name);
    spend(state, code, name);
}
