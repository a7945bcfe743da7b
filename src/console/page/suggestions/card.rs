//! One suggestion: what is proposed, what would come of it, and the buttons that decide.

use console::suggestions::{Way, changes as draft_changes, choices, editing_address, title_words, way};
use console::words::{SuggestWords, fill};
use console::{confidence_words, percent, with_dial};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{
    DraftChanges, Rejection, Role, SiteChange, Suggestion, SuggestionKind, SuggestionVerdict, Triage,
};

use super::super::desk::{self, Refusal, Trouble};
use super::super::keys;
use super::super::state::{Access, Standing, State};
use super::{Page, card_id, changes, decided, evidence, proposal, rejected};

/// A card as its buttons share it.
#[derive(Clone, Copy)]
struct Card {
    page: Page,
    suggestion: StoredValue<Suggestion>,
    /// Wordings that are not ticked.
    left_out: RwSignal<Vec<String>>,
    /// Whether it is being turned down.
    rejects: RwSignal<bool>,
    problem: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    /// Whether a dial is left to the page's tag: only owners set the desk's, and only where it hands out the FAQ.
    by_tag: RwSignal<bool>,
}

/// The card.
pub fn view(page: Page, suggestion: Suggestion) -> impl IntoView {
    let words = page.words;
    let card = Card {
        page,
        suggestion: StoredValue::new(suggestion.clone()),
        left_out: RwSignal::new(suggestion.doubtful.clone()),
        rejects: RwSignal::new(false),
        problem: RwSignal::new(None),
        busy: RwSignal::new(false),
        by_tag: RwSignal::new(page.state.role() != Role::Owner),
    };
    let title_id = [&card_id(&suggestion.id), "-title"].concat();
    let titled = title_id.clone();
    let likely = [
        ("words", confidence_words(suggestion.confidence, words)),
        ("n", &*percent(suggestion.confidence).to_string()),
    ];
    let problem = move || card.problem.get().map(|why| view! { <p class="problem" role="alert">{why}</p> });
    view! {
        <li class="suggestion" id=card_id(&suggestion.id) tabindex="-1" aria-labelledby=titled>
            <p class="suggestion-top">
                <b>{kind_words(suggestion.kind, words)}</b>
                <span>{gain_words(&suggestion, words)}</span>
                <span class="likely">{fill(words.likely, &likely)}</span>
            </p>
            <h2 id=title_id dir="auto">{title_words(&suggestion, words)}</h2>
            {proposal::view(page.state, &suggestion, card.left_out, words)}
            {changes::view(page.state, &suggestion, words)}
            {evidence::view(&suggestion, words)}
            {problem}
            {move || if card.rejects.get() { reject_form(card).into_any() } else { buttons(card).into_any() }}
        </li>
    }
}

/// Nothing where nobody can tell how many questions it would change.
fn gain_words(suggestion: &Suggestion, words: &SuggestWords) -> Option<String> {
    let gain = suggestion.gain.round();
    if suggestion.gain <= 0.0 {
        return None;
    }
    Some(match gain >= 1.0 {
        true => fill(words.gain, &[("n", &(gain as u64).to_string())]),
        false => words.gain_little.to_owned(),
    })
}

fn buttons(card: Card) -> impl IntoView {
    let words = card.page.words;
    let (way, id) = card.suggestion.with_value(|it| (way(it), it.id.clone()));
    let has_drafts = card.suggestion.with_value(|it| !it.drafts.is_empty());
    let editor = move || editing_address(&card.page.site.get(), &id);
    let main = match way {
        Way::Drafts => view! {
            <button class="button go accepts" type="button" disabled=card.busy on:click=move |_| accept(card)>{words.accept}</button>
            <a class="button edits" href=editor>{words.edit_first}</a>
        }
        .into_any(),
        Way::Editor => {
            let does = if has_drafts { words.write } else { words.look };
            view! { <a class="button go accepts edits" href=editor>{does}</a> }.into_any()
        }
        Way::Tag if has_dial(card) && !card.by_tag.get() => view! {
            <button class="button go accepts" type="button" disabled=card.busy on:click=move |_| put_in_force(card)>{words.put_in_force}</button>
        }
        .into_any(),
        Way::Tag => view! {
            <button class="button go accepts" type="button" disabled=card.busy on:click=move |_| decide(card, true, String::new())>{words.done}</button>
        }
        .into_any(),
    };
    view! {
        <div class="suggestion-does">
            {main}
            <button class="button rejects" type="button" on:click=move |_| begin_rejecting(card)>{words.reject}</button>
        </div>
    }
}

fn reason_id(card: Card) -> String {
    card.suggestion.with_value(|it| ["why-", &it.id].concat())
}

fn begin_rejecting(card: Card) {
    card.rejects.set(true);
    let id = reason_id(card);
    request_animation_frame(move || keys::focus(&id));
}

fn reject_form(card: Card) -> impl IntoView {
    let words = card.page.words;
    let why = RwSignal::new(String::new());
    let id = reason_id(card);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        decide(card, false, why.get_untracked().trim().to_owned());
    };
    let cancel = move |_| {
        card.rejects.set(false);
        let id = card.suggestion.with_value(|it| card_id(&it.id));
        request_animation_frame(move || keys::focus(&id));
    };
    let hint_id = [&id, "-hint"].concat();
    view! {
        <form class="reject" on:submit=submit>
            <label for=id.clone()>{words.reject_why}</label>
            <input id=id type="text" maxlength="500" dir="auto" autocomplete="off" aria-describedby=hint_id.clone() prop:value=why
                on:input:target=move |event| why.set(event.target().value()) />
            <p class="small" id=hint_id>{words.reject_hint}</p>
            <div class="suggestion-does">
                <button class="button go" type="submit" disabled=card.busy>{words.reject}</button>
                <button class="button" type="button" on:click=cancel>{words.cancel}</button>
            </div>
        </form>
    }
}

