//! `tandem serve`: the desk.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use desk::Settings;

use crate::base;

/// Serve the desk: handoffs, the console, and with --site the widget's files
#[derive(clap::Args)]
pub struct Arguments {
    /// Where the desk listens
    #[arg(long, default_value = "127.0.0.1:8787")]
    bind: SocketAddr,
    /// The SQLite file, made when missing
    #[arg(long, default_value = "tandem.db")]
    database: PathBuf,
    /// Largest size of the database in bytes; as large as the disk allows where not given
    #[arg(long)]
    database_bytes: Option<u64>,
    /// The folder with the widget, the console and the demo, as `cargo xtask dist` makes it
    #[arg(long)]
    site: Option<PathBuf>,
    /// A page's origin that may reach the desk, as https://shop.example; may be given several times. Without any,
    /// pages of this machine may
    #[arg(long = "origin")]
    origins: Vec<String>,
    /// The desk's own address as browsers see it, as https://desk.example; needed behind a proxy
    #[arg(long)]
    public_url: Option<String>,
    /// When people are there, as "Mon-Fri 09:00-17:00, Sat 10:00-14:00"; outside these hours visitors are told when they
    /// are back, and what they ask is kept. Always, where not given
    #[arg(long)]
    hours: Option<String>,
    /// The time zone of the hours, by its name in the IANA database, as Europe/Berlin
    #[arg(long, default_value = "UTC")]
    time_zone: String,
    /// Days that a conversation is kept after it ended and nothing happened in it any more; 0 keeps all for ever
    #[arg(long, default_value_t = 30)]
    keep_days: u32,
    /// A knowledge base to check before the desk starts; its errors are told and stop it
    #[arg(long)]
    knowledge: Option<PathBuf>,
}

pub fn run(arguments: Arguments) -> Result<ExitCode> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(false).with_target(false).init();
    if let Some(path) = &arguments.knowledge {
        let reading = base::read(path)?;
        base::tell(path, &reading.faults, &mut std::io::stderr().lock())?;
        if reading.has_errors() {
            return Ok(ExitCode::FAILURE);
        }
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.context("cannot start the desk's threads")?.block_on(desk::serve(settings(arguments)))?;
    Ok(ExitCode::SUCCESS)
}

fn settings(arguments: Arguments) -> Settings {
    Settings {
        bind: arguments.bind,
        database: arguments.database,
        database_bytes: arguments.database_bytes,
        site: arguments.site,
        origins: arguments.origins,
        public_url: arguments.public_url,
        hours: arguments.hours,
        time_zone: arguments.time_zone,
        keep_days: arguments.keep_days,
    }
}
