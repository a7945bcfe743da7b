//! Dates with their year in a text, as days since 1970-01-01.

/// Months as they are written out; the first three letters tell them.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The latest date with a year that a text names: of a month without a day its last day. None where there is none.
pub(super) fn latest(text: &str) -> Option<i64> {
    let lower = text.to_lowercase();
    numeric(&lower).chain(english(&lower)).chain(chinese(&lower)).max()
}

/// `2026-03-12`, `12.03.2026`, `12/3/2026`; where the middle number is no month, the first is.
fn numeric(text: &str) -> impl Iterator<Item = i64> {
    let parts = text.split(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '.' | '/'));
    parts.filter_map(|part| {
        let numbers: Vec<i64> =
            part.split(['-', '.', '/']).filter_map(|number| number.parse().ok()).collect();
        match numbers.as_slice() {
            [year, month, day] if *year > 1990 => day_of(*year, *month, *day),
            [day, month, year] if *year > 1990 => {
                day_of(*year, *month, *day).or_else(|| day_of(*year, *day, *month))
            }
            _ => None,
        }
    })
}

/// "12 March 2026", "March 12, 2026", "March 2026".
fn english(text: &str) -> impl Iterator<Item = i64> {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let number = |at: Option<usize>, words: &[&str]| {
        let word = at.and_then(|at| words.get(at).copied())?;
        word.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<i64>().ok()
    };
    let dates: Vec<i64> = (0..words.len())
        .filter_map(|at| {
            let is_month =
                |month: &&str| words[at] == *month || words[at].len() == 3 && month.starts_with(words[at]);
            let month = MONTHS.iter().position(is_month)? as i64 + 1;
            let (before, next, last) = (
                number(at.checked_sub(1), &words),
                number(Some(at + 1), &words),
                number(Some(at + 2), &words),
            );
            match (before, next, last) {
                (_, Some(year), _) if year > 1990 => match before {
                    Some(day) => day_of(year, month, day),
                    None => last_of(year, month),
                },
                (_, Some(day), Some(year)) if year > 1990 => day_of(year, month, day),
                _ => None,
            }
        })
        .collect();
    dates.into_iter()
}

/// `2026年3月12日`, `2026年3月`.
fn chinese(text: &str) -> impl Iterator<Item = i64> {
    let dates = text.match_indices('年').filter_map(|(at, year)| {
        let digits: String = text[..at].chars().rev().take_while(char::is_ascii_digit).collect();
        let year_number: i64 = digits.chars().rev().collect::<String>().parse().ok()?;
        let rest = &text[at + year.len()..];
        let (month, rest) = leading(rest)?;
        let rest = rest.strip_prefix('月')?;
        match leading(rest) {
            Some((day, _)) => day_of(year_number, month, day),
            None => last_of(year_number, month),
        }
    });
    dates.collect::<Vec<_>>().into_iter()
}

fn leading(text: &str) -> Option<(i64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}

fn last_of(year: i64, month: i64) -> Option<i64> {
    match month {
        12 => day_of(year, 12, 31),
        _ => day_of(year, month + 1, 1).map(|day| day - 1),
    }
}

/// Days since 1970-01-01 (Howard Hinnant's days_from_civil); none where there is no such day.
fn day_of(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || !(1990..2200).contains(&year) {
        return None;
    }
    let shifted = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (shifted.div_euclid(400), shifted.rem_euclid(400));
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let days = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    Some(era * 146_097 + days - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_date_is_found() {
        let check = |text: &str, expected: Option<i64>| assert_eq!(latest(text), expected, "{text}");
        check("closed until 12 March 2026", Some(20_524));
        check("from March 1, 2026 to March 12, 2026.", Some(20_524));
        check("12.03.2026", Some(20_524));
        check("2026-03-12", Some(20_524));
        check("2026年3月12日截止", Some(20_524));
        check("in March 2026", Some(20_543));
        check("2026年3月起", Some(20_543));
        check("31 Dec 1999", Some(10_956));
        check("since 1998, within 30 days, 12 March, 24/7", None);
        check("", None);
    }
}
