//! How long an edition's preview takes, natively: before anything is known of the published edition, and as in the console,
//! where an earlier preview has told what it makes of the questions.

use std::time::Instant;

use anyhow::{Context, Result};
use engine::Pack;
use knowledge::KnowledgeBase;
use knowledge::preview::{Preview, Question, Report};

use crate::base::{Base, Language};
use crate::native::tag;
use crate::sample;

const ENTRIES: usize = 500;
/// Beside each entry's question.
const VARIANTS: usize = 4;
const QUESTIONS: usize = 10_000;
/// Every so many entries one has an answer to another question in the new edition.
const CHANGED: usize = 50;
/// Previews of each kind.
const TIMES: usize = 3;
/// Steps between two looks at the clock, as in the console.
const STEPS: u32 = 16;

/// Prints a row for each.
pub fn run() -> Result<()> {
    println!(
        "{:<66}{:>8}{:>10}{:>10}   target",
        format!("{ENTRIES} entries × {} wordings, {QUESTIONS} questions, seconds", VARIANTS + 1),
        "samples",
        "median",
        "p99"
    );
    for language in [Language::English, Language::Chinese] {
        let base = Base::sized(language, ENTRIES, VARIANTS, QUESTIONS);
        let old = knowledge::read_text(&base.json.to_string()).knowledge;
        let mut new = old.clone();
        for at in (0..ENTRIES).step_by(CHANGED) {
            new.entries[at].text = old.entries[(at + 1) % ENTRIES].text.clone();
        }
        let pack = std::fs::read(format!("src/engine/packs/{}.txt", tag(language)))?;
        let pack = Pack::read(&pack).context("a broken pack")?;
        let asked = |text: &String| Question { text: text.clone(), ..Question::default() };
        let mut questions: Vec<Question> = base.questions.iter().map(asked).collect();
        let timed = |questions: &[Question]| {
            let took: Vec<(f64, Report)> =
                (0..TIMES).map(|_| preview(&old, &new, &pack, questions.to_vec())).collect();
            took.into_iter().unzip::<f64, Report, Vec<f64>, Vec<Report>>()
        };
        let (first, reports) = timed(&questions);
        sample::print(&format!("{language:?}: the first preview"), first, "");
        for (question, reaction) in questions.iter_mut().zip(&reports[0].before) {
            question.before = Some(reaction.clone());
        }
        let (next, _) = timed(&questions);
        sample::print(&format!("{language:?}: the next, the published edition known"), next, "under 3");
    }
    Ok(())
}

fn preview(old: &KnowledgeBase, new: &KnowledgeBase, pack: &Pack, questions: Vec<Question>) -> (f64, Report) {
    let start = Instant::now();
    let mut preview = Preview::new(old, new, std::slice::from_ref(pack), questions);
    while preview.advance(STEPS) {}
    (start.elapsed().as_secs_f64(), preview.report())
}
