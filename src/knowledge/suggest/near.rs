//! Texts compared by the engine's own vectors.

use engine::Pack;

/// Texts as rows of weighed features of length 1.
pub(super) struct Near {
    rows: Vec<Vec<(u32, f32)>>,
    /// By feature: row and weight, in the order of rows.
    holders: Vec<Vec<(u32, f32)>>,
}

impl Near {
    pub fn new(texts: &[&str], packs: &[Pack]) -> Self {
        let mut rows = engine::vectors(texts, packs);
        rows.iter_mut().for_each(|row| row.sort_unstable_by_key(|cell| cell.0));
        let features = rows.iter().flatten().map(|cell| cell.0 as usize + 1).max().unwrap_or(0);
        let mut holders: Vec<Vec<(u32, f32)>> = vec![Vec::new(); features];
        for (number, row) in rows.iter().enumerate() {
            row.iter()
                .for_each(|(feature, weight)| holders[*feature as usize].push((number as u32, *weight)));
        }
        Self { rows, holders }
    }

    /// The cosine of two rows.
    pub fn cosine(&self, a: usize, b: usize) -> f32 {
        let (mut a, mut b) = (self.rows[a].iter().peekable(), self.rows[b].iter().peekable());
        let mut sum = 0.0;
        while let (Some(one), Some(other)) = (a.peek(), b.peek()) {
            match one.0.cmp(&other.0) {
                std::cmp::Ordering::Less => drop(a.next()),
                std::cmp::Ordering::Greater => drop(b.next()),
                std::cmp::Ordering::Equal => {
                    sum += one.1 * other.1;
                    a.next();
                    b.next();
                }
            }
        }
        sum
    }

    /// Rows whose cosine with a row is at least so large, without itself; the nearest first, of equals the earlier.
    pub fn above(&self, row: usize, least: f32) -> Vec<(usize, f32)> {
        let mut sums = vec![0.0_f32; self.rows.len()];
        for (feature, weight) in &self.rows[row] {
            for (other, theirs) in &self.holders[*feature as usize] {
                sums[*other as usize] += weight * theirs;
            }
        }
        let near = sums.into_iter().enumerate().filter(|(other, cosine)| *other != row && *cosine >= least);
        let mut near: Vec<(usize, f32)> = near.collect();
        near.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        near
    }
}

/// Places of texts without near-duplicates: of those that are too alike the earlier stays.
pub(super) fn distinct(texts: &[&str], packs: &[Pack], alike: f32) -> Vec<usize> {
    let near = Near::new(texts, packs);
    let mut kept: Vec<usize> = Vec::new();
    for place in 0..texts.len() {
        if kept.iter().all(|other| near.cosine(*other, place) < alike) {
            kept.push(place);
        }
    }
    kept
}
