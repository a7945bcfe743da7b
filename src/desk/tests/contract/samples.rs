//! One of everything that goes over the wire, each variant with a label. A field or variant that is new is missed here
//! by the compiler.

use std::collections::BTreeMap;

use protocol::*;
use serde::Serialize;
use serde_json::Value;

use crate::counted::counted;
use crate::learnt::learnt;
use crate::owned::owners;
use crate::values::{
    AT, answered, assigned, attachment, bare_summary, called_summary, code, contact, corrected, editions,
    epoch, find, hello, hit, id, inbox, matched, mood, new_message, new_note, note, page, profile, question,
    replied, request, said, satisfaction, sent, session, spoken, spot, step, summary, whisper,
};

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

pub fn sample(of: &'static str, label: &'static str, value: impl Serialize) -> Sample {
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
    [
        words(),
        handoffs(),
        conversations(),
        notes(),
        contacts(),
        agents(),
        reviews(),
        owners(),
        learnt(),
        counted(),
        frames(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn words() -> Vec<Sample> {
    [
        each!(Author: Visitor Assistant Agent),
        each!(Consent: Asked Agreed Told),
        each!(DeliveryKind: Webhook Mail),
        each!(DeliveryState: Waiting Done Dead),
        each!(Judgement: Right Wrong Added Needless TooLate WrongTeam MoodMisread),
        each!(Among: All Closed),
        each!(Feeling: Angry Anxious Dejected Calm Glad),
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
            Accepted = HandoffReply::Accepted { position: 2, expected_wait_s: Some(60), seq: 1, epoch: "0123456789abcdef".to_owned() },
            Offline = HandoffReply::Offline { opens_at: None, seq: 1, epoch: "0123456789abcdef".to_owned() },
            Failed = HandoffReply::Failed { retry_after_s: 5 },
        ),
        of!(HandoffReply: "unknown wait" = HandoffReply::Accepted { position: 1, expected_wait_s: None, seq: 3, epoch: "0123456789abcdef".to_owned() },
            "open tomorrow" = HandoffReply::Offline { opens_at: Some(AT), seq: 1, epoch: "0123456789abcdef".to_owned() }),
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
        of!(Find: "least" = Find::default(), "whole" = find()),
        of!(Found: "page" = Found { hits: vec![hit()], more: Some(format!("{AT}.7")) }, "none" = Found::default()),
        of!(Hit: "with words" = hit(), "without" = Hit { spot: None, ..hit() }),
        of!(Spot: "said" = spot()),
        of!(Mark: "mark" = Mark { from: 12, to: 18 }),
        of!(ConversationSummary: "assigned" = summary(), "bare" = bare_summary(), "called" = called_summary()),
        of!(ConversationDetail: "detail" = ConversationDetail {
            summary: summary(), request: request(), events: assigned().events, contact: Some(contact()),
            notes: Vec::new(), verdicts: vec![verdict()], device: None,
        }, "noted" = ConversationDetail {
            summary: summary(), request: request(), events: assigned().events, contact: None, notes: vec![note()],
            verdicts: Vec::new(), device: Some("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0".to_owned()),
        }),
        of!(Problem: "problem" = Problem {
            kind: "/problems/not-found".to_owned(),
            title: "There is nothing here".to_owned(),
            status: 404,
            detail: Some("Check the address and whose it is.".to_owned()),
            field: None,
        }, "of a field" = Problem {
            kind: "/problems/invalid".to_owned(),
            title: "A field holds what it may not".to_owned(),
            status: 422,
            detail: Some("`hours` cannot hold".to_owned()),
            field: Some("hours".to_owned()),
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn verdict() -> Verdict {
    Verdict {
        subject: "t2".to_owned(),
        judgement: Judgement::Wrong,
        entry: Some("returns".to_owned()),
        text: Some("Within *30* days.".to_owned()),
        agent: "Mei".to_owned(),
        at: AT,
    }
}

fn reviews() -> Vec<Sample> {
    let reply = || CannedReply {
        id: "reply-1".to_owned(),
        name: "refund".to_owned(),
        text: "Hello {visitor}, the money is on its way.".to_owned(),
        shared: true,
    };
    let doubtful = || Doubtful {
        conversation: id(),
        message: "t2".to_owned(),
        site: "default".to_owned(),
        visitor: Some("Anna".to_owned()),
        number: 7,
        question: "Where is it?".to_owned(),
        answer: "It is *under way*.".to_owned(),
        entry: "delivery".to_owned(),
        confidence: Some(0.5),
        thumbed_down: true,
        changed: true,
        at: AT,
    };
    let answer = || KnownAnswer { language: "en".to_owned(), text: "It is *under way*.".to_owned() };
    let entry = || KnownEntry {
        id: "delivery".to_owned(),
        question: "When will it come?".to_owned(),
        wordings: vec!["When will it come?".to_owned(), "where is my parcel".to_owned()],
        answers: vec![answer()],
    };
    let solved = || Solved {
        conversation: id(),
        question: "Where is it?".to_owned(),
        answer: "It left us today.".to_owned(),
    };
    [
        of!(CannedReplies: "replies" = CannedReplies { replies: vec![reply()] }),
        of!(CannedReply: "shared" = reply()),
        of!(NewVerdict: "wrong" = NewVerdict {
            subject: "t2".to_owned(), judgement: Some(Judgement::Wrong), entry: verdict().entry, text: verdict().text,
        }, "taken back" = NewVerdict { subject: String::new(), judgement: None, entry: None, text: None }),
        of!(Verdict: "wrong" = verdict()),
        of!(Review: "review" = Review { answers: vec![doubtful()] }),
        of!(Doubtful: "doubtful" = doubtful()),
        of!(Material: "material" = Material { entries: vec![entry()], solved: vec![solved()] }),
        of!(KnownEntry: "entry" = entry()),
        of!(KnownAnswer: "answer" = answer()),
        of!(Solved: "solved" = solved()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn notes() -> Vec<Sample> {
    let least = NewNote { mentions: Vec::new(), asks: None, answers: None, ..new_note() };
    let open = Question { settled: None, by: None, ..question() };
    [
        each!(Settling: Answered Closed),
        of!(NewNote: "whole" = new_note(), "least" = least),
        of!(Note: "whole" = note(), "least" = Note {
            mentions: Vec::new(), question: None, answers: None, with_return: false, ..note()
        }),
        of!(Mention: "mention" = note().mentions.remove(0)),
        of!(Question: "answered" = question(), "open" = open),
        of!(CloseQuestion: "question" = CloseQuestion { note: "n1".to_owned() }),
        of!(Snooze: "until" = Snooze { until: Some(AT) }, "ends" = Snooze { until: None }),
        of!(DueDate: "by" = DueDate { due_at: Some(AT) }, "taken away" = DueDate { due_at: None }),
        of!(HandBack: "with a note" = HandBack { note: Some(new_note()) }, "bare" = HandBack::default()),
        of!(Resolution: "exception" = Resolution { exception: true }, "as a rule" = Resolution::default()),
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
    let opened = Opened { conversation: id(), after: 3, notes: 0 };
    let typing =
        |conversation| Typing { conversation, author: Author::Agent, name: Some("Mei".to_owned()), on: true };
    let news = News { summary: summary(), events: assigned().events, contact: None, notes: Vec::new() };
    let noted = News { notes: vec![note()], ..news.clone() };
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
        of!(Opened: "opened" = opened.clone(), "with notes" = Opened { notes: 2, ..opened }),
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
        of!(News: "news" = news, "noted" = noted),
    ]
    .into_iter()
    .flatten()
    .collect()
}
