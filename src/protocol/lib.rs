//! The nouns that widget, desk and console exchange: types only, versioned.

mod agent;
mod attachment;
mod audit;
mod contact;
mod conversation;
mod delivery;
mod digest;
mod find;
mod handoff;
mod insight;
mod knowledge;
mod live;
mod mood;
mod note;
mod review;
mod setup;
mod suggestion;
mod triage;

pub use agent::{
    AgentChange, AgentProfile, AgentSession, Agents, CAPACITY, Invite, Invited, NewPassword, Presence,
    PresenceChange, Role, SessionSummary, Sessions, SignIn, SignInCode, TakeOver,
};
pub use attachment::{Attachment, FILE_BYTES, FileKind};
pub use audit::{AuditBy, AuditChange, AuditEntry, AuditKind, AuditPage};
pub use contact::{ConfirmContact, Contact, ContactReply, MailOutcome, NewContact, Wish};
pub use conversation::{
    Author, ConversationDetail, ConversationSummary, Event, Inbox, Message, NewMessage, Posted, Problem,
    Progress, Satisfaction, Status, Transfer, Vouched, Whisper,
};
pub use delivery::{Delivery, DeliveryKind, DeliveryState};
pub use digest::{
    ConfidenceBands, DIGEST_COUNT, DIGEST_ENTRIES, DIGEST_QUESTIONS, Digest, DigestQuestion, EntryCounts,
    Moods, QUESTION_CHARACTERS, QuestionEnd, ReasonCount, VISIT_DIGESTS, VISIT_HOURS,
};
pub use find::{Among, Find, Found, Hit, Mark, Spot};
pub use handoff::{
    Consent, Editions, HandoffReason, HandoffReply, HandoffRequest, Match, Page, Trigger, WatchRequest,
};
pub use insight::{
    InsightDay, InsightHour, InsightQuestion, InsightQuestions, InsightReason, InsightRow, InsightSite,
    Insights, PeopleCounts, SavedTime, Spread, VisitCounts,
};
pub use knowledge::{
    DRAFT_CHANGES, DraftAction, DraftChange, DraftChanges, EditedEntry, EditedText, EditionHead, EditionList,
    EditionSource, EntryDraft, EntryPerson, EntryUse, KNOWN_QUESTIONS, Knowledge, KnowledgeEntry,
    KnowledgeFile, KnowledgeRights, KnownQuestion, KnownQuestions, PreviewCounts, Publication,
    PublishedDraft, Restoration, RightAnswer, WHY_CHARACTERS,
};
pub use live::{
    AgentFrame, ConsoleFrame, DeskFrame, Hello, InboxChanges, News, Opened, ReadMark, Typing, VisitorFrame,
};
pub use mood::{Feeling, Mood, MoodReason};
pub use note::{
    CloseQuestion, DueDate, HandBack, Mention, NewNote, Note, Question, Resolution, Settling, Snooze,
};
pub use review::{
    CannedReplies, CannedReply, Doubtful, Judgement, KnownAnswer, KnownEntry, Material, NewVerdict,
    REPLY_NAME_CHARACTERS, Review, Solved, Verdict,
};
pub use setup::{
    Assigning, DayOpen, DaysOpen, DeskChange, DeskRules, DeskSetup, EndpointStanding, Erasable, Erasure,
    ErasureAsked, ErasureFound, HoursAsked, SiteChange, SiteRules, SiteSetup, TeamRules, WordList, WordText,
    Wordings,
};
pub use suggestion::{
    Course, DialChange, EVIDENCE, Evidence, EvidenceKind, InsightTopic, InsightTopics, Otherwise, Rejection,
    Suggestion, SuggestionKind, SuggestionVerdict, Suggestions, Went,
};
pub use triage::{Sensitivity, Triage};
/// The version of everything in this room; a desk answers this one and the one before.
pub const VERSION: u32 = 1;

/// Longest text of one message, in characters; the composer and the desk both hold it.
pub const MESSAGE_CHARACTERS: usize = 4_000;

/// Longest note that goes with a contact, in characters.
pub const NOTE_CHARACTERS: usize = 1_000;
