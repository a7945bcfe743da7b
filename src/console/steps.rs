//! What an agent may do with a conversation: the transition table, and who owns it.

use link::Action;
use protocol::{ConversationSummary, Role, Status};

/// Who has a conversation, as this agent sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Nobody: it waits or is closed.
    Nobody,
    /// This agent.
    Me,
    /// Another agent.
    Colleague,
}

/// What stands in the menu over a conversation, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// A change of hands that has no button of its own here.
    Step(Action),
    /// A lead takes it from a colleague.
    TakeOver,
    /// To a colleague or a team.
    PassOn,
    /// A question to a team, while it stays where it is.
    Ask,
    /// It rests until a time.
    Snooze,
    /// It rests no longer.
    Wake,
    /// A date by hand.
    Due,
    /// Back to the assistant, with a note for the team.
    HandBackWithNote,
    /// Settled, and nothing general is learned from it.
    ResolveAsException,
}

/// Who has a conversation, seen by the agent with id `me`.
pub fn owner(summary: &ConversationSummary, me: &str) -> Owner {
    match (summary.status, summary.agent_id.as_deref()) {
        (Status::Assigned, Some(agent)) if agent == me => Owner::Me,
        (Status::Assigned, _) => Owner::Colleague,
        _ => Owner::Nobody,
    }
}

/// What an agent does next as a rule: its button stands out. None while a colleague has it.
pub fn main_step(owner: Owner) -> Option<Action> {
    match owner {
        Owner::Me => Some(Action::Resolve),
        Owner::Nobody => Some(Action::Claim),
        Owner::Colleague => None,
    }
}

/// What has a button beside that one.
pub fn second_step(owner: Owner) -> Option<Action> {
    (owner == Owner::Me).then_some(Action::Return)
}

/// What stands in the menu: whatever is possible and has no button.
pub fn tools(summary: &ConversationSummary, owner: Owner, role: Role) -> Vec<Tool> {
    let status = summary.status;
    let may = owner != Owner::Colleague;
    let can = |action| may && link::next(status, action).is_some();
    let plans = may && link::is_open(status);
    let leads = role >= Role::Lead;
    let has_button = |action| main_step(owner) == Some(action) || second_step(owner) == Some(action);
    let step = |action| (Tool::Step(action), can(action) && !has_button(action));
    let all = [
        (Tool::TakeOver, owner == Owner::Colleague && leads),
        (Tool::PassOn, owner == Owner::Me || status == Status::Requested),
        (Tool::Ask, true),
        (Tool::Snooze, plans),
        (Tool::Wake, plans && summary.snoozed_until.is_some()),
        (Tool::Due, plans || (owner == Owner::Colleague && leads)),
        step(Action::Release),
        step(Action::Return),
        (Tool::HandBackWithNote, can(Action::Return)),
        step(Action::Resolve),
        (Tool::ResolveAsException, can(Action::Resolve)),
    ];
    all.into_iter().filter(|(_, may)| *may).map(|(tool, _)| tool).collect()
}

/// The last part of the desk's path for an action; none for what only a visitor or the clock does.
pub fn path(action: Action) -> Option<&'static str> {
    match action {
        Action::Claim => Some("claim"),
        Action::Release => Some("release"),
        Action::Return => Some("return"),
        Action::Resolve => Some("resolve"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tab::tests::summary;

    fn check(status: Status, owner: Owner, role: Role, expected: &[Tool]) {
        assert_eq!(
            tools(&summary("a", status, None), owner, role),
            expected,
            "{status:?} {owner:?} {role:?}"
        );
    }

    #[test]
    fn the_menu_holds_what_is_possible_and_has_no_button() {
        use Tool::{Ask, Due, HandBackWithNote, PassOn, ResolveAsException, Snooze, Step, TakeOver};
        let waiting = [
            PassOn,
            Ask,
            Snooze,
            Due,
            Step(Action::Return),
            HandBackWithNote,
            Step(Action::Resolve),
            ResolveAsException,
        ];
        check(Status::Requested, Owner::Nobody, Role::Agent, &waiting);
        let mine = [PassOn, Ask, Snooze, Due, Step(Action::Release), HandBackWithNote, ResolveAsException];
        check(Status::Assigned, Owner::Me, Role::Owner, &mine);
        check(Status::Assigned, Owner::Colleague, Role::Agent, &[Ask]);
        check(Status::Assigned, Owner::Colleague, Role::Lead, &[TakeOver, Ask, Due]);
        for status in [Status::Returned, Status::Resolved, Status::Expired, Status::Watched] {
            check(status, Owner::Nobody, Role::Lead, &[Ask]);
        }
        let rests =
            ConversationSummary { snoozed_until: Some(1), ..summary("a", Status::Assigned, Some("me")) };
        assert!(tools(&rests, Owner::Me, Role::Agent).contains(&Tool::Wake));
    }

    #[test]
    fn each_button_has_a_path_and_makes_sense_where_it_stands() {
        for (status, owner) in [
            (Status::Requested, Owner::Nobody),
            (Status::Assigned, Owner::Me),
            (Status::Resolved, Owner::Nobody),
            (Status::Watched, Owner::Nobody),
        ] {
            for action in [main_step(owner), second_step(owner)].into_iter().flatten() {
                assert!(
                    link::next(status, action).is_some() && path(action).is_some(),
                    "{status:?} {action:?}"
                );
            }
        }
        assert_eq!(main_step(Owner::Colleague), None);
    }

    #[test]
    fn the_owner_is_told_by_id_not_by_name() {
        assert_eq!(owner(&summary("a", Status::Assigned, Some("me")), "me"), Owner::Me);
        assert_eq!(owner(&summary("a", Status::Assigned, Some("tom")), "me"), Owner::Colleague);
        assert_eq!(owner(&summary("a", Status::Resolved, Some("me")), "me"), Owner::Nobody);
    }
}
