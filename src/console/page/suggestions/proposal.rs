//! What is proposed: an entry beside what it is now, wordings to tick, a setting to copy.

use console::suggestions::{choices, snippet};
use console::words::{SuggestWords, fill};
use leptos::html::Textarea;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{DialChange, EditedEntry, KnownEntry, Suggestion, SuggestionKind};

use super::super::advice;
use super::super::clipboard::copy;
use super::super::state::State;

/// What is proposed; wordings that are not ticked are put into `left_out`.
pub fn view(
    state: State,
    suggestion: &Suggestion,
    left_out: RwSignal<Vec<String>>,
    words: &'static SuggestWords,
) -> AnyView {
    let ticks = choices(suggestion);
    let ticks = (!ticks.is_empty()).then(|| tick_list(ticks, suggestion, left_out, words));
    let dial = suggestion.dial.as_ref().map(|dial| setting(dial, &suggestion.id, words));
    let held = suggestion.clone();
    // Drawn anew when the entries have come.
    let drafts = move || drafts(state, &held, words);
    view! { {dial} {drafts} {ticks} }.into_any()
}

fn drafts(state: State, suggestion: &Suggestion, words: &'static SuggestWords) -> AnyView {
    let known = |id: &str| {
        state.material.with(|(_, material)| material.entries.iter().find(|it| it.id == id).cloned())
    };
    let now = [&suggestion.entry, &suggestion.other].into_iter().flatten().filter_map(|id| known(id));
    let now: Vec<AnyView> = now.map(|entry| published(&entry).into_any()).collect();
    let shows_now = matches!(
        suggestion.kind,
        SuggestionKind::Mend | SuggestionKind::Merge | SuggestionKind::Split | SuggestionKind::Stale
    );
    if suggestion.kind == SuggestionKind::Wordings
        || (suggestion.drafts.is_empty() && suggestion.dial.is_some())
    {
        return ().into_any();
    }
    let after: Vec<AnyView> = match suggestion.drafts.as_slice() {
        [] => vec![view! { <p class="muted">{words.look_only}</p> }.into_any()],
        drafts => drafts.iter().map(|draft| drafted(draft, words).into_any()).collect(),
    };
    let gone = suggestion
        .other
        .as_ref()
        .filter(|_| suggestion.kind == SuggestionKind::Merge)
        .map(|id| fill(words.removed, &[("name", &advice::entry_title(state, id))]));
    let proposed = view! { {after} {gone.map(|told| view! { <p class="small">{told}</p> })} };
    if shows_now && !now.is_empty() {
        return view! {
            <div class="beside">
                <div><h3>{words.now}</h3> {now}</div>
                <div><h3>{words.proposed}</h3> {proposed}</div>
            </div>
        }
        .into_any();
    }
    view! { <div>{proposed}</div> }.into_any()
}

/// An entry as visitors have it.
fn published(entry: &KnownEntry) -> impl IntoView + use<> {
    let answer = entry.answers.first().map(|answer| ui::markdown_view(&answer.text));
    view! {
        <div class="entry-now">
            <p class="entry-question" dir="auto">{entry.question.clone()}</p>
            <div class="entry-answer" dir="auto">{answer}</div>
        </div>
    }
}

/// An entry as it would be.
fn drafted(entry: &EditedEntry, words: &'static SuggestWords) -> impl IntoView + use<> {
    let answer = match entry.answer.trim() {
        "" => view! { <p class="muted">{words.no_answer}</p> }.into_any(),
        answer => view! { <div class="entry-answer" dir="auto">{ui::markdown_view(answer)}</div> }.into_any(),
    };
    view! {
        <div class="entry-proposed">
            <p class="entry-question" dir="auto">{entry.question.clone()}</p>
            {answer}
        </div>
    }
}

/// Wordings, each with a tick.
fn tick_list(
    wordings: Vec<String>,
    suggestion: &Suggestion,
    left_out: RwSignal<Vec<String>>,
    words: &'static SuggestWords,
) -> impl IntoView + use<> {
    let title =
        if suggestion.kind == SuggestionKind::Wordings { words.wordings_added } else { words.wordings_all };
    let tick = move |wording: String| {
        let own = wording.clone();
        let is_in = left_out.with_untracked(|out| !out.contains(&wording));
        let change = move |event: leptos::ev::Event| {
            let is_in = event_target_checked(&event);
            left_out.update(|out| {
                out.retain(|it| *it != own);
                if !is_in {
                    out.push(own.clone());
                }
            });
        };
        view! {
            <li><label class="tick"><input type="checkbox" checked=is_in on:change=change /> <span dir="auto">{wording}</span></label></li>
        }
    };
    let ticks: Vec<_> = wordings.into_iter().map(tick).collect();
    let hint =
        (!suggestion.doubtful.is_empty()).then(|| view! { <p class="small">{words.wordings_doubtful}</p> });
    view! { <fieldset class="ticks"><legend>{title}</legend>{hint}<ul>{ticks}</ul></fieldset> }
}

/// A setting, to be copied to where it belongs.
fn setting(dial: &DialChange, id: &str, words: &'static SuggestWords) -> impl IntoView + use<> {
    let text = snippet(dial);
    let label = if dial.name.starts_with("data-") { words.setting } else { words.setting_entry };
    let before = match &dial.before {
        Some(value) => fill(words.setting_before, &[("value", value)]),
        None => words.setting_unset.to_owned(),
    };
    let field = NodeRef::<Textarea>::new();
    let told = RwSignal::new("");
    let copied = StoredValue::new(text.clone());
    let press = move |_| {
        if let Some(field) = field.get_untracked() {
            field.select();
        }
        spawn_local(async move {
            let is_copied = copy(&copied.get_value()).await;
            told.try_set(if is_copied { words.copied } else { words.copy_by_hand });
        });
    };
    let id = ["setting-", id].concat();
    view! {
        <div class="setting">
            <label for=id.clone()>{label}</label>
            <div class="setting-line">
                <textarea id=id node_ref=field rows="1" readonly=true spellcheck="false" prop:value=text></textarea>
                <button class="button" type="button" on:click=press>{words.copy}</button>
            </div>
            <p class="small">{before} {" "} <span role="status">{move || told.get()}</span></p>
        </div>
    }
}
