//! The list of entries: how each stands, and which of them are looked for.

use std::collections::BTreeSet;

use protocol::{EditedEntry, EntryUse, Knowledge, KnowledgeEntry};

use super::health::{Ailment, Condition, EntryHealth, ailments, by_id, condition};

/// How an entry stands between what is published and what is drafted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// As visitors get it.
    Published,
    /// Only drafted.
    New,
    /// Drafted otherwise than it is published.
    Changed,
    /// Drafted to be removed.
    Removed,
}

/// An entry of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// Its question as it would be.
    pub question: String,
    /// How it stands.
    pub standing: Standing,
    /// Whether a lead has to approve its draft.
    pub needs_approval: bool,
    /// Whether it was published otherwise since the draft was begun.
    pub is_behind: bool,
    /// Who drafted it; empty where nobody did.
    pub by: String,
    /// The owner's words to sort by.
    pub tags: Vec<String>,
    /// What is to be said of it, the worst first.
    pub ailments: Vec<Ailment>,
    /// The same at a glance.
    pub condition: Condition,
    /// Wordings that it has, and those of them that find it; none before the engine has told.
    pub answered: Option<(u32, u32)>,
    /// How it was used; none where insights are off.
    pub used: Option<EntryUse>,
}

/// Which kind of entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Any.
    #[default]
    All,
    /// Drafted.
    Drafts,
    /// Drafted and to be approved.
    NeedsApproval,
    /// With something to be said of them.
    Unhealthy,
}

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowFilter {
    /// Words that stand in a wording, an answer, the id or a tag; each of them somewhere.
    pub words: String,
    /// Which kind.
    pub kind: Kind,
    /// With this tag; empty for any.
    pub tag: String,
    /// Without texts in this language; empty for any.
    pub missing: String,
}

/// The entries that are looked for, in the base's order; `health` is empty before the engine has told.
pub fn rows(knowledge: &Knowledge, health: &[EntryHealth], filter: &RowFilter) -> Vec<Row> {
    let health = by_id(health);
    let words: Vec<String> = filter.words.split_whitespace().map(str::to_lowercase).collect();
    let mut found = Vec::new();
    for entry in &knowledge.entries {
        // One that is to be removed is shown as it is.
        let Some(text) = super::newest(entry).or(entry.published.as_ref()) else { continue };
        if !holds(text, &words) || !fits(text, knowledge, filter) {
            continue;
        }
        let row = row(knowledge, entry, text, health.get(entry.id.as_str()).copied());
        let kind_fits = match filter.kind {
            Kind::All => true,
            Kind::Drafts => row.standing != Standing::Published,
            Kind::NeedsApproval => row.needs_approval,
            Kind::Unhealthy => row.condition != Condition::Well,
        };
        if kind_fits {
            found.push(row);
        }
    }
    found
}

/// All tags, each once, in order of the alphabet.
pub fn tags(knowledge: &Knowledge) -> Vec<String> {
    let all: BTreeSet<&String> =
        knowledge.entries.iter().filter_map(super::newest).flat_map(|entry| &entry.tags).collect();
    all.into_iter().cloned().collect()
}

/// All teams, each once, in order of the alphabet.
pub fn teams(knowledge: &Knowledge) -> Vec<String> {
    let all: BTreeSet<&String> =
        knowledge.entries.iter().filter_map(super::newest).filter_map(|entry| entry.team.as_ref()).collect();
    all.into_iter().cloned().collect()
}

