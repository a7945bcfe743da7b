//! The inbox's tabs: which conversations each shows; the desk's order is kept throughout.

use protocol::{ConversationSummary, Status};

/// A view of the inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// Nobody has taken it yet.
    Waiting,
    /// This agent owns it.
    Mine,
    /// Open ones of this agent's teams, whoever owns them.
    Team,
    /// Everything that is open, whoever owns it.
    All,
    /// With the assistant, read along.
    Watched,
    /// Settled, given back, or nobody came in time.
    Resolved,
    /// A note names this agent, or asks one of the agent's teams.
    Called,
    /// Resting until a time.
    Snoozed,
}

/// The tabs in the order shown.
pub const TABS: [Tab; 8] =
    [Tab::Waiting, Tab::Mine, Tab::Called, Tab::Team, Tab::All, Tab::Snoozed, Tab::Resolved, Tab::Watched];

/// The agent who looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Me {
    /// The agent's id.
    pub id: String,
    /// The teams whose conversations the agent takes.
    pub teams: Vec<String>,
}

/// Whether the desk's inbox lists it: a person has it or is to have it, or agents read along.
pub fn is_listed(status: Status) -> bool {
    link::is_open(status) || status == Status::Watched
}

impl Tab {
    /// Whether this tab shows a conversation to an agent.
    pub fn shows(self, summary: &ConversationSummary, me: &Me) -> bool {
        match self {
            Self::Waiting => summary.status == Status::Requested && summary.snoozed_until.is_none(),
            Self::Mine => {
                let is_mine = summary.status == Status::Assigned && summary.agent_id.as_ref() == Some(&me.id);
                is_mine && summary.snoozed_until.is_none()
            }
            Self::Team => {
                let is_ours = summary.team.as_ref().is_some_and(|team| me.teams.contains(team));
                is_ours && link::is_open(summary.status)
            }
            Self::All => link::is_open(summary.status),
            Self::Watched => summary.status == Status::Watched,
            Self::Resolved => !is_listed(summary.status),
            Self::Called => summary.mentioned || summary.asked.is_some(),
            Self::Snoozed => summary.snoozed_until.is_some(),
        }
    }

    /// Whether the tab is there only while it shows something.
    pub fn is_passing(self) -> bool {
        matches!(self, Self::Watched | Self::Called | Self::Snoozed)
    }

    /// The first tab that shows a conversation, so that a link to it opens beside its row.
    pub fn of(summary: &ConversationSummary, me: &Me) -> Self {
        TABS.into_iter().find(|tab| tab.shows(summary, me)).unwrap_or(Self::All)
    }
}

/// The id `step` rows after `current`, held at both ends; the first row if none is current. None in an empty list.
pub fn neighbour<'a>(ids: &'a [String], current: Option<&str>, step: isize) -> Option<&'a String> {
    let place = current.and_then(|current| ids.iter().position(|id| id == current));
    let target = place.map_or(0, |place| place.saturating_add_signed(step));
    ids.get(target.min(ids.len().checked_sub(1)?))
}

#[cfg(test)]
pub(crate) mod tests {
    use protocol::{HandoffReason, Mood};

    use super::*;

    pub(crate) fn summary(id: &str, status: Status, agent: Option<&str>) -> ConversationSummary {
        ConversationSummary {
            id: id.to_owned(),
            visitor: None,
            verified: false,
            site: String::new(),
            number: 1,
            preview: String::new(),
            status,
            reason: HandoffReason::Asked,
            mood: Mood::default(),
            team: None,
            language: "en".to_owned(),
            agent: agent.map(str::to_owned),
            agent_id: agent.map(str::to_owned),
            requested_at: 0,
            seq: 1,
            waiting_for_agent: true,
            visitor_read: 0,
            due_at: None,
            satisfaction: None,
            due_by_hand: false,
            snoozed_until: None,
            back: false,
            exception: false,
            notes: 0,
            mentioned: false,
            asked: None,
        }
    }

    #[test]
    fn each_conversation_stands_where_an_agent_looks_for_it() {
        let cases = [
            (Status::Requested, None, vec![Tab::Waiting, Tab::All]),
            (Status::Assigned, Some("me"), vec![Tab::Mine, Tab::All]),
            (Status::Assigned, Some("tom"), vec![Tab::All]),
            (Status::Returned, None, vec![Tab::Resolved]),
            (Status::Resolved, Some("me"), vec![Tab::Resolved]),
            (Status::Expired, None, vec![Tab::Resolved]),
            (Status::Watched, None, vec![Tab::Watched]),
        ];
        for (status, agent, expected) in cases {
            let mut row = summary("a", status, agent);
            let me = Me { id: "me".to_owned(), teams: vec!["billing".to_owned()] };
            let shown = |row: &ConversationSummary| -> Vec<Tab> {
                TABS.into_iter().filter(|tab| tab.shows(row, &me)).collect()
            };
            assert_eq!(shown(&row), expected, "{status:?} {agent:?}");
            assert_eq!(Tab::of(&row, &me), expected[0]);
            row.team = Some("billing".to_owned());
            assert_eq!(shown(&row).contains(&Tab::Team), link::is_open(status), "{status:?}");
            row.team = Some("returns".to_owned());
            assert_eq!(shown(&row), expected, "{status:?} {agent:?}");
        }
    }

    #[test]
    fn what_rests_has_left_the_line_and_what_calls_one_has_a_tab() {
        let check = |row: &ConversationSummary, expected: &[Tab]| {
            let me = Me { id: "me".to_owned(), teams: Vec::new() };
            let shown: Vec<Tab> = TABS.into_iter().filter(|tab| tab.shows(row, &me)).collect();
            assert_eq!(shown, expected, "{row:?}");
        };
        for agent in [None, Some("me")] {
            let status = if agent.is_some() { Status::Assigned } else { Status::Requested };
            let rests = ConversationSummary { snoozed_until: Some(1), ..summary("a", status, agent) };
            check(&rests, &[Tab::All, Tab::Snoozed]);
        }
        let of_tom = summary("a", Status::Assigned, Some("tom"));
        let mentioned = ConversationSummary { mentioned: true, ..of_tom.clone() };
        check(&mentioned, &[Tab::Called, Tab::All]);
        check(&ConversationSummary { asked: Some("Billing".to_owned()), ..of_tom }, &[Tab::Called, Tab::All]);
        let over = ConversationSummary { mentioned: true, ..summary("a", Status::Resolved, None) };
        check(&over, &[Tab::Called, Tab::Resolved]);
    }

    #[test]
    fn walking_the_list_stops_at_its_ends() {
        let ids: Vec<String> = ["a", "b", "c"].map(str::to_owned).into();
        let cases = [
            (None, 1, "a"),
            (Some("a"), 1, "b"),
            (Some("c"), 1, "c"),
            (Some("a"), -1, "a"),
            (Some("c"), -1, "b"),
            (Some("gone"), 1, "a"),
        ];
        for (current, step, expected) in cases {
            assert_eq!(
                neighbour(&ids, current, step).map(String::as_str),
                Some(expected),
                "{current:?} {step}"
            );
        }
        assert_eq!(neighbour(&[], Some("a"), 1), None);
    }
}
