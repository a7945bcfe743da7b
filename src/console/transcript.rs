//! A conversation as the lines of its transcript: what was said, and what became of it in between.

use protocol::{Author, ConversationDetail, Event, Message, Status};

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Unique in the conversation and the same each time, so that a line on screen is never drawn anew.
    pub key: String,
    /// Unix milliseconds; the writer's clock before the handoff, the desk's after it.
    pub at: i64,
    /// What stands there.
    pub said: Said,
}

/// What stands in a line.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// Something that was said.
    Message(Box<Message>),
    /// Something that happened.
    Turning(Turning),
}

/// A change of hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turning {
    /// The assistant passed it on to people.
    HandedOver,
    /// An agent took it; the name where it is known.
    Claimed(Option<String>),
    /// It went back into the queue.
    Released,
    /// The visitor asked for a person once more.
    AskedAgain,
    /// It went back to the assistant.
    Returned,
    /// It is settled.
    Resolved,
    /// Nobody came in time.
    Expired,
}

/// The lines of a conversation from its first word to the latest.
pub fn lines(detail: &ConversationDetail) -> Vec<Line> {
    let mut lines: Vec<Line> = detail.request.transcript.iter().cloned().map(message_line).collect();
    if !detail.request.transcript.iter().any(|message| message.author == Author::Visitor) {
        lines.insert(0, message_line(question(detail)));
    }
    let at = detail.summary.requested_at;
    lines.push(Line { key: "handed-over".to_owned(), at, said: Said::Turning(Turning::HandedOver) });
    let mut before = Status::Requested;
    for event in &detail.events {
        lines.extend(event.message.clone().map(|message| Line { at: event.at, ..message_line(message) }));
        lines.extend(event.status.and_then(|status| turning_line(event, before, status)));
        before = event.status.unwrap_or(before);
    }
    name_last_claim(&mut lines, detail);
    lines
}

fn message_line(message: Message) -> Line {
    Line { key: ["m-", &message.id].concat(), at: message.at, said: Said::Message(Box::new(message)) }
}

/// A request may come without a transcript; its question is then the first thing said.
fn question(detail: &ConversationDetail) -> Message {
    Message {
        id: "question".to_owned(),
        author: Author::Visitor,
        name: None,
        text: detail.request.question.clone(),
        entry: None,
        confidence: None,
        rating: None,
        corrects: None,
        attachment: None,
        at: detail.summary.requested_at,
    }
}

fn turning_line(event: &Event, before: Status, status: Status) -> Option<Line> {
    let turning = match (before, status) {
        // The request itself has its line already.
        (Status::Requested, Status::Requested) => return None,
        (Status::Assigned, Status::Requested) => Turning::Released,
        (_, Status::Requested) => Turning::AskedAgain,
        (_, Status::Assigned) => Turning::Claimed(None),
        (_, Status::Returned) => Turning::Returned,
        (_, Status::Resolved) => Turning::Resolved,
        (_, Status::Expired) => Turning::Expired,
        // It begins so, and comes back to it by nothing.
        (_, Status::Watched) => return None,
    };
    Some(Line { key: format!("s-{}", event.seq), at: event.at, said: Said::Turning(turning) })
}

/// Events don't say who claimed, but the summary names the owner, and the latest claim is the owner's.
fn name_last_claim(lines: &mut [Line], detail: &ConversationDetail) {
    let claims = lines.iter_mut().rev().find_map(|line| match &mut line.said {
        Said::Turning(Turning::Claimed(name)) => Some(name),
        _ => None,
    });
    if let Some(name) = claims {
        name.clone_from(&detail.summary.agent);
    }
}

#[cfg(test)]
mod tests {
    use protocol::{Consent, Editions, HandoffReason, HandoffRequest, Trigger};

    use super::*;
    use crate::tab::tests::summary;

    fn said(id: &str, author: Author) -> Message {
        Message {
            id: id.to_owned(),
            author,
            name: None,
            text: id.to_owned(),
            entry: None,
            confidence: None,
            rating: None,
            corrects: None,
            attachment: None,
            at: 1,
        }
    }

    fn event(seq: u64, message: Option<Message>, status: Option<Status>) -> Event {
        Event { seq, at: 100, message, status, agent: None }
    }

    fn detail(transcript: Vec<Message>, events: Vec<Event>) -> ConversationDetail {
        let request = HandoffRequest {
            version: 1,
            conversation: "c".to_owned(),
            idempotency_key: "k".to_owned(),
            reason: HandoffReason::Asked,
            trigger: Trigger::default(),
            question: "question".to_owned(),
            language: "en".to_owned(),
            transcript,
            team: None,
            page: None,
            attributes: Default::default(),
            identity: None,
            editions: Editions::default(),
            consent: Consent::Asked,
        };
        ConversationDetail {
            summary: summary("c", Status::Assigned, Some("Mei")),
            request,
            events,
            contact: None,
        }
    }

    fn check(detail: &ConversationDetail, expected: &[&str]) {
        let keys: Vec<String> = lines(detail).into_iter().map(|line| line.key).collect();
        assert_eq!(keys, expected);
    }

    #[test]
    fn the_story_stands_in_the_desks_order() {
        let events = vec![
            event(1, None, Some(Status::Requested)),
            event(2, None, Some(Status::Assigned)),
            event(3, Some(said("c", Author::Agent)), None),
        ];
        let detail = detail(vec![said("a", Author::Visitor), said("b", Author::Assistant)], events);
        check(&detail, &["m-a", "m-b", "handed-over", "s-2", "m-c"]);
    }

    #[test]
    fn a_request_without_a_transcript_still_shows_its_question() {
        check(&detail(vec![], vec![]), &["m-question", "handed-over"]);
    }

    #[test]
    fn going_back_to_the_queue_and_asking_again_read_differently() {
        let events = vec![
            event(1, None, Some(Status::Assigned)),
            event(2, None, Some(Status::Requested)),
            event(3, None, Some(Status::Resolved)),
            event(4, None, Some(Status::Requested)),
            event(5, None, Some(Status::Assigned)),
        ];
        let turnings: Vec<Turning> = lines(&detail(vec![said("a", Author::Visitor)], events))
            .into_iter()
            .filter_map(|line| match line.said {
                Said::Turning(turning) => Some(turning),
                Said::Message(_) => None,
            })
            .collect();
        let expected = [
            Turning::HandedOver,
            Turning::Claimed(None),
            Turning::Released,
            Turning::Resolved,
            Turning::AskedAgain,
            Turning::Claimed(Some("Mei".to_owned())),
        ];
        assert_eq!(turnings, expected);
    }
}
