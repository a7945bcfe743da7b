//! Anna's conversation and those at the desk, of which the samples are made.

use std::collections::BTreeMap;

use protocol::*;

/// When all of it happens, Unix milliseconds.
pub const AT: i64 = 1_800_000_000_000;

pub fn id() -> String {
    "conversation-of-anna-0000".to_owned()
}

pub fn epoch() -> String {
    "0123456789abcdef0123456789abcdef".to_owned()
}

pub fn request() -> HandoffRequest {
    HandoffRequest {
        version: VERSION,
        conversation: id(),
        idempotency_key: "key-1".to_owned(),
        reason: HandoffReason::Asked,
        trigger: Trigger {
            confidence: Some(0.4),
            matches: vec![matched()],
            mood: mood(),
            urgent: true,
            threat: false,
        },
        question: "Where is my parcel?".to_owned(),
        language: "en".to_owned(),
        transcript: vec![said("t1", "Where is my parcel?"), answered()],
        team: Some("delivery".to_owned()),
        page: Some(page()),
        attributes: BTreeMap::from([("name".to_owned(), "Anna".to_owned())]),
        identity: Some("header.claims.signature".to_owned()),
        editions: editions(),
        consent: Consent::Told,
    }
}

pub fn matched() -> Match {
    Match {
        entry: "delivery".to_owned(),
        question: "When will it come?".to_owned(),
        confidence: 0.4,
        shown: true,
    }
}

pub fn mood() -> Mood {
    let reason = MoodReason { sign: "words".to_owned(), span: "for the third time".to_owned(), weight: 0.5 };
    Mood { anger: 0.7, anxiety: 0.25, dejection: 0.0, gladness: 0.0, reasons: vec![reason] }
}

pub fn page() -> Page {
    Page { url: "https://shop.example/cart".to_owned(), title: "Cart".to_owned() }
}

pub fn editions() -> Editions {
    Editions { knowledge: "7".to_owned(), widget: "0.1.0".to_owned() }
}

pub fn said(id: &str, text: &str) -> Message {
    Message {
        id: id.to_owned(),
        author: Author::Visitor,
        name: None,
        text: text.to_owned(),
        entry: None,
        confidence: None,
        rating: None,
        corrects: None,
        attachment: None,
        at: AT,
    }
}

pub fn answered() -> Message {
    Message {
        author: Author::Assistant,
        entry: Some("delivery".to_owned()),
        confidence: Some(0.75),
        rating: Some(-1),
        ..said("t2", "It is *under way*.")
    }
}

pub fn replied() -> Message {
    Message { author: Author::Agent, name: Some("Mei".to_owned()), ..said("a1", "I look.") }
}

pub fn corrected() -> Message {
    Message { corrects: Some("t2".to_owned()), ..replied() }
}

pub fn sent(size: Option<(u32, u32)>) -> Message {
    let attachment = attachment(size);
    Message { attachment: Some(attachment.clone()), ..said("f1", &attachment.name) }
}

pub fn attachment(size: Option<(u32, u32)>) -> Attachment {
    Attachment {
        id: "file-of-anna-000000000000".to_owned(),
        name: if size.is_some() { "parcel.png" } else { "bill.pdf" }.to_owned(),
        kind: if size.is_some() { FileKind::Png } else { FileKind::Pdf },
        bytes: 1_024,
        width: size.map(|(width, _)| width),
        height: size.map(|(_, height)| height),
    }
}

pub fn step(seq: u64, status: Option<Status>, agent: Option<&str>) -> Event {
    Event { seq, at: AT, message: None, status, agent: agent.map(str::to_owned) }
}

pub fn spoken(seq: u64, message: Message) -> Event {
    Event { message: Some(message), ..step(seq, None, None) }
}

pub fn assigned() -> Progress {
    Progress {
        status: Status::Assigned,
        position: None,
        expected_wait_s: None,
        opens_at: None,
        agent: Some("Mei".to_owned()),
        events: vec![
            step(1, Some(Status::Requested), None),
            step(2, Some(Status::Assigned), Some("Mei")),
            spoken(3, replied()),
        ],
        epoch: epoch(),
        afresh: false,
        agent_read: 3,
        long_wait: false,
        satisfaction: None,
    }
}

pub fn satisfaction() -> Satisfaction {
    Satisfaction { score: 5, comment: Some("Quick!".to_owned()) }
}

pub fn whisper(corrects: Option<&str>) -> Whisper {
    Whisper {
        id: "w1".to_owned(),
        text: "It comes on Friday.".to_owned(),
        corrects: corrects.map(str::to_owned),
        at: AT,
    }
}

