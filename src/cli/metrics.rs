//! How good the matching is, by measures that others use too.

/// What one query came to.
#[derive(Clone, Copy, Debug)]
pub struct Judged {
    /// Whether an entry of the base answers the query.
    pub in_scope: bool,
    /// The place of the right entry among the ranked, from 0; none where it is not among them.
    pub rank: Option<usize>,
    /// How likely the best is right, as the engine says: 0 to 1.
    pub confidence: f64,
    /// What the decision took.
    pub micros: f64,
}

impl Judged {
    fn is_right(&self) -> bool {
        self.rank == Some(0)
    }
}

/// Bins of the calibration error.
const BINS: usize = 10;

/// The share of in-scope queries whose right entry is among the first `places`; none without such queries.
pub fn top(judged: &[Judged], places: usize) -> Option<f64> {
    let in_scope = judged.iter().filter(|one| one.in_scope);
    share(in_scope.clone().filter(|one| one.rank.is_some_and(|rank| rank < places)).count(), in_scope.count())
}

/// How well the confidence tells in-scope queries from others: the probability that one of the former has the higher
/// confidence, ties counting half (Mann and Whitney's U over the pairs); none unless there are queries of both kinds.
pub fn out_of_scope_auroc(judged: &[Judged]) -> Option<f64> {
    let mut sorted = judged.to_vec();
    sorted.sort_by(|a, b| a.confidence.total_cmp(&b.confidence));
    let outside = sorted.iter().filter(|one| !one.in_scope).count();
    let inside = sorted.len() - outside;
    let (mut below, mut wins) = (0.0, 0.0);
    for tied in sorted.chunk_by(|a, b| a.confidence == b.confidence) {
        let tied_outside = tied.iter().filter(|one| !one.in_scope).count() as f64;
        let tied_inside = tied.len() as f64 - tied_outside;
        wins += tied_inside * (below + tied_outside / 2.0);
        below += tied_outside;
    }
    (inside > 0 && outside > 0).then(|| wins / (inside as f64 * outside as f64))
}

/// The largest share of in-scope queries that one threshold answers while at least 95 in 100 of all answers are
/// right. Queries of the same confidence are answered together; an answer to an out-of-scope query is wrong.
/// None without in-scope queries; 0 where no threshold is that precise.
pub fn coverage_at_95_precision(judged: &[Judged]) -> Option<f64> {
    let mut sorted = judged.to_vec();
    sorted.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let in_scope = sorted.iter().filter(|one| one.in_scope).count();
    let (mut answered, mut right, mut answered_in_scope, mut best) = (0, 0, 0, 0);
    for tied in sorted.chunk_by(|a, b| a.confidence == b.confidence) {
        answered += tied.len();
        right += tied.iter().filter(|one| one.is_right()).count();
        answered_in_scope += tied.iter().filter(|one| one.in_scope).count();
        if right * 100 >= answered * 95 {
            best = answered_in_scope;
        }
    }
    share(best, in_scope)
}

/// How far the confidence is from the share of right ones, over ten equal bins, each weighed by its queries:
/// Σ |bin| / n · |right share − mean confidence|. For out-of-scope queries the best is never right. None without queries.
pub fn expected_calibration_error(judged: &[Judged]) -> Option<f64> {
    let mut bins = [(0.0, 0.0); BINS];
    for one in judged {
        let bin = ((one.confidence * BINS as f64) as usize).min(BINS - 1);
        bins[bin].0 += one.confidence;
        bins[bin].1 += f64::from(u8::from(one.is_right()));
    }
    let gaps: f64 = bins.iter().map(|(confidence, right): &(f64, f64)| (right - confidence).abs()).sum();
    (!judged.is_empty()).then(|| gaps / judged.len() as f64)
}

