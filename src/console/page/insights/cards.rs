//! The figures at a glance, each against the window before; which way is good is said in words.

use console::insights::{
    Change, Good, Shares, Turn, grouped, hours_words, rated_wrong, share_words, span_words, split,
};
use console::words::fill;
use leptos::prelude::*;
use protocol::{Insights, VisitCounts};

use super::Page;
use super::lack::{Telling, telling};

/// A figure.
struct Card {
    label: &'static str,
    /// None where it isn't known.
    figure: Option<String>,
    change: Option<(Change, Good)>,
    /// What stands under it, a line each.
    lines: Vec<String>,
    /// How it is counted, where that needs words; folded, so that all cards stay low.
    hint: Option<String>,
}

/// All of them.
pub fn view(page: Page, insights: &Insights) -> impl IntoView + use<> {
    let visits = match telling(insights) {
        Telling::Told => visit_cards(page, insights),
        Telling::Off => lacking(page, page.words.lacks_figure),
        Telling::Nothing => lacking(page, page.words.none_yet),
    };
    let [questions, solved, wrong, saved] = visits;
    let cards = [questions, solved, handed_over(page, insights), first_reply(page, insights), wrong, saved];
    view! { <ul class="figures">{cards.map(|card| drawn(page, card))}</ul> }
}

fn visit_cards(page: Page, insights: &Insights) -> [Card; 4] {
    [questions(page, insights), solved(page, insights), wrong(page, insights), saved(page, insights)]
}

fn lacking(page: Page, why: &'static str) -> [Card; 4] {
    let words = page.words;
    [words.questions, words.solved, words.wrong, words.saved].map(|label| Card {
        label,
        figure: None,
        change: None,
        lines: vec![why.to_owned()],
        hint: None,
    })
}

/// A count's change, by the day.
pub fn by_the_day(insights: &Insights, now: u64, before: u64) -> Option<Change> {
    let elapsed_days = insights.sites.first().map(|site| site.elapsed_days).unwrap_or_default();
    Change::of_counts((now, elapsed_days), (before, insights.days))
}

fn questions(page: Page, insights: &Insights) -> Card {
    let visits = &insights.visits;
    Card {
        label: page.words.questions,
        figure: Some(grouped(visits.asked)),
        change: by_the_day(insights, visits.asked, insights.visits_before.asked)
            .map(|change| (change, Good::Neither)),
        lines: vec![fill(page.words.unanswered_of, &[("n", &grouped(visits.unanswered))])],
        hint: None,
    }
}

fn solved(page: Page, insights: &Insights) -> Card {
    let words = page.words;
    let shares = Shares::of(&insights.visits);
    let before = Shares::of(&insights.visits_before);
    let line = |text, share| fill(text, &[("n", &share_words(share, words))]);
    let lines = shares.map(|shares| {
        let grain = if shares.solved() < 0.1 { 1_000.0 } else { 100.0 };
        let (confirmed, presumed) = split(shares.solved(), shares.confirmed, grain);
        vec![line(words.solved_confirmed, confirmed), line(words.solved_presumed, presumed)]
    });
    let change = Change::of_shares(shares.map(Shares::solved), before.map(Shares::solved));
    Card {
        label: words.solved,
        figure: shares.map(|shares| share_words(shares.solved(), words)),
        change: change.map(|change| (change, Good::Up)),
        lines: lines.unwrap_or_default(),
        hint: Some(words.solved_hint.to_owned()),
    }
}

fn handed_over(page: Page, insights: &Insights) -> Card {
    let words = page.words;
    let (now, before) = (insights.people.requests, insights.people_before.requests);
    let share = Shares::of(&insights.visits).filter(|_| telling(insights) == Telling::Told);
    let line =
        share.map(|shares| fill(words.handed_over_of, &[("n", &share_words(shares.handed_over, words))]));
    Card {
        label: words.handed_over,
        figure: Some(grouped(now)),
        change: by_the_day(insights, now, before).map(|change| (change, Good::Down)),
        lines: line.into_iter().collect(),
        hint: None,
    }
}

