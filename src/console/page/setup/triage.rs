//! The dials of a site's assistant: when an upset visitor gets a person, how sure it has to be, and phrases that decide.

use console::words::SetupWords;
use console::{dial_options, lines_of, percent_of, share_of};
use leptos::prelude::*;
use protocol::{Sensitivity, Triage};

use super::embed;
use super::form::{Draft, Field, Form, Kind, figures, framed, id_of, number, save_bar, text};

/// What can be chosen of [`Triage::sensitivity`]; the first leaves it open.
const SENSITIVITIES: [Option<Sensitivity>; 4] =
    [None, Some(Sensitivity::Calm), Some(Sensitivity::Balanced), Some(Sensitivity::Eager)];

/// The form, with the widget as it would be.
pub fn view(form: Form, words: &'static SetupWords) -> impl IntoView {
    if !form.site().is_some_and(|site| site.has_knowledge) {
        return view! { <p class="muted">{words.triage_nowhere}</p> }.into_any();
    }
    let fields = move || {
        form.drawn();
        let triage = form.draft.with_untracked(|draft| draft.site.triage.clone());
        let field = |rule, label, hint| Field { rule, label, hint };
        view! {
            {sensitivity(form, triage.sensitivity, words)}
            {text(form, field("triage.precision", words.embed_precision, words.triage_precision_hint), Kind::Number, figures(percent_of(triage.precision)), |draft, typed| draft.site.triage.precision = share_of(number(&typed)))}
            {text(form, field("triage.clarify", words.embed_clarify, words.triage_clarify_hint), Kind::Number, figures(triage.clarify), |draft, typed| draft.site.triage.clarify = number(&typed))}
            {phrases(form, field("triage.urgent", words.embed_urgent, words.triage_urgent_hint), triage.urgent, |triage| &mut triage.urgent)}
            {phrases(form, field("triage.always", words.embed_always, words.triage_always_hint), triage.always, |triage| &mut triage.always)}
            {phrases(form, field("triage.never", words.embed_never, words.triage_never_hint), triage.never, |triage| &mut triage.never)}
        }
    };
    let options = Memo::new(move |_| form.draft.with(|draft| dial_options(&draft.site.triage)));
    view! {
        <p class="muted">{words.triage_lead}</p>
        <form class="setup-form" on:submit=|event| event.prevent_default() novalidate=true>
            {fields}
            {save_bar(form, words)}
        </form>
        {embed::shown(form, options, words)}
    }
    .into_any()
}

fn sensitivity(form: Form, chosen: Option<Sensitivity>, words: &'static SetupWords) -> AnyView {
    let rule = "triage.sensitivity";
    let labels = [words.triage_as_usual, words.embed_calm, words.embed_balanced, words.embed_eager];
    let choose = move |event: leptos::ev::Event| {
        let at = number(&event_target_value(&event)).and_then(|at| SENSITIVITIES.get(at as usize));
        form.change(|draft| draft.site.triage.sensitivity = at.copied().flatten());
    };
    let option = |(at, label): (usize, &'static str)| {
        view! { <option value=at.to_string() selected=SENSITIVITIES[at] == chosen>{label}</option> }
    };
    let options = labels.into_iter().enumerate().map(option).collect_view();
    let hint_id = [&id_of(rule), "-hint"].concat();
    let select = view! {
        <select id=id_of(rule) disabled=form.is_read_only("triage") aria-describedby=hint_id on:change=choose>{options}</select>
    };
    framed(form, Field { rule, label: words.embed_sensitivity, hint: "" }, select.into_any())
}

fn phrases(
    form: Form,
    field: Field<'_>,
    known: Vec<String>,
    list: fn(&mut Triage) -> &mut Vec<String>,
) -> AnyView {
    let put = move |draft: &mut Draft, typed: String| *list(&mut draft.site.triage) = lines_of(&typed);
    text(form, field, Kind::Lines, known.join("\n"), put)
}
