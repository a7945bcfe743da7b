//! Up to where this agent has read each conversation, kept as lines of text in the browser.

use std::collections::BTreeMap;

use protocol::ConversationSummary;

use crate::steps::{Owner, owner};

/// The last event that was read, a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    by_conversation: BTreeMap<String, u64>,
}

impl Seen {
    /// Reads what [`Seen::to_text`] wrote; lines of another shape are passed over.
    pub fn read(text: &str) -> Self {
        let pairs = text.lines().filter_map(|line| line.split_once(' '));
        let by_conversation =
            pairs.filter_map(|(id, seq)| Some((id.to_owned(), seq.parse().ok()?))).collect();
        Self { by_conversation }
    }

    /// One line a conversation.
    pub fn to_text(&self) -> String {
        self.by_conversation.iter().map(|(id, seq)| format!("{id} {seq}\n")).collect()
    }

    /// Notes that a conversation was read up to `seq`; says whether that was news.
    pub fn mark(&mut self, conversation: &str, seq: u64) -> bool {
        let before = self.by_conversation.get(conversation).copied();
        let news = before.is_none_or(|before| before < seq);
        if news {
            self.by_conversation.insert(conversation.to_owned(), seq);
        }
        news
    }

    /// Whether the visitor has said something in it that the agent with id `me` has not had on screen.
    ///
    /// What a colleague has is the colleague's to read.
    pub fn is_unread(&self, summary: &ConversationSummary, me: &str) -> bool {
        let read = self.by_conversation.get(&summary.id).is_some_and(|seq| *seq >= summary.seq);
        let ours = link::is_open(summary.status) && owner(summary, me) != Owner::Colleague;
        ours && summary.waiting_for_agent && !read
    }

    /// Forgets conversations that the desk no longer lists, so that the text stays short.
    pub fn keep_only(&mut self, is_listed: impl Fn(&str) -> bool) {
        self.by_conversation.retain(|id, _| is_listed(id));
    }
}

#[cfg(test)]
mod tests {
    use protocol::Status;

    use super::*;
    use crate::tab::tests::summary;

    #[test]
    fn what_was_read_survives_as_text() {
        let mut seen = Seen::default();
        assert!(seen.mark("a", 3));
        assert!(!seen.mark("a", 2), "reading backwards is no news");
        assert_eq!(Seen::read(&seen.to_text()), seen);
        assert_eq!(Seen::read("nonsense\n\na x\n"), Seen::default());
    }

    #[test]
    fn unread_is_what_the_visitor_said_after_the_last_look() {
        let mut seen = Seen::default();
        let mut row = summary("a", Status::Assigned, Some("me"));
        row.seq = 4;
        assert!(seen.is_unread(&row, "me"));
        seen.mark("a", 4);
        assert!(!seen.is_unread(&row, "me"));
        row.seq = 5;
        assert!(seen.is_unread(&row, "me"));
        row.waiting_for_agent = false;
        assert!(!seen.is_unread(&row, "me"), "an agent spoke last");
        row.waiting_for_agent = true;
        assert!(!seen.is_unread(&row, "tom"), "a colleague has it");
    }

    #[test]
    fn what_is_no_longer_listed_is_forgotten() {
        let mut seen = Seen::read("a 1\nb 2\n");
        seen.keep_only(|id| id == "b");
        assert_eq!(seen.to_text(), "b 2\n");
    }
}
