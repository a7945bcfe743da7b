//! The rows under the tabs: of a long list only those near the view are in the page.

use std::collections::BTreeMap;
use std::ops::Range;

use console::{Look, ROW_PX, brought_into_view, nearest, window};
use leptos::html::{Div, Ul};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent, Node};

use super::row::Row;
use super::state::State;
use super::{finding, keys, row};

/// The element id of what scrolls.
pub const ROWS_ID: &str = "rows";
/// Before it is on screen, it is taken to be so high, pixels.
const HEIGHT_PX: f64 = 900.0;
/// The next page is asked for when the view is so near to the end of what is here, rows.
const NEAR_END: usize = 15;
/// So many new rows come into the page between two frames, so that a cheap phone still scrolls while they come.
const AT_ONCE: usize = 2;

/// The conversations shown, in order, each with its place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    /// The ids.
    pub ids: Vec<String>,
    places: BTreeMap<String, usize>,
}

impl Shown {
    fn new(ids: Vec<String>) -> Self {
        let places = ids.iter().cloned().zip(0..).collect();
        Self { ids, places }
    }

    /// Where a conversation stands; none where it isn't shown.
    pub fn place(&self, id: &str) -> Option<usize> {
        self.places.get(id).copied()
    }
}

/// What the list shows, kept up to date.
pub fn shown(state: State) -> Memo<Shown> {
    let ids = Memo::new(move |_| state.ids());
    Memo::new(move |_| Shown::new(ids.get()))
}

/// What of the list is in view: where it begins and how high it is, pixels.
#[derive(Clone, Copy)]
pub struct Scrolled {
    rows: NodeRef<Div>,
    view: RwSignal<(f64, f64)>,
}

impl Scrolled {
    /// Of the element that scrolls.
    pub fn of(rows: NodeRef<Div>) -> Self {
        let scrolled = Self { rows, view: RwSignal::new((0.0, HEIGHT_PX)) };
        rows.on_load(move |_| scrolled.look());
        let resized = window_event_listener_untyped("resize", move |_| scrolled.look());
        on_cleanup(move || resized.remove());
        scrolled
    }

    /// Takes down what is in view now.
    pub fn look(self) {
        if let Some(rows) = self.rows.get_untracked() {
            let now = (f64::from(rows.scroll_top()), f64::from(rows.client_height()));
            if self.view.get_untracked() != now {
                self.view.set(now);
            }
        }
    }
}

/// The list in what scrolls it.
pub fn view(state: State, shown: Memo<Shown>, scrolled: Scrolled) -> impl IntoView {
    let Scrolled { rows, view } = scrolled;
    let drawn = Memo::new(move |_| {
        let (top, height) = view.get();
        window(top, height, shown.with(|shown| shown.ids.len()))
    });
    hold_still(state, shown, rows);
    Effect::new(move |_| {
        let (end, count) = (drawn.get().end, shown.with(|shown| shown.ids.len()));
        if end + NEAR_END >= count && state.is_finding() {
            finding::ask_for_more(state);
        }
    });
    let list = NodeRef::<Ul>::new();
    let entry = Memo::new(move |_| entry(state, shown, drawn.get()));
    let owner = Owner::current().unwrap_or_default();
    let frame = RwSignal::new(false);
    Effect::new(move |before: Option<Vec<Row>>| {
        frame.track();
        let before = before.unwrap_or_default();
        let ids = ids_drawn(state, shown, drawn.get());
        let Some(list) = list.get() else { return before };
        let (ids, is_whole) = shown.with(|shown| drawn_now(state, shown, ids, &before, view.get_untracked()));
        if !is_whole {
            // By the next frame the inbox may have left the page, and the signal with it.
            request_animation_frame(move || {
                frame.try_update(|frame| *frame = !*frame);
            });
        }
        let draw = |id: String| owner.with(|| untrack(|| row::draw(state, shown, entry, id)));
        drawn_anew(&list, before, ids, draw)
    });
    let height = move || pixels(shown.with(|shown| shown.ids.len()));
    let focused = move |event: FocusEvent| state.focused.set(row_of(&event));
    let left = move |event: FocusEvent| {
        if state.focused.get_untracked() == row_of(&event) {
            state.focused.set(None);
        }
    };
    view! { <ul node_ref=list style:height=height on:focusin=focused on:focusout=left></ul> }
}

/// The conversation of the row that an event is of.
fn row_of(event: &FocusEvent) -> Option<String> {
    let row: Element = event.target()?.dyn_into().ok()?;
    row.id().strip_prefix("row-").map(str::to_owned)
}

