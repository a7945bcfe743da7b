//! A desk's whole memory moved from a file to a server: table by table in one transaction, read back and compared.

use std::path::Path;

use futures_util::TryStreamExt;
use sqlx::postgres::PgConnection;
use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection as _};

use super::database::{Builder, Row, Value};
use super::file_base::common;
use super::server_base::begin_alone;
use super::server_index::vector;
use super::{Store, StoreError};
use crate::Server;
use crate::secret::Digesting;

/// Rows that one statement writes.
const AT_ONCE: usize = 200;
/// Tables of the file that the server has no use for: SQLite's own, and the index that is made of `search_words`.
const NOT_MOVED: &str =
    "name NOT LIKE 'sqlite_%' AND name NOT IN ('search', 'search_config', 'search_data', 'search_idx',
    'search_docsize', 'search_content')";
/// The tables of the index have a column more at the server.
const WORDS: &str = "search_words";

/// A table that came over, the same on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Its name.
    pub table: String,
    /// How many rows it has.
    pub rows: u64,
    /// SHA-256 of all of them in the order of their keys, in hexadecimal.
    pub hash: String,
}

/// A table as both sides have it.
struct Table {
    name: String,
    columns: Vec<(String, Kind)>,
    /// The columns of its key; all of them where it has none.
    key: Vec<String>,
    /// The column that counts up.
    counter: Option<String>,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Integer,
    Real,
    Text,
    Blob,
}

/// Counts and hashes rows.
#[derive(Default)]
struct Tally {
    rows: u64,
    digest: Digesting,
}

/// Moves all tables of a file, which is brought up to date first, into an empty database. Nothing stands there unless all of
/// it agrees.
///
/// # Errors
/// When the database holds tables of a desk, a side can't be read or written, or what was written reads otherwise.
pub async fn move_tables(from: &Path, to: &Server) -> Result<Vec<Moved>, StoreError> {
    Store::open_quietly(&from.into()).await?.close().await;
    let mut file = common(from).read_only(true).connect().await?;
    let mut server = begin_alone(to).await?;
    let moved = move_into(&mut file, &mut server).await;
    match moved {
        Ok(moved) => {
            sqlx::raw_sql("COMMIT").execute(&mut server).await?;
            server.close().await?;
            Ok(moved)
        }
        Err(error) => {
            // Closing it would end the transaction as well.
            let _ = sqlx::raw_sql("ROLLBACK").execute(&mut server).await;
            Err(error)
        }
    }
}

async fn move_into(file: &mut SqliteConnection, server: &mut PgConnection) -> Result<Vec<Moved>, StoreError> {
    sqlx::raw_sql("DELETE FROM desk; DELETE FROM files_total").execute(&mut *server).await?;
    let tables = tables(file, server).await?;
    let mut moved = Vec::with_capacity(tables.len());
    for table in &tables {
        switch_triggers(server, table, "DISABLE").await?;
        let given = copy(file, server, table).await?;
        let taken = read_back(server, table).await?;
        switch_triggers(server, table, "ENABLE").await?;
        if (given.rows, &given.hash) != (taken.rows, &taken.hash) {
            return Err(StoreError::Differs(table.name.clone()));
        }
        count_on(file, server, table).await?;
        moved.push(given);
    }
    Ok(moved)
}

/// The file's tables in the order in which they refer to one another, as the server has them.
async fn tables(file: &mut SqliteConnection, server: &mut PgConnection) -> Result<Vec<Table>, StoreError> {
    let sql = format!("SELECT name FROM sqlite_master WHERE type = 'table' AND {NOT_MOVED} ORDER BY rowid");
    let names: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(file).await?;
    let mut tables = Vec::with_capacity(names.len());
    for name in names {
        let columns: Vec<(String, String, bool)> = sqlx::query_as(
            "SELECT column_name::TEXT, data_type::TEXT, is_identity = 'YES' FROM information_schema.columns
             WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position",
        )
        .bind(&name)
        .fetch_all(&mut *server)
        .await?;
        let mut key: Vec<String> = sqlx::query_scalar(
            "SELECT a.attname::TEXT FROM pg_index i
             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
             WHERE i.indrelid = to_regclass($1) AND i.indisprimary ORDER BY array_position(i.indkey::INT2[], a.attnum)",
        )
        .bind(&name)
        .fetch_all(&mut *server)
        .await?;
        let counter = columns.iter().find(|(.., counts)| *counts).map(|(column, ..)| column.clone());
        let columns: Vec<(String, Kind)> =
            columns.into_iter().filter_map(|(column, kind, _)| Some((column, Kind::of(&kind)?))).collect();
        if columns.is_empty() {
            return Err(StoreError::Differs(name));
        }
        if key.is_empty() {
            key = columns.iter().map(|(column, _)| column.clone()).collect();
        }
        tables.push(Table { name, columns, key, counter });
    }
    Ok(tables)
}

async fn switch_triggers(server: &mut PgConnection, table: &Table, how: &str) -> Result<(), StoreError> {
    let sql = format!("ALTER TABLE {} {how} TRIGGER USER", table.name);
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(server).await?;
    Ok(())
}

