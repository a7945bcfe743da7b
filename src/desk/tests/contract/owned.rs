//! Samples of what an owner sets and reads: settings, endpoints, erasures and the audit log.

use std::collections::BTreeMap;

use protocol::*;

use crate::samples::{Sample, sample};
use crate::values::AT;

/// One of everything.
pub fn owners() -> Vec<Sample> {
    let text = str::to_owned;
    [
        each!(Assigning: Claim Load),
        each!(Sensitivity: Calm Balanced Eager),
        of!(Triage: "usual" = Triage::default(), "set" = rules().triage),
        each!(AuditBy: Agent CommandLine Desk Nobody),
        each!(AuditKind:
            SignedIn SignInFailed PasswordSet AgentAdded AgentChanged LinkMade SettingsChanged Published TookOver Transferred
            Erased Exported Replayed Retention
        ),
        of!(AuditChange: "change" = change()),
        of!(AuditEntry: "by an agent" = entry(), "by the desk" = AuditEntry {
            by: AuditBy::Desk, agent: None, name: None, kind: AuditKind::Retention, subject: None, count: Some(3),
            changes: Vec::new(), ..entry()
        }),
        of!(AuditPage: "page" = AuditPage { entries: vec![entry()], more: true }),
        of!(DayOpen: "open" = day(), "closed" = DayOpen { open: Vec::new(), dated: true, ..day() }),
        of!(DaysOpen: "days" = DaysOpen { days: vec![day()] }),
        of!(DeskChange: "change" = DeskChange { version: 2, rules: desk() }),
        of!(DeskRules: "rules" = desk(), "without a target" = DeskRules { first_response_s: None, ..desk() }),
        of!(DeskSetup: "setup" = DeskSetup {
            version: 2, rules: desk(), fixed: fixed(), sites: vec![site()], serves_widget: true, problem: None,
        }),
        of!(EndpointStanding: "failing" = EndpointStanding {
            number: 1, form: text("standard"), host: text("hooks.example"), topics: vec![text("handoff.requested")],
            words: false, waiting: 2, dead: 1, failing_since: Some(AT), last_status: Some(text("503")),
            disabled_at: None,
        }),
        of!(Erasable: "named" = erasable(), "unnamed" = Erasable { visitor: None, ..erasable() }),
        of!(Erasure: "two" = Erasure { numbers: vec![1, 2] }),
        of!(ErasureAsked: "by address" = ErasureAsked { visitor: text("anna@home.example") }),
        of!(ErasureFound: "one" = ErasureFound { conversations: vec![erasable()] }),
        of!(HoursAsked: "hours" = HoursAsked {
            hours: Some(text("Mon-Fri 09:00-17:00")), holidays: vec![text("2026-12-24 closed")], time_zone: text("UTC"),
        }),
        of!(SiteChange: "change" = SiteChange { version: 1, rules: rules(), any_origin: false, make: false }),
        of!(SiteRules: "whole" = rules(), "least" = SiteRules { time_zone: text("UTC"), ..SiteRules::default() }),
        of!(SiteSetup: "site" = site()),
        of!(TeamRules: "whole" = team(), "least" = TeamRules { id: text("cards"), ..TeamRules::default() }),
        of!(WordList: "list" = WordList { language: text("en"), words: vec![word()] }),
        of!(WordText: "word" = word()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn change() -> AuditChange {
    let hours = |hours: &str| Some(hours.to_owned());
    AuditChange { field: "hours".to_owned(), old: None, new: hours("Mon-Fri 09:00-17:00") }
}

fn entry() -> AuditEntry {
    AuditEntry {
        id: 7,
        at: AT,
        by: AuditBy::Agent,
        agent: Some("agent-mei".to_owned()),
        name: Some("Mei".to_owned()),
        kind: AuditKind::SettingsChanged,
        subject: Some("default".to_owned()),
        count: None,
        changes: vec![change()],
    }
}

fn day() -> DayOpen {
    DayOpen { date: "2026-11-26".to_owned(), open: vec!["09:00–17:00".to_owned()], dated: false }
}

fn desk() -> DeskRules {
    DeskRules {
        first_response_s: Some(120),
        assignment: Assigning::Load,
        expire_hours: 168,
        keep_days: 30,
        audit_days: 365,
        insights_days: 180,
    }
}

fn fixed() -> BTreeMap<String, String> {
    BTreeMap::from([("keep_days".to_owned(), "TANDEM_KEEP_DAYS".to_owned())])
}

fn site() -> SiteSetup {
    SiteSetup {
        id: "default".to_owned(),
        version: 1,
        rules: rules(),
        fixed: fixed(),
        has_knowledge: true,
        has_identity: false,
        made: false,
    }
}

fn rules() -> SiteRules {
    let greeting = BTreeMap::from([("greeting".to_owned(), "Welcome!".to_owned())]);
    SiteRules {
        name: "The shop".to_owned(),
        origins: vec!["https://shop.example".to_owned()],
        hours: Some("Mon-Fri 09:00-17:00".to_owned()),
        holidays: vec!["2026-12-24..2026-12-26 closed".to_owned()],
        time_zone: "Europe/Berlin".to_owned(),
        wait_limit_s: Some(600),
        teams: vec![team()],
        wording: Wordings::from([("en".to_owned(), greeting)]),
        triage: Triage {
            sensitivity: Some(Sensitivity::Eager),
            precision: Some(0.95),
            clarify: Some(2),
            urgent: vec!["gas leak".to_owned()],
            always: vec!["my lawyer".to_owned()],
            never: vec!["human hair".to_owned()],
        },
        insights: true,
        agents_publish: false,
    }
}

fn team() -> TeamRules {
    TeamRules {
        id: "cards".to_owned(),
        name: "Cards".to_owned(),
        first_response_target_s: Some(60),
        hours: Some("Mon-Sun 00:00-24:00".to_owned()),
    }
}

fn erasable() -> Erasable {
    Erasable {
        number: 1,
        visitor: Some("Anna".to_owned()),
        status: Status::Resolved,
        requested_at: AT,
        messages: 4,
        files: 1,
    }
}

fn word() -> WordText {
    WordText { key: "greeting".to_owned(), text: "Hello!".to_owned() }
}
