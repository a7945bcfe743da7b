//! Temper: the learned part of mood and of the wish for a person, a linear model over hashed pieces of an utterance.
//
// A softmax over calm, anger, anxiety, dejection and gladness, and a logistic model of the wish. `cargo xtask train-mood`
// fits both on tests/mood/train and writes them into the packs.

use crate::hash::{order, pair};
use crate::mood::Turn;
use crate::token::Token;

/// Models in a pack, in this order: anger, anxiety, dejection, gladness, the wish.
pub const HEADS: usize = 5;

/// The models' names in a pack.
pub(crate) const NAMES: [&str; HEADS] = ["anger", "anxiety", "dejection", "gladness", "wish"];

/// Buckets that pieces are hashed into. With fewer, words that no training line held speak for others: found of upset
/// turns, by cross-validation, 34 of 100 with 2^15, 38 with 2^17.
pub const BUCKETS: u32 = 1 << 17;

/// The weight of a bias, a step and a shift in a pack: whole numbers, since reading floats would cost a visitor 9 KB.
const UNIT: f32 = 10_000.0;

/// Pieces say the more the fewer they are: each counts as one over the root of their number.
fn share(pieces: usize) -> f32 {
    1.0 / libm::sqrtf(pieces.max(1) as f32)
}

/// One piece of an utterance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Below [`BUCKETS`].
    pub bucket: u32,
    /// The tokens that it was read from: the first, and the one after the last. Equal for what the whole tells.
    pub(crate) span: (usize, usize),
}

/// A pack's model.
#[derive(Clone, Debug, Default)]
pub(crate) struct Temper {
    heads: Vec<Head>,
}

#[derive(Clone, Debug, Default)]
struct Head {
    bias: f32,
    /// What one unit of weight is.
    step: f32,
    /// What is taken off before the probability, so that one half is where the owner's balanced dial acts.
    shift: f32,
    /// By bucket.
    weights: Vec<(u32, i8)>,
}

/// What a model says of an utterance.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Judgement {
    /// Anger, anxiety, dejection, each 0 to 1.
    pub(crate) levels: [f64; 3],
    /// 0 to 1.
    pub(crate) gladness: f64,
    /// How likely it is that the visitor asks for a person, 0 to 1.
    pub(crate) wish: f64,
    /// The tokens that tell most of the strongest level.
    pub(crate) span: (usize, usize),
}

impl Temper {
    /// Reads a line of a pack: name, bias, step, shift, each bucket that has a weight as its distance from the one before
    /// in base 32 (the last digit from `A`, those before it from `!`), and the weights (0 is `K`).
    pub(crate) fn read_line(&mut self, line: &str) -> Result<(), &'static str> {
        const PROBLEM: &str = "run `cargo xtask train-mood` again";
        let mut parts = line.split(' ');
        let name = NAMES.get(self.heads.len());
        if parts.next() != name.copied() {
            return Err(PROBLEM);
        }
        let mut number = || parts.next().and_then(|part| part.parse::<i32>().ok()).map(|n| n as f32 / UNIT);
        let (Some(bias), Some(step), Some(shift)) = (number(), number(), number()) else {
            return Err(PROBLEM);
        };
        let mut part = || parts.next().unwrap_or_default();
        let weights = read_weights(part(), part()).ok_or(PROBLEM)?;
        self.heads.push(Head { bias, step, shift, weights });
        Ok(())
    }

    /// Whether all models are there.
    pub(crate) fn is_whole(&self) -> bool {
        self.heads.len() == HEADS
    }

    /// What the model says of an utterance's pieces.
    pub(crate) fn judge(&self, pieces: &[Piece]) -> Judgement {
        let share = share(pieces.len());
        let score = |head: &Head| {
            let sum: i32 = pieces.iter().map(|piece| head.weight(piece.bucket)).sum();
            head.bias + head.step * sum as f32 * share
        };
        let odds = |at: usize| libm::exp(f64::from(score(&self.heads[at])));
        let (each, glad) = ([odds(0), odds(1), odds(2)], odds(3));
        let upset = each[0] + each[1] + each[2];
        let shifted = upset / (1.0 + glad) * libm::exp(f64::from(-self.heads[0].shift));
        let most = each[0].max(each[1]).max(each[2]);
        let strongest = if most == each[0] { 0 } else { 1 + usize::from(most == each[2]) };
        let wish = libm::exp(f64::from(score(&self.heads[4]) - self.heads[4].shift));
        Judgement {
            levels: each.map(|one| shifted / (1.0 + shifted) * one / most),
            gladness: glad / (1.0 + glad + upset),
            wish: wish / (1.0 + wish),
            span: self.heads[strongest].telling(pieces),
        }
    }
}

impl Head {
    fn weight(&self, bucket: u32) -> i32 {
        let at = self.weights.binary_search_by_key(&bucket, |weight| weight.0);
        at.map_or(0, |at| i32::from(self.weights[at].1))
    }

    /// The span of the piece that tells most.
    fn telling(&self, pieces: &[Piece]) -> (usize, usize) {
        let mut best = (0, (0, 0));
        for piece in pieces.iter().filter(|piece| piece.span.0 < piece.span.1) {
            let weight = self.weight(piece.bucket);
            if weight > best.0 {
                best = (weight, piece.span);
            }
        }
        best.1
    }
}

