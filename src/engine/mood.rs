//! Mood: what one utterance tells of how the visitor feels, by its words and its marks.

use crate::decision::MoodReason;
use crate::hash::order;
use crate::pack::Pack;
use crate::pattern::Found;
use crate::temper::{self, Judgement, Temper};
use crate::token::{Kind, Token};

/// The signals, in the order of [`Turn::levels`], as the packs label them.
pub(crate) const SIGNALS: [&str; 3] = ["anger", "anxiety", "dejection"];

/// What capitals throughout add. Alone they must not tell: "DO YOU SHIP TO ALASKA? sorry caps lock".
const SHOUTING: f64 = 0.25;

/// What a run of exclamation or question marks adds.
const MARKS: f64 = 0.15;

/// Fewest letters, and the share of capitals among them, that count as shouting.
const SHOUTED_LETTERS: usize = 12;
const SHOUTED_SHARE: f64 = 0.7;

/// Words that tell so much by the patterns count whatever the model says; an insult is one in any sentence.
const PLAIN: f64 = 0.55;

/// A threat that a pattern gives so much needs no upset words beside it; the mere name of a regulator does.
pub(crate) const THREATENS: f64 = 0.6;

/// From this level on a signal is worth a reason.
const TELLING: f64 = 0.3;

/// What one utterance tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Turn {
    /// Anger, anxiety, dejection, each 0 to 1.
    pub(crate) levels: [f64; 3],
    /// What told, in no order.
    pub(crate) reasons: Vec<MoodReason>,
    /// It cannot wait: money sent wrongly, an account taken, danger.
    pub(crate) urgent: bool,
    /// How sure it is by the patterns that it threatens a complaint, a regulator, the press, a court, a chargeback or a bad
    /// review; below [`THREATENS`] only where the visitor is angry too.
    pub(crate) threat: f64,
    /// It says no to what was said before.
    pub(crate) refuses: bool,
    /// It is thankful or pleased.
    pub(crate) glad: bool,
    /// How much of that, 0 to 1.
    pub(crate) gladness: f64,
    /// How likely it is by the model that it asks for a person, 0 to 1.
    pub(crate) wish: f64,
}

impl Turn {
    /// Adds a sign of a signal. Signs add up as independent ones do: 1 − (1 − a)(1 − b).
    pub(crate) fn add(&mut self, signal: usize, sign: &'static str, span: String, weight: f64) {
        self.levels[signal] = 1.0 - (1.0 - self.levels[signal]) * (1.0 - weight);
        self.reasons.push(MoodReason { sign, span, weight });
    }

    /// Takes over what the model says.
    fn learn(&mut self, judgement: &Judgement, tokens: &[Token]) {
        for (level, judged) in self.levels.iter_mut().zip(judgement.levels) {
            let plain = if *level >= PLAIN { *level } else { 0.0 };
            *level = judged.max(plain);
        }
        if self.strongest() < TELLING {
            self.reasons.clear();
        } else if self.reasons.iter().all(|reason| reason.sign != "words") {
            let span = words(tokens, judgement.span);
            self.reasons.push(MoodReason { sign: "words", span, weight: self.strongest() });
        }
        self.glad |= judgement.gladness >= 0.5;
        self.gladness = self.gladness.max(judgement.gladness);
        self.wish = judgement.wish;
    }

    /// The strongest level.
    pub(crate) fn strongest(&self) -> f64 {
        self.levels[0].max(self.levels[1]).max(self.levels[2])
    }
}

/// Reads one utterance: `raw` as typed without its quotations, `tokens` its words; `wish` says that the grammar found the
/// wish for a person in it.
pub(crate) fn read(raw: &str, tokens: &[Token], packs: &[Pack], wish: bool) -> Turn {
    let tokens = own_words(tokens, packs);
    let mut turn = read_signs(raw, &tokens, packs);
    if let Some(temper) = temper_for(&tokens, packs) {
        let judgement = temper.judge(&temper::pieces(raw, &tokens, &turn, wish));
        turn.learn(&judgement, &tokens);
    }
    turn
}