fn first_reply(page: Page, insights: &Insights) -> Card {
    let words = page.words;
    let (now, before) = (insights.people.first_response, insights.people_before.first_response);
    let slowest = now.p90_ms.map(|ms| fill(words.within, &[("n", &span_words(ms, words))]));
    Card {
        label: words.first_reply,
        figure: now.median_ms.map(|ms| span_words(ms, words)),
        change: Change::of_times(now.median_ms, before.median_ms).map(|change| (change, Good::Down)),
        lines: slowest.into_iter().collect(),
        hint: None,
    }
}

fn wrong(page: Page, insights: &Insights) -> Card {
    let words = page.words;
    let share = |counts: &VisitCounts| rated_wrong(counts.up, counts.down);
    let (now, before) = (share(&insights.visits), share(&insights.visits_before));
    let rated = insights.visits.up + insights.visits.down;
    let line = fill(words.wrong_of, &[("down", &grouped(insights.visits.down)), ("n", &grouped(rated))]);
    Card {
        label: words.wrong,
        figure: now.map(|share| share_words(share, words)),
        change: Change::of_shares(now, before).map(|change| (change, Good::Down)),
        lines: now.map(|_| line).into_iter().collect(),
        hint: None,
    }
}

fn saved(page: Page, insights: &Insights) -> Card {
    let words = page.words;
    let saved = &insights.saved;
    let hours = saved.confirmed_hours.zip(saved.presumed_hours);
    let solved = |counts: &VisitCounts| counts.confirmed + counts.presumed;
    let lines = hours.map(|(confirmed, presumed)| {
        let whole = confirmed + presumed;
        let (confirmed, presumed) = split(whole, confirmed, if whole < 10.0 { 10.0 } else { 1.0 });
        let apart =
            [("confirmed", &*hours_words(confirmed, words)), ("presumed", &hours_words(presumed, words))];
        vec![fill(words.saved_apart, &apart)]
    });
    let formula = hours.and(saved.handling_ms).map(|handling| {
        let slots = [("n", &*grouped(solved(&insights.visits))), ("time", &span_words(handling, words))];
        fill(words.saved_formula, &slots)
    });
    // At the same handling time for both, so that it tells of visits and not of how fast agents were.
    let change = by_the_day(insights, solved(&insights.visits), solved(&insights.visits_before));
    Card {
        label: words.saved,
        figure: hours.map(|(confirmed, presumed)| hours_words(confirmed + presumed, words)),
        change: change.filter(|_| hours.is_some()).map(|change| (change, Good::Up)),
        lines: lines.unwrap_or_else(|| vec![words.saved_unknown.to_owned()]),
        hint: formula,
    }
}

fn drawn(page: Page, card: Card) -> impl IntoView {
    let words = page.words;
    let figure = match card.figure {
        Some(figure) => view! { <p class="figure">{figure}</p> }.into_any(),
        None => view! { <p class="figure unknown">{words.unknown}</p> }.into_any(),
    };
    let change = card.change.map(|(change, good)| change_view(page, change, good));
    let lines = card.lines.into_iter().map(|line| view! { <p class="small">{line}</p> }).collect_view();
    let hint = card.hint.map(|hint| {
        view! { <details class="numbers"><summary>{words.counted_how}</summary><p class="small">{hint}</p></details> }
    });
    view! {
        <li class="figure-card">
            <h2>{card.label}</h2>
            {figure}
            {change}
            {lines}
            {hint}
        </li>
    }
}

/// A change with its sign, and whether it is for the better, in a word.
pub fn change_view(page: Page, change: Change, good: Good) -> AnyView {
    let words = page.words;
    let (class, told) = match change.turn(good) {
        Turn::Better => ("change better", Some(words.better)),
        Turn::Worse => ("change worse", Some(words.worse)),
        Turn::Even => ("change", None),
    };
    let told = told.map(|told| view! { " " <span>{"· "} {told}</span> });
    view! { <p class=class>{change.words(words)} {told}</p> }.into_any()
}
