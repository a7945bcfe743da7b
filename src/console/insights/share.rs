//! Shares of visits and answers, of what is known for certain.

use protocol::VisitCounts;

/// How visits ended, of those that are decided: what is less than a day old may still turn out one way or another.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shares {
    /// Visits that are decided.
    pub decided: u64,
    /// Solved without a person, as the visitor said; 0 to 1.
    pub confirmed: f64,
    /// And as nothing speaks against.
    pub presumed: f64,
    /// A person was asked for.
    pub handed_over: f64,
}

impl Shares {
    /// None where no visit is decided yet.
    pub fn of(counts: &VisitCounts) -> Option<Self> {
        let decided = counts.visits.saturating_sub(counts.open);
        let share = |count: u64| (count as f64 / decided as f64).min(1.0);
        (decided > 0).then(|| Self {
            decided,
            confirmed: share(counts.confirmed),
            presumed: share(counts.presumed),
            handed_over: share(counts.handed_over),
        })
    }

    /// Solved without a person, one way or the other.
    pub fn solved(self) -> f64 {
        (self.confirmed + self.presumed).min(1.0)
    }
}

/// Answers with a thumb down among those with a thumb; none where there is no thumb.
pub fn rated_wrong(up: u64, down: u64) -> Option<f64> {
    (up + down > 0).then(|| down as f64 / (up + down) as f64)
}

/// The mean of what visitors gave, how many gave a 1, a 2, … ; none where nobody did.
pub fn mean_score(scores: &[u64]) -> Option<f64> {
    let given: u64 = scores.iter().sum();
    let sum: u64 = scores.iter().zip(1..).map(|(count, score)| count * score).sum();
    (given > 0).then(|| sum as f64 / given as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_open_counts_neither_way() {
        let counts = |visits, open| VisitCounts {
            visits,
            open,
            confirmed: 2,
            presumed: 5,
            handed_over: 1,
            ..VisitCounts::default()
        };
        assert_eq!(Shares::of(&counts(3, 3)), None);
        let shares = Shares::of(&counts(12, 2)).unwrap();
        assert_eq!((shares.decided, shares.confirmed, shares.presumed), (10, 0.2, 0.5));
        assert_eq!((shares.solved(), shares.handed_over), (0.7, 0.1));
    }

    #[test]
    fn nothing_is_said_of_nothing() {
        assert_eq!(rated_wrong(0, 0), None);
        assert_eq!(rated_wrong(49, 1), Some(0.02));
        assert_eq!(mean_score(&[0; 5]), None);
        assert_eq!(mean_score(&[1, 0, 0, 0, 3]), Some(4.0));
    }
}
