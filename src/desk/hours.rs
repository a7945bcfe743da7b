//! When people are there: hours of the week in a time zone, and the dates on which others hold.

use std::ops::RangeInclusive;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};
use protocol::DayOpen;

use crate::DeskError;

/// The days as they are written.
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/// The minutes of a day.
const DAY: u16 = 24 * 60;
/// Days to look ahead for the next opening: a year, since a whole season may be closed.
const AHEAD: i64 = 366;

const DAYS_MEND: &str = "write days as Mon-Fri or Sat, dates as 2026-12-24 or 2026-12-24..2026-12-26";
const TIMES_MEND: &str = "write times as 09:00-17:00, as in Mon-Fri 09:00-17:00, Sat 10:00-14:00";
const DATES_MEND: &str = "the first date of a range comes first, as 2026-12-24..2026-12-26";
const CLOSED_MEND: &str = "only dates are closed, as 2026-12-24 closed; leave a closed day of the week out";

/// Hours of the week, and dates with hours of their own.
#[derive(Clone, Debug)]
pub(crate) struct Hours {
    zone: TimeZone,
    /// What begins on each day of the week, Monday first.
    weekly: [Vec<Span>; 7],
    dated: Vec<Dated>,
}

/// When people are there or not: what a visitor is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// They are there now.
    Now,
    /// They are back at this time, Unix milliseconds.
    At(i64),
    /// Not within a year.
    Unknown,
}

/// Minutes since the midnight of the day on which it begins; an end past 24:00 lies on the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    from: u16,
    to: u16,
}

impl Span {
    /// As `22:00–02:00`.
    fn words(self) -> String {
        let time = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        format!("{}–{}", time(self.from), time(if self.to > DAY { self.to - DAY } else { self.to }))
    }
}

/// Dates on which the week doesn't count; without a span they are closed.
#[derive(Clone, Debug)]
struct Dated {
    dates: RangeInclusive<Date>,
    span: Option<Span>,
}

impl Hours {
    /// Reads `Mon-Fri 09:00-17:00, 2026-12-24..2026-12-26 closed, 2026-10-10 09:00-17:00` in a time zone of the IANA
    /// database, as `Europe/Berlin`. An end that is not after its beginning lies on the next day. What a date says
    /// stands in the place of what begins on that day of the week; times of a date beat its being closed. Without a
    /// word on the week people are always there but for the dates.
    pub(crate) fn read<'a>(parts: impl IntoIterator<Item = &'a str>, zone: &str) -> Result<Self, DeskError> {
        let zone = TimeZone::get(zone).map_err(|_| DeskError::TimeZone { value: zone.to_owned() })?;
        let mut hours = Self { zone, weekly: Default::default(), dated: Vec::new() };
        for part in parts.into_iter().flat_map(|text| text.split(',')).map(str::trim) {
            hours.add(part).map_err(|mend| DeskError::Hours { part: part.to_owned(), mend })?;
        }
        if hours.weekly.iter().all(Vec::is_empty) {
            hours.weekly = std::array::from_fn(|_| vec![Span { from: 0, to: DAY }]);
        }
        Ok(hours)
    }

    /// Reads one part; fails with the mend.
    fn add(&mut self, part: &str) -> Result<(), &'static str> {
        let (days, times) = part.split_once(' ').ok_or(TIMES_MEND)?;
        let times = times.trim();
        let is_closed = times.eq_ignore_ascii_case("closed");
        if let Some(dates) = dates(days)? {
            let span = if is_closed { None } else { Some(span(times)?) };
            self.dated.push(Dated { dates, span });
        } else if is_closed {
            return Err(CLOSED_MEND);
        } else {
            let span = span(times)?;
            days_of(days)?.for_each(|day| self.weekly[day].push(span));
        }
        Ok(())
    }

    /// When people are there or back.
    pub(crate) fn opening(&self, now_ms: i64) -> Opening {
        let Ok(now) = Timestamp::from_millisecond(now_ms) else {
            return Opening::Unknown;
        };
        let now = now.to_zoned(self.zone.clone());
        if self.is_open(&now) {
            return Opening::Now;
        }
        (0..=AHEAD).find_map(|ahead| self.begins_on(&now, ahead)).map_or(Opening::Unknown, Opening::At)
    }

    /// What begins on each of so many days, today first.
    pub(crate) fn days(&self, now_ms: i64, count: i64) -> Vec<DayOpen> {
        let now = Timestamp::from_millisecond(now_ms).map(|now| now.to_zoned(self.zone.clone()).date());
        let dates = (0..count).filter_map(|ahead| now.as_ref().ok()?.checked_add(ahead.days()).ok());
        let day = |date: Date| DayOpen {
            date: date.to_string(),
            open: self.spans_on(date).into_iter().map(Span::words).collect(),
            dated: self.dated.iter().any(|dated| dated.dates.contains(&date)),
        };
        dates.map(day).collect()
    }

    /// The first beginning after now on the day so many days ahead, Unix milliseconds.
    fn begins_on(&self, now: &Zoned, ahead: i64) -> Option<i64> {
        let date = now.date().checked_add(ahead.days()).ok()?;
        let begins = self.spans_on(date).into_iter().filter_map(|span| {
            let time = date.at((span.from / 60) as i8, (span.from % 60) as i8, 0, 0);
            Some(time.to_zoned(self.zone.clone()).ok()?.timestamp())
        });
        begins.filter(|begin| *begin > now.timestamp()).min().map(|begin| begin.as_millisecond())
    }

    fn is_open(&self, now: &Zoned) -> bool {
        let minute = u16::try_from(now.hour()).unwrap_or(0) * 60 + u16::try_from(now.minute()).unwrap_or(0);
        let holds = |date: Date, minute: u16| {
            self.spans_on(date).iter().any(|span| (span.from..span.to).contains(&minute))
        };
        let yesterday = now.date().yesterday();
        holds(now.date(), minute) || yesterday.is_ok_and(|yesterday| holds(yesterday, minute + DAY))
    }

    /// What begins on a date.
    fn spans_on(&self, date: Date) -> Vec<Span> {
        let mut dated = self.dated.iter().filter(|dated| dated.dates.contains(&date)).peekable();
        match dated.peek() {
            Some(_) => dated.filter_map(|dated| dated.span).collect(),
            None => self.weekly[date.weekday().to_monday_zero_offset() as usize].clone(),
        }
    }
}

