//! A base as a table for spreadsheets: comma-separated, with the headings that the import knows.

use knowledge::{Entry, KnowledgeBase};

/// How a cell begins that a spreadsheet may take for a formula (OWASP, "CSV injection").
const FORMULAS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The base's own language; each further one is a table of its own, since the format has one language a table.
pub fn table(base: &KnowledgeBase) -> String {
    let mut out = String::from("\u{feff}id,question,answer,variants,tags,team,handoff,follow_ups\r\n");
    for entry in &base.entries {
        let cells = row(entry).map(|cell| quoted(&cell));
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}

fn row(entry: &Entry) -> [String; 8] {
    let handoff = match entry.handoff {
        None => "",
        Some(engine::EntryHandoff::Always) => "always",
        Some(engine::EntryHandoff::Offer) => "offer",
    };
    [
        entry.id.clone(),
        entry.text.question.clone(),
        entry.text.answer.clone(),
        entry.text.variants.join("\n"),
        entry.tags.join("|"),
        entry.team.clone().unwrap_or_default(),
        handoff.to_owned(),
        entry.follow_ups.join("|"),
    ]
}

/// A cell in quotation marks; one that a spreadsheet would take for a formula begins with a space, which the import takes
/// away again.
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(FORMULAS) { " " } else { "" };
    ["\"", guard, &cell.replace('"', "\"\""), "\""].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use knowledge::{read_named, read_text};

    #[test]
    fn what_is_exported_is_imported_as_it_was() {
        let json = r#"{"version": 1, "language": "en", "entries": [
            {"id": "a", "question": "Say \"hi\", then?", "variants": ["b", "c, d"], "answer": "One\n\n- two",
             "tags": ["x", "y"], "team": "t", "handoff": "offer", "follow_ups": ["b"]},
            {"id": "b", "question": "=1+1?", "answer": "- two\n- three"}]}"#;
        let base = read_text(json).knowledge;
        let table = table(&base);
        assert!(table.contains("\" =1+1?\"") && table.contains("\" - two"), "{table}");
        let again = read_named("faq.csv", &table).knowledge;
        let plain = |base: &KnowledgeBase| {
            let mut base = base.clone();
            base.entries.iter_mut().for_each(|entry| entry.text.answer = entry.text.answer.trim().to_owned());
            base.edition()
        };
        assert_eq!(plain(&again), plain(&base), "{table}");
    }
}
