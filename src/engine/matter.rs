//! Matters: what each part of a message is about, how sure that is, and which teams it concerns.

use crate::Engine;
use crate::decision::{Decision, EntryHandoff, HandoffReason, Match, Ranking};
use crate::parts::Split;
use crate::token::Token;

/// A team is the matter's where it is likelier than not.
const LIKELY: f64 = 0.5;

/// What the visitor may mean, before any policy.
#[derive(Debug)]
pub(crate) struct Matters<'a> {
    /// The whole message's, or that of what leans on the message before.
    pub(crate) ranking: Ranking,
    /// The best entry of each part, in the order of the message, each entry once; empty where a part has none.
    pub(crate) parts: Vec<Match>,
    /// Entries sure enough to be answered, in the order of the message.
    pub(crate) answered: Vec<Match>,
    /// Whether they are only some of what was asked.
    pub(crate) partly: bool,
    /// What the next message may lean on; none where this one leans itself.
    pub(crate) about: Option<Vec<Token>>,
    /// The label of its small talk, where it is nothing else.
    pub(crate) talk: Option<&'a str>,
}

impl Matters<'_> {
    /// Adds a part's best entry.
    fn add(&mut self, ranking: &Ranking) {
        if let Some(best) = ranking.matches.first()
            && self.parts.iter().all(|part| part.entry != best.entry)
        {
            self.parts.push(*best);
        }
    }
}

impl Engine {
    /// What an utterance of these words is about, taken apart, after `before`.
    pub(crate) fn listen<'a>(&self, words: Vec<Token>, split: Split<'a>, before: &[Token]) -> Matters<'a> {
        let mut matters = Matters {
            ranking: self.rank(words),
            parts: Vec::new(),
            answered: Vec::new(),
            partly: false,
            about: None,
            talk: None,
        };
        self.rank_parts(split, before, &mut matters);
        let (least, likely) = self.thresholds();
        let best = matters.ranking.matches.first().filter(|best| best.confidence >= least);
        let mut weakest = 1.0_f64;
        let mut sure = Vec::new();
        for part in &matters.parts {
            weakest = weakest.min(part.confidence);
            if part.confidence >= least {
                sure.push(*part);
            }
        }
        if weakest < likely {
            matters.parts.clear();
            sure.clear();
        }
        let several = matters.parts.len() > 1;
        match best {
            Some(best) if !several || sure.is_empty() => matters.answered.push(*best),
            _ => {
                matters.partly = several && sure.len() < matters.parts.len();
                matters.answered = sure;
            }
        }
        matters
    }

    /// Ranks each part for itself, or with what it leans on. A question asked in anger is about what is asked.
    fn rank_parts<'a>(&self, split: Split<'a>, before: &[Token], matters: &mut Matters<'a>) {
        let Split { parts, trimmed, vented, talk } = split;
        matters.talk = talk;
        let alone = parts.len() == 1;
        for part in parts {
            let own = (!alone || trimmed).then(|| self.rank(part.clone()));
            let before = matters.about.as_deref().unwrap_or(before);
            let leaned = self.leaning(&part, own.as_ref().unwrap_or(&matters.ranking), before);
            match leaned {
                Some(leaned) if alone => matters.ranking = leaned,
                Some(leaned) => matters.add(&leaned),
                None => {
                    matters.about = Some(part);
                    match own {
                        Some(own) if alone && vented => matters.ranking = own,
                        Some(own) => matters.add(&own),
                        None => {}
                    }
                }
            }
        }
    }

    /// The team that an utterance's matter belongs to: that of the best entry, where it is likelier than not, else the one
    /// that the best entries together make likelier than not. None where neither tells.
    pub fn team(&self, ranking: &Ranking) -> Option<&str> {
        let team = |found: &Match| self.entries[found.entry].team.as_deref();
        let shares = |name: &str| {
            let of = ranking.matches.iter().filter(|found| team(found) == Some(name));
            of.map(|found| found.confidence).sum::<f64>()
        };
        ranking.matches.iter().filter_map(team).find(|name| shares(name) >= LIKELY)
    }

    /// What the owner says of a person for these entries: the strongest word.
    pub(crate) fn handoff_of(&self, matches: &[Match]) -> Option<EntryHandoff> {
        let mut said = None;
        for found in matches {
            match self.entries[found.entry].handoff {
                Some(EntryHandoff::Always) => return Some(EntryHandoff::Always),
                word => said = word.or(said),
            }
        }
        said
    }

    /// Whether the parts are matters of several teams.
    pub(crate) fn concerns_departments(&self, matters: &Matters<'_>) -> bool {
        let mut first = None;
        for part in &matters.parts {
            let team = self.entries[part.entry].team.as_deref();
            if first.is_some() && team.is_some() && team != first {
                return true;
            }
            first = first.or(team);
        }
        false
    }

    /// The entries whose answers a decision shows.
    pub(crate) fn shown(&self, decision: &Decision, matters: &Matters<'_>) -> Vec<Match> {
        match decision {
            Decision::Answer { .. }
            | Decision::Offer { reason: HandoffReason::Departments }
            | Decision::Handoff { reason: HandoffReason::Entry | HandoffReason::Departments, .. } => {
                matters.answered.clone()
            }
            _ => Vec::new(),
        }
    }

    /// Least confidence to answer, and to ask which entry is meant.
    pub(crate) fn thresholds(&self) -> (f64, f64) {
        let (curve, precision) = (self.curve(), self.options.precision);
        (curve.threshold(precision), curve.clarify_threshold(precision))
    }
}
