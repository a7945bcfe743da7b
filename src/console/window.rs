//! Which rows of a long list are drawn: those in view and a few around them.

use std::ops::Range;

/// The height of a row, pixels; `.rows li` of the style sheet has the same.
pub const ROW_PX: f64 = 89.0;
/// Rows drawn beyond either end of the view, so that scrolling by a little shows no gap.
const BEYOND: usize = 6;
/// The window moves by so many rows at once, so that most of scrolling draws nothing.
const STEP: usize = 4;

/// The rows to draw where the view begins `top_px` below the list's first and is `height_px` high.
pub fn window(top_px: f64, height_px: f64, count: usize) -> Range<usize> {
    let first = (top_px.max(0.0) / ROW_PX) as usize;
    let last = ((top_px + height_px).max(0.0) / ROW_PX) as usize + 1;
    let first = first.saturating_sub(BEYOND).min(count.saturating_sub(1)) / STEP * STEP;
    let last = (last + BEYOND).div_ceil(STEP) * STEP;
    first..last.min(count)
}

/// Where the view has to begin so that a row is in it; none where it is already.
pub fn brought_into_view(place: usize, top_px: f64, height_px: f64) -> Option<f64> {
    let (from, to) = (place as f64 * ROW_PX, (place + 1) as f64 * ROW_PX);
    if from < top_px {
        Some(from)
    } else if to > top_px + height_px {
        Some((to - height_px).max(0.0))
    } else {
        None
    }
}

/// At most `count` of these rows, given by their places: the nearest to the middle of the view.
pub fn nearest(places: &[usize], top_px: f64, height_px: f64, count: usize) -> Vec<usize> {
    let middle = ((top_px + height_px / 2.0).max(0.0) / ROW_PX) as usize;
    // One by one: to sort them would cost the page more bytes than it saves steps.
    let mut found: Vec<usize> = Vec::with_capacity(count);
    while found.len() < count.min(places.len()) {
        let left = places.iter().filter(|place| !found.contains(place));
        found.extend(left.min_by_key(|place| place.abs_diff(middle)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rows_near_the_view_are_drawn() {
        for (top, height, count, expected) in [
            (0.0, 890.0, 0, 0..0),
            (0.0, 890.0, 5, 0..5),
            (0.0, 890.0, 1_000, 0..20),
            (-50.0, 890.0, 1_000, 0..16),
            (ROW_PX * 500.0, 890.0, 1_000, 492..520),
            (ROW_PX * 501.0, 890.0, 1_000, 492..520),
            (ROW_PX * 990.0, 890.0, 1_000, 984..1_000),
            // The list became shorter while one looked at its end.
            (ROW_PX * 990.0, 890.0, 3, 0..3),
        ] {
            assert_eq!(window(top, height, count), expected, "{top} {height} {count}");
        }
    }

    #[test]
    fn what_is_looked_at_is_drawn_first() {
        let places: Vec<usize> = (490..520).collect();
        assert_eq!(nearest(&places, ROW_PX * 500.0, ROW_PX * 10.0, 3), [505, 504, 506]);
        assert_eq!(nearest(&[3], 0.0, 900.0, 3), [3]);
        assert_eq!(nearest(&[], 0.0, 900.0, 3), []);
    }

    #[test]
    fn a_row_is_brought_into_view_by_the_shortest_way() {
        assert_eq!(brought_into_view(0, 0.0, 500.0), None);
        assert_eq!(brought_into_view(3, 400.0, 500.0), Some(267.0));
        assert_eq!(brought_into_view(9, 0.0, 500.0), Some(390.0));
        assert_eq!(brought_into_view(0, 0.0, 50.0), Some(39.0));
    }
}
