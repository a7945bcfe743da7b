//! How much each feature says about a subject: words that stand in questions of one group weigh more than words, such as
//! "today" or "can you tell me", that stand in all.

use engine::libm;

use super::community::numbered;
use super::neighbour::{CELLS, Sparse};

/// So many questions, spread as all are, are added to those that hold a feature: of few nothing is known.
const PRIOR: f64 = 2.0;

/// The least divergence of a feature, so that none is lost.
const LEAST: f64 = 1e-3;

/// How much the divergence counts: at 0 not at all, at 1 in proportion.
const POWER: f64 = 0.3;

/// Of so few questions nothing is known, so that it doesn't count; of so many it counts in full.
const FEW: f64 = 50.0;
const MANY: f64 = 200.0;

/// The same rows with each feature's weight times a power of how far its groups differ from those of all questions: Kullback
/// and Leibler's divergence, as a share of the most that it could be.
pub(super) fn weighed(rows: &Sparse, groups: &[usize]) -> Sparse {
    let (groups, count) = numbered(groups);
    let mut shares = vec![0.0; count];
    groups.iter().for_each(|group| shares[*group] += 1.0 / groups.len() as f64);
    let power = POWER * ((groups.len() as f64 - FEW) / (MANY - FEW)).clamp(0.0, 1.0);
    let most = libm::log(count.max(2) as f64);
    let mut held = vec![0.0; count];
    let weights: Vec<f32> = (0..rows.features())
        .map(|feature| {
            let holders = rows.holders(feature);
            holders.iter().for_each(|(row, _)| held[groups[*row as usize]] += 1.0);
            let divergence =
                divergence(holders.iter().map(|(row, _)| groups[*row as usize]), &mut held, &shares);
            libm::pow((divergence / most).max(LEAST), power) as f32
        })
        .collect();
    let weigh = |row: &Vec<(u32, f32)>| {
        row.iter().map(|(feature, weight)| (*feature, weight * weights[*feature as usize])).collect()
    };
    Sparse::new(rows.rows.iter().map(weigh).collect(), CELLS)
}

/// How far the groups of those that hold a feature differ from `shares`; `held` is by group how many hold it, and all zeros
/// afterwards.
fn divergence(holders: impl ExactSizeIterator<Item = usize>, held: &mut [f64], shares: &[f64]) -> f64 {
    let all = holders.len() as f64 + PRIOR;
    let (mut sum, mut rest) = (0.0, 1.0);
    for group in holders {
        let count = std::mem::take(&mut held[group]);
        if count > 0.0 {
            let share = (count + PRIOR * shares[group]) / all;
            sum += share * libm::log(share / shares[group]);
            rest -= shares[group];
        }
    }
    // Groups of which none holds it.
    sum + f64::max(rest, 0.0) * PRIOR / all * libm::log(PRIOR / all)
}
