//! What an owner sets for mail.

use std::fmt;
use std::path::PathBuf;

use serde::Deserialize;

/// The owner's mail server, as `[mail]` in a settings file.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Mail {
    /// `smtps://user@mail.example:465` (TLS from the start) or `smtp+starttls://user@mail.example:587`; `smtp://` without
    /// encryption only to this machine. The user and a password in it are percent-encoded, `@` as `%40`.
    pub url: String,
    /// Who writes, as `Support <support@shop.example>`.
    pub from: String,
    /// The password, where it stands neither in the URL nor in a file.
    #[serde(default)]
    pub password: Option<String>,
    /// A file with the password.
    #[serde(default)]
    pub password_file: Option<PathBuf>,
}

/// Without URL and password, which may be printed by accident.
impl fmt::Debug for Mail {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Mail").field("from", &self.from).finish_non_exhaustive()
    }
}
