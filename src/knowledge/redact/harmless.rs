//! Numbers that tell nothing of a person: amounts, measures, dates, ranges, versions, sizes.

use super::chain::{Chain, MOST_PARTS, Part};
use super::view::View;

/// Most digits that an amount or a measure has.
const AMOUNT_DIGITS: usize = 9;

/// Signs and words of money before an amount.
const MONEY: [&str; 20] = [
    "$", "€", "£", "¥", "₩", "₹", "฿", "usd", "rmb", "cny", "eur", "gbp", "hkd", "jpy", "aud", "cad", "chf",
    "r$", "元", "价",
];

/// Words before the number of a place, a product or a fault.
const EXPLAINING: [&str; 51] = [
    "zip",
    "zip code",
    "postcode",
    "postal code",
    "plz",
    "model",
    "version",
    "build",
    "error",
    "error code",
    "area code",
    "item",
    "article",
    "part",
    "product",
    "style",
    "sku",
    "page",
    "lot",
    "flight",
    "bus",
    "train",
    "model number",
    "item number",
    "article number",
    "part number",
    "product number",
    "coupon",
    "promo",
    "discount",
    "voucher",
    "邮编",
    "邮政编码",
    "型号",
    "版本",
    "版本号",
    "型",
    "版本",
    "货",
    "款",
    "色",
    "批",
    "错误",
    "误代",
    "误",
    "惠",
    "扣",
    "券",
    "尺",
    "鞋",
    "条",
];

/// What stands behind an amount or a measure, at the beginning of the next word.
const UNITS: [&str; 53] = [
    "dollar", "euro", "pound", "usd", "eur", "rmb", "yuan", "yen", "cent", "gbp", "hkd", "mah", "km", "kg",
    "kb", "mb", "gb", "tb", "khz", "mhz", "ghz", "hz", "kwh", "kw", "mm", "cm", "ml", "piece", "pcs", "unit",
    "item", "people", "person", "visit", "view", "user", "time", "mile", "page", "lumen", "step", "word",
    "point", "screw", "sheet", "%", "美元", "港币", "欧元", "英镑", "日元", "美金", "港元",
];

/// Chinese characters that an amount or a measure comes before.
const MEASURES: &str =
    "元块角分万亿千百毫公克斤升米厘寸度℃°个只件台把张盏次倍天日月年岁小点秒人名楼层页步瓦伏流像片期折圆";

/// Letters that a number carries as its unit or size.
const TAGS: [&str; 30] = [
    "k", "w", "v", "m", "g", "l", "p", "x", "kg", "km", "cm", "mm", "ml", "gb", "mb", "tb", "kb", "hz",
    "khz", "mhz", "ghz", "kw", "kwh", "mah", "rpm", "dpi", "ppm", "px", "pcs", "fps",
];

/// How many parts from `first` on are harmless; 0 where nothing says that they are.
pub(super) fn count(view: &View, chain: &Chain, first: usize) -> usize {
    match together(view, chain, first) {
        0 => usize::from(is_alone(view, chain, first)),
        count => count,
    }
}

/// How many parts from `first` on are harmless because they stand together; 0 where they aren't.
pub(super) fn together(view: &View, chain: &Chain, first: usize) -> usize {
    let rest = chain.parts.len() - first;
    if rest >= 3 && (is_date(view, chain, first) || is_moment(view, chain, first)) {
        return 3;
    }
    if rest >= 2 && (is_range(view, chain, first) || is_explained(view, &chain.parts[first])) {
        return 2;
    }
    let last = chain.parts.len().min(first + MOST_PARTS) - 1;
    let dotted = (first..last).take_while(|part| chain.between(view, *part) == Some('.')).count();
    // `123.456.789-09` is a tax number.
    let goes_on = dotted > 1 && chain.between(view, first + dotted) == Some('-');
    if dotted > 0 && !goes_on && is_decimal(view, chain, first, dotted + 1) { dotted + 1 } else { 0 }
}

/// Whether one part is harmless by itself.
pub(super) fn is_alone(view: &View, chain: &Chain, part: usize) -> bool {
    let number = &chain.parts[part];
    is_priced(view, number)
        || is_measured(view, number)
        || is_explained(view, number)
        || is_tagged(view, number)
        || is_day(view, chain, part)
        || is_round(view, number)
}

/// Whether a word before it says that it is a place's, a product's or a fault's.
fn is_explained(view: &View, part: &Part) -> bool {
    part.is_number() && part.len() <= AMOUNT_DIGITS && explains(view, part.from)
}

/// Whether such a word stands before `from`.
pub(super) fn explains(view: &View, from: usize) -> bool {
    let end = from - usize::from(matches!(view.before(from, 1), ' ' | ':' | '-'));
    EXPLAINING.iter().any(|word| view.ends(end, word).is_some())
}

