//! The times that one is offered for later: an hour from now, the afternoon, the next morning, the next Monday.

/// When something is to come back or to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Later {
    /// In an hour.
    Hour,
    /// Today at 14:00.
    Afternoon,
    /// Tomorrow at 9:00.
    Morning,
    /// The next Monday at 9:00.
    Monday,
}

/// A local time, told from now: so many days on, at a full hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// Days from today.
    pub days: u32,
    /// Hour of that day.
    pub hour: u32,
}

/// Whoever is asked before this hour is offered the afternoon.
const LATE_MORNING: u32 = 13;
const AFTERNOON: u32 = 14;
const MORNING: u32 = 9;
const WEEK: u32 = 7;

/// What is offered at an hour of a weekday, Sunday being 0; an hour from now has no full hour.
pub fn later(weekday: u32, hour: u32) -> Vec<(Later, Option<At>)> {
    // On a Sunday tomorrow is that Monday, so the next one is a week on.
    let to_monday = match (WEEK + 1 - weekday % WEEK) % WEEK {
        0 => WEEK,
        1 => WEEK + 1,
        days => days,
    };
    let at = |days, hour| Some(At { days, hour });
    let all = [
        (Later::Hour, None),
        (Later::Afternoon, at(0, AFTERNOON)),
        (Later::Morning, at(1, MORNING)),
        (Later::Monday, at(to_monday, MORNING)),
    ];
    all.into_iter().filter(|(what, _)| *what != Later::Afternoon || hour < LATE_MORNING).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(weekday: u32, hour: u32, afternoon: bool, monday: u32) {
        let offered = later(weekday, hour);
        assert_eq!(offered.iter().any(|(what, _)| *what == Later::Afternoon), afternoon, "{weekday} {hour}");
        let found = offered.iter().find(|(what, _)| *what == Later::Monday).and_then(|(_, at)| *at);
        assert_eq!(found, Some(At { days: monday, hour: 9 }), "{weekday} {hour}");
    }

    #[test]
    fn what_is_past_is_not_offered_and_monday_is_never_tomorrow() {
        check(0, 8, true, 8);
        check(1, 12, true, 7);
        check(2, 13, false, 6);
        check(5, 23, false, 3);
        check(6, 0, true, 2);
    }
}
