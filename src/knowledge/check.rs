//! Reads a document in our own format: every fault is told, and every entry kept that could be read.

use crate::base::{KnowledgeBase, primary};
use crate::entry::{self, Draft};
use crate::fault::{Faults, Place, Reading, TOLD, say};
use crate::field::{self, NAME_CHARACTERS, excerpt, nearest};
use crate::id::{self, Ids};
use crate::language;
use crate::learnt;
use crate::node::{Node, Value};
use crate::repeat;
use crate::triage;
use crate::words;

/// The version of the format that this reader knows.
pub const FORMAT_VERSION: u32 = 1;

/// Most entries of one base.
pub const ENTRIES: usize = 50_000;

/// The keys of a document.
const KEYS: [&str; 9] =
    ["$schema", "version", "language", "languages", "name", "words", "triage", "entries", "learnt"];

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
                &"the document is a list",
                &"wrap it: {\"version\": 1, \"language\": \"en\", \"entries\": […]}",
            );
            items.as_slice()
        }
        _ => {
            faults.error(place, &say!("the document is {}", document.kind()), &SMALLEST);
            &[]
        }
    };
    let wrapped = matches!(document.value, Value::Object(_));
    if wrapped && origin == Origin::Ours {
        check_version(document, &mut faults);
    }
    let mut drafts = drafts(entries, &mut faults);
    settle_ids(origin, &mut drafts, &mut faults);
    // Only warnings come of it, which `tandem check` tells.
    if TOLD {
        repeat::check(&drafts, &mut faults);
    }
    let language = read_language(origin, document, &drafts, &mut faults);
    let name = field::line(document.get("name"), Place::default().of("name"), NAME_CHARACTERS, &mut faults);
    let languages = read_languages(document, &language, &drafts, &mut faults);
    let learnt = read_learnt(document, &mut faults);
    let words = words::read(document, &mut faults);
    let triage = triage::read(document, &mut faults);
    let numbers = if TOLD { drafts.iter().map(|draft| draft.number).collect() } else { Vec::new() };
    let entries = drafts.into_iter().map(|draft| draft.entry).collect();
    Reading {
        knowledge: KnowledgeBase { language, languages, name, words, triage, entries, learnt },
        numbers,
        faults: faults.finish(),
    }
}

fn read_learnt(document: &Node, faults: &mut Faults) -> Option<Vec<u8>> {
    let given = document.get("learnt")?;
    let learnt = given.as_text().and_then(learnt::read);
    if learnt.is_none() {
        let place = Place { line: given.line, field: "learnt", ..Place::default() };
        faults.warning(place, &"`learnt` is damaged and not read", &"run `tandem build` again");
    }
    learnt
}

fn check_version(document: &Node, faults: &mut Faults) {
    let place = Place { line: document.line, field: "version", ..Place::default() };
    let mend = "write \"version\": 1";
    let Some(version) = document.get("version") else {
        return faults.error(place, &"`version` is missing", &mend);
    };
    let place = place.at(version.line);
    match version.value {
        Value::Number(number) if number == f64::from(FORMAT_VERSION) => {}
        Value::Number(number) if number > f64::from(FORMAT_VERSION) => {
            let problem = say!("version {} is unknown; this reader knows version 1", number as i64);
            faults.error(
                place,
                &problem,
                &"update Tandem, or write \"version\": 1 if the file is in that format",
            );
        }
        Value::Number(_) => faults.error(place, &"`version` is unknown", &mend),
        _ => faults.error(place, &say!("`version` is {}", version.kind()), &mend),
    }
}

fn entries<'a>(document: &'a Node, faults: &mut Faults) -> &'a [Node] {
    let place = Place { line: document.line, field: "entries", ..Place::default() };
    let Some(entries) = document.get("entries") else {
        faults.error(place, &"`entries` is missing", &SMALLEST);
        return &[];
    };
    let place = place.at(entries.line);
    let Value::List(items) = &entries.value else {
        field::wrong_type(entries, place, "a list of entries in square brackets", faults);
        return &[];
    };
    if items.is_empty() {
        faults.warning(place, &"there is no entry, so nothing can be answered", &"write one");
    }
    items
}

fn drafts(entries: &[Node], faults: &mut Faults) -> Vec<Draft> {
    if let Some(first) = entries.get(ENTRIES) {
        let place = Place { line: first.line, ..Place::default() };
        let problem = say!("there are more than {ENTRIES} entries; only those are read");
        faults.error(place, &problem, &"spread them over several bases");
    }
    let numbered = entries.iter().take(ENTRIES).enumerate();
    numbered.filter_map(|(index, node)| entry::read(node, index + 1, faults)).collect()
}

