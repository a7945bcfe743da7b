//! Dates in a sentence: days of the calendar and of the week, and days counted from today.

/// Words that are a day by themselves.
const DAYS: [&str; 21] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mondays",
    "tuesdays",
    "wednesdays",
    "thursdays",
    "fridays",
    "saturdays",
    "sundays",
    "tues",
    "thurs",
    "today",
    "tomorrow",
    "yesterday",
    "tonight",
    "christmas",
];

/// Months by their whole names, which are a date by themselves too.
const WHOLE: [&str; 10] = [
    "january",
    "february",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Words that are a month or a day only beside a number.
const MONTHS: [&str; 20] = [
    "jan", "feb", "mar", "march", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
    "mon", "tue", "wed", "thu", "fri", "sat",
];

/// Of two words: days counted from today.
const SPANS: [&str; 3] = ["this", "next", "last"];
const PARTS: [&str; 9] =
    ["week", "month", "year", "weekend", "morning", "afternoon", "evening", "night", "days"];

/// Days and times counted from today, in Chinese.
const CHINESE: [&str; 42] = [
    "今天",
    "今日",
    "明天",
    "明日",
    "后天",
    "大后天",
    "昨天",
    "前天",
    "今晚",
    "今早",
    "明早",
    "明晚",
    "昨晚",
    "当晚",
    "下周",
    "上周",
    "本周",
    "这周",
    "这星期",
    "下星期",
    "上星期",
    "下个月",
    "上个月",
    "这个月",
    "本月",
    "月底",
    "月初",
    "年底",
    "年初",
    "明年",
    "去年",
    "刚才",
    "刚刚",
    "待会",
    "晚点",
    "稍后",
    "一会儿",
    "周末前",
    "节前",
    "节后",
    "昨儿",
    "明儿",
];

/// What a day of the week begins with, and what follows.
const WEEKS: [&str; 3] = ["周", "星期", "礼拜"];
const WEEKDAYS: &str = "一二三四五六日天末";

/// Numbers in Chinese.
const NUMERALS: &str = "0123456789０１２３４５６７８９一二三四五六七八九十";

/// Whether a sentence in lower case names a date, or a day counted from today.
pub(super) fn holds(lower: &str) -> bool {
    is_dated(lower)
        || words(lower).any(|word| DAYS.contains(&word) || WHOLE.contains(&word))
        || has_span(lower)
        || CHINESE.iter().any(|day| lower.contains(day))
        || WEEKS.iter().any(|week| {
            lower.match_indices(week).any(|(at, _)| {
                // "一周一次" is no day.
                let next = lower[at + week.len()..].chars().next();
                let before = lower[..at].chars().next_back();
                next.is_some_and(|c| WEEKDAYS.contains(c)) && before.is_none_or(|c| !"一两三每几".contains(c))
            })
        })
}

/// Whether it names a day of the calendar, by a number.
pub(super) fn is_dated(lower: &str) -> bool {
    let all: Vec<&str> = words(lower).collect();
    let has_number = |at: Option<usize>| at.and_then(|at| all.get(at)).is_some_and(|word| is_day(word));
    let named = |at: usize| {
        let known = MONTHS.contains(&all[at]) || WHOLE.contains(&all[at]);
        known && (has_number(at.checked_sub(1)) || has_number(Some(at + 1)))
    };
    (0..all.len()).any(|at| named(at) || is_ordinal(all[at]) || is_year(all[at]))
        || is_numeric(lower)
        || chinese(lower)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty())
}

fn has_span(text: &str) -> bool {
    let all: Vec<&str> = words(text).collect();
    all.windows(2).any(|pair| SPANS.contains(&pair[0]) && PARTS.contains(&pair[1]))
}

/// A day of a month, as `7`, `07` or `7th`.
fn is_day(word: &str) -> bool {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    digits.len() < 3 && digits.parse::<u32>().is_ok_and(|day| (1..=31).contains(&day))
}

fn is_ordinal(word: &str) -> bool {
    ["st", "nd", "rd", "th"].iter().any(|end| {
        word.strip_suffix(end)
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
    })
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.parse::<u32>().is_ok_and(|year| (1990..2100).contains(&year))
}

/// Numbers with dots or strokes between them: `12.3.`, `12/03`, `2026-03-12`; around the clock (`24/7`) is none.
fn is_numeric(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '/' | '-')).any(|part| {
        let closed = part.ends_with('.') && part.trim_end_matches('.').contains('.');
        let numbers: Vec<&str> = part.split(['.', '/', '-']).filter(|number| !number.is_empty()).collect();
        let short = |number: &str| number.len() < 3 && is_day(number);
        match numbers.as_slice() {
            [one, other] => part != "24/7" && short(one) && short(other) && (part.contains('/') || closed),
            [one, other, last] => {
                short(other)
                    && (short(one) && (last.len() == 2 || is_year(last)) || is_year(one) && short(last))
            }
            _ => false,
        }
    })
}

/// `3月5日`, `三月五号`, `12号`, `2026年`; `3个月` and `7日内` are spans.
fn chinese(text: &str) -> bool {
    let after_number = |unit: &str, is_date: &dyn Fn(&str, &str) -> bool| {
        text.match_indices(unit).any(|(at, _)| {
            let (before, rest) = (&text[..at], &text[at + unit.len()..]);
            before.chars().next_back().is_some_and(|c| NUMERALS.contains(c)) && is_date(before, rest)
        })
    };
    let not_a_number_of =
        |before: &str| !before.trim_end_matches(|c: char| NUMERALS.contains(c)).ends_with(['第', '型', '编']);
    let not_a_place = |rest: &str| !rest.starts_with(['线', '楼', '店', '仓', '床', '色', '码']);
    after_number("月", &|_, rest| !rest.starts_with('内'))
        || after_number("号", &|before, rest| not_a_number_of(before) && not_a_place(rest))
        || after_number("日", &|before, rest| !rest.starts_with(['内', '起']) && !before.ends_with("工作"))
        || after_number("年", &|before, _| {
            before.chars().rev().take_while(char::is_ascii_digit).count() >= 2
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_told_from_other_numbers() {
        let check = |text: &str, expected: bool| assert_eq!(holds(text), expected, "{text}");
        for text in [
            "on 12 march",
            "march 3rd",
            "by friday",
            "until 12.3.",
            "from 12/03",
            "2026-03-12",
            "in 2024",
            "next week",
            "it comes tomorrow",
            "the 14th",
            "3月5日到",
            "三月五号",
            "12号发",
            "周三寄出",
            "2026年",
            "明天到",
            "星期一",
            "月底前",
        ] {
            check(text, true);
        }
        for text in [
            "within 30 days",
            "open 24/7",
            "9 to 18",
            "step 3.2",
            "for 12 months",
            "一周内",
            "3个月",
            "7日内",
            "每周一次",
            "3号线",
            "5个工作日",
            "the may sale",
            "两年质保",
        ] {
            check(text, false);
        }
    }
}
