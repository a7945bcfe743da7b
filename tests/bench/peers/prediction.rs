//! Predictions in the form of `tandem evaluate`, a line of JSON each, and what they came to.

use std::io::Write;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::peers::set::{self, Round};
use crate::score::{Draw, Judged};

/// A line of the predictions: the best entries with their confidence, best first.
pub fn line(text: &str, ranked: &[(&str, f64)]) -> Value {
    let best = ranked.first();
    let list: Vec<Value> = ranked
        .iter()
        .map(|(entry, confidence)| json!({ "entry": entry, "confidence": confidence }))
        .collect();
    json!({
        "text": text, "entry": best.map(|best| best.0), "confidence": best.map_or(0.0, |best| best.1), "ranked": list,
    })
}

/// Writes a round's predictions.
pub fn write(round: &Round, predictions: &[Value]) -> Result<()> {
    let mut text = Vec::new();
    for prediction in predictions {
        writeln!(text, "{prediction}")?;
    }
    let path = &round.predictions;
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// Lays a round's predictions beside the right entries.
///
/// # Errors
/// Where a file cannot be read, or the predictions are for other questions.
pub fn judge(round: &Round) -> Result<Draw> {
    let (questions, predictions) = (set::lines(&round.questions)?, set::lines(&round.predictions)?);
    let fits = questions.len() == predictions.len()
        && questions
            .iter()
            .zip(&predictions)
            .all(|(question, prediction)| question["text"] == prediction["text"]);
    ensure!(fits, "{} holds predictions for other questions", round.predictions.display());
    let judged =
        questions.iter().zip(&predictions).map(|(question, prediction)| one(&question["entry"], prediction));
    Ok(Draw::new(judged.collect()))
}

fn one(entry: &Value, prediction: &Value) -> Judged {
    let ranked = prediction["ranked"].as_array().map(Vec::as_slice).unwrap_or_default();
    Judged {
        in_scope: !entry.is_null(),
        rank: ranked.iter().position(|ranked| ranked["entry"] == *entry),
        confidence: prediction["confidence"].as_f64().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prediction_is_judged_by_the_place_of_the_right_entry() {
        let prediction = line("where is it", &[("track", 0.5), ("return", 0.25)]);
        assert_eq!(prediction["entry"], "track");
        let cases = [
            (json!("track"), true, Some(0)),
            (json!("return"), true, Some(1)),
            (json!("pay"), true, None),
            (Value::Null, false, None),
        ];
        for (entry, in_scope, rank) in cases {
            let judged = one(&entry, &prediction);
            assert_eq!((judged.in_scope, judged.rank, judged.confidence), (in_scope, rank, 0.5), "{entry}");
        }
    }

    #[test]
    fn nothing_found_is_no_confidence() {
        let prediction = line("👍", &[]);
        assert!(prediction["entry"].is_null());
        let judged = one(&Value::Null, &prediction);
        assert_eq!((judged.rank, judged.confidence), (None, 0.0));
    }
}
