//! Days and hours by the clock on the wall of a site.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// 1970-01-01, day 0, was a Thursday; Monday is 0.
const FIRST_WEEKDAY: i64 = 3;
/// A day without a change of clocks, milliseconds.
const DAY_MS: f64 = 86_400_000.0;

/// The days of a time zone.
#[derive(Clone, Debug)]
pub(crate) struct Calendar(TimeZone);

/// When something happens by the clock on the wall.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment {
    /// Days since 1970-01-01.
    pub day: i64,
    /// 0 to 23.
    pub hour: i64,
}

/// Some days, the last of them being today, and as many before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    /// The first day before the window that it is compared with.
    pub before: i64,
    /// Its first day.
    pub from: i64,
    /// Its last day, which is today.
    pub until: i64,
    /// When the days before it began, Unix milliseconds.
    pub before_ms: i64,
    /// When it began.
    pub from_ms: i64,
    /// Now.
    pub now_ms: i64,
}

impl Moment {
    /// The hour of the week, 0 being Monday's first.
    pub fn hour_of_week(self) -> i64 {
        weekday(self.day) * 24 + self.hour
    }
}

impl Window {
    /// How many of its days have passed.
    pub fn elapsed_days(&self) -> f64 {
        (self.now_ms - self.from_ms) as f64 / DAY_MS
    }
}

impl Calendar {
    /// The calendar of a zone that was checked as the settings were read; of another name it is UTC's.
    pub fn of(zone: &str) -> Self {
        Self(TimeZone::get(zone).unwrap_or(TimeZone::UTC))
    }

    /// When a time is, Unix milliseconds.
    pub fn moment(&self, at: i64) -> Moment {
        let Ok(time) = Timestamp::from_millisecond(at) else { return Moment::default() };
        let local = time.to_zoned(self.0.clone());
        Moment { day: number(local.date()), hour: i64::from(local.hour()) }
    }

    /// When a day begins, Unix milliseconds; where clocks are put forward at midnight, at the first hour that there is.
    pub fn begin(&self, day: i64) -> i64 {
        let begins = dated(day).and_then(|date| self.0.to_zoned(date.at(0, 0, 0, 0)).ok());
        begins.map_or(0, |begins| begins.timestamp().as_millisecond())
    }

    /// The window of so many days that ends now.
    pub fn window(&self, days: u32, now: i64) -> Window {
        let until = self.moment(now).day;
        let from = until + 1 - i64::from(days);
        let before = from - i64::from(days);
        Window { before, from, until, before_ms: self.begin(before), from_ms: self.begin(from), now_ms: now }
    }
}

/// A day as `2026-11-26`; empty for one that no calendar has.
pub(crate) fn date(day: i64) -> String {
    dated(day).map(|date| date.to_string()).unwrap_or_default()
}

/// 0 is Monday.
pub(crate) fn weekday(day: i64) -> i64 {
    (day + FIRST_WEEKDAY).rem_euclid(7)
}

fn dated(day: i64) -> Option<Date> {
    Date::new(1970, 1, 1).ok()?.checked_add(day.days()).ok()
}

fn number(date: Date) -> i64 {
    let first = Date::new(1970, 1, 1).and_then(|first| first.until(date));
    first.map_or(0, |since| i64::from(since.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(time: &str) -> i64 {
        time.parse::<jiff::Zoned>().expect("a time with its zone").timestamp().as_millisecond()
    }

    #[test]
    fn a_moment_is_told_by_the_clock_on_the_wall() {
        for (time, zone, day, weekday, hour) in [
            ("2026-11-26T03:10:00[UTC]", "UTC", "2026-11-26", 3, 3),
            ("2026-11-26T23:10:00[UTC]", "Asia/Shanghai", "2026-11-27", 4, 7),
            ("2026-11-26T03:10:00[UTC]", "America/New_York", "2026-11-25", 2, 22),
            ("2026-11-26T18:40:00[UTC]", "Asia/Kolkata", "2026-11-27", 4, 0),
            ("2026-11-30T00:00:00[UTC]", "UTC", "2026-11-30", 0, 0),
            // The hour that comes twice as clocks are put back.
            ("2026-10-25T00:30:00[UTC]", "Europe/Berlin", "2026-10-25", 6, 2),
            ("2026-10-25T01:30:00[UTC]", "Europe/Berlin", "2026-10-25", 6, 2),
            ("1969-12-31T23:00:00[UTC]", "UTC", "1969-12-31", 2, 23),
        ] {
            let moment = Calendar::of(zone).moment(ms(time));
            assert_eq!((date(moment.day).as_str(), moment.hour), (day, hour), "{time} in {zone}");
            assert_eq!(moment.hour_of_week(), weekday * 24 + hour, "{time} in {zone}");
        }
    }

    #[test]
    fn a_window_has_whole_days_but_for_today() {
        let berlin = Calendar::of("Europe/Berlin");
        let now = ms("2026-10-26T12:00:00[Europe/Berlin]");
        let window = berlin.window(7, now);
        assert_eq!(
            [window.before, window.from, window.until].map(date),
            ["2026-10-13", "2026-10-20", "2026-10-26"]
        );
        assert_eq!(window.from_ms, ms("2026-10-20T00:00:00[Europe/Berlin]"));
        assert_eq!(window.before_ms, ms("2026-10-13T00:00:00[Europe/Berlin]"));
        // Six days, one of which had 25 hours, and a half.
        assert!((window.elapsed_days() - (6.5 + 1.0 / 24.0)).abs() < 1e-9);
        // Clocks are put forward at midnight.
        let beirut = Calendar::of("Asia/Beirut");
        let day = beirut.moment(ms("2026-03-29T12:00:00[Asia/Beirut]")).day;
        assert_eq!(beirut.begin(day), ms("2026-03-29T01:00:00[Asia/Beirut]"));
    }
}
