//! The conversation as this browser keeps it: it survives reload and page change, and two tabs share it.

use link::Outbox;
use protocol::{Author, Message, Status};
use serde::{Deserialize, Serialize};

/// The version of the kept form.
pub const CONVERSATION_VERSION: u32 = 1;
/// Where a conversation is kept.
pub const CONVERSATION_KEY: &str = "conversation";
/// Present while a person has the conversation or something is undelivered: the loader then loads without a click.
pub const LIVE_KEY: &str = "live";
/// A conversation that nobody has touched for so long is forgotten, milliseconds: 30 days.
pub const KEPT_MS: f64 = 30.0 * 24.0 * 3_600_000.0;
/// Two tabs that write within so many milliseconds may not yet have heard of each other.
const CROSSING_MS: f64 = 1_000.0;
/// The oldest turns go first beyond this number; the desk takes no longer transcript.
pub const TURNS_KEPT: usize = 300;

/// Everything that outlives the page.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Conversation {
    /// The version of the kept form; 0 where nothing was kept.
    pub version: u32,
    /// What was said, oldest first.
    pub turns: Vec<Turn>,
    /// The conversation with a person, once one was asked for.
    pub handoff: Option<Handoff>,
    /// What the desk has not acknowledged.
    pub outbox: Outbox,
    /// Unix milliseconds of the latest change.
    pub touched: f64,
}

/// One thing said, with what is shown beneath it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Turn {
    /// The words.
    pub message: Message,
    /// Choices beneath it, shown while it is the last turn.
    #[serde(default)]
    pub chips: Vec<Chip>,
    /// What else it is.
    #[serde(default)]
    pub kind: Kind,
}

/// What a turn is besides words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Just words.
    #[default]
    Words,
    /// A line about the conversation itself ("Mei is here").
    Note,
    /// Ends in the owner's contact links with a summary to copy.
    Contact,
    /// The desk refused it for good.
    Refused,
    /// The assistant's answer while the visitor waits for a person.
    Automatic,
}

/// A choice beneath a turn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Chip {
    /// An entry, by its id.
    Entry(String),
    /// None of the entries offered.
    NoneOfThese,
    /// Talk to a person.
    Person,
    /// No person, thanks.
    NoThanks,
    /// The answer with this id settled it.
    Settled(String),
    /// It did not.
    NotSettled(String),
}

/// The conversation with a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Handoff {
    /// The conversation's id at the desk.
    pub conversation: String,
    /// The visitor's bearer token.
    pub token: String,
    /// The request's idempotency key.
    pub key: String,
    /// Where it stands; none until the desk has acknowledged it.
    pub status: Option<Status>,
    /// The agent's display name.
    pub agent: Option<String>,
    /// The number of the latest event seen.
    pub seq: u64,
    /// The desk refused the request for good, in its words.
    pub refused: Option<String>,
    /// The visitor took it back; only the desk's word is awaited.
    pub undone: bool,
    /// JSON of [`crate::told::Told`].
    #[serde(default)]
    pub told: String,
}

impl Handoff {
    /// Whether a person has it or is to have it.
    pub fn is_open(&self) -> bool {
        !self.undone && self.refused.is_none() && self.status.is_none_or(link::is_open)
    }

    /// Whether an agent owns it.
    pub fn is_assigned(&self) -> bool {
        !self.undone && self.status == Some(Status::Assigned)
    }
}

impl Conversation {
    /// Takes over what this tab has said while the other tab, whose state this is, was writing; whether there was any.
    pub fn take_crossed(&mut self, own: &Conversation) -> bool {
        let since = self.touched - CROSSING_MS;
        let missing = |turn: &&Turn| {
            turn.message.at as f64 >= since
                && self.turns.iter().all(|other| other.message.id != turn.message.id)
        };
        let crossed: Vec<Turn> = own.turns.iter().filter(missing).cloned().collect();
        for item in own.outbox.items() {
            if crossed.iter().any(|turn| turn.message.id == item.key) {
                self.outbox.push(&item.key, &item.method, &item.path, item.body.clone());
            }
        }
        let any = !crossed.is_empty();
        self.turns.extend(crossed);
        any
    }

    /// Whether something waits that has already failed to get through.
    pub fn is_held_up(&self) -> bool {
        self.outbox.items().iter().any(|item| item.attempts > 0)
    }
}

impl Turn {
    /// A turn of words alone, now. Its id stays the same however often it is sent.
    pub fn new(author: Author, text: String) -> Self {
        let at = ui::now_ms() as i64;
        let id = ui::random_id().unwrap_or_else(|| at.to_string());
        let message = Message {
            id,
            author,
            name: None,
            text,
            entry: None,
            confidence: None,
            rating: None,
            corrects: None,
            attachment: None,
            at,
        };
        Self { message, chips: Vec::new(), kind: Kind::Words }
    }
}
