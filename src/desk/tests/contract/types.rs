//! Every type of the wire against its schema: what it writes the schema takes, what the schema takes it reads.

use std::collections::{BTreeMap, BTreeSet};

use protocol::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::document::{Document, Look, PATH, named};
use crate::instance::{Make, make, required};
use crate::samples::samples;

/// Values that are made of each schema by chance.
const CHANCES: u64 = 200;

/// Reads a value as the type and writes it again.
type Through = fn(Value) -> Result<Value, String>;

macro_rules! types {
    ($($name:ident)*) => { [$((stringify!($name), through::<$name> as Through)),*] };
}

fn through<T: Serialize + DeserializeOwned>(value: Value) -> Result<Value, String> {
    let read: T = serde_json::from_value(value).map_err(|error| error.to_string())?;
    serde_json::to_value(read).map_err(|error| error.to_string())
}

/// Every type of `src/protocol`, by its name.
pub fn types() -> BTreeMap<&'static str, Through> {
    BTreeMap::from(types! {
        AgentChange AgentFrame AgentProfile AgentSession Agents Attachment Author CloseQuestion ConfirmContact Consent
        CannedReplies CannedReply Doubtful Judgement KnownAnswer KnownEntry Material NewVerdict Review Solved Verdict
        ConsoleFrame Contact ContactReply ConversationDetail ConversationSummary Delivery DeliveryKind DeliveryState
        DeskFrame DueDate Editions Event FileKind HandBack HandoffReason HandoffReply HandoffRequest Hello Inbox
        InboxChanges Invite Invited MailOutcome Match Mention Message Mood MoodReason NewContact NewMessage NewNote
        NewPassword News Note Opened Page Posted Presence PresenceChange Problem Progress Question ReadMark Resolution
        Role Satisfaction SessionSummary Sessions Settling SignIn SignInCode Snooze Status Assigning AuditBy
        AuditChange AuditEntry AuditKind AuditPage DayOpen DaysOpen DeskChange DeskRules DeskSetup EndpointStanding
        Erasable Erasure ErasureAsked ErasureFound HoursAsked Sensitivity SiteChange SiteRules SiteSetup TeamRules Triage WordList
        WordText ConfidenceBands Digest DigestQuestion EntryCounts InsightDay InsightHour InsightQuestion
        InsightQuestions InsightReason InsightRow InsightSite Insights Moods PeopleCounts QuestionEnd ReasonCount
        SavedTime Spread VisitCounts EditedText EditedEntry EntryPerson Knowledge KnowledgeRights KnowledgeFile
        KnowledgeEntry EntryDraft EntryUse DraftChanges DraftChange DraftAction KnownQuestions KnownQuestion
        RightAnswer Publication PublishedDraft PreviewCounts EditionList EditionHead EditionSource Restoration
        Suggestions Suggestion SuggestionKind Otherwise Course Went Rejection DialChange Evidence EvidenceKind SuggestionVerdict InsightTopics
        InsightTopic Among Feeling Find Found Hit Mark Spot TakeOver Transfer Trigger Typing VisitorFrame Vouched
        WatchRequest Whisper Wish
    })
}

/// The names of the public types in the source of the room.
fn declared() -> BTreeSet<String> {
    let room = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../protocol");
    let files = std::fs::read_dir(room).unwrap().map(|file| file.unwrap().path());
    let sources = files.filter(|path| path.extension().is_some_and(|kind| kind == "rs"));
    let texts: Vec<String> = sources.map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let lines = texts.iter().flat_map(|text| text.lines());
    let names = lines.filter_map(|line| {
        let rest = line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum "))?;
        Some(rest.split(|c: char| !c.is_alphanumeric()).next()?.to_owned())
    });
    names.collect()
}

