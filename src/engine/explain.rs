//! Explanations: the tree of named numbers behind a decision, worked out when somebody asks for it.

use crate::Engine;
use crate::decision::{Decision, Explanation, Match, Outcome};
use crate::dialogue::Dialogue;
use crate::feature::{CHANNEL_NAMES, CHANNELS, Feature, features};
use crate::index::Index;
use crate::token::tokens;

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

impl Engine {
    /// Why [`Engine::decide`] decides as it does about `utterance`; `dialogue` is as it was before that.
    pub fn explain(&self, dialogue: &Dialogue, utterance: &str) -> Explanation {
        let before = self.said_before(dialogue);
        let outcome = self.decide(&mut dialogue.clone(), utterance);
        let (to_answer, to_ask) = self.thresholds();
        let mut parts = vec![
            Explanation::leaf("wants a person", f64::from(u8::from(outcome.wants_person))),
            mood(&outcome),
            Explanation::leaf("least confidence to answer", to_answer),
            Explanation::leaf("least confidence to ask which", to_ask),
            self.explain_ranking(utterance),
        ];
        let reading = self.read(utterance);
        let matters = self.listen(reading.words, reading.split, &before);
        if !matters.parts.is_empty() {
            parts.push(Explanation::of(
                "one matter after the other",
                matters.parts.len() as f64,
                self.named(&matters.parts),
            ));
        }
        parts.push(Explanation::of("decided on", 0.0, self.named(&outcome.ranking.matches)));
        let best = outcome.ranking.matches.first();
        Explanation::of(name(&outcome.decision), best.map_or(0.0, |best| best.confidence), parts)
    }

    /// How the best entry for the whole utterance came to its confidence.
    fn explain_ranking(&self, utterance: &str) -> Explanation {
        let (tokens, search) = self.search(tokens(utterance, &self.packs));
        let matches = self.matches(&search);
        let words = tokens.iter().take(LISTED).map(|token| Explanation::leaf(&token.text, 1.0)).collect();
        let signals = &search.signals;
        let question = features(&tokens, &self.packs);
        let channels = search.fits.first().map(|best| self.index.channels(&question, best.entry));
        let shares = CHANNEL_NAMES.iter().zip(channels.into_iter().flatten());
        let shares = shares.filter(|(_, share)| *share > 0.0);
        let channels = shares.map(|(name, share)| Explanation::leaf(name, f64::from(share))).collect();
        let parts = vec![
            Explanation::of("tokens", tokens.len() as f64, words),
            Explanation::of("score", f64::from(signals.score), channels),
            Explanation::leaf("margin", f64::from(signals.margin)),
            Explanation::leaf("covered by the entry", f64::from(signals.covered)),
            Explanation::leaf("known to the base", f64::from(signals.known)),
            Explanation::of("matches", matches.len() as f64, self.named(&matches)),
        ];
        Explanation::of("confidence", matches.first().map_or(0.0, |best| best.confidence), parts)
    }

    fn named(&self, matches: &[Match]) -> Vec<Explanation> {
        matches
            .iter()
            .map(|found| Explanation::leaf(&self.entries[found.entry].id, found.confidence))
            .collect()
    }
}

fn name(decision: &Decision) -> &'static str {
    match decision {
        Decision::Answer { .. } => "answer",
        Decision::Clarify { .. } => "clarify",
        Decision::SmallTalk(_) => "small_talk",
        Decision::Offer { .. } => "offer",
        Decision::Handoff { .. } => "handoff",
        Decision::Silence => "silence",
    }
}

fn mood(outcome: &Outcome) -> Explanation {
    let mood = &outcome.mood;
    let mut parts = vec![
        Explanation::leaf("anger", mood.anger),
        Explanation::leaf("anxiety", mood.anxiety),
        Explanation::leaf("dejection", mood.dejection),
    ];
    for reason in &mood.reasons {
        let span = Some(reason.span.as_str()).filter(|span| !span.is_empty());
        let span = span.map(|span| Explanation::leaf(span, reason.weight));
        parts.push(Explanation::of(reason.sign, reason.weight, span.into_iter().collect()));
    }
    Explanation::of("mood", mood.strongest(), parts)
}

impl Index {
    /// Each channel's share of what a question has in common with an entry's wordings and answer, its weights squared.
    fn channels(&self, question: &[Feature], entry: usize) -> [f32; CHANNELS] {
        let mut parts = [0.0; CHANNELS];
        for feature in question {
            let (bundle, weight) = self.weigh(feature);
            let postings = bundle.map_or(&[][..], |(bundle, _)| self.postings_of(bundle));
            if postings.iter().any(|posting| self.texts()[posting.text as usize].entry == entry as u32) {
                parts[feature.channel as usize] += weight * weight;
            }
        }
        let whole: f32 = parts.iter().sum();
        parts.map(|part| if whole > 0.0 { part / whole } else { 0.0 })
    }
}
