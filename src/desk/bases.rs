//! The knowledge bases that the desk hands out: a site's file with the owner's wording and dials over it, read anew when it changes.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use axum::body::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use knowledge::triage::laid_over;
use knowledge::{BYTES, Fault, KnowledgeBase, Reading, Severity, Word, read_file, read_text};
use protocol::Triage;

use crate::DeskError;
use crate::error::at;
use crate::secret::Hash;
use crate::settings::{SiteSettings, Wording};
use crate::sites::Sites;
use crate::store::BaseHash;
use crate::words;

/// The bases of all sites that have one.
#[derive(Debug, Default)]
pub(crate) struct Bases {
    by_site: Vec<(String, Arc<Base>)>,
}

/// One site's.
#[derive(Debug)]
struct Base {
    path: PathBuf,
    over: Over,
    latest: Mutex<Latest>,
}

/// What the owner's settings lay over a base.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Over {
    /// Words in the place of the widget's.
    pub wording: Wording,
    /// Dials of the triage.
    pub triage: Triage,
}

impl Over {
    /// Of a site.
    pub fn of(site: &SiteSettings) -> Self {
        Self { wording: site.wording.clone(), triage: site.triage.clone() }
    }
}

/// The latest sound edition, and the file that was looked at last, sound or not.
#[derive(Clone, Debug)]
struct Latest {
    edition: Arc<Edition>,
    stamp: Stamp,
    /// Why the file is not what is handed out; none where it is.
    problem: Option<String>,
}

/// Tells that a file was not written since: its length in bytes and when it was.
type Stamp = Option<(u64, SystemTime)>;

/// What visitors' browsers get, as JSON.
#[derive(Debug)]
pub(crate) struct Edition {
    /// The base itself, with what the owner's settings lay over it.
    pub knowledge: KnowledgeBase,
    /// The words and the dials that it has without that.
    own: (Vec<Word>, Triage),
    /// Names what it holds without that.
    pub hash: BaseHash,
    /// An HTTP entity tag.
    pub tag: String,
    /// The JSON.
    pub plain: Bytes,
    /// The same in gzip.
    pub packed: Bytes,
}

impl Bases {
    /// Reads the base of every site that has one; what `before` has read with the same over it is taken from there, so
    /// that a file that broke meanwhile takes nothing away.
    ///
    /// # Errors
    /// Where a file cannot be read or holds an error, with its line.
    pub fn read(sites: &Sites, before: Option<&Self>) -> Result<Self, DeskError> {
        let mut by_site = Vec::new();
        for site in sites.iter() {
            let settings = site.settings();
            check_keys(site.id(), &settings.wording)?;
            let Some(path) = settings.knowledge.clone() else { continue };
            let known = before.and_then(|before| before.by_site.iter().find(|(id, _)| id == site.id()));
            let over = Over::of(settings);
            let known = known.filter(|(_, base)| base.path == path && base.over == over);
            if let Some(known) = known {
                by_site.push(known.clone());
                continue;
            }
            let stamp = stamp(&path);
            let edition = Arc::new(Edition::read(&path, &over)?);
            let latest = Mutex::new(Latest { edition, stamp, problem: None });
            let base = Base { path, over, latest };
            by_site.push((site.id().to_owned(), Arc::new(base)));
        }
        Ok(Self { by_site })
    }

    /// What stands in a site's file, and why that is an earlier state of it; none where it is the latest. Blocks while a file
    /// is read.
    pub fn of(&self, site: &str) -> Option<(Arc<Edition>, Option<String>)> {
        let base = self.by_site.iter().find(|(id, _)| id == site).map(|(_, base)| base.latest());
        base.map(|latest| (latest.edition, latest.problem))
    }
}

impl Base {
    /// A file that was broken meanwhile takes nothing away: the edition before it stays, and the log tells.
    fn latest(&self) -> Latest {
        // Whoever panicked here has changed nothing halfway.
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        let stamp = stamp(&self.path);
        if stamp != latest.stamp {
            latest.stamp = stamp;
            match Edition::read(&self.path, &self.over) {
                Ok(edition) => (latest.edition, latest.problem) = (Arc::new(edition), None),
                Err(error) => {
                    tracing::error!(cause = %error, "visitors still get the knowledge base before it");
                    latest.problem = Some(error.to_string());
                }
            }
        }
        latest.clone()
    }
}

