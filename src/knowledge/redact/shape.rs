//! Numbers that are private by their shape alone, without a word before them.

use super::chain::{Chain, MOST_PARTS, Part};
use super::view::View;
use super::{Private, checksum, harmless};

use Private::{Account, Identity, Number, Phone};

/// Digits in a row from which a number that nothing explains is one of many.
const LONG: usize = 7;

/// The same for several groups together.
const GROUPED: usize = 9;

/// The same for codes of letters and digits: in a row, and altogether.
const CODE_RUN: usize = 6;
const CODE_DIGITS: usize = 8;

/// The characters that number plates of Chinese provinces begin with.
const PLATES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

/// Whether letters and digits are what stands on a number plate behind the character of its province.
pub(super) fn is_plate(view: &View, part: &Part) -> bool {
    let shaped = matches!(part.len(), 6 | 7) && view.at(part.from).is_ascii_lowercase() && part.digits >= 3;
    shaped && part.from.checked_sub(1).is_some_and(|place| view.is_among(place, PLATES))
}

/// Whether a sign between two parts ties them to one.
fn is_tie(sign: Option<char>) -> bool {
    matches!(sign, Some('-' | '/' | '_' | '.'))
}

/// The most parts from `first` on that have a private shape together, and what they are.
pub(super) fn private(view: &View, chain: &Chain, first: usize) -> Option<(usize, Private)> {
    let most = (chain.parts.len() - first).min(MOST_PARTS);
    let measured = |count: usize| count > 1 && harmless::ends(view, chain, first, count);
    let kind = |count| Shape::of(view, chain, first, count).kind();
    (1..=most).rev().find_map(|count| Some((count, kind(count).filter(|_| !measured(count))?)))
}

/// Whether digits are a round number or a year.
fn is_even(group: &[u8]) -> bool {
    group.ends_with(b"0") || group.len() == 4 && (group.starts_with(b"19") || group.starts_with(b"20"))
}

/// Some parts of a chain, as far as their shape goes.
struct Shape {
    /// The letters and digits of all parts.
    signs: Vec<u8>,
    lengths: Vec<usize>,
    digits: usize,
    /// Whether all parts but for a last `x` are digits.
    is_number: bool,
    has_plus: bool,
    is_dashed: bool,
    is_tight: bool,
    /// Whether it is a number plate.
    is_plate: bool,
}

impl Shape {
    fn of(view: &View, chain: &Chain, first: usize, count: usize) -> Self {
        let parts = &chain.parts[first..first + count];
        let signs = chain.letters(view, first, count);
        let digits = parts.iter().map(|part| part.digits).sum();
        let is_number = digits == signs.len() || digits + 1 == signs.len() && signs.last() == Some(&b'x');
        let joined = |sign| chain.joined_by(view, first, count, sign);
        Self {
            lengths: parts.iter().map(|part| part.len()).collect(),
            digits,
            is_number,
            has_plus: view.before(parts[0].from, 1) == '+',
            is_dashed: joined('-'),
            is_tight: (first..first + count - 1).all(|part| is_tie(chain.between(view, part)))
                && !(count > 1 && joined('.')),
            is_plate: count == 1 && is_plate(view, &parts[0]),
            signs,
        }
    }

    fn kind(&self) -> Option<Private> {
        if checksum::is_account(&self.signs) {
            return Some(Account);
        }
        // A lone digit behind a space belongs to the words that follow, but at the end of many groups.
        let last_is_lone =
            (2..4).contains(&self.lengths.len()) && self.lengths.last() == Some(&1) && !self.is_dashed;
        match (last_is_lone, self.is_number) {
            (true, _) => None,
            (false, false) => self.is_code().then_some(Number),
            (false, true) if checksum::is_resident(&self.signs) => Some(Identity),
            (false, true) if self.is_phone() => Some(Phone),
            (false, true) if self.is_card() => Some(Account),
            (false, true) if self.is_social() => Some(Identity),
            (false, true) => self.is_long().then_some(Number),
        }
    }

    fn starts(&self, digits: &str) -> bool {
        self.signs.starts_with(digits.as_bytes())
    }

    fn is_phone(&self) -> bool {
        let abroad = self.has_plus && (8..=15).contains(&self.digits)
            || self.starts("00") && (11..=17).contains(&self.digits) && !self.lengths.contains(&1);
        let trunk = self.starts("0") && !self.starts("00") && (9..=12).contains(&self.digits);
        let hotline = (self.starts("400") || self.starts("800")) && self.digits == 10;
        abroad || trunk && self.lengths.len() < 7 || hotline || self.is_mobile() || self.is_local()
    }

    /// A Chinese mobile number, with or without its country.
    fn is_mobile(&self) -> bool {
        let own = match self.digits {
            13 if self.starts("86") => &self.signs[2..],
            11 => &self.signs[..],
            _ => return false,
        };
        let third = own.get(1).is_some_and(|digit| (b'3'..=b'9').contains(digit));
        own.first() == Some(&b'1') && third && !self.lengths.contains(&1) && self.lengths.len() <= 5
    }

    /// Groups as in North America, and short local ones.
    fn is_local(&self) -> bool {
        match self.lengths[..] {
            [3, 3, 4] => true,
            [1, 3, 3, 4] => self.starts("1"),
            [3, 4] => self.is_dashed || !is_even(&self.signs[3..]),
            [4, 4] => !self.is_even(),
            _ => false,
        }
    }

    /// Whether all groups are round numbers or years: `3840 2160`, `2019 2023`, `100 200 500`.
    fn is_even(&self) -> bool {
        let mut rest = &self.signs[..];
        self.lengths.iter().all(|length| {
            let (group, others) = rest.split_at(*length);
            rest = others;
            is_even(group)
        })
    }

    fn is_card(&self) -> bool {
        let by_four = self.lengths.starts_with(&[4, 4, 4]) && self.digits >= 15;
        let valid = checksum::is_card(&self.signs) && self.lengths.iter().all(|length| *length > 2);
        by_four && self.digits <= 19 || valid
    }

    fn is_social(&self) -> bool {
        self.lengths == [3, 2, 4] && self.is_dashed
    }

    fn is_long(&self) -> bool {
        let groups = self.lengths.len();
        let pairs = self.lengths.iter().all(|length| *length <= 2);
        match groups {
            1 => self.digits >= LONG,
            _ if self.is_tight => self.digits >= GROUPED && !pairs,
            _ => self.digits >= GROUPED && !pairs && (self.digits > 15 || !self.is_even()),
        }
    }

    /// A code of letters and digits, such as a parcel's number or a passport's.
    fn is_code(&self) -> bool {
        let run = self.signs.split(|sign| !sign.is_ascii_digit()).map(<[u8]>::len).max().unwrap_or(0);
        let whole = self.lengths.len() == 1 || self.is_tight;
        let masked = self.starts("xxx") && self.digits == 4;
        whole
            && (masked
                || self.is_plate
                || self.lengths.len() == 1 && run >= CODE_RUN
                || self.digits >= CODE_DIGITS)
    }
}