async fn copy(
    file: &mut SqliteConnection,
    server: &mut PgConnection,
    table: &Table,
) -> Result<Moved, StoreError> {
    let sql = table.select();
    let mut rows = sqlx::query(AssertSqlSafe(sql)).fetch(file);
    let (mut tally, mut some) = (Tally::default(), Vec::with_capacity(AT_ONCE));
    while let Some(row) = rows.try_next().await? {
        some.push(tally.take(table, &Row::File(row))?);
        if some.len() == AT_ONCE {
            table.insert(server, std::mem::take(&mut some)).await?;
        }
    }
    table.insert(server, some).await?;
    Ok(tally.finish(table))
}

async fn read_back(server: &mut PgConnection, table: &Table) -> Result<Moved, StoreError> {
    let mut rows = sqlx::query(AssertSqlSafe(table.select())).fetch(server);
    let mut tally = Tally::default();
    while let Some(row) = rows.try_next().await? {
        tally.take(table, &Row::Server(row))?;
    }
    Ok(tally.finish(table))
}

/// The next number is one that the file never gave.
async fn count_on(
    file: &mut SqliteConnection,
    server: &mut PgConnection,
    table: &Table,
) -> Result<(), StoreError> {
    let Some(counter) = &table.counter else { return Ok(()) };
    let given: Option<i64> = sqlx::query_scalar("SELECT seq FROM sqlite_sequence WHERE name = ?")
        .bind(&table.name)
        .fetch_optional(file)
        .await?;
    let sql = format!(
        "SELECT setval(pg_get_serial_sequence($1, $2),
            GREATEST((SELECT MAX({counter}) FROM {}), $3, 0) + 1, FALSE)",
        table.name
    );
    sqlx::query(AssertSqlSafe(sql)).bind(&table.name).bind(counter).bind(given).execute(server).await?;
    Ok(())
}

impl Kind {
    fn of(data_type: &str) -> Option<Self> {
        Some(match data_type {
            "bigint" => Self::Integer,
            "double precision" => Self::Real,
            "text" => Self::Text,
            "bytea" => Self::Blob,
            _ => return None,
        })
    }
}

impl Table {
    fn names(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|(column, _)| column.as_str()).collect();
        names.join(", ")
    }

    fn select(&self) -> String {
        format!("SELECT {} FROM {} ORDER BY {}", self.names(), self.name, self.key.join(", "))
    }

    async fn insert(&self, server: &mut PgConnection, rows: Vec<Vec<Value>>) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let more = if self.name == WORDS { ", tokens" } else { "" };
        let mut sql = Builder::new(&format!("INSERT INTO {} ({}{more}) VALUES ", self.name, self.names()));
        for (at, row) in rows.into_iter().enumerate() {
            sql.push(if at == 0 { "(" } else { ", (" });
            let place = self.columns.iter().position(|(column, _)| self.name == WORDS && column == "words");
            let tokens = match place.map(|place| &row[place]) {
                Some(Value::Text(Some(words))) => Some(vector(words)),
                _ => None,
            };
            for (at, value) in row.into_iter().enumerate() {
                sql.push(if at == 0 { "" } else { ", " }).push_bind(value);
            }
            if let Some(tokens) = tokens {
                sql.push(", CAST(").push_bind(tokens).push(" AS tsvector)");
            }
            sql.push(")");
        }
        sql.build().execute_at(server).await?;
        Ok(())
    }
}

impl Tally {
    /// Counts a row; gives its values as the server keeps them.
    fn take(&mut self, table: &Table, row: &Row) -> Result<Vec<Value>, StoreError> {
        self.rows += 1;
        let mut values = Vec::with_capacity(table.columns.len());
        for (at, (_, kind)) in table.columns.iter().enumerate() {
            let value = match kind {
                Kind::Integer => Value::Integer(row.try_get(at)?),
                Kind::Real => Value::Real(row.try_get(at)?),
                Kind::Text => Value::Text(row.try_get(at)?),
                Kind::Blob => Value::Blob(row.try_get(at)?),
            }
            .at_server();
            value.add_to(&mut self.digest);
            values.push(value);
        }
        Ok(values)
    }

    fn finish(self, table: &Table) -> Moved {
        let hash = self.digest.finish().bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        Moved { table: table.name.clone(), rows: self.rows, hash }
    }
}

impl Value {
    /// Adds it to a hash, with its kind and length before it.
    fn add_to(&self, digest: &mut Digesting) {
        let (kind, bytes): (u8, Option<Vec<u8>>) = match self {
            Self::Integer(number) => (b'i', number.map(|number| number.to_be_bytes().to_vec())),
            Self::Real(number) => (b'r', number.map(|number| number.to_bits().to_be_bytes().to_vec())),
            Self::Text(text) => (b't', text.as_ref().map(|text| text.as_bytes().to_vec())),
            Self::Blob(bytes) => (b'b', bytes.clone()),
        };
        digest.add(&[kind, u8::from(bytes.is_some())]);
        if let Some(bytes) = bytes {
            digest.add(&(bytes.len() as u64).to_be_bytes());
            digest.add(&bytes);
        }
    }
}
