//! What narrows the inbox: one value for each of a few facets that a row shows.

use protocol::{Among, ConversationSummary, Feeling, Find, HandoffReason};

use crate::feeling::feeling;

/// By what conversations can be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    /// The site that it began at.
    Site,
    /// Whose matter it is.
    Team,
    /// The visitor's.
    Language,
    /// Why it was handed over.
    Reason,
    /// How the visitor felt.
    Feeling,
    /// Who has it.
    Agent,
}

/// In the order shown.
pub const FACETS: [Facet; 6] =
    [Facet::Team, Facet::Agent, Facet::Reason, Facet::Feeling, Facet::Language, Facet::Site];

/// The reasons by their names on the wire, in the order offered.
pub const REASONS: [(HandoffReason, &str); 9] = [
    (HandoffReason::Urgent, "urgent"),
    (HandoffReason::Threat, "threat"),
    (HandoffReason::Frustration, "frustration"),
    (HandoffReason::Asked, "asked"),
    (HandoffReason::Entry, "entry"),
    (HandoffReason::LowConfidence, "low_confidence"),
    (HandoffReason::RepeatedMiss, "repeated_miss"),
    (HandoffReason::Departments, "departments"),
    (HandoffReason::Watched, "watched"),
];

/// The feelings by their names on the wire, in the order offered.
pub const FEELINGS: [(Feeling, &str); 5] = [
    (Feeling::Angry, "angry"),
    (Feeling::Anxious, "anxious"),
    (Feeling::Dejected, "dejected"),
    (Feeling::Calm, "calm"),
    (Feeling::Glad, "glad"),
];

/// The values that are wanted; a facet without one takes any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    wanted: [Option<String>; FACETS.len()],
}

impl Filter {
    /// What is wanted of a facet.
    pub fn get(&self, facet: Facet) -> Option<&str> {
        self.wanted[facet as usize].as_deref()
    }

    /// Wants a value of a facet; empty for any.
    pub fn set(&mut self, facet: Facet, value: &str) {
        self.wanted[facet as usize] = Some(value.to_owned()).filter(|value| !value.is_empty());
    }

    /// How many facets are narrowed.
    pub fn count(&self) -> usize {
        self.wanted.iter().flatten().count()
    }

    /// Whether a conversation has all that is wanted.
    pub fn fits(&self, row: &ConversationSummary) -> bool {
        self.count() == 0
            || FACETS.into_iter().all(|facet| {
                self.get(facet).is_none_or(|wanted| value_of(facet, row).as_deref() == Some(wanted))
            })
    }

    /// The same asked of the desk. A value that no desk knows finds nothing there either.
    pub fn ask(&self, words: &str, among: Among) -> Find {
        let text = |facet| self.get(facet).map(str::to_owned);
        Find {
            words: words.to_owned(),
            among,
            site: text(Facet::Site),
            team: text(Facet::Team),
            language: text(Facet::Language),
            reason: self.get(Facet::Reason).and_then(|name| named(&REASONS, name)),
            feeling: self.get(Facet::Feeling).and_then(|name| named(&FEELINGS, name)),
            agent: text(Facet::Agent),
            after: None,
        }
    }
}

/// What a row shows of a facet; none where it has none.
pub fn value_of(facet: Facet, row: &ConversationSummary) -> Option<String> {
    match facet {
        Facet::Site => Some(row.site.clone()),
        Facet::Team => row.team.clone(),
        Facet::Language => Some(row.language.clone()),
        Facet::Reason => name_of(&REASONS, row.reason),
        Facet::Feeling => name_of(&FEELINGS, feeling(&row.mood)),
        Facet::Agent => row.agent_id.clone(),
    }
}

fn named<T: Copy>(names: &[(T, &str)], sought: &str) -> Option<T> {
    names.iter().find(|(_, name)| *name == sought).map(|(value, _)| *value)
}

fn name_of<T: Copy + PartialEq>(names: &[(T, &str)], sought: T) -> Option<String> {
    names.iter().find(|(value, _)| *value == sought).map(|(_, name)| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use protocol::Status;

    use super::*;
    use crate::tab::tests::summary;

    fn check(wanted: &[(Facet, &str)], fits: bool) {
        let mut row = summary("a", Status::Assigned, Some("mei"));
        (row.team, row.site) = (Some("billing".to_owned()), "shop".to_owned());
        let mut filter = Filter::default();
        wanted.iter().for_each(|(facet, value)| filter.set(*facet, value));
        assert_eq!(filter.fits(&row), fits, "{wanted:?}");
    }

    #[test]
    fn a_row_fits_where_it_has_all_that_is_wanted() {
        check(&[], true);
        check(&[(Facet::Team, "billing")], true);
        check(&[(Facet::Team, "billing"), (Facet::Agent, "tom")], false);
        check(&[(Facet::Site, "shop"), (Facet::Feeling, "calm"), (Facet::Reason, "asked")], true);
        check(&[(Facet::Feeling, "angry")], false);
        check(&[(Facet::Language, "en"), (Facet::Team, "")], true);
    }

    #[test]
    fn the_desk_is_asked_the_same() {
        let mut filter = Filter::default();
        filter.set(Facet::Reason, "urgent");
        filter.set(Facet::Feeling, "glad");
        let find = filter.ask("x", Among::Closed);
        assert_eq!((find.reason, find.feeling), (Some(HandoffReason::Urgent), Some(Feeling::Glad)));
        for (facet, place) in FACETS.into_iter().zip(0..) {
            let mut one = Filter::default();
            one.set(facet, "v");
            assert_eq!(one.count(), 1, "{place}");
        }
    }
}
