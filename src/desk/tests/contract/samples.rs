//! One of everything that goes over the wire, each variant with a label. A field or variant that is new is missed here
//! by the compiler.

use std::collections::BTreeMap;

use protocol::*;
use serde::Serialize;
use serde_json::Value;

/// When all of it happens, Unix milliseconds.
const AT: i64 = 1_800_000_000_000;

/// One value as it is written.
pub struct Sample {
    /// The type.
    pub of: &'static str,
    /// What tells it from others of the type.
    pub label: &'static str,
    /// As it is written, spread over lines.
    pub text: String,
    pub value: Value,
}

fn sample(of: &'static str, label: &'static str, value: impl Serialize) -> Sample {
    let text = serde_json::to_string_pretty(&value).unwrap();
    Sample { of, label, text, value: serde_json::to_value(value).unwrap() }
}

/// Samples of one type, each with its label.
macro_rules! of {
    ($type:ident: $($label:literal = $value:expr),* $(,)?) => {
        vec![$(sample(stringify!($type), $label, { let value: $type = $value; value })),*]
    };
}

/// The same of an enum, each of whose variants must be there, labelled by its name.
macro_rules! each {
    ($type:ident: $($variant:ident = $value:expr),* $(,)?) => {{
        let _ = |value: $type| match value { $($type::$variant { .. } => ()),* };
        vec![$(sample(stringify!($type), stringify!($variant), { let value: $type = $value; value })),*]
    }};
    ($type:ident: $($variant:ident)*) => { each!($type: $($variant = $type::$variant),*) };
}

/// All of them.
pub fn samples() -> Vec<Sample> {
    [words(), handoffs(), conversations(), contacts(), agents(), frames()].into_iter().flatten().collect()
}