fn read_weights(distances: &str, sizes: &str) -> Option<Vec<(u32, i8)>> {
    let (mut weights, mut bucket, mut distance, mut place) = (Vec::new(), 0_u32, 0_u32, 0);
    let mut sizes = sizes.bytes();
    for byte in distances.bytes() {
        match byte {
            b'!'..=b'@' => distance |= u32::from(byte - b'!').checked_shl(place)?,
            b'A'..=b'`' => {
                bucket = bucket.checked_add(distance | u32::from(byte - b'A').checked_shl(place)?)?;
                weights.push((bucket, sizes.next()?.wrapping_sub(b'K') as i8));
                (distance, place) = (0, 0);
                continue;
            }
            _ => return None,
        }
        place += 5;
    }
    Some(weights)
}

/// A model as it stands in a pack.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainedHead {
    /// What is said before anything is read.
    pub bias: f32,
    /// What one unit of weight is.
    pub step: f32,
    /// What is taken off before the probability.
    pub shift: f32,
    /// Bucket and weight, −10 to 10 and never 0, in the order of the buckets.
    pub weights: Vec<(u32, i8)>,
}

impl TrainedHead {
    /// The line of a pack's `[temper]` section for the head at this place.
    pub fn to_line(&self, place: usize) -> String {
        let number = |value: f32| libm::roundf(value * UNIT) as i32;
        let (mut distances, mut last) = (String::new(), 0);
        for (bucket, _) in &self.weights {
            let mut distance = bucket - last;
            while distance >= 32 {
                distances.push(char::from(b'!' + (distance % 32) as u8));
                distance /= 32;
            }
            distances.push(char::from(b'A' + distance as u8));
            last = *bucket;
        }
        let sizes: String =
            self.weights.iter().map(|weight| char::from((b'K' as i8 + weight.1) as u8)).collect();
        let [bias, step, shift] = [self.bias, self.step, self.shift].map(number);
        format!("{} {bias} {step} {shift} {distances} {sizes}", NAMES[place])
    }
}

/// The pieces of an utterance: `raw` as typed, `tokens` its own words, `turn` what the patterns have read in them.
pub(crate) fn pieces(raw: &str, tokens: &[Token], turn: &Turn, wish: bool) -> Vec<Piece> {
    let mut found = Vec::with_capacity(tokens.len() * 2 + 16);
    let mut add = |kind: u32, hash: u32, span| {
        found.push(Piece { bucket: pair(kind, hash, 0) % BUCKETS, span });
    };
    let edge = |at: usize| if at == 0 { 1 } else { tokens.get(at - 1).map_or(2, |token| token.hash) };
    for at in 0..=tokens.len() {
        if at > 0 {
            add(1, edge(at), (at - 1, at));
        }
        add(2, pair(0, edge(at), edge(at + 1)), (at.saturating_sub(1), (at + 1).min(tokens.len())));
    }
    let mut whole = |kind: u32, number: u32| add(kind, number, (0, 0));
    whole(6, length(tokens));
    marks(raw, &mut whole);
    let read = [turn.refuses, turn.glad, turn.urgent, wish];
    for (at, _) in read.iter().enumerate().filter(|(_, read)| **read) {
        whole(8, at as u32);
    }
    // One piece for each fifth that the patterns' strongest level reaches.
    for fifth in 1..=(turn.strongest() * 5.0) as u32 {
        whole(9, fifth);
    }
    let places = order(found.len(), &|at| found[at].bucket);
    let mut pieces: Vec<Piece> = places.into_iter().map(|at| found[at]).collect();
    pieces.dedup_by_key(|piece| piece.bucket);
    pieces
}

/// How long it is, in ten steps.
fn length(tokens: &[Token]) -> u32 {
    let count = tokens.iter().filter(|token| token.is_searched()).count();
    let steps = [1, 2, 3, 4, 6, 9, 14, 23, 41];
    steps.iter().filter(|least| count >= **least).count() as u32
}

/// Runs of marks, the mark at the end, capitals throughout.
fn marks(raw: &str, whole: &mut dyn FnMut(u32, u32)) {
    let (mut before, mut run, mut letters, mut capitals) = ('\0', 0, 0_usize, 0_usize);
    let mut last = ' ';
    for c in raw.chars().take(crate::text::LONGEST) {
        let c = match c {
            '！' => '!',
            '？' => '?',
            '。' | '…' => '.',
            other => other,
        };
        letters += usize::from(c.is_ascii_alphabetic());
        capitals += usize::from(c.is_ascii_uppercase());
        if matches!(c, '!' | '?' | '.' | '~') {
            run = if before == c { run + 1 } else { 1 };
            if run < 4 {
                whole(7, c as u32 * 8 + run);
            }
            if matches!((before, c), ('!', '?') | ('?', '!')) {
                whole(7, 1);
            }
        }
        before = c;
        if !c.is_whitespace() {
            last = c;
        }
    }
    whole(7, if matches!(last, '!' | '?' | '.') { 2 + last as u32 * 8 + 5 } else { 2 });
    if letters >= 8 && capitals * 10 >= letters * 7 {
        whole(7, 3);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_as_it_was_written() {
        let weights = vec![(0, 3), (1, -7), (31, 7), (32, 1), (70, -1), (131_071, 2)];
        let mut temper = Temper::default();
        for place in 0..HEADS {
            let head = TrainedHead { bias: -1.5, step: 0.25, shift: 0.5, weights: weights.clone() };
            temper.read_line(&head.to_line(place)).expect("it was just written");
        }
        assert!(temper.is_whole());
        assert_eq!(temper.heads[4].weights, weights);
        assert_eq!((temper.heads[0].bias, temper.heads[0].step), (-1.5, 0.25));
    }

    #[test]
    fn damage_is_told() {
        for line in
            ["", "anger", "anger 1 2", "anger 1 2 x A", "wish 1 2 3 AB", "anger 1 2 3 A", "anger 1 2 3 é K"]
        {
            assert!(Temper::default().read_line(line).is_err(), "{line}");
        }
    }
}
