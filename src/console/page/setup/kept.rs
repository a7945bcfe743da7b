//! How long what is kept, and how an owner erases somebody.

use console::words::SetupWords;
use leptos::prelude::*;
use protocol::Role;

use super::erasure;
use super::form::{Field, Form, Kind, number, save_bar, text};

/// The page.
pub fn view(form: Form, words: &'static SetupWords) -> impl IntoView {
    let fields = move || {
        form.drawn();
        let desk = form.draft.with_untracked(|draft| draft.desk.clone());
        let field = |rule, label, hint| Field { rule, label, hint };
        view! {
            {text(form, field("keep_days", words.keep_days, words.keep_days_hint), Kind::Number, desk.keep_days.to_string(), |draft, typed| draft.desk.keep_days = number(&typed).unwrap_or(u32::MAX))}
            {text(form, field("audit_days", words.audit_days, words.audit_days_hint), Kind::Number, desk.audit_days.to_string(), |draft, typed| draft.desk.audit_days = number(&typed).unwrap_or_default())}
            {text(form, field("insights_days", words.insights_days, words.insights_days_hint), Kind::Number, desk.insights_days.to_string(), |draft, typed| draft.desk.insights_days = number(&typed).unwrap_or(u32::MAX))}
        }
    };
    let is_owner = form.state.role() == Role::Owner;
    view! {
        <form class="setup-form" on:submit=|event| event.prevent_default() novalidate=true>
            {fields}
            {save_bar(form, words)}
        </form>
        {is_owner.then(|| erasure::view(form.state, words))}
    }
}
