//! What a console has of the inbox, so that it is told what changed and not the whole again.

use std::collections::BTreeMap;

use protocol::{ConsoleFrame, ConversationSummary, Inbox, InboxChanges};

use crate::secret::Hash;

/// The conversations of the inbox that was told last, each by its id with a hash of what was told of it; none before the
/// first.
#[derive(Debug, Default)]
pub struct Shown(Option<BTreeMap<String, Hash>>);

impl Shown {
    /// What is to be told: the whole inbox where nothing was told before, else what changed since that revision.
    pub fn frame(&mut self, since: Option<u64>, inbox: Inbox) -> ConsoleFrame {
        let now = inbox.conversations.iter().map(|row| (row.id.clone(), hash(row))).collect();
        match (self.0.replace(now), since) {
            (Some(before), Some(since)) => ConsoleFrame::Changes(self.changes(&before, since, inbox)),
            _ => ConsoleFrame::Inbox(inbox),
        }
    }

    fn changes(&self, before: &BTreeMap<String, Hash>, since: u64, inbox: Inbox) -> InboxChanges {
        let now = self.0.as_ref();
        let hash_now = |id: &str| now.and_then(|now| now.get(id));
        let is_same = |row: &ConversationSummary| {
            before.get(&row.id).zip(hash_now(&row.id)).is_some_and(|(was, is)| was.matches(is.bytes()))
        };
        let gone = before.keys().filter(|id| hash_now(id).is_none()).cloned().collect();
        let Inbox { revision, now, mut conversations } = inbox;
        conversations.retain(|row| !is_same(row));
        InboxChanges { since, revision, now, changed: conversations, gone }
    }
}

fn hash(row: &ConversationSummary) -> Hash {
    // What cannot be written is told each time.
    Hash::of(&serde_json::to_string(row).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inbox(revision: u64, rows: &[(&str, &str)]) -> Inbox {
        let row = |(id, preview): &(&str, &str)| -> ConversationSummary {
            serde_json::from_value(serde_json::json!({
                "id": id, "number": 1, "preview": preview, "status": "requested", "reason": "asked", "mood":
                {"anger": 0, "anxiety": 0, "dejection": 0, "gladness": 0, "reasons": []}, "language": "en",
                "requested_at": 1, "seq": 1, "waiting_for_agent": true,
            }))
            .unwrap()
        };
        Inbox { revision, now: 1, conversations: rows.iter().map(row).collect() }
    }

    /// Checks what is told of the second inbox after the first.
    fn check(first: &[(&str, &str)], then: &[(&str, &str)], changed: &[&str], gone: &[&str]) {
        let mut shown = Shown::default();
        assert!(matches!(shown.frame(None, inbox(1, first)), ConsoleFrame::Inbox(_)));
        let ConsoleFrame::Changes(told) = shown.frame(Some(1), inbox(2, then)) else {
            panic!("the whole was told again");
        };
        let ids: Vec<&str> = told.changed.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(
            (ids.as_slice(), told.gone.as_slice()),
            (changed, &gone.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>()[..])
        );
        assert_eq!((told.since, told.revision), (1, 2));
    }

    #[test]
    fn only_what_changed_is_told() {
        let two = [("a", "hello"), ("b", "where is it")];
        check(&two, &two, &[], &[]);
        check(&two, &[("b", "where is it"), ("a", "hello")], &[], &[]);
        check(&two, &[("a", "hello"), ("b", "still waiting")], &["b"], &[]);
        check(&two, &[("b", "where is it"), ("c", "new")], &["c"], &["a"]);
        check(&[], &two, &["a", "b"], &[]);
        check(&two, &[], &[], &["a", "b"]);
    }
}
