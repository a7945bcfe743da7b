//! Insights as tables for spreadsheets; taking one along is written down.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use protocol::{
    AuditKind, InsightQuestion, InsightRow, InsightTopic, Insights, Moods, PeopleCounts, Role, VisitCounts,
};
use serde::{Deserialize, Serialize};

use super::body::Asked;
use super::caller::{Ruled, SignedIn};
use super::fault::Fault;
use super::insight::{Wanted, meant, sought};
use crate::Desk;
use crate::csv::{BOM, Cell, row};
use crate::store::Deed;

/// Rows of a table.
const ROWS: usize = 10_000;
/// The tables that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Table {
    /// A day each.
    Days,
    /// An hour of the week each.
    Hours,
    /// An entry each.
    Entries,
    /// A page each.
    Pages,
    /// A language each.
    Languages,
    /// A reason for asking for a person each.
    Reasons,
    /// A question each.
    Questions,
    /// A topic of unanswered questions each.
    Topics,
    /// A figure each, beside that of the days before.
    Figures,
}

/// What stands behind the question mark.
#[derive(Debug, Deserialize)]
pub struct WantedTable {
    of: Table,
    days: u32,
    #[serde(default)]
    site: Option<String>,
    #[serde(default)]
    language: Option<String>,
}

/// `GET /api/v1/agent/insights/table?of={table}&days={7|30|90}&site={id}&language={tag}`
pub async fn table(
    State(desk): State<Desk>,
    Ruled(rules): Ruled,
    signed_in: SignedIn,
    wanted: Result<Asked<WantedTable>, Fault>,
) -> Result<Response, Fault> {
    signed_in.require(Role::Lead)?;
    let Asked(WantedTable { of, days, site, language }) = wanted?;
    let sought = sought(&desk, &rules, &signed_in, Wanted { days, site, language }, ROWS).await?;
    // Before it goes out, so that nothing goes out without it.
    let name = word(&of);
    let deed = Deed::new(signed_in.by(), AuditKind::Exported, desk.now()).on(format!("insights {name}"));
    desk.store.write_down(deed).await?;
    let lines = match of {
        Table::Questions => {
            let mut found = Vec::new();
            for one in meant(&sought, &[], None, desk.now()) {
                found.extend(desk.store.asked(&one, ROWS).await?);
            }
            questions(&found)
        }
        Table::Topics => {
            let mut lines = head(&["site", "topic", "count", "before", "examples"]);
            for site in &sought.sites {
                let found = desk.topics_of(site, days, sought.language.as_deref()).await?;
                lines.extend(found.topics.iter().map(|one| topic(site.id(), one)));
            }
            lines
        }
        of => of_counts(of, &desk.insights(&rules, &sought).await?),
    };
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"tandem-{name}-{days}-days.csv\"")),
    ];
    Ok((headers, [BOM, &lines].concat()).into_response())
}

fn of_counts(of: Table, insights: &Insights) -> String {
    match of {
        Table::Days => days(insights),
        Table::Hours => hours(insights),
        Table::Entries => rows("entry", &insights.entries),
        Table::Pages => rows("page", &insights.pages),
        Table::Languages => rows("language", &insights.languages),
        Table::Reasons => reasons(insights),
        Table::Figures => figures(insights),
        Table::Questions | Table::Topics => String::new(),
    }
}

fn topic(site: &str, one: &InsightTopic) -> String {
    let examples = one.examples.join("\n");
    row(&[text(site), text(&one.name), number(one.count), number(one.before), text(&examples)])
}

