//! What a knowledge base's own wordings tell of it, each with what to do.

use engine::{Finding, Review, Rivals};
use knowledge::KnowledgeBase;

use crate::base::counted;
use crate::packs;

/// Most pieces of advice of one kind, unless all are asked for.
const MOST: usize = 10;

/// Wordings that are quoted of two entries that compete.
const QUOTED: usize = 2;

/// Advice on a base, one line each; the first of each kind, or all.
pub fn advice(knowledge: &KnowledgeBase, most: Most) -> anyhow::Result<Vec<String>> {
    let engine = packs::engine(knowledge);
    let advisor = Advisor { entries: engine.entries() };
    let Review { missed, strays, rivals } = engine.review();
    let kinds = [
        ("pairs of entries compete", rivals.iter().map(|rivals| advisor.rivals(rivals)).collect::<Vec<_>>()),
        ("wordings miss their entry", missed.iter().map(|found| advisor.missed(found)).collect()),
        ("wordings would go elsewhere", strays.iter().map(|found| advisor.stray(found)).collect()),
    ];
    let mut lines = Vec::new();
    for (what, said) in kinds {
        let most = if most == Most::All { said.len() } else { MOST };
        let more = said.len().saturating_sub(most);
        lines.extend(said.into_iter().take(most));
        if more > 0 {
            lines
                .push(format!("{more} more {what}; mend the first and check again, or list them with --all"));
        }
    }
    Ok(lines)
}

/// How much of the advice is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Most {
    First,
    All,
}

struct Advisor<'a> {
    entries: &'a [engine::Entry],
}

impl Advisor<'_> {
    fn rivals(&self, rivals: &Rivals) -> String {
        let [a, b] = rivals.entries;
        let all = self.entries[a].wordings.len() + self.entries[b].wordings.len();
        let quoted: Vec<String> = rivals.shared.iter().take(QUOTED).map(|found| self.quote(found)).collect();
        format!(
            "entries `{}` and `{}` compete: {} of their {} find the other one ({}); merge them, or word each by what \
             only it is about",
            self.entries[a].id,
            self.entries[b].id,
            counted(rivals.shared.len(), "wording"),
            all,
            quoted.join(", "),
        )
    }

    fn missed(&self, found: &Finding) -> String {
        format!(
            "entry `{}`: its own wording {} finds `{}`; move it there, or give both entries wordings that set them apart",
            self.entries[found.entry].id,
            self.quote(found),
            self.entries[found.other].id,
        )
    }

    fn stray(&self, found: &Finding) -> String {
        format!(
            "entry `{}`: what visitors word like {} would be answered with `{}` ({} % sure); add one or two wordings like \
             it, or move it there",
            self.entries[found.entry].id,
            self.quote(found),
            self.entries[found.other].id,
            (found.confidence * 100.0).round(),
        )
    }

    fn quote(&self, found: &Finding) -> String {
        format!("\"{}\"", self.entries[found.entry].wordings[found.wording])
    }
}
