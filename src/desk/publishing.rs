//! What a site's visitors are answered from: the owner's file until somebody publishes in the console, then the editions.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};

use flate2::read::GzDecoder;
use knowledge::{BYTES, Differences, KnowledgeBase, Severity, differences, read_text};
use protocol::{EditionHead, EditionSource, PreviewCounts, Publication, PublishedDraft, Restoration};

use crate::bases::{Edition, Over, base_hash, digits, pack};
use crate::http::Fault;
use crate::packs::learnt;
use crate::request::Invalid;
use crate::rules::Rules;
use crate::store::{Agent, BaseHash, NewEdition, Published};
use crate::{Desk, DeskError};

/// The editions that were read from the database last, by site: a page that loads costs no parsing.
#[derive(Debug, Default)]
pub struct Held(Mutex<BTreeMap<String, (Over, Arc<Edition>)>>);

/// What holds of a site's base.
pub struct Latest {
    /// The latest edition's head; none where nothing was published or taken from a file yet.
    pub head: Option<EditionHead>,
    /// What visitors get.
    pub edition: Option<Arc<Edition>>,
}

/// An edition in the making.
struct Made<'a> {
    site: &'a str,
    after: u64,
    by: Option<&'a str>,
    why: &'a str,
    source: EditionSource,
    preview: Option<PreviewCounts>,
    drafts: &'a [PublishedDraft],
}

impl Desk {
    /// What the site's visitors get now; none where it has no knowledge base. Editions come before the owner's file once
    /// somebody has published in the console.
    pub(crate) async fn edition(
        &self,
        rules: &Arc<Rules>,
        site: &str,
    ) -> Result<Option<Arc<Edition>>, Fault> {
        Ok(self.latest(rules, site).await?.edition)
    }

    /// The latest edition, and what visitors get by it.
    pub(crate) async fn latest(&self, rules: &Arc<Rules>, site: &str) -> Result<Latest, Fault> {
        let head = self.store.latest_edition(site).await?;
        let is_files = head.as_ref().is_none_or(|head| head.from == EditionSource::File);
        if is_files && let Some(edition) = self.owners_file(rules, site).await?.map(|(edition, _)| edition) {
            return Ok(Latest { head, edition: Some(edition) });
        }
        let edition = match &head {
            Some(head) => Some(self.held(rules, site, head).await?),
            None => None,
        };
        Ok(Latest { head, edition })
    }

    /// The owner's file as it is now, and why that is not what stands in it.
    pub(crate) async fn owners_file(
        &self,
        rules: &Arc<Rules>,
        site: &str,
    ) -> Result<Option<(Arc<Edition>, Option<String>)>, Fault> {
        let (rules, site) = (Arc::clone(rules), site.to_owned());
        let read = tokio::task::spawn_blocking(move || rules.bases.of(&site));
        read.await.map_err(|_| Fault::Broken)
    }

