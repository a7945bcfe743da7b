//! What visits told, added up from the counts; and counts forgotten when their time is over.

use std::collections::BTreeMap;

use protocol::{AuditKind, ConfidenceBands, EntryUse, HandoffReason, InsightRow, Moods, VisitCounts};

use super::audit::{By, Deed, note};
use super::database::{Connection, Row, query, query_as, query_scalar};
use super::digest::DAY_IDS;
use super::name::{Kind, find_name};
use super::word::read_word;
use super::{Store, StoreError};
use crate::calendar::Window;

/// What visits told at a site.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Each day of the window and of the one before, as far as anything was told.
    pub days: Vec<(i64, VisitCounts)>,
    /// Questions of the window by the hour of the week, 0 being Monday's first.
    pub hours: Vec<(i64, u64)>,
    /// By entry, the most shown first.
    pub entries: Vec<InsightRow>,
    /// By page, those with most questions first.
    pub pages: Vec<InsightRow>,
    /// By language, likewise.
    pub languages: Vec<InsightRow>,
    /// How often a person was asked for in the window, by reason.
    pub reasons: Vec<(HandoffReason, u64)>,
}

/// What is added up.
struct Meant<'a> {
    site: &'a str,
    window: &'a Window,
    /// The language's id; none for all.
    language: Option<i64>,
    /// Rows of a table.
    most: i64,
}

impl Store {
    /// What visits told at a site, in a window and the one before; in a language, by its first part, or in all. Of entries and
    /// pages at most so many.
    pub async fn told(
        &self,
        site: &str,
        window: &Window,
        language: Option<&str>,
        most: i64,
    ) -> Result<Told, StoreError> {
        let mut view = self.read().await?;
        let language = match language {
            None => None,
            Some(name) => match find_name(&mut view, site, (Kind::Language, name)).await? {
                None => return Ok(Told::default()),
                some => some,
            },
        };
        let meant = Meant { site, window, language, most };
        let mut days = days(&mut view, &meant).await?;
        count_open(&mut view, &meant, &mut days).await?;
        Ok(Told {
            days,
            hours: hours(&mut view, &meant).await?,
            entries: rows(&mut view, &meant, ENTRIES).await?,
            pages: rows(&mut view, &meant, PAGES).await?,
            languages: languages(&mut view, &meant).await?,
            reasons: reasons(&mut view, &meant).await?,
        })
    }

    /// How entries of a site were used from a day until another, both included.
    pub async fn entry_uses(
        &self,
        site: &str,
        from: i64,
        until: i64,
    ) -> Result<BTreeMap<String, EntryUse>, StoreError> {
        let rows = query(
            "SELECT n.name, SUM(c.shown) AS shown, SUM(c.up) AS up, SUM(c.down) AS down,
                SUM(c.confirmed + c.presumed) AS solved
             FROM entry_counts c JOIN insight_names n ON n.id = c.entry
             WHERE c.site = ? AND c.day BETWEEN ? AND ? GROUP BY c.entry, n.name",
        )
        .bind(site)
        .bind(from)
        .bind(until)
        .fetch_all(&mut *self.read().await?)
        .await?;
        let count = |row: &Row, column| -> Result<u64, StoreError> {
            Ok(row.try_get::<i64, _>(column)?.unsigned_abs())
        };
        let read = |row: &Row| {
            let (shown, up) = (count(row, "shown")?, count(row, "up")?);
            let (down, solved) = (count(row, "down")?, count(row, "solved")?);
            Ok((row.try_get("name")?, EntryUse { shown, up, down, solved }))
        };
        rows.iter().map(read).collect()
    }

    /// Forgets what was counted before a day, a day in a transaction so that nobody waits long, and requests for a person
    /// before a time, Unix milliseconds; gives how many days there were.
    pub async fn forget_insights(&self, day: i64, before: i64, now: i64) -> Result<usize, StoreError> {
        let mut forgotten = 0;
        while let Some(oldest) = oldest(&mut *self.read().await?, day).await? {
            let mut change = self.write().await?;
            forget_day(&mut change, oldest).await?;
            change.commit().await?;
            forgotten += 1;
        }
        let are_old: bool =
            query_scalar("SELECT EXISTS (SELECT 1 FROM helps WHERE asked_at < ? AND outcome <> 'open')")
                .bind(before)
                .fetch_one(&mut *self.read().await?)
                .await?;
        if are_old || forgotten > 0 {
            let mut change = self.write().await?;
            query("DELETE FROM helps WHERE asked_at < ? AND outcome <> 'open'")
                .bind(before)
                .execute(&mut change)
                .await?;
            for sql in [
                "DELETE FROM insight_names WHERE last_day < ?",
                "DELETE FROM known_topics WHERE last_day < ?",
            ] {
                query(sql).bind(day).execute(&mut change).await?;
            }
            let deed = Deed::new(By::Desk, AuditKind::Retention, now).on("insights");
            note(&mut change, deed.of(forgotten)).await?;
            self.owe_checkpoint();
            change.commit().await?;
        }
        Ok(forgotten)
    }
}

