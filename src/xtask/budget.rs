//! The bytes that a visitor or an agent downloads, and the most that they may be.
//!
//! 1 KB is 1,024 bytes; every figure is after brotli at quality 11.

use anyhow::{Result, bail};

/// Before a click: `tandem.js`.
const LOADER_KB: f64 = 2.0;
/// The code of a first answer, with the full matching, mood and triage: `tandem.js` and all of `first/`.
const CODE_KB: f64 = 115.0;
/// One language's pack: tables and words.
const PACK_KB: f64 = 45.0;
/// A FAQ of 60 entries with 5 wordings each and their answers; more entries may weigh more in proportion.
const FAQ_KB: f64 = 18.0;
const FAQ_ENTRIES: f64 = 60.0;
/// The console until an agent can work in it: all of `console/` but what other pages and suggestions bring.
const CONSOLE_KB: f64 = 350.0;

/// A file of dist/ with its size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sized {
    /// Relative to dist/, with forward slashes.
    pub path: String,
    /// Bytes as it stands.
    pub raw: u64,
    /// Bytes after brotli.
    pub brotli: u64,
}

/// A line of the size table: something that a visitor downloads, and what it may weigh.
#[derive(Clone, Debug, PartialEq)]
pub struct Budget {
    /// What it is, in words.
    pub what: String,
    /// The most it may weigh, in KB after brotli.
    pub limit_kb: f64,
    /// What it weighs, in KB after brotli.
    pub weighs_kb: f64,
    /// Its largest file: the culprit if it is too heavy.
    pub largest: String,
}

/// The budgets of all that stands in dist/; `entries` says how many entries each demo FAQ has, by its path.
pub fn budgets(files: &[Sized], entries: &[(String, usize)]) -> Vec<Budget> {
    let mut budgets = vec![
        budget("before a click", LOADER_KB, files, |path| path == "tandem.js"),
        budget("code of a first answer", CODE_KB, files, |path| {
            path == "tandem.js" || path.starts_with("first/")
        }),
    ];
    for pack in files.iter().filter(|file| file.path.starts_with("packs/")) {
        budgets.push(budget(&format!("pack {}", pack.path), PACK_KB, files, |path| path == pack.path));
    }
    budgets.push(budget("the console, until one can work in it", CONSOLE_KB, files, |path| {
        let later = ["later/", "suggest"].map(|part| path.starts_with(&format!("console/{part}")));
        path.starts_with("console/") && later == [false; 2]
    }));
    for (faq, count) in entries {
        let limit = FAQ_KB * *count as f64 / FAQ_ENTRIES;
        budgets.push(budget(&format!("FAQ of {count} entries {faq}"), limit, files, |path| path == faq));
    }
    budgets
}

fn budget(what: &str, limit_kb: f64, files: &[Sized], belongs: impl Fn(&str) -> bool) -> Budget {
    let own: Vec<&Sized> = files.iter().filter(|file| belongs(&file.path)).collect();
    let largest = own.iter().max_by_key(|file| file.brotli).map(|file| file.path.clone());
    let weighs_kb = kilobytes(own.iter().map(|file| file.brotli).sum());
    Budget { what: what.to_owned(), limit_kb, weighs_kb, largest: largest.unwrap_or_default() }
}

/// Fails with every budget that is passed and the file that weighs most in it.
pub fn check(budgets: &[Budget]) -> Result<()> {
    let over: Vec<String> =
        budgets.iter().filter(|budget| budget.weighs_kb > budget.limit_kb).map(explain).collect();
    match over.is_empty() {
        true => Ok(()),
        false => bail!("too heavy:\n  - {}", over.join("\n  - ")),
    }
}

fn explain(budget: &Budget) -> String {
    let Budget { what, limit_kb, weighs_kb, largest, .. } = budget;
    let by = weighs_kb - limit_kb;
    format!("{what}: {weighs_kb:.1} KB, {by:.1} KB over its {limit_kb:.1} KB; most of it is {largest}")
}

/// The size table, for people.
pub fn table(files: &[Sized], budgets: &[Budget]) -> String {
    let mut lines = vec![format!("{:<52}{:>10}{:>10}", "file (KB)", "raw", "brotli")];
    for file in files {
        lines.push(format!("{:<52}{:>10.1}{:>10.1}", file.path, kilobytes(file.raw), kilobytes(file.brotli)));
    }
    lines.push(format!("\n{:<52}{:>10}{:>10}", "what is downloaded (KB after brotli)", "weighs", "may be"));
    for budget in budgets {
        let Budget { what, weighs_kb, limit_kb, .. } = budget;
        lines.push(format!("{what:<52}{weighs_kb:>10.1}{limit_kb:>10.1}"));
    }
    lines.join("\n")
}

fn kilobytes(bytes: u64) -> f64 {
    bytes as f64 / 1024.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sized(path: &str, brotli: u64) -> Sized {
        Sized { path: path.to_owned(), raw: brotli * 3, brotli }
    }

    fn check_files(files: &[Sized], entries: usize) -> Result<()> {
        check(&budgets(files, &[("demo/shop-en.json".to_owned(), entries)]))
    }

    #[test]
    fn what_fits_passes() {
        let files = [
            sized("tandem.js", 2048),
            sized("first/widget.wasm", 90 * 1024),
            sized("packs/en.txt", 45 * 1024),
        ];
        assert!(check_files(&files, 60).is_ok());
    }

    #[test]
    fn the_loader_counts_as_code_of_the_first_answer() {
        let files = [
            sized("tandem.js", 2048),
            sized("first/widget.wasm", 192 * 1024),
            sized("first/widget.js", 2048),
        ];
        let error = check_files(&files, 60).unwrap_err().to_string();
        assert!(error.contains("code of a first answer: 196.0 KB"), "{error}");
        assert!(error.contains("most of it is first/widget.wasm"), "{error}");
    }

    #[test]
    fn each_pack_is_weighed_alone() {
        let error = check_files(&[sized("packs/en.txt", 40 * 1024), sized("packs/zh.txt", 46 * 1024)], 60)
            .unwrap_err();
        let error = error.to_string();
        assert!(error.contains("packs/zh.txt") && !error.contains("packs/en.txt"), "{error}");
    }

    #[test]
    fn a_larger_faq_may_weigh_more_in_proportion() {
        let faq = [sized("demo/shop-en.json", 20 * 1024)];
        assert!(check_files(&faq, 60).is_err());
        assert!(check_files(&faq, 80).is_ok());
    }

    #[test]
    fn the_console_is_weighed_without_what_loads_later() {
        let error = check_files(&[sized("console/c.wasm", 349 * 1024), sized("console/c.css", 2048)], 60);
        let error = error.unwrap_err().to_string();
        assert!(error.contains("the console, until one can work in it: 351.0 KB"), "{error}");
        assert!(
            check_files(&[sized("console/c.wasm", 349 * 1024), sized("console/suggest.js", 2048)], 60)
                .is_ok()
        );
    }

    #[test]
    fn what_loads_later_is_in_no_budget_of_the_first_answer() {
        assert!(
            check_files(
                &[sized("later/more.wasm", 900 * 1024), sized("console/later/o.wasm", 900 * 1024)],
                60
            )
            .is_ok()
        );
    }
}
