//! What an owner sets in the console: as it holds, as it is changed, and what else the pages of it show.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Status, Triage};

/// Words by language (BCP 47) and by the key of the widget's words that they stand for.
pub type Wordings = BTreeMap<String, BTreeMap<String, String>>;

/// `GET /api/v1/agent/setup`: what holds, for leads and owners.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeskSetup {
    /// Counted up at each change of what is the whole desk's.
    pub version: i64,
    /// What is the whole desk's.
    pub rules: DeskRules,
    /// Where a rule is set outside the console, by its name here; the others are changed in the console.
    pub fixed: BTreeMap<String, String>,
    /// Every site, `default` first.
    pub sites: Vec<SiteSetup>,
    /// Whether the desk serves the widget's files, so that it can be looked at.
    pub serves_widget: bool,
    /// Why what was set in the console doesn't hold; none where it does.
    #[serde(default)]
    pub problem: Option<String>,
}

/// How a desk gives out and keeps conversations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskRules {
    /// Seconds within which a person should have answered where a team has no target of its own; none has no target.
    pub first_response_s: Option<u32>,
    /// How an agent comes to a conversation.
    pub assignment: Assigning,
    /// Hours after which a request that nobody answered expires.
    pub expire_hours: u32,
    /// Days that a conversation is kept after its end; 0 keeps all for ever.
    pub keep_days: u32,
    /// Days that the audit log is kept, at least 30.
    pub audit_days: u32,
    /// Days that is kept what visits told where insights are on, and what people did for those who asked for one; 180 compares
    /// 90 days with the 90 before. 0 keeps all for ever.
    #[serde(default = "insights_days")]
    pub insights_days: u32,
}

/// What a console of before doesn't say.
fn insights_days() -> u32 {
    180
}

/// How an agent comes to a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assigning {
    /// Agents take what waits.
    Claim,
    /// The desk gives each to the least busy agent of the team.
    Load,
}

/// One site as it is set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SiteSetup {
    /// The site's id.
    pub id: String,
    /// Counted up at each change of it.
    pub version: i64,
    /// What holds.
    pub rules: SiteRules,
    /// As [`DeskSetup::fixed`].
    pub fixed: BTreeMap<String, String>,
    /// Whether the desk hands out its FAQ, with which the wording and the dials go.
    pub has_knowledge: bool,
    /// Whether its server can vouch for visitors; the keys themselves never leave the desk.
    pub has_identity: bool,
    /// Whether it was made in the console, where alone it can be taken away again.
    #[serde(default)]
    pub made: bool,
}

/// What an owner sets of a site.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SiteRules {
    /// As agents read it; empty shows the id.
    pub name: String,
    /// The origins of its pages, as `https://shop.example`; `*` is any.
    pub origins: Vec<String>,
    /// When people are there, as `Mon-Fri 09:00-17:00, Sat 10:00-14:00`; none is always.
    pub hours: Option<String>,
    /// Dates on which other hours hold, as `2026-12-24..2026-12-26 closed` or `2026-10-10 09:00-17:00`.
    pub holidays: Vec<String>,
    /// The time zone of the hours, by its name in the IANA database.
    pub time_zone: String,
    /// Seconds: beyond this expected wait a visitor is offered a choice; none offers none.
    pub wait_limit_s: Option<u32>,
    /// Its teams.
    pub teams: Vec<TeamRules>,
    /// The owner's words in the place of the widget's.
    pub wording: Wordings,
    /// The dials of its assistant's triage, which go out with its FAQ.
    #[serde(default)]
    pub triage: Triage,
    /// Whether its pages may tell what visits came to, by [`crate::Digest`]; the tag of the page says so too.
    #[serde(default)]
    pub insights: bool,
    /// Whether agents publish its FAQ by themselves; where not, a lead or owner approves what they write.
    #[serde(default)]
    pub agents_publish: bool,
}

