//! What is measured on: bases with the questions to them.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

/// Knowledge bases and questions for tuning, beside the repository; the project ships none of them.
const DATA: &str = "../shared/data";
/// The demo shops and the questions that were written apart from them.
const SHOPS: &str = "tests/data";

/// Bases and questions of one kind.
pub struct Set {
    /// What it is called.
    pub name: String,
    /// In the order of the table.
    pub columns: Vec<Column>,
}

/// Some questions, and the draws of wordings that they are asked of.
pub struct Column {
    /// Its heading.
    pub title: String,
    /// A base a draw.
    pub bases: Vec<PathBuf>,
    /// Questions whose right entry is known, JSON a line.
    pub questions: PathBuf,
}

/// A base and all that is asked of it.
pub struct Task {
    /// The knowledge base.
    pub base: PathBuf,
    /// What is asked.
    pub rounds: Vec<Round>,
}

/// Questions to a base.
pub struct Round {
    /// What is asked: all questions of a file, or a sample of them.
    pub questions: PathBuf,
    /// The file that this was taken from.
    pub asked_as: PathBuf,
    /// Where the predictions go, JSON a line in the form of `tandem evaluate`.
    pub predictions: PathBuf,
}

/// The sets beside the repository, where they are, then the demo shops. Called from the repository's top level.
pub fn all() -> Result<Vec<Set>> {
    let mut sets = Vec::new();
    if Path::new(DATA).is_dir() {
        for folder in files(Path::new(DATA))?.iter().filter(|path| path.is_dir()) {
            sets.push(set(folder)?);
        }
    } else {
        println!("no data sets in {DATA}: only the demo shops are measured");
    }
    let shop = |(title, tag): (&str, &str)| Column {
        title: title.to_owned(),
        bases: vec![Path::new(SHOPS).join(format!("shop-{tag}.json"))],
        questions: Path::new(SHOPS).join(format!("questions-{tag}.jsonl")),
    };
    let columns = [("English", "en"), ("Chinese", "zh")].map(shop).into();
    sets.push(Set { name: "demo shops, asked by others".to_owned(), columns });
    Ok(sets)
}

/// Bases `kb_Kshot_sS.json` and questions `queries_dev*.jsonl`: a column for each number of wordings and each file.
fn set(folder: &Path) -> Result<Set> {
    let files = files(folder)?;
    let mut kinds: Vec<(usize, Vec<PathBuf>)> = Vec::new();
    for base in &files {
        let Some(wordings) = wordings(&stem(base)) else { continue };
        match kinds.iter_mut().find(|kind| kind.0 == wordings) {
            Some(kind) => kind.1.push(base.clone()),
            None => kinds.push((wordings, vec![base.clone()])),
        }
    }
    kinds.sort_by_key(|kind| kind.0);
    let mut columns = Vec::new();
    for questions in files.iter().filter(|file| stem(file).starts_with("queries_")) {
        for (wordings, bases) in &kinds {
            let title = title(*wordings, &stem(questions));
            columns.push(Column { title, bases: bases.clone(), questions: questions.clone() });
        }
    }
    Ok(Set { name: stem(folder), columns })
}

/// `kb_5shot_s0` has 5 wordings an entry.
fn wordings(base: &str) -> Option<usize> {
    base.strip_prefix("kb_")?.split_once("shot")?.0.parse().ok()
}

/// `5` for clean questions, `5 typo2` for those with two slips.
fn title(wordings: usize, questions: &str) -> String {
    let kind = questions.trim_start_matches("queries_").trim_start_matches("dev").trim_start_matches('_');
    format!("{wordings} {kind}").trim_end().to_owned()
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.sort();
    Ok(files)
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// A file's name with that of its folder: what tells it from all others here.
pub fn label(path: &Path) -> String {
    let folder = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    format!("{folder}-{}", path.file_name().unwrap_or_default().to_string_lossy())
}

/// At most `most` of a file's questions in scope and at most a third as many out of it, evenly spread, in a new file
/// in `folder`.
pub fn sample(questions: &Path, most: usize, folder: &Path) -> Result<PathBuf> {
    let lines = lines(questions)?;
    let (inside, outside): (Vec<usize>, Vec<usize>) =
        (0..lines.len()).partition(|at| !lines[*at]["entry"].is_null());
    let mut chosen = [spread(&inside, most), spread(&outside, most / 3)].concat();
    chosen.sort_unstable();
    let text: String = chosen.iter().map(|at| format!("{}\n", lines[*at])).collect();
    let sampled = folder.join(label(questions));
    std::fs::write(&sampled, text).with_context(|| format!("cannot write {}", sampled.display()))?;
    Ok(sampled)
}

fn spread(positions: &[usize], most: usize) -> Vec<usize> {
    let count = positions.len().min(most);
    (0..count).map(|at| positions[at * positions.len() / count]).collect()
}

/// The JSON of each line.
pub fn lines(path: &Path) -> Result<Vec<Value>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines = text.lines().filter(|line| !line.trim().is_empty()).map(serde_json::from_str);
    lines.collect::<Result<_, _>>().with_context(|| format!("{} is not JSON a line", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_by_their_names() {
        assert_eq!(wordings("kb_10shot_s2"), Some(10));
        assert_eq!(wordings("queries_dev"), None);
        assert_eq!(title(10, "queries_dev"), "10");
        assert_eq!(title(1, "queries_dev_typo2"), "1 typo2");
        assert_eq!(label(Path::new("data/banking77/kb_1shot_s0.json")), "banking77-kb_1shot_s0.json");
    }

    #[test]
    fn a_sample_is_evenly_spread() {
        let positions: Vec<usize> = (10..20).collect();
        assert_eq!(spread(&positions, 3), [10, 13, 16]);
        assert_eq!(spread(&positions, 20), positions);
        assert!(spread(&[], 5).is_empty());
    }
}