impl Edition {
    fn read(path: &Path, over: &Over) -> Result<Self, DeskError> {
        let mut bytes = Vec::new();
        let limit = BYTES as u64 + 1;
        File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes)).map_err(at(path))?;
        Self::new(sound(path, read_file(&path.to_string_lossy(), &bytes))?, over)
    }

    /// What visitors get of a base.
    ///
    /// # Errors
    /// Where what is laid over it holds what no base may.
    pub fn new(mut knowledge: KnowledgeBase, over: &Over) -> Result<Self, DeskError> {
        let own = (knowledge.words.clone(), knowledge.triage.clone());
        let hash = base_hash(&knowledge.to_json());
        reword(&mut knowledge, &over.wording);
        knowledge.triage = laid_over(over.triage.clone(), own.1.clone());
        let json = knowledge.to_json();
        // What was laid over it is checked as if it stood in the file.
        let knowledge = sound(Path::new("wording"), read_text(&json))?;
        let packed = pack(&json)?;
        let tag = format!("W/\"{}\"", digits(&base_hash(&json)));
        Ok(Self { knowledge, own, hash, tag, plain: json.into(), packed: packed.into() })
    }

    /// The base without what the owner's settings lay over it, as an edition keeps it.
    pub fn bare(&self) -> KnowledgeBase {
        let (words, triage) = self.own.clone();
        KnowledgeBase { words, triage, ..self.knowledge.clone() }
    }
}

/// Names what a base holds, by its JSON.
pub(crate) fn base_hash(json: &str) -> BaseHash {
    let mut half = BaseHash::default();
    half.copy_from_slice(&Hash::of(json).bytes()[..16]);
    half
}

/// A hash in hexadecimal digits.
pub(crate) fn digits(hash: &BaseHash) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A base's JSON in gzip.
///
/// # Errors
/// Never, where there is memory.
pub(crate) fn pack(json: &str) -> Result<Vec<u8>, DeskError> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(json.as_bytes()).and_then(|()| packer.finish()).map_err(at(Path::new("knowledge base")))
}

/// A key that the widget says nothing under would change nothing, and nobody would know why.
fn check_keys(site: &str, wording: &Wording) -> Result<(), DeskError> {
    let mut keys = wording.iter().flat_map(|(language, texts)| texts.keys().map(move |key| (language, key)));
    match keys.find(|(_, key)| !words::is_known(key)) {
        Some((language, key)) => {
            Err(DeskError::WordingKey { site: site.to_owned(), language: language.clone(), key: key.clone() })
        }
        None => Ok(()),
    }
}

/// The base that was read, unless there is an error in it; warnings go to the log.
fn sound(path: &Path, reading: Reading) -> Result<KnowledgeBase, DeskError> {
    let told = |fault: &Fault| {
        let line = fault.line.map(|line| format!("{line}:")).unwrap_or_default();
        format!("{}:{line} {}: {fault}", path.display(), fault.severity.as_str())
    };
    if reading.has_errors() {
        let errors = reading.faults.iter().filter(|fault| fault.severity == Severity::Error);
        return Err(DeskError::Knowledge { faults: errors.map(told).collect() });
    }
    if let Some(first) = reading.faults.first() {
        let more = reading.faults.len() - 1;
        tracing::warn!(first = told(first), more, "`tandem check` tells the warnings of the knowledge base");
    }
    Ok(reading.knowledge)
}

fn reword(knowledge: &mut KnowledgeBase, wording: &Wording) {
    for (language, texts) in wording {
        for (key, text) in texts {
            let word = Word { language: language.clone(), key: key.clone(), text: text.clone() };
            match knowledge.words.iter_mut().find(|old| old.language == *language && old.key == *key) {
                Some(old) => *old = word,
                None => knowledge.words.push(word),
            }
        }
    }
    knowledge.words.sort_by(|one, other| one.language.cmp(&other.language));
}

fn stamp(path: &Path) -> Stamp {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.len(), metadata.modified().ok()?))
}
