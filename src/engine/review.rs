//! A base judged by its own wordings: which of them it misses, which would go elsewhere, and which entries compete.

use crate::decision::Match;
use crate::feature::features;
use crate::token::tokens;
use crate::{Engine, confidence, rank};

/// Least wordings by which two entries are taken for one another to say that they compete.
const LEAST_SHARED: usize = 2;

/// And the least share of the wordings of both.
const SHARE: f64 = 0.25;

/// What a base's own wordings tell of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Review {
    /// Wordings that another entry fits better than their own, as the base stands.
    pub missed: Vec<Finding>,
    /// Wordings that would be answered with another entry if they did not stand in the base: so is whatever a
    /// visitor words alike. Surest first.
    pub strays: Vec<Finding>,
    /// Entries that compete for the same questions, most shared wordings first.
    pub rivals: Vec<Rivals>,
}

/// A wording and the entry that it finds instead of its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finding {
    /// Position of the wording's entry.
    pub entry: usize,
    /// Position of the wording in its entry.
    pub wording: usize,
    /// Position of the entry that it finds.
    pub other: usize,
    /// How sure the engine is of that one, 0 to 1.
    pub confidence: f64,
}

/// Two entries, the earlier one first, and the wordings of either that find the other if they are left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Rivals {
    /// Positions of the entries.
    pub entries: [usize; 2],
    /// The wordings.
    pub shared: Vec<Finding>,
}

/// A review in the making, in slices so that a page can draw in between; however it is cut, the review is the same.
#[derive(Clone, Debug, Default)]
pub struct Reviewing {
    review: Review,
    /// The next wording: its entry and its place in it.
    entry: usize,
    wording: usize,
}

impl Reviewing {
    /// Asks an engine so many more of its wordings; whether there are more to come. One takes about two decisions.
    pub fn advance(&mut self, engine: &Engine, wordings: u32) -> bool {
        let least = engine.thresholds().0;
        let mut left = wordings;
        while let Some(entry) = engine.entries.get(self.entry) {
            if self.wording >= entry.wordings.len() {
                (self.entry, self.wording) = (self.entry + 1, 0);
                continue;
            }
            if left == 0 {
                return true;
            }
            left -= 1;
            self.review.take(engine, self.entry, self.wording, least);
            self.wording += 1;
        }
        false
    }

    /// What came of it, of as many wordings as were asked.
    pub fn finish(self, engine: &Engine) -> Review {
        let mut review = self.review;
        let wordings = |entry: usize| engine.entries[entry].wordings.len();
        review.rivals.retain(|rivals| {
            let all = wordings(rivals.entries[0]) + wordings(rivals.entries[1]);
            rivals.shared.len() >= LEAST_SHARED && rivals.shared.len() as f64 >= SHARE * all as f64
        });
        review.strays.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
        review.rivals.sort_by_key(|rivals| std::cmp::Reverse(rivals.shared.len()));
        review
    }
}

impl Engine {
    /// Asks every wording, first as the base stands, then as if it were not there. Takes about two decisions a
    /// wording; [`Reviewing`] does it in slices.
    pub fn review(&self) -> Review {
        let mut reviewing = Reviewing::default();
        while reviewing.advance(self, u32::MAX) {}
        reviewing.finish(self)
    }

    /// Whether a wording finds another entry than its own, itself left out or not.
    fn finds_other(&self, entry: usize, wording: usize, without_itself: bool) -> Option<Finding> {
        let texts = self.index.texts_of(entry);
        if without_itself && texts.len() < 2 {
            return None;
        }
        let question = features(&tokens(&self.entries[entry].wordings[wording], &self.packs), &self.packs);
        let left_out = if without_itself { (texts.start + wording) as u32 } else { u32::MAX };
        let found = rank::search_without(&self.index, self.head(), &question, false, left_out);
        let Match { entry: other, confidence } = *confidence::matches(&found, &self.curve()).first()?;
        (other != entry && confidence > 0.0).then_some(Finding { entry, wording, other, confidence })
    }
}

impl Review {
    fn take(&mut self, engine: &Engine, entry: usize, wording: usize, least: f64) {
        if let Some(missed) = engine.finds_other(entry, wording, false) {
            self.missed.push(missed);
        } else if let Some(stray) = engine.finds_other(entry, wording, true) {
            self.compete(stray);
            if stray.confidence >= least {
                self.strays.push(stray);
            }
        }
    }

    fn compete(&mut self, found: Finding) {
        let entries = [found.entry.min(found.other), found.entry.max(found.other)];
        match self.rivals.iter_mut().find(|rivals| rivals.entries == entries) {
            Some(rivals) => rivals.shared.push(found),
            None => self.rivals.push(Rivals { entries, shared: vec![found] }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Entry, Options};

    fn review(wordings: &[&[&str]]) -> Review {
        let entry = |wordings: &&[&str]| Entry {
            wordings: wordings.iter().map(|&wording| wording.to_owned()).collect(),
            ..Entry::default()
        };
        let entries = wordings.iter().map(entry).collect();
        let engine = Engine::new(entries, crate::pack::shipped(), Options::default()).fitted();
        let whole = engine.review();
        let mut slices = Reviewing::default();
        while slices.advance(&engine, 3) {}
        assert_eq!(slices.finish(&engine), whole);
        whole
    }

    #[test]
    fn entries_that_say_the_same_compete() {
        let found = review(&[
            &["how do I return my order", "send an order back", "return parcel", "give back what I ordered"],
            &["how can I return the order", "sending my order back", "return a parcel", "giving it back"],
            &["which cards do you accept", "can I pay by card", "payment methods", "pay with visa"],
        ]);
        assert_eq!(found.rivals.len(), 1, "{found:?}");
        assert_eq!(found.rivals[0].entries, [0, 1]);
    }

    #[test]
    fn a_wording_in_the_wrong_entry_strays() {
        let found = review(&[
            &[
                "how do I return my order",
                "send an order back",
                "return a parcel",
                "which cards can I pay with",
            ],
            &[
                "which cards can I pay with here",
                "can I pay by card",
                "pay by visa card",
                "paying with cards",
            ],
        ]);
        let mut all = found.strays.iter().chain(&found.missed);
        assert!(all.any(|one| (one.entry, one.wording, one.other) == (0, 3, 1)), "{found:?}");
    }

    #[test]
    fn any_base_is_judged() {
        let bases: [&[&[&str]]; 5] =
            [&[], &[&[]], &[&["pay"]], &[&["pay"], &["pay"]], &[&["?", "…"], &["😀"]]];
        for base in bases {
            let found = review(base);
            assert!(found.rivals.is_empty(), "{base:?}: {found:?}");
        }
        assert_eq!(
            review(&[&["pay"], &["pay"]]).missed.len(),
            1,
            "the second of two same entries is never found"
        );
    }
}
