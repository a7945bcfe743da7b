//! Reads files: our own JSON, tables, FAQPage JSON-LD and pages that hold it, each fault with its line.

#[cfg(feature = "read_file")]
use std::io::Read;

#[cfg(feature = "read_file")]
use flate2::read::GzDecoder;

use crate::check::{self, Origin, SMALLEST};
#[cfg(feature = "read_file")]
use crate::decode::decode;
use crate::faq_page;
use crate::fault::{Faults, Place, Reading};
use crate::html::{find_ignoring_case, tag};
use crate::json;
use crate::node::Node;
use crate::page;
use crate::plain;
use crate::table;

/// Largest file that is read, in bytes: 50 MB.
pub const BYTES: usize = 50 * 1024 * 1024;

/// From this size on a file is read with a warning: every visitor who opens the widget downloads it.
const HEAVY_BYTES: usize = 2 * 1024 * 1024;

/// Reads our own format from JSON, with the line of every fault. Reads on past faults of syntax.
pub fn read_text(text: &str) -> Reading {
    let mut faults = Faults::default();
    if too_large(text.len(), &mut faults) {
        return Reading { faults: faults.finish(), ..Reading::default() };
    }
    match json::read(text.trim_start_matches('\u{feff}'), 1, &mut faults) {
        Some(document) => check::check_from(Origin::Ours, &document, faults),
        None => empty(faults),
    }
}

/// How a gzip file begins.
#[cfg(feature = "read_file")]
const PACKED: &[u8] = b"\x1f\x8b";

/// Reads a file by the ending of its name: `.json` (our format, or JSON-LD), `.jsonld`, `.csv`, `.tsv`, `.html`, `.htm`; by
/// its content where the ending tells nothing, as with `.txt`: a table, or questions with their answers below.
///
/// The bytes may be UTF-8, UTF-16 or GB18030, or any of these in gzip, as `tandem build` writes. Over [`BYTES`] nothing is read but a fault.
#[cfg(feature = "read_file")]
pub fn read_file(name: &str, bytes: &[u8]) -> Reading {
    let mut faults = Faults::default();
    if too_large(bytes.len(), &mut faults) {
        return Reading { faults: faults.finish(), ..Reading::default() };
    }
    let unpacked = bytes.starts_with(PACKED).then(|| unpack(bytes));
    let bytes = match &unpacked {
        None => bytes,
        Some(Ok(unpacked)) if too_large(unpacked.len(), &mut faults) => {
            return Reading { faults: faults.finish(), ..Reading::default() };
        }
        Some(Ok(unpacked)) => unpacked,
        Some(Err(why)) => {
            let problem = format_args!("the file is a damaged gzip archive: {why}");
            faults.error(Place::default(), &problem, &"run `tandem build` again, or copy the file anew");
            return Reading { faults: faults.finish(), ..Reading::default() };
        }
    };
    let Some(text) = decode(bytes, &mut faults) else {
        return Reading { faults: faults.finish(), ..Reading::default() };
    };
    read_kind(name, &text, faults)
}

/// What a file holds, by the ending of its name as `read_file` does, where whoever calls has turned its bytes into text.
pub fn read_named(name: &str, text: &str) -> Reading {
    let mut faults = Faults::default();
    if too_large(text.len(), &mut faults) {
        return Reading { faults: faults.finish(), ..Reading::default() };
    }
    read_kind(name, text.trim_start_matches('\u{feff}'), faults)
}

fn read_kind(name: &str, text: &str, faults: Faults) -> Reading {
    if text.trim().is_empty() {
        return empty(faults);
    }
    match kind(name, text) {
        Kind::Json => read_json(text, faults),
        Kind::Table => table::read(text, faults),
        Kind::Plain => plain::read(text, faults),
        Kind::Page => read_page(text, faults),
    }
}

/// The content of a gzip file, as `tandem build` writes them; of a larger one only so much that it is seen.
#[cfg(feature = "read_file")]
fn unpack(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut unpacked = Vec::new();
    GzDecoder::new(bytes).take(BYTES as u64 + 1).read_to_end(&mut unpacked)?;
    Ok(unpacked)
}

enum Kind {
    Json,
    Table,
    Plain,
    Page,
}

fn kind(name: &str, text: &str) -> Kind {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "json" | "jsonld" => Kind::Json,
        "csv" | "tsv" => Kind::Table,
        "html" | "htm" | "xhtml" => Kind::Page,
        _ if json::begins(text) => Kind::Json,
        _ if text.trim_start().starts_with('<') => Kind::Page,
        _ if !table::is_headed(text) && plain::is_plain(text) => Kind::Plain,
        _ => Kind::Table,
    }
}

fn read_json(text: &str, mut faults: Faults) -> Reading {
    match json::read(text, 1, &mut faults) {
        Some(document) if faq_page::is_linked_data(&document) => faq_page::read(&[document], None, faults),
        Some(document) => check::check_from(Origin::Ours, &document, faults),
        None => empty(faults),
    }
}

fn read_page(text: &str, mut faults: Faults) -> Reading {
    let (documents, language) = linked_data(text, &mut faults);
    if !faq_page::has_questions(&documents) {
        match page::read(text, language.as_ref(), faults) {
            Ok(reading) => return reading,
            Err(before) => faults = before,
        }
    }
    faq_page::read(&documents, language, faults)
}

