//! The hours of a week by how much comes in them: levels of a heat map, and the busiest.

/// Hours of a week.
pub const WEEK_HOURS: usize = 168;

/// Levels above none.
const LEVELS: u64 = 5;

/// The level of a count where the highest is `most`: 0 for none, else 1 to 5, each a fifth of the way.
pub fn level(count: u64, most: u64) -> usize {
    if count == 0 || most == 0 {
        return 0;
    }
    usize::try_from((count * LEVELS).div_ceil(most).min(LEVELS)).unwrap_or_default()
}

/// The counts that each level above none stands for, from and to; a level that no whole number falls in is left out.
pub fn ranges(most: u64) -> Vec<(usize, u64, u64)> {
    let upper = |level: u64| most * level / LEVELS;
    let range = |level: u64| {
        let (from, until) = (upper(level - 1) + 1, upper(level));
        (from <= until).then_some((usize::try_from(level).unwrap_or_default(), from, until))
    };
    (1..=LEVELS).filter_map(range).collect()
}

/// The hours with the highest counts, highest first, at most so many; of equals the earlier. Hours without any are none.
pub fn busiest(counts: &[u64], most: usize) -> Vec<(usize, u64)> {
    let mut hours: Vec<(usize, u64)> =
        counts.iter().copied().enumerate().filter(|(_, count)| *count > 0).collect();
    hours.sort_by_key(|(hour, count)| (std::cmp::Reverse(*count), *hour));
    hours.truncate(most);
    hours
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_count_stands_at_the_level_whose_range_holds_it() {
        for most in [1, 3, 5, 7, 100, 12_345] {
            let ranges = ranges(most);
            assert_eq!(ranges.last().map(|range| range.2), Some(most));
            for count in 1..=most {
                let level = level(count, most);
                let held = ranges.iter().find(|(_, from, until)| (*from..=*until).contains(&count));
                assert_eq!(held.map(|range| range.0), Some(level), "{count} of {most}: {ranges:?}");
            }
        }
        assert_eq!((level(0, 9), level(0, 0), ranges(0)), (0, 0, vec![]));
    }

    #[test]
    fn the_busiest_hours_come_first() {
        let mut counts = vec![0; WEEK_HOURS];
        (counts[14], counts[3], counts[100]) = (9, 9, 12);
        assert_eq!(busiest(&counts, 2), [(100, 12), (3, 9)]);
        assert_eq!(busiest(&counts, 9).len(), 3);
    }
}
