//! Times and languages as the agent's browser writes them, in the agent's zone.

use console::At;
use console::words::Language;
use js_sys::{Array, Date, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A weekday names a day only within a week, less a day.
const WEEK_MS: i64 = 6 * 24 * 3_600_000;

/// The local day, to tell when a conversation crosses midnight; equal only for the same day.
pub fn day_of(at_ms: i64) -> (u32, u32, u32) {
    let date = date(at_ms);
    (date.get_full_year(), date.get_month(), date.get_date())
}

/// Hours and minutes.
pub fn time_words(at_ms: i64, language: Language) -> String {
    let options = options(&[hour_style(language), ("minute", "2-digit")]);
    formatted(at_ms, language, &options)
}

/// Day, month, hours and minutes.
pub fn moment_words(at_ms: i64, language: Language) -> String {
    let options =
        options(&[("day", "numeric"), ("month", "short"), hour_style(language), ("minute", "2-digit")]);
    formatted(at_ms, language, &options)
}

/// The day, with its weekday.
pub fn day_words(at_ms: i64, language: Language) -> String {
    let options = options(&[("weekday", "long"), ("day", "numeric"), ("month", "long")]);
    formatted(at_ms, language, &options)
}

/// A time to come: of today the hour alone, of this week with its weekday, else with its day.
pub fn soon_words(at_ms: i64, language: Language) -> String {
    let now_ms = ui::now_ms() as i64;
    if day_of(at_ms) == day_of(now_ms) {
        return time_words(at_ms, language);
    }
    if at_ms.saturating_sub(now_ms) >= WEEK_MS {
        return moment_words(at_ms, language);
    }
    let options = options(&[("weekday", "short"), hour_style(language), ("minute", "2-digit")]);
    formatted(at_ms, language, &options)
}

/// `7:05 PM` in English, `07:05` in Chinese.
fn hour_style(language: Language) -> (&'static str, &'static str) {
    ("hour", if language == Language::English { "numeric" } else { "2-digit" })
}

/// The local weekday, Sunday being 0.
pub fn weekday(at_ms: i64) -> u32 {
    date(at_ms).get_day()
}

/// The local hour.
pub fn hour(at_ms: i64) -> u32 {
    date(at_ms).get_hours()
}

/// A local time that is told from another, Unix milliseconds; where clocks change the browser says which it is.
pub fn at(from_ms: i64, at: At) -> i64 {
    let date = date(from_ms);
    date.set_date(date.get_date() + at.days);
    date.set_hours(at.hour);
    date.set_minutes(0);
    date.set_seconds(0);
    date.set_milliseconds(0);
    date.get_time() as i64
}

/// What a field for a local time holds, Unix milliseconds; none while it is empty.
pub fn local(typed: &str) -> Option<i64> {
    let time = Date::new(&typed.into()).get_time();
    (!typed.is_empty() && time.is_finite()).then_some(time as i64)
}

/// A date as `2026-12-24`, with its weekday.
pub fn date_words(date: &str, language: Language) -> String {
    // At noon, so that no zone makes another day of it.
    let at = Date::parse(&[date, "T12:00:00"].concat());
    let options = options(&[("weekday", "short"), ("day", "numeric"), ("month", "short")]);
    formatted(at as i64, language, &options)
}

/// A date as `2026-12-24`, its day and month alone.
pub fn short_date_words(date: &str, language: Language) -> String {
    let at = Date::parse(&[date, "T12:00:00"].concat());
    formatted(at as i64, language, &options(&[("day", "numeric"), ("month", "short")]))
}

/// A day of the week, 0 being Monday.
pub fn weekday_words(day: usize, language: Language) -> String {
    // 1 January 2024 was a Monday.
    let date = Date::new_with_year_month_day(2024, 0, 1 + day as i32);
    formatted(date.get_time() as i64, language, &options(&[("weekday", "short")]))
}

/// A language's name; the tag itself where the browser knows none.
pub fn language_words(tag: &str, language: Language) -> String {
    language_name(tag, language).unwrap_or_else(|| tag.to_owned())
}

fn language_name(tag: &str, language: Language) -> Option<String> {
    let names = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let names: Function = Reflect::get(&names, &"DisplayNames".into()).ok()?.dyn_into().ok()?;
    let locales = Array::of1(&language.tag().into());
    let names = Reflect::construct(&names, &Array::of2(&locales, &options(&[("type", "language")]))).ok()?;
    let of: Function = Reflect::get(&names, &"of".into()).ok()?.dyn_into().ok()?;
    of.call1(&names, &tag.into()).ok()?.as_string()
}

fn formatted(at_ms: i64, language: Language, options: &Object) -> String {
    date(at_ms).to_locale_string(language.tag(), options).into()
}

fn date(at_ms: i64) -> Date {
    Date::new(&JsValue::from_f64(at_ms as f64))
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (name, value) in pairs {
        // A fresh object takes any property.
        let _ = Reflect::set(&options, &(*name).into(), &(*value).into());
    }
    options
}
