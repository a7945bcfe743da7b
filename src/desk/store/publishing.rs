//! Editions of the sites' knowledge bases: published once, never changed.

use std::collections::BTreeSet;

use protocol::{AuditChange, AuditKind, EditionHead, EditionSource, PreviewCounts, PublishedDraft};

use super::audit::{By, Deed, note};
use super::database::{Connection, Row, query, query_scalar};
use super::draft::{drafts, drop_draft};
use super::word::{json, read_json};
use super::{Store, StoreError};

/// Editions of one list.
const LISTED: i64 = 200;

/// What names what an edition holds: the first half of the SHA-256 of its JSON.
pub type BaseHash = [u8; 16];

/// An edition that is to be published.
#[derive(Clone, Debug)]
pub struct NewEdition<'a> {
    /// The site's id.
    pub site: &'a str,
    /// The number of the edition that it follows; 0 for the first.
    pub after: u64,
    /// Who publishes it; none where it comes from the owner's file.
    pub by: Option<&'a str>,
    /// Why, in words.
    pub why: &'a str,
    /// Where it comes from.
    pub source: EditionSource,
    /// What it holds, in gzip, by its hash.
    pub base: (BaseHash, &'a [u8]),
    /// How many entries that are.
    pub entries: usize,
    /// Ids of entries that it adds, changes and removes.
    pub difference: [Vec<String>; 3],
    /// What the preview showed.
    pub preview: Option<PreviewCounts>,
    /// The drafts that go into it.
    pub drafts: &'a [PublishedDraft],
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Published {
    /// It is out.
    Done,
    /// Another edition came first.
    Stale,
    /// The draft of this entry is another one by now, or gone.
    Draft(String),
}

impl Store {
    /// The site's latest edition.
    pub async fn latest_edition(&self, site: &str) -> Result<Option<EditionHead>, StoreError> {
        let sql = "SELECT e.*, a.name AS agent_name FROM editions e LEFT JOIN agents a ON a.id = e.agent
                   WHERE e.site = ? ORDER BY e.number DESC LIMIT 1";
        let row = query(sql).bind(site).fetch_optional(&mut *self.read().await?).await?;
        row.as_ref().map(read).transpose()
    }

    /// The latest of the site's editions that came from the owner's file, by what it holds.
    pub async fn latest_from_file(&self, site: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT lower(hex(hash)) FROM editions WHERE site = ? AND source = ? ORDER BY number DESC LIMIT 1";
        let found = query_scalar(sql).bind(site).bind(json(&EditionSource::File)?);
        Ok(found.fetch_optional(&mut *self.read().await?).await?)
    }

    /// The sites that have an edition.
    pub async fn sites_with_editions(&self) -> Result<BTreeSet<String>, StoreError> {
        let sites: Vec<String> =
            query_scalar("SELECT DISTINCT site FROM editions").fetch_all(&mut *self.read().await?).await?;
        Ok(sites.into_iter().collect())
    }

    /// The site's editions, the latest first.
    pub async fn editions(&self, site: &str) -> Result<Vec<EditionHead>, StoreError> {
        let sql = "SELECT e.*, a.name AS agent_name FROM editions e LEFT JOIN agents a ON a.id = e.agent
                   WHERE e.site = ? ORDER BY e.number DESC LIMIT ?";
        let rows = query(sql).bind(site).bind(LISTED).fetch_all(&mut *self.read().await?).await?;
        rows.iter().map(read).collect()
    }

    /// What an edition of the site holds, in gzip, with its head.
    pub async fn edition(
        &self,
        site: &str,
        number: u64,
    ) -> Result<Option<(EditionHead, Vec<u8>)>, StoreError> {
        let sql =
            "SELECT e.*, a.name AS agent_name, b.json FROM editions e JOIN edition_bases b ON b.hash = e.hash
                   LEFT JOIN agents a ON a.id = e.agent WHERE e.site = ? AND e.number = ?";
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        let row = query(sql).bind(site).bind(number).fetch_optional(&mut *self.read().await?).await?;
        row.as_ref().map(|row| Ok((read(row)?, row.try_get("json")?))).transpose()
    }

    /// What editions of the site of this hash hold, in gzip; none where the site had none.
    pub async fn edition_base(&self, site: &str, hash: &BaseHash) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(query_scalar(
            "SELECT json FROM edition_bases WHERE hash = ?1
                AND EXISTS (SELECT 1 FROM editions WHERE site = ?2 AND hash = ?1)",
        )
        .bind(&hash[..])
        .bind(site)
        .fetch_optional(&mut *self.read().await?)
        .await?)
    }

    /// Publishes an edition, unless another came first; its drafts go with it.
    pub async fn publish(&self, new: &NewEdition<'_>, now: i64) -> Result<Published, StoreError> {
        let mut change = self.write().await?;
        let latest: Option<i64> = query_scalar("SELECT MAX(number) FROM editions WHERE site = ?")
            .bind(new.site)
            .fetch_one(&mut change)
            .await?;
        if latest.unwrap_or_default().unsigned_abs() != new.after {
            return Ok(Published::Stale);
        }
        let kept = drafts(&mut change, new.site).await?;
        for draft in new.drafts {
            let is_same = |it: &&super::draft::Kept| it.id == draft.id && it.draft.revision == draft.revision;
            if !kept.iter().any(|it| is_same(&it)) {
                return Ok(Published::Draft(draft.id.clone()));
            }
            drop_draft(&mut change, new.site, &draft.id).await?;
        }
        insert(&mut change, new, now).await?;
        let by = new.by.map_or(By::Desk, By::Agent);
        let edition = |number: u64| (number > 0).then(|| number.to_string());
        let told =
            AuditChange { field: "edition".to_owned(), old: edition(new.after), new: edition(new.after + 1) };
        let deed = Deed::new(by, AuditKind::Published, now).on(new.site).with(vec![told]);
        note(&mut change, deed).await?;
        change.commit().await?;
        Ok(Published::Done)
    }
}