fn words() -> Vec<Sample> {
    [
        each!(Author: Visitor Assistant Agent),
        each!(Consent: Asked Agreed Told),
        each!(DeliveryKind: Webhook Mail),
        each!(DeliveryState: Waiting Done Dead),
        each!(FileKind: Png Jpeg Gif Webp Pdf),
        each!(HandoffReason: LowConfidence Frustration Asked RepeatedMiss Entry Departments Urgent Threat Watched),
        each!(MailOutcome: CodeSent NotOffered Confirmed TryLater),
        each!(Presence: Here Away),
        each!(Role: Agent Lead Owner),
        each!(Status: Requested Assigned Returned Resolved Expired Watched),
        each!(Wish: Message Callback),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn handoffs() -> Vec<Sample> {
    let least = HandoffRequest {
        reason: HandoffReason::Threat,
        trigger: Trigger::default(),
        transcript: Vec::new(),
        team: None,
        page: None,
        attributes: BTreeMap::new(),
        identity: None,
        editions: Editions::default(),
        consent: Consent::Agreed,
        ..request()
    };
    [
        of!(HandoffRequest: "whole" = request(), "least" = least),
        of!(Trigger: "whole" = request().trigger, "least" = Trigger::default()),
        of!(Match: "match" = matched()),
        of!(Mood: "upset" = mood(), "calm" = Mood::default()),
        of!(MoodReason: "words" = mood().reasons.remove(0)),
        of!(Page: "page" = page()),
        of!(Editions: "editions" = editions()),
        of!(WatchRequest: "whole" = WatchRequest {
            version: VERSION,
            conversation: id(),
            language: "en".to_owned(),
            said: request().transcript,
            mood: mood(),
            page: Some(page()),
            editions: editions(),
        }),
        each!(HandoffReply:
            Accepted = HandoffReply::Accepted { position: 2, expected_wait_s: Some(60) },
            Offline = HandoffReply::Offline { opens_at: None },
            Failed = HandoffReply::Failed { retry_after_s: 5 },
        ),
        of!(HandoffReply: "unknown wait" = HandoffReply::Accepted { position: 1, expected_wait_s: None },
            "open tomorrow" = HandoffReply::Offline { opens_at: Some(AT) }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn conversations() -> Vec<Sample> {
    let waiting = Progress {
        status: Status::Requested,
        position: Some(2),
        expected_wait_s: Some(60),
        opens_at: Some(AT),
        agent: None,
        events: Vec::new(),
        epoch: epoch(),
        afresh: true,
        agent_read: 0,
        long_wait: true,
        satisfaction: None,
    };
    [
        of!(Message: "said" = said("t1", "Where is my parcel?"), "answered" = answered(), "replied" = replied(),
            "corrected" = corrected(), "sent" = sent(Some((640, 480)))),
        of!(Attachment: "image" = attachment(Some((640, 480))), "document" = attachment(None)),
        of!(Event: "requested" = step(1, Some(Status::Requested), None),
            "assigned" = step(2, Some(Status::Assigned), Some("Mei")),
            "returned" = step(3, Some(Status::Returned), Some("Mei")),
            "resolved" = step(3, Some(Status::Resolved), Some("Mei")),
            "expired" = step(3, Some(Status::Expired), None),
            "watched" = step(1, Some(Status::Watched), None),
            "said" = spoken(3, said("m1", "Hello?")),
            "answered" = spoken(3, answered()),
            "replied" = spoken(3, replied()),
            "corrected" = spoken(3, corrected()),
            "sent" = spoken(3, sent(None))),
        of!(Progress: "waiting" = waiting, "assigned" = assigned(), "rated" = Progress {
            status: Status::Resolved, satisfaction: Some(satisfaction()), agent: None, ..assigned()
        }),
        of!(Satisfaction: "with a word" = satisfaction(), "bare" = Satisfaction { score: 1, comment: None }),
        of!(Transfer: "to an agent" = Transfer { agent: Some("agent-tom".to_owned()), team: None },
            "to a team" = Transfer { agent: None, team: Some("billing".to_owned()) }),
        of!(Whisper: "adds" = whisper(None), "corrects" = whisper(Some("t2"))),
        of!(NewMessage: "said" = new_message(None), "answered" = new_message(Some("delivery"))),
        of!(Posted: "posted" = Posted { seq: 3 }),
        of!(ReadMark: "read" = ReadMark { seq: 3 }),
        of!(Vouched: "vouched" = Vouched { identity: "header.claims.signature".to_owned() }),
        of!(Inbox: "inbox" = inbox(), "empty" = Inbox { conversations: Vec::new(), ..inbox() }),
        of!(ConversationSummary: "assigned" = summary(), "bare" = bare_summary()),
        of!(ConversationDetail: "detail" = ConversationDetail {
            summary: summary(), request: request(), events: assigned().events, contact: Some(contact()),
        }),
        of!(Problem: "problem" = Problem {
            kind: "/problems/not-found".to_owned(),
            title: "There is nothing here".to_owned(),
            status: 404,
            detail: Some("Check the address and whose it is.".to_owned()),
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn contacts() -> Vec<Sample> {
    let delivery = |kind| Delivery {
        id: 7,
        kind,
        endpoint: (kind == DeliveryKind::Webhook).then_some(1),
        event: "handoff.requested".to_owned(),
        state: DeliveryState::Waiting,
        attempts: 2,
        last_status: Some("503".to_owned()),
        created_at: AT,
        due_at: AT + 60_000,
    };
    [
        of!(NewContact: "whole" = NewContact {
            email: Some("anna@home.example".to_owned()),
            phone: Some("+49 30 1234".to_owned()),
            note: Some("After six".to_owned()),
            wish: Wish::Callback,
        }, "least" = NewContact::default()),
        of!(ContactReply: "code" = ContactReply { mail: MailOutcome::CodeSent }),
        of!(ConfirmContact: "code" = ConfirmContact { code: "123456".to_owned() }),
        of!(Contact: "whole" = contact()),
        of!(Delivery: "webhook" = delivery(DeliveryKind::Webhook), "mail" = delivery(DeliveryKind::Mail)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn agents() -> Vec<Sample> {
    let text = str::to_owned;
    [
        each!(SignIn:
            Code = SignIn::Code { code: text("code-of-the-owner-00000"), name: Some(text("Mei")) },
            Password = SignIn::Password { login: text("mei"), password: text("correct horse battery") },
        ),
        of!(AgentSession: "session" = AgentSession {
            agent: text("agent-mei"),
            name: text("Mei"),
            login: Some(text("mei")),
            role: Role::Owner,
            teams: vec![text("billing")],
            capacity: CAPACITY,
            presence: Presence::Here,
            has_password: true,
        }),
        of!(NewPassword: "first" = NewPassword {
            password: text("correct horse battery"), old: None, login: Some(text("mei")),
        }, "changed" = NewPassword {
            password: text("correct horse battery"), old: Some(text("battery horse correct")), login: None,
        }),
        of!(PresenceChange: "away" = PresenceChange { presence: Presence::Away }),
        of!(Sessions: "sessions" = Sessions { sessions: vec![session()] }),
        of!(SessionSummary: "session" = session()),
        of!(Agents: "agents" = Agents { agents: vec![profile()] }),
        of!(AgentProfile: "for an owner" = profile(),
            "for an agent" = AgentProfile { login: None, seen_at: None, ..profile() }),
        of!(Invite: "whole" = Invite {
            name: text("Tom"), login: Some(text("tom")), role: Role::Lead, teams: vec![text("billing")], capacity: 3,
        }),
        of!(Invited: "invited" = Invited { agent: profile(), code: code() }),
        of!(SignInCode: "code" = code()),
        of!(AgentChange: "whole" = AgentChange {
            name: Some(text("Tom")),
            role: Some(Role::Agent),
            teams: Some(vec![text("billing")]),
            capacity: Some(3),
            disabled: Some(true),
        }, "nothing" = AgentChange::default()),
        of!(TakeOver: "from" = TakeOver { from: text("agent-tom") }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn frames() -> Vec<Sample> {
    let opened = Opened { conversation: id(), after: 3 };
    let typing =
        |conversation| Typing { conversation, author: Author::Agent, name: Some("Mei".to_owned()), on: true };
    let news = News { summary: summary(), events: assigned().events };
    [
        each!(VisitorFrame:
            Hello = VisitorFrame::Hello(hello()),
            Typing = VisitorFrame::Typing(true),
            Read = VisitorFrame::Read(3),
            Beat = VisitorFrame::Beat,
        ),
        of!(Hello: "again" = hello(), "first" = Hello { epoch: String::new(), after: 0, ..hello() }),
        each!(DeskFrame:
            Progress = DeskFrame::Progress(assigned()),
            Typing = DeskFrame::Typing(typing(None)),
            Beat = DeskFrame::Beat,
            Bye = DeskFrame::Bye(2_500),
        ),
        of!(Typing: "to an agent" = Typing { author: Author::Visitor, name: None, ..typing(Some(id())) },
            "to a visitor" = typing(None)),
        each!(AgentFrame:
            Hello = AgentFrame::Hello { version: VERSION, revision: Some(9) },
            Open = AgentFrame::Open(Some(opened.clone())),
            Typing = AgentFrame::Typing(false),
            Read = AgentFrame::Read(3),
            Beat = AgentFrame::Beat,
        ),
        of!(AgentFrame: "first" = AgentFrame::Hello { version: VERSION, revision: None },
            "closes" = AgentFrame::Open(None)),
        of!(Opened: "opened" = opened),
        each!(ConsoleFrame:
            Inbox = ConsoleFrame::Inbox(inbox()),
            News = ConsoleFrame::News(Box::new(news.clone())),
            Typing = ConsoleFrame::Typing(typing(Some(id()))),
            Looking = ConsoleFrame::Looking(vec!["Tom".to_owned()]),
            Gone = ConsoleFrame::Gone(id()),
            SignedOut = ConsoleFrame::SignedOut,
            Beat = ConsoleFrame::Beat,
            Bye = ConsoleFrame::Bye(2_500),
        ),
        of!(News: "news" = news),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn id() -> String {
    "conversation-of-anna-0000".to_owned()
}

fn epoch() -> String {
    "0123456789abcdef0123456789abcdef".to_owned()
}

fn request() -> HandoffRequest {
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

fn matched() -> Match {
    Match {
        entry: "delivery".to_owned(),
        question: "When will it come?".to_owned(),
        confidence: 0.4,
        shown: true,
    }
}

fn mood() -> Mood {
    let reason = MoodReason { sign: "words".to_owned(), span: "for the third time".to_owned(), weight: 0.5 };
    Mood { anger: 0.7, anxiety: 0.25, dejection: 0.0, gladness: 0.0, reasons: vec![reason] }
}

fn page() -> Page {
    Page { url: "https://shop.example/cart".to_owned(), title: "Cart".to_owned() }
}

fn editions() -> Editions {
    Editions { knowledge: "7".to_owned(), widget: "0.1.0".to_owned() }
}

fn said(id: &str, text: &str) -> Message {
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

fn answered() -> Message {
    Message {
        author: Author::Assistant,
        entry: Some("delivery".to_owned()),
        confidence: Some(0.75),
        rating: Some(-1),
        ..said("t2", "It is *under way*.")
    }
}

fn replied() -> Message {
    Message { author: Author::Agent, name: Some("Mei".to_owned()), ..said("a1", "I look.") }
}

fn corrected() -> Message {
    Message { corrects: Some("t2".to_owned()), ..replied() }
}

fn sent(size: Option<(u32, u32)>) -> Message {
    let attachment = attachment(size);
    Message { attachment: Some(attachment.clone()), ..said("f1", &attachment.name) }
}

fn attachment(size: Option<(u32, u32)>) -> Attachment {
    Attachment {
        id: "file-of-anna-000000000000".to_owned(),
        name: if size.is_some() { "parcel.png" } else { "bill.pdf" }.to_owned(),
        kind: if size.is_some() { FileKind::Png } else { FileKind::Pdf },
        bytes: 1_024,
        width: size.map(|(width, _)| width),
        height: size.map(|(_, height)| height),
    }
}

fn step(seq: u64, status: Option<Status>, agent: Option<&str>) -> Event {
    Event { seq, at: AT, message: None, status, agent: agent.map(str::to_owned) }
}

fn spoken(seq: u64, message: Message) -> Event {
    Event { message: Some(message), ..step(seq, None, None) }
}

fn assigned() -> Progress {
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

fn satisfaction() -> Satisfaction {
    Satisfaction { score: 5, comment: Some("Quick!".to_owned()) }
}

fn whisper(corrects: Option<&str>) -> Whisper {
    Whisper {
        id: "w1".to_owned(),
        text: "It comes on Friday.".to_owned(),
        corrects: corrects.map(str::to_owned),
        at: AT,
    }
}

fn new_message(entry: Option<&str>) -> NewMessage {
    NewMessage {
        id: "m1".to_owned(),
        text: "Hello?".to_owned(),
        at: AT,
        entry: entry.map(str::to_owned),
        confidence: entry.map(|_| 0.75),
        team: entry.map(|_| "delivery".to_owned()),
    }
}

fn inbox() -> Inbox {
    Inbox { revision: 9, now: AT, conversations: vec![summary()] }
}

fn summary() -> ConversationSummary {
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
    }
}

fn bare_summary() -> ConversationSummary {
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

fn contact() -> Contact {
    Contact {
        email: Some("anna@home.example".to_owned()),
        phone: None,
        confirmed: true,
        wish: Wish::Message,
        note: Some("After six".to_owned()),
    }
}

fn session() -> SessionSummary {
    SessionSummary {
        id: "session-1".to_owned(),
        created_at: AT,
        seen_at: AT,
        expires_at: AT + 60_000,
        current: true,
    }
}

fn profile() -> AgentProfile {
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

fn code() -> SignInCode {
    SignInCode { code: "code-of-the-owner-00000".to_owned(), expires_at: AT + 900_000 }
}

fn hello() -> Hello {
    Hello {
        version: VERSION,
        conversation: id(),
        token: "token-of-anna-000000000000".to_owned(),
        epoch: epoch(),
        after: 3,
    }
}
