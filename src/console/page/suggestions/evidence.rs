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
    let piece = |it: &Evidence| piece(it, words).into_any();
    let first: Vec<AnyView> = suggestion.evidence.iter().take(SHOWN).map(piece).collect();
    let rest: Vec<AnyView> = suggestion.evidence.iter().skip(SHOWN).map(piece).collect();
    let more = (!rest.is_empty()).then(|| {
        let summary = ["+ ", &rest.len().to_string()].concat();
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

fn piece(it: &Evidence, words: &'static SuggestWords) -> impl IntoView + use<> {
    let times = (it.times > 1).then(|| {
        let told = fill(words.evidence_times, &[("n", &it.times.to_string())]);
        view! { " " <small>{told}</small> }
    });
    let link = it.conversation.as_ref().map(|id| {
        let href = address_of(id);
        view! { " " <a href=href>{words.conversation}</a> }
    });
    view! {
        <li>
            <span class="evidence-kind">{kind_words(it.kind, words)}</span>
            <span class="evidence-words"><q dir="auto">{it.text.clone()}</q> {times} {link}</span>
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