/// The oldest day of which anything is kept, if it is before another.
async fn oldest(connection: &mut Connection, before: i64) -> Result<Option<i64>, StoreError> {
    let oldest: Option<i64> = query_scalar(
        "SELECT MIN(day) FROM (SELECT (SELECT MIN(day) FROM hour_counts h WHERE h.site = s.site) AS day
            FROM (SELECT DISTINCT site FROM insight_names) s
            UNION ALL SELECT MIN(id) / ? FROM asked_questions) AS days",
    )
    .bind(DAY_IDS)
    .fetch_one(connection)
    .await?;
    Ok(oldest.filter(|day| *day < before))
}

async fn forget_day(connection: &mut Connection, day: i64) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM hour_counts WHERE day = ? AND site IN (SELECT DISTINCT site FROM insight_names)",
        "DELETE FROM entry_counts WHERE day = ? AND site IN (SELECT DISTINCT site FROM insight_names)",
        "DELETE FROM page_counts WHERE day = ? AND site IN (SELECT DISTINCT site FROM insight_names)",
        "DELETE FROM reason_counts WHERE day = ? AND site IN (SELECT DISTINCT site FROM insight_names)",
    ] {
        query(sql).bind(day).execute(&mut *connection).await?;
    }
    query("DELETE FROM asked_questions WHERE id BETWEEN ? AND ?")
        .bind(day * DAY_IDS)
        .bind((day + 1) * DAY_IDS - 1)
        .execute(connection)
        .await?;
    Ok(())
}

async fn days(connection: &mut Connection, meant: &Meant<'_>) -> Result<Vec<(i64, VisitCounts)>, StoreError> {
    let rows = query(
        "SELECT day, SUM(visits) AS visits, SUM(confirmed) AS confirmed, SUM(presumed) AS presumed,
            SUM(handed_over) AS handed_over, SUM(asked) AS asked, SUM(unanswered) AS unanswered,
            SUM(clarified) AS clarified, SUM(answered) AS answered, SUM(up) AS up, SUM(down) AS down,
            SUM(below_50) AS below_50, SUM(below_80) AS below_80, SUM(below_95) AS below_95, SUM(from_95) AS from_95,
            SUM(angry) AS angry, SUM(anxious) AS anxious, SUM(dejected) AS dejected, SUM(calm) AS calm, SUM(glad) AS glad
         FROM hour_counts WHERE site = ? AND day BETWEEN ? AND ? AND (?4 IS NULL OR language = ?4)
         GROUP BY day ORDER BY day",
    )
    .bind(meant.site)
    .bind(meant.window.before)
    .bind(meant.window.until)
    .bind(meant.language)
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| Ok((row.try_get("day")?, read_counts(row)?))).collect()
}

fn read_counts(row: &Row) -> Result<VisitCounts, StoreError> {
    let count = |column: &str| number(row, column);
    let small = |column: &str| Ok::<u32, StoreError>(u32::try_from(count(column)?).unwrap_or(u32::MAX));
    Ok(VisitCounts {
        visits: count("visits")?,
        confirmed: count("confirmed")?,
        presumed: count("presumed")?,
        handed_over: count("handed_over")?,
        open: 0,
        asked: count("asked")?,
        unanswered: count("unanswered")?,
        clarified: count("clarified")?,
        answered: count("answered")?,
        up: count("up")?,
        down: count("down")?,
        confidence: ConfidenceBands {
            below_50: small("below_50")?,
            below_80: small("below_80")?,
            below_95: small("below_95")?,
            from_95: small("from_95")?,
        },
        moods: Moods {
            angry: small("angry")?,
            anxious: small("anxious")?,
            dejected: small("dejected")?,
            calm: small("calm")?,
            glad: small("glad")?,
        },
    })
}

/// A count of a column; a sum is never below zero, since only what was counted is taken back.
fn number(row: &Row, column: &str) -> Result<u64, StoreError> {
    Ok(u64::try_from(row.try_get::<i64, _>(column)?).unwrap_or_default())
}

/// Visits that are neither over nor confirmed nor handed over.
async fn count_open(
    connection: &mut Connection,
    meant: &Meant<'_>,
    days: &mut [(i64, VisitCounts)],
) -> Result<(), StoreError> {
    let open: Vec<(i64, i64)> = query_as(
        "SELECT day, COUNT(*) FROM visits WHERE site = ?1 AND over_at > ?2 AND handed_over = 0 AND confirmed = 0
         AND (?3 IS NULL OR language = ?3) GROUP BY day",
    )
    .bind(meant.site)
    .bind(meant.window.now_ms)
    .bind(meant.language)
    .fetch_all(connection)
    .await?;
    for (day, count) in open {
        if let Some((_, counts)) = days.iter_mut().find(|(known, _)| *known == day) {
            counts.open = count.unsigned_abs();
        }
    }
    Ok(())
}

