//! The window in parts of which lines are drawn, days or weeks, and where editions stand among them.

use protocol::{EditionHead, InsightDay};

/// Windows that are longer are drawn by the week.
const MOST_DAYS: usize = 30;
/// Days of a week.
const WEEK: usize = 7;
/// A day, milliseconds.
const DAY_MS: f64 = 86_400_000.0;
/// The highest of a plot of shares, per cent.
const TOPS: [u32; 6] = [10, 20, 40, 60, 80, 100];

/// A day or a week of the window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Its first day, as `2026-11-20`.
    pub from: String,
    /// Its last day.
    pub until: String,
    /// How many days it has.
    pub days: usize,
    /// Visits that began in it.
    pub visits: u64,
    /// Of these, those that are decided; none where some are not and nobody knows how many.
    pub decided: Option<u64>,
    /// Of these, confirmed to be solved.
    pub confirmed: u64,
    /// And presumably.
    pub presumed: u64,
    /// And those in which a person was asked for.
    pub handed_over: u64,
    /// Thumbs up.
    pub up: u64,
    /// Thumbs down.
    pub down: u64,
}

impl Part {
    /// The share that was solved without a person; none where too little is known.
    pub fn solved(&self) -> Option<f64> {
        self.share(self.confirmed + self.presumed)
    }

    /// The share whose visitors said so.
    pub fn confirmed_share(&self) -> Option<f64> {
        self.share(self.confirmed)
    }

    /// The share of thumbs that went down; none where there was no thumb.
    pub fn wrong(&self) -> Option<f64> {
        super::rated_wrong(self.up, self.down)
    }

    fn share(&self, count: u64) -> Option<f64> {
        let decided = self.decided.filter(|decided| *decided > 0)?;
        Some((count as f64 / decided as f64).min(1.0))
    }
}

/// The window's days, or its weeks where it has more than 30 days; the last week ends with the window, the first may be
/// shorter. `open` visits of the last 24 hours are still undecided: they are of the last two days.
pub fn parts(days: &[InsightDay], open: u64) -> Vec<Part> {
    let length = if days.len() > MOST_DAYS { WEEK } else { 1 };
    let mut parts: Vec<Part> = days.rchunks(length).map(part).collect();
    parts.reverse();
    match parts.as_mut_slice() {
        [.., last] if length == WEEK => last.decided = Some(last.visits.saturating_sub(open)),
        [.., before, last] if open > 0 => (before.decided, last.decided) = (None, None),
        _ => {}
    }
    parts
}

fn part(days: &[InsightDay]) -> Part {
    let sum = |of: fn(&InsightDay) -> u64| days.iter().map(of).sum();
    let date = |day: Option<&InsightDay>| day.map(|day| day.date.clone()).unwrap_or_default();
    let visits = sum(|day| day.visits);
    Part {
        from: date(days.first()),
        until: date(days.last()),
        days: days.len(),
        visits,
        decided: Some(visits),
        confirmed: sum(|day| day.confirmed),
        presumed: sum(|day| day.presumed),
        handed_over: sum(|day| day.handed_over),
        up: sum(|day| day.up),
        down: sum(|day| day.down),
    }
}

/// The highest of a plot that holds these shares, per cent: the least of a few round ones.
pub fn top(shares: impl Iterator<Item = f64>) -> u32 {
    let most = shares.fold(0.0, f64::max) * 100.0;
    TOPS.into_iter().find(|top| f64::from(*top) >= most).unwrap_or(100)
}

/// Editions that were published within a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The part's place.
    pub part: usize,
    /// The editions' numbers, the earliest first.
    pub editions: Vec<u64>,
}

/// Where editions stand among the parts of a window that ends at `now_ms`, of whose days `elapsed_days` have passed; those
/// from before it are left out.
pub fn marks(editions: &[EditionHead], parts: &[Part], now_ms: i64, elapsed_days: f64) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    for edition in editions.iter().rev() {
        let since = (now_ms - edition.at) as f64 / DAY_MS;
        let day = elapsed_days - since;
        let Some(part) = (day >= 0.0 && since >= 0.0).then(|| holding(parts, day as usize)).flatten() else {
            continue;
        };
        match marks.iter_mut().find(|mark| mark.part == part) {
            Some(mark) => mark.editions.push(edition.number),
            None => marks.push(Mark { part, editions: vec![edition.number] }),
        }
    }
    marks.sort_by_key(|mark| mark.part);
    marks
}