fn row(
    knowledge: &Knowledge,
    entry: &KnowledgeEntry,
    text: &EditedEntry,
    health: Option<&EntryHealth>,
) -> Row {
    let standing = match (&entry.published, &entry.draft) {
        (_, None) => Standing::Published,
        (Some(_), Some(draft)) if draft.entry.is_none() => Standing::Removed,
        (Some(_), Some(_)) => Standing::Changed,
        (None, Some(_)) => Standing::New,
    };
    let draft = entry.draft.as_ref();
    let ailments = match standing {
        Standing::Removed => Vec::new(),
        _ => ailments(text, health, entry.used.as_ref()),
    };
    Row {
        id: entry.id.clone(),
        question: text.question.clone(),
        standing,
        needs_approval: knowledge.may.review && draft.is_some_and(|draft| draft.approved_by.is_none()),
        is_behind: draft.is_some_and(|draft| draft.is_behind),
        by: draft.map(|draft| draft.by.clone()).unwrap_or_default(),
        tags: text.tags.clone(),
        condition: condition(&ailments),
        ailments,
        answered: health.map(|health| (health.wordings, health.wordings - health.missed.len() as u32)),
        used: entry.used,
    }
}

/// Whether each word stands somewhere in an entry; whatever the case.
fn holds(entry: &EditedEntry, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let mut all = [entry.id.as_str(), &entry.question, &entry.answer].join("\n");
    let mut add = |text: &str| {
        all.push('\n');
        all.push_str(text);
    };
    entry.variants.iter().chain(&entry.tags).for_each(|text| add(text));
    for text in entry.translations.values() {
        add(&text.question);
        text.variants.iter().for_each(|text| add(text));
        add(&text.answer);
    }
    let all = all.to_lowercase();
    words.iter().all(|word| all.contains(word))
}

fn fits(entry: &EditedEntry, knowledge: &Knowledge, filter: &RowFilter) -> bool {
    let tagged = filter.tag.is_empty() || entry.tags.contains(&filter.tag);
    let has = |language: &String| {
        *language == knowledge.language
            || entry.translations.get(language).is_some_and(|text| !text.question.is_empty())
    };
    tagged && (filter.missing.is_empty() || !has(&filter.missing))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::base::tests::drafted;

    fn check(filter: &RowFilter, expected: &[&str]) {
        let mut knowledge = drafted();
        knowledge.may.review = true;
        if let Some(Some(draft)) = knowledge.entries.get_mut(0).map(|entry| entry.draft.as_mut()) {
            draft.approved_by = Some("Tom".to_owned());
            draft.entry.as_mut().unwrap().tags.push("Returns".to_owned());
            let chinese =
                protocol::EditedText { question: "怎么退货？".to_owned(), ..Default::default() };
            draft.entry.as_mut().unwrap().translations.insert("zh".to_owned(), chinese);
        }
        let found = rows(&knowledge, &[], filter);
        let ids: Vec<&str> = found.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(ids, expected, "{filter:?}");
    }

    #[test]
    fn entries_are_found_by_any_of_their_words_and_by_how_they_stand() {
        let all = RowFilter::default();
        let words = |words: &str| RowFilter { words: words.to_owned(), ..RowFilter::default() };
        let kind = |kind: Kind| RowFilter { kind, ..RowFilter::default() };
        check(&all, &["returns", "old", "lockers"]);
        check(&words("packSTATION"), &["lockers"]);
        check(&words("days lamp"), &["returns"]);
        check(&words("退货"), &["returns"]);
        check(&words("xyzzy"), &[]);
        check(&kind(Kind::Drafts), &["returns", "old", "lockers"]);
        check(&kind(Kind::NeedsApproval), &["old", "lockers"]);
        check(&kind(Kind::Unhealthy), &["returns", "lockers"]);
        check(&RowFilter { tag: "Returns".to_owned(), ..all.clone() }, &["returns"]);
        check(&RowFilter { missing: "zh".to_owned(), ..all.clone() }, &["old", "lockers"]);
        check(&RowFilter { missing: "en".to_owned(), ..all }, &[]);
    }

    #[test]
    fn each_row_says_how_its_entry_stands() {
        let standings: Vec<Standing> =
            rows(&drafted(), &[], &RowFilter::default()).iter().map(|row| row.standing).collect();
        assert_eq!(standings, [Standing::Changed, Standing::Removed, Standing::New]);
        assert_eq!(tags(&drafted()), Vec::<String>::new());
        assert_eq!(teams(&drafted()), Vec::<String>::new());
    }
}
