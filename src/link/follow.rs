//! How a visitor's browser follows a conversation at the desk: each event once and in order, whatever the network does.
//!
//! What the desk tells comes by a socket and by asking, so an older word may arrive after a newer one. Every change of
//! status is an event, so a word that brings no new event tells no new status; that is how an old one is known.

use protocol::{Author, Event, HandoffReply, Progress, Status};
use serde::{Deserialize, Serialize};

use crate::is_open;

/// Events that one reply carries at most; a full one has more behind it.
const EVENTS_PER_REPLY: usize = 500;

/// How far a browser has followed, and where things stand as far as it knows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Follow {
    /// Names the state of the desk's memory; empty before the first word of it.
    pub epoch: String,
    /// The number of the latest event seen; 0 before the first.
    pub seq: u64,
    /// Where the handoff stands; none until the desk has acknowledged it.
    pub status: Option<Status>,
    /// The display name of the agent who has it, or had it last.
    pub agent: Option<String>,
    /// While requested: 1 is next.
    pub position: Option<u32>,
    /// While requested: seconds; none while unknown.
    pub expected_wait_s: Option<u32>,
    /// Nobody is at the desk.
    pub offline: bool,
    /// Unix milliseconds when people are back, where that is known.
    pub opens_at: Option<i64>,
    /// The number up to which an agent has read.
    pub agent_read: u64,
    /// The number of the visitor's latest message.
    pub said: u64,
    /// The highest number that the desk has acknowledged, seen or not.
    acknowledged: u64,
    /// Whether the desk has more than its latest reply could carry.
    has_more: bool,
    /// Whether the status is only what the acknowledged request leads one to expect.
    is_guess: bool,
}

/// What a word of the desk brought that was not known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct News {
    /// All that was known before counts no longer: the events are those from the first on.
    pub afresh: bool,
    /// The display name of an agent who was not known to have it.
    pub joined: Option<String>,
    /// In order, without gaps, each once.
    pub events: Vec<Event>,
    /// The new status, if it is another.
    pub status: Option<Status>,
    /// Events are missing before those that came, so these were left aside: ask again from [`Follow::seq`] on.
    pub is_torn: bool,
}

impl Follow {
    /// Takes in what the desk tells.
    pub fn take(&mut self, progress: Progress) -> News {
        if self.is_of_another_memory(&progress) {
            return News::default();
        }
        let mut news = News { afresh: progress.afresh, ..News::default() };
        if progress.afresh {
            self.forget();
        }
        let known = self.agent.clone();
        self.epoch = progress.epoch;
        self.has_more = progress.events.len() >= EVENTS_PER_REPLY;
        self.take_events(progress.events, &mut news);
        self.agent_read = self.agent_read.max(progress.agent_read);
        let tells_status = !news.events.is_empty() || self.is_guess || self.status.is_none();
        if news.is_torn || !tells_status && self.status != Some(progress.status) {
            return news;
        }
        news.status = Some(progress.status).filter(|status| self.status != Some(*status));
        (self.status, self.is_guess) = (Some(progress.status), false);
        if progress.agent.is_some() {
            self.agent = progress.agent;
            news.joined = self.agent.clone().filter(|_| self.agent != known);
        }
        (self.position, self.expected_wait_s) = (progress.position, progress.expected_wait_s);
        // A desk that never told when people are back is not known to be open again.
        self.offline = progress.opens_at.is_some() || self.offline && self.opens_at.is_none();
        self.opens_at = progress.opens_at;
        news
    }

    /// The desk has the request for a person. Where none was open, whatever it tells next was asked for later and goes
    /// before this.
    pub fn requested(&mut self, reply: &HandoffReply) {
        let (seq, epoch) = match reply {
            HandoffReply::Accepted { position, expected_wait_s, seq, epoch } => {
                (self.position, self.expected_wait_s) = (Some(*position), *expected_wait_s);
                (*seq, epoch)
            }
            HandoffReply::Offline { opens_at, seq, epoch } => {
                (self.offline, self.opens_at) = (true, *opens_at);
                (*seq, epoch)
            }
            HandoffReply::Failed { .. } => return,
        };
        self.acknowledged = self.acknowledged.max(seq);
        // What is said before the first word of the desk is known to be of this memory too.
        if self.epoch.is_empty() {
            self.epoch.clone_from(epoch);
        }
        if !self.status.is_some_and(is_open) {
            (self.status, self.is_guess) = (Some(Status::Requested), true);
        }
    }

