//! The same lines as read by what a site could use instead: a list of keywords and two libraries of sentiment.
//!
//! Ours reads a turn in its dialogue. The others have no notion of one and read each turn by itself.

use ::tests::Places;
use ::tests::labelled::LabelledTurn;
use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::mood::keywords::Keywords;
use crate::mood::share::Share;
use crate::mood::{Read, threshold};
use crate::peers::node;

/// A library of sentiment. Its settings, and what chose them, stand in its program.
struct Sentiment {
    name: &'static str,
    /// The program in tests/bench/peers that has it read a text.
    program: &'static str,
}

/// What npm has for the purpose.
const SENTIMENTS: [Sentiment; 2] = [
    Sentiment { name: "sentiment", program: "sentiment.mjs" },
    Sentiment { name: "nlp.js sentiment", program: "nlp_sentiment.mjs" },
];

/// The blind turns of one kind, as ours read them.
pub struct Turns<'a> {
    /// `everyday` or `hard`.
    pub kind: &'static str,
    /// The visitors' turns, in order.
    pub turns: Vec<&'a LabelledTurn>,
    /// What ours said of each.
    pub ours: Vec<Read>,
}

/// The calm questions as ours read them; none where the sets are not there.
pub struct Calm {
    /// As typed.
    pub texts: Vec<String>,
    /// What ours said of each.
    pub ours: Vec<Read>,
}

/// From where on a way calls a turn upset.
#[derive(Clone, Copy)]
enum Line {
    /// Where no more than the allowed share of calm questions reaches it; a list stays as it is.
    Allowed,
    /// Where its authors put it.
    AsItComes,
}

/// One way of reading: what it said of every line.
struct Way {
    name: &'static str,
    calm: Vec<Read>,
    /// As many as there are kinds of turns.
    blind: Vec<Vec<Read>>,
    /// The score from which on it calls a turn upset if nobody sets another.
    own_line: f64,
    /// A list has no line to move.
    is_list: bool,
    reads_wishes: bool,
}

impl Way {
    fn ours(calm: &Calm, blind: &[Turns]) -> Self {
        Self {
            name: "Tandem",
            calm: calm.ours.clone(),
            blind: blind.iter().map(|kind| kind.ours.clone()).collect(),
            own_line: 0.5,
            is_list: false,
            reads_wishes: true,
        }
    }

    fn keywords(language: &str, calm: &Calm, blind: &[Turns]) -> Self {
        let list = Keywords::of(language);
        let read =
            |text: &str| Read { upset: f64::from(u8::from(list.is_upset(text))), wish: list.is_wish(text) };
        let turns = |kind: &Turns| kind.turns.iter().map(|turn| read(&turn.text)).collect();
        Self {
            name: "keyword list",
            calm: calm.texts.iter().map(|text| read(text)).collect(),
            blind: blind.iter().map(turns).collect(),
            own_line: 0.5,
            is_list: true,
            reads_wishes: true,
        }
    }

    fn line(&self, line: Line) -> f64 {
        let moved = threshold(&self.calm).filter(|_| !self.is_list);
        match line {
            Line::Allowed => moved.unwrap_or(self.own_line),
            Line::AsItComes => self.own_line,
        }
    }

    /// How many of the chosen reads are called upset.
    fn upset(&self, line: Line, reads: &[Read], is_chosen: impl Fn(usize) -> bool) -> String {
        let from = self.line(line);
        let reads = reads.iter().enumerate().filter(|(at, _)| is_chosen(*at));
        Share::count(reads.map(|(_, read)| read.upset >= from)).to_string()
    }

    /// How many of the chosen reads are taken for a wish; of none where it reads no wishes.
    fn wishes(&self, reads: &[Read], is_chosen: impl Fn(usize) -> bool) -> String {
        let reads = reads.iter().enumerate().filter(|(at, _)| self.reads_wishes && is_chosen(*at));
        Share::count(reads.map(|(_, read)| read.wish)).to_string()
    }
}