/// The part that holds a day of the window, 0 being its first.
fn holding(parts: &[Part], day: usize) -> Option<usize> {
    let ends = parts.iter().scan(0, |days, part| {
        *days += part.days;
        Some(*days)
    });
    ends.enumerate().find(|(_, end)| day < *end).map(|(part, _)| part)
}

/// How far from the left a part stands, in hundredths of a per cent of the width: the first and the last a little within it.
pub fn place_in(part: usize, parts: usize) -> u32 {
    const EDGE: usize = 200;
    let place = match parts {
        0 | 1 => 5_000,
        parts => EDGE + (10_000 - 2 * EDGE) * part / (parts - 1),
    };
    u32::try_from(place).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(count: usize) -> Vec<InsightDay> {
        let day = |at: usize| InsightDay {
            date: format!("day {at}"),
            visits: 10,
            confirmed: 2,
            presumed: 5,
            up: 9,
            down: 1,
            ..InsightDay::default()
        };
        (0..count).map(day).collect()
    }

    #[test]
    fn up_to_thirty_days_are_drawn_by_the_day() {
        let parts = parts(&days(30), 4);
        assert_eq!(parts.len(), 30);
        assert_eq!((parts[27].solved(), parts[27].confirmed_share()), (Some(0.7), Some(0.2)));
        assert_eq!((parts[28].solved(), parts[29].solved()), (None, None), "visits of these are still open");
        assert_eq!(parts[29].wrong(), Some(0.1), "but a thumb is a thumb");
        assert_eq!(super::parts(&days(7), 0)[6].solved(), Some(0.7));
        assert_eq!(super::parts(&[], 1), []);
    }

    #[test]
    fn more_days_are_drawn_by_the_week() {
        let parts = parts(&days(90), 20);
        assert_eq!(parts.len(), 13);
        assert_eq!((parts[0].days, parts[0].from.as_str(), parts[0].until.as_str()), (6, "day 0", "day 5"));
        assert_eq!((parts[12].from.as_str(), parts[12].until.as_str()), ("day 83", "day 89"));
        assert_eq!((parts[12].visits, parts[12].decided), (70, Some(50)));
        assert_eq!(parts[11].solved(), Some(0.7));
    }

    #[test]
    fn the_top_is_round_and_holds_all() {
        for (share, expected) in
            [(0.0, 10), (0.1, 10), (0.11, 20), (0.55, 60), (0.71, 80), (0.81, 100), (1.0, 100)]
        {
            assert_eq!(top([0.01, share].into_iter()), expected, "{share}");
        }
        assert_eq!(top(std::iter::empty()), 10);
    }

    #[test]
    fn editions_stand_at_the_day_on_which_they_were_published() {
        let edition = |number: u64, days_ago: f64| EditionHead {
            number,
            at: 1_000 * DAY_MS as i64 - (days_ago * DAY_MS) as i64,
            ..EditionHead::default()
        };
        // Half of today has passed: half a day ago it began.
        let list = [edition(6, 0.1), edition(5, 0.4), edition(4, 0.6), edition(3, 6.4), edition(2, 6.6)];
        let found = marks(&list, &parts(&days(7), 0), 1_000 * DAY_MS as i64, 6.5);
        let expected = [(0, vec![3]), (5, vec![4]), (6, vec![5, 6])];
        assert_eq!(found, expected.map(|(part, editions)| Mark { part, editions }));
        let weeks = marks(&list[2..], &parts(&days(90), 0), 1_000 * DAY_MS as i64, 89.5);
        let expected = [(11, vec![2]), (12, vec![3, 4])];
        assert_eq!(weeks, expected.map(|(part, editions)| Mark { part, editions }));
    }

    #[test]
    fn parts_stand_evenly_within_the_plot() {
        assert_eq!([0, 1, 2].map(|part| place_in(part, 3)), [200, 5_000, 9_800]);
        assert_eq!(place_in(0, 1), 5_000);
    }
}
