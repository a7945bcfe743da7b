//! Moods, the visitors' 1 to 5 and confidence, as bars that are rows of a table: each stands beside its number.

use console::Feeling;
use console::insights::{grouped, mean_score, share_words};
use console::words::fill;
use leptos::prelude::*;
use protocol::{Insights, Moods};

use super::super::marks::mood_mark;
use super::lack::{Telling, none, or_lack, telling};
use super::{Page, panel};

/// A bar: what it is, how long, and its class.
struct Bar {
    name: AnyView,
    count: u64,
    /// In the window before.
    before: u64,
    class: &'static str,
}

/// How visitors felt: with their questions, and as they asked for a person.
pub fn moods(page: Page, insights: &Insights) -> AnyView {
    let words = page.words;
    let questions = match telling(insights) {
        Telling::Told => bars(
            page,
            words.moods_questions,
            of_moods(page, &insights.visits.moods, &insights.visits_before.moods),
        ),
        Telling::Off => super::lack::off(words.lacks_moods, words),
        Telling::Nothing => none(words.none_yet),
    };
    let requests = match insights.people.requests {
        0 => none(words.no_requests),
        _ => bars(
            page,
            words.moods_requests,
            of_moods(page, &insights.people.moods, &insights.people_before.moods),
        ),
    };
    panel("moods-title", words.moods, (), view! { {questions} {requests} })
}

fn of_moods(page: Page, moods: &Moods, before: &Moods) -> Vec<Bar> {
    let bar = |feeling: Feeling, of: fn(&Moods) -> u32, class: &'static str| Bar {
        name: mood_mark(feeling, page.words).into_any(),
        count: u64::from(of(moods)),
        before: u64::from(of(before)),
        class,
    };
    vec![
        bar(Feeling::Angry, |moods| moods.angry, "bar-angry"),
        bar(Feeling::Anxious, |moods| moods.anxious, "bar-anxious"),
        bar(Feeling::Dejected, |moods| moods.dejected, "bar-dejected"),
        bar(Feeling::Calm, |moods| moods.calm, "bar-calm"),
        bar(Feeling::Glad, |moods| moods.glad, "bar-glad"),
    ]
}

/// What visitors gave the help, the best first.
pub fn scores(page: Page, insights: &Insights) -> AnyView {
    let words = page.words;
    let scores = &insights.people.scores;
    let Some(mean) = mean_score(scores) else {
        return panel("scores-title", words.scores, (), none(words.scores_none));
    };
    let before = &insights.people_before.scores;
    let bar = |((count, score), place): ((&u64, u32), usize)| Bar {
        name: fill(words.score, &[("n", &score.to_string())]).into_any(),
        count: *count,
        before: before.get(place).copied().unwrap_or_default(),
        class: "bar-warm",
    };
    let bars_of: Vec<Bar> =
        scores.iter().zip(1..).zip(0..).map(bar).collect::<Vec<_>>().into_iter().rev().collect();
    let given: u64 = scores.iter().sum();
    let told = fill(words.scores_mean, &[("n", &tenths(mean)), ("count", &grouped(given))]);
    let before = mean_score(before).map(|mean| fill(words.scores_before, &[("n", &tenths(mean))]));
    panel(
        "scores-title",
        words.scores,
        view! { <p class="muted">{told} {words.gap} {before}</p> },
        bars(page, words.scores, bars_of),
    )
}

fn tenths(mean: f64) -> String {
    let tenths = (mean * 10.0).round() as u64;
    [(tenths / 10).to_string(), (tenths % 10).to_string()].join(".")
}

/// How sure the assistant was of its best entry, question by question.
pub fn bands(page: Page, insights: &Insights) -> AnyView {
    let words = page.words;
    let (of, before) = (&insights.visits.confidence, &insights.visits_before.confidence);
    let inside = or_lack(page, insights, words.lacks_bands, || {
        let bands = [
            (words.band_100, of.from_95, before.from_95),
            (words.band_95, of.below_95, before.below_95),
            (words.band_80, of.below_80, before.below_80),
            (words.band_50, of.below_50, before.below_50),
        ];
        let bar = |(name, count, before): (&'static str, u32, u32)| Bar {
            name: name.into_any(),
            count: u64::from(count),
            before: u64::from(before),
            class: "bar-cool",
        };
        bars(page, words.bands, bands.into_iter().map(bar).collect())
    });
    panel("bands-title", words.bands, (), inside)
}

/// A table with a bar a row; the longest is the largest share. Where anything was counted in the window before, each has its
/// share then beside it.
fn bars(page: Page, caption: &'static str, bars: Vec<Bar>) -> AnyView {
    let words = page.words;
    let all: u64 = bars.iter().map(|bar| bar.count).sum();
    let before: u64 = bars.iter().map(|bar| bar.before).sum();
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or_default().max(1);
    let row = move |bar: Bar| {
        let share = if all > 0 { bar.count as f64 / all as f64 } else { 0.0 };
        let then = (before > 0).then(|| {
            let share = share_words(bar.before as f64 / before as f64, words);
            view! { <td class="bar-before">{fill(words.share_before, &[("n", &share)])}</td> }
        });
        let width = [&(bar.count * 100 / most).to_string(), "%"].concat();
        view! {
            <tr>
                <th scope="row">{bar.name}</th>
                <td class="bar-cell">
                    <svg class=bar.class aria-hidden="true"><rect x={"0"} y={"0"} width=width height={"10"} rx={"3"} /></svg>
                </td>
                <td>{grouped(bar.count)}</td>
                <td>{share_words(share, words)}</td>
                {then}
            </tr>
        }
    };
    view! {
        <table class="bars">
            <caption>{caption}</caption>
            <thead class="unseen">
                <tr><th scope="col">{caption}</th> <td></td> <th scope="col">{words.count}</th> <th scope="col">{words.share}</th> {(before > 0).then(|| view! { <th scope="col">{words.compared_share}</th> })}</tr>
            </thead>
            <tbody>{bars.into_iter().map(row).collect::<Vec<_>>()}</tbody>
        </table>
    }
    .into_any()
}
