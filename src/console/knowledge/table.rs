//! A base as a table for spreadsheets: comma-separated, with the headings that the import knows.

use knowledge::{Entry, KnowledgeBase, Text};

/// How a cell begins that a spreadsheet may take for a formula (OWASP, "CSV injection"), wide forms and all.
const FORMULAS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// The texts in one of the base's languages (BCP 47), with all that an entry has beside them: the format has one language a
/// table. An entry that doesn't speak it is left out.
pub fn table(base: &KnowledgeBase, language: &str) -> String {
    let mut out = String::from("\u{feff}id,question,answer,variants,tags,team,handoff,follow_ups\r\n");
    for entry in &base.entries {
        let translated = || entry.translations.iter().find(|(tag, _)| tag == language).map(|(_, text)| text);
        let text = if language == base.language { Some(&entry.text) } else { translated() };
        if let Some(text) = text {
            let cells = row(entry, text).map(|cell| quoted(&cell));
            out.push_str(&cells.join(","));
            out.push_str("\r\n");
        }
    }
    out
}

fn row(entry: &Entry, text: &Text) -> [String; 8] {
    let handoff = match entry.handoff {
        None => "",
        Some(engine::EntryHandoff::Always) => "always",
        Some(engine::EntryHandoff::Offer) => "offer",
    };
    [
        entry.id.clone(),
        text.question.clone(),
        text.answer.clone(),
        text.variants.join("\n"),
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
            {"id": "b", "question": "=1+1?", "answer": "- two\n- three",
             "translations": {"zh": {"question": "＝一加一？", "answer": "二"}}}]}"#;
        let mut base = read_text(json).knowledge;
        let chinese = table(&base, "zh");
        assert!(
            chinese.ends_with("follow_ups\r\n\"b\",\" ＝一加一？\",\"二\",\"\",\"\",\"\",\"\",\"\"\r\n"),
            "{chinese}"
        );
        base.entries[1].translations.clear();
        base.languages.truncate(1);
        let table = table(&base, "en");
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
