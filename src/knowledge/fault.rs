//! What is wrong with a document, where, and how to mend it.

use std::fmt;

use crate::KnowledgeBase;

/// Whether faults say what is wrong and the mend. A visitor's browser is told only where they are: the words of all
/// faults would be much to download, and the owner has `tandem check`.
pub(crate) const TOLD: bool = cfg!(any(test, feature = "read_text"));

/// Words of a fault as `format!` writes them; none, at no cost in bytes, where faults are not [`TOLD`].
macro_rules! say {
    ($($words:tt)*) => {
        if $crate::fault::TOLD { format!($($words)*) } else { String::new() }
    };
}
pub(crate) use say;

/// What was read, and all that was wrong with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The entries that could be read; usable even beside faults.
    pub knowledge: KnowledgeBase,
    /// The number in the document of each of these entries, as [`Fault::entry`] has it; empty without the feature
    /// `read_text`.
    pub numbers: Vec<usize>,
    /// Every fault in the order of the document, at most [`FAULTS`] and a last one that tells of the rest.
    pub faults: Vec<Fault>,
}

impl Reading {
    /// Whether any fault is an error.
    pub fn has_errors(&self) -> bool {
        self.errors() > 0
    }

    /// How many faults are errors.
    pub fn errors(&self) -> usize {
        self.faults.iter().filter(|fault| fault.severity == Severity::Error).count()
    }
}

/// How bad a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Something that was written is lost or misread until it is mended.
    Error,
    /// Everything is read; something is likely not as meant.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One thing that is wrong.
///
/// Its `Display` is one line such as
/// ``entry 14 `returns`: link scheme `javascript:` is not allowed; use https, http or mailto``.
/// It leaves out the line, which the caller prints before it; where no line is known it names the field. Without the
/// feature `read_text` it says where the fault is and no more.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// How bad it is.
    pub severity: Severity,
    /// The line, from 1, where it is known.
    pub line: Option<u32>,
    /// The entry's number in the document, from 1; none for a fault of the document itself.
    pub entry: Option<usize>,
    /// That entry's id, where it has one.
    pub id: Option<String>,
    /// The key it concerns, such as `answer` or `translations.zh.question`.
    pub field: Option<String>,
    /// What is wrong; empty without the feature `read_text`.
    pub problem: String,
    /// What to do about it; empty without the feature `read_text`.
    pub mend: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut opened = false;
        if let Some(entry) = self.entry {
            write!(out, "entry {entry}")?;
            opened = true;
            if let Some(id) = &self.id {
                write!(out, " `{id}`")?;
            }
        }
        if let (None, Some(field)) = (self.line, &self.field) {
            write!(out, "{}`{field}`", if opened { ", " } else { "" })?;
            opened = true;
        }
        if opened {
            out.write_str(": ")?;
        }
        match TOLD {
            true => write!(out, "{}; {}", self.problem, self.mend),
            false => out.write_str("it is not as it should be; `tandem check` says why and the mend"),
        }
    }
}

/// Most faults that one reading tells of.
pub const FAULTS: usize = 1_000;

/// Where a fault is found.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place<'a> {
    pub line: Option<u32>,
    pub entry: Option<usize>,
    pub id: Option<&'a str>,
    pub field: &'a str,
}

impl<'a> Place<'a> {
    pub fn at(self, line: Option<u32>) -> Self {
        Self { line: line.or(self.line), ..self }
    }

    pub fn of(self, field: &'a str) -> Self {
        Self { field, ..self }
    }
}

/// The problem and the mend.
type Words<'a> = (&'a dyn fmt::Display, &'a dyn fmt::Display);

/// The words where faults are not [`TOLD`].
const NONE: Words = (&"", &"");

/// Gathers faults, so that a hostile document cannot fill the memory with them.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    told: Vec<Fault>,
    untold_errors: usize,
    untold_warnings: usize,
}

impl Faults {
    /// Inlined, so that words which are not [`TOLD`] leave the program.
    #[inline(always)]
    pub fn error(&mut self, place: Place, problem: &dyn fmt::Display, mend: &dyn fmt::Display) {
        let words = if TOLD { (problem, mend) } else { NONE };
        self.add(Severity::Error, &place, words);
    }

    /// Inlined for the same reason.
    #[inline(always)]
    pub fn warning(&mut self, place: Place, problem: &dyn fmt::Display, mend: &dyn fmt::Display) {
        let words = if TOLD { (problem, mend) } else { NONE };
        self.add(Severity::Warning, &place, words);
    }

    /// Stands once in the widget's bytes, however many checks call it.
    #[inline(never)]
    fn add(&mut self, severity: Severity, place: &Place, words: Words) {
        if self.told.len() >= FAULTS {
            match severity {
                Severity::Error => self.untold_errors += 1,
                Severity::Warning => self.untold_warnings += 1,
            }
            return;
        }
        let field = (!place.field.is_empty()).then(|| shown(&place.field));
        let id = place.id.map(|id| shown(&id));
        let (problem, mend) = if TOLD { (shown(words.0), shown(words.1)) } else { Default::default() };
        self.told.push(Fault { severity, line: place.line, entry: place.entry, id, field, problem, mend });
    }

    /// All faults by line where lines are read, then in the order found.
    pub fn finish(mut self) -> Vec<Fault> {
        if TOLD {
            self.told.sort_by_key(|fault| fault.line.unwrap_or(0));
        }
        let untold = self.untold_errors + self.untold_warnings;
        if untold > 0 {
            let severity = if self.untold_errors > 0 { Severity::Error } else { Severity::Warning };
            let problem = say!("{untold} more faults are not listed");
            let mend = say!("mend those above and check again");
            self.told.push(Fault { severity, line: None, entry: None, id: None, field: None, problem, mend });
        }
        self.told
    }
}

/// A text without control characters, which a document may hold and a terminal would obey.
fn shown(text: &dyn fmt::Display) -> String {
    let mut shown = text.to_string();
    if shown.contains(char::is_control) {
        shown = shown.chars().map(|c| if c.is_control() { '�' } else { c }).collect();
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_one_line_that_says_where_what_and_the_mend() {
        let mut faults = Faults::default();
        let place = Place { entry: Some(14), id: Some("returns"), ..Place::default() }.of("answer");
        let (problem, mend) = ("link scheme `javascript:` is not allowed", "use https, http or mailto");
        faults.error(place.at(Some(88)), &problem, &mend);
        faults.warning(place, &problem, &mend);
        faults.warning(Place::default().of("version"), &"a", &"b");
        faults.warning(Place::default(), &"a", &"b");
        let lines: Vec<String> = faults.finish().iter().map(Fault::to_string).collect();
        let told = "link scheme `javascript:` is not allowed; use https, http or mailto";
        let expected = [
            format!("entry 14 `returns`, `answer`: {told}"),
            "`version`: a; b".to_owned(),
            "a; b".to_owned(),
            format!("entry 14 `returns`: {told}"),
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn faults_beyond_the_limit_are_counted_and_keep_their_severity() {
        let mut faults = Faults::default();
        for _ in 0..FAULTS + 5 {
            faults.warning(Place::default(), &"a", &"b");
        }
        faults.error(Place::default(), &"a", &"b");
        let told = faults.finish();
        assert_eq!(told.len(), FAULTS + 1);
        assert_eq!(told[FAULTS].severity, Severity::Error);
        assert!(told[FAULTS].problem.starts_with("6 more"));
    }
}
