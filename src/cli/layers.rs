//! What holds and from where: a flag before the environment, that before the file, that before the default.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use clap::ArgMatches;
use clap::parser::ValueSource;
use desk::{DEFAULT_SITE, Fixed, Location, Places, Settings};
use toml::{Table, Value};

use crate::options::Options;

/// Keys whose values nobody is shown.
const SECRETS: [&str; 5] = ["identity-keys", "webhook-url", "mail-password", "secrets", "url"];
/// The variable that names a database for programs of every kind.
pub const ADDRESS: &str = "DATABASE_URL";
/// What stands in a secret's place.
const BLOT: &str = "…";
/// A key that differs from a known one by more is another.
const CLOSE: f64 = 0.6;

/// Where a setting comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Nobody said otherwise.
    Default,
    /// The file.
    File(PathBuf),
    /// A variable of the environment.
    Environment(String),
    /// The command line.
    Flag,
}

/// The settings that hold.
pub struct Settled {
    /// All of them.
    pub options: Options,
    table: Table,
    sources: BTreeMap<String, Source>,
}

/// Lays the settings over one another.
///
/// # Errors
/// When the file cannot be read, with the line, or holds what it may not.
pub fn settle(given: &Options, matches: &ArgMatches) -> Result<Settled> {
    let mut settled = Settled { options: Options::default(), table: Table::new(), sources: BTreeMap::new() };
    settled.lay(&Options::defaults(), |_| Source::Default)?;
    if let Some(path) = &given.settings {
        settled.lay(&read(path)?, |_| Source::File(path.clone()))?;
    }
    settled.lay(given, |key| source(key, matches))?;
    settled.lay_address(std::env::var(ADDRESS).ok());
    settled.options = settled.table.clone().try_into().context("the settings don't fit together")?;
    Ok(settled)
}

/// The desk's rules that the console knows, each under its key and under its name there.
const DESK_RULES: [(&str, &str); 6] = [
    ("first-response", "first_response_s"),
    ("assign", "assignment"),
    ("expire-hours", "expire_hours"),
    ("keep-days", "keep_days"),
    ("audit-days", "audit_days"),
    ("insights-days", "insights_days"),
];
/// A site's rules, likewise.
const SITE_RULES: [(&str, &str); 11] = [
    ("name", "name"),
    ("origins", "origins"),
    ("hours", "hours"),
    ("holidays", "holidays"),
    ("time-zone", "time_zone"),
    ("wait-limit", "wait_limit_s"),
    ("team", "teams"),
    ("wording", "wording"),
    ("triage", "triage"),
    ("insights", "insights"),
    ("agents-publish", "agents_publish"),
];

impl Settled {
    /// The desk's settings, with what the console must not change since it is set here.
    ///
    /// # Errors
    /// When a file of secrets can't be read.
    pub fn desk(&self) -> Result<Settings> {
        Ok(Settings { fixed: self.fixed(), ..self.options.clone().desk()? })
    }

    /// The address that many hosts set holds where neither a flag nor our own variable names a database.
    fn lay_address(&mut self, address: Option<String>) {
        let is_ours = matches!(self.sources.get("database"), Some(Source::Flag | Source::Environment(_)));
        if let Some(address) = address.filter(|address| !is_ours && !address.is_empty()) {
            self.sources.insert("database".to_owned(), Source::Environment(ADDRESS.to_owned()));
            self.table.insert("database".to_owned(), address.into());
        }
    }

    fn fixed(&self) -> Fixed {
        let mut fixed = Fixed { desk: self.places(&DESK_RULES), ..Fixed::default() };
        fixed.sites.insert(DEFAULT_SITE.to_owned(), self.places(&SITE_RULES));
        for table in self.table.get("site").and_then(Value::as_array).into_iter().flatten() {
            let id = table.get("id").and_then(Value::as_str).unwrap_or_default();
            let rules = SITE_RULES.iter().filter(|(key, _)| table.get(*key).is_some_and(is_given));
            let place = |(_, name): &(&str, &str)| ((*name).to_owned(), self.place("site"));
            fixed.sites.entry(id.to_owned()).or_default().extend(rules.map(place));
        }
        fixed
    }

    /// Where those of some rules are set that stand at the top.
    fn places(&self, rules: &[(&str, &str)]) -> Places {
        let given = rules.iter().filter(|(key, _)| {
            self.sources.get(*key).is_some_and(|source| *source != Source::Default)
                && self.table.get(*key).is_some_and(is_given)
        });
        given.map(|(key, name)| ((*name).to_owned(), self.place(key))).collect()
    }

    fn place(&self, key: &str) -> String {
        match self.sources.get(key) {
            Some(Source::Flag) => format!("--{}", if key == "origins" { "origin" } else { key }),
            Some(source) => source.to_string(),
            None => String::new(),
        }
    }

