//! When people are there: hours of the week in a time zone.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};

use crate::DeskError;

/// The days as they are written.
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/// The minutes of a day.
const DAY: u16 = 24 * 60;
/// Days to look ahead for the next opening: the same weekday again, and one more where clocks are put forward over it.
const AHEAD: i64 = 8;

/// Weekly hours.
#[derive(Clone, Debug)]
pub(crate) struct Hours {
    zone: TimeZone,
    /// By day and beginning.
    spans: Vec<Span>,
}

/// Part of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    /// 0 is Monday.
    day: usize,
    /// Minutes since midnight; the end is no more part of it.
    from: u16,
    to: u16,
}

impl Hours {
    /// Reads `Mon-Fri 09:00-17:00, Sat 10:00-14:00` in a time zone of the IANA database, as `Europe/Berlin`. An end that
    /// is not after its beginning lies on the next day.
    pub(crate) fn read(text: &str, zone: &str) -> Result<Self, DeskError> {
        let zone = TimeZone::get(zone).map_err(|_| DeskError::TimeZone { value: zone.to_owned() })?;
        let fault = || DeskError::Hours { value: text.to_owned() };
        let mut spans = Vec::new();
        for part in text.split(',') {
            let (days, times) = part.trim().split_once(' ').ok_or_else(fault)?;
            let (first, last) = days.split_once('-').unwrap_or((days, days));
            let (from, to) = times.trim().split_once('-').ok_or_else(fault)?;
            let (first, last) = (day(first).ok_or_else(fault)?, day(last).ok_or_else(fault)?);
            let (from, to) = (minutes(from).ok_or_else(fault)?, minutes(to).ok_or_else(fault)?);
            let count = (last + 7 - first) % 7 + 1;
            for day in (0..count).map(|ahead| (first + ahead) % 7) {
                if from < to {
                    spans.push(Span { day, from, to });
                } else {
                    spans.push(Span { day, from, to: DAY });
                    spans.push(Span { day: (day + 1) % 7, from: 0, to });
                }
            }
        }
        spans.retain(|span| span.from < span.to);
        spans.sort();
        Ok(Self { zone, spans })
    }

    /// When people are back, Unix milliseconds; none while they are there.
    pub(crate) fn opens_at(&self, now_ms: i64) -> Option<i64> {
        let now = Timestamp::from_millisecond(now_ms).ok()?.to_zoned(self.zone.clone());
        if self.is_open(&now) {
            return None;
        }
        (0..=AHEAD).find_map(|ahead| {
            let date = now.date().checked_add(ahead.days()).ok()?;
            let day = date.weekday().to_monday_zero_offset() as usize;
            let begins = self.spans.iter().filter(|span| span.day == day).filter_map(|span| {
                let time = date.at((span.from / 60) as i8, (span.from % 60) as i8, 0, 0);
                Some(time.to_zoned(self.zone.clone()).ok()?.timestamp())
            });
            begins.filter(|begin| *begin > now.timestamp()).min().map(|begin| begin.as_millisecond())
        })
    }

    fn is_open(&self, now: &Zoned) -> bool {
        let day = Weekday::to_monday_zero_offset(now.weekday()) as usize;
        let minute = u16::try_from(now.hour()).unwrap_or(0) * 60 + u16::try_from(now.minute()).unwrap_or(0);
        self.spans.iter().any(|span| span.day == day && (span.from..span.to).contains(&minute))
    }
}

fn day(name: &str) -> Option<usize> {
    DAYS.iter().position(|day| day.eq_ignore_ascii_case(name.trim()))
}

/// Minutes since midnight of `09:30`; `24:00` is the end of the day.
fn minutes(time: &str) -> Option<u16> {
    let (hour, minute) = time.trim().split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let minutes = hour * 60 + minute;
    (hour <= 24 && minute < 60 && minutes <= DAY).then_some(minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(time: &str) -> i64 {
        time.parse::<Zoned>().expect("a time with its zone").timestamp().as_millisecond()
    }

    #[test]
    fn the_next_opening_is_told_in_the_zone_of_the_hours() {
        let hours = Hours::read("Mon-Fri 09:00-17:00, Sat 10:00-14:00", "Europe/Berlin").unwrap();
        for (now, opens) in [
            ("2026-11-25T12:00[Europe/Berlin]", None),
            ("2026-11-25T16:59:59[Europe/Berlin]", None),
            ("2026-11-25T17:00[Europe/Berlin]", Some("2026-11-26T09:00[Europe/Berlin]")),
            ("2026-11-25T08:59[Europe/Berlin]", Some("2026-11-25T09:00[Europe/Berlin]")),
            ("2026-11-27T20:00[Europe/Berlin]", Some("2026-11-28T10:00[Europe/Berlin]")),
            ("2026-11-28T14:00[Europe/Berlin]", Some("2026-11-30T09:00[Europe/Berlin]")),
            // The night in which clocks are put forward, and one in which they are put back.
            ("2027-03-28T01:00[Europe/Berlin]", Some("2027-03-29T09:00[Europe/Berlin]")),
            ("2026-10-25T20:00[America/New_York]", Some("2026-10-26T09:00[Europe/Berlin]")),
        ] {
            assert_eq!(hours.opens_at(ms(now)), opens.map(ms), "{now}");
        }
    }

    #[test]
    fn hours_may_pass_midnight_and_the_end_of_the_week() {
        let hours = Hours::read("Fri-Sun 22:00-02:00", "Asia/Shanghai").unwrap();
        assert_eq!(hours.opens_at(ms("2026-11-30T01:59[Asia/Shanghai]")), None);
        let opens = ms("2026-12-04T22:00[Asia/Shanghai]");
        assert_eq!(hours.opens_at(ms("2026-11-30T02:00[Asia/Shanghai]")), Some(opens));
        let always = Hours::read("Mon-Sun 00:00-24:00", "UTC").unwrap();
        assert_eq!(always.opens_at(ms("2026-11-30T02:00[UTC]")), None);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (hours, zone) in [
            ("", "UTC"),
            ("Mon", "UTC"),
            ("Mon 9-17", "UTC"),
            ("Mon 09:00", "UTC"),
            ("Mon 09:00-25:00", "UTC"),
            ("Mon 09:60-17:00", "UTC"),
            ("Xyz 09:00-17:00", "UTC"),
            ("Mon 09:00-17:00", "Berlin"),
        ] {
            let error = Hours::read(hours, zone).unwrap_err().to_string();
            assert!(
                error.contains(if zone == "UTC" { "Mon-Fri 09:00-17:00" } else { "Europe/Berlin" }),
                "{error}"
            );
        }
    }
}
