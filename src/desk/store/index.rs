//! The index of words that the database has: FTS5 in a file, vectors of tokens at a server. Both find the same.

use serde::Serialize;

use super::StoreError;
use super::database::{Builder, Connection, query, query_as};
use super::indexing::{PLACES, simplified};
use super::server_index::{highlight, matching, vector};
use super::word::json;

/// The index that a connection has.
#[derive(Clone, Copy, Debug)]
pub enum Index {
    /// FTS5.
    File,
    /// A column of vectors.
    Server,
}

/// What is looked for in one text, each as [`super::search`] quotes it.
#[derive(Clone, Copy, Debug)]
pub enum Sought<'a> {
    /// All of them.
    All(&'a [String]),
    /// Any of them.
    Any(&'a [String]),
}

/// A text as the index takes it in.
#[derive(Serialize)]
struct Indexed {
    id: i64,
    words: String,
    folded: Option<String>,
    tokens: Option<String>,
}

impl Index {
    /// The one of a connection.
    pub fn of(connection: &Connection) -> Self {
        match connection {
            Connection::File(_) => Self::File,
            Connection::Server(..) => Self::Server,
        }
    }

    /// Narrows conversations `c` down to those with a phrase.
    pub fn narrow(self, sql: &mut Builder, phrase: &str) {
        match self {
            Self::File => {
                sql.push(" AND c.number IN (SELECT rowid / 1048576 FROM search WHERE search MATCH ")
                    .push_bind(phrase)
                    .push(")");
            }
            Self::Server => {
                sql.push(" AND c.number IN (SELECT id / 1048576 FROM search_words WHERE tokens @@ CAST(")
                    .push_bind(matching(Sought::All(&[phrase.to_owned()])))
                    .push(" AS tsquery))");
            }
        }
    }

    /// The latest text of a conversation in which it stands, by the first of the conversation's ids, with signs around each
    /// phrase; none where it stands in none.
    pub async fn latest(
        self,
        connection: &mut Connection,
        sought: &Sought<'_>,
        first: i64,
    ) -> Result<Option<(i64, String)>, StoreError> {
        let (sql, text) = match self {
            Self::File => (
                "SELECT rowid, highlight(search, 0, char(2), char(3)) FROM search
                 WHERE search MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT 1",
                sought.phrases().join(sought.joined_by(" AND ", " OR ")),
            ),
            Self::Server => (
                "SELECT id, words FROM search_words
                 WHERE tokens @@ CAST(? AS tsquery) AND id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1",
                matching(*sought),
            ),
        };
        let found: Option<(i64, String)> =
            query_as(sql).bind(text).bind(first).bind(first + PLACES - 1).fetch_optional(connection).await?;
        Ok(match self {
            Self::File => found,
            Self::Server => found.map(|(id, words)| (id, highlight(&words, sought.phrases()))),
        })
    }

    /// Takes out what stands under these ids, and puts in texts under some of them.
    pub async fn put(
        self,
        connection: &mut Connection,
        ids: &[i64],
        texts: Vec<(i64, String)>,
    ) -> Result<(), StoreError> {
        query("DELETE FROM search_words WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(?))")
            .bind(json(&ids)?)
            .execute(connection)
            .await?;
        let indexed = |(id, words): (i64, String)| Indexed {
            id,
            folded: Some(simplified(&words)).filter(|folded| *folded != words),
            tokens: matches!(self, Self::Server).then(|| vector(&words)),
            words,
        };
        let indexed: Vec<Indexed> = texts.into_iter().map(indexed).collect();
        let sql = match self {
            Self::File => {
                "INSERT INTO search_words (id, words, folded)
                 SELECT CAST(value ->> 'id' AS BIGINT), value ->> 'words', value ->> 'folded' FROM json_each(?)"
            }
            Self::Server => {
                "INSERT INTO search_words (id, words, folded, tokens)
                 SELECT CAST(value ->> 'id' AS BIGINT), value ->> 'words', value ->> 'folded',
                    CAST(value ->> 'tokens' AS tsvector) FROM json_each(?)"
            }
        };
        query(sql).bind(json(&indexed)?).execute(connection).await?;
        Ok(())
    }
}

impl<'a> Sought<'a> {
    /// The phrases.
    pub fn phrases(self) -> &'a [String] {
        match self {
            Self::All(phrases) | Self::Any(phrases) => phrases,
        }
    }

    /// The word that stands between them.
    pub fn joined_by<'b>(self, all: &'b str, any: &'b str) -> &'b str {
        match self {
            Self::All(_) => all,
            Self::Any(_) => any,
        }
    }
}
