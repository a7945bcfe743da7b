//! What people did: why they were asked for, how it ended, and how long it took; known on every desk, whatever visits tell.

use console::insights::{Change, Good, grouped, share_words, span_words};
use console::reason_words;
use console::words::fill;
use leptos::prelude::*;
use protocol::{InsightReason, Insights, PeopleCounts, Spread};

use super::cards::{by_the_day, change_view};
use super::lack::none;
use super::{Page, panel};

/// Requests by their reasons, with how many of those that ended an agent has settled.
pub fn reasons(page: Page, insights: &Insights) -> AnyView {
    let words = page.words;
    let asked: Vec<&InsightReason> =
        insights.reasons.iter().filter(|row| row.requests + row.before > 0).collect();
    if asked.is_empty() {
        return panel("reasons-title", words.reasons, (), none(words.no_requests));
    }
    let row = |row: &InsightReason| {
        let ended = row.resolved + row.returned + row.expired;
        let rate = (ended > 0).then(|| share_words(row.resolved as f64 / ended as f64, words));
        let change = by_the_day(insights, row.requests, row.before)
            .map(|change| change_view(page, change, Good::Neither));
        let counts = [row.returned, row.expired, row.open];
        view! {
            <tr>
                <th scope="row">{reason_words(row.reason, words)}</th>
                <td>{grouped(row.requests)}</td>
                <td>{change}</td>
                <td>{rate.unwrap_or_else(|| "–".to_owned())}</td>
                {counts.map(|count| view! { <td>{grouped(count)}</td> })}
            </tr>
        }
    };
    let rows: Vec<_> = asked.into_iter().map(row).collect();
    let heads = [
        words.reason,
        words.requests,
        words.change,
        words.resolved_rate,
        words.returned,
        words.expired,
        words.open,
    ];
    let side = resolved(&insights.people).map(|now| {
        let told = fill(words.resolved_all, &[("n", &share_words(now, words))]);
        let before = resolved(&insights.people_before)
            .map(|before| fill(words.resolved_before, &[("n", &share_words(before, words))]));
        view! { <p class="muted">{told} {before.map(|before| [words.gap, &before].concat())}</p> }
    });
    panel("reasons-title", words.reasons, side, framed(words.reasons, &heads, rows.into_any()))
}

/// The share of requests that ended with an agent having settled them; none where none ended.
fn resolved(people: &PeopleCounts) -> Option<f64> {
    let ended = people.resolved + people.returned + people.expired;
    (ended > 0).then(|| people.resolved as f64 / ended as f64)
}

/// How long people took: the middle one, and what nine in ten did not exceed.
pub fn times(page: Page, insights: &Insights) -> AnyView {
    let words = page.words;
    let (now, before) = (&insights.people, &insights.people_before);
    if now.requests == 0 {
        return panel("times-title", words.times, (), none(words.no_requests));
    }
    let row = |(name, now, before): (&'static str, Spread, Spread)| {
        let time = |ms: Option<u64>| ms.map_or_else(|| "–".to_owned(), |ms| span_words(ms, words));
        // A longer handling may be a more thorough one.
        let good = if name == words.handling { Good::Neither } else { Good::Down };
        let change =
            Change::of_times(now.median_ms, before.median_ms).map(|change| change_view(page, change, good));
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{time(now.median_ms)}</td>
                <td>{change}</td>
                <td>{time(now.p90_ms)}</td>
                <td>{grouped(now.count)}</td>
            </tr>
        }
    };
    let rows = [
        (words.first_response, now.first_response, before.first_response),
        (words.wait, now.wait, before.wait),
        (words.handling, now.handling, before.handling),
    ];
    let heads = ["", words.median, words.change, words.slowest, words.measured];
    panel("times-title", words.times, (), framed(words.times, &heads, rows.map(row).into_any()))
}

fn framed(title: &'static str, heads: &[&'static str], rows: AnyView) -> impl IntoView + use<> {
    let head = |name: &&'static str| match *name {
        "" => view! { <td></td> }.into_any(),
        name => view! { <th scope="col">{name}</th> }.into_any(),
    };
    let heads: Vec<_> = heads.iter().map(head).collect();
    view! {
        <div class="table-frame" tabindex="0" role="group" aria-label=title>
            <table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>
        </div>
    }
}
