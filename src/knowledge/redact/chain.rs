//! A chain of numbers: parts with digits in them, and the little that stands between.

use super::view::View;
use super::{Private, Span, shape};

/// Most signs between two parts of one chain, as in `) - (`.
const MOST_BETWEEN: usize = 3;

/// Parts that are looked at together, at most: a French phone number with its country has six, a bank account nine.
pub(super) const MOST_PARTS: usize = 10;

/// Most letters without a digit that are tied to a code.
const CODE_LETTERS: usize = 5;

/// Letters and digits in a row, with a digit among them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) digits: usize,
}

impl Part {
    pub(super) fn len(&self) -> usize {
        self.to - self.from
    }

    pub(super) fn is_number(&self) -> bool {
        self.digits == self.len()
    }
}

/// Parts that may belong together.
pub(super) struct Chain {
    pub(super) parts: Vec<Part>,
}

impl Chain {
    /// The first chain from `at` on; none where no digit is left.
    pub(super) fn next(view: &View, at: usize) -> Option<Self> {
        let first = next_part(view, at)?;
        let mut parts: Vec<Part> = prefix(view, at, first.from).into_iter().chain([first]).collect();
        while let Some(last) = parts.last() {
            let from = last.to;
            let between = (from..from + MOST_BETWEEN).take_while(|place| is_between(view.at(*place))).count();
            let next = part_at(view, from + between).filter(|_| between > 0);
            match next.filter(|next| next.digits > 0 || continues(view, last, next)) {
                Some(part) => parts.push(part),
                None => break,
            }
        }
        Some(Self { parts })
    }

    /// The place behind its last part.
    pub(super) fn end(&self) -> usize {
        self.parts.last().map_or(usize::MAX, |part| part.to)
    }

    /// The signs between a part and the one after it, if they are all the same one.
    pub(super) fn between(&self, view: &View, part: usize) -> Option<char> {
        let (from, to) = (self.parts.get(part)?.to, self.parts.get(part + 1)?.from);
        (to == from + 1).then(|| view.at(from))
    }

    /// Whether every two of `count` parts from `first` on have this sign alone between them.
    pub(super) fn joined_by(&self, view: &View, first: usize, count: usize, sign: char) -> bool {
        (first..first + count - 1).all(|part| self.between(view, part) == Some(sign))
    }

    /// The letters and digits of some parts, one after the other.
    pub(super) fn letters(&self, view: &View, first: usize, count: usize) -> Vec<u8> {
        let parts = self.parts[first..first + count].iter();
        parts.flat_map(|part| part.from..part.to).map(|place| view.at(place) as u8).collect()
    }

    /// The number that a part is; none where it has letters or more than nine digits.
    pub(super) fn value(&self, view: &View, part: usize) -> Option<u32> {
        let part = self.parts.get(part).filter(|part| part.is_number() && part.len() < 10)?;
        let digits = (part.from..part.to).filter_map(|place| view.at(place).to_digit(10));
        Some(digits.fold(0, |value, digit| value * 10 + digit))
    }

    /// Some parts as what is taken out, with the signs that belong to them: a plus, brackets, an extension.
    pub(super) fn span(&self, view: &View, first: usize, count: usize, kind: Private) -> Span {
        let (mut from, mut to) = (self.parts[first].from, self.parts[first + count - 1].to);
        if view.before(from, 1) == '+' || count == 1 && shape::is_plate(view, &self.parts[first]) {
            from -= 1;
        }
        let closed = (from..to + 1).any(|place| view.at(place) == ')');
        if view.before(from, 1) == '(' && closed {
            from -= 1;
            to += usize::from(view.at(to) == ')');
        }
        match kind {
            Private::Phone => to = extension(view, to),
            // The last letter of a national insurance number, apart like the rest.
            Private::Identity if view.at(to) == ' ' && view.at(to + 1).is_ascii_lowercase() => {
                to += if count > 1 && !view.is_word(to + 2) { 2 } else { 0 };
            }
            _ => {}
        }
        Span { from, to, kind }
    }
}

/// The next part with a digit in it.
fn next_part(view: &View, at: usize) -> Option<Part> {
    let mut at = at;
    while at < view.len() {
        match part_at(view, at) {
            Some(part) if part.digits > 0 => return Some(part),
            Some(part) => at = part.to,
            None => at += 1,
        }
    }
    None
}

/// The letters that a code begins with, tied to its first digits by a dash: `SO-2023-004417`.
fn prefix(view: &View, least: usize, from: usize) -> Option<Part> {
    let to = from.checked_sub(1).filter(|to| matches!(view.at(*to), '-' | '_'))?;
    let count = (1..=CODE_LETTERS).take_while(|back| view.before(to, *back).is_ascii_lowercase()).count();
    let whole = count > 0 && to >= least + count && !view.before(to, count + 1).is_ascii_alphanumeric();
    whole.then_some(Part { from: to - count, to, digits: 0 })
}

/// Whether letters without a digit go on with a chain: `-X` at the end of a code, or the bank in `NL91 ABNA …`.
fn continues(view: &View, last: &Part, next: &Part) -> bool {
    let tied = matches!(view.at(last.to), '-' | '_') && next.len() <= CODE_LETTERS;
    let is_head = last.len() == 4 && last.digits == 2 && view.at(last.from + 1).is_ascii_lowercase();
    let bank = is_head && view.at(last.to) == ' ' && next.len() == 4 && view.is_digit(last.to - 1);
    next.from == last.to + 1 && (tied || bank)
}

/// The letters and digits that begin at a place.
pub(super) fn part_at(view: &View, from: usize) -> Option<Part> {
    let mut part = Part { from, to: from, digits: 0 };
    while view.is_word(part.to) {
        part.digits += usize::from(view.is_digit(part.to));
        part.to += 1;
    }
    (part.to > from).then_some(part)
}

fn is_between(c: char) -> bool {
    matches!(c, ' ' | '-' | '.' | '/' | '(' | ')' | '_')
}

/// The end of the extension behind a phone number, if there is one: `转801`, `ext. 45`.
fn extension(view: &View, end: usize) -> usize {
    let spaces = |at: usize| at + usize::from(view.at(at) == ' ');
    let at = spaces(end);
    let Some(word) = ["转", "分机", "extension", "ext", "x"].into_iter().find(|word| view.begins(at, word))
    else {
        return end;
    };
    let at = at + word.chars().count();
    let at = spaces(at + usize::from(view.at(at) == '.'));
    match part_at(view, at) {
        Some(part) if part.is_number() && part.len() <= 6 => part.to,
        _ => end,
    }
}
