//! The page's calls to the desk about a site's knowledge base.

use protocol::{
    DraftAction, DraftChange, DraftChanges, EditedEntry, EditionList, InsightTopics, Knowledge,
    KnownQuestions, Publication, Restoration, Suggestions,
};
use wasm_bindgen::JsValue;

use super::super::desk::{Trouble, ask, call, parsed};

/// The base as it is published, and what is drafted over it.
pub async fn knowledge(site: &str) -> Result<Knowledge, Trouble> {
    parsed(call("GET", &of("knowledge", site), "").await?.body)
}

/// Changes drafts; what the base is then.
pub async fn change(site: &str, changes: Vec<DraftChange>) -> Result<Knowledge, Trouble> {
    parsed(ask("POST", "knowledge/drafts", &DraftChanges { site: site.to_owned(), changes }).await?.body)
}

/// One change without a reason.
pub fn plain(id: &str, revision: i64, change: DraftAction) -> DraftChange {
    DraftChange { id: id.to_owned(), revision, change, ..DraftChange::default() }
}

/// What a draft is tried on.
pub async fn questions(site: &str) -> Result<KnownQuestions, Trouble> {
    parsed(call("GET", &of("knowledge/questions", site), "").await?.body)
}

/// Publishes drafts; what the base is then.
pub async fn publish(publication: &Publication) -> Result<Knowledge, Trouble> {
    parsed(ask("POST", "knowledge/editions", publication).await?.body)
}

/// Goes back to an earlier edition, or to the owner's file; what the base is then.
pub async fn restore(restoration: &Restoration) -> Result<Knowledge, Trouble> {
    parsed(ask("POST", "knowledge/restore", restoration).await?.body)
}

/// The editions, the latest first.
pub async fn editions(site: &str) -> Result<EditionList, Trouble> {
    parsed(call("GET", &of("knowledge/editions", site), "").await?.body)
}

/// An edition as the desk has it: the FAQ's file, parsed, with what an engine has learnt of it.
pub async fn edition(site: &str, number: u64) -> Result<JsValue, Trouble> {
    let path = [&edition_path(site, number), "&learnt=true"].concat();
    Ok(call("GET", &path, "").await?.body)
}

/// Where an edition can be downloaded.
pub fn edition_address(site: &str, number: u64) -> String {
    ["/api/v1/agent/", &edition_path(site, number)].concat()
}

/// The entry that a suggestion proposes first; none where the desk has no such suggestion, or none at all.
pub async fn suggested(site: &str, id: &str) -> Option<EditedEntry> {
    let reply = call("GET", &of("suggestions", site), "").await.ok()?;
    let all: Suggestions = ui::from_js(reply.body)?;
    let found = all.suggestions.into_iter().find(|suggestion| suggestion.id == id)?;
    found.drafts.into_iter().next()
}

/// A topic's name and its questions as an entry without an answer; none where the desk has no such topic.
pub async fn topic(site: &str, id: &str) -> Option<EditedEntry> {
    let path = [&of("insights/topics", site), "&days=30"].concat();
    let reply = call("GET", &path, "").await.ok()?;
    let all: InsightTopics = ui::from_js(reply.body)?;
    let found = all.topics.into_iter().find(|topic| topic.id == id)?;
    let variants = found.examples.into_iter().filter(|example| *example != found.name).collect();
    Some(EditedEntry { question: found.name, variants, ..EditedEntry::default() })
}

fn edition_path(site: &str, number: u64) -> String {
    of(&["knowledge/editions/", &number.to_string()].concat(), site)
}

/// Ids of sites are plain, so that nothing in them needs another form.
fn of(path: &str, site: &str) -> String {
    [path, "?site=", site].concat()
}