/// The dates of `2026-12-24` or `2026-12-24..2026-12-26`; none where it isn't written with figures.
fn dates(text: &str) -> Result<Option<RangeInclusive<Date>>, &'static str> {
    if !text.starts_with(|first: char| first.is_ascii_digit()) {
        return Ok(None);
    }
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let read = |date: &str| date.parse::<Date>().map_err(|_| DAYS_MEND);
    let (first, last) = (read(first)?, read(last)?);
    if first <= last { Ok(Some(first..=last)) } else { Err(DATES_MEND) }
}

/// The days of `Mon` or `Fri-Mon`, 0 being Monday.
fn days_of(text: &str) -> Result<impl Iterator<Item = usize>, &'static str> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let day = |name: &str| DAYS.iter().position(|day| day.eq_ignore_ascii_case(name.trim())).ok_or(DAYS_MEND);
    let (first, last) = (day(first)?, day(last)?);
    let count = (last + 7 - first) % 7 + 1;
    Ok((0..count).map(move |ahead| (first + ahead) % 7))
}

fn span(times: &str) -> Result<Span, &'static str> {
    let (from, to) = times.split_once('-').ok_or(TIMES_MEND)?;
    let (from, to) = (minutes(from).ok_or(TIMES_MEND)?, minutes(to).ok_or(TIMES_MEND)?);
    Ok(Span { from, to: if from < to { to } else { to + DAY } })
}

