//! `tandem example`: files to run the desk with, as an operator starts from them.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use clap::ValueEnum;

/// Print a file to run the desk with, to be changed at will
#[derive(clap::Args)]
pub struct Arguments {
    /// Which
    #[arg(value_enum)]
    what: What,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    /// A hardened systemd unit
    Systemd,
    /// A reverse proxy with TLS: sockets, uploads, the visitor's real address
    Nginx,
    /// A container file in two stages, without root, with a health check
    Container,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let text = match arguments.what {
        What::Systemd => include_str!("examples/tandem.service"),
        What::Nginx => include_str!("examples/nginx.conf"),
        What::Container => include_str!("examples/Containerfile"),
    };
    write!(std::io::stdout().lock(), "{text}")?;
    Ok(ExitCode::SUCCESS)
}
