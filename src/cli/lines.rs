//! JSON a line: read one at a time, so that a file of any length fits, with faults that name the line and the mend.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Longest line that is read, in bytes.
const LINE_BYTES: u64 = 64 * 1024 * 1024;

/// The lines of a file, each read as JSON of one shape.
pub struct Lines {
    path: PathBuf,
    reader: BufReader<File>,
    bytes: Vec<u8>,
    line: usize,
    shape: &'static str,
    faults: usize,
}

impl Lines {
    /// Opens a file whose lines have a shape, which faults show as the mend.
    pub fn open(path: &Path, shape: &'static str) -> Result<Self> {
        let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
        let reader = BufReader::new(file);
        Ok(Self { path: path.to_owned(), reader, bytes: Vec::new(), line: 0, shape, faults: 0 })
    }

    /// Hands each line to `take`, which gives back a fault if it finds one; faulty lines are told on standard error
    /// and left out. Gives back how many were.
    pub fn each<T: DeserializeOwned>(
        mut self,
        mut take: impl FnMut(T) -> Result<Option<String>>,
    ) -> Result<usize> {
        while self.next_line()? {
            let text = self.bytes.trim_ascii();
            if text.is_empty() {
                continue;
            }
            match serde_json::from_slice(text) {
                Ok(value) => {
                    if let Some(problem) = take(value)? {
                        self.tell(&problem);
                    }
                }
                Err(error) => {
                    self.faults += 1;
                    let told = if std::str::from_utf8(text).is_err() {
                        "the line is not UTF-8; save the file as UTF-8".to_owned()
                    } else {
                        format!("{}; a line is {}", plain(&error), self.shape)
                    };
                    self.tell(&told);
                }
            }
        }
        Ok(self.faults)
    }

    fn tell(&self, problem: &str) {
        crate::base::note(format_args!("{}:{}: {problem}", self.path.display(), self.line));
    }

    /// Reads one line; whether there was one.
    fn next_line(&mut self) -> Result<bool> {
        self.bytes.clear();
        self.line += 1;
        let mut window = self.reader.by_ref().take(LINE_BYTES);
        let read = window.read_until(b'\n', &mut self.bytes);
        let read = read.with_context(|| format!("cannot read {}", self.path.display()))?;
        if self.line == 1 && self.bytes.starts_with(b"\xef\xbb\xbf") {
            self.bytes.drain(..3);
        }
        if read as u64 == LINE_BYTES && self.bytes.last() != Some(&b'\n') {
            anyhow::bail!(
                "{}:{}: the line is longer than 64 MB; break it up",
                self.path.display(),
                self.line
            );
        }
        Ok(read > 0)
    }
}

/// What serde_json found, with the column but without its line, which is always 1.
fn plain(error: &serde_json::Error) -> String {
    let told = error.to_string();
    let problem = told.split(" at line ").next().unwrap_or(&told);
    match error.column() {
        0 => problem.to_owned(),
        column => format!("column {column}: {problem}"),
    }
}

/// Writes JSON a line.
pub struct Writer {
    path: PathBuf,
    out: BufWriter<File>,
}

impl Writer {
    /// Makes the file, or empties it.
    pub fn create(path: &Path) -> Result<Self> {
        let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Self { path: path.to_owned(), out: BufWriter::new(file) })
    }

    /// Writes one line.
    pub fn write(&mut self, value: &impl Serialize) -> Result<()> {
        let written = serde_json::to_writer(&mut self.out, value).map_err(std::io::Error::from);
        let written = written.and_then(|()| self.out.write_all(b"\n"));
        written.with_context(|| format!("cannot write {}", self.path.display()))
    }

    /// Sees that all of it is in the file.
    pub fn finish(mut self) -> Result<()> {
        self.out.flush().with_context(|| format!("cannot write {}", self.path.display()))
    }
}
