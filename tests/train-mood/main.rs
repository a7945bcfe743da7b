//! Fits the models of mood and of the wish for a person on tests/mood and writes them into the language packs.
//
// The same bytes each time and on every machine: sums run in a fixed order, chance is a hash, exp comes from libm.

mod lines;
mod model;

use std::path::Path;

use anyhow::{Context, Result};
use engine::{Engine, HEADS, Options, Pack};
use tests::trained;

use crate::lines::Line;
use crate::model::{Model, Settings};

/// Folds of the cross-validation that sets the shifts.
const FOLDS: usize = 5;
/// The share of calm lines, held out, that may be called upset.
const FALSE_MOODS: f64 = 0.005;
/// The languages, each with the share of lines without a wish, held out, that may be taken for one: as much as keeps the
/// false ones among the calm questions of three development sets within 0.2 %.
const LANGUAGES: [(&str, f64); 2] = [("en", 0.009), ("zh", 0.004)];

fn main() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for (language, false_wishes) in LANGUAGES {
        let path = root.join(format!("src/engine/packs/{language}.txt"));
        let old = std::fs::read_to_string(&path)?;
        let rest = trained::without_models(&old);
        let pack =
            Pack::read(rest.as_bytes()).ok().with_context(|| format!("the pack {language} is broken"))?;
        let engine = Engine::new(Vec::new(), vec![pack], Options { matching: false, ..Options::default() });
        let lines = lines::read(&root.join("tests"), language, &engine)?;
        let section = train(language, false_wishes, &lines)?;
        let mark = trained::mark(&rest, language)?;
        std::fs::write(&path, format!("{}\n\n[temper]\n{mark}\n{section}", rest.trim_end()))?;
    }
    Ok(())
}

/// Fits the models, tells what they find of lines that they were not fitted on, and gives the section's lines.
fn train(language: &str, false_wishes: f64, lines: &[Line]) -> Result<String> {
    let settings = Settings::default();
    let mut moods = Vec::new();
    let mut wishes = Vec::new();
    for fold in 0..FOLDS {
        let of = |held: bool| lines.iter().filter(move |line| (line.dialogue % FOLDS == fold) == held);
        let model = Model::fit(&of(false).collect::<Vec<_>>(), &settings);
        for line in of(true) {
            let (mood, wish) = model.judge(line);
            moods.push((mood, line));
            wishes.push((wish, line));
        }
    }
    let mood_shift = threshold(&moods, FALSE_MOODS, |line| !line.is_upset());
    let wish_shift = threshold(&wishes, false_wishes, |line| !line.wish);
    let found = |judged: &[(f64, &Line)], shift: f64, is: &dyn Fn(&Line) -> bool| {
        let of: Vec<f64> = judged.iter().filter(|(_, line)| is(line)).map(|(score, _)| *score).collect();
        100.0 * of.iter().filter(|score| **score >= shift).count() as f64 / of.len().max(1) as f64
    };
    println!(
        "{language}: {} lines; held out: {:.1} % of upset everyday turns found, {:.1} % of hard ones, {:.1} % of wishes by the \
         model alone",
        lines.len(),
        found(&moods, mood_shift, &|line| line.is_upset() && line.weight >= 1.0),
        found(&moods, mood_shift, &|line| line.is_upset() && line.weight < 1.0),
        found(&wishes, wish_shift, &|line| line.wish && line.weight >= 1.0),
    );
    let model = Model::fit(&lines.iter().collect::<Vec<_>>(), &settings);
    let shifts = [mood_shift, 0.0, 0.0, 0.0, wish_shift];
    let heads = (0..HEADS).map(|head| model.head(head, shifts[head] as f32).to_line(head) + "\n");
    Ok(heads.collect())
}

/// The score that so small a share of these lines reaches.
fn threshold(judged: &[(f64, &Line)], share: f64, is: impl Fn(&Line) -> bool) -> f64 {
    let mut scores: Vec<f64> = judged.iter().filter(|(_, line)| is(line)).map(|(score, _)| *score).collect();
    scores.sort_by(|a, b| b.total_cmp(a));
    scores.get((scores.len() as f64 * share) as usize).copied().unwrap_or_default()
}
