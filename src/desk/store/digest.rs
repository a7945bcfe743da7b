//! Digests taken in: counted in the transaction that takes them, so that nothing of a visit is kept but for its last hours.

use std::collections::BTreeMap;

use protocol::{Digest, DigestQuestion, VISIT_HOURS};

use super::database::{Connection, Row, query, query_scalar};
use super::name::{Kind, Names};
use super::tally::Tally;
use super::visit::{Matter, Place, Told, Visit};
use super::word::{json, word};
use super::{Store, StoreError};
use crate::calendar::Moment;
use crate::secret::Hash;

/// How long a visit may go on, milliseconds.
const VISIT_MS: i64 = VISIT_HOURS as i64 * 3_600_000;
/// Visits that are closed in one transaction, so that nobody waits long for the next.
const CLOSED_AT_ONCE: i64 = 500;
/// Room for the questions of a day in their ids.
pub(crate) const DAY_IDS: i64 = 1 << 24;
/// Questions of one day that are kept in words, of all sites; further ones are only counted. Topics are made of 10,000.
const MOST_QUESTIONS: i64 = 100_000;

/// A digest as it comes.
#[derive(Clone, Copy, Debug)]
pub struct Arrived<'a> {
    /// The site's id.
    pub site: &'a str,
    /// When, by the site's clock.
    pub moment: Moment,
    /// When, Unix milliseconds.
    pub at: i64,
    /// What is told; checked.
    pub digest: &'a Digest,
}

/// A visit as it is kept.
struct Kept {
    number: i64,
    site: String,
    over_at: i64,
    digests: i64,
    visit: Visit,
}

