//! Dialogues of which every visitor's turn is labelled: `mood/README.md` says what the labels mean.

use std::path::Path;

use anyhow::{Context, Result, bail};

/// The labels of a visitor's turn and the marks that may stand beside them.
pub const LABELS: [&str; 11] = [
    "calm",
    "glad",
    "anxious",
    "angry",
    "dejected",
    "sarcastic",
    "person",
    "quoting",
    "report",
    "urgent",
    "threat",
];

/// One dialogue.
#[derive(Clone, Debug, Default)]
pub struct Labelled {
    /// Unique among all.
    pub id: String,
    /// What was said, in order.
    pub turns: Vec<LabelledTurn>,
}

/// One turn.
#[derive(Clone, Debug)]
pub struct LabelledTurn {
    /// `visitor`, `assistant` or `agent`.
    pub author: &'static str,
    /// The visitor's labels, strongest first; none for the others.
    pub labels: Vec<&'static str>,
    /// As typed.
    pub text: String,
}

impl LabelledTurn {
    /// Whether a label or mark stands at it.
    pub fn is(&self, label: &str) -> bool {
        self.labels.contains(&label)
    }

    /// Whether the visitor is angry, sarcastic, anxious or dejected.
    pub fn is_upset(&self) -> bool {
        ["angry", "sarcastic", "anxious", "dejected", "threat"].iter().any(|label| self.is(label))
    }
}

/// Reads every `.txt` file of a folder whose name begins with `language`, in the order of their names.
///
/// # Errors
/// Where a file can't be read or a line is malformed; names the file and the line.
pub fn read_folder(folder: &Path, language: &str) -> Result<Vec<Labelled>> {
    let mut files: Vec<_> = std::fs::read_dir(folder)?.map(|file| Ok(file?.path())).collect::<Result<_>>()?;
    files.retain(|file| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(language)));
    files.sort();
    let mut dialogues = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file)?;
        dialogues.extend(read(&text).with_context(|| file.display().to_string())?);
    }
    Ok(dialogues)
}

/// Reads one file's text: `# id` begins a dialogue, then a line a turn, `labels: what was typed`.
///
/// # Errors
/// Where a line is malformed; names the line.
pub fn read(text: &str) -> Result<Vec<Labelled>> {
    let mut dialogues: Vec<Labelled> = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        if let Some(id) = line.strip_prefix("# ") {
            dialogues.push(Labelled { id: id.trim().to_owned(), turns: Vec::new() });
            continue;
        }
        let (Some(dialogue), Some((said_by, text))) = (dialogues.last_mut(), line.split_once(": ")) else {
            bail!("line {}: write `# id` first, then `labels: text`", at + 1);
        };
        let turn = turn(said_by, text).with_context(|| format!("line {}", at + 1))?;
        dialogue.turns.push(turn);
    }
    Ok(dialogues)
}

fn turn(said_by: &str, text: &str) -> Result<LabelledTurn> {
    let author = match said_by {
        "assistant" => "assistant",
        "agent" => "agent",
        _ => "visitor",
    };
    let known = |label: &str| LABELS.iter().find(|known| **known == label).copied();
    let labels =
        said_by.split('+').map(|label| known(label).with_context(|| format!("`{label}` is no label")));
    let labels = if author == "visitor" { labels.collect::<Result<_>>()? } else { Vec::new() };
    Ok(LabelledTurn { author, labels, text: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dialogues_are_read_and_faults_named() {
        let dialogues =
            read("# a\ncalm: hi: there\nassistant: Hello.\nangry+person: a human\n\n# b\nglad: ty\n");
        let dialogues = dialogues.expect("well formed");
        assert_eq!(dialogues.len(), 2);
        assert_eq!(dialogues[0].turns[0].text, "hi: there");
        assert!(dialogues[0].turns[2].is("person") && dialogues[0].turns[2].is_upset());
        for (broken, line) in
            [("calm: hi", "line 1"), ("# a\ncross: hi", "line 2"), ("# a\n\nhello", "line 3")]
        {
            assert!(format!("{:#}", read(broken).expect_err("broken")).contains(line), "{broken}");
        }
    }
}