/// Every figure that stands alone, times in seconds.
fn figures(insights: &Insights) -> String {
    let visits = |of: &VisitCounts| {
        let bands = &of.confidence;
        let counts = [
            ("visits", of.visits),
            ("solved, confirmed", of.confirmed),
            ("solved, presumed", of.presumed),
            ("handed over", of.handed_over),
            ("less than a day old", of.open),
            ("questions", of.asked),
            ("unanswered", of.unanswered),
            ("clarified", of.clarified),
            ("answered", of.answered),
            ("thumbs up", of.up),
            ("thumbs down", of.down),
            ("confidence below 0.5", u64::from(bands.below_50)),
            ("confidence 0.5 to 0.8", u64::from(bands.below_80)),
            ("confidence 0.8 to 0.95", u64::from(bands.below_95)),
            ("confidence from 0.95", u64::from(bands.from_95)),
        ];
        let counts = counts.map(|(name, count)| (name.to_owned(), Some(count)));
        counts.into_iter().chain(moods("questions", &of.moods)).collect::<Vec<_>>()
    };
    let people = |of: &PeopleCounts| {
        let counts = [
            ("requests for a person", of.requests),
            ("resolved", of.resolved),
            ("returned", of.returned),
            ("expired", of.expired),
            ("open", of.open),
        ];
        let counts = counts.map(|(name, count)| (name.to_owned(), Some(count)));
        let times = [("first response", of.first_response), ("wait", of.wait), ("handling", of.handling)];
        let seconds = |ms: Option<u64>| ms.map(|ms| ms / 1_000);
        let times = times.into_iter().flat_map(|(name, spread)| {
            [
                (format!("{name}, median s"), seconds(spread.median_ms)),
                (format!("{name}, 9 in 10 within s"), seconds(spread.p90_ms)),
            ]
        });
        let scores = of
            .scores
            .iter()
            .zip(1..)
            .map(|(count, score)| (format!("help rated {score} of 5"), Some(*count)));
        let scores = scores.collect::<Vec<_>>();
        counts.into_iter().chain(times).chain(scores).chain(moods("requests", &of.moods)).collect::<Vec<_>>()
    };
    let now = visits(&insights.visits).into_iter().chain(people(&insights.people));
    let before = visits(&insights.visits_before).into_iter().chain(people(&insights.people_before));
    let figure = |count: Option<u64>| number(count.map(|count| count.to_string()).unwrap_or_default());
    let lines =
        now.zip(before).map(|((name, now), (_, before))| row(&[text(&name), figure(now), figure(before)]));
    let hours = |name, hours: Option<f64>| {
        row(&[text(name), number(hours.map(|hours| format!("{hours:.1}")).unwrap_or_default()), text("")])
    };
    let saved = [
        hours("hours saved, confirmed", insights.saved.confirmed_hours),
        hours("hours saved, presumed", insights.saved.presumed_hours),
    ];
    head(&["figure", "count", "before"]) + &lines.chain(saved).collect::<String>()
}

fn moods(of: &str, moods: &Moods) -> [(String, Option<u64>); 5] {
    [
        ("angry", moods.angry),
        ("anxious", moods.anxious),
        ("dejected", moods.dejected),
        ("calm", moods.calm),
        ("glad", moods.glad),
    ]
    .map(|(mood, count)| (format!("{of}, {mood}"), Some(u64::from(count))))
}

fn head(names: &[&str]) -> String {
    row(&names.iter().map(|name| text(name)).collect::<Vec<_>>())
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn number(number: impl ToString) -> Cell {
    Cell::Number(number.to_string())
}

fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|word| Some(word.as_str()?.to_owned())).unwrap_or_default()
}

fn days(insights: &Insights) -> String {
    let names =
        ["date", "visits", "confirmed", "presumed", "handed over", "asked", "unanswered", "up", "down"];
    let line = |day: &protocol::InsightDay| {
        let counts = [
            day.visits,
            day.confirmed,
            day.presumed,
            day.handed_over,
            day.asked,
            day.unanswered,
            day.up,
            day.down,
        ];
        row(&std::iter::once(text(&day.date)).chain(counts.map(number)).collect::<Vec<_>>())
    };
    head(&names) + &insights.daily.iter().map(line).collect::<String>()
}

fn hours(insights: &Insights) -> String {
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let line = |hour: &protocol::InsightHour| {
        let day = DAYS.get(usize::from(hour.weekday)).copied().unwrap_or_default();
        row(&[text(day), number(hour.hour), number(hour.asked), number(hour.requests)])
    };
    head(&["day", "hour", "asked", "requests for a person"])
        + &insights.hours.iter().map(line).collect::<String>()
}

fn rows(of: &str, rows: &[InsightRow]) -> String {
    let names =
        ["site", of, "question", "count", "before", "up", "down", "confirmed", "presumed", "handed over"];
    let line = |one: &InsightRow| {
        let counts = [one.count, one.before, one.up, one.down, one.confirmed, one.presumed, one.handed_over];
        let words = [text(&one.site), text(&one.name), one.title.clone().into()];
        row(&words.into_iter().chain(counts.map(number)).collect::<Vec<_>>())
    };
    head(&names) + &rows.iter().map(line).collect::<String>()
}

fn reasons(insights: &Insights) -> String {
    let names = ["reason", "requests", "before", "resolved", "returned", "expired", "open", "told by visits"];
    let line = |one: &protocol::InsightReason| {
        let counts = [one.requests, one.before, one.resolved, one.returned, one.expired, one.open, one.told];
        row(&std::iter::once(text(&word(&one.reason))).chain(counts.map(number)).collect::<Vec<_>>())
    };
    head(&names) + &insights.reasons.iter().map(line).collect::<String>()
}

fn questions(questions: &[InsightQuestion]) -> String {
    let line = |one: &InsightQuestion| {
        row(&[
            text(&one.site),
            text(&one.date),
            text(&one.text),
            text(&one.language),
            text(&word(&one.end)),
            one.entry.clone().into(),
            number(one.confidence.map(|share| share.to_string()).unwrap_or_default()),
        ])
    };
    let names = ["site", "date", "question", "language", "end", "entry", "confidence"];
    head(&names) + &questions.iter().map(line).collect::<String>()
}
