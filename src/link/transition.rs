//! The handoff's life: one table that the desk obeys and the console asks which buttons make sense.

use protocol::Status;

/// What may happen to a handoff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The visitor asks for a person again.
    Request,
    /// An agent takes it.
    Claim,
    /// The agent who owns it puts it back into the queue.
    Release,
    /// It goes back to the assistant.
    Return,
    /// It is settled.
    Resolve,
    /// Nobody came in time.
    Expire,
}

/// Every action, for tests and menus.
pub const ACTIONS: [Action; 6] =
    [Action::Request, Action::Claim, Action::Release, Action::Return, Action::Resolve, Action::Expire];

/// Where an action leads; none where it makes no sense.
pub fn next(status: Status, action: Action) -> Option<Status> {
    match (status, action) {
        (Status::Requested, Action::Claim) => Some(Status::Assigned),
        (Status::Assigned, Action::Release) => Some(Status::Requested),
        (Status::Requested | Status::Assigned, Action::Return) => Some(Status::Returned),
        (Status::Requested | Status::Assigned, Action::Resolve) => Some(Status::Resolved),
        (Status::Requested, Action::Expire) => Some(Status::Expired),
        (Status::Returned | Status::Resolved | Status::Expired | Status::Watched, Action::Request) => {
            Some(Status::Requested)
        }
        (Status::Returned | Status::Resolved | Status::Expired | Status::Watched, Action::Claim) => {
            Some(Status::Assigned)
        }
        _ => None,
    }
}

/// Whether a person has it or is to have it, so that the widget keeps in touch with the desk.
pub fn is_open(status: Status) -> bool {
    matches!(status, Status::Requested | Status::Assigned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATUSES: [Status; 6] = [
        Status::Requested,
        Status::Assigned,
        Status::Returned,
        Status::Resolved,
        Status::Expired,
        Status::Watched,
    ];

    #[test]
    fn an_action_never_leads_to_where_it_stands() {
        for status in STATUSES {
            for action in ACTIONS {
                assert_ne!(next(status, action), Some(status), "{status:?} {action:?}");
            }
        }
    }

    #[test]
    fn every_status_can_be_left_and_an_agent_can_come_to_each() {
        for status in STATUSES {
            assert!(ACTIONS.iter().any(|action| next(status, *action).is_some()), "{status:?} is a dead end");
            assert!(status == Status::Assigned || next(status, Action::Claim) == Some(Status::Assigned));
        }
    }

    #[test]
    fn nobody_claims_what_another_owns() {
        assert_eq!(next(Status::Assigned, Action::Claim), None);
    }
}
