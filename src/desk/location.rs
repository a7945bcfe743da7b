//! Where a desk's memory is: in a file of its own, or at a Postgres server that several desks share.

use std::path::{Path, PathBuf};

use crate::Secret;
use crate::files::folder_beside;

/// The folder of images and documents, where none was named.
const FILES: &str = "tandem.files";

/// Where a desk's memory is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// An SQLite file, made when missing.
    File(PathBuf),
    /// A database at a Postgres server; its tables are made when missing.
    Server(Server),
}

/// A database at a Postgres server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its address, as `postgres://user@host/name`; a password may stand in it.
    pub url: Secret,
    /// The folder of images and documents, which all desks share.
    pub files: PathBuf,
    /// Hears of what other desks do by asking twice a second alone, as behind a pooler that hands connections round.
    pub poll_only: bool,
}

impl Location {
    /// Reads a path, `sqlite:PATH`, or an address that begins with `postgres://` or `postgresql://`.
    pub fn read(text: &Path) -> Self {
        let words = text.to_str().unwrap_or_default();
        if words.starts_with("postgres://") || words.starts_with("postgresql://") {
            let files = PathBuf::from(FILES);
            return Self::Server(Server { url: Secret::new(words), files, poll_only: false });
        }
        Self::File(words.strip_prefix("sqlite:").map_or_else(|| text.to_owned(), PathBuf::from))
    }

    /// The folder of images and documents.
    pub(crate) fn files(&self) -> PathBuf {
        match self {
            Self::File(path) => folder_beside(path),
            Self::Server(server) => server.files.clone(),
        }
    }

    /// Whether it is a file that is not there; of a server nobody knows before it is asked.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::File(path) if !path.is_file())
    }

    /// The file, or the server with what is given for it in the place of its own.
    pub fn with(self, files: Option<PathBuf>, poll_only: Option<bool>) -> (PathBuf, Option<Server>) {
        match self {
            Self::File(path) => (path, None),
            Self::Server(server) => {
                let files = files.unwrap_or(server.files);
                let poll_only = poll_only.unwrap_or(server.poll_only);
                (PathBuf::new(), Some(Server { url: server.url, files, poll_only }))
            }
        }
    }

    /// What may be told of it: the path, or the address without a name and a password.
    pub fn shown(&self) -> PathBuf {
        match self {
            Self::File(path) => path.clone(),
            Self::Server(server) => server.shown().into(),
        }
    }
}

impl Server {
    /// The address as it is used.
    pub(crate) fn address(&self) -> &str {
        self.url.text()
    }

    fn shown(&self) -> String {
        let (scheme, rest) = self.address().split_once("://").unwrap_or_default();
        let rest = rest.split('?').next().unwrap_or_default();
        format!("{scheme}://{}", rest.rsplit_once('@').map_or(rest, |(_, place)| place))
    }
}

impl From<&Path> for Location {
    fn from(path: &Path) -> Self {
        Self::read(path)
    }
}

impl From<&PathBuf> for Location {
    fn from(path: &PathBuf) -> Self {
        Self::read(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_file_and_an_address_a_server_of_which_no_password_is_shown() {
        for (text, shown, is_server) in [
            ("tandem.db", "tandem.db", false),
            ("sqlite:/var/tandem.db", "/var/tandem.db", false),
            (
                "postgres://tandem:s3cret@db.example/tandem?sslmode=require",
                "postgres://db.example/tandem",
                true,
            ),
            ("postgresql://db:5433/tandem", "postgresql://db:5433/tandem", true),
        ] {
            let location = Location::read(Path::new(text));
            assert_eq!(location.shown(), Path::new(shown), "{text}");
            assert_eq!(matches!(location, Location::Server(_)), is_server, "{text}");
            assert!(!format!("{location:?}").contains("s3cret"));
        }
    }
}
