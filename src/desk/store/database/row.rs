//! What a statement gives, read alike from both engines.

use sqlx::error::BoxDynError;
use sqlx::postgres::{PgRow, PgValueFormat, PgValueRef};
use sqlx::sqlite::SqliteRow;
use sqlx::{ColumnIndex, Row as _, TypeInfo, ValueRef};

/// One row.
#[derive(Debug)]
pub enum Row {
    /// Of a file.
    File(SqliteRow),
    /// Of a server.
    Server(PgRow),
}

impl Row {
    /// The value of a column, by its name or its place from 0.
    ///
    /// # Errors
    /// When there is no such column, or it holds another type.
    pub fn try_get<T: Column, I>(&self, at: I) -> Result<T, sqlx::Error>
    where
        I: ColumnIndex<SqliteRow> + ColumnIndex<PgRow>,
    {
        match self {
            Self::File(row) => T::of_file(row, at.index(row)?),
            Self::Server(row) => {
                let at = at.index(row)?;
                T::of_server(row.try_get_raw(at)?)
                    .map_err(|source| sqlx::Error::ColumnDecode { index: at.to_string(), source })
            }
        }
    }
}

/// What a column may be read as.
pub trait Column: Sized {
    /// From a file.
    fn of_file(row: &SqliteRow, at: usize) -> Result<Self, sqlx::Error>;
    /// From a server.
    fn of_server(value: PgValueRef<'_>) -> Result<Self, BoxDynError>;
}

/// What a row may be read as: a tuple of columns.
pub trait FromRow: Sized {
    /// Reads the columns in their order.
    fn from_row(row: &Row) -> Result<Self, sqlx::Error>;
}

impl Column for i64 {
    fn of_file(row: &SqliteRow, at: usize) -> Result<Self, sqlx::Error> {
        row.try_get(at)
    }

    fn of_server(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        Ok(match name(&value).as_str() {
            "BOOL" => i64::from(read::<bool>(value)?),
            "INT4" => i64::from(read::<i32>(value)?),
            "NUMERIC" => whole(numeric(value)?)?,
            _ => read::<i64>(value)?,
        })
    }
}

impl Column for u32 {
    fn of_file(row: &SqliteRow, at: usize) -> Result<Self, sqlx::Error> {
        row.try_get(at)
    }

    fn of_server(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        Ok(Self::try_from(i64::of_server(value)?)?)
    }
}

impl Column for f64 {
    fn of_file(row: &SqliteRow, at: usize) -> Result<Self, sqlx::Error> {
        row.try_get(at)
    }

    fn of_server(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        Ok(match name(&value).as_str() {
            "INT4" => f64::from(read::<i32>(value)?),
            "NUMERIC" => numeric(value)?,
            _ => read::<f64>(value)?,
        })
    }
}

impl Column for bool {
    fn of_file(row: &SqliteRow, at: usize) -> Result<Self, sqlx::Error> {
        row.try_get(at)
    }

    fn of_server(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        i64::of_server(value).map(|number| number != 0)
    }
}

impl Column for String {
    fn of_file(row: &SqliteRow, at: usize) -> Result<Self, sqlx::Error> {
        row.try_get(at)
    }

    fn of_server(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        read(value)
    }
}

impl Column for Vec<u8> {
    fn of_file(row: &SqliteRow, at: usize) -> Result<Self, sqlx::Error> {
        row.try_get(at)
    }

    fn of_server(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        read(value)
    }
}

impl<T: Column> Column for Option<T> {
    fn of_file(row: &SqliteRow, at: usize) -> Result<Self, sqlx::Error> {
        if row.try_get_raw(at)?.is_null() { Ok(None) } else { T::of_file(row, at).map(Some) }
    }

    fn of_server(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        if value.is_null() { Ok(None) } else { T::of_server(value).map(Some) }
    }
}

macro_rules! tuple {
    ($($column:ident $at:tt),*) => {
        impl<$($column: Column),*> FromRow for ($($column,)*) {
            fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
                Ok(($(row.try_get::<$column, _>($at)?,)*))
            }
        }
    };
}

tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);

fn name(value: &PgValueRef<'_>) -> String {
    value.type_info().name().to_owned()
}

fn read<'r, T>(value: PgValueRef<'r>) -> Result<T, BoxDynError>
where
    T: sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
{
    if !value.is_null() && !T::compatible(&value.type_info()) {
        return Err(format!("{} where another type is wanted", name(&value)).into());
    }
    T::decode(value)
}

/// A number of digits in base 10,000, which is what a sum is at a server: how many digits, the first one's power, the
/// sign, how many decimals are shown, and the digits, two bytes each.
fn numeric(value: PgValueRef<'_>) -> Result<f64, BoxDynError> {
    if value.format() == PgValueFormat::Text {
        return Ok(value.as_str()?.parse()?);
    }
    let mut words = value.as_bytes()?.chunks_exact(2).map(|word| i16::from_be_bytes([word[0], word[1]]));
    let mut word = || words.next().ok_or("a number breaks off");
    let (digits, weight, sign, _) = (word()?, word()?, word()?, word()?);
    let negative = match sign {
        0 => false,
        0x4000 => true,
        _ => return Err("not a number".into()),
    };
    let mut sum = 0.0;
    for at in 0..digits {
        sum += f64::from(word()?) * 10_000_f64.powi(i32::from(weight - at));
    }
    Ok(if negative { -sum } else { sum })
}

/// Whole numbers up to 2^53 are exact; no sum of ours is larger.
fn whole(number: f64) -> Result<i64, BoxDynError> {
    const MOST: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() <= MOST {
        Ok(number as i64)
    } else {
        Err("not a whole number".into())
    }
}
