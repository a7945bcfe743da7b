//! What an inbox tells that an agent who isn't looking wants to hear of.

use protocol::{ConversationSummary, Status};

use crate::steps::{Owner, owner};

/// Why somebody is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// Somebody waits who did not before.
    Waits,
    /// A visitor has written in a conversation of this agent's.
    Wrote,
}

/// One thing to be told, the same in each of an agent's tabs.
#[derive(Clone, Debug, PartialEq)]
pub struct Tiding {
    /// What happened.
    pub call: Call,
    /// Where.
    pub row: ConversationSummary,
}

/// What is new in an inbox for the agent with id `me`, where `before` tells how a conversation stood; never what that agent
/// did, as to put a conversation back.
pub fn tidings<'a>(
    before: impl Fn(&str) -> Option<&'a ConversationSummary>,
    now: &[ConversationSummary],
    me: &str,
) -> Vec<Tiding> {
    let call = |row: &ConversationSummary| {
        let was = before(&row.id);
        let is_mine = |row: &ConversationSummary| owner(row, me) == Owner::Me;
        match row.status {
            Status::Requested => {
                let waited = was.is_some_and(|was| was.status == Status::Requested);
                (!waited && !was.is_some_and(is_mine)).then_some(Call::Waits)
            }
            Status::Assigned => {
                let wrote = was.is_some_and(|was| is_mine(was) && was.seq < row.seq);
                (is_mine(row) && row.waiting_for_agent && wrote).then_some(Call::Wrote)
            }
            _ => None,
        }
    };
    let told = now.iter().filter_map(|row| Some(Tiding { call: call(row)?, row: row.clone() }));
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tab::tests::summary;

    type Row = (Status, Option<&'static str>, u64, bool);

    fn check(before: Option<Row>, now: Row, expected: Option<Call>) {
        let row = |(status, agent, seq, waiting_for_agent): Row| ConversationSummary {
            seq,
            waiting_for_agent,
            ..summary("a", status, agent)
        };
        let before: Vec<ConversationSummary> = before.map(row).into_iter().collect();
        let calls: Vec<Call> =
            tidings(|_| before.first(), &[row(now)], "me").into_iter().map(|tiding| tiding.call).collect();
        assert_eq!(calls.first().copied(), expected, "{before:?} {now:?}");
    }

    #[test]
    fn an_agent_is_told_of_who_waits_and_of_words_in_the_own_conversations() {
        let waits = (Status::Requested, None, 1, true);
        let mine = |seq, waiting| (Status::Assigned, Some("me"), seq, waiting);
        let toms = (Status::Assigned, Some("tom"), 3, true);
        check(None, waits, Some(Call::Waits));
        check(Some(waits), (Status::Requested, None, 2, true), None);
        check(Some(toms), waits, Some(Call::Waits));
        check(Some(mine(2, true)), (Status::Requested, None, 3, true), None);
        check(Some((Status::Watched, None, 1, false)), waits, Some(Call::Waits));
        check(Some(mine(2, false)), mine(3, true), Some(Call::Wrote));
        check(Some(mine(2, true)), mine(3, true), Some(Call::Wrote));
        check(Some(mine(2, true)), mine(2, true), None);
        check(Some(mine(2, true)), mine(3, false), None);
        check(Some(waits), mine(2, true), None);
        check(Some(toms), (Status::Assigned, Some("tom"), 4, true), None);
    }
}
