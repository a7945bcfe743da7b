//! Names of what is counted, each kept once, so that counts are small.

use std::collections::BTreeMap;

use super::StoreError;
use super::database::{Connection, query, query_as, query_scalar};

/// What is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An entry of a FAQ.
    Entry,
    /// A page of a site.
    Page,
    /// A language.
    Language,
}

impl Kind {
    /// As the column has it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Page => "page",
            Self::Language => "language",
        }
    }

    /// Names that may be new on one day of a site; further ones are counted together under the empty name, so that whoever
    /// makes names up fills no disk.
    fn most_new(self) -> i64 {
        match self {
            Self::Entry => 2_000,
            Self::Page => 1_000,
            Self::Language => 20,
        }
    }
}

/// The names that one change has met, so that each is looked up once.
#[derive(Default)]
pub struct Names(BTreeMap<(String, Kind, String), i64>);

impl Names {
    /// The id of a name, which is new where it wasn't there; where too many were new that day, the id of the empty one.
    pub async fn id(
        &mut self,
        connection: &mut Connection,
        site: &str,
        (kind, name): (Kind, &str),
        day: i64,
    ) -> Result<i64, StoreError> {
        let key = (site.to_owned(), kind, name.to_owned());
        if let Some(id) = self.0.get(&key) {
            return Ok(*id);
        }
        let id = match known(connection, site, (kind, name), day).await? {
            Some(id) => id,
            None if name.is_empty() || has_room(connection, site, kind, day).await? => {
                add(connection, site, (kind, name), day).await?
            }
            None => match known(connection, site, (kind, ""), day).await? {
                Some(id) => id,
                None => add(connection, site, (kind, ""), day).await?,
            },
        };
        self.0.insert(key, id);
        Ok(id)
    }
}

/// The id of a name; none where it was never counted.
pub async fn find_name(
    connection: &mut Connection,
    site: &str,
    (kind, name): (Kind, &str),
) -> Result<Option<i64>, StoreError> {
    Ok(query_scalar("SELECT id FROM insight_names WHERE site = ? AND kind = ? AND name = ?")
        .bind(site)
        .bind(kind.word())
        .bind(name)
        .fetch_optional(connection)
        .await?)
}

/// As [`find_name`], and notes that it is counted on this day.
async fn known(
    connection: &mut Connection,
    site: &str,
    (kind, name): (Kind, &str),
    day: i64,
) -> Result<Option<i64>, StoreError> {
    let found: Option<(i64, i64)> =
        query_as("SELECT id, last_day FROM insight_names WHERE site = ? AND kind = ? AND name = ?")
            .bind(site)
            .bind(kind.word())
            .bind(name)
            .fetch_optional(&mut *connection)
            .await?;
    let Some((id, last_day)) = found else { return Ok(None) };
    if last_day < day {
        query("UPDATE insight_names SET last_day = ? WHERE id = ?")
            .bind(day)
            .bind(id)
            .execute(connection)
            .await?;
    }
    Ok(Some(id))
}

async fn has_room(connection: &mut Connection, site: &str, kind: Kind, day: i64) -> Result<bool, StoreError> {
    let new: i64 =
        query_scalar("SELECT COUNT(*) FROM insight_names WHERE site = ? AND kind = ? AND first_day = ?")
            .bind(site)
            .bind(kind.word())
            .bind(day)
            .fetch_one(connection)
            .await?;
    Ok(new < kind.most_new())
}

async fn add(
    connection: &mut Connection,
    site: &str,
    (kind, name): (Kind, &str),
    day: i64,
) -> Result<i64, StoreError> {
    Ok(query_scalar(
        "INSERT INTO insight_names (site, kind, name, first_day, last_day) VALUES (?1, ?2, ?3, ?4, ?4) RETURNING id",
    )
    .bind(site)
    .bind(kind.word())
    .bind(name)
    .bind(day)
    .fetch_one(connection)
    .await?)
}
