//! The way in: a link that works once, with the name that visitors will see, or login and password.

use console::words::{Words, fill};
use console::{LOGIN_MOST, NAME_MOST, PASSWORD_MOST, sign_in_code};
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{AgentSession, SignIn};
use wasm_bindgen::JsValue;

use super::desk::{self, Trouble};
use super::state::{Access, State, location_fragment};
use super::{early, kept, keys, listing, marks, password, pulse, words};

/// What `boot.js` asks for early.
const SESSION: &str = "session";
const CONVERSATIONS: &str = "conversations";

/// The link that was opened; its code leaves the address at once and is kept nowhere else.
#[derive(Clone, Copy)]
struct Link {
    code: StoredValue<Option<String>>,
    /// The name that was given with it; none before that.
    name: StoredValue<Option<String>>,
}

/// Asks for a name if a link was opened, else asks the desk who is signed in.
pub fn enter(state: State) {
    let code = sign_in_code(&location_fragment()).map(str::to_owned);
    if code.is_some() {
        clear_address();
        state.access.set(Access::Naming);
    } else {
        look(state);
    }
    provide_context(Link { code: StoredValue::new(code), name: StoredValue::new(None) });
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
        if let Some(session) = early::answer(SESSION).await {
            let ticket = listing::ticket(state);
            let inbox = early::answer(CONVERSATIONS).await;
            state.access.set(Access::In(session));
            if let Some(inbox) = inbox {
                untrack(|| pulse::told(state, inbox, ticket));
            }
            return;
        }
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
        match desk::sign_in(&SignIn::Code { code, name }).await {
            Ok(session) => {
                kept::keep(kept::NAME, &session.name);
                state.access.set(with_password(session));
            }
            Err(Trouble::Away) => state.access.set(Access::Away),
            Err(Trouble::Refused(refusal)) if refusal.is_for_haste() => state.access.set(Access::Away),
            // A link that was opened twice in the same browser: the first time is still good.
            Err(_) => state.access.set(desk::session().await.map_or(Access::Spent, Access::In)),
        }
    });
}

/// Whoever has a password is in; the others are offered to set one, which a link allows for 15 minutes.
fn with_password(session: AgentSession) -> Access {
    if session.has_password { Access::In(session) } else { Access::Securing(session) }
}

/// What stands there while nobody is signed in.
pub fn view(state: State) -> impl IntoView {
    let words = words();
    let link = expect_context::<Link>();
    let again = move || match (link.code.get_value(), link.name.get_value()) {
        (Some(code), Some(name)) => spend(state, code, name),
        (Some(_), None) => state.access.set(Access::Naming),
        (None, _) => look(state),
    };
    view! {
        <main class="door">
            <div class="card">
                <div class="door-top">{marks::product_mark()} <span>{words.product}</span></div>
                {move || match state.access.get() {
                    Access::Naming => name_form(state, link, words).into_any(),
                    Access::Checking | Access::In(_) => view! { <p class="muted" role="status">{words.signing_in}</p> }.into_any(),
                    Access::Securing(session) => secure(state, session, words).into_any(),
                    Access::Away => away(words, again).into_any(),
                    Access::NoLink => told(state, words.no_link, words.no_link_lead, words).into_any(),
                    Access::Spent => told(state, words.link_spent, words.link_spent_lead, words).into_any(),
                    Access::Over => told(state, words.session_over, words.session_over_lead, words).into_any(),
                    Access::Left => told(state, words.signed_out, words.signed_out_lead, words).into_any(),
                }}
            </div>
            {super::rail::language_switch(state)}
        </main>
    }
}

fn told(state: State, title: &'static str, lead: &'static str, words: &'static Words) -> impl IntoView {
    view! {
        <h1>{title}</h1>
        <p>{lead}</p>
        {login_form(state, words)}
        <p class="small">{words.new_link}</p>
    }
}

fn away(words: &'static Words, again: impl Fn() + 'static) -> impl IntoView {
    view! {
        <h1>{words.away}</h1>
        <p>{words.away_at_sign_in}</p>
        <button class="button go" on:click=move |_| again()>{words.try_again}</button>
    }
}

fn login_form(state: State, words: &'static Words) -> impl IntoView {
    let (login, password) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let problem = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let typed =
            |field: NodeRef<Input>| field.get_untracked().map(|field| field.value()).unwrap_or_default();
        let by = SignIn::Password { login: typed(login).trim().to_owned(), password: typed(password) };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            let answer = desk::sign_in(&by).await;
            busy.set(false);
            match answer {
                Ok(session) => state.access.set(Access::In(session)),
                Err(Trouble::Refused(refusal)) => problem.set(Some(refusal.words(words))),
                Err(_) => problem.set(Some(words.failed.to_owned())),
            }
            if problem.with_untracked(Option::is_some) {
                keys::focus("password");
            }
        });
    };
    view! {
        <form on:submit=submit>
            <label for="login">{words.login}</label>
            <input id="login" node_ref=login type="text" autocomplete="username" autocapitalize="none" spellcheck="false"
                required=true maxlength=LOGIN_MOST.to_string() aria-describedby="login-hint" />
            <p class="small" id="login-hint">{words.login_hint}</p>
            <label for="password">{words.password}</label>
            <input id="password" node_ref=password type="password" autocomplete="current-password" required=true
                maxlength=PASSWORD_MOST.to_string() />
            {move || problem.get().map(|why| view! { <p class="problem" role="alert">{why}</p> })}
            <button class="button go" type="submit" disabled=move || busy.get()>{words.sign_in_button}</button>
        </form>
    }
}

/// The name that this browser knows may be a colleague's, so it is asked each time and never taken unseen.
fn name_form(state: State, link: Link, words: &'static Words) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let name: String = field.get_untracked().map(|field| field.value()).unwrap_or_default();
        let name: String = name.trim().chars().take(NAME_MOST).collect();
        link.name.set_value(Some(name.clone()));
        if let Some(code) = link.code.get_value() {
            spend(state, code, name);
        }
    };
    view! {
        <h1>{words.sign_in}</h1>
        <p>{words.sign_in_lead}</p>
        <form on:submit=submit>
            <label for="name">{words.your_name}</label>
            <input id="name" node_ref=field type="text" autocomplete="nickname" value=kept::recall(kept::NAME).unwrap_or_default()
                maxlength=NAME_MOST.to_string() placeholder=words.your_name_hint aria-describedby="name-hint" autofocus=true />
            <p class="small" id="name-hint">{words.name_keep}</p>
            <button class="button go" type="submit">{words.sign_in_button}</button>
        </form>
    }
}

fn secure(state: State, session: AgentSession, words: &'static Words) -> impl IntoView {
    let skipped = session.clone();
    let done = move |login: Option<String>| {
        let mut session = session.clone();
        session.login = session.login.or(login);
        session.has_password = true;
        state.access.set(Access::In(session));
    };
    let login = skipped.login.clone();
    let not_now = {
        let skipped = skipped.clone();
        move |_| state.access.set(Access::In(skipped.clone()))
    };
    view! {
        <h1>{fill(words.secure, &[])}</h1>
        <p>{words.secure_lead}</p>
        {password::form(state, login, password::Old::NotAsked, done)}
        <button class="link" on:click=not_now>{words.not_now}</button>
    }
}
