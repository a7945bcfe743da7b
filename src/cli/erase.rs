//! `tandem erase`: all that is kept of a visitor goes, after a question.

use std::io::{BufRead, Write};
use std::process::ExitCode;

use anyhow::{Result, bail};
use desk::{Found, Records};

use crate::base::{self, counted};
use crate::records::{Database, now, wait};

/// Erase all that is kept of a visitor: conversations, files, and their traces in the database's file
#[derive(clap::Args)]
pub struct Arguments {
    /// A conversation's id, its number as the inbox shows it, or the visitor's e-mail, name or subject
    visitor: String,
    #[command(flatten)]
    database: Database,
    /// Ask nothing
    #[arg(long)]
    yes: bool,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    wait(async {
        let records = Records::open(arguments.database.location()).await?;
        let found = records.find(&arguments.visitor).await?;
        if found.is_empty() {
            bail!(
                "nobody is kept under that; give a conversation's id or number, an e-mail, a name or a subject"
            );
        }
        let mut out = std::io::stdout().lock();
        found.iter().try_for_each(|one| writeln!(out, "{}", told(one)))?;
        let conversations = counted(found.len(), "conversation");
        if !arguments.yes && !agrees(&format!("erase {conversations} for good?"), &mut out)? {
            base::note(format_args!("nothing was erased"));
            return Ok(ExitCode::FAILURE);
        }
        let numbers: Vec<i64> = found.iter().map(|one| one.number).collect();
        records.erase(&numbers, now()).await?;
        records.close().await;
        base::note(format_args!("{conversations} erased; backups made before still hold them"));
        Ok(ExitCode::SUCCESS)
    })
}

fn told(found: &Found) -> String {
    let name = found.visitor.as_deref().map(|name| format!(" ({})", name.escape_debug())).unwrap_or_default();
    let messages = counted(usize::try_from(found.messages).unwrap_or(0), "message");
    let files = counted(usize::try_from(found.files).unwrap_or(0), "file");
    let status = format!("{:?}", found.status).to_lowercase();
    format!("Visitor {}{name}: {status}, {messages} since the handoff, {files}", found.number)
}

/// Asks, and takes nothing but `yes` for a yes.
fn agrees(question: &str, out: &mut impl Write) -> Result<bool> {
    write!(out, "{question} Type yes: ")?;
    out.flush()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(answer.trim() == "yes")
}
