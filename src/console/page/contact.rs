//! How the visitor can be reached, as they left it: to copy, to write to, to call.

use console::words::Words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{Contact, Wish};

use super::clipboard::copy;

/// The section; nothing where nothing was left.
pub fn view(contact: Option<Contact>, words: &'static Words) -> impl IntoView {
    contact.map(|contact| {
        let proof = if contact.confirmed { words.contact_confirmed } else { words.contact_typed };
        let mail = contact.email.map(|email| {
            let link = ["mailto:", &email].concat();
            view! { <dt>{words.contact_mail}</dt> <dd>{reach(email, link, words)} <span class="muted">{proof}</span></dd> }
        });
        let phone = contact.phone.map(|phone| {
            let dialled: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
            view! { <dt>{words.contact_phone}</dt> <dd>{reach(phone, ["tel:", &dialled].concat(), words)}</dd> }
        });
        let note = contact.note.map(|note| view! { <dt>{words.contact_note}</dt> <dd dir="auto">{note}</dd> });
        let wish = match contact.wish {
            Wish::Message => words.contact_wants_words,
            Wish::Callback => words.contact_wants_call,
        };
        view! {
            <section>
                <h2>{words.contact}</h2>
                <p>{wish}</p>
                <dl>{mail} {phone} {note}</dl>
            </section>
        }
    })
}

fn reach(text: String, link: String, words: &'static Words) -> impl IntoView {
    let copied = RwSignal::new(false);
    let text_to_copy = text.clone();
    let press = move |_| {
        let text = text_to_copy.clone();
        spawn_local(async move { copied.set(copy(&text).await) });
    };
    view! {
        <a href=link>{text}</a> " "
        <button class="link" on:click=press>
            {move || if copied.get() { words.copied } else { words.copy }}
        </button>
    }
}
