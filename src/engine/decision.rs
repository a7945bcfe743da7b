//! The engine's nouns: what it is given, what it decides, and why.

/// One question of the knowledge base as the engine indexes it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// The entry's id, unique in its base.
    pub id: String,
    /// The question and its variants, in any languages; the first is the title.
    pub wordings: Vec<String>,
    /// The answer as plain text, indexed at a lower weight; may be empty.
    pub answer: String,
    /// The team that a handoff of this matter goes to.
    pub team: Option<String>,
    /// Whether the owner wants a person for this matter.
    pub handoff: Option<EntryHandoff>,
}

/// What the owner wrote in an entry's `handoff`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryHandoff {
    /// A person always takes this matter; the answer is shown with it.
    Always,
    /// The answer is shown, and a person is offered with it.
    Offer,
}

/// What the owner can set.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The least share of right answers among those given, 0.5 to 0.99; default 0.9.
    pub precision: f64,
    /// How readily an upset visitor gets a person; default balanced.
    pub dial: Dial,
    /// Whether utterances are matched at all; off where only mood and the wish for a person matter.
    pub matching: bool,
    /// How often in a row the assistant asks which entry is meant before it offers a person, 0 to 3; default 1.
    pub clarifications: u32,
    /// Phrases that the owner has a word on.
    pub phrases: Phrases,
}

/// Phrases of the owner's, found where their words stand in a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Phrases {
    /// What they name cannot wait: a worried visitor goes before others, a calm one is offered a person.
    pub urgent: Vec<String>,
    /// Who says them gets a person.
    pub always: Vec<String>,
    /// They tell nothing of mood or of the wish for a person ("human hair" in a shop for wigs).
    pub never: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            precision: 0.9,
            dial: Dial::Balanced,
            matching: true,
            clarifications: 1,
            phrases: Phrases::default(),
        }
    }
}

/// How readily an upset visitor gets a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dial {
    /// Only when plainly upset.
    Calm,
    /// At mood 0.5, by definition.
    #[default]
    Balanced,
    /// At the first sign.
    Eager,
}

/// What the assistant does next.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// Shows the answer of an entry (its position in the base), and offers a person with it where `offer`.
    /// [`Outcome::shown`] has the entries of further questions in the same message.
    Answer {
        /// Position of the entry in the base.
        entry: usize,
        /// Whether a person is offered beside the answer.
        offer: bool,
    },
    /// Asks which of two or three close entries is meant.
    Clarify {
        /// Positions of the entries, best first.
        entries: Vec<usize>,
    },
    /// Says a natural word; no miss.
    SmallTalk(SmallTalk),
    /// Did not understand, or senses the wish: offers a person.
    Offer {
        /// Why.
        reason: HandoffReason,
    },
    /// Hands over to a person at once.
    Handoff {
        /// Why.
        reason: HandoffReason,
        /// Whether the visitor is upset and wants a kind word rather than a cheerful one.
        soothing: bool,
    },
    /// Says nothing: a person has the conversation, or is to have it.
    Silence,
}

/// Talk that asks nothing of the knowledge base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmallTalk {
    /// Hello.
    Greeting,
    /// Thanks, or praise.
    Thanks,
    /// Bye.
    Goodbye,
    /// "Are you a robot?": the honest word.
    WhoAreYou,
    /// "ok", "yes", "no" with nothing before it to lean on.
    Acknowledgement,
}

/// Why a person is needed; the words of the wire and of the screen are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandoffReason {
    /// Nothing in the base fits well enough.
    LowConfidence,
    /// The visitor is upset.
    Frustration,
    /// The visitor asked for a person.
    Asked,
    /// The second miss in a row.
    RepeatedMiss,
    /// The entry says so.
    Entry,
    /// Several departments' matter.
    Departments,
    /// It cannot wait.
    Urgent,
    /// A complaint, a regulator, the press, a court, a chargeback or a bad review is threatened: a lead's matter.
    Threat,
}

impl HandoffReason {
    /// Whether it goes before others: it cannot wait, or is threatened with.
    pub fn is_pressing(self) -> bool {
        matches!(self, Self::Urgent | Self::Threat)
    }

    /// The word for it on the wire, in files and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LowConfidence => "low_confidence",
            Self::Frustration => "frustration",
            Self::Asked => "asked",
            Self::RepeatedMiss => "repeated_miss",
            Self::Entry => "entry",
            Self::Departments => "departments",
            Self::Urgent => "urgent",
            Self::Threat => "threat",
        }
    }
}

/// How the visitor feels, each signal 0 to 1; 0.5 is where the balanced dial calls the visitor upset.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mood {
    /// Anger, frustration, sarcasm at the expense of the service.
    pub anger: f64,
    /// Worry, hurry, fear of a loss.
    pub anxiety: f64,
    /// Giving up.
    pub dejection: f64,
    /// Thanks with warmth, relief, praise; of this utterance alone.
    pub gladness: f64,
    /// What told of the other three, strongest first.
    pub reasons: Vec<MoodReason>,
}

impl Mood {
    /// The strongest of anger, anxiety and dejection.
    pub fn strongest(&self) -> f64 {
        self.anger.max(self.anxiety).max(self.dejection)
    }
}

/// One thing that told of a mood.
#[derive(Clone, Debug, PartialEq)]
pub struct MoodReason {
    /// `words`, `shouting`, `rephrased`, `repeated`, `negation`, `misses`, …: the kind of sign.
    pub sign: &'static str,
    /// The visitor's words it was read from; empty for behaviour.
    pub span: String,
    /// How much it told, 0 to 1.
    pub weight: f64,
}

/// One entry that may fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Match {
    /// Position of the entry in the base.
    pub entry: usize,
    /// Calibrated probability, 0 to 1, that this entry answers the utterance.
    pub confidence: f64,
}

/// The best entries for an utterance before any policy: up to five, best first, empty only for an empty base.
/// Of an utterance that leans on the one before, the entries for both together.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// Best first.
    pub matches: Vec<Match>,
}

/// What the engine made of one utterance.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// What the assistant does next.
    pub decision: Decision,
    /// The entries whose answers are shown, in the order of the message: one where it asks one thing, several
    /// where it asks several; with a handoff those that can be answered all the same.
    pub shown: Vec<Match>,
    /// The ranker's best, whatever the decision.
    pub ranking: Ranking,
    /// How the visitor feels now, over the turns so far.
    pub mood: Mood,
    /// Whether this utterance asks for a person.
    pub wants_person: bool,
    /// Whether it names what cannot wait.
    pub urgent: bool,
    /// Whether it threatens a complaint, a regulator, the press, a court, a chargeback or a bad review.
    pub threat: bool,
}

/// A tree of named numbers that says where a number came from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Explanation {
    /// What the number is.
    pub name: String,
    /// The number.
    pub value: f64,
    /// What it was made of.
    pub parts: Vec<Explanation>,
}
