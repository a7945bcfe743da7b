//! Which buttons stand over a conversation: the transition table, and who owns it.

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

/// One thing that this agent may do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// What happens.
    pub action: Action,
    /// Whether it is what an agent does next as a rule, and so stands out.
    pub expected: bool,
}

/// What an agent can ask of the desk, in the order of the buttons.
const ASKED_BY_AGENTS: [Action; 4] = [Action::Release, Action::Return, Action::Claim, Action::Resolve];

/// Who has a conversation, seen by the agent with id `me`.
pub fn owner(summary: &ConversationSummary, me: &str) -> Owner {
    match (summary.status, summary.agent_id.as_deref()) {
        (Status::Assigned, Some(agent)) if agent == me => Owner::Me,
        (Status::Assigned, _) => Owner::Colleague,
        _ => Owner::Nobody,
    }
}

/// What this agent may do now; empty while a colleague has it. Closed ones are first taken up again.
pub fn steps(status: Status, owner: Owner) -> Vec<Step> {
    if owner == Owner::Colleague {
        return Vec::new();
    }
    let possible = ASKED_BY_AGENTS.into_iter().filter(|action| link::next(status, *action).is_some());
    let expected = if owner == Owner::Me { Action::Resolve } else { Action::Claim };
    let mut steps: Vec<Step> = possible.map(|action| Step { action, expected: action == expected }).collect();
    steps.sort_by_key(|step| step.expected);
    steps
}

/// Whether an agent of this role may take a conversation from the colleague who has it.
pub fn may_take_over(role: Role, owner: Owner) -> bool {
    owner == Owner::Colleague && role >= Role::Lead
}

/// Whether this agent may pass it on to a colleague or a team: what one has, and what nobody has taken yet.
pub fn may_transfer(status: Status, owner: Owner) -> bool {
    owner == Owner::Me || status == Status::Requested
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

    fn check(status: Status, owner: Owner, expected: &[Action]) {
        let actions: Vec<Action> = steps(status, owner).iter().map(|step| step.action).collect();
        assert_eq!(actions, expected, "{status:?} {owner:?}");
    }

    #[test]
    fn the_buttons_follow_the_transition_table() {
        check(Status::Requested, Owner::Nobody, &[Action::Return, Action::Resolve, Action::Claim]);
        check(Status::Assigned, Owner::Me, &[Action::Release, Action::Return, Action::Resolve]);
        check(Status::Assigned, Owner::Colleague, &[]);
        for status in [Status::Returned, Status::Resolved, Status::Expired, Status::Watched] {
            check(status, Owner::Nobody, &[Action::Claim]);
        }
    }

    #[test]
    fn one_step_stands_out_and_each_has_a_path() {
        for (status, owner) in [(Status::Requested, Owner::Nobody), (Status::Assigned, Owner::Me)] {
            let steps = steps(status, owner);
            assert_eq!(steps.iter().filter(|step| step.expected).count(), 1);
            assert!(steps.iter().all(|step| path(step.action).is_some()));
        }
    }

    #[test]
    fn leads_take_over_and_one_passes_on_what_one_has() {
        for (role, owner, may) in [
            (Role::Agent, Owner::Colleague, false),
            (Role::Lead, Owner::Colleague, true),
            (Role::Owner, Owner::Colleague, true),
            (Role::Owner, Owner::Me, false),
            (Role::Owner, Owner::Nobody, false),
        ] {
            assert_eq!(may_take_over(role, owner), may, "{role:?} {owner:?}");
        }
        for (status, owner, may) in [
            (Status::Assigned, Owner::Me, true),
            (Status::Requested, Owner::Nobody, true),
            (Status::Assigned, Owner::Colleague, false),
            (Status::Resolved, Owner::Nobody, false),
            (Status::Watched, Owner::Nobody, false),
        ] {
            assert_eq!(may_transfer(status, owner), may, "{status:?} {owner:?}");
        }
    }

    #[test]
    fn the_owner_is_told_by_id_not_by_name() {
        assert_eq!(owner(&summary("a", Status::Assigned, Some("me")), "me"), Owner::Me);
        assert_eq!(owner(&summary("a", Status::Assigned, Some("tom")), "me"), Owner::Colleague);
        assert_eq!(owner(&summary("a", Status::Resolved, Some("me")), "me"), Owner::Nobody);
    }
}
