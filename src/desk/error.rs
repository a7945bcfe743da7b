//! Why a desk could not start or go on; each says what the owner can mend.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::store::StoreError;

/// Why a desk could not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The address is taken or not ours.
    #[error("cannot listen on {address}: {source}; choose another address")]
    Bind {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The database cannot be opened or read.
    #[error("cannot use the database {}: {source}; check the path, its permissions and the disk", path.display())]
    Database {
        /// The file asked for.
        path: PathBuf,
        /// What the store said.
        source: StoreError,
    },
    /// The site folder is not there.
    #[error("the site folder {} is not there; build it or leave the option out", path.display())]
    Site {
        /// The folder asked for.
        path: PathBuf,
    },
    /// An origin or address that no browser would send.
    #[error("`{value}` is not an origin; write it as https://shop.example, without a path")]
    Origin {
        /// As it was given.
        value: String,
    },
    /// Hours that cannot be read.
    #[error("`{value}` are no hours; write them as Mon-Fri 09:00-17:00, Sat 10:00-14:00")]
    Hours {
        /// As they were given.
        value: String,
    },
    /// A time zone that nobody knows.
    #[error("`{value}` is no time zone; write its name in the IANA database, as Europe/Berlin")]
    TimeZone {
        /// As it was given.
        value: String,
    },
    /// No database where one was named.
    #[error("there is no database at {}; name it with --database, or check the backup's path", path.display())]
    Missing {
        /// The file asked for.
        path: PathBuf,
    },
    /// A backup never overwrites.
    #[error("{} is there already, and a backup overwrites nothing; choose another name", path.display())]
    Exists {
        /// The path asked for.
        path: PathBuf,
    },
    /// Somebody has the database open.
    #[error("the database {} is in use; stop the desk (or the command) that has it open, and try again", path.display())]
    Running {
        /// The database.
        path: PathBuf,
    },
    /// A file that is no whole database of ours.
    #[error("{} is no sound database of a desk: {complaint}; use another backup", path.display())]
    Unsound {
        /// The file.
        path: PathBuf,
        /// What SQLite found.
        complaint: String,
    },
    /// A database of a newer program.
    #[error("{} was made by a newer Tandem (schema {version}); restore it with that one or a newer", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// The schema's version.
        version: i64,
    },
    /// A file or folder beside the database.
    #[error("cannot use {}: {source}; check the path, its permissions and the disk", path.display())]
    File {
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// All is erased, but its bytes still stand in the write-ahead log.
    #[error(
        "all of it is erased, but somebody reads on, so that words still stand in the database's log; run it again"
    )]
    Unwiped,
    /// The database gave up while the desk ran.
    #[error("the database cannot be used: {0}; check the disk")]
    Store(StoreError),
    /// The network gave up.
    #[error("the desk stopped: {0}")]
    Network(#[from] std::io::Error),
}

/// Says at which path the system refused.
pub fn at(path: &std::path::Path) -> impl Fn(std::io::Error) -> DeskError {
    move |source| DeskError::File { path: path.to_owned(), source }
}
