//! The audit log in words.

use protocol::{AuditBy, AuditEntry, AuditKind};

use crate::words::{SetupWords, fill};

/// Every kind, in the order of the filter.
pub const KINDS: [(AuditKind, &str); 14] = [
    (AuditKind::SignedIn, "signed_in"),
    (AuditKind::SignInFailed, "sign_in_failed"),
    (AuditKind::PasswordSet, "password_set"),
    (AuditKind::AgentAdded, "agent_added"),
    (AuditKind::AgentChanged, "agent_changed"),
    (AuditKind::LinkMade, "link_made"),
    (AuditKind::SettingsChanged, "settings_changed"),
    (AuditKind::Published, "published"),
    (AuditKind::TookOver, "took_over"),
    (AuditKind::Transferred, "transferred"),
    (AuditKind::Erased, "erased"),
    (AuditKind::Exported, "exported"),
    (AuditKind::Replayed, "replayed"),
    (AuditKind::Retention, "retention"),
];

/// A kind in a few words.
pub fn kind_words(kind: AuditKind, words: &SetupWords) -> &'static str {
    match kind {
        AuditKind::SignedIn => words.did_sign_in,
        AuditKind::SignInFailed => words.did_fail,
        AuditKind::PasswordSet => words.did_password,
        AuditKind::AgentAdded => words.did_add,
        AuditKind::AgentChanged => words.did_change,
        AuditKind::LinkMade => words.did_link,
        AuditKind::SettingsChanged => words.did_settings,
        AuditKind::Published => words.did_publish,
        AuditKind::TookOver => words.did_take_over,
        AuditKind::Transferred => words.did_transfer,
        AuditKind::Erased => words.did_erase,
        AuditKind::Exported => words.did_export,
        AuditKind::Replayed => words.did_replay,
        AuditKind::Retention => words.did_retention,
    }
}

/// Who did it.
pub fn doer_words(entry: &AuditEntry, words: &SetupWords) -> String {
    match entry.by {
        AuditBy::Agent => entry.name.clone().unwrap_or_else(|| words.agent.to_owned()),
        AuditBy::CommandLine => words.by_command_line.to_owned(),
        AuditBy::Desk => words.by_desk.to_owned(),
        AuditBy::Nobody => words.by_nobody.to_owned(),
    }
}

/// On whom, what or how many; empty where the kind says it all.
pub fn object_words(entry: &AuditEntry, words: &SetupWords) -> String {
    let subject = entry.subject.as_deref();
    match entry.kind {
        AuditKind::SignedIn => match subject {
            Some("link") => words.with_link.to_owned(),
            _ => words.with_password.to_owned(),
        },
        AuditKind::TookOver | AuditKind::Transferred => {
            fill(words.visitor_numbered, &[("number", subject.unwrap_or_default())])
        }
        AuditKind::SettingsChanged if subject == Some("") => words.whole_desk.to_owned(),
        AuditKind::Retention | AuditKind::Exported if subject == Some("audit") => {
            words.setup_audit.to_owned()
        }
        _ => match (subject, entry.count) {
            (Some(subject), _) => subject.to_owned(),
            (None, Some(count)) => ["× ", &count.to_string()].concat(),
            (None, None) => String::new(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{SETUP_CHINESE, SETUP_ENGLISH};

    fn entry(by: AuditBy, kind: AuditKind, subject: Option<&str>, count: Option<i64>) -> AuditEntry {
        AuditEntry {
            id: 1,
            at: 1,
            by,
            agent: None,
            name: Some("Mei".to_owned()),
            kind,
            subject: subject.map(str::to_owned),
            count,
            changes: Vec::new(),
        }
    }

    #[test]
    fn a_deed_is_told_in_words() {
        for (entry, doer, object) in [
            (entry(AuditBy::Agent, AuditKind::TookOver, Some("4"), None), "Mei", "Visitor 4"),
            (entry(AuditBy::CommandLine, AuditKind::Erased, None, Some(2)), "By the command line", "× 2"),
            (entry(AuditBy::Agent, AuditKind::SettingsChanged, Some(""), None), "Mei", "The whole desk"),
            (entry(AuditBy::Agent, AuditKind::SettingsChanged, Some("shop"), None), "Mei", "shop"),
            (entry(AuditBy::Agent, AuditKind::SignedIn, Some("link"), None), "Mei", "with a sign-in link"),
        ] {
            assert_eq!(
                (doer_words(&entry, &SETUP_ENGLISH).as_str(), object_words(&entry, &SETUP_ENGLISH).as_str()),
                (doer, object)
            );
        }
        assert!(KINDS.iter().all(|(kind, _)| !kind_words(*kind, &SETUP_CHINESE).is_empty()));
    }
}
