//! The folder of files beside the database: how bytes come to lie there, and how they go.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use link::{dimensions, sniff, strip};
use protocol::FileKind;
use tokio::task::spawn_blocking;

use crate::cleaner::Cleaner;
use crate::secret::{Digesting, Hash, new_secret};

/// Bytes that a kind is told from.
const SNIFFED: usize = 16;
/// Where bytes arrive.
const INCOMING: &str = "incoming";
/// Bytes read at once.
const CHUNK: usize = 64 * 1024;

/// Files on their way in at once, from everybody.
const PLACES: usize = 128;
/// Of these, into one conversation.
const PLACES_OF_ONE: usize = 4;

/// The folder; made when the first file comes.
#[derive(Clone, Debug)]
pub struct Files {
    folder: PathBuf,
    cleaner: Cleaner,
    arriving: Arriving,
}

/// The conversations into which files arrive just now, each as often as it has some.
type Arriving = Arc<Mutex<Vec<String>>>;

/// A file on its way in; its place is free again when this is dropped.
#[derive(Debug)]
pub struct Place {
    arriving: Arriving,
    conversation: String,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut arriving = self.arriving.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = arriving.iter().position(|one| *one == self.conversation) {
            arriving.swap_remove(at);
        }
    }
}

/// A file that is whole on the disk under its name.
#[derive(Clone, Debug)]
pub struct Kept {
    pub disk_name: String,
    pub kind: FileKind,
    pub bytes: u64,
    pub hash: Hash,
    pub size: Option<(u32, u32)>,
}

/// Why bytes were not kept.
#[derive(Debug)]
pub enum Unkept {
    /// They are no file of a kind that may be sent.
    Kind,
    /// They say that they are of this kind and aren't sound.
    Broken(FileKind),
    /// The disk would not.
    Disk(io::Error),
}

impl From<io::Error> for Unkept {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

impl Files {
    /// The files of a folder, which is made when the first comes.
    pub fn of(folder: PathBuf) -> io::Result<Self> {
        Ok(Self { folder, cleaner: Cleaner::start()?, arriving: Arriving::default() })
    }

    /// A place for one more file on its way into a conversation; none while too many are under way.
    pub fn place(&self, conversation: &str) -> Option<Place> {
        let mut arriving = self.arriving.lock().unwrap_or_else(PoisonError::into_inner);
        let of_one = arriving.iter().filter(|one| *one == conversation).count();
        if arriving.len() >= PLACES || of_one >= PLACES_OF_ONE {
            return None;
        }
        arriving.push(conversation.to_owned());
        Some(Place { arriving: Arc::clone(&self.arriving), conversation: conversation.to_owned() })
    }

    /// Where a file lies; two letters and two letters more, so that no folder grows large.
    pub fn path(&self, disk_name: &str) -> PathBuf {
        place(&self.folder, disk_name)
    }

    /// A place for bytes that arrive.
    pub async fn begin(&self) -> io::Result<Arrival> {
        let folder = self.folder.join(INCOMING);
        blocking(move || {
            make_folder(&folder)?;
            let path = folder.join(new_secret()?);
            let file = make_file(&path)?;
            Ok(Arrival { path, file: Some(file), head: Vec::new(), length: 0 })
        })
        .await
    }

    /// Takes out of a file what is not the picture, and puts it durably under a name of its own.
    pub async fn keep(&self, arrival: Arrival) -> Result<Kept, Unkept> {
        let kind = arrival.kind().ok_or(Unkept::Kind)?;
        let folder = self.folder.clone();
        self.cleaner.run(move || keep(&folder, kind, &arrival)).await?
    }

    /// Takes files away; one that is away already is as good.
    pub async fn remove(&self, disk_names: &[String]) -> io::Result<()> {
        let paths: Vec<PathBuf> = disk_names.iter().map(|name| self.path(name)).collect();
        blocking(move || paths.iter().try_for_each(|path| remove(path))).await
    }

    /// Names of the files that were last written before a time, Unix milliseconds; what had not fully arrived by then is
    /// taken away at once.
    pub async fn older_than(&self, before: i64) -> io::Result<Vec<String>> {
        let folder = self.folder.clone();
        blocking(move || {
            for path in old_files(&folder.join(INCOMING), before, 0)? {
                remove(&path)?;
            }
            let names = old_files(&folder, before, 2)?
                .into_iter()
                .filter_map(|path| Some(path.file_name()?.to_owned()));
            Ok(names.filter_map(|name| name.into_string().ok()).collect())
        })
        .await
    }
}

/// Bytes on their way in; dropped, nothing of them is left.
#[derive(Debug)]
pub struct Arrival {
    path: PathBuf,
    /// None while a write is under way.
    file: Option<File>,
    head: Vec<u8>,
    length: usize,
}

impl Arrival {
    /// Writes what came next.
    pub async fn write(&mut self, bytes: impl AsRef<[u8]> + Send + 'static) -> io::Result<()> {
        let chunk = bytes.as_ref();
        self.head.extend(chunk.iter().take(SNIFFED - self.head.len()));
        self.length += chunk.len();
        let mut file = self.file.take().ok_or_else(|| io::Error::other("a write failed before"))?;
        let file = blocking(move || file.write_all(bytes.as_ref()).map(|()| file)).await?;
        self.file = Some(file);
        Ok(())
    }

