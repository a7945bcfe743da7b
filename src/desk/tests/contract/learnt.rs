//! Samples of the knowledge base as people edit it, of its editions, and of what is suggested.

use std::collections::BTreeMap;

use protocol::*;

use crate::samples::{Sample, sample};
use crate::values::AT;

/// One of everything.
pub fn learnt() -> Vec<Sample> {
    [bases(), editions(), suggestions()].into_iter().flatten().collect()
}

fn bases() -> Vec<Sample> {
    [
        each!(EntryPerson: Always Offer),
        of!(EditedText: "whole" = text(), "bare" = EditedText { question: "退货？".to_owned(), ..EditedText::default() }),
        of!(EditedEntry: "whole" = entry(), "bare" = EditedEntry {
            id: "returns".to_owned(), question: "Returns?".to_owned(), ..EditedEntry::default()
        }),
        of!(EntryUse: "used" = used()),
        of!(EntryDraft: "written" = draft(), "removed" = EntryDraft {
            entry: None, suggestion: None, approved_by: None, is_behind: true, ..draft()
        }),
        of!(KnowledgeEntry: "drafted" = known(), "new" = KnowledgeEntry { published: None, used: None, ..known() }),
        of!(KnowledgeRights: "lead" = rights()),
        of!(KnowledgeFile: "waits" = file(), "broken" = KnowledgeFile {
            waits: false, problem: Some("faq.json:3: error: `entries` is missing".to_owned())
        }),
        of!(Knowledge: "whole" = Knowledge {
            site: "default".to_owned(),
            language: "en".to_owned(),
            languages: vec!["en".to_owned(), "zh".to_owned()],
            name: Some("Fern & Fold".to_owned()),
            edition: Some(head()),
            triage: Triage { precision: Some(0.9), ..Triage::default() },
            entries: vec![known()],
            may: rights(),
            file: Some(file()),
        }, "none" = Knowledge { site: "default".to_owned(), ..Knowledge::default() }),
        each!(DraftAction: Drop = DraftAction::Drop, Remove = DraftAction::Remove, Approve = DraftAction::Approve,
            Write = DraftAction::Write(Box::new(entry()))),
        of!(DraftChange: "written" = change(), "dropped" = DraftChange {
            change: DraftAction::Drop, why: String::new(), suggestion: None, ..change()
        }),
        of!(DraftChanges: "one" = DraftChanges { site: "default".to_owned(), changes: vec![change()] }),
        each!(RightAnswer: Unknown = RightAnswer::Unknown, Nothing = RightAnswer::Nothing,
            Entry = RightAnswer::Entry("returns".to_owned())),
        of!(KnownQuestion: "known" = question()),
        of!(KnownQuestions: "one" = KnownQuestions { questions: vec![question()] }, "none" = KnownQuestions::default()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn editions() -> Vec<Sample> {
    [
        of!(PreviewCounts: "counts" = preview()),
        of!(PublishedDraft: "one" = published()),
        of!(Publication: "one" = Publication {
            site: "default".to_owned(),
            edition: 13,
            drafts: vec![published()],
            why: "Parcel lockers".to_owned(),
            preview: preview(),
            language: "en".to_owned(),
            acknowledged: 2,
        }),
        each!(EditionSource: File = EditionSource::File, Drafts = EditionSource::Drafts, Undo = EditionSource::Undo(12)),
        of!(EditionHead: "published" = head(), "file" = EditionHead {
            number: 1, by: None, why: String::new(), from: EditionSource::File, preview: None, ..head()
        }),
        of!(EditionList: "one" = EditionList { editions: vec![head()] }),
        of!(Restoration: "undo" = Restoration {
            site: "default".to_owned(), edition: 14, to: 13, why: "Too early".to_owned()
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn suggestions() -> Vec<Sample> {
    [
        each!(SuggestionKind: NewEntry Wordings Mend Merge Split Stale Dial Phrase Route),
        each!(EvidenceKind: Unanswered ThumbDown ThumbUp Chosen Verdict Answered Wording Handoff),
        of!(Evidence: "question" = evidence(), "anonymous" = Evidence { conversation: None, ..evidence() }),
        of!(DialChange: "dial" = dial(), "phrase" = DialChange {
            name: "data-always".to_owned(), before: None, after: "gas leak".to_owned()
        }),
        of!(Suggestion: "entry" = suggestion(), "dial" = Suggestion {
            kind: SuggestionKind::Dial, entry: None, other: None, topic: None, drafts: Vec::new(),
            dial: Some(dial()), wordings: Vec::new(), otherwise: 12.0, changes: vec![otherwise()], ..suggestion()
        }),
        of!(Suggestions: "one" = Suggestions {
            suggestions: vec![suggestion()], waiting: 1, at: Some(AT), insights: true, working: true, accepted: 3, rejected: 1,
            rejections: vec![rejection()],
        }, "none" = Suggestions::default()),
        each!(Went: Unanswered Answered Chosen HandedOver),
        of!(Course: "answered" = course(Went::Answered), "bare" = Course::default()),
        of!(Otherwise: "one" = otherwise()),
        of!(Rejection: "one" = rejection()),
        of!(SuggestionVerdict: "rejected" = SuggestionVerdict {
            site: "default".to_owned(), accept: false, why: "We don't sell these".to_owned()
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn text() -> EditedText {
    EditedText {
        question: "怎么退货？".to_owned(),
        variants: vec!["退回去".to_owned()],
        answer: "30 天内免费。".to_owned(),
    }
}

fn entry() -> EditedEntry {
    EditedEntry {
        id: "returns".to_owned(),
        question: "How do I return an item?".to_owned(),
        variants: vec!["send it back".to_owned()],
        answer: "Within **30 days**, free of charge.".to_owned(),
        tags: vec!["after the order".to_owned()],
        team: Some("billing".to_owned()),
        handoff: Some(EntryPerson::Offer),
        follow_ups: vec!["refund".to_owned()],
        translations: BTreeMap::from([("zh".to_owned(), text())]),
    }
}

fn used() -> EntryUse {
    EntryUse { shown: 120, up: 9, down: 2, solved: 88 }
}

fn draft() -> EntryDraft {
    EntryDraft {
        revision: 7,
        entry: Some(entry()),
        by: "Mei".to_owned(),
        at: AT,
        why: "Free for all".to_owned(),
        suggestion: Some("s-1".to_owned()),
        approved_by: Some("Tom".to_owned()),
        edition: 13,
        is_behind: false,
    }
}

fn known() -> KnowledgeEntry {
    KnowledgeEntry {
        id: "returns".to_owned(),
        published: Some(entry()),
        draft: Some(draft()),
        used: Some(used()),
    }
}

fn rights() -> KnowledgeRights {
    KnowledgeRights { approve: true, publish: true, review: true }
}

fn file() -> KnowledgeFile {
    KnowledgeFile { waits: true, problem: None }
}

fn change() -> DraftChange {
    DraftChange {
        id: "returns".to_owned(),
        revision: 7,
        change: DraftAction::Write(Box::new(entry())),
        why: "Free for all".to_owned(),
        suggestion: Some("s-1".to_owned()),
    }
}

fn question() -> KnownQuestion {
    KnownQuestion {
        text: "can I send it back".to_owned(),
        language: "en".to_owned(),
        right: RightAnswer::Entry("returns".to_owned()),
        times: 12,
    }
}

fn preview() -> PreviewCounts {
    PreviewCounts {
        all: 4_310,
        known: 900,
        right_before: 780,
        right_after: 836,
        better: 58,
        worse: 2,
        other: 9,
    }
}

fn published() -> PublishedDraft {
    PublishedDraft { id: "returns".to_owned(), revision: 7 }
}

fn head() -> EditionHead {
    EditionHead {
        number: 14,
        hash: "0123456789abcdef0123456789abcdef".to_owned(),
        at: AT,
        by: Some("Mei".to_owned()),
        why: "Parcel lockers".to_owned(),
        from: EditionSource::Drafts,
        entries: 61,
        added: vec!["lockers".to_owned()],
        changed: vec!["returns".to_owned()],
        removed: vec!["fax".to_owned()],
        preview: Some(preview()),
    }
}

fn evidence() -> Evidence {
    Evidence {
        kind: EvidenceKind::Unanswered,
        text: "can you ship to a packstation".to_owned(),
        conversation: Some("conversation-of-anna-0001".to_owned()),
        times: 4,
    }
}

fn course(went: Went) -> Course {
    Course { went, entry: Some("returns".to_owned()), team: Some("billing".to_owned()) }
}

fn otherwise() -> Otherwise {
    Otherwise {
        text: "I want my money back".to_owned(),
        times: 6,
        before: course(Went::Answered),
        after: course(Went::HandedOver),
        conversation: Some("conversation-of-anna-0001".to_owned()),
    }
}

fn rejection() -> Rejection {
    Rejection {
        id: "s-2".to_owned(),
        kind: SuggestionKind::Dial,
        title: "eager".to_owned(),
        dial: Some(dial()),
        why: "Too many would come to us".to_owned(),
        by: "Mei".to_owned(),
        at: AT,
    }
}

fn dial() -> DialChange {
    DialChange {
        name: "data-sensitivity".to_owned(),
        before: Some("balanced".to_owned()),
        after: "eager".to_owned(),
    }
}

fn suggestion() -> Suggestion {
    Suggestion {
        id: "s-1".to_owned(),
        kind: SuggestionKind::NewEntry,
        entry: Some("returns".to_owned()),
        other: Some("refund".to_owned()),
        title: "Deliver to a parcel locker".to_owned(),
        topic: Some("t-1".to_owned()),
        drafts: vec![entry()],
        dial: None,
        wordings: vec!["locker nr instead of street".to_owned()],
        doubtful: vec!["locker nr instead of street".to_owned()],
        evidence: vec![evidence()],
        count: 64,
        gain: 51.5,
        otherwise: 0.0,
        changes: Vec::new(),
        confidence: 0.8,
    }
}
