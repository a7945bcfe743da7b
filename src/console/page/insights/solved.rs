//! The share of visits that were solved without a person, and of rated answers that were wrong, over the window's days or
//! weeks, with the editions that were published meanwhile; its numbers stand under it.

use console::insights::{Mark, Part, grouped, marks, parts, place_in, share_words, top};
use console::words::{InsightWords, fill};
use leptos::prelude::*;

use super::super::{dates, language};
use super::lack::or_lack;
use super::{Page, Told, panel};

/// Units from the top to the highest line, and from there to the lowest.
const ABOVE: f64 = 26.0;
const HIGH: f64 = 150.0;
/// The least distance of two editions' labels, hundredths of a per cent of the width.
const LABELS_APART: u32 = 1_500;
/// Labels under the plot.
const DATES: usize = 4;

/// The section.
pub fn view(page: Page, told: &Told) -> AnyView {
    let words = page.words;
    let parts = parts(&told.insights.daily, told.insights.visits.open);
    let by_week = parts.len() < told.insights.daily.len();
    let title = if by_week { words.solved_by_week } else { words.solved_by_day };
    let elapsed_days = told.insights.sites.first().map(|site| site.elapsed_days).unwrap_or_default();
    let marks = marks(&told.editions, &parts, told.at, elapsed_days);
    let is_open = !by_week && told.insights.visits.open > 0;
    let inside = or_lack(page, &told.insights, words.lacks_solved, move || {
        let open = is_open.then(|| view! { <p class="small">{words.plot_open}</p> });
        view! { {plot(&parts, &marks, words)} {legend(words)} {open} {table(&parts, &marks, by_week, words)} }
            .into_any()
    });
    panel("solved-title", title, (), inside)
}