    fn lay(&mut self, options: &Options, source: impl Fn(&str) -> Source) -> Result<()> {
        for (key, value) in Table::try_from(options).context("the settings cannot be written down")? {
            self.sources.insert(key.clone(), source(&key));
            self.table.insert(key, value);
        }
        Ok(())
    }
}

/// As a settings file, with the source of each; secrets are blotted out.
impl fmt::Display for Settled {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = self.table.clone();
        blot(&mut table);
        let (tables, plain): (Vec<_>, Vec<_>) =
            table.into_iter().partition(|(_, value)| value.is_table() || is_tables(value));
        for (key, value) in plain {
            writeln!(to, "{:60} # {}", format!("{key} = {value}"), self.sources[&key])?;
        }
        for (key, value) in tables {
            let one = Table::from_iter([(key.clone(), value)]);
            write!(to, "\n# {}\n{one}", self.sources[&key])?;
        }
        Ok(())
    }
}

impl fmt::Display for Source {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => to.write_str("default"),
            Self::File(path) => write!(to, "{}", path.display()),
            Self::Environment(name) => to.write_str(name),
            Self::Flag => to.write_str("flag"),
        }
    }
}

/// An empty list says nothing, and so does a table of such.
fn is_given(value: &Value) -> bool {
    match value {
        Value::Array(values) => !values.is_empty(),
        Value::Table(table) => table.values().any(is_given),
        _ => true,
    }
}

fn is_tables(value: &Value) -> bool {
    value.as_array().is_some_and(|values| values.iter().any(Value::is_table))
}

fn blot(table: &mut Table) {
    for (key, value) in table.iter_mut() {
        match value {
            Value::Array(values) if SECRETS.contains(&key.as_str()) => values.fill(BLOT.into()),
            Value::String(value) if SECRETS.contains(&key.as_str()) => BLOT.clone_into(value),
            // A password may stand in a server's address.
            Value::String(value) if key == "database" => {
                *value = Location::read(Path::new(value)).shown().display().to_string();
            }
            Value::Array(values) => values.iter_mut().filter_map(Value::as_table_mut).for_each(blot),
            Value::Table(table) => blot(table),
            _ => {}
        }
    }
}

fn source(key: &str, matches: &ArgMatches) -> Source {
    match matches.value_source(&key.replace('-', "_")) {
        Some(ValueSource::EnvVariable) => Source::Environment(variable(key)),
        _ => Source::Flag,
    }
}

/// The variable of the environment that stands for a key.
pub fn variable(key: &str) -> String {
    format!("TANDEM_{}", key.replace('-', "_").to_uppercase())
}

fn read(path: &Path) -> Result<Options> {
    let text = std::fs::read_to_string(path);
    let text = text.with_context(|| format!("cannot read the settings in {}", path.display()))?;
    parse(&text).map_err(|(line, problem)| anyhow!("{}:{line}: {problem}", path.display()))
}

/// Reads a file's text; fails with the line, and with what is wrong there.
pub fn parse(text: &str) -> Result<Options, (usize, String)> {
    toml::from_str(text).map_err(|error| {
        let at = error.span().unwrap_or(Range::default()).start.min(text.len());
        let line = text[..at].matches('\n').count();
        let problem = unknown_key(error.message())
            .unwrap_or_else(|| in_key(text.lines().nth(line).unwrap_or_default(), error.message()));
        (line + 1, problem)
    })
}

/// What to say of a key that nobody knows, from the reader's "unknown field `a`, expected one of `b`, `c`".
fn unknown_key(message: &str) -> Option<String> {
    let mut names = message.strip_prefix("unknown field ")?.split('`').skip(1).step_by(2);
    let key = names.next()?;
    let likeness = |known: &str| strsim::normalized_damerau_levenshtein(key, known);
    let nearest = names.max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
    let nearest = nearest.filter(|known| likeness(known) >= CLOSE);
    let mend = match nearest {
        Some(known) => format!("did you mean `{known}`?"),
        None => "`tandem settings --example` prints those that there are".to_owned(),
    };
    Some(format!("there is no setting `{key}` here; {mend}"))
}

/// What is wrong with a key's value. The value itself may be a secret, so that what is quoted of it goes.
fn in_key(line: &str, message: &str) -> String {
    let message = match (message.find('"'), message.rfind('"')) {
        (Some(from), Some(to)) if from < to => format!("{}{BLOT}{}", &message[..from], &message[to + 1..]),
        _ => message.to_owned(),
    };
    match line.split_once('=') {
        Some((key, _)) => format!("`{}`: {message}", key.trim()),
        None => message,
    }
}

#[cfg(test)]
mod tests {
    use clap::{Args, Command};
    use desk::Sites;

    use super::*;

    const EXAMPLE: &str = include_str!("tandem.example.toml");

    /// The example with its settings in force: they are commented out with one mark, words with two.
    fn in_force() -> String {
        EXAMPLE.lines().map(|line| format!("{}\n", line.strip_prefix("# ").unwrap_or(line))).collect()
    }

