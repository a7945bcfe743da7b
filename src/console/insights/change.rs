//! A figure against what it was in the window before, and whether that is good news.

use super::number::{grouped, span_words, tenths};
use crate::words::{InsightWords, fill};

/// How a figure changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// There was none before.
    First,
    /// Of a count by the day, per cent of what it was.
    Percent(i64),
    /// Of a share, tenths of a point.
    Points(i64),
    /// Of a time, milliseconds.
    Time(i64),
}

/// Which way a figure should go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Good {
    /// The more, the better.
    Up,
    /// The less, the better.
    Down,
    /// Neither is news of how well it goes.
    Neither,
}

/// What a change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// For the better.
    Better,
    /// For the worse.
    Worse,
    /// Neither.
    Even,
}

impl Change {
    /// Of a count. Today isn't over, so that the window's `elapsed_days` are compared with the `days` before it; none where
    /// there is nothing in both.
    pub fn of_counts((now, elapsed_days): (u64, f64), (before, days): (u64, u32)) -> Option<Self> {
        if before == 0 {
            return (now > 0).then_some(Self::First);
        }
        if elapsed_days <= 0.0 || days == 0 {
            return None;
        }
        let ratio = (now as f64 / elapsed_days) / (before as f64 / f64::from(days));
        Some(Self::Percent(((ratio - 1.0) * 100.0).round() as i64))
    }

    /// Of a share from 0 to 1; none where it isn't known.
    pub fn of_shares(now: Option<f64>, before: Option<f64>) -> Option<Self> {
        let points = |before: f64| now.map(|now| Self::Points(((now - before) * 1_000.0).round() as i64));
        before.map_or_else(|| now.map(|_| Self::First), points)
    }

    /// Of a time, milliseconds; none where it isn't known.
    pub fn of_times(now: Option<u64>, before: Option<u64>) -> Option<Self> {
        let time = |before: u64| now.map(|now| Self::Time(now.cast_signed() - before.cast_signed()));
        before.map_or_else(|| now.map(|_| Self::First), time)
    }

    /// In words, with its sign: `+6 %`, `−11 s`, `+0.2 points`.
    pub fn words(self, words: &InsightWords) -> String {
        let signed = |amount: i64, told: String| [if amount < 0 { "−" } else { "+" }, &told].concat();
        match self {
            Self::First => words.first_time.to_owned(),
            change if change.direction() == 0 => words.as_before.to_owned(),
            Self::Percent(amount) => {
                signed(amount, fill(words.per_cent, &[("n", &grouped(amount.unsigned_abs()))]))
            }
            Self::Points(amount) => {
                signed(amount, fill(words.points, &[("n", &tenths(amount.unsigned_abs()))]))
            }
            Self::Time(amount) => signed(amount, span_words(amount.unsigned_abs(), words)),
        }
    }

    /// Whether it is good news.
    pub fn turn(self, good: Good) -> Turn {
        match (self.direction(), good) {
            (0, _) | (_, Good::Neither) => Turn::Even,
            (1, Good::Up) | (-1, Good::Down) => Turn::Better,
            _ => Turn::Worse,
        }
    }

    /// 1 where it went up, -1 down, 0 where it stays within what is shown.
    pub fn direction(self) -> i64 {
        match self {
            Self::First => 0,
            Self::Percent(amount) | Self::Points(amount) => amount.signum(),
            // Half a second is shown as none.
            Self::Time(amount) if amount.abs() < 500 => 0,
            Self::Time(amount) => amount.signum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::INSIGHT_ENGLISH;

    fn check(change: Option<Change>, good: Good, expected: Option<(&str, Turn)>) {
        let found =
            change.map(|change| (change.words(&INSIGHT_ENGLISH).replace('\u{a0}', " "), change.turn(good)));
        assert_eq!(found.as_ref().map(|(words, turn)| (words.as_str(), *turn)), expected, "{change:?}");
    }

    #[test]
    fn counts_are_compared_by_the_day() {
        let count = |now, elapsed, before| Change::of_counts((now, elapsed), (before, 7));
        check(count(650, 6.5, 700), Good::Neither, Some(("as before", Turn::Even)));
        check(count(689, 6.5, 700), Good::Neither, Some(("+6 %", Turn::Even)));
        check(count(559, 6.5, 700), Good::Down, Some(("−14 %", Turn::Better)));
        check(count(559, 6.5, 700), Good::Up, Some(("−14 %", Turn::Worse)));
        check(count(65_000, 6.5, 7), Good::Up, Some(("+999,900 %", Turn::Better)));
        check(count(0, 6.5, 7), Good::Up, Some(("−100 %", Turn::Worse)));
        check(count(3, 0.5, 0), Good::Up, Some(("none before", Turn::Even)));
        check(count(0, 0.5, 0), Good::Up, None);
        check(count(3, 0.0, 7), Good::Up, None);
    }

    #[test]
    fn shares_change_by_points_and_times_by_time() {
        check(Change::of_shares(Some(0.71), Some(0.62)), Good::Up, Some(("+9 points", Turn::Better)));
        check(Change::of_shares(Some(0.019), Some(0.017)), Good::Down, Some(("+0.2 points", Turn::Worse)));
        check(Change::of_shares(None, Some(0.017)), Good::Down, None);
        check(Change::of_times(Some(38_000), Some(49_000)), Good::Down, Some(("−11 s", Turn::Better)));
        check(Change::of_times(Some(38_000), Some(38_499)), Good::Down, Some(("as before", Turn::Even)));
        check(Change::of_times(None, None), Good::Down, None);
        check(Change::of_times(Some(38_000), None), Good::Down, Some(("none before", Turn::Even)));
    }
}