/// A line of the plot: its class, and its share of a part.
type Line = (&'static str, fn(&Part) -> Option<f64>);
const LINES: [Line; 3] =
    [("line solved", Part::solved), ("line confirmed", Part::confirmed_share), ("line wrong", Part::wrong)];

fn plot(parts: &[Part], marks: &[Mark], words: &'static InsightWords) -> AnyView {
    let known = LINES.iter().flat_map(|(_, of)| parts.iter().filter_map(of));
    let top = top(known);
    let points = |of: fn(&Part) -> Option<f64>| parts.iter().map(of).collect::<Vec<_>>();
    if points(Part::solved).iter().flatten().count() < 2 {
        return view! { <p class="none muted">{words.plot_thin}</p> }.into_any();
    }
    let lines = LINES.map(|(class, of)| line(class, &points(of), top));
    let grid = [0, top / 2, top].map(|at| {
        let y = number(up(f64::from(at) / 100.0, top));
        view! { <line class="grid" x1={"0"} x2={"100%"} y1=y.clone() y2=y /> }
    });
    let scale = [0, top / 2, top].map(|at| {
        let y = number(up(f64::from(at) / 100.0, top) + 4.0);
        view! { <text x={"100%"} y=y text-anchor="end">{fill(words.per_cent, &[("n", &at.to_string())])}</text> }
    });
    view! {
        <div class="plot">
            <svg class="scale" aria-hidden="true">{scale}</svg>
            <svg class="field-plot" role="img" aria-label=told(parts, words)>
                {grid}
                {dates_under(parts)}
                {editions(parts, marks, top, words)}
                {lines}
            </svg>
        </div>
    }
    .into_any()
}

/// What the plot shows, in words.
fn told(parts: &[Part], words: &'static InsightWords) -> String {
    let share =
        |share: Option<f64>| share.map_or_else(|| words.unknown.to_owned(), |it| share_words(it, words));
    let first = parts.iter().find_map(Part::solved);
    let last = parts.iter().rev().find_map(Part::solved);
    let (up, down) = parts.iter().fold((0, 0), |sum, part| (sum.0 + part.up, sum.1 + part.down));
    let wrong = console::insights::rated_wrong(up, down);
    let slots = [("first", &*share(first)), ("last", &share(last)), ("wrong", &share(wrong))];
    fill(words.plot_told, &slots)
}

/// From one known share to the next; one between unknown ones is a dot.
fn line(class: &'static str, points: &[Option<f64>], top: u32) -> impl IntoView + use<> {
    let count = points.len();
    let at = |place: usize| points.get(place).copied().flatten();
    let piece = |place: usize| {
        let from = at(place)?;
        let x = across(place, count);
        let y = number(up(from, top));
        Some(match at(place + 1) {
            Some(to) => {
                let (x2, y2) = (across(place + 1, count), number(up(to, top)));
                view! { <line x1=x x2=x2 y1=y y2=y2 /> }.into_any()
            }
            None if place == 0 || at(place - 1).is_none() => {
                view! { <circle cx=x cy=y r={"2.5"} /> }.into_any()
            }
            None => ().into_any(),
        })
    };
    let pieces: Vec<_> = (0..count).filter_map(piece).collect();
    view! { <g class=class>{pieces}</g> }
}

/// A dashed line up from the days on which editions were published, with their numbers where there is room.
fn editions(parts: &[Part], marks: &[Mark], top: u32, words: &'static InsightWords) -> impl IntoView + use<> {
    let mut last = None::<u32>;
    let mark = |mark: &Mark| {
        let place = place_in(mark.part, parts.len());
        let has_room = last.is_none_or(|last| place >= last + LABELS_APART);
        if has_room {
            last = Some(place);
        }
        let x = hundredths(place);
        let label = has_room.then(|| {
            let anchor = match place {
                ..1_200 => "start",
                8_801.. => "end",
                _ => "middle",
            };
            view! { <text x=x.clone() y={"12"} text-anchor=anchor>{edition_words(&mark.editions, words)}</text> }
        });
        let dot = parts.get(mark.part).and_then(Part::solved).map(|share| {
            view! { <circle class="mark-dot" cx=x.clone() cy=number(up(share, top)) r={"4"} /> }
        });
        view! {
            <line class="edition" x1=x.clone() x2=x.clone() y1={"18"} y2=number(ABOVE + HIGH) />
            {dot}
            {label}
        }
    };
    marks.iter().map(mark).collect::<Vec<_>>()
}

/// One edition, or the first and the last of several.
fn edition_words(editions: &[u64], words: &InsightWords) -> String {
    match editions {
        [one] => fill(words.edition, &[("n", &one.to_string())]),
        [first, .., last] => fill(words.editions, &[("n", &[first.to_string(), last.to_string()].join("–"))]),
        [] => String::new(),
    }
}

/// A few dates under the plot, the first and the last of the window among them.
fn dates_under(parts: &[Part]) -> impl IntoView + use<> {
    let last = parts.len().saturating_sub(1);
    let mut places: Vec<usize> = (0..DATES).map(|at| last * at / (DATES - 1)).collect();
    places.dedup();
    let label = |place: usize| {
        let anchor = match place {
            0 => "start",
            place if place == last => "end",
            _ => "middle",
        };
        let date = parts.get(place).map(|part| dates::short_date_words(&part.from, language()));
        let x = match place {
            0 => "0".to_owned(),
            place if place == last => "100%".to_owned(),
            place => across(place, parts.len()),
        };
        view! { <text x=x y=number(ABOVE + HIGH + 18.0) text-anchor=anchor>{date}</text> }
    };
    places.into_iter().map(label).collect::<Vec<_>>()
}

fn legend(words: &'static InsightWords) -> impl IntoView {
    let names = [words.line_solved, words.line_confirmed, words.line_wrong];
    let item = |((class, _), name): (Line, &'static str)| {
        view! {
            <li>
                <svg class="sample" aria-hidden="true"><g class=class><line x1={"1"} x2={"25"} y1={"6"} y2={"6"} /></g></svg>
                {name}
            </li>
        }
    };
    view! { <ul class="legend">{LINES.into_iter().zip(names).map(item).collect::<Vec<_>>()}</ul> }
}

fn table(
    parts: &[Part],
    marks: &[Mark],
    by_week: bool,
    words: &'static InsightWords,
) -> impl IntoView + use<> {
    let share = |share: Option<f64>| share.map_or_else(|| "–".to_owned(), |it| share_words(it, words));
    let row = |(place, part): (usize, &Part)| {
        let day = |date: &str| dates::short_date_words(date, language());
        let when =
            if part.days > 1 { [day(&part.from), day(&part.until)].join(" – ") } else { day(&part.from) };
        let numbers = marks.iter().find(|mark| mark.part == place).map(|mark| mark.editions.as_slice());
        let numbers = numbers.unwrap_or_default().iter().map(ToString::to_string).collect::<Vec<_>>();
        let counts = [part.visits, part.confirmed, part.presumed, part.handed_over, part.up, part.down];
        view! {
            <tr>
                <th scope="row">{when}</th>
                <td>{share(part.solved())}</td>
                <td>{share(part.wrong())}</td>
                {counts.map(|count| view! { <td>{grouped(count)}</td> })}
                <td>{numbers.join(", ")}</td>
            </tr>
        }
    };
    let rows: Vec<_> = parts.iter().enumerate().map(row).collect();
    let columns = [
        words.line_solved,
        words.line_wrong,
        words.visits,
        words.confirmed,
        words.presumed,
        words.handed_over,
        words.up,
        words.down,
        words.editions_column,
    ];
    let first = if by_week { words.of_week } else { words.of_day };
    view! {
        <details class="numbers">
            <summary>{words.numbers}</summary>
            <div class="table-frame" tabindex="0" role="group" aria-label=words.numbers>
                <table>
                    <thead><tr><th scope="col">{first}</th> {columns.map(|name| view! { <th scope="col">{name}</th> })}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}

/// From the left, in per cent of the width.
fn across(place: usize, count: usize) -> String {
    hundredths(place_in(place, count))
}

fn hundredths(place: u32) -> String {
    [&(place / 100).to_string(), ".", &(place % 100 / 10).to_string(), &(place % 10).to_string(), "%"]
        .concat()
}

/// From the top, where the highest line is `top` per cent.
fn up(share: f64, top: u32) -> f64 {
    ABOVE + HIGH * (1.0 - (share * 100.0 / f64::from(top.max(1))).clamp(0.0, 1.0))
}

/// A number in whole tenths, which is finer than a screen shows.
fn number(value: f64) -> String {
    let tenths = (value * 10.0).round() as i64;
    [(tenths / 10).to_string(), (tenths % 10).to_string()].join(".")
}