impl Store {
    /// Takes digests in, all in one transaction; gives how many were new.
    pub async fn take_digests(&self, arrived: &[Arrived<'_>]) -> Result<usize, StoreError> {
        let mut change = self.write().await?;
        let (mut names, mut tally, mut new) = (Names::default(), Tally::default(), 0);
        for one in arrived {
            new += usize::from(take(&mut change, one, &mut names, &mut tally).await?);
        }
        tally.write(&mut change).await?;
        change.commit().await?;
        Ok(new)
    }

    /// Closes the visits that are over by now and forgets them; gives how many there were.
    pub async fn close_visits(&self, now: i64) -> Result<usize, StoreError> {
        let mut closed = 0;
        loop {
            // Looked for first without the lock that writers wait for: mostly there is none.
            let is_any: bool = query_scalar("SELECT EXISTS (SELECT 1 FROM visits WHERE over_at <= ?)")
                .bind(now)
                .fetch_one(&mut *self.read().await?)
                .await?;
            if !is_any {
                return Ok(closed);
            }
            let mut change = self.write().await?;
            closed += close_some(&mut change, now).await?;
            change.commit().await?;
        }
    }
}

async fn take(
    connection: &mut Connection,
    arrived: &Arrived<'_>,
    names: &mut Names,
    tally: &mut Tally,
) -> Result<bool, StoreError> {
    let Arrived { site, moment: Moment { day, hour }, at, digest } = *arrived;
    let hash = Hash::of_parts(&[site.as_bytes(), digest.visit.as_bytes()]);
    let kept = match kept(connection, hash).await? {
        Some(kept) if kept.over_at <= at => {
            kept.visit.close(&kept.site, tally);
            forget(connection, &[kept.number]).await?;
            None
        }
        kept => kept,
    };
    let bit = 1_i64 << (digest.number - 1);
    if kept.as_ref().is_some_and(|kept| kept.digests & bit != 0) {
        return Ok(false);
    }
    let language = names.id(connection, site, (Kind::Language, &digest.language), day).await?;
    let page = names.id(connection, site, (Kind::Page, &digest.page), day).await?;
    let mut entries = Vec::with_capacity(digest.entries.len());
    for one in &digest.entries {
        entries.push(names.id(connection, site, (Kind::Entry, &one.entry), day).await?);
    }
    let place = Place { day, hour, language, page };
    let mut kept = match kept {
        Some(kept) => kept,
        None => begin(connection, (site, hash), at + VISIT_MS, Visit::begin(site, place, tally)).await?,
    };
    kept.digests |= bit;
    kept.visit.take(&Told { site, place, digest, entries: &entries }, tally);
    keep(connection, &kept, &entries).await?;
    for question in &digest.questions {
        keep_question(connection, arrived, question, names).await?;
    }
    Ok(true)
}

async fn kept(connection: &mut Connection, hash: Hash) -> Result<Option<Kept>, StoreError> {
    let row = query("SELECT * FROM visits WHERE hash = ?")
        .bind(hash.bytes())
        .fetch_optional(&mut *connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let mut kept = read_visit(&row)?;
    let matters =
        query("SELECT * FROM visit_matters WHERE visit = ?").bind(kept.number).fetch_all(connection).await?;
    for row in &matters {
        kept.visit.matters.insert(row.try_get("entry")?, read_matter(row)?);
    }
    Ok(Some(kept))
}

fn read_visit(row: &Row) -> Result<Kept, StoreError> {
    let began = Place {
        day: row.try_get("day")?,
        hour: row.try_get("hour")?,
        language: row.try_get("language")?,
        page: row.try_get("page")?,
    };
    let visit = Visit {
        began,
        handed_over: row.try_get("handed_over")?,
        unanswered: row.try_get("unanswered")?,
        confirmed: row.try_get("confirmed")?,
        matters: BTreeMap::new(),
    };
    Ok(Kept {
        number: row.try_get("number")?,
        site: row.try_get("site")?,
        over_at: row.try_get("over_at")?,
        digests: row.try_get("digests")?,
        visit,
    })
}

fn read_matter(row: &Row) -> Result<Matter, StoreError> {
    Ok(Matter {
        day: row.try_get("day")?,
        language: row.try_get("language")?,
        answered: row.try_get("answered")?,
        good: row.try_get("good")?,
        bad: row.try_get("bad")?,
    })
}

async fn begin(
    connection: &mut Connection,
    (site, hash): (&str, Hash),
    over_at: i64,
    visit: Visit,
) -> Result<Kept, StoreError> {
    let Place { day, hour, language, page } = visit.began;
    let number = query_scalar(
        "INSERT INTO visits (hash, site, over_at, day, hour, language, page, digests, handed_over, unanswered, confirmed)
         VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0) RETURNING number",
    )
    .bind(hash.bytes())
    .bind(site)
    .bind(over_at)
    .bind(day)
    .bind(hour)
    .bind(language)
    .bind(page)
    .fetch_one(connection)
    .await?;
    Ok(Kept { number, site: site.to_owned(), over_at, digests: 0, visit })
}

/// Keeps what changed: the visit, and the matters that a digest named.
async fn keep(connection: &mut Connection, kept: &Kept, named: &[i64]) -> Result<(), StoreError> {
    query("UPDATE visits SET digests = ?, handed_over = ?, unanswered = ?, confirmed = ? WHERE number = ?")
        .bind(kept.digests)
        .bind(kept.visit.handed_over)
        .bind(kept.visit.unanswered)
        .bind(kept.visit.confirmed)
        .bind(kept.number)
        .execute(&mut *connection)
        .await?;
    for (entry, matter) in kept.visit.matters.iter().filter(|(entry, _)| named.contains(entry)) {
        query(
            "INSERT INTO visit_matters (visit, entry, day, language, answered, good, bad) VALUES (?, ?, ?, ?, ?, ?, ?)
                 ON CONFLICT (visit, entry) DO UPDATE SET day = excluded.day, language = excluded.language,
                    answered = excluded.answered, good = excluded.good, bad = excluded.bad",
        )
        .bind(kept.number)
        .bind(entry)
        .bind(matter.day)
        .bind(matter.language)
        .bind(matter.answered)
        .bind(matter.good)
        .bind(matter.bad)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

async fn keep_question(
    connection: &mut Connection,
    arrived: &Arrived<'_>,
    question: &DigestQuestion,
    names: &mut Names,
) -> Result<(), StoreError> {
    let Arrived { site, moment: Moment { day, .. }, digest, .. } = *arrived;
    let language = question.language.as_deref().unwrap_or(&digest.language);
    let language = names.id(connection, site, (Kind::Language, language), day).await?;
    let entry = match question.entry.as_deref() {
        Some(entry) => Some(names.id(connection, site, (Kind::Entry, entry), day).await?),
        None => None,
    };
    let last: i64 = query_scalar(
        "SELECT COALESCE((SELECT MAX(id) FROM asked_questions WHERE id BETWEEN ?1 AND ?1 + ?2 - 1), ?1)",
    )
    .bind(day * DAY_IDS)
    .bind(DAY_IDS)
    .fetch_one(&mut *connection)
    .await?;
    if last - day * DAY_IDS >= MOST_QUESTIONS {
        return Ok(());
    }
    query(
        "INSERT INTO asked_questions (id, site, language, ended, entry, confidence, text) VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(last + 1)
    .bind(site)
    .bind(language)
    .bind(word(&question.end))
    .bind(entry)
    .bind(question.confidence)
    .bind(&question.text)
    .execute(connection)
    .await?;
    Ok(())
}

async fn close_some(connection: &mut Connection, now: i64) -> Result<usize, StoreError> {
    let rows = query("SELECT * FROM visits WHERE over_at <= ? ORDER BY over_at, number LIMIT ?")
        .bind(now)
        .bind(CLOSED_AT_ONCE)
        .fetch_all(&mut *connection)
        .await?;
    let mut over = BTreeMap::new();
    for row in &rows {
        let kept = read_visit(row)?;
        over.insert(kept.number, kept);
    }
    let numbers: Vec<i64> = over.keys().copied().collect();
    let matters =
        query("SELECT m.* FROM json_each(?) n JOIN visit_matters m ON m.visit = CAST(n.value AS BIGINT)")
            .bind(json(&numbers)?)
            .fetch_all(&mut *connection)
            .await?;
    for row in &matters {
        if let Some(kept) = over.get_mut(&row.try_get("visit")?) {
            kept.visit.matters.insert(row.try_get("entry")?, read_matter(row)?);
        }
    }
    let mut tally = Tally::default();
    over.values().for_each(|kept| kept.visit.close(&kept.site, &mut tally));
    tally.write(connection).await?;
    forget(connection, &numbers).await?;
    Ok(numbers.len())
}

async fn forget(connection: &mut Connection, numbers: &[i64]) -> Result<(), StoreError> {
    query("DELETE FROM visits WHERE number IN (SELECT CAST(value AS BIGINT) FROM json_each(?))")
        .bind(json(&numbers)?)
        .execute(connection)
        .await?;
    Ok(())
}
