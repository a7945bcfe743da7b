//! Hours of the week as a table of seven lines, and as the desk writes them.

/// The days as the desk writes them.
pub const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// What stands on each day, Monday first, as `09:00-12:00, 13:00-17:00`; empty is closed. None where the hours hold what
/// no such table shows, as dates.
pub fn week(hours: &str) -> Option<[String; 7]> {
    let mut week: [String; 7] = Default::default();
    for part in hours.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (days, times) = part.split_once(' ')?;
        let (first, last) = days.split_once('-').unwrap_or((days, days));
        let place = |name: &str| DAYS.iter().position(|day| day.eq_ignore_ascii_case(name.trim()));
        let (first, last) = (place(first)?, place(last)?);
        for ahead in 0..=(last + 7 - first) % 7 {
            let day = &mut week[(first + ahead) % 7];
            if !day.is_empty() {
                day.push_str(", ");
            }
            day.push_str(times.trim());
        }
    }
    Some(week)
}

/// The hours that a table says; days in a row that say the same stand together. Empty where all are.
pub fn hours_of(week: &[String; 7]) -> String {
    let mut parts = Vec::new();
    let mut day = 0;
    while day < 7 {
        let same = week[day..].iter().take_while(|other| other.trim() == week[day].trim()).count();
        let days =
            if same > 1 { [DAYS[day], "-", DAYS[day + same - 1]].concat() } else { DAYS[day].to_owned() };
        // As people write it, with a dash of either kind and a comma of either script.
        for times in week[day].split([',', '，', '、']).map(str::trim).filter(|times| !times.is_empty()) {
            parts.push([&days, " ", &times.replace(['–', '—', '~', '～'], "-").replace('：', ":")].concat());
        }
        day += same;
    }
    parts.join(", ")
}

/// The lines of a text that say something.
pub fn lines_of(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks what comes of hours that are put into the table and taken out again; none where they don't fit.
    fn check(hours: &str, again: Option<&str>) {
        assert_eq!(week(hours).map(|week| hours_of(&week)).as_deref(), again, "{hours}");
    }

    #[test]
    fn hours_go_into_the_table_and_out_again() {
        check("", Some(""));
        check("Mon-Fri 09:00-17:00, Sat 10:00-14:00", Some("Mon-Fri 09:00-17:00, Sat 10:00-14:00"));
        check("Mon-Tue 09:00-12:00, Mon-Tue 13:00-17:00", Some("Mon-Tue 09:00-12:00, Mon-Tue 13:00-17:00"));
        check("Fri-Mon 22:00-02:00", Some("Mon 22:00-02:00, Fri-Sun 22:00-02:00"));
        check("sat 10:00-14:00", Some("Sat 10:00-14:00"));
        check("Mon-Fri 09:00-17:00, 2026-12-24 closed", None);
        check("Mon", None);
    }

    #[test]
    fn a_line_is_read_as_people_write_it() {
        let mut week: [String; 7] = Default::default();
        week[2] = " 09:00–12:00，13：00～17:00 ".to_owned();
        assert_eq!(hours_of(&week), "Wed 09:00-12:00, Wed 13:00-17:00");
        assert_eq!(lines_of(" a \n\n b"), ["a", "b"]);
    }
}
