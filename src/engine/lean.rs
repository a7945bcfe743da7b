//! Follow-ups: a message that only makes sense after the one before ("and for Canada?", 那退款呢).

use crate::Engine;
use crate::decision::Ranking;
use crate::dialogue::{About, Dialogue};
use crate::parts::cues;
use crate::token::{Token, tokens};

/// Most tokens of a message that leans; what is longer says itself what it means.
const MOST_TOKENS: usize = 12;

/// Most tokens of the message before that it leans on.
const MOST_BEFORE: usize = 60;

/// How often its own words count for each time that those before count. Of the follow-ups of matters-en and
/// matters-zh 35 find an entry that is right at 2, 33 at 1, with 2 and 3 wrong answers.
const OWN_WEIGHT: usize = 2;

/// What is left of a confidence that leans, since the curves know nothing of what was meant before. Of 56 follow-ups 44
/// get the right answer and 4 a wrong one at 1, 41 and 2 at 0.9.
const LEANT: f64 = 0.9;

impl Engine {
    /// The words that the next message of a dialogue may lean on.
    pub(crate) fn said_before(&self, dialogue: &Dialogue) -> Vec<Token> {
        match dialogue.about() {
            About::Nothing => Vec::new(),
            About::Said(words) => words.clone(),
            About::Chose(entry) => {
                let title = self.entries.get(*entry).and_then(|entry| entry.wordings.first());
                title.map_or_else(Vec::new, |title| tokens(title, &self.packs))
            }
        }
    }

    /// The ranking of `own` words together with those `before`; none where they stand by themselves, which is
    /// where a pack knows nothing in them that leans, or where they ask something and `ranking`, their own, is sure.
    pub(crate) fn leaning(&self, own: &[Token], ranking: &Ranking, before: &[Token]) -> Option<Ranking> {
        if before.is_empty() || own.len() > MOST_TOKENS {
            return None;
        }
        let best = |ranking: &Ranking| ranking.matches.first().map_or(0.0, |best| best.confidence);
        let cues = cues(own, &self.packs);
        let says = |label| cues.iter().any(|found| found.label == label);
        let leans = says("rest") && !says("ask") || says("lean") && !self.answers(best(ranking));
        if !leans {
            return None;
        }
        let mut together = before.to_vec();
        together.truncate(MOST_BEFORE);
        for _ in 0..OWN_WEIGHT {
            together.extend_from_slice(own);
        }
        let mut together = self.rank(together);
        together.matches.iter_mut().for_each(|found| found.confidence *= LEANT);
        (best(&together) > best(ranking)).then_some(together)
    }
}
