//! How long an edition's preview takes, natively and in the console: before anything is known of the published edition, and
//! where an earlier preview, or the time before it, has told what it makes of the questions.

use std::time::Instant;

use anyhow::{Context, Result};
use engine::Pack;
use knowledge::KnowledgeBase;
use knowledge::preview::{Preview, Question, Report};
use protocol::EditedEntry;
use serde_json::{Value, json};
use tests::Desk;

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

/// Previews in the console's own module, as its page makes them: the time from the press to the report, milliseconds, for the
/// first and the next one.
const IN_THE_CONSOLE: &str = "const done = arguments[arguments.length - 1];
    const [base, draft, questions] = arguments;
    (async () => {
        const bench = await tandemWorkbench();
        const preview = async () => {
            const start = performance.now();
            bench.begin(base, 'hash', draft, questions);
            while (bench.advance(45) < 1) await new Promise((go_on) => {
                const { port1, port2 } = new MessageChannel();
                port1.onmessage = go_on;
                port2.postMessage(null);
            });
            bench.report();
            return performance.now() - start;
        };
        done([await preview(), await preview()]);
    })().catch((cause) => done(String(cause)));";

/// Prints a row for each.
pub async fn run() -> Result<()> {
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
        sample::print(&format!("{language:?}: the next, the published edition known"), next, "");
        let learnt = desk::learnt(&old).context("nothing to learn")?;
        for (what, learnt) in [("", Some(learnt)), (", nothing learnt before", None)] {
            let told = |base: &KnowledgeBase| {
                let entries: Vec<EditedEntry> = base.entries.iter().map(EditedEntry::from).collect();
                let learnt = learnt.as_deref().map(knowledge::write_learnt).unwrap_or_default();
                json!({ "language": tag(language), "languages": [tag(language)], "entries": entries, "learnt": learnt })
            };
            let asked = base.questions.iter();
            let asked = asked.map(
                |text| json!({ "text": text, "language": tag(language), "right": "unknown", "times": 1 }),
            );
            let (first, next) = in_the_console(&told(&old), &told(&new), &asked.collect()).await?;
            sample::print(&format!("{language:?}: the first in the console{what}"), first, "under 3");
            sample::print(&format!("{language:?}: the next in the console"), next, "under 3");
        }
    }
    Ok(())
}

/// Seconds of the first preview after the page was loaded, and of the one after it.
async fn in_the_console(old: &Value, new: &Value, questions: &Value) -> Result<(Vec<f64>, Vec<f64>)> {
    let desk = Desk::start().await?;
    let page = tests::browser().await?;
    page.go(&format!("{}console/", desk.url)).await?;
    let (mut first, mut next) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        page.reload().await?;
        page.until("the way to the engine", "return !!window.tandemWorkbench").await?;
        let texts = [old, new, questions].map(|value| Value::String(value.to_string()));
        let told = page.client().execute_async(IN_THE_CONSOLE, texts.into()).await?;
        for (times, place) in [(&mut first, 0), (&mut next, 1)] {
            times.push(told[place].as_f64().with_context(|| told.to_string())? / 1_000.0);
        }
    }
    page.close().await?;
    Ok((first, next))
}

fn preview(old: &KnowledgeBase, new: &KnowledgeBase, pack: &Pack, questions: Vec<Question>) -> (f64, Report) {
    let start = Instant::now();
    let mut preview = Preview::new(old, new, std::slice::from_ref(pack), questions);
    while preview.advance(STEPS) {}
    (start.elapsed().as_secs_f64(), preview.report())
}