/// Minutes since midnight of `09:30`; `24:00` is the end of the day.
fn minutes(time: &str) -> Option<u16> {
    let (hour, minute) = time.trim().split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour <= 24 && minute < 60).then_some(hour * 60 + minute).filter(|minutes| *minutes <= DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(time: &str) -> i64 {
        time.parse::<Zoned>().expect("a time with its zone").timestamp().as_millisecond()
    }

    /// Checks what is told at each time, both written without the zone; none is that people are there.
    fn check(hours: &str, zone: &str, cases: &[(&str, Option<&str>)]) {
        let read = Hours::read([hours], zone).unwrap();
        let ms = |time: &str| ms(&format!("{time}[{zone}]"));
        for (now, opens) in cases {
            let opening = opens.map_or(Opening::Now, |opens| Opening::At(ms(opens)));
            assert_eq!(read.opening(ms(now)), opening, "{hours} at {now}");
        }
    }

    #[test]
    fn the_next_opening_is_told_in_the_zone_of_the_hours() {
        check(
            "Mon-Fri 09:00-17:00, Sat 10:00-14:00",
            "Europe/Berlin",
            &[
                ("2026-11-25T12:00", None),
                ("2026-11-25T16:59:59", None),
                ("2026-11-25T17:00", Some("2026-11-26T09:00")),
                ("2026-11-25T08:59", Some("2026-11-25T09:00")),
                ("2026-11-27T20:00", Some("2026-11-28T10:00")),
                ("2026-11-28T14:00", Some("2026-11-30T09:00")),
                // The night in which clocks are put forward.
                ("2027-03-28T01:00", Some("2027-03-29T09:00")),
            ],
        );
        // A night in which clocks are put back, asked from another zone.
        let hours = Hours::read(["Mon-Fri 09:00-17:00"], "Europe/Berlin").unwrap();
        let opens = Opening::At(ms("2026-10-26T09:00[Europe/Berlin]"));
        assert_eq!(hours.opening(ms("2026-10-25T20:00[America/New_York]")), opens);
    }

    #[test]
    fn hours_may_pass_midnight_and_the_end_of_the_week() {
        check(
            "Fri-Sun 22:00-02:00",
            "Asia/Shanghai",
            &[
                ("2026-11-30T01:59", None),
                ("2026-11-30T02:00", Some("2026-12-04T22:00")),
                ("2026-12-04T23:00", None),
            ],
        );
        check("Mon-Sun 00:00-24:00", "UTC", &[("2026-11-30T02:00", None), ("2026-11-30T00:00", None)]);
    }

    #[test]
    fn a_date_stands_in_the_place_of_its_day_of_the_week() {
        check(
            "Mon-Fri 09:00-17:00, 2026-12-24..2027-01-02 closed, 2026-12-30 10:00-12:00, 2026-12-30 14:00-15:00",
            "Europe/Berlin",
            &[
                ("2026-12-23T18:00", Some("2026-12-30T10:00")),
                ("2026-12-24T12:00", Some("2026-12-30T10:00")),
                ("2026-12-30T11:00", None),
                ("2026-12-30T12:00", Some("2026-12-30T14:00")),
                ("2026-12-30T16:00", Some("2027-01-04T09:00")),
            ],
        );
        // The week of the national day of 2026, with its make-up days on a Sunday and a Saturday (调休).
        check(
            "Mon-Fri 09:00-18:00, 2026-10-01..2026-10-07 closed, 2026-09-20 09:00-18:00, 2026-10-10 09:00-18:00",
            "Asia/Shanghai",
            &[
                ("2026-09-20T10:00", None),
                ("2026-09-30T18:00", Some("2026-10-08T09:00")),
                ("2026-10-09T18:00", Some("2026-10-10T09:00")),
                ("2026-10-10T12:00", None),
                ("2026-10-10T18:00", Some("2026-10-12T09:00")),
            ],
        );
    }

    #[test]
    fn a_night_belongs_to_the_day_on_which_it_began() {
        check(
            "Mon-Sun 22:00-02:00, 2026-12-24 closed",
            "UTC",
            &[
                ("2026-12-24T01:00", None),
                ("2026-12-24T23:00", Some("2026-12-25T22:00")),
                ("2026-12-25T01:00", Some("2026-12-25T22:00")),
            ],
        );
    }

    #[test]
    fn dates_alone_leave_the_rest_of_the_year_open_and_nothing_within_a_year_is_unknown() {
        check(
            "2026-12-25 closed",
            "UTC",
            &[("2026-12-24T23:59", None), ("2026-12-25T03:00", Some("2026-12-26T00:00"))],
        );
        check(
            "Mon 09:00-17:00, 2026-01-01..2026-12-20 closed",
            "UTC",
            &[("2026-01-05T10:00", Some("2026-12-21T09:00"))],
        );
        let gone = Hours::read(["2026-01-01..2030-12-31 closed"], "UTC").unwrap();
        assert_eq!(gone.opening(ms("2026-01-05T10:00[UTC]")), Opening::Unknown);
    }

    #[test]
    fn the_next_days_are_told_by_their_dates() {
        let hours = "Mon-Fri 09:00-17:00, Fri 22:00-02:00, 2026-12-25 closed, 2026-12-26 10:00-24:00";
        let days =
            Hours::read([hours], "Europe/Berlin").unwrap().days(ms("2026-12-24T23:30[Europe/Berlin]"), 4);
        let told: Vec<_> =
            days.iter().map(|day| (day.date.as_str(), day.open.join(" "), day.dated)).collect();
        let day = |date, open: &str, dated| (date, open.to_owned(), dated);
        assert_eq!(
            told,
            [
                day("2026-12-24", "09:00–17:00", false),
                day("2026-12-25", "", true),
                day("2026-12-26", "10:00–24:00", true),
                day("2026-12-27", "", false),
            ]
        );
        let friday = Hours::read([hours], "UTC").unwrap().days(ms("2026-12-18T10:00[UTC]"), 1);
        assert_eq!(friday[0].open, ["09:00–17:00", "22:00–02:00"]);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_mend() {
        for (hours, part, mend) in [
            ("", "``", TIMES_MEND),
            ("Mon", "`Mon`", TIMES_MEND),
            ("Tue 09:00-17:00, Mon 9-17", "`Mon 9-17`", TIMES_MEND),
            ("Mon 09:00", "`Mon 09:00`", TIMES_MEND),
            ("Mon 09:00-25:00", "`Mon 09:00-25:00`", TIMES_MEND),
            ("Mon 09:60-17:00", "`Mon 09:60-17:00`", TIMES_MEND),
            ("Xyz 09:00-17:00", "`Xyz 09:00-17:00`", DAYS_MEND),
            ("Sat closed", "`Sat closed`", CLOSED_MEND),
            ("2026-02-30 closed", "`2026-02-30 closed`", DAYS_MEND),
            ("2026-12-26..2026-12-24 closed", "`2026-12-26..2026-12-24 closed`", DATES_MEND),
            ("2026-12-24 shut", "`2026-12-24 shut`", TIMES_MEND),
        ] {
            let error = Hours::read([hours], "UTC").unwrap_err().to_string();
            assert!(error.contains(part) && error.contains(mend), "{error}");
        }
        let error = Hours::read(["Mon 09:00-17:00"], "Berlin").unwrap_err().to_string();
        assert!(error.contains("`Berlin`") && error.contains("Europe/Berlin"), "{error}");
    }
}
