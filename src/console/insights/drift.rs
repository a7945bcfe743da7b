//! Where a topic goes: more, less, or as much as before; and the small line that shows it.

use super::Change;

/// Below so many per cent either way a topic is as large as before: with the counts that topics have, less is chance.
const STEADY_PERCENT: i64 = 15;
/// The small line's size, in units of its own.
pub const SPARK_WIDTH: u32 = 80;
/// As [`SPARK_WIDTH`].
pub const SPARK_HEIGHT: u32 = 26;
/// Room around it.
const EDGE: u32 = 2;

/// Where a topic goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drift {
    /// Nothing was asked of it before.
    New,
    /// More is asked of it.
    Rising,
    /// Less.
    Falling,
    /// As much.
    Steady,
}

impl Drift {
    /// Of a topic's questions against those before.
    pub fn of(change: Option<Change>) -> Self {
        match change {
            Some(Change::First) => Self::New,
            Some(Change::Percent(amount)) if amount > STEADY_PERCENT => Self::Rising,
            Some(Change::Percent(amount)) if amount < -STEADY_PERCENT => Self::Falling,
            _ => Self::Steady,
        }
    }
}

/// The corners of the small line: evenly across, the highest count at the top and none at the bottom.
pub fn spark(counts: &[u64]) -> String {
    let most = counts.iter().copied().max().unwrap_or_default().max(1);
    let steps = (counts.len().max(2) - 1) as u64;
    let (width, height) = (u64::from(SPARK_WIDTH - 2 * EDGE), u64::from(SPARK_HEIGHT - 2 * EDGE));
    let corner = |(at, count): (usize, &u64)| {
        let x = u64::from(EDGE) + width * at as u64 / steps;
        let y = u64::from(EDGE) + height - height * count / most;
        [x.to_string(), y.to_string()].join(",")
    };
    counts.iter().enumerate().map(corner).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_change_is_none() {
        for (change, expected) in [
            (None, Drift::Steady),
            (Some(Change::First), Drift::New),
            (Some(Change::Percent(15)), Drift::Steady),
            (Some(Change::Percent(16)), Drift::Rising),
            (Some(Change::Percent(-15)), Drift::Steady),
            (Some(Change::Percent(-16)), Drift::Falling),
        ] {
            assert_eq!(Drift::of(change), expected, "{change:?}");
        }
    }

    #[test]
    fn the_small_line_goes_from_edge_to_edge() {
        assert_eq!(spark(&[0, 5, 10]), "2,24 40,13 78,2");
        assert_eq!(spark(&[0, 0]), "2,24 78,24");
        assert_eq!(spark(&[3]), "2,2");
        assert_eq!(spark(&[]), "");
    }
}
