//! Explanations: the tree of named numbers behind a ranking and behind a decision.

use crate::decision::{Decision, Entry, Explanation, Match, Mood, Ranking};
use crate::feature::CHANNEL_NAMES;
use crate::rank::Search;
use crate::token::Token;

/// Whether decisions are explained; if not, each explanation is empty.
pub(crate) const EXPLAINS: bool = cfg!(any(test, feature = "explain"));

/// Most tokens that an explanation lists.
const LISTED: usize = 60;

impl Explanation {
    fn of(name: &str, value: f64, parts: Vec<Self>) -> Self {
        Self { name: name.to_owned(), value, parts }
    }

    fn leaf(name: &str, value: f64) -> Self {
        Self::of(name, value, Vec::new())
    }
}

/// How the best entry came to its confidence.
pub(crate) fn ranking(
    entries: &[Entry],
    tokens: &[Token],
    search: &Search,
    matches: &[Match],
) -> Explanation {
    if !EXPLAINS {
        return Explanation::default();
    }
    let words = tokens.iter().take(LISTED).map(|token| Explanation::leaf(&token.text, 1.0)).collect();
    let signals = &search.signals;
    let shares = CHANNEL_NAMES.iter().zip(search.channels).filter(|(_, share)| *share > 0.0);
    let channels = shares.map(|(name, share)| Explanation::leaf(name, f64::from(share))).collect();
    let mut parts = vec![
        Explanation::of("tokens", tokens.len() as f64, words),
        Explanation::of("score", f64::from(signals.score), channels),
        Explanation::leaf("margin", f64::from(signals.margin)),
        Explanation::leaf("covered by the entry", f64::from(signals.covered)),
        Explanation::leaf("known to the base", f64::from(signals.known)),
    ];
    let rows = matches.iter().map(|row| Explanation::leaf(&entries[row.entry].id, row.confidence)).collect();
    parts.push(Explanation::of("matches", matches.len() as f64, rows));
    Explanation::of("confidence", matches.first().map_or(0.0, |best| best.confidence), parts)
}

/// Why a decision was taken.
pub(crate) fn decision(
    decision: &Decision,
    mood: &Mood,
    wants_person: bool,
    ranking: &Ranking,
    (to_answer, to_ask): (f64, f64),
) -> Explanation {
    if !EXPLAINS {
        return Explanation::default();
    }
    let name = match decision {
        Decision::Answer { .. } => "answer",
        Decision::Clarify { .. } => "clarify",
        Decision::SmallTalk(_) => "small_talk",
        Decision::Offer { .. } => "offer",
        Decision::Handoff { .. } => "handoff",
    };
    let reasons = mood.reasons.iter().map(|reason| {
        let span = Some(reason.span.as_str()).filter(|span| !span.is_empty());
        Explanation::of(
            reason.sign,
            reason.weight,
            span.map(|span| Explanation::leaf(span, reason.weight)).into_iter().collect(),
        )
    });
    let signals = [("anger", mood.anger), ("anxiety", mood.anxiety), ("dejection", mood.dejection)];
    let mut feelings: Vec<Explanation> = signals.map(|(name, level)| Explanation::leaf(name, level)).into();
    feelings.extend(reasons);
    let parts = vec![
        Explanation::leaf("wants a person", f64::from(u8::from(wants_person))),
        Explanation::of("mood", mood.strongest(), feelings),
        Explanation::leaf("least confidence to answer", to_answer),
        Explanation::leaf("least confidence to ask which", to_ask),
        ranking.explanation.clone(),
    ];
    Explanation::of(name, ranking.matches.first().map_or(0.0, |best| best.confidence), parts)
}