/// The time that `percent` of the queries took at most, in microseconds (nearest rank); none without queries.
pub fn percentile_micros(judged: &[Judged], percent: usize) -> Option<f64> {
    let mut times: Vec<f64> = judged.iter().map(|one| one.micros).collect();
    times.sort_by(f64::total_cmp);
    let rank = (times.len() * percent).div_ceil(100).max(1);
    times.get(rank - 1).copied()
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `r`: in scope, right first; `2`: right second; `4`: right fourth; `w`: in scope, not found; `o`: out of scope.
    fn judged(queries: &[(char, f64)]) -> Vec<Judged> {
        let one = |(kind, confidence): &(char, f64)| {
            let rank = match kind {
                'r' => Some(0),
                '2' => Some(1),
                '4' => Some(3),
                _ => None,
            };
            Judged { in_scope: *kind != 'o', rank, confidence: *confidence, micros: 100.0 * confidence }
        };
        queries.iter().map(one).collect()
    }

    type Case<'a> = (&'a [(char, f64)], Option<f64>);

    fn check(measure: impl Fn(&[Judged]) -> Option<f64>, cases: &[Case]) {
        for (queries, expected) in cases {
            let found = measure(&judged(queries));
            let close =
                found.zip(*expected).is_some_and(|(found, expected)| (found - expected).abs() < 1e-12);
            assert!(close || found == *expected, "{queries:?}: {found:?}, not {expected:?}");
        }
    }

    #[test]
    fn top_counts_in_scope_queries_only() {
        let queries: &[(char, f64)] = &[('r', 0.9), ('2', 0.8), ('4', 0.3), ('w', 0.2), ('o', 0.9)];
        check(|judged| top(judged, 1), &[(queries, Some(0.25)), (&[('o', 0.5)], None), (&[], None)]);
        check(|judged| top(judged, 3), &[(queries, Some(0.5)), (&[('r', 0.0)], Some(1.0))]);
    }

    #[test]
    fn auroc_is_the_share_of_pairs_in_order_and_ties_count_half() {
        check(
            out_of_scope_auroc,
            &[
                (&[('r', 0.9), ('w', 0.8), ('o', 0.1)], Some(1.0)),
                (&[('r', 0.1), ('o', 0.9)], Some(0.0)),
                (&[('r', 0.5), ('o', 0.5)], Some(0.5)),
                // Pairs: 0.9 beats 0.5 and 0.2; 0.5 ties with 0.5 and beats 0.2; 0.1 beats none: 3.5 of 6.
                (&[('r', 0.9), ('r', 0.5), ('w', 0.1), ('o', 0.5), ('o', 0.2)], Some(3.5 / 6.0)),
                (&[('r', 0.9)], None),
                (&[('o', 0.9)], None),
                (&[], None),
            ],
        );
    }

    #[test]
    fn coverage_is_the_largest_share_at_one_precise_threshold() {
        let nineteen_right: Vec<(char, f64)> =
            (0..19).map(|index| ('r', 0.9 - f64::from(index) / 100.0)).collect();
        let with = |more: &[(char, f64)]| [nineteen_right.as_slice(), more].concat();
        check(
            coverage_at_95_precision,
            &[
                (&[('r', 0.9), ('r', 0.8)], Some(1.0)),
                (&[('r', 0.9), ('w', 0.8), ('r', 0.7)], Some(1.0 / 3.0)),
                (&[('w', 0.9), ('r', 0.8)], Some(0.0)),
                // 19 right and 1 wrong are just precise enough; the wrong one is in scope and answered.
                (&with(&[('w', 0.1)]), Some(1.0)),
                // An out-of-scope answer counts as wrong, not as covered: 19 of 20 in scope, as the last is not reached.
                (&with(&[('o', 0.3), ('w', 0.1)]), Some(19.0 / 20.0)),
                (&with(&[('o', 0.3), ('o', 0.2), ('r', 0.1)]), Some(19.0 / 20.0)),
                (&[('r', 0.9), ('o', 0.8)], Some(1.0)),
                // Ties stand or fall together.
                (&[('r', 0.9), ('r', 0.5), ('w', 0.5)], Some(1.0 / 3.0)),
                (&[('r', 0.5), ('o', 0.5)], Some(0.0)),
                (&[('o', 0.5)], None),
            ],
        );
        // The precision falls below 95 in 100 and comes back: at last 39 of 40 are right.
        let mut recovering = vec![('r', 0.9), ('w', 0.8)];
        recovering.extend((0..38).map(|index| ('r', 0.7 - f64::from(index) / 100.0)));
        check(coverage_at_95_precision, &[(&recovering, Some(1.0))]);
    }

    #[test]
    fn calibration_error_weighs_ten_equal_bins() {
        check(
            expected_calibration_error,
            &[
                (&[('r', 1.0), ('o', 0.0)], Some(0.0)),
                (&[('w', 1.0)], Some(1.0)),
                // Bin 0.7–0.8: mean confidence 0.75, right share 0.5; bin 0.2–0.3: 0.2 against 0.
                (&[('r', 0.75), ('w', 0.75), ('o', 0.2)], Some((2.0 * 0.25 + 0.2) / 3.0)),
                // 0.5 begins a bin: 0.49 and 0.5 do not even out.
                (&[('r', 0.5), ('w', 0.49)], Some((0.5 + 0.49) / 2.0)),
                (&[], None),
            ],
        );
    }

    #[test]
    fn percentiles_are_nearest_ranks() {
        let queries: Vec<(char, f64)> = (1..=100).map(|index| ('r', f64::from(index) / 100.0)).collect();
        check(
            |judged| percentile_micros(judged, 50),
            &[(&queries, Some(50.0)), (&[('r', 0.07)], Some(7.000000000000001))],
        );
        check(
            |judged| percentile_micros(judged, 99),
            &[(&queries, Some(99.0)), (&queries[..10], Some(10.0)), (&[], None)],
        );
    }
}
