//! A site's knowledge base as people work on it: what is published with what is drafted over it.

use std::collections::BTreeMap;
use std::sync::Arc;

use knowledge::{Entry, KnowledgeBase, read_text};
use protocol::{
    DRAFT_CHANGES, DraftAction, DraftChange, DraftChanges, EditedEntry, EntryUse, Knowledge, KnowledgeEntry,
    KnowledgeFile, KnowledgeRights, Role, WHY_CHARACTERS,
};

use crate::Desk;
use crate::bases::digits;
use crate::editions::entry_hash;
use crate::http::Fault;
use crate::request::{Checked, Invalid, LABEL_CHARACTERS, check_text, wrong};
use crate::rules::Rules;
use crate::secret::Hash;
use crate::store::{Agent, Drafted, Kept, Redraft, Redrafted};

/// Days over which it is told how entries were used.
const USED_DAYS: i64 = 30;
/// Longest entry that is drafted, characters of its JSON: beyond what a base may hold of it.
const ENTRY_CHARACTERS: usize = 400_000;

impl Desk {
    /// What somebody may do with a site's base.
    pub(crate) fn rights(&self, rules: &Rules, agent: &Agent, site: &str) -> KnowledgeRights {
        let agents_publish = rules.sites.get(site).is_some_and(|site| site.settings().agents_publish);
        let leads = agent.role >= Role::Lead;
        KnowledgeRights { approve: leads, publish: leads || agents_publish, review: !agents_publish }
    }

    /// The base with its drafts.
    pub(crate) async fn knowledge(&self, agent: &Agent, site: &str) -> Result<Knowledge, Fault> {
        let rules = self.rules();
        if let Err(error) = self.take_file(&rules, site).await {
            tracing::warn!(cause = ?error, "the knowledge base's file could not be taken as an edition");
        }
        let latest = self.latest(&rules, site).await?;
        let base = latest.edition.as_ref().map(|edition| edition.bare()).unwrap_or_default();
        let triage = latest.edition.map(|edition| edition.knowledge.triage.clone()).unwrap_or_default();
        let drafts = self.store.drafts(site).await?;
        let used = self.used(&rules, site).await?;
        let entries = with_drafts(&base, drafts, &used);
        Ok(Knowledge {
            site: site.to_owned(),
            language: base.language,
            languages: base.languages,
            name: base.name,
            file: self.file_state(&rules, site, latest.head.is_some()).await?,
            edition: latest.head,
            triage,
            entries,
            may: self.rights(&rules, agent, site),
        })
    }

    /// Keeps changes of drafts, all or none.
    pub(crate) async fn redraft(&self, agent: &Agent, wanted: &mut DraftChanges) -> Result<(), Fault> {
        let rules = self.rules();
        let may = self.rights(&rules, agent, &wanted.site);
        check_changes(wanted, may)?;
        let latest = self.latest(&rules, &wanted.site).await?;
        let edition = latest.head.map_or(0, |head| head.number);
        let published: BTreeMap<String, Hash> = match &latest.edition {
            Some(edition) => {
                edition.knowledge.entries.iter().map(|it| (it.id.clone(), entry_hash(it))).collect()
            }
            None => BTreeMap::new(),
        };
        let changes: Vec<Redrafted<'_>> =
            wanted.changes.iter().map(|one| redrafted(one, published.get(&one.id).copied())).collect();
        let site = (wanted.site.as_str(), edition);
        match self.store.redraft(site, (agent, may.approve), &changes, self.now()).await? {
            Drafted::Done => Ok(()),
            Drafted::Stale(_) => Err(Fault::Stale),
            Drafted::TooMany => Err(Fault::Invalid(Invalid {
                field: "changes".to_owned(),
                problem: format!(
                    "are more than {} drafts of one site; publish or drop some",
                    crate::store::DRAFTS
                ),
            })),
        }
    }

    async fn file_state(
        &self,
        rules: &Arc<Rules>,
        site: &str,
        is_published: bool,
    ) -> Result<Option<KnowledgeFile>, Fault> {
        let Some((edition, problem)) = self.owners_file(rules, site).await? else { return Ok(None) };
        let taken = self.store.latest_from_file(site).await?;
        let waits = is_published && taken.as_deref() != Some(digits(&edition.hash).as_str());
        Ok(Some(KnowledgeFile { waits, problem }))
    }

