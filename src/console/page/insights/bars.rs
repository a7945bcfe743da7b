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
    class: &'static str,
}

/// How visitors felt: with their questions, and as they asked for a person.
pub fn moods(page: Page, insights: &Insights) -> AnyView {
    let words = page.words;
    let questions = match telling(insights) {
        Telling::Told => bars(page, words.moods_questions, of_moods(page, &insights.visits.moods)),
        Telling::Off => super::lack::off(words.lacks_moods, words),
        Telling::Nothing => none(words.none_yet),
    };
    let requests = match insights.people.requests {
        0 => none(words.no_requests),
        _ => bars(page, words.moods_requests, of_moods(page, &insights.people.moods)),
    };
    panel("moods-title", words.moods, (), view! { {questions} {requests} })
}

fn of_moods(page: Page, moods: &Moods) -> Vec<Bar> {
    let bar = |feeling: Feeling, count: u32, class: &'static str| Bar {
        name: mood_mark(feeling, page.words).into_any(),
        count: u64::from(count),
        class,
    };
    vec![
        bar(Feeling::Angry, moods.angry, "bar-angry"),
        bar(Feeling::Anxious, moods.anxious, "bar-anxious"),
        bar(Feeling::Dejected, moods.dejected, "bar-dejected"),
        bar(Feeling::Calm, moods.calm, "bar-calm"),
        bar(Feeling::Glad, moods.glad, "bar-glad"),
    ]
}

/// What visitors gave the help, the best first.
pub fn scores(page: Page, insights: &Insights) -> AnyView {
    let words = page.words;
    let scores = &insights.people.scores;
    let Some(mean) = mean_score(scores) else {
        return panel("scores-title", words.scores, (), none(words.scores_none));
    };
    let bar = |(count, score): (&u64, u32)| Bar {
        name: fill(words.score, &[("n", &score.to_string())]).into_any(),
        count: *count,
        class: "bar-warm",
    };
    let bars_of: Vec<Bar> = scores.iter().zip(1..).map(bar).collect::<Vec<_>>().into_iter().rev().collect();
    let tenths = (mean * 10.0).round() as u64;
    let mean = [(tenths / 10).to_string(), (tenths % 10).to_string()].join(".");
    let given: u64 = scores.iter().sum();
    let told = fill(words.scores_mean, &[("n", &mean), ("count", &grouped(given))]);
    panel(
        "scores-title",
        words.scores,
        view! { <p class="muted">{told}</p> },
        bars(page, words.scores, bars_of),
    )
}

/// How sure the assistant was of its best entry, question by question.
pub fn bands(page: Page, insights: &Insights) -> AnyView {
    let words = page.words;
    let of = &insights.visits.confidence;
    let inside = or_lack(page, insights, words.lacks_bands, || {
        let bands = [
            (words.band_100, of.from_95),
            (words.band_95, of.below_95),
            (words.band_80, of.below_80),
            (words.band_50, of.below_50),
        ];
        let bar = |(name, count): (&'static str, u32)| Bar {
            name: name.into_any(),
            count: u64::from(count),
            class: "bar-cool",
        };
        bars(page, words.bands, bands.into_iter().map(bar).collect())
    });
    panel("bands-title", words.bands, (), inside)
}

/// A table with a bar a row; the longest is the largest share.
fn bars(page: Page, caption: &'static str, bars: Vec<Bar>) -> AnyView {
    let words = page.words;
    let all: u64 = bars.iter().map(|bar| bar.count).sum();
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or_default().max(1);
    let row = move |bar: Bar| {
        let share = if all > 0 { bar.count as f64 / all as f64 } else { 0.0 };
        let width = [&(bar.count * 100 / most).to_string(), "%"].concat();
        view! {
            <tr>
                <th scope="row">{bar.name}</th>
                <td class="bar-cell">
                    <svg class=bar.class aria-hidden="true"><rect x={"0"} y={"0"} width=width height={"10"} rx={"3"} /></svg>
                </td>
                <td>{grouped(bar.count)}</td>
                <td>{share_words(share, words)}</td>
            </tr>
        }
    };
    view! {
        <table class="bars">
            <caption>{caption}</caption>
            <thead class="unseen">
                <tr><th scope="col">{caption}</th> <td></td> <th scope="col">{words.count}</th> <th scope="col">{words.share}</th></tr>
            </thead>
            <tbody>{bars.into_iter().map(row).collect::<Vec<_>>()}</tbody>
        </table>
    }
    .into_any()
}
