//! Reads a document in our own format: every fault is told, and every entry kept that could be read.

use std::collections::BTreeMap;

use crate::base::{KnowledgeBase, primary};
use crate::entry::{self, Draft};
use crate::fault::{Faults, Place, Reading};
use crate::field::{self, NAME_CHARACTERS, excerpt, nearest};
use crate::id::{self, Ids};
use crate::language;
use crate::node::{Node, Value};

/// The version of the format that this reader knows.
pub const FORMAT_VERSION: u32 = 1;

/// Most entries of one base.
pub const ENTRIES: usize = 50_000;

/// The keys of a document.
const KEYS: [&str; 6] = ["$schema", "version", "language", "languages", "name", "entries"];

/// The smallest document, as a mend for what is none.
pub(crate) const SMALLEST: &str = "the smallest file is {\"version\": 1, \"language\": \"en\", \"entries\": [{\"id\": \
     \"returns\", \"question\": \"How do I return an item?\", \"answer\": \"Within 30 days …\"}]}";

/// Where a document comes from, which says what it must bring along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Written in our format: version, language and ids are owed.
    Ours,
    /// Built by an importer: ids are made from the questions, the language is guessed where none is told.
    Imported,
}

/// Reads a document in our own format.
///
/// Never fails: what could be read is in the [`Reading`] beside all faults. An entry is left out only if no question
/// can be had from it; one with a missing or taken id gets an id made from its question.
pub fn check(document: &Node) -> Reading {
    check_from(Origin::Ours, document, Faults::default())
}

pub(crate) fn check_from(origin: Origin, document: &Node, mut faults: Faults) -> Reading {
    let place = Place { line: document.line, ..Place::default() };
    let entries = match &document.value {
        Value::Object(_) => {
            field::known_keys(document, &KEYS, Place::default(), &mut faults);
            entries(document, &mut faults)
        }
        Value::List(items) => {
            faults.error(
                place,
                "the document is a list",
                "wrap it: {\"version\": 1, \"language\": \"en\", \"entries\": […]}",
            );
            items.as_slice()
        }
        _ => {
            faults.error(place, format!("the document is {}", document.kind()), SMALLEST);
            &[]
        }
    };
    let wrapped = matches!(document.value, Value::Object(_));
    if wrapped && origin == Origin::Ours {
        check_version(document, &mut faults);
    }
    let mut drafts = drafts(entries, &mut faults);
    settle_ids(origin, &mut drafts, &mut faults);
    check_repeats(&drafts, &mut faults);
    let language = read_language(origin, document, &drafts, &mut faults);
    let name = field::text(document.get("name"), Place::default().of("name"), NAME_CHARACTERS, &mut faults);
    let languages = read_languages(document, &language, &drafts, &mut faults);
    let entries = drafts.into_iter().map(|draft| draft.entry).collect();
    Reading { knowledge: KnowledgeBase { language, languages, name, entries }, faults: faults.finish() }
}

fn check_version(document: &Node, faults: &mut Faults) {
    let place = Place { line: document.line, field: "version", ..Place::default() };
    let mend = "write \"version\": 1";
    let Some(version) = document.get("version") else {
        return faults.error(place, "`version` is missing", mend);
    };
    let place = place.at(version.line);
    match version.value {
        Value::Number(number) if number == f64::from(FORMAT_VERSION) => {}
        Value::Number(number) if number > f64::from(FORMAT_VERSION) => {
            let problem = format!("version {} is unknown; this reader knows version 1", number as i64);
            faults.error(
                place,
                problem,
                "update Tandem, or write \"version\": 1 if the file is in that format",
            );
        }
        Value::Number(_) => faults.error(place, "`version` is unknown", mend),
        _ => faults.error(place, format!("`version` is {}", version.kind()), mend),
    }
}

fn entries<'a>(document: &'a Node, faults: &mut Faults) -> &'a [Node] {
    let place = Place { line: document.line, field: "entries", ..Place::default() };
    let Some(entries) = document.get("entries") else {
        faults.error(place, "`entries` is missing", SMALLEST);
        return &[];
    };
    let place = place.at(entries.line);
    let Value::List(items) = &entries.value else {
        field::wrong_type(entries, place, "a list of entries in square brackets", faults);
        return &[];
    };
    if items.is_empty() {
        faults.warning(place, "there is no entry, so nothing can be answered", "write one");
    }
    items
}

fn drafts(entries: &[Node], faults: &mut Faults) -> Vec<Draft> {
    if let Some(first) = entries.get(ENTRIES) {
        let place = Place { line: first.line, ..Place::default() };
        let problem = format!("there are more than {ENTRIES} entries; only those are read");
        faults.error(place, problem, "spread them over several bases");
    }
    let numbered = entries.iter().take(ENTRIES).enumerate();
    numbered.filter_map(|(index, node)| entry::read(node, index + 1, faults)).collect()
}

/// Sees that every entry has an id of its own and that follow-ups name entries.
fn settle_ids(origin: Origin, drafts: &mut [Draft], faults: &mut Faults) {
    let mut ids = Ids::default();
    let mut lines: BTreeMap<usize, Option<u32>> = BTreeMap::new();
    let mut unsettled = Vec::new();
    for (index, draft) in drafts.iter().enumerate() {
        lines.insert(draft.number, draft.line);
        if draft.entry.id.is_empty() {
            unsettled.push(index);
        } else if let Some(owner) = ids.take(&draft.entry.id, draft.number) {
            let owner_line = lines.get(&owner).copied().flatten();
            let problem = format!("its id is already that of entry {owner}{}", on_line(owner_line));
            faults.error(draft.place().of("id"), problem, "give each entry an id of its own");
            unsettled.push(index);
        }
    }
    for index in unsettled {
        let draft = &mut drafts[index];
        let wished = match draft.entry.id.as_str() {
            "" => id::derived(&draft.entry.text.question),
            taken => taken.to_owned(),
        };
        let settled = ids.take_free(&wished, draft.number);
        if draft.entry.id.is_empty() && origin == Origin::Ours {
            let mend = format!("write \"id\": \"{settled}\" or another");
            faults.error(draft.place().of("id"), "`id` is missing or empty", mend);
        }
        draft.entry.id = settled;
    }
    let known = ids.all();
    for draft in drafts {
        check_follow_ups(draft, &ids, &known, faults);
    }
}

