//! `tandem export`: what a desk keeps, as JSON a line or as a table.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use desk::{Exported, Records, Whose};
use protocol::{Author, Message, Note};

use crate::base::{self, counted};
use crate::records::{Database, wait};
use desk::csv::{BOM, Cell, row};

const HEAD: [&str; 13] = [
    "conversation",
    "visitor",
    "team",
    "status",
    "number",
    "time",
    "author",
    "name",
    "text",
    "entry",
    "confidence",
    "attachment",
    "change",
];

/// Write what is kept of conversations to standard output: all, one, or a visitor's
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    database: Database,
    /// Only the conversation with this id
    #[arg(long, conflicts_with = "visitor")]
    conversation: Option<String>,
    /// Only a visitor's conversations: by subject, e-mail, name or number
    #[arg(long)]
    visitor: Option<String>,
    /// `json` is one conversation a line with all that is kept of it, `csv` one message a line for spreadsheets
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
    /// Write to this new file instead; only its owner can read it
    #[arg(long, short)]
    output: Option<PathBuf>,
    /// Copy the images and documents into this folder too, made when missing
    #[arg(long)]
    files: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Json,
    Csv,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    wait(async {
        let records = Records::open(arguments.database.location()).await?;
        let mut out = out(arguments.output.as_deref())?;
        if arguments.format == Format::Csv {
            write!(out, "{BOM}{}", row(&HEAD.map(|head| Cell::Text(head.to_owned()))))?;
        }
        let mut files = Vec::new();
        let count = records
            .export(&which(arguments), |one| -> Result<()> {
                files.extend(attachments(&one).filter(|_| arguments.files.is_some()));
                match arguments.format {
                    Format::Json => {
                        serde_json::to_writer(&mut out, &one).map_err(std::io::Error::from)?;
                        writeln!(out)?;
                    }
                    Format::Csv => write!(out, "{}", table(&one))?,
                }
                Ok(())
            })
            .await?;
        out.flush()?;
        if let Some(folder) = &arguments.files {
            copy(&records, &files, folder).await?;
        }
        records.close().await;
        base::note(format_args!("{}", counted(count, "conversation")));
        Ok(ExitCode::SUCCESS)
    })
}

fn which(arguments: &Arguments) -> Whose {
    match (&arguments.conversation, &arguments.visitor) {
        (Some(id), _) => Whose::Conversation(id.clone()),
        (None, Some(visitor)) => Whose::Visitor(visitor.clone()),
        (None, None) => Whose::All,
    }
}

fn out(path: Option<&Path>) -> Result<Box<dyn Write>> {
    let Some(path) = path else {
        return Ok(Box::new(BufWriter::new(std::io::stdout())));
    };
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file =
        options.open(path).with_context(|| format!("cannot make {}, which must be new", path.display()))?;
    Ok(Box::new(BufWriter::new(file)))
}

/// Ids of a conversation's files, each with a name that tells where it belongs.
fn attachments(one: &Exported) -> impl Iterator<Item = (String, String)> + '_ {
    let number = one.conversation.number;
    one.events.iter().filter_map(move |event| {
        let file = event.message.as_ref()?.attachment.as_ref()?;
        Some((file.id.clone(), format!("{number}-{}-{}", event.seq, file.name)))
    })
}

async fn copy(records: &Records, files: &[(String, String)], folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for (id, name) in files {
        if !records.copy_file(id, &folder.join(name)).await? {
            base::note(format_args!("the file of {name} is gone"));
        }
    }
    Ok(())
}

/// A conversation as lines of the table: what was said before the handoff, then what happened at the desk.
fn table(one: &Exported) -> String {
    let mut seen = BTreeSet::new();
    let before = one.requests.iter().flat_map(|kept| &kept.request.transcript);
    let before = before.filter(|message| seen.insert(message.id.clone()));
    let mut lines: String = before.map(|message| line(one, None, message.at, Some(message), None)).collect();
    for event in &one.events {
        let change = event.status.map(|status| format!("{status:?}").to_lowercase());
        lines.push_str(&line(one, Some(event.seq), event.at, event.message.as_ref(), change));
    }
    for note in &one.notes {
        let change = Some("note".to_owned());
        lines.push_str(&line(one, None, note.at, Some(&said_in(note)), change));
    }
    lines
}

/// A note as something that an agent said; its line says that it is one.
fn said_in(note: &Note) -> Message {
    Message {
        id: note.id.clone(),
        author: Author::Agent,
        name: Some(note.name.clone()),
        text: note.text.clone(),
        entry: None,
        confidence: None,
        rating: None,
        corrects: None,
        attachment: None,
        at: note.at,
    }
}

fn line(
    one: &Exported,
    seq: Option<u64>,
    at: i64,
    message: Option<&Message>,
    change: Option<String>,
) -> String {
    let conversation = &one.conversation;
    let said = |part: fn(&Message) -> Option<String>| Cell::from(message.and_then(part));
    row(&[
        Cell::Number(conversation.number.to_string()),
        Cell::from(conversation.visitor.clone()),
        Cell::from(conversation.team.clone()),
        Cell::Text(format!("{:?}", conversation.status).to_lowercase()),
        Cell::Number(seq.map(|seq| seq.to_string()).unwrap_or_default()),
        Cell::Text(desk::utc(at)),
        said(|message| Some(format!("{:?}", message.author).to_lowercase())),
        said(|message| message.name.clone()),
        said(|message| Some(message.text.clone())),
        said(|message| message.entry.clone()),
        Cell::Number(
            message.and_then(|message| message.confidence).map(|it| it.to_string()).unwrap_or_default(),
        ),
        said(|message| message.attachment.as_ref().map(|file| file.name.clone())),
        Cell::from(change),
    ])
}