    /// What an edition holds, read from the database where it wasn't lately.
    async fn held(&self, rules: &Arc<Rules>, site: &str, head: &EditionHead) -> Result<Arc<Edition>, Fault> {
        let over = rules.sites.get(site).map(|site| Over::of(site.settings())).unwrap_or_default();
        let is_it =
            |(known, edition): &&(Over, Arc<Edition>)| *known == over && digits(&edition.hash) == head.hash;
        // A map is whole after each of its calls, whoever panicked.
        let lock = || self.published.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, edition)) = lock().get(site).filter(is_it) {
            return Ok(Arc::clone(edition));
        }
        let (_, packed) = self.store.edition(site, head.number).await?.ok_or(Fault::Broken)?;
        let laid = over.clone();
        let read = move || Edition::new(read_text(&unpack(&packed)?).knowledge, &laid);
        let edition = tokio::task::spawn_blocking(read).await.map_err(|_| Fault::Broken)?;
        let edition = Arc::new(edition.map_err(told)?);
        lock().insert(site.to_owned(), (over, Arc::clone(&edition)));
        Ok(edition)
    }

    /// Makes an edition of the owner's file where it holds another base than the one that came from it last, and nobody has
    /// published in the console since.
    pub(crate) async fn take_file(&self, rules: &Arc<Rules>, site: &str) -> Result<(), Fault> {
        let latest = self.latest(rules, site).await?;
        let follows = latest.head.as_ref().is_none_or(|head| head.from == EditionSource::File);
        let Some(edition) = latest.edition.filter(|_| follows) else { return Ok(()) };
        if latest.head.as_ref().is_some_and(|head| head.hash == digits(&edition.hash)) {
            return Ok(());
        }
        let made = Made {
            site,
            after: latest.head.map_or(0, |head| head.number),
            by: None,
            why: "",
            source: EditionSource::File,
            preview: None,
            drafts: &[],
        };
        let bare = edition.bare();
        // Another desk on the same database may have been faster, which is as good.
        match self.make(made, bare).await {
            Err(Fault::Stale) => Ok(()),
            made => made,
        }
    }

    /// Publishes drafts over the latest edition.
    pub(crate) async fn publish(&self, agent: &Agent, wanted: &Publication) -> Result<(), Fault> {
        let _turn = self.changing.lock().await;
        let rules = self.rules();
        let latest = self.latest(&rules, &wanted.site).await?;
        let after = latest.head.as_ref().map_or(0, |head| head.number);
        if after != wanted.edition {
            return Err(Fault::Stale);
        }
        if wanted.acknowledged < wanted.preview.worse {
            return Err(invalid(
                "acknowledged",
                "is less than the questions that got worse; look at each of them",
            ));
        }
        let base = match latest.edition {
            Some(edition) => edition.bare(),
            None => KnowledgeBase {
                language: wanted.language.clone(),
                languages: vec![wanted.language.clone()],
                ..KnowledgeBase::default()
            },
        };
        let changed = self.with_drafts(&rules, agent, wanted, &base).await?;
        let made = Made {
            site: &wanted.site,
            after,
            by: Some(&agent.id),
            why: &wanted.why,
            source: EditionSource::Drafts,
            preview: Some(wanted.preview),
            drafts: &wanted.drafts,
        };
        self.make(made, changed).await
    }

    /// Publishes again what an earlier edition held, or the owner's file.
    pub(crate) async fn restore_edition(&self, agent: &Agent, wanted: &Restoration) -> Result<(), Fault> {
        let _turn = self.changing.lock().await;
        let (rules, site) = (self.rules(), wanted.site.as_str());
        let after = self.store.latest_edition(site).await?.map_or(0, |head| head.number);
        if after != wanted.edition {
            return Err(Fault::Stale);
        }
        let (base, source) = if wanted.to == 0 {
            let (edition, _) = self.owners_file(&rules, site).await?.ok_or(Fault::NoKnowledge)?;
            (edition.bare(), EditionSource::File)
        } else {
            let (_, packed) = self.store.edition(site, wanted.to).await?.ok_or(Fault::NotFound)?;
            (read_text(&unpack(&packed).map_err(told)?).knowledge, EditionSource::Undo(wanted.to))
        };
        let by = Some(agent.id.as_str());
        let made = Made { site, after, by, why: &wanted.why, source, preview: None, drafts: &[] };
        self.make(made, base).await
    }

    /// The base with the drafts that are published in it.
    async fn with_drafts(
        &self,
        rules: &Arc<Rules>,
        agent: &Agent,
        wanted: &Publication,
        base: &KnowledgeBase,
    ) -> Result<KnowledgeBase, Fault> {
        let rights = self.rights(rules, agent, &wanted.site);
        let mut kept = self.store.drafts(&wanted.site).await?;
        let mut changes = BTreeMap::new();
        for draft in &wanted.drafts {
            let is_it = |kept: &crate::store::Kept| kept.id == draft.id;
            let at = kept.iter().position(is_it).ok_or(Fault::Stale)?;
            let found = kept.swap_remove(at).draft;
            if found.revision != draft.revision {
                return Err(Fault::Stale);
            }
            if rights.review && found.approved_by.is_none() {
                return Err(invalid(&format!("drafts.{}", draft.id), "is approved by nobody yet"));
            }
            changes.insert(draft.id.clone(), found.entry);
        }
        let base = base.with(changes);
        sound(&base)?;
        Ok(base)
    }

    /// Keeps an edition.
    async fn make(&self, made: Made<'_>, base: KnowledgeBase) -> Result<(), Fault> {
        let before = self.store.edition(made.site, made.after).await?;
        let is_ours = made.source == EditionSource::Drafts;
        let work = move || {
            let before = match before {
                Some((_, packed)) => read_text(&unpack(&packed)?).knowledge,
                None => KnowledgeBase::default(),
            };
            let mut base = base;
            if is_ours {
                base.learnt = learnt(&base);
            }
            let json = base.to_json();
            let difference = ids(differences(&before, &base));
            Ok((base_hash(&json), pack(&json)?, base.entries.len(), difference))
        };
        let work = tokio::task::spawn_blocking(work).await.map_err(|_| Fault::Broken)?;
        let (hash, packed, entries, difference): (BaseHash, Vec<u8>, usize, [Vec<String>; 3]) =
            work.map_err(told)?;
        let new = NewEdition {
            site: made.site,
            after: made.after,
            by: made.by,
            why: made.why,
            source: made.source,
            base: (hash, &packed),
            entries,
            difference,
            preview: made.preview,
            drafts: made.drafts,
        };
        match self.store.publish(&new, self.now()).await? {
            Published::Done => Ok(()),
            Published::Stale | Published::Draft(_) => Err(Fault::Stale),
        }
    }
}

/// The ids of what was added, changed and removed.
fn ids(difference: Differences) -> [Vec<String>; 3] {
    let of = |entries: Vec<(String, String)>| entries.into_iter().map(|(id, _)| id).collect();
    let changed = difference.changed.into_iter().map(|entry| entry.id).collect();
    [of(difference.added), changed, of(difference.removed)]
}

/// A base that visitors may get: what `tandem check` calls an error is one here.
fn sound(base: &KnowledgeBase) -> Result<(), Fault> {
    let reading = read_text(&base.to_json());
    match reading.faults.iter().find(|fault| fault.severity == Severity::Error) {
        Some(fault) => Err(invalid("drafts", &format!("cannot be published: {fault}"))),
        None => Ok(()),
    }
}

/// The JSON that an edition was packed from.
pub fn unpack(packed: &[u8]) -> Result<String, DeskError> {
    let mut json = String::new();
    let limit = 2 * BYTES as u64;
    let read = GzDecoder::new(packed).take(limit).read_to_string(&mut json);
    read.map_err(crate::error::at(std::path::Path::new("edition")))?;
    Ok(json)
}

fn told(error: DeskError) -> Fault {
    tracing::error!(cause = %error, "an edition cannot be read");
    Fault::Broken
}

fn invalid(field: &str, problem: &str) -> Fault {
    Fault::Invalid(Invalid { field: field.to_owned(), problem: problem.to_owned() })
}
