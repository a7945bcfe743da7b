//! The policy: one table of what the assistant does, by where the conversation stands and what an utterance amounts to.

use crate::decision::{EntryHandoff, HandoffReason, SmallTalk};

/// Where a conversation stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The assistant has it.
    #[default]
    Assistant,
    /// It asked which entry is meant.
    Clarified,
    /// It offered a person, or asked whether to pass the conversation on.
    Offered,
    /// It is passed on, and nobody has taken it yet.
    Waiting,
    /// A person has it.
    Owned,
}

/// What an utterance amounts to: of those that hold, the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cue {
    /// Asks for a person.
    Wish,
    /// Threatens a complaint, a regulator, the press, a court, a chargeback or a bad review.
    Threat,
    /// Cannot wait, and the visitor is worried.
    Urgent,
    /// The visitor is upset.
    Upset,
    /// Holds a phrase that the owner always hands over.
    Phrase,
    /// Asks nothing of the knowledge base.
    Talk(SmallTalk),
    Yes,
    No,
    /// Matters of several teams; whether the owner wants a person for one of them.
    Departments {
        always: bool,
    },
    /// Something can be answered; what the owner says of a person for it.
    Known(Option<EntryHandoff>),
    /// Nothing can be answered, and the visitor is pleased.
    Glad,
    /// Nothing can be answered.
    Unknown,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Say nothing: a person has the conversation, or is to have it.
    Silence,
    Handoff(HandoffReason),
    Offer(HandoffReason),
    Answer {
        offer: bool,
    },
    Talk(SmallTalk),
    /// Ask which entry is meant, or offer a person where that was asked often enough.
    Miss,
}

/// The table.
pub(crate) fn step(stage: Stage, cue: Cue) -> Step {
    match (stage, cue) {
        (Stage::Waiting, Cue::Known(None | Some(EntryHandoff::Offer))) => Step::Answer { offer: false },
        (Stage::Owned | Stage::Waiting, _) => Step::Silence,
        (_, Cue::Wish) | (Stage::Offered, Cue::Yes) => Step::Handoff(HandoffReason::Asked),
        (_, Cue::Threat) => Step::Handoff(HandoffReason::Threat),
        (_, Cue::Urgent) => Step::Handoff(HandoffReason::Urgent),
        (_, Cue::Upset) => Step::Handoff(HandoffReason::Frustration),
        (_, Cue::Phrase | Cue::Known(Some(EntryHandoff::Always))) => Step::Handoff(HandoffReason::Entry),
        (_, Cue::Departments { always: true }) => Step::Handoff(HandoffReason::Departments),
        (_, Cue::Departments { always: false }) => Step::Offer(HandoffReason::Departments),
        (_, Cue::Known(offer)) => Step::Answer { offer: offer.is_some() },
        (_, Cue::Unknown) | (Stage::Clarified, Cue::No) => Step::Miss,
        (_, Cue::Talk(talk)) => Step::Talk(talk),
        (_, Cue::Glad) => Step::Talk(SmallTalk::Thanks),
        (_, Cue::Yes | Cue::No) => Step::Talk(SmallTalk::Acknowledgement),
    }
}

/// What happens to a conversation besides what the visitor types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
    /// It was passed on, or put back into the line.
    PassedOn,
    /// A person took it, or spoke in it.
    Taken,
    /// The person gave it back, it was settled or taken back, or nobody came in time.
    GivenBack,
}

/// Where a conversation stands after that.
pub(crate) fn after(happening: Happening) -> Stage {
    match happening {
        Happening::PassedOn => Stage::Waiting,
        Happening::Taken => Stage::Owned,
        Happening::GivenBack => Stage::Assistant,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAGES: [Stage; 5] =
        [Stage::Assistant, Stage::Clarified, Stage::Offered, Stage::Waiting, Stage::Owned];

    fn cues() -> Vec<Cue> {
        let talks = [
            SmallTalk::Greeting,
            SmallTalk::Thanks,
            SmallTalk::Goodbye,
            SmallTalk::WhoAreYou,
            SmallTalk::Acknowledgement,
        ];
        let known = [None, Some(EntryHandoff::Offer), Some(EntryHandoff::Always)];
        let departments = [true, false].map(|always| Cue::Departments { always });
        let plain = [
            Cue::Wish,
            Cue::Threat,
            Cue::Urgent,
            Cue::Upset,
            Cue::Phrase,
            Cue::Yes,
            Cue::No,
            Cue::Glad,
            Cue::Unknown,
        ];
        talks
            .map(Cue::Talk)
            .into_iter()
            .chain(known.map(Cue::Known))
            .chain(departments)
            .chain(plain)
            .collect()
    }

    #[test]
    fn the_assistant_is_silent_while_a_person_has_the_conversation() {
        for cue in cues() {
            assert_eq!(step(Stage::Owned, cue), Step::Silence, "{cue:?}");
        }
    }

    #[test]
    fn while_the_visitor_waits_only_answers_are_given_and_none_to_the_upset() {
        for cue in cues() {
            let expected = match cue {
                Cue::Known(None | Some(EntryHandoff::Offer)) => Step::Answer { offer: false },
                _ => Step::Silence,
            };
            assert_eq!(step(Stage::Waiting, cue), expected, "{cue:?}");
        }
    }

    #[test]
    fn a_wish_is_never_refused_and_an_upset_visitor_never_gets_a_canned_answer() {
        for stage in [Stage::Assistant, Stage::Clarified, Stage::Offered] {
            assert_eq!(step(stage, Cue::Wish), Step::Handoff(HandoffReason::Asked), "{stage:?}");
            for cue in [Cue::Threat, Cue::Urgent, Cue::Upset, Cue::Phrase] {
                assert!(matches!(step(stage, cue), Step::Handoff(_)), "{stage:?} {cue:?}");
            }
        }
    }

    #[test]
    fn whatever_happened_a_person_is_two_actions_away() {
        for happening in [Happening::PassedOn, Happening::Taken, Happening::GivenBack] {
            let stage = after(happening);
            let has_person = matches!(stage, Stage::Waiting | Stage::Owned);
            assert!(has_person || step(stage, Cue::Wish) == Step::Handoff(HandoffReason::Asked));
        }
        for stage in STAGES {
            // Where an utterance is answered with an offer, "yes" is the second action.
            for cue in cues() {
                let offers = matches!(step(stage, cue), Step::Offer(_) | Step::Answer { offer: true });
                assert!(!offers || step(Stage::Offered, Cue::Yes) == Step::Handoff(HandoffReason::Asked));
            }
        }
    }
}
