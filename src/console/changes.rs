//! An inbox that the desk told what changed of.

use std::collections::BTreeMap;

use protocol::{ConversationSummary, Inbox, InboxChanges};

/// What changes make of an inbox.
#[derive(Clone, Debug, PartialEq)]
pub enum Changed {
    /// This.
    Now(Inbox),
    /// It has all of them already.
    Old,
    /// They are changes of another: the whole has to be asked for.
    Other,
}

/// Puts changes into an inbox; the order is the caller's to make.
pub fn with_changes(inbox: &Inbox, changes: InboxChanges) -> Changed {
    if inbox.revision >= changes.revision {
        return Changed::Old;
    }
    if inbox.revision != changes.since {
        return Changed::Other;
    }
    let mut changed: BTreeMap<String, ConversationSummary> =
        changes.changed.into_iter().map(|row| (row.id.clone(), row)).collect();
    let kept = inbox.conversations.iter().filter(|row| !changes.gone.contains(&row.id));
    let mut conversations: Vec<ConversationSummary> =
        kept.map(|row| changed.remove(&row.id).unwrap_or_else(|| row.clone())).collect();
    conversations.extend(changed.into_values());
    Changed::Now(Inbox { revision: changes.revision, now: changes.now, conversations })
}

#[cfg(test)]
mod tests {
    use protocol::Status;

    use super::*;
    use crate::tab::tests::summary;

    fn inbox(revision: u64, ids: &[&str]) -> Inbox {
        let row = |id: &&str| summary(id, Status::Requested, None);
        Inbox { revision, now: 1, conversations: ids.iter().map(row).collect() }
    }

    fn check(
        since: u64,
        revision: u64,
        changed: &[&str],
        gone: &[&str],
        expected: Option<&[&str]>,
    ) -> Changed {
        let changes = InboxChanges {
            since,
            revision,
            now: 2,
            changed: inbox(revision, changed).conversations,
            gone: gone.iter().map(|id| (*id).to_owned()).collect(),
        };
        let found = with_changes(&inbox(5, &["a", "b"]), changes);
        let ids = match &found {
            Changed::Now(inbox) => {
                Some(inbox.conversations.iter().map(|row| row.id.as_str()).collect::<Vec<_>>())
            }
            Changed::Old | Changed::Other => None,
        };
        assert_eq!(ids.as_deref(), expected);
        found
    }

    #[test]
    fn changes_go_into_the_inbox_that_they_are_of() {
        check(5, 6, &["c"], &["a"], Some(&["b", "c"]));
        check(5, 6, &["a"], &[], Some(&["a", "b"]));
        check(5, 6, &[], &[], Some(&["a", "b"]));
        assert_eq!(check(4, 5, &["c"], &[], None), Changed::Old);
        assert_eq!(check(3, 4, &["c"], &[], None), Changed::Old);
        assert_eq!(check(6, 7, &["c"], &[], None), Changed::Other);
        assert_eq!(check(4, 7, &["c"], &[], None), Changed::Other);
    }
}
