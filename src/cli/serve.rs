//! `tandem serve`: the desk.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use desk::{Mail, Settings, Webhook};

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
    /// An address to post signed alerts to (Standard Webhooks), as https://hooks.example/tandem, when a visitor waits, an agent
    /// takes over, and the like
    #[arg(long, requires = "webhook_secret_file")]
    webhook: Option<String>,
    /// The file with its secrets, one a line: whsec_ and 24 to 64 random bytes in base64
    #[arg(long, requires = "webhook")]
    webhook_secret_file: Option<PathBuf>,
    /// Let it lie in your own network, by http too
    #[arg(long, requires = "webhook")]
    webhook_allow_private: bool,
    /// Seconds after which a waiting visitor is overdue, which alerts tell of
    #[arg(long)]
    first_response: Option<u32>,
    /// The mail server by which answers reach visitors who left, as smtps://user@mail.example:465 or
    /// smtp+starttls://user@mail.example:587
    #[arg(long, requires = "mail_from")]
    mail: Option<String>,
    /// Who writes, as "Support <support@shop.example>"
    #[arg(long, requires = "mail")]
    mail_from: Option<String>,
    /// The file with the mail server's password; the environment's TANDEM_MAIL_PASSWORD where not given
    #[arg(long, requires = "mail")]
    mail_password_file: Option<PathBuf>,
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
    let settings = settings(arguments);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.context("cannot start the desk's threads")?.block_on(desk::serve(settings))?;
    Ok(ExitCode::SUCCESS)
}

fn settings(arguments: Arguments) -> Settings {
    let (webhook, mail) = (webhook(&arguments), mail(&arguments));
    Settings {
        bind: arguments.bind,
        database: arguments.database,
        database_bytes: arguments.database_bytes,
        site: arguments.site,
        origins: arguments.origins,
        public_url: arguments.public_url,
        hours: arguments.hours,
        time_zone: arguments.time_zone,
        webhooks: webhook.into_iter().collect(),
        first_response_s: arguments.first_response,
        mail,
    }
}

/// The one endpoint that flags can name. A command line shows in the list of processes, so secrets come by files.
fn webhook(arguments: &Arguments) -> Option<Webhook> {
    Some(Webhook {
        url: arguments.webhook.clone()?,
        secret_file: arguments.webhook_secret_file.clone(),
        allow_private: arguments.webhook_allow_private,
        ..Webhook::default()
    })
}

fn mail(arguments: &Arguments) -> Option<Mail> {
    Some(Mail {
        url: arguments.mail.clone()?,
        from: arguments.mail_from.clone()?,
        password: std::env::var("TANDEM_MAIL_PASSWORD").ok(),
        password_file: arguments.mail_password_file.clone(),
    })
}