fn check_follow_ups(draft: &mut Draft, ids: &Ids, known: &[&str], faults: &mut Faults) {
    for (id, line) in draft.entry.follow_ups.iter().zip(&draft.follow_up_lines) {
        let place = draft.place().of("follow_ups").at(*line);
        if *id == draft.entry.id {
            faults.warning(place, "`follow_ups` names the entry itself", "delete it");
        } else if !ids.contains(id) {
            let near = if known.len() <= 2_000 { nearest(id, known) } else { None };
            let mend = near.map_or("name the id of another entry".to_owned(), |near| {
                format!("write `{near}` if that is meant")
            });
            faults.error(place, format!("`follow_ups` names `{}`, which no entry has", excerpt(id)), mend);
        }
    }
    let own = draft.entry.id.clone();
    draft.entry.follow_ups.retain(|id| *id != own && ids.contains(id));
}

/// Tells of wordings that stand twice, within an entry or in two.
fn check_repeats(drafts: &[Draft], faults: &mut Faults) {
    let mut seen: BTreeMap<(&str, String), (&Draft, Option<u32>)> = BTreeMap::new();
    for draft in drafts {
        for ((language, wording), line) in draft.wordings().zip(&draft.wording_lines) {
            let Some((first, first_line)) = seen.get(&(language, folded(wording))) else {
                seen.insert((language, folded(wording)), (draft, *line));
                continue;
            };
            let place = draft.place().of("variants").at(*line);
            let wording = excerpt(wording);
            if first.number == draft.number {
                faults.warning(place, format!("wording \"{wording}\" stands twice in it"), "delete one");
            } else {
                let (number, id, at) = (first.number, &first.entry.id, on_line(*first_line));
                let problem = format!("wording \"{wording}\" also stands in entry {number} `{id}`{at}");
                faults.warning(place, problem, "keep it in the entry that answers it");
            }
        }
    }
}

/// A wording without what doesn't make it another: case, spaces, marks at its end.
fn folded(wording: &str) -> String {
    let end = |c: char| c.is_whitespace() || matches!(c, '?' | '？' | '!' | '！' | '.' | '。' | '…');
    let words = wording.trim_end_matches(end).split_whitespace();
    words.flat_map(|word| std::iter::once(' ').chain(word.chars().flat_map(char::to_lowercase))).collect()
}

fn on_line(line: Option<u32>) -> String {
    line.map(|line| format!(" (line {line})")).unwrap_or_default()
}

fn read_language(origin: Origin, document: &Node, drafts: &[Draft], faults: &mut Faults) -> String {
    let questions = || drafts.iter().map(|draft| draft.entry.text.question.as_str());
    let guess = language::guess(questions());
    let place = Place { line: document.line, field: "language", ..Place::default() };
    let Some(given) = document.get("language") else {
        if origin == Origin::Ours && matches!(document.value, Value::Object(_)) {
            faults.error(
                place,
                "`language` is missing",
                format!("write \"language\": \"{guess}\" or another"),
            );
        }
        return guess.to_owned();
    };
    let place = place.at(given.line);
    let Some(language) = field::text(Some(given), place, NAME_CHARACTERS, faults) else {
        if matches!(given.value, Value::Text(_) | Value::Null) {
            faults.error(place, "`language` is empty", format!("write \"{guess}\" or another"));
        }
        return guess.to_owned();
    };
    if let Some(mend) = language::tag_mend(&language) {
        faults.error(place, format!("`{}` is no language tag", excerpt(&language)), mend);
        return guess.to_owned();
    }
    check_script(&language, guess, drafts.len(), place, faults);
    language
}

/// Tells of a base whose questions are plainly in another language than it says.
fn check_script(language: &str, guess: &str, entries: usize, place: Place, faults: &mut Faults) {
    let language = primary(language).to_ascii_lowercase();
    let han = matches!(language.as_str(), "zh" | "ja" | "yue" | "wuu" | "nan" | "hak" | "lzh" | "cmn");
    if guess == "zh" && !han {
        let problem = format!("the language is `{language}`, but most questions are in Chinese characters");
        faults.warning(place, problem, "write \"language\": \"zh\"");
    } else if guess != "zh" && han && language != "ja" && entries > 0 {
        let problem = format!("the language is `{language}`, but most questions hold no Chinese character");
        faults.warning(place, problem, "write the language that they are in, such as \"en\"");
    }
}

fn read_languages(document: &Node, own: &str, drafts: &[Draft], faults: &mut Faults) -> Vec<String> {
    let mut languages = vec![own.to_owned()];
    let add = |language: &str, languages: &mut Vec<String>| {
        if !languages.iter().any(|one| one == language) {
            languages.push(language.to_owned());
        }
    };
    let place = Place::default().of("languages");
    for (language, line) in field::texts(document.get("languages"), place, NAME_CHARACTERS, faults) {
        match language::tag_mend(&language) {
            None => add(&language, &mut languages),
            Some(mend) => {
                faults.error(place.at(line), format!("`{}` is no language tag", excerpt(&language)), mend)
            }
        }
    }
    for (language, _) in drafts.iter().flat_map(|draft| &draft.entry.translations) {
        add(language, &mut languages);
    }
    languages
}