/// Prints the table of a language.
///
/// # Errors
/// Where node or a library fails.
pub fn print(language: &str, calm: &Calm, blind: &[Turns]) -> Result<()> {
    println!("\n{language}, blind turns beside what else there is: percent (95 % interval)");
    let mut ways = vec![Way::ours(calm, blind), Way::keywords(language, calm, blind)];
    for library in SENTIMENTS {
        match library.read(language, calm, blind)? {
            Some(way) => ways.push(way),
            None => println!("{}: does not support `{language}`, it has no rated words of it", library.name),
        }
    }
    row("", &ways, |way| format!("{:>24}", way.name));
    if !calm.texts.is_empty() {
        mood_rows("same allowance", Line::Allowed, &ways, blind);
    }
    mood_rows("as it comes", Line::AsItComes, &ways, blind);
    wish_rows(&ways, blind);
    Ok(())
}

fn row(what: &str, ways: &[Way], cell: impl Fn(&Way) -> String) {
    println!("{what:<62}{}", ways.iter().map(cell).collect::<String>());
}

fn mood_rows(name: &str, line: Line, ways: &[Way], blind: &[Turns]) {
    row(&format!("{name}: upset from this score on"), ways, |way| format!("{:>24.2}", way.line(line)));
    row(&format!("{name}: calm questions called upset"), ways, |way| way.upset(line, &way.calm, |_| true));
    for (at, Turns { kind, turns, .. }) in blind.iter().enumerate() {
        row(&format!("{name}: {kind}, upset turns found"), ways, |way| {
            way.upset(line, &way.blind[at], |turn| turns[turn].is_upset())
        });
        row(&format!("{name}: {kind}, quoting and reports called upset"), ways, |way| {
            way.upset(line, &way.blind[at], |turn| is_about_upset(turns[turn]))
        });
    }
}

fn wish_rows(ways: &[Way], blind: &[Turns]) {
    row("calm questions taken for a wish", ways, |way| way.wishes(&way.calm, |_| true));
    for (at, Turns { kind, turns, .. }) in blind.iter().enumerate() {
        row(&format!("{kind}, wishes for a person found"), ways, |way| {
            way.wishes(&way.blind[at], |turn| turns[turn].is("person"))
        });
        row(&format!("{kind}, other turns taken for one"), ways, |way| {
            way.wishes(&way.blind[at], |turn| !turns[turn].is("person"))
        });
    }
}

/// Whether a calm turn quotes someone upset or reports a problem.
fn is_about_upset(turn: &LabelledTurn) -> bool {
    !turn.is_upset() && (turn.is("quoting") || turn.is("report"))
}

impl Sentiment {
    /// Has it read every line; none where it has no words of the language.
    fn read(&self, language: &str, calm: &Calm, blind: &[Turns]) -> Result<Option<Way>> {
        let bundle = node::bundle(self.program, &Places::predictions())?;
        let turns = blind.iter().flat_map(|kind| &kind.turns).map(|turn| turn.text.as_str());
        let texts: Vec<&str> = calm.texts.iter().map(String::as_str).chain(turns).collect();
        let order = json!({ "bundle": bundle, "language": language, "texts": texts });
        let told = node::run("moods.mjs", &order).with_context(|| format!("{} failed", self.name))?;
        let Some(scores) = told["scores"].as_array() else { return Ok(None) };
        ensure!(scores.len() == texts.len(), "{} scored other texts than it was given", self.name);
        // A text without a word has no score, which is no bad one.
        let mut reads =
            scores.iter().map(|score| Read { upset: score.as_f64().unwrap_or_default(), wish: false });
        Ok(Some(Way {
            name: self.name,
            calm: reads.by_ref().take(calm.texts.len()).collect(),
            blind: blind.iter().map(|kind| reads.by_ref().take(kind.turns.len()).collect()).collect(),
            own_line: f64::MIN_POSITIVE,
            is_list: false,
            reads_wishes: false,
        }))
    }
}
