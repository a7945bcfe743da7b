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
    #[error("`{part}` are no hours: {mend}")]
    Hours {
        /// The part that is wrong, as it was given.
        part: String,
        /// How to mend it.
        mend: &'static str,
    },
    /// A time zone that nobody knows.
    #[error("`{value}` is no time zone; write its name in the IANA database, as Europe/Berlin")]
    TimeZone {
        /// As it was given.
        value: String,
    },
    /// Something in the settings of one site.
    #[error("site `{site}`: {source}")]
    InSite {
        /// The site's id.
        site: String,
        /// What is wrong.
        source: Box<DeskError>,
    },
    /// A site's or a team's id that cannot be one.
    #[error("`{value}` is no id; write 1 to 60 small letters, figures, - and _")]
    Id {
        /// As it was given.
        value: String,
    },
    /// The same id or origin in two places.
    #[error("`{value}` stands twice; let it stand once")]
    Twice {
        /// The id or origin.
        value: String,
    },
    /// The site `default` stands in a table and at the top as well.
    #[error("the site `default` has a table of its own: move `{key}` from the top into it")]
    DefaultTwice {
        /// The key at the top.
        key: &'static str,
    },
    /// A site that no setting names.
    #[error("there is no site `{site}`; the desk has: {}", known.join(", "))]
    NoSuchSite {
        /// As it was given.
        site: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// Keys for the tokens of logged-in visitors that cannot be used.
    #[error("the identity keys are wrong: {mend}")]
    IdentityKeys {
        /// How to mend them.
        mend: &'static str,
    },
    /// A knowledge base with errors, each with its file and line.
    #[error("the knowledge base cannot be used:\n{}", faults.join("\n"))]
    Knowledge {
        /// What is wrong, and the mend.
        faults: Vec<String>,
    },
    /// A dial of the triage beyond its bounds.
    #[error("`{key}` of the triage is out of bounds; write a number from {least} to {most}")]
    Dial {
        /// Which one.
        key: &'static str,
        /// The least that it may be.
        least: f64,
        /// The most.
        most: f64,
    },
    /// A wording for what the widget never says.
    #[error(
        "the wording of site `{site}` in `{language}` has a text for `{key}`, under which the widget says nothing: \
         the console's page Wording has the keys"
    )]
    WordingKey {
        /// The site's id.
        site: String,
        /// The language of the text.
        language: String,
        /// The key.
        key: String,
    },
    /// An endpoint that cannot be used; its address may be a secret and is not named.
    #[error("the webhook {number} {problem}")]
    Webhook {
        /// Its place in the settings, from 1.
        number: usize,
        /// What is wrong, and the mend.
        problem: &'static str,
    },
    /// A desk elsewhere that cannot be used; neither its address nor a secret is named.
    #[error("the adapter `{kind}` {problem}")]
    Adapter {
        /// Whose desk.
        kind: &'static str,
        /// What is wrong, and the mend.
        problem: &'static str,
    },
    /// A mail server that cannot be used.
    #[error("mail cannot be sent: {0}")]
    Mail(&'static str),
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
    #[error("the database cannot be used: {0}; {mend}", mend = .0.mend())]
    Store(StoreError),
    /// The network gave up.
    #[error("the desk stopped: {0}")]
    Network(#[from] std::io::Error),
}

/// Says at which path the system refused.
pub fn at(path: &std::path::Path) -> impl Fn(std::io::Error) -> DeskError {
    move |source| DeskError::File { path: path.to_owned(), source }
}