#[test]
fn every_type_has_a_schema_and_is_looked_at_here() {
    let known: BTreeSet<String> = types().into_keys().map(str::to_owned).collect();
    let schemas: BTreeSet<String> = Document::get().schemas().keys().cloned().collect();
    let declared = declared();
    for name in &declared {
        assert!(known.contains(name), "add `{name}` to the list in src/desk/tests/contract/types.rs");
        assert!(schemas.contains(name), "{PATH}: add `{name}` under `components.schemas`");
    }
    for name in known.iter().chain(&schemas) {
        assert!(
            declared.contains(name),
            "`{name}` is no type of src/protocol: take it out of {PATH} and of types.rs"
        );
    }
}

#[test]
fn what_a_type_writes_its_schema_takes() {
    for sample in samples() {
        let complaints = Document::get().complaints(sample.of, &sample.value, Look::Strict);
        assert!(
            complaints.is_empty(),
            "`{}` writes what `components.schemas.{}` of {PATH} does not take: {complaints:?}\n{}",
            sample.of,
            sample.of,
            sample.value
        );
    }
}

#[test]
fn what_a_schema_takes_its_type_reads() {
    for (name, through) in types() {
        let schema = &Document::get().schemas()[name];
        let chances = (1..=CHANCES).map(Make::Chance);
        for how in [Make::Whole, Make::Least].into_iter().chain(chances) {
            let value = make(schema, how);
            let complaints = Document::get().complaints(name, &value, Look::Strict);
            assert!(complaints.is_empty(), "the tests made no `{name}`: {complaints:?}\n{value}");
            let again = through(value.clone()).unwrap_or_else(|error| {
                panic!(
                    "`{name}` cannot read what `components.schemas.{name}` of {PATH} takes: {error}\n{value}"
                )
            });
            assert!(holds(&again, &value), "`{name}` does not know all of {PATH}:\n{value}\n{again}");
        }
    }
}

/// Whether everything in `value` is in `again`, where nothing and null are the same.
fn holds(again: &Value, value: &Value) -> bool {
    match (again, value) {
        (_, Value::Null) => again.is_null(),
        (Value::Object(again), Value::Object(value)) => {
            value.iter().all(|(key, value)| holds(again.get(key).unwrap_or(&Value::Null), value))
        }
        (Value::Array(again), Value::Array(value)) => {
            again.len() == value.len() && again.iter().zip(value).all(|(again, value)| holds(again, value))
        }
        (Value::Number(again), Value::Number(value)) => again.as_f64() == value.as_f64(),
        _ => again == value,
    }
}

/// The schemas that the desk reads: those of requests and of what a socket hears, and all within them.
fn heard() -> BTreeSet<String> {
    let document = Document::get();
    let mut found = BTreeSet::new();
    let mut open: Vec<String> = Vec::new();
    for (_, _, operation) in document.operations() {
        open.extend(references(&operation["requestBody"]));
        open.extend(operation["x-socket"]["hears"].as_str().map(str::to_owned));
    }
    while let Some(name) = open.pop() {
        if found.insert(name.clone()) {
            open.extend(references(&document.schemas()[&name]));
        }
    }
    found
}

fn references(schema: &Value) -> Vec<String> {
    let own = named(schema).map(str::to_owned);
    let within = match schema {
        Value::Object(map) => map.values().flat_map(references).collect(),
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    };
    own.into_iter().chain(within).collect()
}

#[test]
fn what_a_schema_asks_for_its_type_asks_for() {
    let heard = heard();
    for (name, through) in types() {
        let schema = &Document::get().schemas()[name];
        let whole = make(schema, Make::Whole);
        let Some(properties) = schema["properties"].as_object() else { continue };
        for property in properties.keys() {
            let mut without = whole.clone();
            without.as_object_mut().unwrap().remove(property);
            let (asks, needs) = (required(schema).contains(&property.as_str()), through(without).is_err());
            assert!(!needs || asks, "{PATH}: `{name}` cannot do without `{property}`: add it to `required`");
            assert!(
                needs || !asks || !heard.contains(name),
                "{PATH}: the desk reads a `{name}` without `{property}`: take it out of `required`"
            );
        }
    }
}