async fn hours(connection: &mut Connection, meant: &Meant<'_>) -> Result<Vec<(i64, u64)>, StoreError> {
    // 1970-01-01 was a Thursday; Monday is 0.
    let rows: Vec<(i64, i64)> = query_as(
        "SELECT (day + 3) % 7 * 24 + hour, SUM(asked) FROM hour_counts
         WHERE site = ? AND day BETWEEN ? AND ? AND (?4 IS NULL OR language = ?4) GROUP BY 1",
    )
    .bind(meant.site)
    .bind(meant.window.from)
    .bind(meant.window.until)
    .bind(meant.language)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|(hour, asked)| (hour, asked.unsigned_abs())).collect())
}

/// Counts of a table by entry or by page. The window and the one before are added up apart and then put together: in one walk
/// that asks of each row which of the two it is of, it took more than twice as long.
macro_rules! counts_of {
    ($table:literal, $subject:literal, $count:literal) => {
        concat!(
            "SELECT n.name, c.* FROM (SELECT id, SUM(count) AS count, SUM(before) AS before, SUM(up) AS up,
                SUM(down) AS down, SUM(confirmed) AS confirmed, SUM(presumed) AS presumed,
                SUM(handed_over) AS handed_over
            FROM (SELECT ", $subject, " AS id, SUM(", $count, ") AS count, 0 AS before, SUM(up) AS up, SUM(down) AS down,
                    SUM(confirmed) AS confirmed, SUM(presumed) AS presumed, SUM(handed_over) AS handed_over
                FROM ", $table, " WHERE site = ?1 AND day BETWEEN ?4 AND ?3 AND (?5 IS NULL OR language = ?5)
                GROUP BY ", $subject, "
                UNION ALL SELECT ", $subject, ", 0, SUM(", $count, "), 0, 0, 0, 0, 0
                FROM ", $table, " WHERE site = ?1 AND day >= ?2 AND day < ?4 AND (?5 IS NULL OR language = ?5)
                GROUP BY ", $subject, ") AS windows
            GROUP BY id ORDER BY count DESC, before DESC, id LIMIT ?6) c
         JOIN insight_names n ON n.id = c.id ORDER BY c.count DESC, c.before DESC, n.name"
        )
    };
}

const ENTRIES: &str = counts_of!("entry_counts", "entry", "shown");
const PAGES: &str = counts_of!("page_counts", "page", "asked");

async fn languages(connection: &mut Connection, meant: &Meant<'_>) -> Result<Vec<InsightRow>, StoreError> {
    rows(
        connection,
        meant,
        "SELECT n.name, c.* FROM (SELECT language AS id, SUM(iif(day >= ?4, asked, 0)) AS count,
            SUM(iif(day < ?4, asked, 0)) AS before, SUM(iif(day >= ?4, up, 0)) AS up, SUM(iif(day >= ?4, down, 0)) AS down,
            SUM(iif(day >= ?4, confirmed, 0)) AS confirmed, SUM(iif(day >= ?4, presumed, 0)) AS presumed,
            SUM(iif(day >= ?4, handed_over, 0)) AS handed_over FROM hour_counts
            WHERE site = ?1 AND day BETWEEN ?2 AND ?3 AND (?5 IS NULL OR language = ?5)
            GROUP BY language ORDER BY count DESC, before DESC, language LIMIT ?6) c
         JOIN insight_names n ON n.id = c.id ORDER BY c.count DESC, c.before DESC, n.name",
    )
    .await
}

async fn rows(
    connection: &mut Connection,
    meant: &Meant<'_>,
    sql: &'static str,
) -> Result<Vec<InsightRow>, StoreError> {
    let rows = query(sql)
        .bind(meant.site)
        .bind(meant.window.before)
        .bind(meant.window.until)
        .bind(meant.window.from)
        .bind(meant.language)
        .bind(meant.most)
        .fetch_all(connection)
        .await?;
    let read = |row: &Row| {
        Ok(InsightRow {
            site: meant.site.to_owned(),
            name: row.try_get("name")?,
            title: None,
            count: number(row, "count")?,
            before: number(row, "before")?,
            up: number(row, "up")?,
            down: number(row, "down")?,
            confirmed: number(row, "confirmed")?,
            presumed: number(row, "presumed")?,
            handed_over: number(row, "handed_over")?,
        })
    };
    rows.iter().map(read).collect()
}

async fn reasons(
    connection: &mut Connection,
    meant: &Meant<'_>,
) -> Result<Vec<(HandoffReason, u64)>, StoreError> {
    let rows: Vec<(String, i64)> = query_as(
        "SELECT reason, SUM(told) FROM reason_counts
         WHERE site = ? AND day BETWEEN ? AND ? AND (?4 IS NULL OR language = ?4) GROUP BY reason ORDER BY reason",
    )
    .bind(meant.site)
    .bind(meant.window.from)
    .bind(meant.window.until)
    .bind(meant.language)
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(|(reason, told)| Ok((read_word("reason", reason)?, told.unsigned_abs()))).collect()
}
