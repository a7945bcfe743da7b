//! The visitor's mood over the conversation as a small plot, with its numbers in words.

use console::percent;
use console::words::fill;
use leptos::prelude::*;
use protocol::ConversationDetail;

use super::state::State;
use super::{advice, words};

/// The plot's size in units of its own.
const WIDTH: f64 = 260.0;
const HEIGHT: f64 = 64.0;
/// Room around the line.
const EDGE: f64 = 6.0;
/// From here on the balanced dial calls a visitor upset.
const UPSET: f64 = 0.5;

/// The section; nothing while there are fewer than two turns, of which a line can be drawn.
pub fn view(state: State, detail: Memo<Option<ConversationDetail>>) -> impl IntoView {
    let moods =
        Memo::new(move |_| detail.with(|detail| detail.as_ref().and_then(|it| advice::moods(state, it))));
    move || moods.get().filter(|(moods, _)| moods.len() > 1).map(|(moods, before)| plot(&moods, before))
}

fn plot(moods: &[f64], before: usize) -> impl IntoView + use<> {
    let words = words();
    let points: Vec<String> =
        moods.iter().enumerate().map(|(turn, mood)| point(across(turn, moods.len()), up(*mood))).collect();
    let peak =
        moods.iter().enumerate().fold(0, |peak, (turn, mood)| if *mood > moods[peak] { turn } else { peak });
    let (x, y) = (number(across(peak, moods.len())), number(up(moods[peak])));
    let upset = number(up(UPSET));
    // The turn at which the handoff was asked for is the last before it.
    let handoff = (before > 0 && before < moods.len()).then(|| {
        let at = number(across(before - 1, moods.len()));
        view! { <line class="handoff" x1=at.clone() x2=at y1={"0"} y2=number(HEIGHT) /> }
    });
    let told = fill(
        words.mood_plot_told,
        &[
            ("turns", &moods.len().to_string()),
            ("place", &(peak + 1).to_string()),
            ("strongest", &percent(moods[peak]).to_string()),
            ("from", &percent(UPSET).to_string()),
        ],
    );
    let size = ["0 0 ", &number(WIDTH), " ", &number(HEIGHT)].concat();
    view! {
        <section>
            <h2>{words.mood_plot}</h2>
            <svg class="mood-plot" viewBox=size role="img" aria-label=told.clone()>
                <line class="upset" x1={"0"} x2=number(WIDTH) y1=upset.clone() y2=upset />
                {handoff}
                <polyline points=points.join(" ") />
                <circle cx=x cy=y r={"4"} />
            </svg>
            <p class="muted small">{told.clone()}</p>
        </section>
    }
}

fn across(turn: usize, turns: usize) -> f64 {
    EDGE + (WIDTH - 2.0 * EDGE) * turn as f64 / (turns - 1) as f64
}

fn up(mood: f64) -> f64 {
    HEIGHT - EDGE - (HEIGHT - 2.0 * EDGE) * mood.clamp(0.0, 1.0)
}

fn point(x: f64, y: f64) -> String {
    [number(x), number(y)].join(",")
}

/// A number in whole tenths, which is finer than a screen shows.
fn number(value: f64) -> String {
    let tenths = (value * 10.0).round() as i64;
    [(tenths / 10).to_string(), (tenths % 10).to_string()].join(".")
}
