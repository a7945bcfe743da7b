//! What an agent elsewhere reads of a handoff: why, how the visitor feels, what was tried, what was said.

use std::fmt::Write;

use protocol::{Author, HandoffRequest, Mood};

/// From here on a feeling is told, 0 to 1.
const FELT: f64 = 0.3;

/// The whole context in plain words, with a link to the conversation here.
pub fn context(request: &HandoffRequest, link: &str) -> String {
    let mut text = format!("Handed over by the assistant: {}", told(&request.reason).replace('_', " "));
    if request.trigger.urgent {
        text.push_str(", cannot wait");
    }
    if request.trigger.threat {
        text.push_str(", a threat was made");
    }
    // Writing into a text cannot fail.
    let _ = writeln!(text, "\nLanguage: {}", request.language);
    if let Some(team) = &request.team {
        let _ = writeln!(text, "Team: {team}");
    }
    if let Some(page) = &request.page {
        let _ = writeln!(text, "Page: {} {}", page.title, page.url);
    }
    for (name, value) in &request.attributes {
        let _ = writeln!(text, "{name}: {value}");
    }
    let mood = mood(&request.trigger.mood);
    if !mood.is_empty() {
        let _ = writeln!(text, "Mood: {mood}");
    }
    for found in &request.trigger.matches {
        let shown = if found.shown { "shown" } else { "not shown" };
        let percent = (found.confidence * 100.0).round();
        let _ = writeln!(text, "Considered, {shown}: {} ({percent} %)", found.question);
    }
    if !request.transcript.is_empty() {
        text.push_str("\nSo far:\n");
    }
    for message in &request.transcript {
        let _ = writeln!(text, "{}: {}", speaker(message.author), message.text);
    }
    let _ = write!(text, "\n{link}");
    text
}

/// Who speaks, as agents read it.
pub fn speaker(author: Author) -> &'static str {
    match author {
        Author::Visitor => "Visitor",
        Author::Assistant => "Assistant",
        Author::Agent => "Agent",
    }
}

fn mood(mood: &Mood) -> String {
    let signals = [("anger", mood.anger), ("anxiety", mood.anxiety), ("dejection", mood.dejection)];
    let felt = signals.into_iter().filter(|(_, share)| *share >= FELT);
    let felt: Vec<String> = felt.map(|(name, share)| format!("{name} {share:.1}")).collect();
    felt.join(", ")
}

fn told(reason: &protocol::HandoffReason) -> String {
    let value = serde_json::to_value(reason).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
