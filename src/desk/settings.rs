//! What an owner can set for the desk.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

/// The desk's settings; `Settings::default()` is a desk for one's own machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Where the desk listens; default `127.0.0.1:8787`. Port 0 takes a free one.
    pub bind: SocketAddr,
    /// The SQLite file, made when missing, its folder too; default `tandem.db` in the working folder.
    pub database: PathBuf,
    /// Largest size of the database, bytes; default none, which is as large as the disk allows.
    pub database_bytes: Option<u64>,
    /// The folder with the widget, console and demo (`dist/`); default none, which serves the API alone.
    pub site: Option<PathBuf>,
    /// Origins whose pages may reach the desk, as `https://shop.example` or `*`; the desk's own always may.
    /// Default empty, which lets pages of this machine in (`localhost`, `127.0.0.1`, `[::1]`, any port).
    pub origins: Vec<String>,
    /// The desk's own address as browsers see it, as `https://desk.example`; needed behind a proxy.
    /// With `https` the agents' cookie is marked `Secure`. Default none, which is `http://` and `bind`.
    pub public_url: Option<String>,
    /// When people are there, as `Mon-Fri 09:00-17:00, Sat 10:00-14:00`. Outside these hours a visitor is told when they are
    /// back, and what is asked then is kept. Default none: always.
    pub hours: Option<String>,
    /// The time zone of the hours, by its name in the IANA database; default `UTC`.
    pub time_zone: String,
    /// Days that a conversation is kept after it ended and nothing happened in it any more; default 30. 0 keeps all for
    /// ever.
    pub keep_days: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            bind: SocketAddr::from((Ipv4Addr::LOCALHOST, 8787)),
            database: PathBuf::from("tandem.db"),
            database_bytes: None,
            site: None,
            origins: Vec::new(),
            public_url: None,
            hours: None,
            time_zone: "UTC".to_owned(),
            keep_days: 30,
        }
    }
}