/// Takes away the rows that are not to be drawn and puts the others in between. What stays is never moved in the page, which
/// would cost it the focus; that is why this is not a `For`.
fn drawn_anew(
    list: &Element,
    mut before: Vec<Row>,
    ids: Vec<String>,
    draw: impl Fn(String) -> Row,
) -> Vec<Row> {
    before.retain(|row| ids.contains(&row.id));
    let mut rows: Vec<Row> = Vec::with_capacity(ids.len());
    for id in ids.into_iter().rev() {
        let row = match before.iter().position(|row| row.id == id) {
            Some(place) => before.swap_remove(place),
            None => {
                let row = draw(id);
                let next: Option<&Node> = rows.last().map(|row| row.item.as_ref());
                // It takes any element before one of its own.
                let _ = list.insert_before(&row.item, next);
                row
            }
        };
        rows.push(row);
    }
    rows
}

/// Of the rows to draw those that are there, the focused one, and the nearest few of the others; and whether these are all.
fn drawn_now(
    state: State,
    shown: &Shown,
    ids: Vec<String>,
    before: &[Row],
    (top, height): (f64, f64),
) -> (Vec<String>, bool) {
    let focused = state.focused.get_untracked();
    let is_there = |id: &String| focused.as_ref() == Some(id) || before.iter().any(|row| row.id == *id);
    let missing: Vec<usize> =
        ids.iter().filter(|id| !is_there(id)).filter_map(|id| shown.place(id)).collect();
    let next = nearest(&missing, top, height, AT_ONCE);
    let is_whole = next.len() == missing.len();
    let mut ids = ids;
    ids.retain(|id| is_there(id) || shown.place(id).is_some_and(|place| next.contains(&place)));
    (ids, is_whole)
}

/// Rows of the window, and the focused one wherever it is, so that the focus is not lost by scrolling.
fn ids_drawn(state: State, shown: Memo<Shown>, drawn: Range<usize>) -> Vec<String> {
    let focused = state.focused.get();
    shown.with(|shown| {
        let mut ids = shown.ids.get(drawn.clone()).unwrap_or_default().to_vec();
        let far = focused.and_then(|id| Some((shown.place(&id)?, id)));
        if let Some((place, id)) = far.filter(|(place, _)| !drawn.contains(place)) {
            ids.insert(if place < drawn.start { 0 } else { ids.len() }, id);
        }
        ids
    })
}

/// The row by which the Tab key enters the list: the focused or the open one if it is drawn, else the first that is.
fn entry(state: State, shown: Memo<Shown>, drawn: Range<usize>) -> Option<String> {
    let focused = state.focused.get();
    let open = state.open.get();
    shown.with(|shown| {
        let is_drawn = |id: &String| shown.place(id).is_some_and(|place| drawn.contains(&place));
        let focused = focused.filter(|id| shown.place(id).is_some());
        focused.or_else(|| open.filter(is_drawn)).or_else(|| shown.ids.get(drawn.start).cloned())
    })
}

/// What one reads stays where it is when rows come or go above it; another view of the inbox begins at its top.
fn hold_still(state: State, shown: Memo<Shown>, rows: NodeRef<Div>) {
    type Before = (Look, Vec<String>);
    Effect::new(move |before: Option<Before>| {
        state.tab.track();
        state.filter.track();
        state.sought.track();
        let now: Before = (state.look(), shown.with(|shown| shown.ids.clone()));
        let (Some(before), Some(rows)) = (before, rows.get_untracked()) else { return now };
        let top = f64::from(rows.scroll_top());
        if before.0 != now.0 {
            rows.set_scroll_top(0);
        } else if top > 0.0 {
            let first = (top / ROW_PX) as usize;
            let place = before.1.get(first).and_then(|id| shown.with_untracked(|shown| shown.place(id)));
            if let Some(place) = place.filter(|place| *place != first) {
                rows.set_scroll_top((top + (place as f64 - first as f64) * ROW_PX) as i32);
            }
        }
        now
    });
}

/// Moves the focus to a row, which is drawn and brought into view first.
pub fn focus_row(state: State, id: &str) {
    let place = state.ids().iter().position(|one| one == id);
    let Some(place) = place else { return };
    state.focused.set(Some(id.to_owned()));
    if let Some(rows) = document().get_element_by_id(ROWS_ID) {
        let (top, height) = (f64::from(rows.scroll_top()), f64::from(rows.client_height()));
        if let Some(top) = brought_into_view(place, top, height) {
            rows.set_scroll_top(top as i32);
        }
    }
    let id = row::row_id(id);
    request_animation_frame(move || keys::focus(&id));
}

/// So many rows in pixels, as a style.
pub fn pixels(rows: usize) -> String {
    [&(rows * ROW_PX as usize).to_string(), "px"].concat()
}
