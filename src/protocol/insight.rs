//! What visitors need, over a window of days and the one before it: for leads and owners.

use serde::{Deserialize, Serialize};

use crate::{ConfidenceBands, HandoffReason, Moods, QuestionEnd};

/// `GET /api/v1/agent/insights?days={7|30|90}&site={id}&language={tag}`
///
/// A window is that many days by the site's time zone, today being the last of them; the one before is as many days before
/// that. Counts of visits are there for sites whose owner has switched insights on, those of people for all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Insights {
    /// Days of a window.
    pub days: u32,
    /// Only what was said in this language, by its first part as `en`; none for all.
    pub language: Option<String>,
    /// The sites that are counted, and since when.
    pub sites: Vec<InsightSite>,
    /// What visits told, in the window.
    pub visits: VisitCounts,
    /// And in the one before.
    pub visits_before: VisitCounts,
    /// What people did for those who asked for one in the window.
    pub people: PeopleCounts,
    /// And in the one before.
    pub people_before: PeopleCounts,
    /// Agents' time that was not needed.
    pub saved: SavedTime,
    /// The window's days, the first of them first.
    pub daily: Vec<InsightDay>,
    /// The window's hours of the week, by the sites' time zones: all 168 of them, Monday's first hour first.
    pub hours: Vec<InsightHour>,
    /// Entries by how often they were shown, most often first, at most 200; `count` is how often.
    pub entries: Vec<InsightRow>,
    /// Pages by the questions asked there, at most 200; `count` is how many.
    pub pages: Vec<InsightRow>,
    /// Languages by the questions asked in them, as [`Insights::pages`].
    pub languages: Vec<InsightRow>,
    /// Requests for a person by their reasons.
    pub reasons: Vec<InsightReason>,
    /// Whether one of the sites was filled with a sample, of which conversations are still there: some of the figures are its.
    #[serde(default)]
    pub sample: bool,
}

/// A site that insights are of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InsightSite {
    /// Its id.
    pub id: String,
    /// Its name; empty shows the id.
    pub name: String,
    /// Whether its owner has switched insights on; where not, nothing of visits is told from now on, and a page should say so.
    pub on: bool,
    /// First day of the window, as `2026-11-20`.
    pub from: String,
    /// Its last day, which is today.
    pub until: String,
    /// The time zone of its days, by its name in the IANA database.
    pub time_zone: String,
    /// How many days of the window have passed, as 6.5: today isn't over, so compare by the day.
    pub elapsed_days: f64,
}

/// What visits told. A matter is one entry in one visit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitCounts {
    /// Visits in which a question was asked, or a person asked for.
    pub visits: u64,
    /// Of these, how many were solved without a person and the visitor said so: by a thumb or in words, with nothing left
    /// unanswered, no thumb down, and no person asked for.
    pub confirmed: u64,
    /// How many were presumably: every question was answered, no entry was asked for a second time within a day, no thumb went
    /// down and no person was asked for.
    pub presumed: u64,
    /// In how many a person was asked for.
    pub handed_over: u64,
    /// How many are less than a day old and may still turn out one way or another; leave them out of any share.
    pub open: u64,
    /// Questions asked.
    pub asked: u64,
    /// Those left without an answer.
    pub unanswered: u64,
    /// Those at which the visitor was asked what was meant.
    pub clarified: u64,
    /// Answers shown.
    pub answered: u64,
    /// Thumbs up.
    pub up: u64,
    /// Thumbs down.
    pub down: u64,
    /// Questions by confidence.
    pub confidence: ConfidenceBands,
    /// Questions by how the visitor felt.
    pub moods: Moods,
}

/// What people did, of the requests for one that began in a window.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleCounts {
    /// Requests for a person.
    pub requests: u64,
    /// Of these, settled by an agent.
    pub resolved: u64,
    /// Given back to the assistant, or ended by the visitor before anyone came.
    pub returned: u64,
    /// Nobody came in time.
    pub expired: u64,
    /// Still under way.
    pub open: u64,
    /// Until an agent's first words.
    pub first_response: Spread,
    /// Until an agent had it.
    pub wait: Spread,
    /// How long agents had it, all of them together.
    pub handling: Spread,
    /// How many visitors gave the help a 1, a 2, … a 5.
    pub scores: Vec<u64>,
    /// How visitors felt as they asked.
    pub moods: Moods,
}