/// Sees that every entry has an id of its own and that follow-ups name entries.
fn settle_ids(origin: Origin, drafts: &mut [Draft], faults: &mut Faults) {
    let mut ids = Ids::default();
    let mut unsettled = Vec::new();
    for (index, draft) in drafts.iter().enumerate() {
        if draft.entry.id.is_empty() {
            unsettled.push(index);
        } else if let Some(owner) = ids.take(&draft.entry.id, draft.number) {
            let owner_line =
                drafts.binary_search_by_key(&owner, |draft| draft.number).ok().and_then(|at| drafts[at].line);
            let problem = say!("its id is already that of entry {owner}{}", repeat::on_line(owner_line));
            faults.error(draft.place().of("id"), &problem, &"give each entry an id of its own");
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
            let mend = say!("write \"id\": \"{settled}\" or another");
            faults.error(draft.place().of("id"), &"`id` is missing or empty", &mend);
        }
        draft.entry.id = settled;
    }
    let known = if TOLD { ids.all() } else { Vec::new() };
    for draft in drafts {
        check_follow_ups(draft, &ids, &known, faults);
    }
}

fn check_follow_ups(draft: &mut Draft, ids: &Ids, known: &[&str], faults: &mut Faults) {
    for (id, line) in draft.entry.follow_ups.iter().zip(&draft.follow_up_lines) {
        let place = draft.place().of("follow_ups").at(*line);
        if *id == draft.entry.id {
            faults.warning(place, &"`follow_ups` names the entry itself", &"delete it");
        } else if !ids.contains(id) {
            let near = if known.len() <= 2_000 { nearest(id, known) } else { None };
            let mend = near
                .map_or(say!("name the id of another entry"), |near| say!("write `{near}` if that is meant"));
            faults.error(place, &say!("`follow_ups` names `{}`, which no entry has", excerpt(id)), &mend);
        }
    }
    let own = draft.entry.id.clone();
    draft.entry.follow_ups.retain(|id| *id != own && ids.contains(id));
}

fn read_language(origin: Origin, document: &Node, drafts: &[Draft], faults: &mut Faults) -> String {
    let questions = || drafts.iter().map(|draft| draft.entry.text.question.as_str());
    let guess = language::guess(questions());
    let place = Place { line: document.line, field: "language", ..Place::default() };
    let Some(given) = document.get("language") else {
        if origin == Origin::Ours && matches!(document.value, Value::Object(_)) {
            faults.error(
                place,
                &"`language` is missing",
                &say!("write \"language\": \"{guess}\" or another"),
            );
        }
        return guess.to_owned();
    };
    let place = place.at(given.line);
    let Some(language) = field::line(Some(given), place, NAME_CHARACTERS, faults) else {
        if matches!(given.value, Value::Text(_) | Value::Null) {
            faults.error(place, &"`language` is empty", &say!("write \"{guess}\" or another"));
        }
        return guess.to_owned();
    };
    if let Some(mend) = language::tag_mend(&language) {
        language::bad_tag(&language, &mend, place, faults);
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
        let problem = say!("the language is `{language}`, but most questions are in Chinese characters");
        faults.warning(place, &problem, &"write \"language\": \"zh\"");
    } else if guess != "zh" && han && language != "ja" && entries > 0 {
        let problem = say!("the language is `{language}`, but most questions hold no Chinese character");
        faults.warning(place, &problem, &"write the language that they are in, such as \"en\"");
    }
}

