//! What `tandem diff` found, as text to read and as JSON to keep.

use std::io::Write;

use anyhow::Result;
use knowledge::preview::{Change, Changed, Count, Reaction, Report, Right};
use knowledge::{Differences, EntryDifference};
use serde_json::{Value, json};

use crate::base::counted;

/// Writes it as text.
pub fn text(differences: &Differences, report: Option<&Report>) -> Result<()> {
    let mut out = std::io::stdout().lock();
    base(differences, &mut out)?;
    let Some(report) = report else { return Ok(()) };
    writeln!(out, "{}", headline(report))?;
    let mut last = None;
    for changed in &report.changed {
        if last != Some(changed.change) {
            writeln!(out, "\n{}:", word(changed.change))?;
            last = Some(changed.change);
        }
        write!(out, "{}", question(changed))?;
    }
    Ok(())
}

/// What changed in the base, a line an entry: `+` added, `-` removed, `~` changed.
fn base(differences: &Differences, out: &mut impl Write) -> Result<()> {
    let Differences { added, removed, changed } = differences;
    writeln!(
        out,
        "{} added, {} removed, {} changed",
        counted(added.len(), "entry"),
        removed.len(),
        changed.len()
    )?;
    for (sign, entries) in [('+', added), ('-', removed)] {
        for (id, question) in entries {
            writeln!(out, "  {sign} {id} \"{question}\"")?;
        }
    }
    for entry in changed {
        writeln!(out, "  ~ {}: {}", entry.id, parts(entry).join(", "))?;
    }
    Ok(())
}

/// What changed in an entry, in words.
fn parts(entry: &EntryDifference) -> Vec<String> {
    let mut parts: Vec<String> =
        entry.texts.iter().map(|text| format!("{} ({})", text.field, text.language)).collect();
    for (wordings, what) in [(&entry.wordings_added, "added"), (&entry.wordings_removed, "removed")] {
        if !wordings.is_empty() {
            parts.push(format!("{} {what}", counted(wordings.len(), "wording")));
        }
    }
    parts.extend(entry.settings.iter().cloned());
    parts
}

fn headline(report: &Report) -> String {
    let changed = report.worse.questions + report.better.questions + report.other.questions;
    let mut line = format!(
        "\n{} asked {}: {} as before, {} better, {} worse, {} otherwise",
        counted(report.all.questions as usize, "question"),
        counted(report.all.times as usize, "time"),
        report.all.questions - changed,
        report.better.questions,
        report.worse.questions,
        report.other.questions,
    );
    let share = |right: Count| 100.0 * right.times as f64 / report.known.times.max(1) as f64;
    if report.known.times > 0 {
        let (before, after) = (share(report.right_before), share(report.right_after));
        line.push_str(&format!("\nright: {before:.1} % before, {after:.1} % after"));
    }
    line
}

fn question(changed: &Changed) -> String {
    let question = &changed.question;
    let right = match &question.right {
        Right::Unknown => String::new(),
        Right::Nothing => " → nothing".to_owned(),
        Right::Entry(id) => format!(" → {id}"),
    };
    let times = if question.times > 1 { format!("{}× ", question.times) } else { String::new() };
    let [before, after] = [&changed.before, &changed.after].map(reaction);
    format!("  {times}\"{}\"{right}\n      before: {before}\n      after:  {after}\n", question.text)
}

/// `answer returns, confidence 0.93`
fn reaction(reaction: &Reaction) -> String {
    let mut words = vec![reaction.decision.as_str()];
    words.extend(Some(reaction.reason.as_str()).filter(|reason| !reason.is_empty()));
    words.extend(reaction.entries.iter().map(String::as_str));
    format!("{}, confidence {:.2}", words.join(" "), reaction.confidence)
}

fn word(change: Change) -> &'static str {
    match change {
        Change::Worse => "worse",
        Change::Other => "otherwise",
        Change::Better => "better",
        Change::Same => "same",
    }
}

/// Writes it as one object of JSON.
pub fn json(differences: &Differences, report: Option<&Report>) -> Result<()> {
    let mut object = json!({ "base": base_json(differences) });
    if let Some(report) = report {
        object["counts"] = json!({
            "all": count(report.all),
            "known": count(report.known),
            "right_before": count(report.right_before),
            "right_after": count(report.right_after),
            "worse": count(report.worse),
            "better": count(report.better),
            "other": count(report.other),
        });
        object["questions"] = report.changed.iter().map(question_json).collect();
    }
    writeln!(std::io::stdout(), "{}", serde_json::to_string_pretty(&object)?)?;
    Ok(())
}

fn base_json(differences: &Differences) -> Value {
    let named = |entries: &[(String, String)]| -> Value {
        entries.iter().map(|(id, question)| json!({ "id": id, "question": question })).collect()
    };
    let changed = differences.changed.iter().map(|entry| {
        let texts = entry.texts.iter();
        let texts = texts.map(|text| {
            json!({ "language": text.language, "field": text.field, "before": text.before, "after": text.after })
        });
        json!({
            "id": entry.id,
            "question": entry.question,
            "wordings_added": entry.wordings_added,
            "wordings_removed": entry.wordings_removed,
            "texts": texts.collect::<Vec<_>>(),
            "settings": entry.settings,
        })
    });
    let changed: Value = changed.collect();
    json!({ "added": named(&differences.added), "removed": named(&differences.removed), "changed": changed })
}

fn count(count: Count) -> Value {
    json!({ "questions": count.questions, "times": count.times })
}

/// A question with the keys of its line, and what it came to.
fn question_json(changed: &Changed) -> Value {
    let question = &changed.question;
    let mut object = json!({
        "text": question.text,
        "times": question.times,
        "change": word(changed.change),
        "before": reaction_json(&changed.before),
        "after": reaction_json(&changed.after),
    });
    match &question.right {
        Right::Unknown => {}
        Right::Nothing => object["entry"] = Value::Null,
        Right::Entry(id) => object["entry"] = json!(id),
    }
    if !question.language.is_empty() {
        object["lang"] = json!(question.language);
    }
    object
}

fn reaction_json(reaction: &Reaction) -> Value {
    let reason = Some(&reaction.reason).filter(|reason| !reason.is_empty());
    json!({
        "decision": reaction.decision,
        "reason": reason,
        "entries": reaction.entries,
        "confidence": reaction.confidence,
    })
}
