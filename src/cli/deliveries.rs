//! `tandem deliveries`: what the desk told others, and what it could not.

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use desk::{Ledger, Location, Which};

use crate::records::Database;

/// Show the alerts and mails that the desk sent, and send again what was given up
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// List the newest first: id, state, tries, what the latest came to, the endpoint's place in the settings, the event
    List {
        /// Only those that were given up
        #[arg(long)]
        dead: bool,
        #[command(flatten)]
        database: Database,
    },
    /// Send again under the same id, and switch an endpoint on that had said it was gone
    Replay {
        /// The delivery's id, as the list shows it
        #[arg(required_unless_present = "dead", conflicts_with = "dead")]
        id: Option<i64>,
        /// All that were given up
        #[arg(long)]
        dead: bool,
        #[command(flatten)]
        database: Database,
    },
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.context("cannot start a thread")?.block_on(async {
        match &arguments.action {
            Action::List { dead, database } => {
                list(&database.location(), if *dead { Which::Dead } else { Which::All }).await
            }
            Action::Replay { id, database, .. } => {
                replay(&database.location(), id.map_or(Which::Dead, Which::One)).await
            }
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

async fn list(location: &Location, which: Which) -> Result<()> {
    let ledger = open(location).await?;
    let deliveries = ledger.list(which).await?;
    ledger.close().await;
    let mut out = std::io::stdout().lock();
    for delivery in deliveries {
        let state = format!("{:?}", delivery.state).to_lowercase();
        let status = delivery.last_status.unwrap_or_else(|| "-".to_owned());
        let endpoint = delivery.endpoint.map_or_else(|| "-".to_owned(), |number| number.to_string());
        writeln!(
            out,
            "{}\t{state}\t{}\t{status}\t{endpoint}\t{}",
            delivery.id, delivery.attempts, delivery.event
        )?;
    }
    Ok(())
}

async fn replay(location: &Location, which: Which) -> Result<()> {
    let ledger = open(location).await?;
    let count = ledger.replay(which).await?;
    ledger.close().await;
    ensure!(
        count > 0 || which == Which::Dead,
        "there is no such delivery to send again; `tandem deliveries list` shows all"
    );
    writeln!(std::io::stdout().lock(), "{count} to be sent again")?;
    Ok(())
}

/// A mistyped path must not make an empty desk.
async fn open(location: &Location) -> Result<Ledger> {
    let shown = location.shown();
    ensure!(!location.is_missing(), "there is no database {}; name it with --database", shown.display());
    Ok(Ledger::open(location.clone()).await?)
}