    /// The desk has a message of this browser under a number.
    pub fn posted(&mut self, author: Author, seq: u64) {
        self.acknowledged = self.acknowledged.max(seq);
        if author == Author::Visitor {
            self.said = self.said.max(seq);
        }
    }

    /// The desk has the conversation no longer, by its own word; the status if that is news.
    pub fn lost(&mut self) -> Option<Status> {
        let was = std::mem::take(self).status;
        self.status = Some(Status::Expired);
        self.status.filter(|_| was != self.status)
    }

    /// Whether there may be something to hear: a person has it or is to have it, or the desk is known to have more than was
    /// seen. A message or a request may cross with the end of a conversation, which it then takes up again.
    pub fn wants_news(&self) -> bool {
        self.status.is_some_and(|status| is_open(status) || self.seq < self.acknowledged || self.has_more)
    }

    /// A word said before a backup was restored, which came late.
    fn is_of_another_memory(&self, progress: &Progress) -> bool {
        !progress.afresh && !self.epoch.is_empty() && progress.epoch != self.epoch
    }

    fn forget(&mut self) {
        *self = Self { status: self.status, is_guess: true, ..Self::default() };
    }

    fn take_events(&mut self, events: Vec<Event>, news: &mut News) {
        for event in events {
            if event.seq <= self.seq {
                continue;
            }
            if event.seq > self.seq + 1 {
                news.is_torn = true;
                return;
            }
            self.seq = event.seq;
            if event.message.as_ref().is_some_and(|message| message.author == Author::Visitor) {
                self.said = self.said.max(event.seq);
            }
            if event.agent.is_some() {
                self.agent.clone_from(&event.agent);
            }
            news.events.push(event);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::Message;

    fn event(seq: u64, status: Option<Status>) -> Event {
        let message = status.is_none().then(|| Message {
            id: format!("m{seq}"),
            author: Author::Visitor,
            name: None,
            text: "Hello".to_owned(),
            entry: None,
            confidence: None,
            rating: None,
            corrects: None,
            attachment: None,
            at: 0,
        });
        Event { seq, at: 0, message, status, agent: None }
    }

    /// A word of the desk with events of these numbers, as messages.
    fn word(status: Status, seqs: &[u64]) -> Progress {
        Progress {
            status,
            position: None,
            expected_wait_s: None,
            opens_at: None,
            agent: None,
            events: seqs.iter().map(|seq| event(*seq, None)).collect(),
            epoch: "one".to_owned(),
            afresh: false,
            agent_read: 0,
            long_wait: false,
            satisfaction: None,
        }
    }

    fn seqs(news: &News) -> Vec<u64> {
        news.events.iter().map(|event| event.seq).collect()
    }

    #[test]
    fn each_event_comes_once_in_order_and_nothing_is_taken_over_a_gap() {
        for (words, told, seq, is_torn) in [
            (vec![vec![1, 2], vec![3]], vec![1, 2, 3], 3, false),
            (vec![vec![1, 2], vec![1, 2, 3], vec![2]], vec![1, 2, 3], 3, false),
            (vec![vec![1], vec![]], vec![1], 1, false),
            (vec![vec![1], vec![3, 4]], vec![1], 1, true),
        ] {
            let (mut follow, mut all, mut torn) = (Follow::default(), Vec::new(), false);
            for seqs_told in &words {
                let news = follow.take(word(Status::Assigned, seqs_told));
                all.extend(seqs(&news));
                torn |= news.is_torn;
            }
            assert_eq!((all, follow.seq, torn), (told, seq, is_torn), "{words:?}");
        }
    }

    #[test]
    fn an_old_word_that_comes_late_turns_nothing_back() {
        let mut follow = Follow::default();
        follow.take(word(Status::Requested, &[1]));
        assert_eq!(follow.take(word(Status::Assigned, &[2])).status, Some(Status::Assigned));
        assert_eq!(follow.take(word(Status::Requested, &[1])), News::default());
        assert_eq!(follow.status, Some(Status::Assigned));
        let mut of_another_memory = word(Status::Resolved, &[3]);
        of_another_memory.epoch = "none".to_owned();
        assert_eq!(follow.take(of_another_memory), News::default());
    }

    #[test]
    fn a_message_that_crosses_the_end_is_followed_up() {
        let mut follow = Follow::default();
        follow.take(word(Status::Assigned, &[1, 2]));
        follow.posted(Author::Visitor, 5);
        follow.take(word(Status::Resolved, &[3]));
        assert!(follow.wants_news(), "4 and 5 put it back into the line");
        follow.take(word(Status::Requested, &[4, 5]));
        assert_eq!((follow.status, follow.said), (Some(Status::Requested), 5));
        let again =
            HandoffReply::Accepted { position: 1, expected_wait_s: None, seq: 7, epoch: String::new() };
        follow.requested(&again);
        follow.take(word(Status::Resolved, &[6]));
        assert!(follow.wants_news(), "7 puts it back once more");
        follow.take(word(Status::Requested, &[7]));
        follow.take(word(Status::Resolved, &[8]));
        assert!(!follow.wants_news());
    }

    #[test]
    fn what_was_said_before_a_backup_was_restored_counts_no_longer() {
        let epoch = "none".to_owned();
        let mut follow = Follow::default();
        follow.requested(&HandoffReply::Accepted { position: 1, expected_wait_s: None, seq: 1, epoch });
        follow.posted(Author::Visitor, 2);
        let restored = Progress { afresh: true, ..word(Status::Requested, &[1]) };
        assert!(follow.take(restored).afresh);
        assert_eq!((follow.seq, follow.said, follow.epoch.as_str()), (1, 1, "one"));
    }

    #[test]
    fn a_request_is_expected_to_wait_until_the_desk_says_otherwise() {
        let reply =
            HandoffReply::Accepted { position: 2, expected_wait_s: None, seq: 1, epoch: String::new() };
        let mut follow = Follow::default();
        assert!(!follow.wants_news());
        follow.requested(&reply);
        assert_eq!((follow.status, follow.position), (Some(Status::Requested), Some(2)));
        follow.take(word(Status::Assigned, &[1, 2]));
        follow.requested(&reply);
        assert_eq!(follow.status, Some(Status::Assigned), "it is not asked for twice");
        follow.take(word(Status::Resolved, &[3]));
        follow.requested(&reply);
        assert_eq!(follow.take(word(Status::Resolved, &[])).status, Some(Status::Resolved));
    }

    #[test]
    fn a_memory_that_was_restored_is_read_from_the_first_event_on() {
        let mut follow = Follow::default();
        follow.take(word(Status::Assigned, &[1, 2, 3]));
        follow.posted(Author::Visitor, 9);
        let mut afresh = word(Status::Resolved, &[1]);
        (afresh.epoch, afresh.afresh) = ("two".to_owned(), true);
        let news = follow.take(afresh);
        assert_eq!((seqs(&news), news.afresh), (vec![1], true));
        let mut fresh = Follow { epoch: "two".to_owned(), ..Follow::default() };
        fresh.take(Progress { epoch: "two".to_owned(), ..word(Status::Resolved, &[1]) });
        assert_eq!(follow, fresh);
        assert_eq!(follow.lost(), Some(Status::Expired));
        assert_eq!(follow.lost(), None);
    }

    #[test]
    fn a_full_reply_has_more_behind_it() {
        let all: Vec<u64> = (1..=EVENTS_PER_REPLY as u64).collect();
        let mut follow = Follow::default();
        follow.take(word(Status::Resolved, &all));
        assert!(follow.wants_news());
        follow.take(word(Status::Resolved, &[]));
        assert!(!follow.wants_news());
    }
}
