//! When questions and requests for a person come, by the hour of the week: where to have people.

use std::sync::Arc;

use console::insights::{WEEK_HOURS, busiest, grouped, level, ranges};
use console::words::{InsightWords, fill};
use leptos::prelude::*;
use protocol::{InsightHour, Insights};

use super::super::{dates, language};
use super::lack::{Telling, none, telling};
use super::{Page, panel};

/// Days of a week, and hours of a day.
const DAYS: usize = 7;
const HOURS: usize = 24;
/// Units of a day's row, and of the hours' names above.
const ROW: usize = 26;
const HEAD: usize = 18;
/// The busiest hours that are told.
const BUSIEST: usize = 3;

/// What is counted by the hour.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Requests,
    Questions,
}

impl Of {
    fn count(self, hour: &InsightHour) -> u64 {
        match self {
            Self::Requests => hour.requests,
            Self::Questions => hour.asked,
        }
    }
}

/// The section.
pub fn view(page: Page, insights: &Arc<Insights>) -> AnyView {
    let words = page.words;
    let zone = match insights.sites.as_slice() {
        [site] => fill(words.week_zone, &[("zone", &site.time_zone)]),
        _ => words.week_zones.to_owned(),
    };
    let has_requests = insights.hours.iter().any(|hour| hour.requests > 0);
    let of = RwSignal::new(if has_requests { Of::Requests } else { Of::Questions });
    let held = Arc::clone(insights);
    let inside = move || counted(page, &held, of.get());
    let side = view! { <p class="muted">{zone}</p> {choice(page, of)} };
    panel("week-title", words.week, side, inside)
}

/// Which of the two is shown.
fn choice(page: Page, of: RwSignal<Of>) -> impl IntoView {
    let words = page.words;
    let button = move |what: Of, name: &'static str| {
        let pressed = move || (of.get() == what).to_string();
        view! { <button type="button" aria-pressed=pressed on:click=move |_| of.set(what)>{name}</button> }
    };
    view! {
        <span class="windows" role="group" aria-label=words.week_of>
            {button(Of::Requests, words.of_requests)} {button(Of::Questions, words.of_questions)}
        </span>
    }
}

fn counted(page: Page, insights: &Insights, of: Of) -> AnyView {
    let words = page.words;
    let counts: Vec<u64> = insights.hours.iter().take(WEEK_HOURS).map(|hour| of.count(hour)).collect();
    let most = counts.iter().copied().max().unwrap_or_default();
    if most > 0 && counts.len() == WEEK_HOURS {
        return heat(&counts, most, words);
    }
    match (of, telling(insights)) {
        (Of::Requests, _) => none(words.no_requests),
        (Of::Questions, Telling::Off) => super::lack::off(words.lacks_questions, words),
        (Of::Questions, _) => none(words.none_yet),
    }
}

fn heat(counts: &[u64], most: u64, words: &'static InsightWords) -> AnyView {
    let hours = busiest(counts, BUSIEST).into_iter().map(|it| hour_words(it, words.busiest_one, words));
    let told = fill(words.busiest, &[("list", &hours.collect::<Vec<_>>().join(words.names_between))]);
    let names = (0..DAYS).map(|day| {
        let y = (HEAD + day * ROW + ROW / 2 + 4).to_string();
        view! { <text x={"100%"} y=y text-anchor="end">{day_name(day)}</text> }
    });
    let hours = (0..HOURS).step_by(3).map(|hour| {
        view! { <text x=across(hour) y={"11"}>{hour.to_string()}</text> }
    });
    let cells: Vec<_> =
        counts.iter().enumerate().map(|(hour, count)| cell(hour, *count, most, words)).collect();
    view! {
        <p class="busiest">{told.clone()}</p>
        <div class="heat">
            <svg class="scale" aria-hidden="true">{names.collect::<Vec<_>>()}</svg>
            <svg class="field-plot" role="img" aria-label=told>{hours.collect::<Vec<_>>()} {cells}</svg>
        </div>
        {legend(most, words)}
        {table(counts, words)}
    }
    .into_any()
}

