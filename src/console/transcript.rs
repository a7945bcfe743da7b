//! A conversation as the lines of its transcript: what was said, and what became of it in between.

use protocol::{Author, ConversationDetail, Event, HandoffReason, Message, Note, Spot, Status};

use crate::spot::pieces;

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
    /// Something that agents noted among themselves.
    Note(Box<Note>),
}

/// A change of hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turning {
    /// The assistant has it, and agents may read along.
    Watched,
    /// The assistant passed it on to people.
    HandedOver,
    /// An agent took it; here and below the name where it is known.
    Claimed(Option<String>),
    /// It went from one agent to another.
    PassedOn(Option<String>),
    /// It went back into the queue.
    Released(Option<String>),
    /// The visitor asked for a person once more.
    AskedAgain,
    /// It went back to the assistant.
    Returned(Option<String>),
    /// It is settled.
    Resolved(Option<String>),
    /// Nobody came in time.
    Expired,
}

/// The lines of a conversation from its first word to the latest.
pub fn lines(detail: &ConversationDetail) -> Vec<Line> {
    let mut lines: Vec<Line> = earlier(detail).cloned().map(message_line).collect();
    let asked = detail.request.transcript.iter().any(|message| message.author == Author::Visitor);
    if !asked && !detail.request.question.is_empty() {
        lines.insert(0, message_line(question(detail)));
    }
    let at = detail.summary.requested_at;
    let mut before = first_status(detail);
    let opening = if before == Status::Watched { Turning::Watched } else { Turning::HandedOver };
    lines.push(Line { key: "handed-over".to_owned(), at, said: Said::Turning(opening) });
    let mut notes = detail.notes.iter().peekable();
    for event in &detail.events {
        while let Some(note) = notes.next_if(|note| note.at < event.at) {
            lines.push(note_line(note));
        }
        lines.extend(event.message.clone().map(|message| Line { at: event.at, ..message_line(message) }));
        lines.extend(event.status.and_then(|status| turning_line(event, before, status)));
        before = event.status.unwrap_or(before);
    }
    lines.extend(notes.map(note_line));
    lines
}

fn note_line(note: &Note) -> Line {
    Line { key: ["n-", &note.id].concat(), at: note.at, said: Said::Note(Box::new(note.clone())) }
}

/// What was said before the desk had the conversation; what the desk has numbered since stands at its number.
fn earlier(detail: &ConversationDetail) -> impl Iterator<Item = &Message> {
    let numbered: Vec<&str> = events_messages(detail).map(|(_, message)| message.id.as_str()).collect();
    detail.request.transcript.iter().filter(move |message| !numbered.contains(&message.id.as_str()))
}

fn events_messages(detail: &ConversationDetail) -> impl DoubleEndedIterator<Item = (u64, &Message)> {
    detail.events.iter().filter_map(|event| Some((event.seq, event.message.as_ref()?)))
}

/// How the conversation came to the desk: for a person, or to be read along.
fn first_status(detail: &ConversationDetail) -> Status {
    let first = detail.events.iter().find_map(|event| event.status);
    let is_watched =
        first.map_or(detail.request.reason == HandoffReason::Watched, |it| it == Status::Watched);
    if is_watched { Status::Watched } else { Status::Requested }
}

/// How far an agent's words got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The desk has them.
    Sent,
    /// They have been on the visitor's screen.
    Read,
}

/// The key of the agents' last line with how far it got; none once the visitor has answered it, or without one.
pub fn delivery(detail: &ConversationDetail) -> Option<(String, Delivery)> {
    let (seq, last) = events_messages(detail).rfind(|(_, message)| message.author != Author::Assistant)?;
    if last.author != Author::Agent {
        return None;
    }
    let is_read = detail.summary.visitor_read >= seq;
    Some((key_of(last), if is_read { Delivery::Read } else { Delivery::Sent }))
}

/// The words of the message that this one corrects, where they are known; none where it corrects nothing.
pub fn corrected<'a>(message: &Message, detail: &'a ConversationDetail) -> Option<&'a str> {
    let id = message.corrects.as_deref()?;
    let later = events_messages(detail).map(|(_, message)| message);
    let found = detail.request.transcript.iter().chain(later).find(|message| message.id == id);
    Some(found.map_or("", |message| message.text.as_str()))
}