/// What an owner sets of a team.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamRules {
    /// As entries of the FAQ name it.
    pub id: String,
    /// As people read it; empty shows the id.
    pub name: String,
    /// Seconds within which a person should have answered; none takes the desk's.
    pub first_response_target_s: Option<u32>,
    /// Hours of its own; none takes the site's.
    pub hours: Option<String>,
}

/// `PUT /api/v1/agent/setup/desk`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeskChange {
    /// The version that was changed; where another owner was faster nothing happens.
    pub version: i64,
    /// All of it, as it shall hold.
    pub rules: DeskRules,
}

/// `PUT /api/v1/agent/setup/sites/{site}`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SiteChange {
    /// As [`DeskChange::version`].
    pub version: i64,
    /// All of it, as it shall hold.
    pub rules: SiteRules,
    /// That pages of any origin are meant to be let in, asked for a second time; without it a new `*` is refused.
    #[serde(default)]
    pub any_origin: bool,
    /// Whether the site is to be made; without it a site that there is not is none.
    #[serde(default)]
    pub make: bool,
}

/// `POST /api/v1/agent/setup/hours`: hours to look at before they hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HoursAsked {
    /// As [`SiteRules::hours`].
    pub hours: Option<String>,
    /// As [`SiteRules::holidays`].
    pub holidays: Vec<String>,
    /// As [`SiteRules::time_zone`].
    pub time_zone: String,
}

/// What they come to in the next 14 days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DaysOpen {
    /// Today first, by the time zone of the hours.
    pub days: Vec<DayOpen>,
}

/// One day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DayOpen {
    /// As `2026-12-24`.
    pub date: String,
    /// When people are there, as `09:00–17:00`; empty is closed.
    pub open: Vec<String>,
    /// Whether a date says so in the place of the day of the week.
    pub dated: bool,
}

/// `GET /api/v1/agent/setup/words`: the widget's own words, a list a language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WordList {
    /// BCP 47.
    pub language: String,
    /// In the order of the widget's file.
    pub words: Vec<WordText>,
}

/// One text of the widget's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WordText {
    /// Its name.
    pub key: String,
    /// Its words; `{…}` is filled in.
    pub text: String,
}

/// `GET /api/v1/agent/endpoints`: who is told by the desk, without addresses, which may be secrets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EndpointStanding {
    /// Its place in the settings, from 1.
    pub number: i64,
    /// In which form, as `standard` or `slack`.
    pub form: String,
    /// The host that is dialled.
    pub host: String,
    /// What it is told of; all where empty.
    pub topics: Vec<String>,
    /// Whether a visitor's words go there.
    pub words: bool,
    /// Deliveries that wait.
    pub waiting: i64,
    /// Deliveries that were given up.
    pub dead: i64,
    /// Since when nothing arrived though it was tried, Unix milliseconds; none while all is well.
    pub failing_since: Option<i64>,
    /// What the latest failed try came to, as `503`; none while all is well.
    pub last_status: Option<String>,
    /// When it said that it is gone, Unix milliseconds; a replay switches it on again.
    pub disabled_at: Option<i64>,
}

/// `POST /api/v1/agent/erasures/found`: whom an owner means to erase.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ErasureAsked {
    /// A conversation's id or number, or the visitor's e-mail, telephone number, name or subject.
    pub visitor: String,
}

/// What would go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ErasureFound {
    /// One a conversation; empty where nobody is kept under that.
    pub conversations: Vec<Erasable>,
}

/// A conversation that would go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Erasable {
    /// As the inbox shows it.
    pub number: i64,
    /// The visitor's name where the site told it.
    pub visitor: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// When a person was asked for, Unix milliseconds.
    pub requested_at: i64,
    /// How many messages stand in it, those before the handoff not counted.
    pub messages: i64,
    /// How many of them are files.
    pub files: i64,
}

/// `POST /api/v1/agent/erasures`: erases conversations with all that belongs to them, for good.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Erasure {
    /// By their numbers.
    pub numbers: Vec<i64>,
}
