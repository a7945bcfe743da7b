//! What the page of suggestions works out before it draws: what accepting one sends, and what a setting of the triage looks
//! like where it is copied to.

use protocol::{DialChange, DraftAction, DraftChange, EditedEntry, Suggestion, SuggestionKind};

use crate::look::{encoded, pairs};
use crate::words::{SuggestWords, fill};

/// The site that stands alone where nobody has named another.
pub const FIRST_SITE: &str = "default";

/// Which suggestions the address asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    /// Of this site; none for the first.
    pub site: Option<String>,
    /// This one of them, if any.
    pub suggestion: Option<String>,
}

impl Sought {
    /// What an address asks for after its question mark.
    pub fn read(query: &str) -> Self {
        let (query, suggestion) = query.split_once('#').unwrap_or((query, ""));
        let site = pairs(query).find(|(name, value)| *name == "site" && !value.is_empty());
        let suggestion = Some(suggestion.to_owned()).filter(|id| !id.is_empty());
        Self { site: site.map(|(_, value)| value), suggestion }
    }
}

/// The fragment of a site's suggestions.
pub fn site_address(site: &str) -> String {
    ["#/suggestions?site=", &encoded(site)].concat()
}

/// The fragment of the editor with what a suggestion proposes.
pub fn editing_address(site: &str, suggestion: &str) -> String {
    ["#/knowledge?site=", &encoded(site), "&suggestion=", &encoded(suggestion)].concat()
}

/// How a suggestion is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Its entries become drafts as they stand.
    Drafts,
    /// A person has to write or to decide something first.
    Editor,
    /// A person changes the page's tag, and says so.
    Tag,
}

/// How it is accepted.
pub fn way(suggestion: &Suggestion) -> Way {
    let is_whole = |entry: &EditedEntry| !entry.answer.trim().is_empty();
    match (&suggestion.dial, suggestion.drafts.as_slice()) {
        (Some(_), []) => Way::Tag,
        (_, []) => Way::Editor,
        (_, drafts) if drafts.iter().all(is_whole) => Way::Drafts,
        _ => Way::Editor,
    }
}

/// The wordings that can be ticked, one by one: those that its entries would have beside their questions.
pub fn choices(suggestion: &Suggestion) -> Vec<String> {
    let is_question = |wording: &String| suggestion.drafts.iter().any(|entry| entry.question == *wording);
    suggestion.wordings.iter().filter(|wording| !is_question(wording)).cloned().collect()
}

/// What the desk is told where its entries become drafts, without the wordings that were left out; an entry that another takes
/// in is removed.
pub fn changes(suggestion: &Suggestion, left_out: &[String]) -> Vec<DraftChange> {
    let change = |id: &str, change: DraftAction| DraftChange {
        id: id.to_owned(),
        revision: 0,
        change,
        why: String::new(),
        suggestion: Some(suggestion.id.clone()),
    };
    let written = suggestion
        .drafts
        .iter()
        .map(|draft| change(&draft.id, DraftAction::Write(Box::new(without(draft.clone(), left_out)))));
    let gone = suggestion.other.iter().filter(|other| {
        suggestion.kind == SuggestionKind::Merge && suggestion.drafts.iter().all(|draft| draft.id != **other)
    });
    let mut changes: Vec<DraftChange> = written.collect();
    changes.extend(gone.map(|other| change(other, DraftAction::Remove)));
    changes
}

fn without(mut entry: EditedEntry, left_out: &[String]) -> EditedEntry {
    entry.variants.retain(|wording| !left_out.contains(wording));
    for text in entry.translations.values_mut() {
        text.variants.retain(|wording| !left_out.contains(wording));
    }
    entry
}

/// What a card is headed by: a dial by what it does, everything else by its entry or its words.
pub fn title_words(suggestion: &Suggestion, words: &SuggestWords) -> String {
    let dial = suggestion.dial.as_ref();
    let template = match dial.map_or("", |dial| dial.name.as_str()) {
        "data-sensitivity" => words.dial_sensitivity,
        "data-precision" => words.dial_precision,
        "data-always" => words.dial_always,
        "data-never" => words.dial_never,
        _ => return suggestion.title.clone(),
    };
    fill(template, &[("value", dial.map_or("", |dial| dial.after.as_str()))])
}