/// Year, month and day, or day, month and year, with the same sign between them.
fn is_date(view: &View, chain: &Chain, first: usize) -> bool {
    let signs = (chain.between(view, first), chain.between(view, first + 1));
    let (Some(sign), Some(other)) = signs else { return false };
    let value = |part| chain.value(view, part).unwrap_or(u32::MAX);
    let [a, b, c] = [value(first), value(first + 1), value(first + 2)];
    let long = |part: usize| chain.parts[part].len() == 4;
    let days = |a: u32, b: u32| (1..=31).contains(&a) && (1..=31).contains(&b) && a.min(b) <= 12;
    let dated = long(first) && is_year(a) && days(b, c) || long(first + 2) && is_year(c) && days(a, b);
    sign == other && sign != ' ' && dated
}

/// A date with its time by ISO 8601: `2024-07-04T18:45`.
fn is_moment(view: &View, chain: &Chain, first: usize) -> bool {
    let part = chain.parts[first + 2];
    let timed = part.digits >= 4 && view.at(part.from + 2) == 't';
    timed && chain.parts[first].len() == 4 && chain.value(view, first).is_some_and(is_year)
}

fn is_year(value: u32) -> bool {
    (1900..=2099).contains(&value)
}

/// A day in eight digits: `20231108`.
fn is_day(view: &View, chain: &Chain, part: usize) -> bool {
    let Some(value) = chain.value(view, part).filter(|_| chain.parts[part].len() == 8) else { return false };
    is_year(value / 10_000) && (1..=12).contains(&(value / 100 % 100)) && (1..=31).contains(&(value % 100))
}

/// Two amounts or years, the second one larger: `1000-2000`, `2019-2023`.
fn is_range(view: &View, chain: &Chain, first: usize) -> bool {
    let (Some(low), Some(high)) = (chain.value(view, first), chain.value(view, first + 1)) else {
        return false;
    };
    let [a, b] = [chain.parts[first], chain.parts[first + 1]];
    let padded = view.at(a.from) == '0' || view.at(b.from) == '0' || view.before(a.from, 1) == '+';
    let even = |value: u32| value.is_multiple_of(50) || value % 100 == 99;
    let plausible = even(low) && even(high) || is_year(low) && is_year(high) || a.len() <= 2 && b.len() <= 2;
    let apart = b.from - a.to == 1 && view.at(a.to) == '-' || b.from - a.to == 3 && view.at(a.to + 1) == '-';
    let more = chain.parts.len() > first + 2 && chain.between(view, first + 1) == Some('-');
    apart && !more && !padded && low < high && a.len() <= 6 && b.len() <= a.len() + 1 && plausible
}

/// A decimal, a version or an internet address: numbers with dots that are no phone number.
fn is_decimal(view: &View, chain: &Chain, first: usize, count: usize) -> bool {
    let parts = &chain.parts[first..first + count];
    let numbers = parts.iter().all(Part::is_number);
    let lengths: Vec<usize> = parts.iter().map(Part::len).collect();
    let phone = lengths.ends_with(&[3, 3, 4]) || view.at(parts[0].from) == '0' && count > 2;
    let long = lengths.iter().any(|length| *length > AMOUNT_DIGITS);
    numbers && !phone && !long && view.before(parts[0].from, 1) != '+'
}

fn is_priced(view: &View, part: &Part) -> bool {
    let end = part.from - usize::from(view.before(part.from, 1) == ' ');
    part.is_number() && part.len() <= AMOUNT_DIGITS && MONEY.iter().any(|sign| view.ends(end, sign).is_some())
}

/// Whether a unit follows.
pub(super) fn is_measured(view: &View, part: &Part) -> bool {
    let at = part.to + usize::from(view.at(part.to) == ' ');
    let is_unit = view.is_among(part.to, MEASURES) || UNITS.iter().any(|unit| view.begins(at, unit));
    part.is_number() && part.len() <= AMOUNT_DIGITS && is_unit
}

/// Whether several parts end with an amount or a measure, or are but a day with a name: `img_20240115`.
pub(super) fn ends(view: &View, chain: &Chain, first: usize, count: usize) -> bool {
    let parts = &chain.parts[first..first + count];
    let digits: usize = parts.iter().map(|part| part.digits).sum();
    let day = (first..first + count).any(|part| is_day(view, chain, part));
    is_measured(view, &parts[count - 1]) && digits < AMOUNT_DIGITS + 4 || day && digits == 8
}

/// A number with its unit, a size such as `3840x2160`, or a number of a computer such as `0x80070005`.
fn is_tagged(view: &View, part: &Part) -> bool {
    let (count, behind) = (part.len() - part.digits, part.to + part.digits - part.len());
    let tail = (behind..part.to).all(|place| !view.is_digit(place));
    let unit = tail && TAGS.iter().any(|tag| tag.len() == count && view.begins(behind, tag));
    let crosses = (part.from..part.to).filter(|place| view.at(*place) == 'x').count();
    let area = crosses == count && !tail;
    part.digits > 0
        && count > 0
        && (area || unit && part.digits <= AMOUNT_DIGITS || view.begins(part.from, "0x"))
}

/// Ten thousand and the like: nothing but zeros behind the first two digits.
fn is_round(view: &View, part: &Part) -> bool {
    part.is_number() && part.len() > 3 && (part.from + 2..part.to).all(|place| view.at(place) == '0')
}
