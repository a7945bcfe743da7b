//! A library from npm, bundled as a page would load it and run by node.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::peers::set::Task;
use crate::peers::{Told, node};

/// A library that a site could load in Tandem's place. Its settings, and what chose them, stand in its program.
pub struct Library {
    /// As its authors write it.
    pub name: &'static str,
    /// The program here that loads a base into it and asks it.
    program: &'static str,
    /// Most in-scope questions of a file that it is asked; none: all of them.
    pub most_questions: Option<usize>,
}

/// What npm has for the purpose. Fuse.js takes 5 to 60 ms a question, an hour for all of them.
pub const LIBRARIES: [Library; 4] = [
    Library { name: "MiniSearch", program: "minisearch.mjs", most_questions: None },
    Library { name: "Fuse.js", program: "fuse.mjs", most_questions: Some(150) },
    Library { name: "FlexSearch", program: "flexsearch.mjs", most_questions: None },
    Library { name: "nlp.js", program: "nlp.mjs", most_questions: None },
];

impl Library {
    /// The library and its program in one minified file in `folder`, as a page would load it.
    ///
    /// # Errors
    /// Where node or esbuild fails.
    pub fn bundle(&self, folder: &Path) -> Result<PathBuf> {
        node::bundle(self.program, folder)
    }
}

/// Has a bundle answer every task; it writes the predictions itself.
///
/// # Errors
/// Where node fails.
pub fn run(bundle: &Path, tasks: &[Task]) -> Result<Told> {
    told(&node::run("peers.mjs", &order(bundle, tasks))?)
}

/// What the program reads.
fn order(bundle: &Path, tasks: &[Task]) -> Value {
    let rounds = |task: &Task| -> Vec<Value> {
        let round = task.rounds.iter();
        round.map(|round| json!({ "questions": round.questions, "predictions": round.predictions })).collect()
    };
    let tasks: Vec<Value> =
        tasks.iter().map(|task| json!({ "knowledge": task.base, "rounds": rounds(task) })).collect();
    json!({ "bundle": bundle, "tasks": tasks })
}

/// What the program writes.
fn told(value: &Value) -> Result<Told> {
    let number = |name: &str| value[name].as_f64().with_context(|| format!("node told no {name}"));
    Ok(Told {
        brotli: Some(number("brotli")? as u64),
        slowest_load_ms: number("slowest_load_ms")?,
        ask_ms: number("ask_ms")?,
        asked: number("asked")? as u64,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_node_tells_is_read_or_named() {
        let whole = json!({ "bytes": 9, "brotli": 5, "slowest_load_ms": 1.5, "ask_ms": 20.0, "asked": 10 });
        let found = told(&whole).unwrap();
        assert_eq!(
            (found.brotli, found.slowest_load_ms, found.ask_ms, found.asked),
            (Some(5), 1.5, 20.0, 10)
        );
        assert_eq!(told(&json!({})).unwrap_err().to_string(), "node told no brotli");
    }
}
