//! What a suggestion rests on, the strongest first, with the conversations where they may be seen.

use console::address_of;
use console::words::{SuggestWords, fill};
use leptos::prelude::*;
use protocol::{Evidence, EvidenceKind, Suggestion};

/// Pieces shown at once.
const SHOWN: usize = 4;

/// The list.
pub fn view(suggestion: &Suggestion, words: &'static SuggestWords) -> AnyView {
    if suggestion.evidence.is_empty() {
        return ().into_any();
    }
    let mut first: Vec<AnyView> =
        merged(&suggestion.evidence).iter().map(|it| piece(it, words).into_any()).collect();
    let rest = first.split_off(SHOWN.min(first.len()));
    let more = (!rest.is_empty()).then(|| {
        let summary = fill(words.evidence_more, &[("n", &rest.len().to_string())]);
        view! { <details class="more-evidence"><summary>{summary}</summary><ul class="evidence">{rest}</ul></details> }
    });
    view! {
        <div class="rests">
            <h3>{words.evidence} {" "} <small>{fill(words.rests_on, &[("n", &suggestion.count.to_string())])}</small></h3>
            <ul class="evidence">{first}</ul>
            {more}
        </div>
    }
    .into_any()
}

/// What was said in the same words stands there once, with how often; of its conversations the first is shown.
fn merged(evidence: &[Evidence]) -> Vec<Evidence> {
    let mut merged: Vec<Evidence> = Vec::new();
    for it in evidence {
        let text = knowledge::markdown::plain(&it.text);
        match merged.iter_mut().find(|known| known.kind == it.kind && known.text == text) {
            Some(known) => known.times = known.times.saturating_add(it.times.max(1)),
            None => merged.push(Evidence { text, times: it.times.max(1), ..it.clone() }),
        }
    }
    merged
}

fn piece(it: &Evidence, words: &'static SuggestWords) -> impl IntoView + use<> {
    let times = (it.times > 1).then(|| {
        let told = fill(words.evidence_times, &[("n", &it.times.to_string())]);
        view! { "\u{a0}" <small>{told}</small> }
    });
    let link = it.conversation.as_ref().map(|id| {
        let href = address_of(id);
        view! { " " <a href=href>{words.conversation}</a> }
    });
    view! {
        <li>
            <span class="evidence-kind">{kind_words(it.kind, words)}</span>
            <span class="evidence-words"><q dir="auto">{it.text.clone()}</q>{times} {link}</span>
        </li>
    }
}

fn kind_words(kind: EvidenceKind, words: &SuggestWords) -> &'static str {
    match kind {
        EvidenceKind::Unanswered => words.unanswered,
        EvidenceKind::ThumbDown => words.thumb_down,
        EvidenceKind::ThumbUp => words.thumb_up,
        EvidenceKind::Chosen => words.chosen,
        EvidenceKind::Verdict => words.verdict,
        EvidenceKind::Answered => words.answered,
        EvidenceKind::Wording => words.wording,
        EvidenceKind::Handoff => words.handoff,
    }
}