    async fn used(&self, rules: &Rules, site: &str) -> Result<Option<BTreeMap<String, EntryUse>>, Fault> {
        let Some(site) = rules.sites.get(site).filter(|site| site.settings().insights) else {
            return Ok(None);
        };
        let day = site.calendar().moment(self.now()).day;
        Ok(Some(self.store.entry_uses(site.id(), day - USED_DAYS + 1, day).await?))
    }
}

fn redrafted(one: &DraftChange, before: Option<Hash>) -> Redrafted<'_> {
    let action = match &one.change {
        DraftAction::Drop => Redraft::Drop,
        DraftAction::Remove => Redraft::Write(None),
        DraftAction::Approve => Redraft::Approve,
        DraftAction::Write(entry) => Redraft::Write(Some(entry)),
    };
    let suggestion = one.suggestion.as_deref();
    Redrafted { id: &one.id, revision: one.revision, action, why: &one.why, suggestion, before }
}

/// Published entries in their order with their drafts, then the drafts of new ones.
fn with_drafts(
    base: &KnowledgeBase,
    drafts: Vec<Kept>,
    used: &Option<BTreeMap<String, EntryUse>>,
) -> Vec<KnowledgeEntry> {
    let mut drafts = drafts;
    let use_of = |id: &str| used.as_ref().map(|used| used.get(id).copied().unwrap_or_default());
    let mut entries = Vec::with_capacity(base.entries.len() + drafts.len());
    for entry in &base.entries {
        let draft = drafts.iter().position(|kept| kept.id == entry.id).map(|at| drafts.remove(at));
        let hash = entry_hash(entry);
        let draft = draft.map(|kept| {
            let is_behind = kept.before.as_deref() != Some(hash.bytes());
            protocol::EntryDraft { is_behind, ..kept.draft }
        });
        let published = Some(EditedEntry::from(entry));
        entries.push(KnowledgeEntry { id: entry.id.clone(), published, draft, used: use_of(&entry.id) });
    }
    entries.extend(drafts.into_iter().map(|kept| {
        let used = use_of(&kept.id);
        // An entry that was there as this was begun has gone since.
        let draft = protocol::EntryDraft { is_behind: kept.before.is_some(), ..kept.draft };
        KnowledgeEntry { id: kept.id, published: None, draft: Some(draft), used }
    }));
    entries
}

fn check_changes(wanted: &mut DraftChanges, may: KnowledgeRights) -> Result<(), Fault> {
    if wanted.changes.is_empty() || wanted.changes.len() > DRAFT_CHANGES {
        wrong("changes", format!("are {}; send 1 to {DRAFT_CHANGES}", wanted.changes.len()))?;
    }
    for (at, one) in wanted.changes.iter_mut().enumerate() {
        let field = |name: &str| format!("changes[{at}].{name}");
        check_text(&field("why"), &mut one.why, WHY_CHARACTERS)?;
        if one.id.is_empty() || one.id.chars().count() > LABEL_CHARACTERS {
            wrong(&field("id"), format!("must be 1 to {LABEL_CHARACTERS} characters"))?;
        }
        if one.suggestion.as_deref().is_some_and(|id| id.chars().count() > LABEL_CHARACTERS) {
            wrong(&field("suggestion"), "is no suggestion's id".to_owned())?;
        }
        match &one.change {
            DraftAction::Write(entry) => check_entry(&field("change.write"), &one.id, entry)?,
            DraftAction::Approve if !may.approve => return Err(Fault::Role(Role::Lead)),
            DraftAction::Approve if one.revision == 0 => {
                wrong(&field("revision"), "is 0, and there is nothing to approve".to_owned())?;
            }
            DraftAction::Drop | DraftAction::Remove | DraftAction::Approve => {}
        }
    }
    Ok(())
}

/// An entry that can be read back: what is merely unfinished, such as an empty answer, is a draft all the same.
fn check_entry(field: &str, id: &str, entry: &EditedEntry) -> Checked {
    if entry.id != id {
        return wrong(&format!("{field}.id"), "is another than the change's".to_owned());
    }
    let base = KnowledgeBase {
        language: "en".to_owned(),
        entries: vec![Entry::from(entry.clone())],
        ..Default::default()
    };
    let json = base.to_json();
    if json.chars().count() > ENTRY_CHARACTERS {
        return wrong(field, format!("is longer than {ENTRY_CHARACTERS} characters"));
    }
    if read_text(&json).knowledge.entries.is_empty() {
        return wrong(&format!("{field}.question"), "is empty; write one".to_owned());
    }
    Ok(())
}