    fn keys() -> Vec<String> {
        let command = Options::augment_args(Command::new("tandem"));
        command.get_arguments().map(|one| one.get_id().as_str().replace('_', "-")).collect()
    }

    #[test]
    fn the_example_holds_every_key_and_is_sound() {
        let text = in_force();
        let mut options = parse(&text).unwrap_or_else(|(line, problem)| panic!("{line}: {problem}"));
        let table: Table = text.parse().unwrap();
        for key in keys()
            .iter()
            .filter(|key| *key != "settings")
            .map(String::as_str)
            .chain(["team", "wording", "triage"])
        {
            assert!(table.contains_key(key), "`{key}` is missing in the example");
        }
        let site = table["site"][0].as_table().unwrap();
        for key in [
            "id",
            "name",
            "origins",
            "hours",
            "holidays",
            "time-zone",
            "wait-limit",
            "knowledge",
            "identity-keys",
            "identity-key-files",
            "insights",
            "agents-publish",
            "wording",
            "triage",
            "team",
        ] {
            assert!(site.contains_key(key), "`{key}` is missing in the example's site");
        }
        // The files that it names aren't here.
        (options.identity_key_files, options.adapter) = (None, None);
        options.site.iter_mut().for_each(|site| site.identity_key_files.clear());
        Sites::read(&options.desk().unwrap()).unwrap();
        assert!(
            toml::from_str::<Table>(EXAMPLE).unwrap().is_empty(),
            "nothing holds before its mark is taken away"
        );
    }

    #[test]
    fn what_is_set_here_is_fixed_for_the_console_and_says_where() {
        let file = "hours = \"Mon 09:00-17:00\"\nkeep-days = 30\n[[site]]\nid = \"shop\"\nwait-limit = 60\n";
        let mut settled =
            Settled { options: Options::default(), table: Table::new(), sources: BTreeMap::new() };
        settled.lay(&Options::defaults(), |_| Source::Default).unwrap();
        settled.lay(&parse(file).unwrap(), |_| Source::File("tandem.toml".into())).unwrap();
        let given = Options { origins: Some(vec!["https://a".to_owned()]), ..Options::default() };
        settled.lay(&given, |_| Source::Flag).unwrap();
        settled.options = settled.table.clone().try_into().unwrap();
        let fixed = settled.desk().unwrap().fixed;
        let places = |pairs: &[(&str, &str)]| -> Places {
            pairs.iter().map(|(name, place)| ((*name).to_owned(), (*place).to_owned())).collect()
        };
        assert_eq!(fixed.desk, places(&[("keep_days", "tandem.toml")]));
        assert_eq!(*fixed.of("default"), places(&[("hours", "tandem.toml"), ("origins", "--origin")]));
        assert_eq!(*fixed.of("shop"), places(&[("wait_limit_s", "tandem.toml")]));
    }

    #[test]
    fn every_setting_has_a_variable_of_its_name() {
        let command = Options::augment_args(Command::new("tandem"));
        for argument in command.get_arguments() {
            let name = argument.get_env().unwrap().to_str().unwrap();
            assert_eq!(name, variable(argument.get_id().as_str()));
            let id = argument.get_id().as_str().replace('_', "-");
            let is_secret = SECRETS.contains(&id.as_str()) || id == "database";
            assert_eq!(argument.is_hide_env_values_set(), is_secret, "{name}");
        }
    }

    #[test]
    fn what_is_wrong_names_the_line_and_the_nearest_key() {
        for (text, line, words) in [
            ("bind = \"127.0.0.1:1\"\nhuors = \"x\"", 2, vec!["`huors`", "`hours`"]),
            ("\n\norigin = []", 3, vec!["`origin`", "`origins`"]),
            ("zzz = 1", 1, vec!["`zzz`", "--example"]),
            ("[[site]]\nid = \"a\"\ntimezone = \"UTC\"", 3, vec!["`timezone`", "`time-zone`"]),
            ("[[site]]\nid = \"a\"\n[[site.team]]\nnam = \"b\"", 4, vec!["`nam`", "`name`"]),
            ("bind = \"nowhere\"", 1, vec!["`bind`"]),
            ("connections = -1", 1, vec!["`connections`"]),
            ("log-level = \"loud\"", 1, vec!["`log-level`", "debug"]),
            ("hours = \"Mon", 1, vec!["`hours`"]),
            ("identity-keys = \"sayno-secret\"", 1, vec!["`identity-keys`"]),
            ("settings = \"other.toml\"", 1, vec!["`settings`"]),
        ] {
            let (at, problem) = parse(text).map(drop).unwrap_err();
            assert_eq!(at, line, "{text}: {problem}");
            assert!(words.iter().all(|word| problem.contains(word)), "{text}: {problem}");
            assert!(!problem.contains("sayno"), "{problem}");
        }
    }
}