/// Whether a clause tells nothing but a mood ("this is ridiculous", 气死我了): the patterns of moods hold half of it or more.
/// One that asks for something beside them, or that threatens, tells more; `cues` are what the packs know of parts in it.
pub(crate) fn vents(tokens: &[Token], cues: &[Found<'_>], packs: &[Pack]) -> bool {
    let mut held = vec![false; tokens.len()];
    for pack in packs {
        for told in pack.mood.find(tokens) {
            match told.label {
                "anger" | "anxiety" | "dejection" => held[told.span.0..told.span.1].fill(true),
                "glad" | "refused" => {}
                _ => return false,
            }
        }
    }
    let asks = |cue: &Found<'_>| cue.label == "ask" && held[cue.span.0..cue.span.1].contains(&false);
    let (held_so, all) = (held.iter().filter(|held| **held).count(), tokens.len());
    held_so > 0 && held_so * 2 >= all && !cues.iter().any(asks)
}

/// The buckets of an utterance's pieces, for training.
pub(crate) fn buckets(raw: &str, tokens: &[Token], packs: &[Pack], wish: bool) -> Vec<u32> {
    let tokens = own_words(tokens, packs);
    let turn = read_signs(raw, &tokens, packs);
    temper::pieces(raw, &tokens, &turn, wish).into_iter().map(|piece| piece.bucket).collect()
}

/// What patterns and marks tell.
fn read_signs(raw: &str, tokens: &[Token], packs: &[Pack]) -> Turn {
    let mut turn = Turn::default();
    for pack in packs {
        read_words(tokens, pack.mood.find(tokens), &mut turn);
    }
    read_marks(raw, &mut turn);
    turn
}

/// The model of the language that the tokens are in: Chinese where characters are as many as a third of the words.
fn temper_for<'a>(tokens: &[Token], packs: &'a [Pack]) -> Option<&'a Temper> {
    let glyphs = tokens.iter().filter(|token| token.kind == Kind::Glyph).count();
    let words = tokens.iter().filter(|token| token.kind == Kind::Word).count();
    let is_chinese = glyphs * 3 > words;
    packs
        .iter()
        .find(|pack| pack.reads_pinyin() == is_chinese)
        .map(|pack| &pack.temper)
        .filter(|it| it.is_whole())
}

/// The tokens without what is told of others: a sentence is cut where a report begins.
fn own_words(tokens: &[Token], packs: &[Pack]) -> Vec<Token> {
    let mut own = Vec::with_capacity(tokens.len());
    let reports: Vec<usize> =
        packs.iter().flat_map(|pack| pack.reported.find(tokens)).map(|found| found.span.0).collect();
    let mut cut = false;
    for (at, token) in tokens.iter().enumerate() {
        cut = (cut || reports.contains(&at)) && token.kind != Kind::Stop;
        if !cut {
            own.push(token.clone());
        }
    }
    own
}

fn read_words(tokens: &[Token], mut found: Vec<Found<'_>>, turn: &mut Turn) {
    let calm: Vec<(usize, usize)> = spans(&found, "calm");
    found.retain(|found| !calm.iter().any(|calm| overlap(*calm, found.span)));
    turn.urgent |= found.iter().any(|found| found.label == "urgent");
    turn.refuses |= found.iter().any(|found| found.label == "refused");
    for threat in found.iter().filter(|found| found.label == "threat") {
        turn.threat = turn.threat.max(threat.weight);
    }
    for glad in found.iter().filter(|found| found.label == "glad") {
        turn.glad = true;
        turn.gladness = turn.gladness.max(glad.weight);
    }
    // Strongest first, so that of several patterns over the same words one counts.
    let places = order(found.len(), &|at| 1000 - per_mille(found[at].weight));
    for (signal, label) in SIGNALS.iter().enumerate() {
        let mut taken: Vec<(usize, usize)> = Vec::new();
        for cue in places.iter().map(|at| &found[*at]).filter(|found| found.label == *label) {
            if taken.iter().any(|span| overlap(*span, cue.span)) {
                continue;
            }
            taken.push(cue.span);
            turn.add(signal, "words", words(tokens, cue.span), cue.weight);
        }
    }
}

/// A weight of 0 to 1 in thousandths.
pub(crate) fn per_mille(weight: f64) -> u32 {
    (weight.clamp(0.0, 1.0) * 1000.0) as u32
}

fn spans(found: &[Found<'_>], label: &str) -> Vec<(usize, usize)> {
    found.iter().filter(|found| found.label == label).map(|found| found.span).collect()
}

fn overlap(a: (usize, usize), b: (usize, usize)) -> bool {
    a.0 < b.1 && b.0 < a.1
}

/// The text of some tokens; words apart, characters together.
fn words(tokens: &[Token], span: (usize, usize)) -> String {
    let mut out = String::new();
    for token in &tokens[span.0..span.1] {
        if token.kind == Kind::Word && !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&token.text);
    }
    out
}

/// Capitals and runs of marks strengthen what the words tell; where these tell nothing, they count as anger.
fn read_marks(raw: &str, turn: &mut Turn) {
    let signal = (1..3).fold(0, |best, at| if turn.levels[at] > turn.levels[best] { at } else { best });
    let (mut letters, mut capitals, mut run, mut longest) = (0_usize, 0_usize, 0, 0);
    for c in raw.chars().take(crate::text::LONGEST) {
        letters += usize::from(c.is_ascii_alphabetic());
        capitals += usize::from(c.is_ascii_uppercase());
        run = if matches!(c, '!' | '?' | '！' | '？') { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    if letters >= SHOUTED_LETTERS && capitals as f64 >= SHOUTED_SHARE * letters as f64 {
        turn.add(signal, "shouting", String::new(), SHOUTING);
    }
    if longest > 1 {
        turn.add(signal, "marks", String::new(), MARKS);
    }
}
