//! Questions with the words of those that are nearest to them: two that share no word may each share some with a third.

use super::neighbour::{Row, Sparse, Ties};

/// Neighbours whose words a question takes on.
const NEIGHBOURS: usize = 4;

/// How much one of them counts beside the question's own words, where it is the same; a farther one counts less.
const SHARE: f32 = 0.4;

/// Cells of such a row that count.
const CELLS: usize = 128;

/// Each row with its nearest ones, each as much as it is near.
pub(super) fn smoothed(rows: &Sparse, nearest: &Ties) -> Sparse {
    let mut sums = vec![0.0; rows.features()];
    let smooth = |(row, near): (&Row, &Row)| {
        let near = &near[..near.len().min(NEIGHBOURS)];
        let mut touched: Vec<u32> = Vec::new();
        let theirs = near.iter().map(|(other, cosine)| (&rows.rows[*other as usize], SHARE * cosine));
        for (cells, share) in std::iter::once((row, 1.0)).chain(theirs) {
            for (feature, weight) in cells {
                let sum = &mut sums[*feature as usize];
                if *sum == 0.0 {
                    touched.push(*feature);
                }
                *sum += share * weight;
            }
        }
        touched.into_iter().map(|feature| (feature, std::mem::take(&mut sums[feature as usize]))).collect()
    };
    Sparse::new(rows.rows.iter().zip(nearest).map(smooth).collect(), CELLS)
}