/// The key of the line where searched words stand; none where the line is not known any longer.
pub fn found_line(detail: &ConversationDetail, spot: &Spot) -> Option<String> {
    if let Some((_, message)) = events_messages(detail).find(|(seq, _)| *seq == spot.seq) {
        return Some(key_of(message));
    }
    // What came with the request has no number of its own.
    let (word, _) = pieces(spot).into_iter().find(|(_, is_mark)| *is_mark)?;
    let has = |message: &&Message| message.text.to_lowercase().contains(&word.to_lowercase());
    let said = earlier(detail).filter(has).last().map(key_of);
    said.or_else(|| {
        Some(question(detail)).filter(|question| has(&question)).map(|question| key_of(&question))
    })
}

fn key_of(message: &Message) -> String {
    ["m-", &message.id].concat()
}

fn message_line(message: Message) -> Line {
    Line { key: key_of(&message), at: message.at, said: Said::Message(Box::new(message)) }
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
        // The beginning has its line already.
        (Status::Requested, Status::Requested) | (_, Status::Watched) => return None,
        (Status::Watched, Status::Requested) => Turning::HandedOver,
        (Status::Assigned, Status::Requested) => Turning::Released(event.agent.clone()),
        (_, Status::Requested) => Turning::AskedAgain,
        (Status::Assigned, Status::Assigned) => Turning::PassedOn(event.agent.clone()),
        (_, Status::Assigned) => Turning::Claimed(event.agent.clone()),
        (_, Status::Returned) => Turning::Returned(event.agent.clone()),
        (_, Status::Resolved) => Turning::Resolved(event.agent.clone()),
        (_, Status::Expired) => Turning::Expired,
    };
    Some(Line { key: format!("s-{}", event.seq), at: event.at, said: Said::Turning(turning) })
}

#[cfg(test)]
pub(crate) mod tests {
    use protocol::{Consent, Editions, HandoffRequest, Trigger};

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

    pub(crate) fn event(seq: u64, message: Option<Message>, status: Option<Status>) -> Event {
        Event { seq, at: 100, message, status, agent: None }
    }