fn cell(hour: usize, count: u64, most: u64, words: &InsightWords) -> impl IntoView + use<> {
    let (day, of_day) = (hour / HOURS, hour % HOURS);
    let level = level(count, most);
    let (x, y) = (across(of_day), HEAD + day * ROW);
    let class = ["heat-", &level.to_string()].concat();
    let told = hour_words((hour, count), words.day_hour, words);
    let number = (count > 0).then(|| {
        view! { <text class="heat-count" x=middle(of_day) y=(y + ROW / 2 + 4).to_string() text-anchor="middle">{grouped(count)}</text> }
    });
    view! {
        <g class=class>
            {leptos::svg::title().child(told)}
            <rect x=x y=y.to_string() width={"3.9%"} height=(ROW - 3).to_string() rx={"4"} />
            {number}
        </g>
    }
}

/// An hour of the week with its count, as `Mon 14–15 (31)`.
fn hour_words((hour, count): (usize, u64), text: &str, _: &InsightWords) -> String {
    let (day, from) = (hour / HOURS, hour % HOURS);
    let slots = [
        ("day", &*day_name(day)),
        ("from", &from.to_string()),
        ("until", &(from + 1).to_string()),
        ("n", &grouped(count)),
    ];
    fill(text, &slots)
}

fn day_name(day: usize) -> String {
    dates::weekday_words(day, language())
}

/// Where an hour begins, in per cent of the width.
fn across(hour: usize) -> String {
    hundredths(10_000 * hour / HOURS)
}

fn middle(hour: usize) -> String {
    hundredths(10_000 * hour / HOURS + 195)
}

fn hundredths(place: usize) -> String {
    [&(place / 100).to_string(), ".", &(place % 100 / 10).to_string(), &(place % 10).to_string(), "%"]
        .concat()
}

/// Which counts each shade stands for.
fn legend(most: u64, words: &'static InsightWords) -> impl IntoView {
    let item = |(level, name): (usize, String)| {
        let class = ["heat-", &level.to_string()].concat();
        view! {
            <li>
                <svg class="sample" aria-hidden="true">
                    <g class=class><rect x={"6"} y={"0"} width={"16"} height={"12"} rx={"3"} /></g>
                </svg>
                {name}
            </li>
        }
    };
    let range = |(level, from, until): (usize, u64, u64)| {
        let name = if from == until { grouped(from) } else { [grouped(from), grouped(until)].join("–") };
        (level, name)
    };
    let all = std::iter::once((0, words.level_none.to_owned())).chain(ranges(most).into_iter().map(range));
    view! { <ul class="legend">{all.map(item).collect::<Vec<_>>()}</ul> }
}

/// The numbers: an hour a row, a day a column, which fits a phone.
fn table(counts: &[u64], words: &'static InsightWords) -> impl IntoView + use<> {
    let row = |hour: usize| {
        let cells = (0..DAYS).map(|day| {
            let count = counts.get(day * HOURS + hour).copied().unwrap_or_default();
            view! { <td>{grouped(count)}</td> }
        });
        let name = [hour.to_string(), (hour + 1).to_string()].join("–");
        view! { <tr><th scope="row">{name}</th> {cells.collect::<Vec<_>>()}</tr> }
    };
    let days = (0..DAYS).map(|day| view! { <th scope="col">{day_name(day)}</th> });
    view! {
        <details class="numbers">
            <summary>{words.numbers}</summary>
            <div class="table-frame" tabindex="0" role="group" aria-label=words.numbers>
                <table>
                    <thead><tr><th scope="col">{words.hour}</th> {days.collect::<Vec<_>>()}</tr></thead>
                    <tbody>{(0..HOURS).map(row).collect::<Vec<_>>()}</tbody>
                </table>
            </div>
        </details>
    }
}
