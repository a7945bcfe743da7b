//! Why the store could not do what was asked, and what to do about it.

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite said no.
    #[error(transparent)]
    Sqlite(#[from] sqlx::Error),
    /// The database's file or folder cannot be made.
    #[error(transparent)]
    File(#[from] std::io::Error),
    /// What this change stood in with others could not be made durable.
    #[error(transparent)]
    Together(std::sync::Arc<StoreError>),
    /// A column holds what this desk never wrote.
    #[error("the column `{0}` holds what this desk cannot read")]
    Unreadable(&'static str),
}

/// What a failure asks of the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No room, or the disk refuses: an owner must act, then it goes on by itself.
    Full,
    /// Others are at work: try again at once.
    Busy,
    /// A fault of ours.
    Broken,
}

/// SQLite's primary result codes (the low byte of an extended one), see <https://sqlite.org/rescode.html>.
const SQLITE_BUSY: u32 = 5;
const SQLITE_LOCKED: u32 = 6;
const SQLITE_READONLY: u32 = 8;
const SQLITE_IOERR: u32 = 10;
const SQLITE_FULL: u32 = 13;
const SQLITE_CANTOPEN: u32 = 14;

impl StoreError {
    /// What this failure asks of the caller.
    pub fn trouble(&self) -> Trouble {
        match self {
            Self::Sqlite(sqlx::Error::PoolTimedOut) => Trouble::Busy,
            Self::Sqlite(sqlx::Error::Database(error)) => {
                match error.code().and_then(|code| code.parse::<u32>().ok()).map(|code| code & 0xff) {
                    Some(SQLITE_FULL | SQLITE_IOERR | SQLITE_CANTOPEN | SQLITE_READONLY) => Trouble::Full,
                    Some(SQLITE_BUSY | SQLITE_LOCKED) => Trouble::Busy,
                    _ => Trouble::Broken,
                }
            }
            Self::File(_) => Trouble::Full,
            Self::Together(error) => error.trouble(),
            _ => Trouble::Broken,
        }
    }
}