    pub(crate) fn detail(transcript: Vec<Message>, events: Vec<Event>) -> ConversationDetail {
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
            verdicts: Vec::new(),
            notes: Vec::new(),
            device: None,
        }
    }

    fn check(detail: &ConversationDetail, expected: &[&str]) {
        let keys: Vec<String> = lines(detail).into_iter().map(|line| line.key).collect();
        assert_eq!(keys, expected);
    }

    #[test]
    fn searched_words_are_found_in_their_line() {
        let mut early = said("t1", Author::Visitor);
        early.text = "Where is my Parcel?".to_owned();
        let detail = detail(
            vec![early, said("t2", Author::Assistant)],
            vec![event(4, Some(said("m4", Author::Visitor)), None)],
        );
        let spot = |seq, text: &str| Spot {
            seq,
            text: text.to_owned(),
            marks: vec![protocol::Mark { from: 0, to: text.chars().count() as u32 }],
        };
        for (spot, expected) in
            [(spot(4, "m4"), Some("m-m4")), (spot(0, "parcel"), Some("m-t1")), (spot(0, "lamp"), None)]
        {
            assert_eq!(found_line(&detail, &spot).as_deref(), expected, "{spot:?}");
        }
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
    fn notes_stand_where_their_time_puts_them() {
        let at = |at, event: Event| Event { at, ..event };
        let events = vec![
            at(10, event(1, None, Some(Status::Requested))),
            at(20, event(2, Some(said("a", Author::Agent)), None)),
            at(30, event(3, Some(said("b", Author::Visitor)), None)),
        ];
        let mut detail = detail(vec![], events);
        detail.notes = [("x", 5), ("y", 20), ("z", 25), ("last", 40)]
            .map(|(id, at)| crate::notes::tests::note(id, 1, at))
            .into();
        check(&detail, &["m-question", "handed-over", "n-x", "m-a", "n-y", "n-z", "m-b", "n-last"]);
    }

    #[test]
    fn a_request_without_a_transcript_still_shows_its_question() {
        check(&detail(vec![], vec![]), &["m-question", "handed-over"]);
    }

    fn check_turnings(events: Vec<(Status, Option<&str>)>, expected: &[Turning]) {
        let events = events.into_iter().zip(1..).map(|((status, agent), seq)| Event {
            agent: agent.map(str::to_owned),
            ..event(seq, None, Some(status))
        });
        let turnings: Vec<Turning> = lines(&detail(vec![said("a", Author::Visitor)], events.collect()))
            .into_iter()
            .filter_map(|line| match line.said {
                Said::Turning(turning) => Some(turning),
                Said::Message(_) | Said::Note(_) => None,
            })
            .collect();
        assert_eq!(turnings, expected);
    }

    #[test]
    fn each_change_of_hands_reads_differently_and_names_whose_it_was() {
        let named = |name: &str| Some(name.to_owned());
        check_turnings(
            vec![
                (Status::Requested, None),
                (Status::Assigned, Some("Tom")),
                (Status::Requested, Some("Tom")),
                (Status::Assigned, Some("Tom")),
                (Status::Assigned, Some("Mei")),
                (Status::Resolved, Some("Mei")),
                (Status::Requested, None),
                (Status::Assigned, None),
            ],
            &[
                Turning::HandedOver,
                Turning::Claimed(named("Tom")),
                Turning::Released(named("Tom")),
                Turning::Claimed(named("Tom")),
                Turning::PassedOn(named("Mei")),
                Turning::Resolved(named("Mei")),
                Turning::AskedAgain,
                Turning::Claimed(None),
            ],
        );
    }

    #[test]
    fn what_was_read_along_is_handed_over_where_it_was() {
        check_turnings(
            vec![(Status::Watched, None), (Status::Requested, None), (Status::Assigned, Some("Mei"))],
            &[Turning::Watched, Turning::HandedOver, Turning::Claimed(Some("Mei".to_owned()))],
        );
    }

    #[test]
    fn what_the_desk_has_numbered_stands_once() {
        let events =
            vec![event(1, None, Some(Status::Watched)), event(2, Some(said("b", Author::Assistant)), None)];
        let transcript = vec![said("a", Author::Visitor), said("b", Author::Assistant)];
        check(&detail(transcript, events), &["m-a", "handed-over", "m-b"]);
    }

    fn check_delivery(said_by: &[Author], read: u64, expected: Option<(&str, Delivery)>) {
        let message = |(author, seq): (&Author, u64)| event(seq, Some(said(&seq.to_string(), *author)), None);
        let mut detail = detail(vec![], said_by.iter().zip(1..).map(message).collect());
        detail.summary.visitor_read = read;
        let found = delivery(&detail);
        assert_eq!(found.as_ref().map(|(key, how)| (key.as_str(), *how)), expected, "{said_by:?} {read}");
    }

    #[test]
    fn only_the_agents_last_words_tell_how_far_they_got() {
        use Author::{Agent, Assistant, Visitor};
        check_delivery(&[Visitor, Agent], 1, Some(("m-2", Delivery::Sent)));
        check_delivery(&[Visitor, Agent], 2, Some(("m-2", Delivery::Read)));
        check_delivery(&[Agent, Agent], 1, Some(("m-2", Delivery::Sent)));
        check_delivery(&[Agent, Assistant], 9, Some(("m-1", Delivery::Read)));
        check_delivery(&[Agent, Visitor], 2, None);
        check_delivery(&[], 2, None);
    }

    #[test]
    fn a_correction_tells_what_it_corrects() {
        let mut correction = said("c", Author::Agent);
        let detail = detail(
            vec![said("a", Author::Assistant)],
            vec![event(1, Some(said("b", Author::Assistant)), None)],
        );
        assert_eq!(corrected(&correction, &detail), None);
        for (id, text) in [("a", "a"), ("b", "b"), ("gone", "")] {
            correction.corrects = Some(id.to_owned());
            assert_eq!(corrected(&correction, &detail), Some(text));
        }
    }
}