fn read_languages(document: &Node, own: &str, drafts: &[Draft], faults: &mut Faults) -> Vec<String> {
    let mut languages = vec![own.to_owned()];
    let mut add = |language: &String| {
        if !languages.contains(language) {
            languages.push(language.clone());
        }
    };
    let place = Place::default().of("languages");
    let (given, lines) = field::texts(document.get("languages"), place, NAME_CHARACTERS, faults);
    for (language, line) in given.iter().zip(&lines) {
        match language::tag_mend(language) {
            None => add(language),
            Some(mend) => language::bad_tag(language, &mend, place.at(*line), faults),
        }
    }
    for draft in drafts {
        draft.entry.translations.iter().for_each(|(language, _)| add(language));
    }
    languages
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::EntryHandoff;

    fn object(pairs: &[(&str, Node)]) -> Node {
        let pairs = pairs.iter().map(|(key, node)| ((*key).to_owned(), node.clone())).collect();
        Node { value: Value::Object(pairs), line: None }
    }

    fn list(items: &[Node]) -> Node {
        Node { value: Value::List(items.to_vec()), line: None }
    }

    fn text(text: &str) -> Node {
        Node::text(text, None)
    }

    fn number(number: f64) -> Node {
        Node { value: Value::Number(number), line: None }
    }

    fn entry(id: &str, question: &str, more: &[(&str, Node)]) -> Node {
        let base = [("id", text(id)), ("question", text(question)), ("answer", text("x"))];
        let kept = base.into_iter().filter(|(key, _)| more.iter().all(|(other, _)| other != key));
        object(&kept.chain(more.iter().cloned()).collect::<Vec<_>>())
    }

    fn document(entries: &[Node]) -> Node {
        object(&[("version", number(1.0)), ("language", text("en")), ("entries", list(entries))])
    }

    /// The ids that are read and the faults, each by a part of its line; `!` begins errors.
    fn check_document(document: &Node, ids: &[&str], faults: &[&str]) -> KnowledgeBase {
        let reading = check(document);
        let read: Vec<&str> = reading.knowledge.entries.iter().map(|entry| entry.id.as_str()).collect();
        assert_eq!(read, ids, "{:?}", reading.faults);
        assert_eq!(reading.faults.len(), faults.len(), "{:#?}", reading.faults);
        for (fault, expected) in reading.faults.iter().zip(faults) {
            let line = format!("{}{fault}", if fault.severity == crate::Severity::Error { "!" } else { "" });
            assert!(line.starts_with('!') == expected.starts_with('!'), "{line}");
            assert!(line.contains(expected.trim_start_matches('!')), "{line}");
        }
        reading.knowledge
    }

    fn check_entry(more: &[(&str, Node)], faults: &[&str]) -> crate::Entry {
        let base = check_document(&document(&[entry("a", "A?", more)]), &["a"], faults);
        base.entries[0].clone()
    }

    #[test]
    fn a_whole_entry_is_read() {
        let chinese =
            object(&[("question", text("甲？")), ("variants", list(&[text("乙")])), ("answer", text("丙"))]);
        let a = entry(
            "a",
            " A\n? ",
            &[
                ("variants", list(&[text("one more"), text("c")])),
                ("tags", list(&[text("t")])),
                ("team", text("orders")),
                ("handoff", text("always")),
                ("follow_ups", list(&[text("b")])),
                ("translations", object(&[("zh", chinese)])),
            ],
        );
        let base =
            check_document(&document(&[a, entry("b", "B?", &[("team", Node::default())])]), &["a", "b"], &[]);
        let read = &base.entries[0];
        assert_eq!((read.text.question.as_str(), read.text.variants.len()), ("A ?", 2));
        assert_eq!(
            (read.tags.len(), read.team.as_deref(), read.handoff),
            (1, Some("orders"), Some(EntryHandoff::Always))
        );
        assert_eq!(read.follow_ups, ["b"]);
        assert_eq!(read.translations[0].1.variants, ["乙"]);
        assert_eq!(base.languages, ["en", "zh"]);
    }

    #[test]
    fn the_document_says_what_it_is() {
        let with = |key: &str, value: Option<Node>| {
            let Value::Object(mut pairs) = document(&[entry("a", "A?", &[])]).value else { unreachable!() };
            pairs.retain(|(name, _)| name != key);
            pairs.extend(value.map(|value| (key.to_owned(), value)));
            Node { value: Value::Object(pairs), line: None }
        };
        check_document(&with("version", None), &["a"], &["!`version` is missing"]);
        check_document(&with("version", Some(number(2.0))), &["a"], &["!version 2 is unknown"]);
        check_document(&with("version", Some(number(0.5))), &["a"], &["!`version` is unknown"]);
        check_document(
            &with("version", Some(text("1"))),
            &["a"],
            &["!`version` is a text; write \"version\": 1"],
        );
        check_document(&with("language", None), &["a"], &["!`language` is missing"]);
        check_document(&with("language", Some(text(""))), &["a"], &["!`language` is empty"]);
        check_document(
            &with("language", Some(text("en_US"))),
            &["a"],
            &["!`en_US` is no language tag; write `en-US`"],
        );
        check_document(&with("language", Some(text("zh"))), &["a"], &["no Chinese character"]);
        check_document(
            &with("languages", Some(text("english"))),
            &["a"],
            &["!`languages` is a text", "!`english` is no"],
        );
        check_document(
            &with("entrys", Some(list(&[]))),
            &["a"],
            &["`entrys`: key `entrys` is unknown and not read; write `entries`"],
        );
        check_document(&with("entries", None), &[], &["!`entries` is missing"]);
        check_document(&with("entries", Some(list(&[]))), &[], &["there is no entry"]);
        check_document(&with("entries", Some(text("a"))), &[], &["!`entries` is a text"]);
        check_document(&list(&[entry("a", "A?", &[])]), &["a"], &["!the document is a list; wrap it"]);
        check_document(&text("a"), &[], &["!the document is a text"]);
        let chinese = check(&document(&[entry("a", "怎么退货？", &[])]));
        assert!(chinese.faults[0].problem.contains("Chinese characters"), "{:?}", chinese.faults);
    }

    #[test]
    fn ids_are_each_entrys_own() {
        let two = |first: Node, second: Node, ids: &[&str], faults: &[&str]| {
            check_document(&document(&[first, second]), ids, faults);
        };
        let (a, b) = (entry("a", "A?", &[]), entry("b", "B?", &[]));
        two(
            a.clone(),
            entry("a", "B?", &[]),
            &["a", "a-2"],
            &["!entry 2 `a`, `id`: its id is already that of entry 1"],
        );
        two(
            a.clone(),
            entry("", "How so?", &[]),
            &["a", "how-so"],
            &["!entry 2, `id`: `id` is missing or empty; write \"id\": \"how-so\""],
        );
        two(
            entry("", "A!", &[]),
            a.clone(),
            &["a-2", "a"],
            &["!`id` is missing", "wording \"A?\" also stands in entry 1 `a-2`"],
        );
        two(entry("x y", "X?", &[]), b.clone(), &["x y", "b"], &["`id` holds ` `"]);
        two(entry("", "X?", &[("id", number(7.0))]), b, &["7", "b"], &["!`id` is a number; write \"7\""]);
        two(a.clone(), number(1.0), &["a"], &["!entry 2: it is a number"]);
        two(
            a,
            object(&[]),
            &["a"],
            &[
                "!entry 2, `question`: `question` is missing; write one, else the entry is not read",
                "`answer` is empty",
            ],
        );
    }

    #[test]
    fn an_entry_that_is_left_out_has_all_its_faults_told() {
        let broken = [("answer", text("[x](javascript:y)")), ("handoff", text("maybe"))];
        let faults = ["!`question` is empty", "!link scheme `javascript:`", "!`handoff` is `maybe`"];
        check_document(&document(&[entry("a", "A?", &[]), entry("b", "", &broken)]), &["a"], &faults);
    }

    #[test]
    fn faults_of_an_entry_name_it_and_their_field() {
        check_entry(&[("answer", text(""))], &["entry 1 `a`, `answer`: `answer` is empty"]);
        check_entry(&[("answer", Node::default())], &["`answer` is empty"]);
        check_entry(&[("answer", list(&[]))], &["!`answer` is a list; write a text"]);
        check_entry(
            &[("question", text("")), ("variants", list(&[text("v")]))],
            &["!`question` is empty; write one; the variant \"v\" stands in"],
        );
        check_entry(&[("variants", text("v"))], &["!`variants` is a text; write a list"]);
        check_entry(
            &[("variants", list(&[text(" "), number(1.0), text("v")]))],
            &["`variants` holds an empty text", "!`variants` is a number"],
        );
        check_entry(&[("anwser", text("v"))], &["write `answer` if that is meant"]);
        check_entry(
            &[("colour", text("v"))],
            &["key `colour` is unknown and not read; delete it; known are id"],
        );
        check_entry(
            &[("handoff", text("Always"))],
            &["!`handoff` is `Always`; write \"always\" or \"offer\""],
        );
        check_entry(
            &[("handoff", Node { value: Value::Bool(true), line: None })],
            &["!`handoff` is true or false"],
        );
        check_entry(&[("follow_ups", list(&[text("b")]))], &["!`follow_ups` names `b`, which no entry has"]);
        check_entry(&[("follow_ups", list(&[text("a")]))], &["`follow_ups` names the entry itself"]);
        check_entry(&[("translations", list(&[]))], &["!`translations` is a list"]);
        check_entry(
            &[("translations", object(&[("Chinese", object(&[]))]))],
            &["!`Chinese` is no language tag"],
        );
        check_entry(&[("translations", object(&[("zh", text("甲"))]))], &["!`translations.zh` is a text"]);
        check_entry(
            &[("translations", object(&[("zh", object(&[("answer", text("甲"))]))]))],
            &["!`translations.zh.question` is missing"],
        );
        let link = text("[b](javascript:alert(1))");
        check_entry(
            &[("answer", link)],
            &["!entry 1 `a`, `answer`: link scheme `javascript:` is not allowed; use https, http or mailto"],
        );
        let cut = check_entry(
            &[("question", text(&"q".repeat(2_000)))],
            &["!`question` has 2000 characters and is cut at 1000"],
        );
        assert_eq!(cut.text.question.len(), 1_000);
        let clean = check_entry(&[("answer", text("a\u{1}b"))], &["control character U+0001"]);
        assert_eq!(clean.text.answer, "ab");
    }
}
