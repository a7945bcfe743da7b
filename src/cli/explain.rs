//! What a decision is called, and the tree of numbers that it came from.

use engine::{Decision, Explanation};

/// The word for a decision in files.
pub fn word(decision: &Decision) -> &'static str {
    match decision {
        Decision::Answer { .. } => "answer",
        Decision::Clarify { .. } => "clarify",
        Decision::SmallTalk(_) => "small_talk",
        Decision::Offer { .. } => "offer",
        Decision::Handoff { .. } => "handoff",
        Decision::Silence => "silence",
    }
}

/// Why a person is offered or called; none for every other decision.
pub fn reason(decision: &Decision) -> Option<&'static str> {
    match decision {
        Decision::Offer { reason } | Decision::Handoff { reason, .. } => Some(reason.as_str()),
        _ => None,
    }
}

/// An explanation as lines, each number under what it is a part of.
pub fn tree(explanation: &Explanation) -> String {
    let mut lines = String::new();
    branch(explanation, 1, &mut lines);
    lines
}

fn branch(explanation: &Explanation, depth: usize, lines: &mut String) {
    let indent = "  ".repeat(depth);
    lines.push_str(&format!("{indent}{} = {:.4}\n", explanation.name, explanation.value));
    for part in &explanation.parts {
        branch(part, depth + 1, lines);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::HandoffReason;

    #[test]
    fn decisions_have_their_words_and_reasons() {
        let check = |decision: Decision, name: &str, why: Option<&str>| {
            assert_eq!((word(&decision), reason(&decision)), (name, why), "{decision:?}");
        };
        check(Decision::Answer { entry: 0, offer: true }, "answer", None);
        check(Decision::Clarify { entries: vec![0, 1] }, "clarify", None);
        check(Decision::SmallTalk(engine::SmallTalk::Thanks), "small_talk", None);
        check(Decision::Offer { reason: HandoffReason::RepeatedMiss }, "offer", Some("repeated_miss"));
        let handoff = Decision::Handoff { reason: HandoffReason::Asked, soothing: false };
        check(handoff, "handoff", Some("asked"));
    }

    #[test]
    fn a_part_stands_under_its_whole() {
        let leaf = Explanation { name: "leaf".to_owned(), value: 0.25, parts: Vec::new() };
        let root = Explanation { name: "root".to_owned(), value: 1.0, parts: vec![leaf] };
        assert_eq!(tree(&root), "  root = 1.0000\n    leaf = 0.2500\n");
    }
}