/// A setting as it stands in the page's tag, or in the FAQ's file.
pub fn snippet(dial: &DialChange) -> String {
    let quoted = |mark: &str| dial.after.replace('&', "&amp;").replace('"', mark);
    match dial.name.starts_with("data-") {
        true => [&dial.name, "=\"", &quoted("&quot;"), "\""].concat(),
        false => ["\"", &dial.name, "\": \"", &dial.after.replace('\\', "\\\\").replace('"', "\\\""), "\""]
            .concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::SUGGEST_ENGLISH;

    fn entry(id: &str, answer: &str) -> EditedEntry {
        EditedEntry {
            id: id.to_owned(),
            question: "Where is it?".to_owned(),
            variants: vec!["where".to_owned(), "parcel where".to_owned()],
            answer: answer.to_owned(),
            ..EditedEntry::default()
        }
    }

    fn suggestion(kind: SuggestionKind, drafts: Vec<EditedEntry>) -> Suggestion {
        let wordings = ["Where is it?", "parcel where"].map(str::to_owned).to_vec();
        Suggestion { id: "s1".to_owned(), kind, drafts, wordings, ..Suggestion::default() }
    }

    #[test]
    fn the_address_names_the_site_and_one_of_its_suggestions() {
        let read = |query: &str| {
            let Sought { site, suggestion } = Sought::read(query);
            (site.unwrap_or_default(), suggestion.unwrap_or_default())
        };
        assert_eq!(read("site=a%26b#s7"), ("a&b".to_owned(), "s7".to_owned()));
        assert_eq!(read("site=shop"), ("shop".to_owned(), String::new()));
        for nothing in ["", "#", "site=", "site=#", "x=y"] {
            assert_eq!(read(nothing), (String::new(), String::new()), "{nothing}");
        }
        assert_eq!(site_address("a&b"), "#/suggestions?site=a%26b");
        assert_eq!(editing_address("shop", "s7"), "#/knowledge?site=shop&suggestion=s7");
    }

    #[test]
    fn an_answer_that_is_missing_is_written_first() {
        let tag = Suggestion { dial: Some(DialChange::default()), ..Suggestion::default() };
        for (suggestion, expected) in [
            (suggestion(SuggestionKind::Mend, vec![entry("a", "There.")]), Way::Drafts),
            (suggestion(SuggestionKind::NewEntry, vec![entry("a", " ")]), Way::Editor),
            (suggestion(SuggestionKind::Split, vec![entry("a", "There."), entry("b", "")]), Way::Editor),
            (suggestion(SuggestionKind::Stale, vec![]), Way::Editor),
            (tag, Way::Tag),
        ] {
            assert_eq!(way(&suggestion), expected, "{:?}", suggestion.kind);
        }
    }

    #[test]
    fn what_is_not_ticked_is_left_out() {
        let wordings = suggestion(SuggestionKind::Wordings, vec![entry("a", "There.")]);
        assert_eq!(choices(&wordings), ["parcel where"], "the question itself is no choice");
        let [change] = &changes(&wordings, &["parcel where".to_owned()])[..] else { panic!("one change") };
        let DraftAction::Write(written) = &change.change else { panic!("it is written") };
        assert_eq!((change.id.as_str(), change.suggestion.as_deref()), ("a", Some("s1")));
        assert_eq!(written.variants, ["where"]);
    }

    #[test]
    fn what_is_merged_into_another_is_removed() {
        let mut merge = suggestion(SuggestionKind::Merge, vec![entry("a", "There.")]);
        merge.other = Some("b".to_owned());
        let told = changes(&merge, &[]);
        assert_eq!((told.len(), told[1].id.as_str(), &told[1].change), (2, "b", &DraftAction::Remove));
        merge.kind = SuggestionKind::Split;
        assert_eq!(changes(&merge, &[]).len(), 1);
    }

    #[test]
    fn a_setting_can_be_copied_as_it_stands() {
        let dial = |name: &str, after: &str| {
            snippet(&DialChange { name: name.to_owned(), before: None, after: after.to_owned() })
        };
        assert_eq!(dial("data-sensitivity", "calm"), "data-sensitivity=\"calm\"");
        assert_eq!(dial("data-always", "a \"b\" & c"), "data-always=\"a &quot;b&quot; &amp; c\"");
        assert_eq!(dial("team", "returns"), "\"team\": \"returns\"");
    }

    #[test]
    fn a_card_says_what_its_dial_does() {
        let titled = |name: &str, after: &str| {
            let dial = DialChange { name: name.to_owned(), before: None, after: after.to_owned() };
            let suggestion =
                Suggestion { dial: Some(dial), title: after.to_owned(), ..Suggestion::default() };
            title_words(&suggestion, &SUGGEST_ENGLISH)
        };
        assert_eq!(titled("data-sensitivity", "calm"), "An upset visitor gets a person: calm");
        assert_eq!(titled("data-always", "my lawyer"), "“my lawyer” always hands over");
        assert_eq!(titled("team", "returns"), "returns");
        let plain = Suggestion { title: "Returns".to_owned(), ..Suggestion::default() };
        assert_eq!(title_words(&plain, &SUGGEST_ENGLISH), "Returns");
    }
}