async fn insert(connection: &mut Connection, new: &NewEdition<'_>, now: i64) -> Result<(), StoreError> {
    let (hash, base) = new.base;
    query("INSERT INTO edition_bases (hash, json) VALUES (?, ?) ON CONFLICT DO NOTHING")
        .bind(&hash[..])
        .bind(base)
        .execute(&mut *connection)
        .await?;
    let [added, changed, removed] = &new.difference;
    query(
        "INSERT INTO editions (site, number, hash, at, agent, why, source, entries, added, changed, removed, preview)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(new.site)
    .bind(i64::try_from(new.after + 1).unwrap_or(i64::MAX))
    .bind(&hash[..])
    .bind(now)
    .bind(new.by)
    .bind(new.why)
    .bind(json(&new.source)?)
    .bind(i64::try_from(new.entries).unwrap_or(i64::MAX))
    .bind(json(added)?)
    .bind(json(changed)?)
    .bind(json(removed)?)
    .bind(new.preview.as_ref().map(json).transpose()?)
    .execute(connection)
    .await?;
    Ok(())
}

fn read(row: &Row) -> Result<EditionHead, StoreError> {
    let list = |column: &'static str| -> Result<Vec<String>, StoreError> {
        read_json(column, &row.try_get::<String, _>(column)?)
    };
    let hash: Vec<u8> = row.try_get("hash")?;
    let preview: Option<String> = row.try_get("preview")?;
    Ok(EditionHead {
        number: row.try_get::<i64, _>("number")?.unsigned_abs(),
        hash: hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        at: row.try_get("at")?,
        by: row.try_get("agent_name")?,
        why: row.try_get("why")?,
        from: read_json("source", &row.try_get::<String, _>("source")?)?,
        entries: row.try_get::<i64, _>("entries")?.unsigned_abs(),
        added: list("added")?,
        changed: list("changed")?,
        removed: list("removed")?,
        preview: preview.map(|json| read_json("preview", &json)).transpose()?,
    })
}
