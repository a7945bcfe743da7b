//! Why the store could not do what was asked, and what to do about it.

use sqlx::postgres::PgDatabaseError;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database said no.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The database's file or folder cannot be made.
    #[error(transparent)]
    File(#[from] std::io::Error),
    /// What this change stood in with others could not be made durable.
    #[error(transparent)]
    Together(std::sync::Arc<StoreError>),
    /// A desk is moved only to where none is.
    #[error("it holds a desk already; make an empty database")]
    NotEmpty,
    /// A table reads otherwise than it was written, or is one that this desk doesn't know.
    #[error("the table `{0}` did not come over as it is; nothing was kept")]
    Differs(String),
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
    /// What its owner can do about it.
    pub fn mend(&self) -> &'static str {
        let server = match self {
            Self::Together(error) => return error.mend(),
            Self::Database(sqlx::Error::Database(error)) => error.try_downcast_ref::<PgDatabaseError>(),
            Self::Database(
                sqlx::Error::Io(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::Configuration(_),
            ) => {
                return "check that the server runs, and the way to it";
            }
            _ => None,
        };
        match server.map(PgDatabaseError::code) {
            None => "check the disk",
            // A statement of another connection, or none where one was prepared.
            Some("42P05" | "26000") => "a pooler stands between: start the desk with `--poll-only true`",
            Some(code) if code.starts_with("28") || code == "3D000" || code == "42501" => {
                "check the address, the user and what the server allows them"
            }
            Some(code) if code.starts_with("53") => "make room at the server",
            Some(_) => "look into the server's log",
        }
    }

    /// What this failure asks of the caller.
    pub fn trouble(&self) -> Trouble {
        match self {
            // The way to a server, which comes back.
            Self::Database(
                sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::Io(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::Protocol(_),
            ) => Trouble::Busy,
            Self::Database(sqlx::Error::Database(error)) => {
                let code = error.code().unwrap_or_default();
                match error.try_downcast_ref::<PgDatabaseError>() {
                    Some(_) => of_server(&code),
                    None => of_file(&code),
                }
            }
            Self::File(_) => Trouble::Full,
            Self::Together(error) => error.trouble(),
            _ => Trouble::Broken,
        }
    }
}

fn of_file(code: &str) -> Trouble {
    match code.parse::<u32>().map(|code| code & 0xff) {
        Ok(SQLITE_FULL | SQLITE_IOERR | SQLITE_CANTOPEN | SQLITE_READONLY) => Trouble::Full,
        Ok(SQLITE_BUSY | SQLITE_LOCKED) => Trouble::Busy,
        _ => Trouble::Broken,
    }
}

/// By SQLSTATE, see <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
fn of_server(code: &str) -> Trouble {
    match code {
        // No room, no memory, too many connections.
        _ if code.starts_with("53") => Trouble::Full,
        // The way broke, two stood in each other's way, a time limit, or a server that stops, starts or only reads.
        _ if code.starts_with("08") || code.starts_with("40") || code.starts_with("57") => Trouble::Busy,
        "55P03" | "25P03" | "25006" => Trouble::Busy,
        _ => Trouble::Broken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_says_what_to_do() {
        for (code, trouble) in
            [("13", Trouble::Full), ("778", Trouble::Full), ("5", Trouble::Busy), ("1", Trouble::Broken)]
        {
            assert_eq!(of_file(code), trouble, "{code}");
        }
        for (code, trouble) in [
            ("53100", Trouble::Full),
            ("57P01", Trouble::Busy),
            ("40001", Trouble::Busy),
            ("25006", Trouble::Busy),
            ("23505", Trouble::Broken),
        ] {
            assert_eq!(of_server(code), trouble, "{code}");
        }
    }
}
