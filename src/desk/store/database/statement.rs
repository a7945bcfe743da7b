//! A statement with its values, and what it gives.

use std::marker::PhantomData;

use sqlx::postgres::{PgArguments, PgConnection};
use sqlx::query::Query as Sqlx;
use sqlx::sqlite::SqliteArguments;
use sqlx::{AssertSqlSafe, Postgres, SqlSafeStr, SqlStr, Sqlite};

use super::dialect::numbered;
use super::row::{Column, FromRow, Row};
use super::value::{Bind, Value};
use super::{Connection, Statements, in_time};

/// A statement; rows are given whole.
#[must_use]
pub struct Query {
    sql: SqlStr,
    values: Vec<Value>,
}

/// A statement whose rows are tuples.
#[must_use]
pub struct QueryAs<T>(Query, PhantomData<fn() -> T>);

/// A statement of which the first column is wanted.
#[must_use]
pub struct QueryScalar<T>(Query, PhantomData<fn() -> T>);

/// A statement that is put together of parts and values.
pub struct Builder {
    sql: String,
    values: Vec<Value>,
}

/// What a change did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    rows: u64,
}

/// A statement; each `?` takes the next value.
pub fn query(sql: impl SqlSafeStr) -> Query {
    Query { sql: sql.into_sql_str(), values: Vec::new() }
}

/// A statement whose rows are tuples.
pub fn query_as<T: FromRow>(sql: impl SqlSafeStr) -> QueryAs<T> {
    QueryAs(query(sql), PhantomData)
}

/// A statement of which the first column is wanted.
pub fn query_scalar<T: Column>(sql: impl SqlSafeStr) -> QueryScalar<T> {
    QueryScalar(query(sql), PhantomData)
}

impl Done {
    /// How many rows were written or deleted.
    pub fn rows_affected(self) -> u64 {
        self.rows
    }
}

impl Builder {
    /// Begins with a part.
    pub fn new(sql: &str) -> Self {
        Self { sql: sql.to_owned(), values: Vec::new() }
    }

    /// Adds a part.
    pub fn push(&mut self, sql: &str) -> &mut Self {
        self.sql.push_str(sql);
        self
    }

    /// Adds the place of a value, with it.
    pub fn push_bind(&mut self, value: impl Bind) -> &mut Self {
        self.sql.push('?');
        self.values.push(value.value());
        self
    }

    /// The whole.
    pub fn build(self) -> Query {
        Query { sql: AssertSqlSafe(self.sql).into_sql_str(), values: self.values }
    }
}

impl Query {
    /// Binds the next value.
    pub fn bind(mut self, value: impl Bind) -> Self {
        self.values.push(value.value());
        self
    }

    /// Carries it out.
    pub async fn execute(self, connection: &mut Connection) -> Result<Done, sqlx::Error> {
        let rows = match connection {
            Connection::File(file) => self.of_file().execute(&mut **file).await?.rows_affected(),
            Connection::Server(server) => {
                let answer = in_time(self.of_server(server.statements).execute(server.way()?)).await;
                server.heard(answer)?.rows_affected()
            }
        };
        Ok(Done { rows })
    }

    /// Carries it out at a server, on a connection of no pool.
    pub async fn execute_at(self, server: &mut PgConnection) -> Result<Done, sqlx::Error> {
        Ok(Done { rows: self.of_server(Statements::Kept).execute(server).await?.rows_affected() })
    }

    /// All rows.
    pub async fn fetch_all(self, connection: &mut Connection) -> Result<Vec<Row>, sqlx::Error> {
        Ok(match connection {
            Connection::File(file) => {
                self.of_file().fetch_all(&mut **file).await?.into_iter().map(Row::File).collect()
            }
            Connection::Server(server) => {
                let answer = in_time(self.of_server(server.statements).fetch_all(server.way()?)).await;
                server.heard(answer)?.into_iter().map(Row::Server).collect()
            }
        })
    }

    /// The first row; none where there is none.
    pub async fn fetch_optional(self, connection: &mut Connection) -> Result<Option<Row>, sqlx::Error> {
        Ok(match connection {
            Connection::File(file) => self.of_file().fetch_optional(&mut **file).await?.map(Row::File),
            Connection::Server(server) => {
                let answer = in_time(self.of_server(server.statements).fetch_optional(server.way()?)).await;
                server.heard(answer)?.map(Row::Server)
            }
        })
    }

    /// The first row.
    ///
    /// # Errors
    /// [`sqlx::Error::RowNotFound`] where there is none.
    pub async fn fetch_one(self, connection: &mut Connection) -> Result<Row, sqlx::Error> {
        self.fetch_optional(connection).await?.ok_or(sqlx::Error::RowNotFound)
    }

    fn of_file(self) -> Sqlx<'static, Sqlite, SqliteArguments> {
        self.values.into_iter().fold(sqlx::query(self.sql), |query, value| match value {
            Value::Integer(number) => query.bind(number),
            Value::Real(number) => query.bind(number),
            Value::Text(text) => query.bind(text),
            Value::Blob(bytes) => query.bind(bytes),
        })
    }

    fn of_server(self, statements: Statements) -> Sqlx<'static, Postgres, PgArguments> {
        let sql = sqlx::query(AssertSqlSafe(numbered(self.sql.as_str())));
        // One without a name takes the place of the last such.
        let sql = sql.persistent(statements == Statements::Kept);
        self.values.into_iter().fold(sql, |query, value| match value.at_server() {
            Value::Integer(number) => query.bind(number),
            Value::Real(number) => query.bind(number),
            Value::Text(text) => query.bind(text),
            Value::Blob(bytes) => query.bind(bytes),
        })
    }
}

impl<T: FromRow> QueryAs<T> {
    /// Binds the next value.
    pub fn bind(self, value: impl Bind) -> Self {
        Self(self.0.bind(value), PhantomData)
    }

    /// All rows.
    pub async fn fetch_all(self, connection: &mut Connection) -> Result<Vec<T>, sqlx::Error> {
        self.0.fetch_all(connection).await?.iter().map(T::from_row).collect()
    }

    /// The first row; none where there is none.
    pub async fn fetch_optional(self, connection: &mut Connection) -> Result<Option<T>, sqlx::Error> {
        self.0.fetch_optional(connection).await?.as_ref().map(T::from_row).transpose()
    }

    /// The first row.
    ///
    /// # Errors
    /// [`sqlx::Error::RowNotFound`] where there is none.
    pub async fn fetch_one(self, connection: &mut Connection) -> Result<T, sqlx::Error> {
        T::from_row(&self.0.fetch_one(connection).await?)
    }
}

impl<T: Column> QueryScalar<T> {
    /// Binds the next value.
    pub fn bind(self, value: impl Bind) -> Self {
        Self(self.0.bind(value), PhantomData)
    }

    /// The first column of all rows.
    pub async fn fetch_all(self, connection: &mut Connection) -> Result<Vec<T>, sqlx::Error> {
        self.0.fetch_all(connection).await?.iter().map(|row| row.try_get(0)).collect()
    }

    /// The first column of the first row; none where there is none.
    pub async fn fetch_optional(self, connection: &mut Connection) -> Result<Option<T>, sqlx::Error> {
        self.0.fetch_optional(connection).await?.map(|row| row.try_get(0)).transpose()
    }

    /// The first column of the first row.
    ///
    /// # Errors
    /// [`sqlx::Error::RowNotFound`] where there is none.
    pub async fn fetch_one(self, connection: &mut Connection) -> Result<T, sqlx::Error> {
        self.0.fetch_one(connection).await?.try_get(0)
    }
}
