//! The form for a password of one's own: its one rule stands there, and is counted while one types.

use console::words::fill;
use console::{LOGIN_MOST, PASSWORD_LEAST, PASSWORD_MOST, login_fits, password_lacks};
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::NewPassword;

use super::desk::{self, Trouble};
use super::state::{Access, State};
use super::{keys, words};

/// Whether the password until now is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Old {
    /// It is.
    Asked,
    /// There is none, or a link was opened just now.
    NotAsked,
}

/// The form; a login is asked for where there is none yet. `done` is called with it once the password is set.
pub fn form(
    state: State,
    login: Option<String>,
    old: Old,
    done: impl Fn(Option<String>) + Clone + 'static,
) -> impl IntoView {
    let words = words();
    let (name, before, new) = (NodeRef::<Input>::new(), NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let (problem, busy, shows) = (RwSignal::new(None::<String>), RwSignal::new(false), RwSignal::new(false));
    let lacks = RwSignal::new(PASSWORD_LEAST);
    let typed = |field: NodeRef<Input>| field.get_untracked().map(|field| field.value()).unwrap_or_default();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let chosen = name.get_untracked().map(|field| field.value().trim().to_owned());
        if let Some((why, field)) = refused(chosen.as_deref(), &typed(new), words) {
            problem.set(Some(why));
            return keys::focus(field);
        }
        if busy.get_untracked() {
            return;
        }
        let body = NewPassword {
            password: typed(new),
            old: before.get_untracked().map(|field| field.value()).filter(|old| !old.is_empty()),
            login: chosen.clone(),
        };
        busy.set(true);
        problem.set(None);
        let done = done.clone();
        spawn_local(async move {
            let answer = desk::set_password(&body).await;
            busy.set(false);
            match answer {
                Ok(()) => done(chosen),
                Err(Trouble::SignedOut) => state.access.set(Access::Over),
                Err(Trouble::Refused(refusal)) => problem.set(Some(refusal.words(words))),
                Err(_) => problem.set(Some(words.failed.to_owned())),
            }
        });
    };
    let kind = move || if shows.get() { "text" } else { "password" };
    let rest = move || match lacks.get() {
        0 => None,
        PASSWORD_LEAST => None,
        lacks => Some(
            view! { <span class="rest">{fill(words.password_short, &[("n", &lacks.to_string())])}</span> },
        ),
    };
    let known = login.clone().unwrap_or_default();
    view! {
        <form on:submit=submit>
            // A password keeper saves the login with it.
            {login.is_some().then(|| view! { <input type="text" class="unseen" autocomplete="username" tabindex="-1" aria-hidden="true" readonly=true value=known /> })}
            {login.is_none().then(|| view! {
                <label for="new-login">{words.login}</label>
                <input id="new-login" node_ref=name type="text" autocomplete="username" autocapitalize="none" spellcheck="false"
                    required=true maxlength=LOGIN_MOST.to_string() aria-describedby="new-login-hint" />
                <p class="small" id="new-login-hint">{words.login_new_hint}</p>
            })}
            {(old == Old::Asked).then(|| view! {
                <label for="old-password">{words.password_old}</label>
                <input id="old-password" node_ref=before type=kind autocomplete="current-password" maxlength=PASSWORD_MOST.to_string() />
            })}
            <label for="new-password">{words.password_new}</label>
            <input id="new-password" node_ref=new type=kind autocomplete="new-password" required=true
                maxlength=PASSWORD_MOST.to_string() aria-describedby="password-rule"
                on:input:target=move |event| lacks.set(password_lacks(&event.target().value())) />
            <p class="small" id="password-rule">{words.password_rule} {" "} {rest}</p>
            <label class="tick">
                <input type="checkbox" prop:checked=shows on:change:target=move |event| shows.set(event.target().checked()) />
                {words.password_show}
            </label>
            {move || problem.get().map(|why| view! { <p class="problem" role="alert">{why}</p> })}
            <button class="button go" type="submit" disabled=move || busy.get()>{words.password_set}</button>
        </form>
    }
}

/// What the desk would refuse, said before it is asked, and the element id of the field to mend.
fn refused(
    login: Option<&str>,
    password: &str,
    words: &'static console::words::Words,
) -> Option<(String, &'static str)> {
    if login.is_some_and(|login| !login_fits(login)) {
        return Some((words.login_wrong.to_owned(), "new-login"));
    }
    let lacks = password_lacks(password);
    (lacks > 0).then(|| (fill(words.password_short, &[("n", &lacks.to_string())]), "new-password"))
}
