//! The knowledge base that a command works on: read from a file, its faults told.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use knowledge::{BYTES, Fault, KnowledgeBase, Reading, Severity, read_file};

/// Reads a knowledge base file of any kind that [`read_file`] knows; never more of it than that reads.
pub fn read(path: &Path) -> Result<Reading> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let mut bytes = Vec::new();
    let limit = BYTES as u64 + 1;
    file.take(limit).read_to_end(&mut bytes).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(read_file(&path.to_string_lossy(), &bytes))
}

/// Reads a base to ask; tells its errors on standard error, and fails where they left no entry.
pub fn open(path: &Path) -> Result<KnowledgeBase> {
    let Reading { knowledge, faults, .. } = read(path)?;
    let (errors, warnings): (Vec<Fault>, Vec<Fault>) =
        faults.into_iter().partition(|fault| fault.severity == Severity::Error);
    tell(path, &errors, &mut std::io::stderr().lock())?;
    if knowledge.entries.is_empty() && !errors.is_empty() {
        bail!("{} holds no entry that could be read", path.display());
    }
    if errors.len() + warnings.len() > 0 {
        let counts = format!("{}, {}", counted(errors.len(), "error"), counted(warnings.len(), "warning"));
        note(format_args!("{}: {counts}; `tandem check` lists them", path.display()));
    }
    Ok(knowledge)
}

/// Says something on standard error. A reader that went away, as `head` does, is no failure of ours.
pub fn note(words: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr(), "{words}");
}

/// Writes each fault as `file:line: severity: …`.
pub fn tell(path: &Path, faults: &[Fault], out: &mut impl Write) -> Result<()> {
    for fault in faults {
        write!(out, "{}:", path.display())?;
        if let Some(line) = fault.line {
            write!(out, "{line}:")?;
        }
        writeln!(out, " {}: {fault}", fault.severity.as_str())?;
    }
    Ok(())
}

/// A count with its noun: `1 error`, `2 errors`, `2 entries`.
pub fn counted(count: usize, noun: &str) -> String {
    match (count, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        _ => format!("{count} {noun}s"),
    }
}