/// Its entries become drafts.
fn accept(card: Card) {
    let words = card.page.words;
    let suggestion = card.suggestion.get_value();
    let left_out = card.left_out.get_untracked();
    let choices = choices(&suggestion);
    if suggestion.kind == SuggestionKind::Wordings && choices.iter().all(|it| left_out.contains(it)) {
        return card.problem.set(Some(words.nothing_ticked.to_owned()));
    }
    let site = card.page.site.get_untracked();
    let changes = DraftChanges { site, changes: draft_changes(&suggestion, &left_out) };
    begin(card);
    spawn_local(async move {
        let answer = desk::draft(&changes).await;
        finish(card, answer, words.accepted, true);
    });
}

/// Decides without a draft.
fn decide(card: Card, accept: bool, why: String) {
    let words = card.page.words;
    let id = card.suggestion.with_value(|it| it.id.clone());
    let rejection = card.suggestion.with_value(|it| Rejection {
        id: it.id.clone(),
        kind: it.kind,
        title: it.title.clone(),
        dial: it.dial.clone(),
        why: why.clone(),
        by: own_name(card.page.state),
        at: ui::now_ms() as i64,
    });
    let verdict = SuggestionVerdict { site: card.page.site.get_untracked(), accept, why };
    begin(card);
    spawn_local(async move {
        let answer = desk::decide(&id, &verdict).await;
        let is_done = answer.is_ok();
        finish(card, answer, if accept { words.accepted_done } else { words.rejected }, false);
        if is_done && !accept {
            rejected(card.page, &verdict.site, rejection);
        }
    });
}

fn own_name(state: State) -> String {
    state.access.with_untracked(|access| match access {
        Access::In(session) => session.name.clone(),
        _ => String::new(),
    })
}

/// Whether it is a dial of the desk's.
fn has_dial(card: Card) -> bool {
    card.suggestion
        .with_value(|it| it.dial.as_ref().is_some_and(|dial| with_dial(Triage::default(), dial).is_some()))
}

/// Sets the dial at the desk, which hands it out with the FAQ; then it is accepted. Where the desk can't, the tag is left.
fn put_in_force(card: Card) {
    let words = card.page.words;
    begin(card);
    spawn_local(async move {
        match set_dial(card).await {
            Ok(true) => {
                card.busy.try_set(false);
                decide(card, true, String::new());
            }
            Ok(false) => {
                card.busy.try_set(false);
                card.problem.try_set(Some(words.dial_elsewhere.to_owned()));
                card.by_tag.try_set(true);
            }
            Err(trouble) => finish(card, Err(trouble), "", false),
        }
    });
}

async fn set_dial(card: Card) -> Result<bool, Trouble> {
    let site = card.page.site.get_untracked();
    let setup = desk::setup().await?;
    let known = setup.sites.into_iter().find(|known| known.id == site);
    let Some(known) = known.filter(|known| known.has_knowledge && !known.fixed.contains_key("triage")) else {
        return Ok(false);
    };
    let mut rules = known.rules;
    let changed = card.suggestion.with_value(|it| with_dial(rules.triage.clone(), it.dial.as_ref()?));
    let Some(triage) = changed else { return Ok(false) };
    rules.triage = triage;
    let change = SiteChange { version: known.version, rules, any_origin: false, make: false };
    desk::change_site(&site, &change).await.map(|_| true)
}

fn begin(card: Card) {
    card.busy.set(true);
    card.problem.set(None);
}

fn finish(card: Card, answer: Result<(), Trouble>, told: &'static str, is_draft: bool) {
    // Whoever has gone on meanwhile needs it no longer.
    if card.busy.try_set(false).is_some() {
        return;
    }
    let words = card.page.words;
    let problem = match answer {
        Ok(()) => {
            let suggestion = card.suggestion.get_value();
            return decided(card.page, &suggestion, told, is_draft);
        }
        Err(Trouble::SignedOut) => return card.page.state.access.set(Access::Over),
        Err(Trouble::Away) => {
            card.page.state.standing.set(Standing::Away);
            words.failed.to_owned()
        }
        Err(Trouble::Missing) => Refusal::missing().words(words),
        Err(Trouble::Refused(refusal)) if refusal.is("changed-meanwhile") => words.drafted_already.to_owned(),
        Err(Trouble::Refused(refusal)) => refusal.words(words),
    };
    card.problem.set(Some(problem));
}

/// What a suggestion is of, in words.
pub fn kind_words(kind: SuggestionKind, words: &SuggestWords) -> &'static str {
    match kind {
        SuggestionKind::NewEntry => words.kind_new_entry,
        SuggestionKind::Wordings => words.kind_wordings,
        SuggestionKind::Mend => words.kind_mend,
        SuggestionKind::Merge => words.kind_merge,
        SuggestionKind::Split => words.kind_split,
        SuggestionKind::Stale => words.kind_stale,
        SuggestionKind::Dial => words.kind_dial,
        SuggestionKind::Phrase => words.kind_phrase,
        SuggestionKind::Route => words.kind_route,
    }
}
