//! What a change adds to the counts of insights, gathered first and then written, a row each.

use std::collections::BTreeMap;

use super::StoreError;
use super::database::{Connection, query};

/// A site and a day of it.
type Day = (String, i64);

/// What is added; a negative number takes back what was counted before.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// By day, hour and language.
    hours: BTreeMap<(Day, i64, i64), HourCounts>,
    /// By day, entry and language.
    entries: BTreeMap<(Day, i64, i64), SubjectCounts>,
    /// By day, page and language.
    pages: BTreeMap<(Day, i64, i64), SubjectCounts>,
    /// By day, reason and language.
    reasons: BTreeMap<(Day, String, i64), i64>,
}

/// A row of `hour_counts`, each field a column of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HourCounts {
    pub visits: i64,
    pub confirmed: i64,
    pub presumed: i64,
    pub handed_over: i64,
    pub asked: i64,
    pub unanswered: i64,
    pub clarified: i64,
    pub answered: i64,
    pub up: i64,
    pub down: i64,
    /// By confidence, the lowest first.
    pub bands: [i64; 4],
    /// Angry, anxious, dejected, calm, glad.
    pub moods: [i64; 5],
}

/// A row of `entry_counts` or of `page_counts`, likewise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubjectCounts {
    /// Column `shown`: how often the entry's answer was; column `asked`: questions on the page.
    pub count: i64,
    pub up: i64,
    pub down: i64,
    pub confirmed: i64,
    pub presumed: i64,
    pub handed_over: i64,
}

/// Adds to the counts of a table by entry or by page.
macro_rules! add_to {
    ($table:literal, $subject:literal, $count:literal) => {
        concat!(
            "INSERT INTO ",
            $table,
            " (site, day, ",
            $subject,
            ", language, ",
            $count,
            ", up, down, confirmed, presumed, handed_over) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (site, day, ",
            $subject,
            ", language) DO UPDATE SET
                ",
            $count,
            " = ",
            $table,
            ".",
            $count,
            " + excluded.",
            $count,
            ", up = ",
            $table,
            ".up + excluded.up, down = ",
            $table,
            ".down + excluded.down,
                confirmed = ",
            $table,
            ".confirmed + excluded.confirmed, presumed = ",
            $table,
            ".presumed + excluded.presumed,
                handed_over = ",
            $table,
            ".handed_over + excluded.handed_over"
        )
    };
}

const ADD_TO_ENTRIES: &str = add_to!("entry_counts", "entry", "shown");
const ADD_TO_PAGES: &str = add_to!("page_counts", "page", "asked");

impl Tally {
    /// What is counted in an hour.
    pub fn hour(&mut self, site: &str, day: i64, hour: i64, language: i64) -> &mut HourCounts {
        self.hours.entry(((site.to_owned(), day), hour, language)).or_default()
    }

    /// What is counted of an entry.
    pub fn entry(&mut self, site: &str, day: i64, entry: i64, language: i64) -> &mut SubjectCounts {
        self.entries.entry(((site.to_owned(), day), entry, language)).or_default()
    }

    /// What is counted of a page.
    pub fn page(&mut self, site: &str, day: i64, page: i64, language: i64) -> &mut SubjectCounts {
        self.pages.entry(((site.to_owned(), day), page, language)).or_default()
    }

    /// How often a person was asked for, for a reason.
    pub fn reason(&mut self, site: &str, day: i64, reason: String, language: i64) -> &mut i64 {
        self.reasons.entry(((site.to_owned(), day), reason, language)).or_default()
    }

    /// Adds all of it to what is kept.
    pub async fn write(self, connection: &mut Connection) -> Result<(), StoreError> {
        for (((site, day), hour, language), counts) in self.hours {
            add_hour(connection, (&site, day, hour, language), &counts).await?;
        }
        for (((site, day), entry, language), counts) in self.entries {
            add_subject(connection, ADD_TO_ENTRIES, (&site, day, entry, language), &counts).await?;
        }
        for (((site, day), page, language), counts) in self.pages {
            add_subject(connection, ADD_TO_PAGES, (&site, day, page, language), &counts).await?;
        }
        for (((site, day), reason, language), told) in self.reasons {
            query(
                "INSERT INTO reason_counts (site, day, reason, language, told) VALUES (?, ?, ?, ?, ?)
                 ON CONFLICT (site, day, reason, language) DO UPDATE SET told = reason_counts.told + excluded.told",
            )
            .bind(&site)
            .bind(day)
            .bind(&reason)
            .bind(language)
            .bind(told)
            .execute(&mut *connection)
            .await?;
        }
        Ok(())
    }
}

async fn add_hour(
    connection: &mut Connection,
    (site, day, hour, language): (&str, i64, i64, i64),
    counts: &HourCounts,
) -> Result<(), StoreError> {
    let query = query(
        "INSERT INTO hour_counts (site, day, hour, language, visits, confirmed, presumed, handed_over, asked, unanswered,
            clarified, answered, up, down, below_50, below_80, below_95, from_95, angry, anxious, dejected, calm, glad)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (site, day, hour, language) DO UPDATE SET visits = hour_counts.visits + excluded.visits,
            confirmed = hour_counts.confirmed + excluded.confirmed, presumed = hour_counts.presumed + excluded.presumed,
            handed_over = hour_counts.handed_over + excluded.handed_over, asked = hour_counts.asked + excluded.asked,
            unanswered = hour_counts.unanswered + excluded.unanswered, clarified = hour_counts.clarified + excluded.clarified,
            answered = hour_counts.answered + excluded.answered, up = hour_counts.up + excluded.up, down = hour_counts.down + excluded.down,
            below_50 = hour_counts.below_50 + excluded.below_50, below_80 = hour_counts.below_80 + excluded.below_80,
            below_95 = hour_counts.below_95 + excluded.below_95, from_95 = hour_counts.from_95 + excluded.from_95,
            angry = hour_counts.angry + excluded.angry, anxious = hour_counts.anxious + excluded.anxious,
            dejected = hour_counts.dejected + excluded.dejected, calm = hour_counts.calm + excluded.calm, glad = hour_counts.glad + excluded.glad",
    );
    let plain = [
        counts.visits,
        counts.confirmed,
        counts.presumed,
        counts.handed_over,
        counts.asked,
        counts.unanswered,
        counts.clarified,
        counts.answered,
        counts.up,
        counts.down,
    ];
    let query = query.bind(site).bind(day).bind(hour).bind(language);
    let values = plain.into_iter().chain(counts.bands).chain(counts.moods);
    values.fold(query, |query, value| query.bind(value)).execute(connection).await?;
    Ok(())
}

async fn add_subject(
    connection: &mut Connection,
    sql: &'static str,
    (site, day, subject, language): (&str, i64, i64, i64),
    counts: &SubjectCounts,
) -> Result<(), StoreError> {
    query(sql)
        .bind(site)
        .bind(day)
        .bind(subject)
        .bind(language)
        .bind(counts.count)
        .bind(counts.up)
        .bind(counts.down)
        .bind(counts.confirmed)
        .bind(counts.presumed)
        .bind(counts.handed_over)
        .execute(connection)
        .await?;
    Ok(())
}