    /// How many bytes came.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Whether enough came to tell the kind from.
    pub fn is_told(&self) -> bool {
        self.head.len() == SNIFFED
    }

    /// What they are by their first bytes.
    pub fn kind(&self) -> Option<FileKind> {
        sniff(&self.head)
    }
}

impl Drop for Arrival {
    fn drop(&mut self) {
        // What cannot be removed now is swept up a day later.
        let _ = std::fs::remove_file(&self.path);
    }
}

fn keep(folder: &Path, kind: FileKind, arrival: &Arrival) -> Result<Kept, Unkept> {
    let disk_name = new_secret()?;
    let end = place(folder, &disk_name);
    let size = if link::is_image(kind) {
        let clean = strip(kind, std::fs::read(&arrival.path)?).ok_or(Unkept::Broken(kind))?;
        let size = dimensions(kind, &clean);
        std::fs::write(&arrival.path, clean)?;
        size
    } else {
        None
    };
    let (bytes, hash) = measure(&arrival.path)?;
    make_folder(end.parent().unwrap_or(folder))?;
    File::open(&arrival.path)?.sync_all()?;
    std::fs::rename(&arrival.path, &end)?;
    if let Err(error) = sync_above(&end, folder) {
        let _ = std::fs::remove_file(&end);
        return Err(error.into());
    }
    Ok(Kept { disk_name, kind, bytes, hash, size })
}

/// The size and the hash of a file, read a piece at a time.
pub fn measure(path: &Path) -> io::Result<(u64, Hash)> {
    let (mut file, mut digesting, mut length) = (File::open(path)?, Digesting::default(), 0);
    let mut chunk = vec![0; CHUNK];
    loop {
        match file.read(&mut chunk)? {
            0 => return Ok((length, digesting.finish())),
            read => {
                digesting.add(&chunk[..read]);
                length += read as u64;
            }
        }
    }
}

/// The folder of files of a database.
pub fn folder_beside(database: &Path) -> PathBuf {
    beside(database, ".files")
}

/// A path whose name goes on.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

/// Where a file lies in a folder of files; a name that no desk made leads nowhere.
pub fn place(folder: &Path, disk_name: &str) -> PathBuf {
    let is_ours = disk_name.len() > 4 && disk_name.bytes().all(|byte| byte.is_ascii_hexdigit());
    let name = if is_ours { disk_name } else { "none-of-ours" };
    folder.join(&name[..2]).join(&name[2..4]).join(name)
}

/// Makes a folder, and those above it, that only its owner may enter.
pub fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Makes a file that was not there and that only its owner may read.
pub fn make_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes names durable: those in the folders from a path up to a top, and the top's own.
pub fn sync_above(path: &Path, top: &Path) -> io::Result<()> {
    let within = path.ancestors().skip(1).take_while(|folder| folder.starts_with(top));
    within.chain(top.parent()).filter(|folder| !folder.as_os_str().is_empty()).try_for_each(sync_folder)
}

/// Makes the names in a folder durable, where the system can.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The files so many folders deep that were last written before a time.
fn old_files(folder: &Path, before: i64, depth: usize) -> io::Result<Vec<PathBuf>> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        let kind = entry.file_type()?;
        if depth > 0 && kind.is_dir() && entry.file_name() != INCOMING {
            found.extend(old_files(&entry.path(), before, depth - 1)?);
        } else if depth == 0 && kind.is_file() && written_at(&entry)? < before {
            found.push(entry.path());
        }
    }
    Ok(found)
}

fn written_at(entry: &std::fs::DirEntry) -> io::Result<i64> {
    let since = entry.metadata()?.modified()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Ok(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    spawn_blocking(work).await.map_err(io::Error::other)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_files_come_at_once_and_of_one_conversation_fewer() {
        let files = Files::of("nowhere.db.files".into()).unwrap();
        let mut own: Vec<_> = (0..PLACES_OF_ONE).map(|_| files.place("anna").unwrap()).collect();
        assert!(files.place("anna").is_none());
        let others = PLACES_OF_ONE..PLACES;
        let _others: Vec<_> = others.map(|number| files.place(&number.to_string()).unwrap()).collect();
        assert!(files.place("bert").is_none());
        own.pop();
        assert!(files.place("bert").is_some());
    }
}
