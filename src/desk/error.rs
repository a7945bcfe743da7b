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
    /// An endpoint that cannot be used; its address may be a secret and is not named.
    #[error("the webhook {number} {problem}")]
    Webhook {
        /// Its place in the settings, from 1.
        number: usize,
        /// What is wrong, and the mend.
        problem: &'static str,
    },
    /// A mail server that cannot be used.
    #[error("mail cannot be sent: {0}")]
    Mail(&'static str),
    /// The database gave up while the desk ran.
    #[error("the database cannot be used: {0}; check the disk")]
    Store(StoreError),
    /// The network gave up.
    #[error("the desk stopped: {0}")]
    Network(#[from] std::io::Error),
}