/// The JSON-LD documents of a page, and the language of its `html` element.
fn linked_data(text: &str, faults: &mut Faults) -> (Vec<Node>, Option<String>) {
    let (mut documents, mut language, mut pos, mut line) = (Vec::new(), None, 0, 1u32);
    while let Some(at) = text[pos..].find('<') {
        line += lines(&text[pos..pos + at]);
        pos += at;
        let Some(tag) = tag(&text[pos..]) else {
            pos += 1;
            continue;
        };
        let begin = pos + tag.length;
        line += lines(&text[pos..begin]);
        pos = begin;
        if tag.closes {
            continue;
        }
        if tag.name == "html" && language.is_none() {
            language = tag.attribute("lang").filter(|tag| crate::language::tag_mend(tag).is_none());
        }
        if tag.name != "script" {
            continue;
        }
        let end = begin + find_ignoring_case(&text[begin..], "</script").unwrap_or(text.len() - begin);
        let kind = tag.attribute("type").unwrap_or_default();
        if kind.trim().eq_ignore_ascii_case("application/ld+json") {
            documents.extend(json::read(&text[begin..end], line, faults));
        }
        line += lines(&text[begin..end]);
        pos = end;
    }
    (documents, language)
}

pub(crate) fn lines(text: &str) -> u32 {
    text.bytes().filter(|byte| *byte == b'\n').count() as u32
}

fn too_large(bytes: usize, faults: &mut Faults) -> bool {
    let megabytes = bytes.div_ceil(1024 * 1024);
    let mend = "spread the questions over several bases, and leave out what is no question";
    if bytes > BYTES {
        let limit = BYTES / (1024 * 1024);
        let problem = format_args!("the file is larger than {limit} MB, the most that is read");
        faults.error(Place::default(), &problem, &mend);
    } else if bytes > HEAVY_BYTES {
        let problem = format_args!("the file has {megabytes} MB, which every visitor downloads");
        faults.warning(Place::default(), &problem, &mend);
    }
    bytes > BYTES
}

fn empty(mut faults: Faults) -> Reading {
    faults.error(Place::default(), &"the file is empty", &SMALLEST);
    Reading { faults: faults.finish(), ..Reading::default() }
}

#[cfg(all(test, feature = "read_file"))]
mod tests {
    use super::*;

    fn check(name: &str, bytes: &[u8], ids: &[&str], faults: &[(u32, &str)]) {
        let reading = read_file(name, bytes);
        let read: Vec<&str> = reading.knowledge.entries.iter().map(|entry| entry.id.as_str()).collect();
        assert_eq!(read, ids, "{name}: {:?}", reading.faults);
        assert_eq!(reading.faults.len(), faults.len(), "{name}: {:#?}", reading.faults);
        for (fault, (line, part)) in reading.faults.iter().zip(faults) {
            assert_eq!(fault.line.unwrap_or(0), *line, "{name}: {fault}");
            assert!(fault.to_string().contains(part), "{name}: {fault}");
        }
    }

    const ONE: &str =
        r#"{"version": 1, "language": "en", "entries": [{"id": "a", "question": "A?", "answer": "a"}]}"#;
    const LINKED: &str = r#"{"@context": "https://schema.org", "@type": "FAQPage", "mainEntity":
        {"@type": "Question", "name": "A?", "acceptedAnswer": {"@type": "Answer", "text": "a"}}}"#;

    #[test]
    fn files_are_read_by_their_ending_or_content() {
        check("kb.json", ONE.as_bytes(), &["a"], &[]);
        check("kb.JSON", format!("\u{feff}{ONE}").as_bytes(), &["a"], &[]);
        check("kb", ONE.as_bytes(), &["a"], &[]);
        check("page.json", LINKED.as_bytes(), &["a"], &[]);
        check("page.jsonld", LINKED.as_bytes(), &["a"], &[]);
        check("kb.csv", b"question,answer\nA?,a", &["a"], &[]);
        check("kb.tsv", b"question\tanswer\nA?\ta", &["a"], &[]);
        check("kb.data", b"question;answer\nA?;a", &["a"], &[]);
        check("kb.txt", b"question\tanswer\nA?\ta", &["a"], &[]);
        check("kb.txt", b"Q: A?\nA: a", &["a"], &[]);
        check("kb.md", b"# B\n\nA?\na", &["a"], &[]);
        let page = format!(
            "<!doctype html>\n<html lang=\"fr\"><script>if (a < b) {{}}</script>\n<script type='application/ld+json'>\n{LINKED}</SCRIPT></html>"
        );
        check("page.html", page.as_bytes(), &["a"], &[]);
        assert_eq!(read_file("page.html", page.as_bytes()).knowledge.language, "fr");
    }

    #[test]
    fn files_that_hold_no_base_say_so() {
        check("kb.json", b"", &[], &[(0, "the file is empty")]);
        check("kb.csv", b" \n ", &[], &[(0, "the file is empty")]);
        check("kb.tandem", b"\x1f\x8b\x08", &[], &[(0, "a damaged gzip archive")]);
        check("kb.xlsx", b"PK\x03\x04", &[], &[(0, "an Excel workbook")]);
        check("page.html", b"<p>Hello", &[], &[(0, "no schema.org FAQPage"), (0, "no entry")]);
        let huge = vec![b' '; BYTES + 1];
        check("kb.json", &huge, &[], &[(0, "the file is larger than 50 MB")]);
    }

    #[test]
    fn syntax_faults_in_a_page_name_the_line_of_the_page() {
        let page = format!(
            "<html>\n<script type=\"application/ld+json\">\n{}</script>",
            LINKED.replace("\"FAQPage\",", "\"FAQPage\"")
        );
        check("page.html", page.as_bytes(), &["a"], &[(3, "a comma is missing")]);
    }
}