pub fn new_message(entry: Option<&str>) -> NewMessage {
    NewMessage {
        id: "m1".to_owned(),
        text: "Hello?".to_owned(),
        at: AT,
        entry: entry.map(str::to_owned),
        confidence: entry.map(|_| 0.75),
        team: entry.map(|_| "delivery".to_owned()),
    }
}

pub fn inbox() -> Inbox {
    Inbox { revision: 9, now: AT, conversations: vec![summary()] }
}

pub fn find() -> Find {
    Find {
        words: "parcel".to_owned(),
        among: Among::Closed,
        site: Some("default".to_owned()),
        team: Some("delivery".to_owned()),
        language: Some("en".to_owned()),
        reason: Some(HandoffReason::Asked),
        feeling: Some(Feeling::Angry),
        agent: Some("agent-mei".to_owned()),
        after: Some(format!("{AT}.7")),
    }
}

pub fn hit() -> Hit {
    Hit { summary: summary(), spot: Some(spot()) }
}

pub fn spot() -> Spot {
    let text = "Where is my parcel?".to_owned();
    Spot { seq: 3, text, marks: vec![Mark { from: 12, to: 18 }] }
}

pub fn summary() -> ConversationSummary {
    ConversationSummary {
        id: id(),
        visitor: Some("Anna".to_owned()),
        verified: true,
        site: "default".to_owned(),
        number: 1,
        preview: "Where is my parcel?".to_owned(),
        status: Status::Assigned,
        reason: HandoffReason::Asked,
        mood: mood(),
        team: Some("delivery".to_owned()),
        language: "en".to_owned(),
        agent: Some("Mei".to_owned()),
        agent_id: Some("agent-mei".to_owned()),
        requested_at: AT,
        seq: 3,
        waiting_for_agent: false,
        visitor_read: 2,
        due_at: Some(AT + 60_000),
        satisfaction: Some(satisfaction()),
        due_by_hand: false,
        snoozed_until: None,
        back: false,
        exception: false,
        notes: 0,
        mentioned: false,
        asked: None,
    }
}

pub fn called_summary() -> ConversationSummary {
    ConversationSummary {
        due_by_hand: true,
        snoozed_until: Some(AT + 3_600_000),
        back: true,
        exception: true,
        notes: 2,
        mentioned: true,
        asked: Some("billing".to_owned()),
        ..summary()
    }
}

pub fn new_note() -> NewNote {
    NewNote {
        id: "n1".to_owned(),
        text: "@Tom was it paid twice?".to_owned(),
        mentions: vec!["agent-tom".to_owned()],
        asks: Some("billing".to_owned()),
        answers: Some("n0".to_owned()),
    }
}

pub fn note() -> Note {
    Note {
        number: 2,
        id: "n1".to_owned(),
        at: AT,
        agent: "agent-mei".to_owned(),
        name: "Mei".to_owned(),
        text: "@Tom was it paid twice?".to_owned(),
        mentions: vec![Mention { agent: "agent-tom".to_owned(), name: "Tom".to_owned() }],
        question: Some(question()),
        answers: Some("n0".to_owned()),
        with_return: true,
    }
}

pub fn question() -> Question {
    Question { team: "billing".to_owned(), settled: Some(Settling::Answered), by: Some("Tom".to_owned()) }
}

pub fn bare_summary() -> ConversationSummary {
    ConversationSummary {
        visitor: None,
        verified: false,
        status: Status::Requested,
        team: None,
        agent: None,
        agent_id: None,
        waiting_for_agent: true,
        due_at: None,
        satisfaction: None,
        ..summary()
    }
}

pub fn contact() -> Contact {
    Contact {
        email: Some("anna@home.example".to_owned()),
        phone: None,
        confirmed: true,
        wish: Wish::Message,
        note: Some("After six".to_owned()),
    }
}

pub fn session() -> SessionSummary {
    SessionSummary {
        id: "session-1".to_owned(),
        created_at: AT,
        seen_at: AT,
        expires_at: AT + 60_000,
        current: true,
    }
}

pub fn profile() -> AgentProfile {
    AgentProfile {
        id: "agent-mei".to_owned(),
        name: "Mei".to_owned(),
        role: Role::Agent,
        teams: vec!["billing".to_owned()],
        capacity: CAPACITY,
        load: 1,
        presence: Presence::Here,
        disabled: false,
        login: Some("mei".to_owned()),
        seen_at: Some(AT),
    }
}

pub fn code() -> SignInCode {
    SignInCode { code: "code-of-the-owner-00000".to_owned(), expires_at: AT + 900_000 }
}

pub fn hello() -> Hello {
    Hello {
        version: VERSION,
        conversation: id(),
        token: "token-of-anna-000000000000".to_owned(),
        epoch: epoch(),
        after: 3,
    }
}
