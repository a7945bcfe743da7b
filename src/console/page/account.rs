//! One's own account: whether new conversations may come, the password, the signed-in browsers, and the way out.

use console::words::Words;
use console::{presence_words, role_words};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{AgentSession, Presence};

use super::desk::{self, Trouble};
use super::state::{Access, Standing, State};
use super::{bell_choices, browsers, dialog, keys, password, words};

/// The element id of the dialog's title.
const TITLE_ID: &str = "account-title";

/// What of the account is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leaf {
    Menu,
    Password,
    PasswordSet,
    Browsers,
}

/// The dialog.
pub fn view(state: State) -> impl IntoView {
    dialog::view(state.account_shown, "sheet", TITLE_ID, move || inside(state))
}

fn inside(state: State) -> impl IntoView {
    let words = words();
    let leaf = RwSignal::new(Leaf::Menu);
    let session = Memo::new(move |_| {
        state.access.with(|access| match access {
            Access::In(session) => Some(session.clone()),
            _ => None,
        })
    });
    move || {
        let session = session.get()?;
        Some(match leaf.get() {
            Leaf::Menu => menu(state, session, leaf, words).into_any(),
            Leaf::Password => {
                under(leaf, words.change_password, words, change_password(state, session, leaf, words))
                    .into_any()
            }
            Leaf::PasswordSet => under(
                leaf,
                words.change_password,
                words,
                view! { <p role="status">{words.password_done}</p> },
            )
            .into_any(),
            Leaf::Browsers => under(leaf, words.browsers, words, browsers::view(state)).into_any(),
        })
    }
}

fn menu(state: State, session: AgentSession, leaf: RwSignal<Leaf>, words: &'static Words) -> impl IntoView {
    let of = match &session.login {
        Some(login) => [role_words(session.role, words), " · ", login].concat(),
        None => role_words(session.role, words).to_owned(),
    };
    let to = move |to: Leaf| {
        leaf.set(to);
        request_animation_frame(|| keys::focus(TITLE_ID));
    };
    view! {
        <h2 id=TITLE_ID tabindex="-1" dir="auto">{session.name.clone()}</h2>
        <p class="muted" dir="auto">{of}</p>
        <fieldset class="choices">
            <legend>{words.presence}</legend>
            {choice(state, session.presence, Presence::Here, words.here_hint, words)}
            {choice(state, session.presence, Presence::Away, words.not_here_hint, words)}
        </fieldset>
        {bell_choices::view(words)}
        <div class="leaves">
            <button class="leaf" on:click=move |_| to(Leaf::Password)>{words.change_password}</button>
            <button class="leaf" on:click=move |_| to(Leaf::Browsers)>{words.browsers}</button>
            <button class="leaf" on:click=move |_| leave(state)>{words.sign_out}</button>
        </div>
        <div class="ends">
            <button class="button" on:click=move |_| state.account_shown.set(false)>{words.close}</button>
        </div>
    }
}

fn choice(
    state: State,
    now: Presence,
    presence: Presence,
    hint: &'static str,
    words: &'static Words,
) -> impl IntoView {
    view! {
        <label class="choice">
            <input type="radio" name="presence" checked=now == presence on:change=move |_| set_presence(state, presence) />
            <span><b>{presence_words(presence, words)}</b> <small>{hint}</small></span>
        </label>
    }
}

/// The desk's answer, not the click, is what the rail shows; the choice itself has been made by then.
fn set_presence(state: State, presence: Presence) {
    spawn_local(async move {
        match desk::set_presence(presence).await {
            Ok(()) => state.access.update(|access| {
                if let Access::In(session) = access {
                    session.presence = presence;
                }
            }),
            Err(Trouble::SignedOut) => state.access.set(Access::Over),
            Err(_) => {
                state.standing.set(Standing::Away);
                // Drawn anew, it shows what still holds.
                state.access.update(|_| ());
            }
        }
    });
}

fn under(
    leaf: RwSignal<Leaf>,
    title: &'static str,
    words: &'static Words,
    inside: impl IntoView,
) -> impl IntoView {
    let back = move |_| {
        leaf.set(Leaf::Menu);
        request_animation_frame(|| keys::focus(TITLE_ID));
    };
    view! {
        <h2 id=TITLE_ID tabindex="-1">{title}</h2>
        {inside}
        <div class="ends">
            <button class="button" on:click=back>{words.menu_back}</button>
        </div>
    }
}

fn change_password(
    state: State,
    session: AgentSession,
    leaf: RwSignal<Leaf>,
    words: &'static Words,
) -> impl IntoView {
    let old = if session.has_password { password::Old::Asked } else { password::Old::NotAsked };
    let late = (!session.has_password).then(|| view! { <p class="small">{words.password_late}</p> });
    let done = move |login: Option<String>| {
        state.access.update(|access| {
            if let Access::In(session) = access {
                session.login = session.login.take().or(login);
                session.has_password = true;
            }
        });
        leaf.set(Leaf::PasswordSet);
        request_animation_frame(|| keys::focus(TITLE_ID));
    };
    view! { {late} {password::form(state, session.login, old, done)} }
}

fn leave(state: State) {
    state.account_shown.set(false);
    spawn_local(async move {
        // Out is out on this screen even if the desk is away; the cookie then ends by its own date.
        let _ = desk::sign_out().await;
        state.access.set(Access::Left);
    });
}