/// How long something took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spread {
    /// How often it was measured.
    pub count: u64,
    /// Milliseconds that half of them did not exceed; none where nothing was measured.
    pub median_ms: Option<u64>,
    /// Milliseconds that nine in ten did not exceed.
    pub p90_ms: Option<u64>,
}

/// Agents' time that was not needed, if each visit that was solved without a person would have taken one as long as the
/// median conversation: hours = visits × `handling_ms` / 3,600,000.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SavedTime {
    /// The median handling time of the window's conversations, or of those in both windows where there are fewer than 3;
    /// none where there are fewer than 3 in both.
    pub handling_ms: Option<u64>,
    /// Hours by visits that were confirmed to be solved.
    pub confirmed_hours: Option<f64>,
    /// Hours by visits that presumably were, beside those.
    pub presumed_hours: Option<f64>,
    /// How it is reckoned.
    pub formula: String,
}

/// One day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InsightDay {
    /// As `2026-11-26`.
    pub date: String,
    /// Visits that began on it.
    pub visits: u64,
    /// Of these, confirmed to be solved.
    pub confirmed: u64,
    /// And presumably.
    pub presumed: u64,
    /// And those in which a person was asked for.
    pub handed_over: u64,
    /// Questions asked.
    pub asked: u64,
    /// Those left without an answer.
    pub unanswered: u64,
    /// Thumbs up.
    pub up: u64,
    /// Thumbs down.
    pub down: u64,
}

/// One hour of the week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InsightHour {
    /// 0 is Monday.
    pub weekday: u8,
    /// 0 to 23.
    pub hour: u8,
    /// Questions asked of the assistant.
    pub asked: u64,
    /// Requests for a person.
    pub requests: u64,
}

/// An entry, page or language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InsightRow {
    /// The site's id.
    pub site: String,
    /// The entry's id, the page's path, or the language's tag; empty for all those together that were too many on their day.
    pub name: String,
    /// An entry's question where the desk has the site's knowledge base.
    pub title: Option<String>,
    /// How often in the window.
    pub count: u64,
    /// And in the one before.
    pub before: u64,
    /// Of an entry, answers with a thumb up; of a page or language, all such answers there.
    pub up: u64,
    /// And down.
    pub down: u64,
    /// Of an entry, matters that were confirmed to be solved; of a page or language, visits.
    pub confirmed: u64,
    /// And presumably.
    pub presumed: u64,
    /// And those in whose visit a person was asked for.
    pub handed_over: u64,
}

/// Requests for a person for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InsightReason {
    /// Why.
    pub reason: HandoffReason,
    /// Requests in the window.
    pub requests: u64,
    /// And in the one before.
    pub before: u64,
    /// Of the window's, settled by an agent; the rate is this in those that ended.
    pub resolved: u64,
    /// Given back to the assistant, or ended by the visitor before anyone came.
    pub returned: u64,
    /// Nobody came in time.
    pub expired: u64,
    /// Still under way.
    pub open: u64,
    /// How often visits told of such a request, as far as insights are on.
    pub told: u64,
}

/// `GET /api/v1/agent/insights/questions`: questions of a window in visitors' words, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InsightQuestions {
    /// At most 50.
    pub questions: Vec<InsightQuestion>,
    /// Names the page after this one; none after the last.
    pub more: Option<i64>,
}

/// A question in a visitor's words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InsightQuestion {
    /// Tells it from others.
    pub id: i64,
    /// The site's id.
    pub site: String,
    /// The day on which it came, as `2026-11-26`.
    pub date: String,
    /// The words, as the browser has sent them.
    pub text: String,
    /// Its language, by its first part as `en`.
    pub language: String,
    /// How it ended.
    pub end: QuestionEnd,
    /// As [`crate::DigestQuestion::entry`].
    pub entry: Option<String>,
    /// As [`crate::DigestQuestion::confidence`].
    pub confidence: Option<f64>,
}
