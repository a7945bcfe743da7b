//! The tag that a site copies: its choices as controls, the tag, and the widget itself as it would be.

use console::dial_options;
use console::embed::{fragment, tag};
use console::words::SetupWords;
use js_sys::encode_uri_component;
use leptos::html::Textarea;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::clipboard::copy;
use super::super::language;
use super::form::Form;

/// A dial with a few positions: attribute, label, and each value with its words; the first is left out of the tag.
type Dial = (&'static str, &'static str, Vec<(&'static str, &'static str)>);

/// The page.
pub fn view(form: Form, words: &'static SetupWords) -> impl IntoView {
    let chosen = RwSignal::new(Vec::<(&'static str, String)>::new());
    let choose = move |name: &'static str, value: String| {
        chosen.update(|chosen| {
            chosen.retain(|(known, _)| *known != name);
            chosen.push((name, value));
        });
    };
    let origin = window().location().origin().unwrap_or_default();
    let source = [&origin, "/tandem.js"].concat();
    let own = [&origin, "/"].concat();
    let faq = [&origin, "/api/v1/knowledge"].concat();
    let has_faq = form.site().is_some_and(|site| site.has_knowledge);
    let written = Memo::new(move |_| {
        let chosen = chosen.get();
        let mut options = vec![("desk", own.as_str())];
        if has_faq {
            options.push(("knowledge", faq.as_str()));
        }
        options.extend(chosen.iter().map(|(name, value)| (*name, value.as_str())));
        tag(&source, &options)
    });
    let dial = move |(name, label, values): Dial| {
        let id = ["embed-", name].concat();
        let option =
            |(value, text): (&'static str, &'static str)| view! { <option value=value>{text}</option> };
        view! {
            <div class="field">
                <label for=id.clone()>{label}</label>
                <select id=id on:change=move |event| choose(name, event_target_value(&event))>{values.into_iter().map(option).collect_view()}</select>
            </div>
        }
    };
    let line = move |name: &'static str, label: &'static str, hint: &'static str| {
        let id = ["embed-", name].concat();
        let hint_id = [&id, "-hint"].concat();
        view! {
            <div class="field">
                <label for=id.clone()>{label}</label>
                <input id=id type="text" autocomplete="off" aria-describedby=hint_id.clone() on:change=move |event| choose(name, event_target_value(&event)) />
                <p class="small" id=hint_id>{hint}</p>
            </div>
        }
    };
    // With the desk's FAQ its dials are set at the desk; a tag of their own would go before them.
    let triage = (!has_faq).then(|| {
        let lines =
            [("urgent", words.embed_urgent), ("always", words.embed_always), ("never", words.embed_never)];
        view! {
            {dials(words).map(dial)}
            {lines.map(|(name, label)| line(name, label, words.embed_phrases_hint))}
        }
    });
    let of_desk =
        form.site().filter(|_| has_faq).map(|site| dial_options(&site.rules.triage)).unwrap_or_default();
    let shown_with = Memo::new(move |_| [of_desk.clone(), chosen.get()].concat());
    view! {
        <p class="muted">{if has_faq { words.embed_desk_dials } else { words.embed_no_faq }}</p>
        <div class="setup-form grid">
            {choices(words).map(dial)}
            {triage}
            {line("starters", words.embed_starters, words.embed_starters_hint)}
            {line("contact", words.embed_contact, words.embed_contact_hint)}
        </div>
        {move || tells(&chosen.get()).then(|| view! { <p class="small">{words.embed_insights_hint}</p> })}
        {tag_field(written, words)}
        {shown(form, shown_with, words)}
    }
}

/// How the widget looks and answers with these options, where the desk has its files.
pub fn shown(
    form: Form,
    options: Memo<Vec<(&'static str, String)>>,
    words: &'static SetupWords,
) -> impl IntoView {
    view! {
        <h2>{words.embed_preview}</h2>
        {if form.serves_widget() { preview(options, words).into_any() } else { view! { <p class="muted">{words.embed_unserved}</p> }.into_any() }}
    }
}

/// Whether the tag has visits told of.
fn tells(chosen: &[(&'static str, String)]) -> bool {
    chosen.iter().any(|(name, value)| *name == "insights" && value == "on")
}

/// What is chosen of the tag in any case.
fn choices(words: &'static SetupWords) -> [Dial; 5] {
    [
        ("position", words.embed_position, vec![("", words.embed_right), ("left", words.embed_left)]),
        ("lang", words.language, vec![("", words.embed_by_page), ("en", "English"), ("zh", "中文")]),
        ("supervise", words.embed_supervise, vec![("", words.no), ("on", words.yes)]),
        ("insights", words.embed_insights, vec![("", words.no), ("on", words.yes)]),
        (
            "insights-share",
            words.embed_insights_share,
            vec![
                ("", words.embed_share_none),
                ("0.05", "5 %"),
                ("0.1", "10 %"),
                ("0.25", "25 %"),
                ("1", words.embed_share_all),
            ],
        ),
    ]
}

/// The dials of the triage.
fn dials(words: &'static SetupWords) -> [Dial; 3] {
    [
        (
            "sensitivity",
            words.embed_sensitivity,
            vec![("", words.embed_balanced), ("calm", words.embed_calm), ("eager", words.embed_eager)],
        ),
        (
            "precision",
            words.embed_precision,
            vec![("", "90 %"), ("0.8", "80 %"), ("0.85", "85 %"), ("0.95", "95 %"), ("0.98", "98 %")],
        ),
        ("clarify", words.embed_clarify, vec![("", "1"), ("0", "0"), ("2", "2"), ("3", "3")]),
    ]
}

fn tag_field(written: Memo<String>, words: &'static SetupWords) -> impl IntoView {
    let field = NodeRef::<Textarea>::new();
    let told = RwSignal::new("");
    let press = move |_| {
        if let Some(field) = field.get_untracked() {
            field.select();
        }
        spawn_local(async move {
            told.set(if copy(&written.get_untracked()).await { words.copied } else { words.copy_by_hand });
        });
    };
    view! {
        <div class="setup-form">
            <div class="field">
                <label for="embed-tag">{words.embed_tag}</label>
                <textarea id="embed-tag" class="code" node_ref=field rows="3" readonly=true spellcheck="false" prop:value=move || written.get()></textarea>
                <p class="small">{words.embed_lead}</p>
            </div>
            <div class="save-bar">
                <button class="button go" type="button" on:click=press>{words.copy}</button>
                <p class="small" role="status">{move || told.get()}</p>
            </div>
        </div>
    }
}

/// The widget in a page of its own, which neither the console nor the desk's cookies can be reached from: a sandbox without
/// an origin. It answers from the demo's questions and hands nothing over.
fn preview(options: Memo<Vec<(&'static str, String)>>, words: &'static SetupWords) -> impl IntoView {
    let address = move || {
        let options = options.get();
        let options: Vec<(&str, &str)> =
            options.iter().map(|(name, value)| (*name, value.as_str())).collect();
        // As the page: here that is the console. The first of a name counts.
        let options = [&*options, &[("lang", language().primary())]].concat();
        let encode = |text: &str| String::from(encode_uri_component(text));
        ["/preview.html?", &fragment(&options, encode)].concat()
    };
    view! {
        <p class="muted">{words.embed_preview_lead}</p>
        <iframe class="embed-preview" title=words.embed_preview sandbox="allow-scripts" src=address></iframe>
    }
}
